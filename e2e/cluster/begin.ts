export { begin as default } from './report';
