import { NOW, objects, STAGE } from './stage';
import { prove } from '../../src/trust/prove';

const BASE = STAGE.slice(0, STAGE.lastIndexOf('---'));

/** Tempo with TLS, or without, and a collector in a Deployment with these words and variables. */
const tree = (tls: boolean, args: readonly string[], env: object = {}) => `${BASE}
---
apiVersion: v1
kind: Secret
metadata: {name: otlp-tls, namespace: tracing}
stringData: {tls.crt: (leaf tempo-traces.tracing.svc of one), tls.key: (key of tempo-traces.tracing.svc)}
---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  ingestion: {otlp: {grpc: {enabled: true, tls: {enabled: ${tls}, certName: otlp-tls}}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: gate, namespace: tracing}
data:
  all.yaml: |
    exporters: {otlp: {endpoint: 'tempo-traces.tracing.svc:4317', tls: {insecure: '\${env:INSECURE:-false}', insecure_skip_verify: '\${SKIP:-false}', ca_file: '\${CA}'}}}
    service: {pipelines: {traces: {exporters: [otlp]}}}
  block.yaml: |
    exporters: {otlp: {endpoint: 'tempo-traces.tracing.svc:4317', tls: '\${env:TLS}'}}
    service: {pipelines: {traces: {exporters: [otlp]}}}
  file.yaml: |
    exporters: {otlp: {endpoint: 'tempo-traces.tracing.svc:4317', tls: '\${file:/config/tls.yaml}'}}
    service: {pipelines: {traces: {exporters: [otlp]}}}
  bare.yaml: |
    exporters: {otlp: {endpoint: 'tempo-traces.tracing.svc:4317'}}
    service: {pipelines: {traces: {exporters: [otlp]}}}
  tls.yaml: '{ca_file: /ca/ca.crt}'
  trust.yaml: '{exporters: {otlp: {tls: {ca_file: /ca/ca.crt}}}}'
  named.yaml: '{exporters: {otlp: {tls: {server_name_override: elsewhere}}}}'
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: gate, namespace: tracing}
spec:
  template:
    metadata: {labels: {app: gate}}
    spec:
      containers:
        - name: collector
          image: otel/opentelemetry-collector-contrib:0.130.0
          args: ${JSON.stringify(args)}
          env: ${JSON.stringify(Object.entries(env).map(([name, value]) => (typeof value === 'string' ? { name, value } : { name, valueFrom: value })))}
          volumeMounts: [{name: config, mountPath: /config}, {name: ca, mountPath: /ca}]
      volumes: [{name: config, configMap: {name: gate}}, {name: ca, configMap: {name: storage-ca}}]
`;

function said(tls: boolean, args: readonly string[], env?: object): string[] {
  const { connections, findings } = prove(objects(tree(tls, args, env)).map((object) => ({ object })), { now: NOW });
  const verdicts = connections.filter(({ client }) => client.product === 'the collector').map(({ verdict }) => verdict);
  return [...verdicts, ...findings.filter(({ severity }) => severity !== 'note').map(({ severity, rule }) => `${severity} ${rule}`)];
}

describe('what stands for another', () => {
  const all = ['--config=/config/all.yaml'];

  test('is a switch where it stands alone', () => {
    expect(said(false, all, { INSECURE: 'true', CA: '' })).toEqual(['consistent']);
    expect(said(true, all, { INSECURE: 'true', CA: '' })).toEqual(['broken', 'error OT001']);
    expect(said(true, all, { CA: '/ca/ca.crt' })).toEqual(['proved']);
    expect(said(true, all, { CA: '', SKIP: 'true' })).toEqual(['unverified', 'warning OT002']);
  });

  test('is a block where it stands alone', () => {
    expect(said(true, ['--config=/config/block.yaml'], { TLS: '{ca_file: /ca/ca.crt}' })).toEqual(['proved']);
    expect(said(true, ['--config=/config/block.yaml'], { TLS: 'insecure: true' })).toEqual(['broken', 'error OT001']);
    expect(said(true, ['--config=/config/file.yaml'])).toEqual(['proved']);
  });

  test('is unknown where it does not show', () => {
    const hidden = { configMapKeyRef: { name: 'elsewhere', key: 'value' } };
    expect(said(false, all, { INSECURE: hidden, CA: '' })).toEqual([]);
    expect(said(true, all, { SKIP: hidden, CA: '' })).toEqual([]);
    expect(said(true, ['--config=/config/block.yaml'], { TLS: hidden })).toEqual([]);
  });
});

describe('several sources', () => {
  test('are put over each other, in their order', () => {
    expect(said(true, ['--config=/config/bare.yaml', '--config', 'file:/config/trust.yaml'])).toEqual(['proved']);
    expect(said(true, ['--config=/config/bare.yaml', '--config=/config/trust.yaml', '--config=/config/named.yaml'])).toEqual(['broken', 'error OT007']);
    expect(said(true, ['--config=/config/bare.yaml', '--config=yaml:exporters::otlp::tls::ca_file: /ca/ca.crt'])).toEqual(['proved']);
    expect(said(true, ['--config=/config/bare.yaml', '--config=env:MORE'], { MORE: 'exporters: {otlp: {tls: {ca_file: /ca/ca.crt}}}' })).toEqual(['proved']);
  });

  test('of which one does not show say nothing', () => {
    for (const other of ['/config/none.yaml', 'env:NONE', 'https://example.com/otel.yaml', 's3:bucket']) {
      expect(said(true, ['--config=/config/bare.yaml', `--config=${other}`])).toEqual([]);
    }
  });

  test('--set is put over all of them', () => {
    expect(said(true, ['--config=/config/bare.yaml', '--set=exporters.otlp.tls.ca_file=/ca/ca.crt'])).toEqual(['proved']);
    expect(said(false, ['--set', 'exporters.otlp.tls.insecure=true', '--config=/config/bare.yaml'])).toEqual(['consistent']);
    expect(said(true, ['--config=/config/bare.yaml'])).toEqual(['broken', 'error OT006']);
  });
});

test('the operator makes flags of the arguments of its resource', () => {
  const all = tree(true, []);
  const resource = `${all.slice(0, all.lastIndexOf('---'))}---
apiVersion: opentelemetry.io/v1beta1
kind: OpenTelemetryCollector
metadata: {name: gate, namespace: tracing}
spec:
  args: {set: exporters.otlp.tls.ca_file=/ca/ca.crt}
  volumes: [{name: ca, configMap: {name: storage-ca}}]
  volumeMounts: [{name: ca, mountPath: /ca}]
  config: {exporters: {otlp: {endpoint: 'tempo-traces.tracing.svc:4317'}}, service: {pipelines: {traces: {exporters: [otlp]}}}}
`;
  const { connections } = prove(objects(resource).map((object) => ({ object })), { now: NOW });
  expect(connections.filter(({ client }) => client.product === 'the collector').map(({ verdict }) => verdict)).toEqual(['proved']);
});
