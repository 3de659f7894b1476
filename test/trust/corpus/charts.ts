import { configMap, custom, mapVolume, secret, secretVolume, service, workload } from './kinds';
import { ca, leaf } from './pki';
import { bad, good, Tree } from './tree';

/** Things as charts and operators of others lay them out. */
const THANOS = 'quay.io/thanos/thanos:v0.42.4';
const NS = 'monitoring';
const pair = (name: string, hosts: string, more: object = {}) => secret(name, { 'tls.crt': leaf(hosts).certificatePem, 'tls.key': leaf(hosts).privateKeyPem, 'ca.crt': ca().certificatePem, ...more }, NS);

/** A Prometheus of prometheus-operator with a sidecar, and a querier that dials it. */
function operated(spec: object, thanos: object, kind = 'Prometheus'): unknown[] {
  const ruler = kind === 'ThanosRuler';
  return [
    custom('monitoring.coreos.com/v1', kind, 'k8s', ruler ? { ...spec, ...thanos } : { ...spec, thanos: { image: THANOS, ...thanos } }, NS),
    pair('sidecar-tls', 'sidecar.example.com'),
    configMap('bundle', { 'ca.crt': ca().certificatePem }, NS),
    workload('Deployment', 'query', [{
      name: 'query',
      image: THANOS,
      args: ['query', `--endpoint=dnssrv+_grpc._tcp.${ruler ? 'thanos-ruler' : 'prometheus'}-operated.monitoring.svc`, '--grpc-client-tls-secure', '--grpc-client-tls-ca=/ca/ca.crt', '--grpc-client-server-name=sidecar.example.com'],
      volumeMounts: [{ name: 'ca', mountPath: '/ca' }],
    }], { volumes: [mapVolume('ca', 'bundle')] }, NS),
  ];
}
const SERVES = { grpcServerTlsConfig: { certFile: '/etc/x/tls.crt', keyFile: '/etc/x/tls.key' } };
const MOUNTED = { ...SERVES, volumeMounts: [{ name: 'secret-sidecar-tls', mountPath: '/etc/x' }] };

