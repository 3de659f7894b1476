import { outOf } from './around-good';
import { configMap, custom, mapVolume, secret, service, workload } from './kinds';
import { ca, leaf } from './pki';
import { endpoint, HOST, pair, Store, store, tempoStack } from './store';
import { bad, good, Tree } from './tree';

// The CA that OpenShift signs certificates of Services with, and writes into annotated ConfigMaps.
const SERVING = 'service.beta.openshift.io/serving-cert-secret-name';
const INJECT = 'service.beta.openshift.io/inject-cabundle';
const SIGNER = 'openshift-service-serving-signer@1748856713';
const SERVICE_CA = '/var/run/secrets/kubernetes.io/serviceaccount/service-ca.crt';
const MINIO = 'StatefulSet/minio Service/minio';
const STORE = `TempoMonolithic/traces Secret/traces-s3 ConfigMap/storage-ca Secret/minio-tls ${MINIO}`;

ca(SIGNER, { subject: SIGNER });

const injected = (annotations: object = { [INJECT]: 'true' }, more: object = {}): any => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'storage-ca', namespace: 'tracing', annotations, ...more } });
const served = (change: (s: Store) => void = () => undefined, annotations: object = { [SERVING]: 'minio-tls' }) => () => store((s) => {
  s.tls = undefined;
  s.ca = injected();
  s.service.metadata.annotations = annotations;
  change(s);
});

const TENANTS = { mode: 'openshift', authentication: [{ tenantName: 'dev', tenantId: '1610b0c3-c509-4592-a256-a1871353dbfa' }] };
const gatewayOf = (tenants: object) => tempoStack('grown', { secret: { name: 'traces-s3', type: 's3' }, tls: { enabled: true, caName: 'storage-ca' } }, { template: { gateway: { enabled: true } }, tenants });
const small = custom('tempo.grafana.com/v1alpha1', 'TempoMonolithic', 'small', { multitenancy: { enabled: true, ...TENANTS } });
const collector = (exporters: object, more: object = {}, metadata: object = {}) => custom('opentelemetry.io/v1beta1', 'OpenTelemetryCollector', 'gate', {
  config: {
    receivers: { otlp: { protocols: { grpc: { endpoint: '0.0.0.0:4317' } } } },
    exporters,
    service: { pipelines: { traces: { receivers: ['otlp'], exporters: Object.keys(exporters) } } },
  },
  ...more,
}, 'tracing', metadata);
const sends = (tempo: any, exporters: object) => () => store((s) => { s.more.push(tempo, collector(exporters)); });
const otlp = (host: string, tls: object) => ({ otlp: { endpoint: host, tls } });
const GATE = 'OpenTelemetryCollector/gate TempoStack/grown TempoMonolithic/small';
const GROWN = 'tempo-grown-gateway.tracing.svc';

const ownTempo = (tls: boolean): any[] => [
  secret('otlp-tls', { 'tls.crt': leaf('tempo-own.tracing.svc').certificatePem, 'tls.key': leaf('tempo-own.tracing.svc').privateKeyPem }),
  custom('tempo.grafana.com/v1alpha1', 'TempoMonolithic', 'own', { ingestion: { otlp: { grpc: { enabled: true, ...(tls ? { tls: { enabled: true, certName: 'otlp-tls' } } : {}) } } } }),
];
const own = (tls: object, spec: object = {}, ...more: any[]) => () => [...ownTempo(true), configMap('roots', { 'ca.crt': ca().certificatePem }), collector(otlp('tempo-own.tracing.svc:4317', tls), spec), ...more];
const OWN = 'OpenTelemetryCollector/gate TempoMonolithic/own Secret/otlp-tls ConfigMap/roots';
const mounted = (path: string) => ({ volumes: [mapVolume('ca', 'roots')], volumeMounts: [{ name: 'ca', mountPath: path }] });
const plain = (...more: any[]) => [...ownTempo(false), ...more];
const FROM = { 'app.kubernetes.io/instance': 'own' };
const admits = (labels: object) => custom('networking.k8s.io/v1', 'NetworkPolicy', 'own', {
  podSelector: { matchLabels: FROM }, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: { matchLabels: labels } }], ports: [{ port: 4317 }] }],
});
const IN_THE_CLEAR = otlp('tempo-own.tracing.svc:4317', { insecure: true });
const POLICED = 'OpenTelemetryCollector/gate TempoMonolithic/own NetworkPolicy/own';

