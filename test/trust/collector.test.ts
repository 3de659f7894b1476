import { NOW, objects, STAGE } from './stage';
import { prove } from '../../src/trust/prove';

const TEMPO = (tls: string) => `
---
apiVersion: v1
kind: Secret
metadata: {name: otlp-tls, namespace: tracing}
stringData:
  tls.crt: (leaf tempo-traces.tracing.svc,tempo-traces of one)
  tls.key: (key of tempo-traces.tracing.svc)
---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  ingestion: {otlp: {grpc: {enabled: true, tls: {enabled: ${tls}, certName: otlp-tls}}, http: {enabled: true, tls: {enabled: ${tls}, certName: otlp-tls}}}}
`;
const BASE = STAGE.slice(0, STAGE.lastIndexOf('---'));
const resource = (exporters: string, apiVersion = 'v1beta1', more = '') => `
---
apiVersion: opentelemetry.io/${apiVersion}
kind: OpenTelemetryCollector
metadata: {name: gate, namespace: tracing}
spec:
  volumes: [{name: ca, configMap: {name: storage-ca}}, {name: tls, secret: {secretName: otlp-tls}}]
  volumeMounts: [{name: ca, mountPath: /ca}, {name: tls, mountPath: /tls}]
  config${apiVersion === 'v1alpha1' ? ': |' : ':'}
    receivers: {otlp: {protocols: {grpc: {endpoint: '0.0.0.0:4317'}, http: {}}}}
    exporters: ${exporters}
    service: {pipelines: {traces: {receivers: [otlp], exporters: [otlp, otlphttp]}}}
${more}`;
const judged = (yaml: string, kind = 'OpenTelemetryCollector') => prove(objects(yaml).map((object) => ({ object })), { now: NOW }).connections
  .filter((c) => c.client.ref.kind === kind).map((c) => `${c.client.address?.text} ${c.verdict}`);

describe.each(['v1beta1', 'v1alpha1'])('a collector of the operator, %s', (version) => {
  test.each([
    ['true', '{otlp: {endpoint: \'tempo-traces.tracing.svc:4317\', tls: {ca_file: /ca/ca.crt}}}', 'tempo-traces.tracing.svc:4317 proved'],
    ['true', '{otlp: {endpoint: \'tempo-traces.tracing.svc:4317\', tls: {insecure: true}}}', 'tempo-traces.tracing.svc:4317 broken'],
    ['true', '{otlp: {endpoint: \'tempo-traces.tracing.svc:4317\', tls: {insecure: true, ca_file: /ca/ca.crt}}}', 'tempo-traces.tracing.svc:4317 proved'],
    ['true', '{otlp: {endpoint: \'tempo-traces.tracing.svc:4317\', tls: {insecure_skip_verify: true}}}', 'tempo-traces.tracing.svc:4317 unverified'],
    ['true', '{otlp: {endpoint: \'tempo-traces.tracing.svc:4317\', tls: {ca_file: /ca/none.crt}}}', 'tempo-traces.tracing.svc:4317 broken'],
    ['true', '{otlp: {endpoint: \'tempo-traces.tracing.svc:4317\'}}', 'tempo-traces.tracing.svc:4317 broken'],
    ['true', '{otlp: {endpoint: \'tempo-traces.tracing.svc.cluster.local:4317\', tls: {ca_file: /ca/ca.crt}}}', 'tempo-traces.tracing.svc.cluster.local:4317 broken'],
    ['true', '{otlp: {endpoint: \'tempo-traces.tracing.svc.cluster.local:4317\', tls: {ca_file: /ca/ca.crt, server_name_override: tempo-traces}}}', 'tempo-traces.tracing.svc.cluster.local:4317 proved'],
    ['true', '{otlphttp: {endpoint: \'https://tempo-traces.tracing.svc:4318\', tls: {ca_file: /ca/ca.crt}}}', 'https://tempo-traces.tracing.svc:4318 proved'],
    ['true', '{otlphttp: {endpoint: \'http://tempo-traces.tracing.svc:4318\'}}', 'http://tempo-traces.tracing.svc:4318 broken'],
    ['false', '{otlp: {endpoint: \'tempo-traces.tracing.svc:4317\', tls: {insecure: true}}}', 'tempo-traces.tracing.svc:4317 consistent'],
    ['false', '{otlp: {endpoint: \'tempo-traces.tracing.svc:4317\'}}', 'tempo-traces.tracing.svc:4317 broken'],
  ])('Tempo with TLS %s, %s', (tls, exporters, expected) => { expect(judged(BASE + TEMPO(tls) + resource(exporters, version))).toEqual([expected]); });
});

