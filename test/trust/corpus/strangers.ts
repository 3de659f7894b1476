import { CURL, DNS, helmTempo, job, MC, outOf, script } from './around-good';
import { certificate, issued, issuer } from './issued';
import { configMap, custom, mapVolume, secret, secretVolume, service, workload } from './kinds';
import { ca, leaf } from './pki';
import { endpoint, HOST, minio, minioContainer, pair, Store, store, tempoStack } from './store';
import { bad, good, set, Tree } from './tree';

const traces = (address: string): any => workload('Job', 'traces', [{ name: 'gen', image: 'ghcr.io/open-telemetry/opentelemetry-collector-contrib/telemetrygen:v0.135.0', args: ['traces', `--otlp-endpoint=${address}`, '--otlp-insecure'] }]);
const stack = (s: Store) => { s.tempo = tempoStack('traces', { secret: { name: 'traces-s3', type: 's3' }, tls: { enabled: true, caName: 'storage-ca' } }); };
const THANOS = 'quay.io/thanos/thanos:v0.42.4';
const URL = `https://${HOST}:9000`;
const BOTH = 'TempoMonolithic/traces Secret/traces-s3 ConfigMap/storage-ca StatefulSet/minio Secret/minio-tls Service/minio';
const TEMPO = { 'app.kubernetes.io/name': 'tempo-monolithic', 'app.kubernetes.io/instance': 'traces' };
const with_ = (...more: any[]) => () => store((s) => { s.more.push(...more); });
const started = (container: object, change: (s: Store) => void = () => undefined) => () => store((s) => { s.minio = minio('StatefulSet', minioContainer(container)); change(s); });
const extra = (s3: object) => () => store((s) => { s.tempo = set(s.tempo, 'spec.extraConfig', { tempo: { storage: { trace: { s3 } } } }); });
const internet = (...except: string[]) => outOf(TEMPO, [DNS, { to: [{ ipBlock: { cidr: '0.0.0.0/0', except } }], ports: [{ port: 9000 }] }]);
const mc = (text: string) => with_(script('bucket', MC, text));
const generated = (object: any): any => ({ ...object, metadata: { ...object.metadata, name: undefined, generateName: `${object.metadata.name}-` } });
const curl = (...args: string[]) => with_(job('check', CURL, ['curl', '-fsS', ...args]));
const distributed = (serviceName: string) => () => store((s) => {
  s.tls = pair(leaf(`${HOST} *.minio-hl.tracing.svc`));
  s.minio = minio('StatefulSet', minioContainer({ args: ['server', '--certs-dir=/etc/minio/certs', 'https://minio-{0...3}.minio-hl.tracing.svc/data'] }));
  s.minio.spec.serviceName = serviceName;
  s.more.push(service('minio-hl', { app: 'minio' }, [{ port: 9000 }], 'tracing', { clusterIP: 'None' }));
});