export const OPENSHIFT_GOOD: readonly Tree[] = [
  good('a serving certificate, and the injected CA', served(), 'consistent'),
  good('the annotation says True', served((s) => { s.ca = injected({ [INJECT]: 'True' }); }), 'consistent'),
  good('a serving certificate that was exported', served((s) => { s.tls = pair(leaf(`${HOST} ${HOST}.cluster.local`, { of: SIGNER })); })),
  good('an empty ConfigMap that somebody fills', served((s) => { s.ca = injected({ 'example.com/filled-by': 'us' }); })),
  good('a gateway with the tenants of OpenShift', sends(gatewayOf(TENANTS), otlp(`${GROWN}.cluster.local:8090`, { ca_file: SERVICE_CA })), 'consistent proved proved'),
  good('a gateway of a monolith', sends(small, { otlphttp: { endpoint: 'https://tempo-small-gateway.tracing.svc:8080/api/traces/v1/dev', tls: { ca_file: SERVICE_CA } } }), 'consistent proved'),
  good('a gateway with static tenants in the clear', sends(gatewayOf({ mode: 'static', authentication: [{ tenantName: 'a', tenantId: 'a', oidc: { issuerURL: 'http://dex:30556/dex', secret: { name: 'oidc' } } }], authorization: { roles: [{ name: 'r', permissions: ['write'], resources: ['traces'], tenants: ['a'] }], roleBindings: [{ name: 'r', roles: ['r'], subjects: [{ kind: 'user', name: 'u' }] }] } }), otlp(`${GROWN}:8090`, { insecure: true }))),
  good("the receivers behind a gateway, with the operator's own pair", () => store((s) => {
    s.more.push(gatewayOf(TENANTS), collector(otlp('tempo-grown-distributor.tracing.svc:4317', { ca_file: '/ca/service-ca.crt', cert_file: '/pair/tls.crt', key_file: '/pair/tls.key' }), {
      volumes: [mapVolume('ca', 'tempo-grown-ca-bundle'), { name: 'pair', secret: { secretName: 'tempo-grown-gateway-mtls' } }],
      volumeMounts: [{ name: 'ca', mountPath: '/ca' }, { name: 'pair', mountPath: '/pair' }],
    }));
  })),
  good('a projected volume with the CA of the platform and another', own({ ca_file: '/ca/roots.crt' }, {
    volumes: [{ name: 'ca', projected: { sources: [{ configMap: { name: 'openshift-service-ca.crt' } }, { configMap: { name: 'roots', items: [{ key: 'ca.crt', path: 'roots.crt' }] } }] } }],
    volumeMounts: [{ name: 'ca', mountPath: '/ca' }],
  }), 'proved'),
  good('ConfigMaps of a collector', own({ ca_file: '/var/conf/ca/configmap-roots/ca.crt' }, { configmaps: [{ name: 'roots', mountpath: '/ca' }] }), 'proved'),
  good('a bundle in an image of their own', own({ ca_file: '/etc/company/ca.crt' }, { image: 'registry.example.com/collector:1' }), 'unverified'),
  good('a collector of TLS 1.2, and a receiver that speaks it', own({ ca_file: '/ca/ca.crt', max_version: '1.2' }, mounted('/ca')), 'proved'),
  good('a collector is let in by labels of its operator', () => plain(collector(IN_THE_CLEAR), admits({ 'app.kubernetes.io/managed-by': 'opentelemetry-operator', 'app.kubernetes.io/name': 'gate-collector', 'app.kubernetes.io/instance': 'tracing.gate' }))),
  good('a collector is let in by a label of its own', () => plain(collector(IN_THE_CLEAR, {}, { labels: { team: 'a' } }), admits({ team: 'a' }))),
  good("a collector is let in by its image's version", () => plain(collector(IN_THE_CLEAR), admits({ 'app.kubernetes.io/version': '0.139.0' }))),
  good('a collector with the network of its node', () => plain(collector(IN_THE_CLEAR, { mode: 'daemonset', hostNetwork: true }), outOf({ 'app.kubernetes.io/managed-by': 'opentelemetry-operator' }, []))),
];

