export type { IThanosServer, ThanosServerTls } from './server';
export { ThanosVersion } from './thanos-version';
