import { CURL, DNS, FROM_TEMPO, helmTempo, into, job, MC, outOf, policy, script, TO_MINIO } from './around-good';
import { configMap, custom, service, workload } from './kinds';
import { ca } from './pki';
import { HOST, store } from './store';
import { bad, Tree } from './tree';

const URL = `https://${HOST}:9000`;
const MINIO = { app: 'minio' };
const TEMPO = { 'app.kubernetes.io/name': 'tempo-monolithic', 'app.kubernetes.io/instance': 'traces' };
const SERVER = 'StatefulSet/minio Secret/minio-tls Service/minio';
const JOB = `Job/check ${SERVER}`;
const PATH = `NetworkPolicy/tempo NetworkPolicy/minio NetworkPolicy/deny TempoMonolithic/traces ${SERVER} Secret/traces-s3`;
const with_ = (...more: any[]) => () => store((s) => { s.more.push(...more); });
const monitored = (endpoint: object) => () => store((s) => {
  s.service.metadata.labels = MINIO;
  s.more.push(custom('monitoring.coreos.com/v1', 'ServiceMonitor', 'minio', { selector: { matchLabels: MINIO }, endpoints: [{ port: 'https', ...endpoint }] }));
});
const mc = (text: string, more: object = {}) => with_(workload('Job', 'check', [{ name: 'mc', image: MC, command: ['sh', '-ec', text], volumeMounts: [{ name: 'ca', mountPath: '/mc/certs/CAs' }], env: [{ name: 'MC_CONFIG_DIR', value: '/mc' }], ...more }],
  { volumes: [{ name: 'ca', configMap: { name: 'storage-ca' } }] }));
const TELEMETRYGEN = 'ghcr.io/open-telemetry/opentelemetry-collector-contrib/telemetrygen:v0.135.0';
const HELM = `StatefulSet/tempo ConfigMap/tempo ConfigMap/storage-ca ${SERVER}`;