/** Pods of a StatefulSet, found by an SRV record and verified by their own names. */
const byPodName = (names: string, more: { ca?: string; server?: readonly string[]; address?: boolean } = {}) => (): unknown[] => [
  secret('store-tls', { 'tls.crt': leaf(names).certificatePem, 'tls.key': leaf(names).privateKeyPem }),
  configMap('roots', { 'ca.crt': ca(more.ca).certificatePem }),
  service('thanos-store', { app: 'thanos-store' }, [{ name: 'grpc', port: 10901 }], 'tracing', more.address ? {} : { clusterIP: 'None' }),
  workload('StatefulSet', 'thanos-store', [{
    name: 'thanos',
    image: THANOS,
    args: ['store', '--data-dir=/data', ...more.server ?? ['--grpc-server-tls-cert=/tls/tls.crt', '--grpc-server-tls-key=/tls/tls.key']],
    ports: [{ name: 'grpc', containerPort: 10901 }],
    volumeMounts: [{ name: 'tls', mountPath: '/tls' }],
  }], { volumes: [secretVolume('tls', 'store-tls')] }),
  workload('Deployment', 'thanos-query', [{
    name: 'thanos',
    image: THANOS,
    args: ['query', '--endpoint=dnssrvnoa+_grpc._tcp.thanos-store.tracing.svc.cluster.local', '--grpc-client-tls-secure', '--grpc-client-tls-ca=/ca/ca.crt'],
    volumeMounts: [{ name: 'ca', mountPath: '/ca' }],
  }], { volumes: [mapVolume('ca', 'roots')] }),
];
const ENDS = 'Deployment/thanos-query StatefulSet/thanos-store Secret/store-tls ConfigMap/roots Service/thanos-store';
const AM = 'alertmanager.tracing.svc';
const alerting = (told: object, keyFile = 'tls.key') => (): unknown[] => [
  secret('am-tls', { 'tls.crt': leaf(AM).certificatePem, 'tls.key': leaf(AM).privateKeyPem }),
  configMap('am-web', { 'web.yml': JSON.stringify({ tls_server_config: { cert_file: '/tls/tls.crt', key_file: `/tls/${keyFile}` } }) }),
  configMap('roots', { 'ca.crt': ca().certificatePem }),
  service('alertmanager', { app: 'alertmanager' }, [{ port: 9093 }]),
  workload('StatefulSet', 'alertmanager', [{
    name: 'alertmanager',
    image: 'quay.io/prometheus/alertmanager:v0.28.1',
    args: ['--config.file=/etc/alertmanager.yml', '--web.config.file=/web/web.yml'],
    volumeMounts: [{ name: 'tls', mountPath: '/tls' }, { name: 'web', mountPath: '/web' }],
  }], { volumes: [secretVolume('tls', 'am-tls'), mapVolume('web', 'am-web')] }),
  configMap('prometheus', { 'prometheus.yml': JSON.stringify({ alerting: { alertmanagers: [{ static_configs: [{ targets: [`${AM}:9093`] }], ...told }] } }) }),
  workload('Deployment', 'prometheus', [{
    name: 'prometheus', image: 'quay.io/prometheus/prometheus:v3.5.0', args: ['--config.file=/conf/prometheus.yml'], volumeMounts: [{ name: 'conf', mountPath: '/conf' }, { name: 'ca', mountPath: '/ca' }],
  }], { volumes: [mapVolume('conf', 'prometheus'), mapVolume('ca', 'roots')] }),
];
const ALERTS = 'StatefulSet/alertmanager Secret/am-tls ConfigMap/am-web ConfigMap/prometheus Deployment/prometheus Service/alertmanager';
const objstore = (text: string) => (): unknown[] => [
  secret('objstore', { 'objstore.yaml': text }),
  workload('StatefulSet', 'store', [{ name: 'thanos', image: THANOS, args: ['store', '--objstore.config-file=/obj/objstore.yaml'], volumeMounts: [{ name: 'o', mountPath: '/obj' }] }], { volumes: [secretVolume('o', 'objstore')] }),
];
const tempo3 = (config: object) => (): unknown[] => helmTempo({ tls_ca_path: '/ca/ca.crt' }).map((object: any) => (
  object.kind === 'StatefulSet' && object.metadata.name === 'tempo' ? set(object, 'spec.template.spec.containers.0.image', 'docker.io/grafana/tempo:3.0.3')
    : object.kind === 'ConfigMap' && object.metadata.name === 'tempo' ? set(object, 'data', { 'tempo.yaml': JSON.stringify({ ...JSON.parse(object.data['tempo.yaml']), ...config }) }) : object));

