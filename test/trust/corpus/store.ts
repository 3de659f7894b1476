import { configMap, custom, secret, secretVolume, service, workload } from './kinds';
import { ca, leaf } from './pki';

/** Tempo on MinIO over TLS: the tree that most others are made of, part by part. */
export interface Store {
  /** the server's certificate and key */
  tls: any;
  /** the bundle of Tempo */
  ca: any;
  /** the credentials and endpoint of Tempo */
  s3: any;
  service: any;
  minio: any;
  tempo: any;
  /** anything else */
  more: any[];
}

export const HOST = 'minio.tracing.svc';
const ITEMS = { 'tls.crt': 'public.crt', 'tls.key': 'private.key' };

export const minioContainer = (more: object = {}): any => ({
  name: 'minio',
  image: 'docker.io/pgsty/silo:RELEASE.2026-09-16T00-00-00Z',
  args: ['server', '--certs-dir=/etc/minio/certs', '/data'],
  env: [{ name: 'MINIO_ROOT_USER', value: 'root-of-store' }, { name: 'MINIO_ROOT_PASSWORD', valueFrom: { secretKeyRef: { name: 'minio-root', key: 'password' } } }],
  ports: [{ name: 'https', containerPort: 9000 }],
  volumeMounts: [{ name: 'certs', mountPath: '/etc/minio/certs' }, { name: 'data', mountPath: '/data' }],
  ...more,
});

export const minio = (kind: string, container: any = minioContainer(), volumes: any[] = [secretVolume('certs', 'minio-tls', ITEMS)], namespace?: string): any =>
  workload(kind, 'minio', [container], { volumes: [...volumes, { name: 'data', emptyDir: {} }] }, namespace);

export const monolithic = (name: string, storage: any, more: object = {}, namespace?: string): any =>
  custom('tempo.grafana.com/v1alpha1', 'TempoMonolithic', name, { storage: { traces: storage }, ...more }, namespace);

export const tempoStack = (name: string, storage: any, more: object = {}): any =>
  custom('tempo.grafana.com/v1alpha1', 'TempoStack', name, { storage, storageSize: '1Gi', ...more });

export const endpoint = (url: string, more: object = {}): any =>
  secret('traces-s3', { endpoint: url, bucket: 'tempo', access_key_id: 'tempo-user', access_key_secret: 'a-long-secret', ...more });

export const pair = (issued: { certificatePem: string; privateKeyPem: string }): any => secret('minio-tls', { 'tls.crt': issued.certificatePem, 'tls.key': issued.privateKeyPem });

/** The good store, with some change. */
export function store(change: (store: Store) => void = () => undefined): unknown[] {
  const parts: Store = {
    tls: pair(leaf(HOST)),
    ca: configMap('storage-ca', { 'ca.crt': ca().certificatePem }),
    s3: endpoint(`https://${HOST}:9000`),
    service: service('minio', { app: 'minio' }, [{ name: 'https', port: 9000 }]),
    minio: minio('StatefulSet'),
    tempo: monolithic('traces', { backend: 's3', s3: { secret: 'traces-s3', tls: { enabled: true, caName: 'storage-ca' } } }),
    more: [],
  };
  change(parts);
  const { more, ...named } = parts;
  return [...Object.values(named), ...more].filter((object) => object !== undefined);
}

/** The good store with another server certificate (and its key). */
export const withLeaf = (issued: { certificatePem: string; privateKeyPem: string }, more: (store: Store) => void = () => undefined): unknown[] =>
  store((s) => { s.tls = pair(issued); more(s); });

/** The good store dialled by another URL, with a certificate for the host it names. */
export const dialled = (url: string, host: string, more: (store: Store) => void = () => undefined): unknown[] =>
  withLeaf(leaf(host), (s) => { s.s3 = endpoint(url); more(s); });

/** Without TLS on either side. */
export const plainMinio = (s: Store): void => {
  s.tls = undefined;
  s.minio = minio('StatefulSet', minioContainer({ args: ['server', '/data'], volumeMounts: [{ name: 'data', mountPath: '/data' }] }), []);
};
