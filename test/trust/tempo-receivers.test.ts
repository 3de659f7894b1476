import { judged, monolithic, sender, stack } from './tempo-judged';

const STORE = 'storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}';
const receivers = (grpc: string, http = '{enabled: true}') => monolithic(`{${STORE}, ingestion: {otlp: {grpc: ${grpc}, http: ${http}}}}`);
const TLS = '{enabled: true, tls: {enabled: true, certName: otlp-tls}}';
const MUTUAL = '{enabled: true, tls: {enabled: true, certName: otlp-tls, caName: senders}}';
const CERTIFICATES = `
---
apiVersion: v1
kind: Secret
metadata: {name: otlp-tls, namespace: tracing}
stringData:
  tls.crt: (leaf tempo-traces,tempo-scaled-distributor of one)
  tls.key: (key of tempo-traces)
---
apiVersion: v1
kind: Secret
metadata: {name: sender-tls, namespace: tracing}
stringData:
  tls.crt: (leaf sender of senders, for clientAuth)
  tls.key: (key of sender)
---
apiVersion: v1
kind: ConfigMap
metadata: {name: senders, namespace: tracing}
data: {service-ca.crt: (ca senders)}
`;
const WITH_CERTIFICATE = ['[{name: ca, configMap: {name: storage-ca}}, {name: tls, secret: {secretName: sender-tls}}]', '[{name: ca, mountPath: /ca}, {name: tls, mountPath: /tls}]'];
const sent = (yaml: string) => judged(yaml + CERTIFICATES).connections.filter((c) => !c.startsWith('Tempo ')).map((c) => c.split(' ').slice(2).join(' '));

describe('senders of a TempoMonolithic', () => {
  test.each<[string, string, string, string[]]>([
    ['plaintext', '{enabled: true}', '--otlp-endpoint=tempo-traces:4317, --otlp-insecure', ['consistent']],
    ['TLS where none is', '{enabled: true}', '--otlp-endpoint=tempo-traces:4317, --ca-cert=/ca/ca.crt', ['broken OT001']],
    ['plaintext where TLS is', TLS, '--otlp-endpoint=tempo-traces:4317, --otlp-insecure', ['broken OT001']],
    ['TLS', TLS, '--otlp-endpoint=tempo-traces:4317, --ca-cert=/ca/ca.crt', ['proved']],
    ['TLS by a name that is not covered', TLS, '--otlp-endpoint=tempo-traces.tracing.svc:4317, --ca-cert=/ca/ca.crt', ['broken OT007']],
    ['no certificate where one is a duty', MUTUAL, '--otlp-endpoint=tempo-traces:4317, --ca-cert=/ca/ca.crt', ['broken OT010']],
    ['a port that the Service has not', '{enabled: false}', '--otlp-endpoint=tempo-traces:4317, --otlp-insecure', ['broken OT011']],
  ])('%s', (_what, grpc, args, expected) => {
    expect(sent(receivers(grpc) + sender(args))).toEqual(expected);
  });

  test('mutual TLS', () => {
    const args = '--otlp-endpoint=tempo-traces:4317, --ca-cert=/ca/ca.crt, --mtls, --client-cert=/tls/tls.crt, --client-key=/tls/tls.key';
    expect(sent(receivers(MUTUAL) + sender(args, ...WITH_CERTIFICATE))).toEqual(['proved']);
    expect(sent(receivers(MUTUAL.replace('senders', 'storage-ca')) + sender(args, ...WITH_CERTIFICATE)).join()).toMatch(/^broken OT003/);
  });

  test('HTTP has its own settings', () => {
    expect(sent(receivers('{enabled: true}', TLS) + sender('--otlp-http, --otlp-endpoint=tempo-traces:4318, --ca-cert=/ca/ca.crt'))).toEqual(['proved']);
  });

  test('the older plaintext receiver behind a Service of one\'s own', () => {
    const service = `
---
apiVersion: v1
kind: Service
metadata: {name: otlp, namespace: tracing}
spec: {selector: {app.kubernetes.io/name: tempo-monolithic, app.kubernetes.io/instance: traces}, ports: [{port: 80, targetPort: otlp-http}]}
`;
    expect(sent(receivers('{enabled: true}') + service + sender('--otlp-http, --otlp-endpoint=otlp:80, --otlp-insecure'))).toEqual(['consistent']);
  });

  test('a gateway hides them: what it speaks is not known but with the tenants of OpenShift, and its Service has port 4317', () => {
    const tenants = (mode: string) => `multitenancy: {enabled: true, mode: ${mode}, authentication: [{tenantName: dev, tenantId: dev}]}`;
    const gateway = (mode: string) => monolithic(`{${STORE}, ${tenants(mode)}, ingestion: {otlp: {grpc: {enabled: true, tls: {enabled: true}}}}}`);
    const { connections } = judged(gateway('static') + sender('--otlp-endpoint=tempo-traces-gateway:4317, --ca-cert=/ca/ca.crt'));
    expect(connections).toContain('telemetrygen tempo-traces-gateway:4317 unverified OT031');
    expect(sent(gateway('openshift') + sender('--otlp-endpoint=tempo-traces-gateway.tracing.svc:4317, --ca-cert=/ca/ca.crt'))).toEqual(['broken OT006']);
  });
});