/** What was missed, or an error without reason, in trees that were written without a look at the rules: here what is right. */
export const STRANGERS_GOOD: readonly Tree[] = [
  good('a script that copies the bundle to where mc looks', mc(`mkdir -p $HOME/.mc/certs/CAs && cp /ca/ca.crt $HOME/.mc/certs/CAs/\nmc alias set store ${URL} a b`), 'proved proved'),
  good('a script that writes a bundle to where mc looks', mc(`mkdir -p ~/.mc/certs/CAs\nvault read -field=ca pki/ca > ~/.mc/certs/CAs/ca.pem\nmc alias set store ${URL} a b`)),
  good('curl that goes elsewhere for a name', curl('--cacert', '/ca/ca.crt', '--connect-to', `s3.example.com:443:${HOST}:9000`, `https://${HOST}:9000/`), 'proved proved'),
  good('flags of MinIO before its command', started({ command: ['minio', '--certs-dir', '/etc/minio/certs', 'server', '/data'], args: undefined }), 'proved'),
  good('several servers behind the Service of their set', distributed('minio-hl')),
  good('all addresses but those of the machine', with_(internet('169.254.0.0/16'))),
  good('a bundle of the image by its path', extra({ tls_ca_path: '/etc/ssl/certs/ca-certificates.crt' }), 'unverified'),
  good('the bundle by the path at which the operator mounts it', extra({ tls_ca_path: '/var/run/tls/storage/ca/ca.crt' }), 'proved'),
  good('a Service with an address, found by an SRV record', byPodName('thanos-store.tracing.svc.cluster.local', { address: true }), 'proved'),
  good('pods found by an SRV record, under a certificate for all of their names', byPodName('*.thanos-store.tracing.svc.cluster.local'), 'proved'),
  good('a TempoStack dialled at its distributor', () => store((s) => { stack(s); s.more.push(traces('tempo-traces-distributor:4317')); })),
  good('Alertmanager with TLS, and a Prometheus that verifies it', alerting({ scheme: 'https', tls_config: { ca_file: '/ca/ca.crt' } }), 'proved'),
  good('a file system for an object store', objstore('type: FILESYSTEM\nconfig: {directory: /data}\n')),
  good('Tempo 3 with its own sections', tempo3({ live_store: {}, backend_scheduler: {} }), 'proved'),
  ...[{ 'replicator.v1.mittwald.de/replicate-from': 'pki/minio-tls' }, { 'reflector.v1.k8s.emberstack.com/reflects': 'pki/minio-tls' }].map((annotations) => (
    good(`an empty Secret for ${Object.keys(annotations)[0]} to fill`, () => store((s) => {
      s.tls = secret('minio-tls', { 'tls.crt': '', 'tls.key': '' }, 'tracing', { type: 'kubernetes.io/tls' });
      s.tls.metadata.annotations = annotations;
    }), 'unverified'))),
  good('a hook that the API server names', () => store((s) => {
    s.more.push(generated(script('bucket', MC, `mkdir -p ~/.mc/certs/CAs && cp /ca/ca.crt ~/.mc/certs/CAs/ && mc alias set store ${URL} a b`)));
  }), 'proved proved'),
  good('names of places that differ in a letter', () => store((s) => {
    s.more.push(secret('realm-us-tls', {}), workload('Deployment', 'web', [{ name: 'web', image: 'nginx' }], { volumes: [secretVolume('tls', 'realm-eu-tls')] }));
  })),
];