/** Receivers of Thanos with TLS, and the hashring that they share. */
function receivers(local: string, members: unknown[], more: readonly string[] = [], replicas = 1): unknown[] {
  const set = workload('StatefulSet', 'receive', [{
    name: 'receive',
    image: THANOS,
    args: [
      'receive', '--tsdb.path=/data', '--label=replica="$(NAME)"', `--receive.local-endpoint=${local}`, '--receive.hashrings-file=/ring/hashrings.json',
      '--grpc-server-tls-cert=/tls/tls.crt', '--grpc-server-tls-key=/tls/tls.key', ...more,
    ],
    env: [{ name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
    volumeMounts: [{ name: 'tls', mountPath: '/tls' }, { name: 'ring', mountPath: '/ring' }],
  }], { volumes: [secretVolume('tls', 'receive-tls'), mapVolume('ring', 'ring')] }, NS);
  return [
    { ...set, spec: { ...set.spec, replicas } },
    pair('receive-tls', '*.receive.monitoring.svc'),
    configMap('ring', { 'hashrings.json': JSON.stringify([{ endpoints: members }]) }, NS),
    service('receive', { app: 'receive' }, [{ name: 'grpc', port: 10901 }, { name: 'capnp', port: 19391 }], NS, { clusterIP: 'None' }),
  ];
}
const POD = (n: number) => `receive-${n}.receive.monitoring.svc:10901`;
const OVER_TLS = ['--remote-write.client-tls-secure', '--remote-write.client-tls-ca=/tls/ca.crt'];

/** A RustFS that takes its settings from objects, and a Tempo that dials it. */
function rustfs(env: object, scheme: 'http' | 'https', settings = true): unknown[] {
  return [
    workload('Deployment', 'rustfs', [{
      name: 'rustfs',
      image: 'rustfs/rustfs:1.0.0-rc.3',
      envFrom: [{ configMapRef: { name: 'settings' } }, { secretRef: { name: 'keys' } }],
      env: Object.entries(env).map(([name, value]) => ({ name, value })),
      volumeMounts: [{ name: 'tls', mountPath: '/opt/tls' }],
    }], { volumes: [secretVolume('tls', 'rustfs-tls', { 'tls.crt': 'rustfs_cert.pem', 'tls.key': 'rustfs_key.pem', 'ca.crt': 'client_ca.crt' })] }, NS),
    ...settings ? [configMap('settings', { RUSTFS_ADDRESS: ':9000' }, NS)] : [],
    secret('keys', { RUSTFS_ACCESS_KEY: 'a', RUSTFS_SECRET_KEY: 'b' }, NS),
    service('rustfs', { app: 'rustfs' }, [{ port: 9000 }], NS),
    pair('rustfs-tls', 'rustfs.monitoring.svc'),
    configMap('tempo-ca', { 'ca.crt': ca().certificatePem }, NS),
    secret('tempo-client', { 'tls.crt': leaf('tempo', { usages: ['clientAuth'] }).certificatePem, 'tls.key': leaf('tempo', { usages: ['clientAuth'] }).privateKeyPem }, NS),
    secret('s3', { endpoint: `${scheme}://rustfs.monitoring.svc:9000`, bucket: 'tempo', access_key_id: 'tempo', access_key_secret: 'a-long-secret' }, NS),
    custom('tempo.grafana.com/v1alpha1', 'TempoMonolithic', 'traces', {
      storage: { traces: { backend: 's3', s3: { secret: 's3', tls: { enabled: scheme === 'https', caName: 'tempo-ca', certName: 'tempo-client' } } } },
    }, NS),
  ];
}

/** A Tempo of a chart: its configuration in a ConfigMap. */
function tempo(config: object, container: object = {}, more: readonly unknown[] = []): unknown[] {
  return [
    configMap('tempo', { 'tempo.yaml': JSON.stringify(config) }, NS),
    workload('StatefulSet', 'tempo', [{
      name: 'tempo', image: 'docker.io/grafana/tempo:2.10.8', args: ['-config.file=/conf/tempo.yaml'], volumeMounts: [{ name: 'conf', mountPath: '/conf' }, { name: 'tls', mountPath: '/tls' }], ...container,
    }], { volumes: [mapVolume('conf', 'tempo'), secretVolume('tls', 'tempo-tls')] }, NS),
    pair('tempo-tls', 'tempo.monitoring.svc'),
    ...more,
  ];
}
const S3 = (more: object) => ({ storage: { trace: { backend: 's3', s3: { bucket: 'tempo', endpoint: 's3.elsewhere.svc:9000', ...more } } } });
const HTTPS = { server: { http_listen_port: 3200, http_tls_config: { cert_file: '/tls/tls.crt', key_file: '/tls/tls.key' } } };
const probe = (scheme?: string) => ({ readinessProbe: { httpGet: { path: '/ready', port: 3200, ...(scheme === undefined ? {} : { scheme }) } } });

/** What works. */
export const CHARTS_GOOD: readonly Tree[] = [
  good('a sidecar that mounts what the operator makes a volume of', () => operated({ secrets: ['sidecar-tls'] }, MOUNTED), 'proved'),
  good('a ruler that mounts what the operator makes a volume of', () => operated({ volumes: [secretVolume('x', 'sidecar-tls')], volumeMounts: [{ name: 'x', mountPath: '/etc/x' }] }, SERVES, 'ThanosRuler'), 'proved'),
  good('a sidecar whose Secret the manifests do not have', () => operated({ secrets: ['elsewhere'] }, { ...SERVES, volumeMounts: [{ name: 'secret-elsewhere', mountPath: '/etc/x' }] }), 'unverified'),
  good('a sidecar of an image that nobody knows', () => operated({}, { ...SERVES, image: 'registry.example.com/sidecar:1' }), undefined),

  good('a receiver dials nobody for itself', () => receivers('127.0.0.1:10901', [{ address: '127.0.0.1:10901' }]), ''),
  good('a receiver that is told its name by a variable dials nobody for itself', () => receivers('$(NAME).receive.monitoring.svc:10901', [POD(0)]), ''),
  good('receivers dial each other', () => receivers('$(NAME).receive.monitoring.svc:10901', [POD(0), POD(1)], OVER_TLS, 2), 'proved proved'),
  good("receivers dial each other by Cap'n Proto, which knows no TLS", () => receivers('x', [{ address: POD(0) }, { address: POD(1), capnproto_address: 'receive-1.receive.monitoring.svc:19391' }], ['--receive.replication-protocol=capnproto'], 2), 'consistent consistent'),

  good('a store whose settings come from objects that are here', () => rustfs({}, 'http'), 'consistent'),
  good('a store with TLS whose settings come from objects that are here', () => rustfs({ RUSTFS_TLS_PATH: '/opt/tls' }, 'https'), 'proved'),
  good('a store with mutual TLS', () => rustfs({ RUSTFS_TLS_PATH: '/opt/tls', RUSTFS_SERVER_MTLS_ENABLE: 'true' }, 'https'), 'proved'),
  good('a store whose settings may come from elsewhere', () => rustfs({}, 'https', false), 'unverified'),

  good('a client of a server that is not here', () => tempo(S3({ tls_ca_path: '/tls/ca.crt' })), 'unverified'),
  good('values that are filled in later', () => [
    secret('s3', { endpoint: 'https://${HOST}:9000', bucket: '${BUCKET}', access_key_id: '${KEY}', access_key_secret: '${SECRET}' }, NS),
    custom('tempo.grafana.com/v1alpha1', 'TempoMonolithic', 'traces', { storage: { traces: { backend: 's3', s3: { secret: 's3', tls: { enabled: true, caName: '${CA}' } } } } }, NS),
    secret('s4', { endpoint: '{{ .Values.endpoint }}', bucket: '{{ .Values.bucket }}', access_key_id: 'a', access_key_secret: 'b' }, NS),
    custom('tempo.grafana.com/v1alpha1', 'TempoStack', 'more', { storageSize: '1Gi', storage: { secret: { name: 's4', type: 's3' }, tls: { enabled: true } } }, NS),
    workload('Deployment', 'query', [{
      name: 'query', image: 'quay.io/thanos/thanos:${VERSION}', args: ['query', '--endpoint=${STORE}', '--endpoint=${OTHER}:${PORT}', '--grpc-client-tls-secure', '--grpc-client-tls-ca=${CA}'],
    }], {}, NS),
    custom('minio.min.io/v2', 'Tenant', 'store', { configuration: { name: '${CONFIG}' }, pools: [{ name: '${POOL}', servers: '${SERVERS}', volumesPerServer: '${VOLUMES}' }] }, NS),
  ], 'unverified unverified unverified unverified'),
  good('a probe of a server with TLS', () => tempo(HTTPS, probe('HTTPS')), ''),
  good('a probe of a server without TLS', () => tempo({}, probe()), ''),
];

/** One fault each. */
export const CHARTS_BAD: readonly Tree[] = [
  bad('a sidecar that does not mount the certificate', () => operated({ secrets: ['sidecar-tls'] }, SERVES), 'Prometheus/k8s'),
  bad('a ruler that does not mount the certificate', () => operated({ replicas: 1 }, SERVES, 'ThanosRuler'), 'ThanosRuler/k8s'),
  bad('a sidecar with a certificate and no key', () => operated({ secrets: ['sidecar-tls'] }, { ...MOUNTED, grpcServerTlsConfig: { certFile: '/etc/x/tls.crt' } }), 'Prometheus/k8s Deployment/query'),
  bad('a sidecar without TLS', () => operated({}, {}), 'Prometheus/k8s Deployment/query'),

  bad('receivers dial each other without TLS', () => receivers('$(NAME).receive.monitoring.svc:10901', [POD(0), POD(1)], [], 2), 'StatefulSet/receive ConfigMap/ring'),
  bad("Cap'n Proto to the port of gRPC", () => receivers('x', [{ address: POD(0), capnproto_address: POD(0) }], ['--receive.replication-protocol=capnproto']), 'StatefulSet/receive ConfigMap/ring'),

  bad('a store without TLS that is dialled with it', () => rustfs({}, 'https'), 'Deployment/rustfs TempoMonolithic/traces Secret/s3'),
  bad('a store whose clients are of another CA', () => rustfs({ RUSTFS_TLS_PATH: '/opt/tls', RUSTFS_SERVER_MTLS_ENABLE: 'true' }, 'https').map((o: any) => (o.metadata.name === 'rustfs-tls' ? pair('rustfs-tls', 'rustfs.monitoring.svc', { 'ca.crt': ca('two').certificatePem }) : o)),
    'Secret/rustfs-tls Deployment/rustfs Secret/tempo-client TempoMonolithic/traces'),

  bad('a bundle that is not mounted, whoever the server is', () => tempo(S3({ tls_ca_path: '/etc/storage-ca/ca.crt' })), 'ConfigMap/tempo StatefulSet/tempo'),
  bad('a bundle without a certificate, whoever the server is', () => tempo(S3({ tls_ca_path: '/tls/ca.crt' })).map((o: any) => (o.metadata.name === 'tempo-tls' ? { ...o, stringData: { 'ca.crt': '# none' } } : o)), 'ConfigMap/tempo StatefulSet/tempo Secret/tempo-tls'),
  bad('an endpoint with a scheme', () => tempo(S3({ endpoint: 'https://s3.elsewhere.svc:9000' })), 'ConfigMap/tempo StatefulSet/tempo'),
  bad('a probe without TLS of a server whose configuration is elsewhere', () => tempo(HTTPS, probe()), 'ConfigMap/tempo StatefulSet/tempo'),
];