describe('senders of a TempoStack', () => {
  const storage = 'storage: {secret: {name: traces-s3, type: s3}, tls: {enabled: true, caName: storage-ca}}';
  const distributor = (tls: string) => stack(`{${storage}, template: {distributor: {tls: ${tls}}}}`);

  test('TLS and plaintext', () => {
    const tls = '{enabled: true, certName: otlp-tls}';
    expect(sent(distributor(tls) + sender('--otlp-endpoint=tempo-scaled-distributor:4317, --ca-cert=/ca/ca.crt'))).toEqual(['proved']);
    expect(sent(distributor(tls) + sender('--otlp-endpoint=tempo-scaled-distributor:4317, --otlp-insecure'))).toEqual(['broken OT001']);
    expect(sent(distributor('{enabled: false}') + sender('--otlp-endpoint=tempo-scaled-distributor:4318, --otlp-http, --otlp-insecure'))).toEqual(['consistent']);
  });

  test('a distributor with TLS and no certificate is refused, unless OpenShift makes one', () => {
    expect(judged(distributor('{enabled: true}')).errors).toEqual(['OT110 TempoStack/scaled spec.template.distributor.tls']);
    expect(judged(`${distributor('{enabled: true}')}
---
apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: grafana, namespace: tracing}
`).errors).toEqual([]);
  });
});

describe('settings of receivers that cannot work', () => {
  test.each<[string, string, string[]]>([
    ['TLS without a certificate', receivers('{enabled: true, tls: {enabled: true}}'), ['OT110 TempoMonolithic/traces spec.ingestion.otlp.grpc.tls']],
    ['a certificate without enabled', receivers('{enabled: true, tls: {certName: otlp-tls}}'), ['OT138 TempoMonolithic/traces spec.ingestion.otlp.grpc.tls']],
    ['the words of the store', receivers('{enabled: true, tls: {enabled: true, certName: otlp-tls, minVersion: VersionTLS12}}'),
      ['OT112 TempoMonolithic/traces spec.ingestion.otlp.grpc.tls.minVersion']],
    ['a number', receivers('{enabled: true, tls: {enabled: true, certName: otlp-tls, minVersion: 1.2}}'), ['OT112 TempoMonolithic/traces spec.ingestion.otlp.grpc.tls.minVersion']],
    ['a suite of OpenSSL', receivers('{enabled: true, tls: {enabled: true, certName: otlp-tls, cipherSuites: [ECDHE-RSA-AES128-GCM-SHA256]}}'),
      ['OT113 TempoMonolithic/traces spec.ingestion.otlp.grpc.tls.cipherSuites']],
    ['a CA under another key', receivers('{enabled: true, tls: {enabled: true, certName: otlp-tls, caName: storage-ca}}'), ['OT109 ConfigMap/storage-ca data']],
    ['one name for CA and certificate', receivers('{enabled: true, tls: {enabled: true, certName: senders, caName: senders}}'),
      ['OT116 TempoMonolithic/traces spec.ingestion.otlp.grpc.tls.certName']],
    ['a field that there is not', receivers('{enabled: true, tls: {enabled: true, certName: otlp-tls, clientCA: x}}'), ['OT118 TempoMonolithic/traces spec.ingestion.otlp.grpc.tls.clientCA']],
  ])('%s', (_what, yaml, errors) => {
    expect(judged(yaml + CERTIFICATES).errors).toEqual(errors);
  });

  test('one certificate for both receivers is one volume', () => {
    expect(judged(receivers(TLS, TLS) + CERTIFICATES).errors).toEqual([]);
  });
});
