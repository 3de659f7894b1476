import { clientConfig, configured, dialling, fleet, realm, remote, REMOTE } from './fleet';
import { configMap, mapVolume, secret, secretVolume, service, workload } from './kinds';
import { ca, leaf } from './pki';
import { good, Tree } from './tree';

const SRV = 'dnssrv+_grpc._tcp.thanos-store.monitoring.svc.cluster.local';
const CLIENT_FLAGS = ['--grpc-client-tls-secure', '--grpc-client-tls-ca=/realm/ca.crt', '--grpc-client-tls-cert=/realm/tls.crt', '--grpc-client-tls-key=/realm/tls.key'];
const image = 'quay.io/thanos/thanos:v0.42.4';
const HOST = 's3.monitoring.svc';

/** A store gateway on MinIO over TLS. */
export const objstore = (config: object, more: any[] = []): any[] => [
  secret('objstore', { 'objstore.yml': JSON.stringify({ type: 'S3', config: { bucket: 'metrics', endpoint: `${HOST}:9000`, access_key: 'a', secret_key: 'b', ...config } }) }, 'monitoring'),
  configMap('s3-ca', { 'ca.crt': ca().certificatePem }, 'monitoring'),
  workload('StatefulSet', 'thanos-store', [{
    name: 'store',
    image,
    args: ['store', '--data-dir=/data', '--objstore.config-file=/objstore/objstore.yml'],
    volumeMounts: [{ name: 'objstore', mountPath: '/objstore' }, { name: 'ca', mountPath: '/s3' }],
  }], { volumes: [secretVolume('objstore', 'objstore'), mapVolume('ca', 's3-ca')] }, 'monitoring'),
  secret('s3-tls', { 'public.crt': leaf(HOST).certificatePem, 'private.key': leaf(HOST).privateKeyPem }, 'monitoring'),
  service('s3', { app: 's3' }, [{ port: 9000 }], 'monitoring'),
  workload('Deployment', 's3', [{ name: 'minio', image: 'quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z', args: ['server', '/data', '--certs-dir=/certs'], volumeMounts: [{ name: 'tls', mountPath: '/certs' }] }],
    { volumes: [secretVolume('tls', 's3-tls')] }, 'monitoring'),
  ...more,
];

