import { configMap, custom, mapVolume, secret, service, workload } from './kinds';
import { ca } from './pki';
import { HOST, minio, minioContainer, store, tempoStack } from './store';
import { good, Tree } from './tree';

const URL = `https://${HOST}:9000`;
const CA = { volumes: [mapVolume('ca', 'storage-ca')] };
const AT = [{ name: 'ca', mountPath: '/ca' }];
const TEMPO = { 'app.kubernetes.io/name': 'tempo-monolithic', 'app.kubernetes.io/instance': 'traces' };
const MINIO = { app: 'minio' };

/** A Job with one container that runs a program. */
export const job = (name: string, image: string, command: string[], more: object = {}): any =>
  workload('Job', name, [{ name: 'run', image, command, volumeMounts: AT, ...more }], CA);
export const script = (name: string, image: string, text: string, more: object = {}): any => job(name, image, ['sh', '-ec', text], more);
export const CURL = 'curlimages/curl:8.17.0';
export const MC = 'docker.io/minio/mc:RELEASE.2025-08-13T08-35-41Z';

export const policy = (name: string, spec: object, namespace = 'tracing'): any => custom('networking.k8s.io/v1', 'NetworkPolicy', name, spec, namespace);
export const DNS = { to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }], ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }] };
export const TO_MINIO = { to: [{ podSelector: { matchLabels: MINIO } }], ports: [{ port: 9000, protocol: 'TCP' }] };
export const outOf = (labels: object, egress: any[], name = 'tempo'): any => policy(name, { podSelector: { matchLabels: labels }, policyTypes: ['Egress'], egress });
export const into = (labels: object, ingress: any[], name = 'minio'): any => policy(name, { podSelector: { matchLabels: labels }, policyTypes: ['Ingress'], ingress });
export const FROM_TEMPO = { from: [{ podSelector: { matchLabels: TEMPO } }], ports: [{ port: 9000, protocol: 'TCP' }] };

const guarded = (...policies: any[]) => () => store((s) => { s.more.push(...policies); });
const monitored = (endpoint: object, more: any[] = []) => () => store((s) => {
  s.service.metadata.labels = MINIO;
  s.more.push(custom('monitoring.coreos.com/v1', 'ServiceMonitor', 'minio', { selector: { matchLabels: MINIO }, endpoints: [{ port: 'https', path: '/minio/v2/metrics/cluster', ...endpoint }] }), ...more);
});
const with_ = (...more: any[]) => () => store((s) => { s.more.push(...more); });
const config = (s3: object) => configMap('tempo', { 'tempo.yaml': JSON.stringify({ server: { http_listen_port: 3200 }, storage: { trace: { backend: 's3', s3: { bucket: 'tempo', endpoint: `${HOST}:9000`, ...s3 } } } }) });
export const helmTempo = (s3: object, more: any[] = []): unknown[] => store((s) => {
  s.tempo = undefined;
  s.more.push(config(s3), workload('StatefulSet', 'tempo', [{
    name: 'tempo', image: 'docker.io/grafana/tempo:2.10.8', args: ['-config.file=/conf/tempo.yaml', '-mem-ballast-size-mbs=1024'], volumeMounts: [{ name: 'conf', mountPath: '/conf' }, ...AT],
  }], { volumes: [mapVolume('conf', 'tempo'), ...CA.volumes] }), ...more);
});