/** And here what is wrong. */
export const STRANGERS_BAD: readonly Tree[] = [
  bad('a script that copies the bundle of somebody else to where mc looks', mc(`mkdir -p /root/.mc/certs/CAs && cp /etc/hosts /root/.mc/certs/CAs/x.crt\nmc alias set store http://${HOST}:9000 a b`), `Job/bucket ${BOTH}`),
  bad('curl that is led to the server by a name that it does not have', curl('--cacert', '/ca/ca.crt', '--connect-to', `s3.example.com:443:${HOST}:9000`, 'https://s3.example.com/'), `Job/check ${BOTH}`),
  bad('curl that resolves a name to the Service', () => store((s) => {
    s.service = { ...s.service, spec: { ...s.service.spec, clusterIP: '10.43.0.9' } };
    s.more.push(job('check', CURL, ['curl', '-fsS', '--cacert', '/ca/ca.crt', '--resolve', 's3.example.com:9000:10.43.0.9', 'https://s3.example.com:9000/']));
  }), `Job/check ${BOTH}`),
  bad('MinIO on another port, of which it says nothing else', started({ args: ['server', '--certs-dir=/etc/minio/certs', '--address=:9443', '/data'], ports: undefined }), BOTH),
  bad('several servers behind a Service that is not that of their set', distributed('minio'), `${BOTH} Service/minio-hl`),
  bad('the name of the workload, which is no Service', () => store((s) => {
    s.service = service('s3-api', { app: 'minio' }, [{ port: 9000 }]);
    s.tls = pair(leaf('s3-api.tracing.svc'));
    s.s3 = endpoint(URL);
  }), `${BOTH} Service/s3-api`),
  bad('the internet may be reached, and the store is inside', with_(internet('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16')), `NetworkPolicy/tempo ${BOTH}`),
  bad('a Service with an address, found by an SRV record, under a certificate for pods', byPodName('*.thanos-store.tracing.svc.cluster.local', { address: true }), ENDS),
  bad('pods found by an SRV record, under a certificate for the Service', byPodName('thanos-store.tracing.svc.cluster.local'), ENDS),
  bad('pods found by an SRV record, and signed by somebody else', byPodName('*.thanos-store.tracing.svc.cluster.local', { ca: 'two' }), ENDS),
  bad('pods found by an SRV record, which speak no TLS', byPodName('*.thanos-store.tracing.svc.cluster.local', { server: [] }), ENDS),
  bad('a TempoMonolithic dialled as if it were a stack', with_(traces('tempo-traces-distributor.tracing.svc:4317')), 'Job/traces TempoMonolithic/traces'),
  bad('a TempoMonolithic dialled by its own name', with_(traces('traces:4317')), 'Job/traces TempoMonolithic/traces'),
  bad('a TempoStack dialled as if it were a monolith', () => store((s) => { stack(s); s.more.push(traces('tempo-traces:4317')); }), 'Job/traces TempoStack/traces'),
  bad('a hook that the API server names, without the bundle', () => store((s) => { s.more.push(generated(script('bucket', MC, `mc alias set store ${URL} a b`))); }), `Job/bucket- ${BOTH}`),
  bad('an empty Secret that nobody fills, applied in a wave', () => store((s) => {
    s.tls = secret('minio-tls', { 'tls.crt': '', 'tls.key': '' }, 'tracing', { type: 'kubernetes.io/tls' });
    s.tls.metadata.annotations = { 'argocd.argoproj.io/sync-wave': '-1' };
  }), BOTH),
  bad('an Issuer whose CA is in another namespace', () => issued((p) => {
    p.root = certificate('root', { ...p.root.spec, commonName: 'Root of all' }, 'pki');
    p.issuer = issuer('ca', { ca: { secretName: 'root' } });
    p.leaf.spec.issuerRef = { name: 'ca' };
    p.bundle = undefined;
  }), 'Issuer/ca Certificate/root Certificate/minio-tls'),
  bad('a CA that may not vouch for the names of a Certificate', () => issued((p, s) => {
    const narrow = ca('narrow', { overrides: { nameConstraints: { permitted: { dns: ['apps.example.com'] } } } });
    p.root = secret('root', { 'tls.crt': narrow.certificatePem, 'tls.key': narrow.privateKeyPem }, 'cert-manager');
    p.bundle = undefined;
    s.ca = configMap('storage-ca', { 'ca.crt': narrow.certificatePem });
  }), `Certificate/minio-tls Secret/root ${BOTH}`),
  bad('the Secret of the server for a bundle', () => issued((_p, s) => { s.tempo.spec.storage.traces.s3.tls.caName = 'minio-tls'; }), `Certificate/minio-tls ${BOTH}`),
  bad('a bundle that kustomize named, and a custom resource that it did not change', () => store((s) => { s.ca.metadata.name = 'storage-ca-8f2k9hd47b'; }), `${BOTH} ConfigMap/storage-ca-8f2k9hd47b`),
  bad('Alertmanager with TLS, and a Prometheus that speaks none', alerting({}), ALERTS),
  bad('Alertmanager with TLS, and a Prometheus without its bundle', alerting({ scheme: 'https' }), ALERTS),
  bad('Alertmanager with a key file that is not there', alerting({ scheme: 'https', tls_config: { ca_file: '/ca/ca.crt' } }, 'key.pem'), ALERTS),
  bad('an object store of a kind that there is not', objstore('type: MINIO\nconfig: {bucket: thanos}\n'), 'Secret/objstore StatefulSet/store'),
  bad('Tempo 3 with a section of Tempo 2', tempo3({ compactor: { compaction: { block_retention: '48h' } } }), 'StatefulSet/tempo ConfigMap/tempo'),
  bad('metrics with a bundle in a Secret, which is a ConfigMap', () => store((s) => {
    s.service.metadata.labels = { app: 'minio' };
    s.more.push(custom('monitoring.coreos.com/v1', 'ServiceMonitor', 'minio', { selector: { matchLabels: { app: 'minio' } }, endpoints: [{ port: 'https', scheme: 'https', tlsConfig: { serverName: HOST, ca: { secret: { name: 'storage-ca', key: 'ca.crt' } } } }] }));
  }), `ServiceMonitor/minio ${BOTH}`),
  bad('a bundle at a path that the pod does not have', extra({ tls_ca_path: '/etc/ssl/certs/storage-ca.crt' }), BOTH),
];