/** Thanos in the ways in which it works. */
export const THANOS_GOOD: readonly Tree[] = [
  good('a store in the clear, a remote one over mutual TLS', () => fleet(), 'consistent proved'),
  good('stores in the clear only', () => fleet((f) => { f.endpoints = { endpoints: [{ address: SRV }, { address: `${REMOTE}:10901` }] }; f.remoteArgs = []; }), 'consistent consistent'),
  good('addresses as flags', () => fleet((f) => { f.endpoints = undefined; f.args = [`--endpoint=${SRV}`, '--endpoint', `dns+${REMOTE}:10901`]; f.remoteArgs = []; }), 'consistent consistent'),
  good('an address that only the cluster knows', () => fleet((f) => { f.endpoints = undefined; f.args = ['--endpoint=$(STORE):10901', `--endpoint=${REMOTE}:10901`]; f.remoteArgs = []; }), 'consistent unverified'),
  good('an old querier with --store', () => fleet((f) => { f.version = 'v0.31.0'; f.endpoints = undefined; f.args = [`--store=${SRV}`]; f.remoteArgs = []; })),
  good('TLS by flags, of an old querier', () => fleet((f) => { f.version = 'v0.37.2'; f.endpoints = undefined; f.args = [`--endpoint=${REMOTE}:10901`, ...CLIENT_FLAGS]; }), 'proved'),
  good('TLS by flags, and a name to verify', () => fleet((f) => {
    f.version = 'v0.41.0';
    f.endpoints = undefined;
    f.remote = remote(leaf('thanos.example.com', { of: 'remote' }));
    f.args = [`--endpoint=dns+${REMOTE}:10901`, ...CLIENT_FLAGS, '--grpc-client-server-name=thanos.example.com'];
  }), 'proved'),
  good('an old querier that skips what its file says, and is told the same by flags', () => fleet((f) => {
    f.version = 'v0.41.0';
    f.endpoints = { endpoints: [{ address: `${REMOTE}:10901`, client_config: clientConfig() }] };
    f.args = [...CLIENT_FLAGS, `--grpc-client-server-name=${REMOTE}`];
  }), 'proved'),
  good('the defaults of the file', () => fleet((f) => { f.endpoints = { default_client_config: clientConfig(), endpoints: [{ address: `${REMOTE}:10901` }] }; }), 'proved'),
  good('the defaults of the file, and one in the clear', () => fleet((f) => {
    f.endpoints = { default_client_config: clientConfig(), endpoints: [{ address: `${REMOTE}:10901` }, { address: 'thanos-store.monitoring.svc:10901', client_config: { tls_config: { enabled: false } } }] };
  }), 'consistent proved'),
  good('a group with a name to verify', () => dialling({ address: `dns+${REMOTE}:10901`, group: true, client_config: clientConfig() }), 'proved'),
  good('a strict endpoint', () => dialling({ address: `${REMOTE}:10901`, strict: true, client_config: clientConfig() }), 'proved'),
  good('no client certificate where none is asked for', () => fleet((f) => { f.remoteArgs = f.remoteArgs.slice(0, 2); f.endpoints.endpoints[1].client_config = { tls_config: { enabled: true, ca_file: '/realm/ca.crt' } }; }), 'consistent proved'),
  good('the lowest version of TLS', () => configured(clientConfig({}, { min_version: '1.3' })), 'proved'),
  good('a remote store outside', () => configured(clientConfig({ server_name: 'thanos.eu1.example.com' }), 'thanos.eu1.example.com:443'), 'unverified'),
  good('one CA for both sides', () => fleet((f) => { f.realm = realm(leaf('querier', { of: 'remote', usages: ['clientAuth'] })); f.remote = remote(undefined, ca('remote')); }), 'consistent proved'),
  good('a certificate for both usages on both sides', () => fleet((f) => { f.realm = realm(leaf('querier', { of: 'clients', usages: ['clientAuth', 'serverAuth'] })); }), 'consistent proved'),
  good('another querier as the endpoint', () => fleet((f) => {
    f.endpoints = { endpoints: [{ address: 'leaf-query.monitoring.svc:10901' }] };
    f.more.push(
      workload('Deployment', 'leaf-query', [{ name: 'query', image, args: ['query', `--endpoint=${SRV}`] }], {}, 'monitoring'), service('leaf-query', { app: 'leaf-query' }, [{ port: 10901 }], 'monitoring'),
    );
  })),
  good('a sidecar of Prometheus', () => fleet((f) => {
    f.endpoints = { endpoints: [{ address: 'prometheus.monitoring.svc:10901' }] };
    f.more.push(
      workload('StatefulSet', 'prometheus', [{ name: 'prometheus', image: 'quay.io/prometheus/prometheus:v3.5.0' }, { name: 'sidecar', image, args: ['sidecar', '--prometheus.url=http://localhost:9090'], ports: [{ name: 'grpc', containerPort: 10901 }] }], {}, 'monitoring'),
      service('prometheus', { app: 'prometheus' }, [{ name: 'grpc', port: 10901, targetPort: 'grpc' }], 'monitoring', { clusterIP: 'None' }),
    );
  }), 'consistent'),
  good('a query frontend', () => [
    ...fleet((f) => { f.more.push(service('thanos-query', { app: 'thanos-query' }, [{ name: 'http', port: 9090, targetPort: 'http' }], 'monitoring')); }),
    workload('Deployment', 'frontend', [{ name: 'frontend', image, args: ['query-frontend', '--query-frontend.downstream-url=http://thanos-query.monitoring.svc.cluster.local.:9090'] }], {}, 'monitoring'),
  ]),
  good('a store on MinIO over TLS', () => objstore({ http_config: { tls_config: { ca_file: '/s3/ca.crt' } } }), 'proved'),
  good('a store on MinIO over TLS, and the name to verify', () => objstore({ http_config: { tls_config: { ca_file: '/s3/ca.crt', server_name: HOST } } }), 'proved'),
  good('Thanos on a public object store', () => objstore({ endpoint: 's3.eu-central-1.amazonaws.com' }), 'unverified'),
  good('receivers', () => [
    workload('StatefulSet', 'receive', [{ name: 'receive', image, args: ['receive', '--tsdb.path=/data', '--label=replica="$(NAME)"', '--remote-write.address=0.0.0.0:19291'], env: [{ name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }], {}, 'monitoring'),
    service('receive', { app: 'receive' }, [{ name: 'grpc', port: 10901 }, { name: 'remote-write', port: 19291 }], 'monitoring'),
  ]),
  good('a bundle of old and new CA', () => fleet((f) => { f.realm.stringData['ca.crt'] = ca('older').certificatePem + ca('remote').certificatePem; }), 'consistent proved'),
  good('a client certificate that is not there, of a server that asks for none', () => fleet((f) => {
    f.endpoints.endpoints[1].client_config = clientConfig({}, { cert_file: '/realm/none.crt', key_file: '/realm/none.key' });
    f.remoteArgs = ['--grpc-server-tls-cert=/tls/tls.crt', '--grpc-server-tls-key=/tls/tls.key'];
  })),
];
