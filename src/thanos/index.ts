export type { IThanosServer, ThanosServerTls } from './server';