test.each(['{otlp: {endpoint: \'localhost:4317\'}}', '{otlp: 3}', '{otlp/unused: {endpoint: \'tempo-traces:4317\'}}', '{otlp: {endpoint: \'${env:X}:4317\'}}', '[]', '{otlp: {endpoint: [1], tls: x}}'])('says nothing of %s', (exporters) => {
  expect(judged(BASE + TEMPO('true') + resource(exporters))).toEqual([]);
});

test('a collector in a Deployment, with its configuration in a ConfigMap, is a client and a server', () => {
  const yaml = `${BASE}${TEMPO('true')}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: gate, namespace: tracing}
data:
  collector.yaml: |
    receivers: {otlp: {protocols: {grpc: {endpoint: '0.0.0.0:4317', tls: {cert_file: /tls/tls.crt, key_file: /tls/tls.key}}}}}
    exporters: {otlp/tempo: {endpoint: '\${env:TEMPO}:4317', tls: {ca_file: /ca/ca.crt}}}
    service: {pipelines: {traces: {receivers: [otlp], exporters: [otlp/tempo]}}}
---
apiVersion: v1
kind: Service
metadata: {name: tempo-gate, namespace: tracing}
spec: {selector: {app: gate}, ports: [{port: 4317}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: gate, namespace: tracing}
spec:
  template:
    metadata: {labels: {app: gate}}
    spec:
      containers:
        - name: c
          image: otel/opentelemetry-collector-contrib:0.140.0
          args: [--config=/conf/collector.yaml]
          env: [{name: TEMPO, value: tempo-traces.tracing.svc}]
          volumeMounts: [{name: conf, mountPath: /conf}, {name: ca, mountPath: /ca}, {name: tls, mountPath: /tls}]
      volumes: [{name: conf, configMap: {name: gate}}, {name: ca, configMap: {name: storage-ca}}, {name: tls, secret: {secretName: otlp-tls}}]
---
apiVersion: batch/v1
kind: Job
metadata: {name: send, namespace: tracing}
spec: {template: {spec: {containers: [{name: t, image: x/telemetrygen, args: [traces, --otlp-endpoint=tempo-gate:4317, --otlp-insecure]}]}}}
`;
  expect(judged(yaml, 'Deployment')).toEqual(['tempo-traces.tracing.svc:4317 proved']);
  expect(judged(yaml, 'Job')).toEqual(['tempo-gate:4317 broken']);
});

test('a policy for the target allocator of a collector does not miss the collector', () => {
  const allocator = '{app.kubernetes.io/instance: tracing.otel, app.kubernetes.io/component: opentelemetry-targetallocator}';
  const findings = (spec: string) => prove(objects(`
apiVersion: opentelemetry.io/v1beta1
kind: OpenTelemetryCollector
metadata: {name: otel, namespace: tracing}
spec: ${spec}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allocator, namespace: tracing}
spec: {podSelector: {matchLabels: ${allocator}}, policyTypes: [Ingress], ingress: [{}]}
`).map((object) => ({ object })), { now: NOW }).findings.map(({ rule }) => rule);
  expect(findings('{mode: statefulset, targetAllocator: {enabled: true}, config: {}}')).toEqual([]);
  expect(findings('{mode: statefulset, config: {}}')).toEqual(['OT505']);
});
