export { finish as default } from './report';
