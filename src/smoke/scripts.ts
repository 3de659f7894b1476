import { FIND_SH, READY_SH } from './script-find';
import { LIB_SH } from './script-lib';
import { REFUSE_SH } from './script-refuse';
import { STRANGER_CA } from './stranger-ca';

/** The files of the smoke test's ConfigMap. They are the same for every Tempo: what differs is in the environment. */
export const SCRIPTS: { readonly [file: string]: string } = {
  'find.sh': FIND_SH,
  'lib.sh': LIB_SH,
  'ready.sh': READY_SH,
  'refuse.sh': REFUSE_SH,
  'stranger-ca.crt': STRANGER_CA,
};

/** Where the pods find things. */
export const PATHS = {
  scripts: '/etc/smoke',
  /** in memory and writable: mc keeps the keys there; the CA bundle is mounted in it */
  work: '/work',
  storeCas: '/work/certs/CAs',
  storeCa: '/etc/tls/store',
  grpcCa: '/etc/tls/grpc',
  httpCa: '/etc/tls/http',
  client: '/etc/tls/client',
  credentials: '/etc/credentials',
} as const;