export const OPENSHIFT_BAD: readonly Tree[] = [
  bad('the annotation of the Service names another Secret', served(undefined, { [SERVING]: 'minio-serving-cert' }), MINIO),
  bad('the Service in another namespace asks for the certificate', served((s) => { s.more.push(service('other', { app: 'other' }, [{ port: 9000 }], 'elsewhere', {}), { ...service('minio', { app: 'minio' }, [{ port: 9000 }], 'web'), metadata: { name: 'minio', namespace: 'web', annotations: { [SERVING]: 'minio-tls' } } }); }, {}), `${MINIO} Secret/minio-tls`),
  bad('the annotation of the bundle is off', served((s) => { s.ca = injected({ [INJECT]: 'false' }); }), STORE),
  bad('the annotation of the bundle is misspelt', served((s) => { s.ca = injected({ 'service.beta.openshift.io/inject-ca-bundle': 'true' }); }), STORE),
  bad('a label of the bundle is an annotation', served((s) => { s.ca = injected({ 'config.openshift.io/inject-trusted-cabundle': 'true' }); }), STORE),
  bad("the CA of the platform for somebody else's certificate", served((s) => { s.tls = pair(leaf(HOST)); }, {}), STORE),
  bad('a private CA for a serving certificate', served((s) => { s.ca = configMap('storage-ca', { 'ca.crt': ca().certificatePem }); }), STORE),
  bad('a serving certificate does not cover a shorter name', served((s) => { s.s3 = endpoint('https://minio.tracing:9000'); }), STORE),
  bad('in the clear to a gateway with the tenants of OpenShift', sends(gatewayOf(TENANTS), otlp(`${GROWN}:8090`, { insecure: true })), GATE),
  bad('by a shorter name to such a gateway', sends(gatewayOf(TENANTS), otlp('tempo-grown-gateway.tracing:8090', { ca_file: SERVICE_CA })), GATE),
  bad('with public roots to such a gateway', sends(gatewayOf(TENANTS), otlp(`${GROWN}:8090`, {})), GATE),
  bad('in the clear to that of a monolith', sends(small, { otlphttp: { endpoint: 'http://tempo-small-gateway.tracing.svc:8080/api/traces/v1/dev' } }), GATE),
  bad('in the clear past a gateway', sends(gatewayOf(TENANTS), otlp('tempo-grown-distributor.tracing.svc:4317', { insecure: true })), GATE),
  bad('without a certificate past a gateway', sends(gatewayOf(TENANTS), otlp('tempo-grown-distributor.tracing.svc:4317', { ca_file: SERVICE_CA })), GATE),
  bad('the CA of the platform for a Tempo with its own certificate', own({ ca_file: SERVICE_CA }), OWN),
  bad('ConfigMaps of a collector lie elsewhere', own({ ca_file: '/var/conf/ca/ca.crt' }, { configmaps: [{ name: 'roots', mountpath: '/ca' }] }), OWN),
  bad('nothing is mounted in a collector', own({ ca_file: '/etc/roots/ca.crt' }), OWN),
  bad('a collector of TLS 1.2, and a receiver of TLS 1.3', () => {
    const [tls, tempo] = ownTempo(true);
    tempo.spec.ingestion.otlp.grpc.tls.minVersion = '1.3';
    return [tls, tempo, configMap('roots', { 'ca.crt': ca().certificatePem }), collector(otlp('tempo-own.tracing.svc:4317', { ca_file: '/ca/ca.crt', max_version: '1.2' }), mounted('/ca'))];
  }, OWN),
  bad('others than a collector are let in', () => plain(collector(IN_THE_CLEAR), admits({ app: 'gate' })), POLICED),
  bad('a collector in a Deployment with nothing mounted', () => [
    ...ownTempo(true),
    configMap('gate', { 'relay.yaml': "receivers: {otlp: {protocols: {grpc: {}}}}\nexporters: {otlp: {endpoint: 'tempo-own.tracing.svc:4317', tls: {ca_file: /etc/roots/ca.crt}}}\nservice: {pipelines: {traces: {receivers: [otlp], exporters: [otlp]}}}\n" }),
    workload('Deployment', 'gate', [{ name: 'c', image: 'otel/opentelemetry-collector-k8s:0.136.0', args: ['--config=/conf/relay.yaml'], volumeMounts: [{ name: 'conf', mountPath: '/conf' }] }], { volumes: [mapVolume('conf', 'gate')] }),
  ], 'Deployment/gate ConfigMap/gate TempoMonolithic/own Secret/otlp-tls'),
];