/** What stands around the store, with one fault each. */
export const AROUND_BAD: readonly Tree[] = [
  bad('curl without the bundle', with_(script('check', CURL, `curl -fsS ${URL}/minio/health/live`)), JOB),
  bad('curl with the bundle of another CA', with_(configMap('other-ca', { 'ca.crt': ca('two').certificatePem }), workload('Job', 'check', [{ name: 'run', image: CURL, command: ['curl', '-fsS', '--cacert', '/ca/ca.crt', `${URL}/minio/health/live`], volumeMounts: [{ name: 'ca', mountPath: '/ca' }] }],
    { volumes: [{ name: 'ca', configMap: { name: 'other-ca' } }] })), `${JOB} ConfigMap/other-ca`),
  bad('curl in the clear', with_(script('check', CURL, `curl -fsS http://${HOST}:9000/minio/health/live`)), JOB),
  bad('curl by a name that is not covered', with_(job('check', CURL, ['curl', '-fsS', '--cacert', '/ca/ca.crt', 'https://minio:9000/minio/health/live'])), JOB),
  bad('curl on another port', with_(job('check', CURL, ['curl', '-fsS', '--cacert', '/ca/ca.crt', `https://${HOST}/`])), JOB),
  bad('mc without the bundle', mc(`mc alias set store ${URL} a b`, { env: [] }), JOB),
  bad('telemetrygen in the clear where TLS is spoken', () => store((s) => {
    s.tempo.spec.ingestion = { otlp: { grpc: { enabled: true, tls: { enabled: true, certName: 'minio-tls' } } } };
    s.more.push(workload('Job', 'check', [{ name: 'gen', image: TELEMETRYGEN, args: ['traces', '--otlp-endpoint=tempo-traces:4317', '--otlp-insecure'] }]));
  }), 'Job/check TempoMonolithic/traces'),
  bad('telemetrygen with TLS where none is spoken', with_(workload('Job', 'check', [{ name: 'gen', image: TELEMETRYGEN, args: ['traces', '--otlp-endpoint=tempo-traces:4317', '--ca-cert=/ca/ca.crt'], volumeMounts: [{ name: 'ca', mountPath: '/ca' }] }], { volumes: [{ name: 'ca', configMap: { name: 'storage-ca' } }] })), 'Job/check TempoMonolithic/traces'),

  bad('a policy without DNS', with_(outOf(TEMPO, [TO_MINIO])), PATH),
  bad('a policy for another port', with_(outOf(TEMPO, [DNS, { ...TO_MINIO, ports: [{ port: 443 }] }])), PATH),
  bad('a policy for other pods', with_(outOf(TEMPO, [DNS, { to: [{ podSelector: { matchLabels: { app: 'other' } } }] }])), PATH),
  bad('a policy for UDP', with_(outOf(TEMPO, [DNS, { ...TO_MINIO, ports: [{ port: 9000, protocol: 'UDP' }] }])), PATH),
  bad('nothing may go out', with_(policy('deny', { podSelector: {}, policyTypes: ['Egress'] })), PATH),
  bad('nothing may come in', with_(policy('deny', { podSelector: {}, policyTypes: ['Ingress'] })), PATH),
  bad('others may come in', with_(into(MINIO, [{ from: [{ podSelector: { matchLabels: { app: 'other' } } }] }])), PATH),
  bad('another Tempo may come in', with_(into(MINIO, [{ ...FROM_TEMPO, from: [{ podSelector: { matchLabels: { ...TEMPO, 'app.kubernetes.io/instance': 'other' } } }] }])), PATH),
  bad('another port may be reached', with_(into(MINIO, [{ ...FROM_TEMPO, ports: [{ port: 9001 }] }])), PATH),
  bad('the port of the Service is let in, and the pods listen on another', () => store((s) => {
    s.service = service('minio', MINIO, [{ port: 443, targetPort: 9000 }]);
    s.s3.stringData.endpoint = `https://${HOST}`;
    s.more.push(into(MINIO, [{ ...FROM_TEMPO, ports: [{ port: 443 }] }]));
  }), PATH),
  bad('a policy that lets in without types and without rules', with_(policy('minio', { podSelector: { matchLabels: MINIO } })), PATH),

  bad('metrics in the clear from a port with TLS', monitored({}), `ServiceMonitor/minio ${SERVER}`),
  bad('metrics over TLS with the bundle of another key', monitored({ scheme: 'https', tlsConfig: { serverName: HOST, ca: { configMap: { name: 'storage-ca', key: 'tls.crt' } } } }), `ServiceMonitor/minio ConfigMap/storage-ca ${SERVER}`),
  bad('metrics over TLS under a name that is not covered', monitored({ scheme: 'https', tlsConfig: { serverName: 'minio.example.com', ca: { configMap: { name: 'storage-ca', key: 'ca.crt' } } } }), `ServiceMonitor/minio ${SERVER}`),

  bad('Tempo without its operator, in the clear', () => helmTempo({ insecure: true }), HELM),
  bad('Tempo without its operator, with public roots', () => helmTempo({}), HELM),
  bad('Tempo without its operator, a key that it does not have', () => helmTempo({ tls_ca_path: '/ca/ca.crt', http_config: {} }), HELM),
  bad('Tempo without its operator, a version in other words', () => helmTempo({ tls_ca_path: '/ca/ca.crt', tls_min_version: '1.2' }), HELM),
  bad('Tempo without its operator, a name that is not covered', () => helmTempo({ tls_ca_path: '/ca/ca.crt', endpoint: 'minio:9000' }), HELM),
  bad('mc with a command that was removed: policy set', mc(`mc alias set store ${URL} a b\nmc admin policy set store readwrite user=tempo`), JOB),
  bad('curl with a bundle that is not mounted', with_(job('check', CURL, ['curl', '-fsS', '--cacert', '/etc/ssl/storage-ca.crt', `${URL}/minio/health/live`])), JOB),
  bad('wget without the bundle', with_(script('check', 'debian:13', `wget -q -O- ${URL}/minio/health/live`)), JOB),
  bad('metrics over TLS with public roots', monitored({ scheme: 'https' }), `ServiceMonitor/minio ${SERVER}`),
  bad('Tempo without its operator, a bundle that is not mounted', () => helmTempo({ tls_ca_path: '/etc/ca.crt' }), HELM),
  bad('Tempo without its operator, a scheme in the endpoint', () => helmTempo({ endpoint: URL, tls_ca_path: '/ca/ca.crt' }), HELM),
];