/** What stands around the store: Jobs, probes, policies, monitoring, Tempo without its operator. */
export const AROUND_GOOD: readonly Tree[] = [
  good('curl with the bundle', with_(script('check', CURL, `curl --fail --silent --cacert /ca/ca.crt ${URL}/minio/health/live`)), 'proved proved'),
  good('curl as a command', with_(job('check', CURL, ['curl', '-fsS', '--cacert', '/ca/ca.crt', `${URL}/minio/health/live`])), 'proved proved'),
  good('curl with the bundle in a variable', with_(script('check', CURL, `curl -fsS ${URL}/minio/health/live`, { env: [{ name: 'CURL_CA_BUNDLE', value: '/ca/ca.crt' }] })), 'proved proved'),
  good('curl that asks a public page', with_(script('check', CURL, 'curl -fsS https://example.com/')), 'proved unverified'),
  good('curl that waits in the clear for Tempo', with_(script('check', CURL, 'until curl -fsS http://tempo-traces.tracing.svc:3200/ready; do sleep 2; done')), undefined),
  good('a check that must be refused', with_(script('check', CURL, `if curl -fsS ${URL}/; then exit 1; fi`)), undefined),
  good('mc with the bundle in its directory', with_(workload('Job', 'bucket', [{
    name: 'mc', image: MC, command: ['sh', '-ec', `mc alias set store ${URL} "$USER" "$PASSWORD"\nmc mb --ignore-existing store/tempo`], env: [{ name: 'MC_CONFIG_DIR', value: '/mc' }], volumeMounts: [{ name: 'ca', mountPath: '/mc/certs/CAs' }],
  }], CA)), 'proved proved'),
  good('wget with the bundle', with_(script('check', 'alpine:3.22', `wget -q -O- --ca-certificate=/ca/ca.crt ${URL}/minio/health/live`)), 'proved proved'),
  good('mc with the older name of a command', with_(workload('Job', 'bucket', [{
    name: 'mc', image: MC, command: ['sh', '-ec', `mc config host add store ${URL} a b`], env: [{ name: 'MC_CONFIG_DIR', value: '/mc' }], volumeMounts: [{ name: 'ca', mountPath: '/mc/certs/CAs' }],
  }], CA)), 'proved proved'),
  good('openssl that verifies', with_(script('check', 'alpine/openssl:3.5', `openssl s_client -connect ${HOST}:9000 -CAfile /ca/ca.crt -verify_return_error -verify_hostname ${HOST} </dev/null`)), 'proved proved'),
  good('telemetrygen in the clear', with_(workload('Job', 'traces', [{ name: 'gen', image: 'ghcr.io/open-telemetry/opentelemetry-collector-contrib/telemetrygen:v0.135.0', args: ['traces', '--otlp-endpoint=tempo-traces:4317', '--otlp-insecure', '--traces=10'] }])), undefined),
  good('probes over TLS', () => store((s) => { s.minio = minio('StatefulSet', minioContainer({ readinessProbe: { httpGet: { scheme: 'HTTPS', path: '/minio/health/ready', port: 'https' } }, livenessProbe: { tcpSocket: { port: 9000 } } })); })),
  good('a probe of the gateway by a command', () => store((s) => { s.minio = minio('StatefulSet', minioContainer({ readinessProbe: { exec: { command: ['sh', '-c', 'curl -kfsS https://localhost:9000/minio/health/live'] } } })); })),

  good('policies that let it through', guarded(outOf(TEMPO, [DNS, TO_MINIO]), into(MINIO, [FROM_TEMPO])), 'proved'),
  good('nothing but what is allowed', guarded(policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }), outOf(TEMPO, [DNS, TO_MINIO]), into(MINIO, [FROM_TEMPO])), 'proved'),
  good('everything allowed', guarded(policy('all', { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] })), 'proved'),
  good('a policy for others', guarded(outOf({ app: 'other' }, []), into({ app: 'other' }, [], 'others')), 'proved'),
  good('a policy without types that lets in', guarded(policy('minio', { podSelector: { matchLabels: MINIO }, ingress: [FROM_TEMPO] })), 'proved'),
  good('a range of ports', guarded(into(MINIO, [{ from: [{ podSelector: {} }], ports: [{ port: 8000, endPort: 9500 }] }])), 'proved'),
  good('a named port', guarded(into(MINIO, [{ from: [{ podSelector: {} }], ports: [{ port: 'https' }] }])), 'proved'),
  good('every address but one', guarded(outOf(TEMPO, [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }, { namespaceSelector: {} }] }])), 'proved'),
  good('any namespace may come in', guarded(into(MINIO, [{ from: [{ namespaceSelector: {} }] }])), 'proved'),
  good('the namespace by its own label', guarded(into(MINIO, [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'tracing' } } }] }])), 'proved'),
  good('DNS by its port alone', guarded(outOf(TEMPO, [{ ports: [{ port: 53, protocol: 'UDP' }] }, TO_MINIO])), 'proved'),
  good('a policy in another namespace', guarded(policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }, 'elsewhere')), 'proved'),
  good('a Service that translates the port, a policy for the pods\' port', () => store((s) => {
    s.service = service('minio', MINIO, [{ port: 443, targetPort: 9000 }]);
    s.s3.stringData.endpoint = `https://${HOST}`;
    s.more.push(outOf(TEMPO, [DNS, TO_MINIO]), into(MINIO, [FROM_TEMPO]));
  }), 'proved'),
  good('expressions in selectors', guarded(outOf(TEMPO, [DNS, { to: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['minio', 'other'] }] } }] }])), 'proved'),

  good('metrics over TLS with the bundle', monitored({ scheme: 'https', tlsConfig: { ca: { configMap: { name: 'storage-ca', key: 'ca.crt' } }, serverName: HOST } })),
  good('metrics over TLS, not verified', monitored({ scheme: 'https', tlsConfig: { insecureSkipVerify: true } })),
  good('metrics of something else', with_(custom('monitoring.coreos.com/v1', 'ServiceMonitor', 'web', { selector: { matchLabels: { app: 'web' } }, endpoints: [{ port: 'http' }] }))),

  good('Tempo without its operator', () => helmTempo({ insecure: false, tls_ca_path: '/ca/ca.crt' }), 'proved'),
  good('Tempo without its operator, the name to verify', () => helmTempo({ tls_ca_path: '/ca/ca.crt', tls_server_name: HOST }), 'proved'),
  good('Tempo without its operator, on a public store', () => helmTempo({ endpoint: 's3.amazonaws.com' }), 'unverified'),
  good('Tempo without its operator, its configuration in a Secret', () => helmTempo({}).flatMap((o: any) => (o.kind === 'ConfigMap' && o.metadata.name === 'tempo' ? [] : [o])).concat(secret('unrelated', { a: 'b' }))),
  good('everything at once', () => store((s) => {
    s.more.push(
      tempoStack('stack', { secret: { name: 'traces-s3', type: 's3' }, tls: { enabled: true, caName: 'storage-ca' } }),
      script('check', CURL, `curl -fsS --cacert /ca/ca.crt ${URL}/minio/health/live`), configMap('other-ca', { 'ca.crt': ca('two').certificatePem }),
    );
  }), undefined),
  good('wget of an image that may not verify', with_(script('check', 'busybox:1.37', `wget -q -O- ${URL}/minio/health/live`)), undefined),
  good('curl with a bundle that the script fetches', with_(script('check', CURL, `curl -fsS -k https://elsewhere.example.com/ca.crt -o /tmp/ca.crt\ncurl -fsS --cacert /tmp/ca.crt ${URL}/minio/health/live`)), undefined),
];
