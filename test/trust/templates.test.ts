import { readDocuments } from '../../src/trust/documents';
import { prove } from '../../src/trust/prove';
import { NOW } from '../util/certificates';

const proof = (files: { [name: string]: string }) =>
  prove(Object.entries(files).flatMap(([name, text]) => readDocuments(name, text).sources), { now: NOW });
const told = (files: { [name: string]: string }) => {
  const { findings, connections } = proof(files);
  return {
    errors: findings.filter((f) => f.severity === 'error').map((f) => `${f.rule} ${f.resource.kind}/${f.resource.name}`),
    verdicts: connections.map((c) => `${c.client.address?.text ?? '?'} ${c.verdict}`),
  };
};

const STORE = `
apiVersion: v1
kind: Secret
metadata: {name: '\${NAME}-s3'}
stringData: {endpoint: 'https://\${HOST}:9000', bucket: '\${BUCKET}', access_key_id: '\${KEY}', access_key_secret: '\${SECRET}'}
---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces}
spec: {storage: {traces: {backend: s3, s3: {secret: '\${NAME}-s3', tls: {enabled: true, caName: ca}}}}}
`;
const template = (parameters: string) => `apiVersion: template.openshift.io/v1
kind: Template
metadata: {name: tracing}
parameters: ${parameters}
objects:
${STORE.split('---').map((object) => object.trim().replace(/^/gm, '  ').replace(/^ {2}/, '- ')).join('\n')}
`;

test('parameters of an OpenShift template stand for their values, and those without one are unknown', () => {
  const shown = template('[{name: NAME, value: traces}, {name: HOST, value: minio.tracing.svc}]');
  expect(told({ 'a.yaml': shown })).toEqual({ errors: [], verdicts: ['https://minio.tracing.svc:9000 unverified'] });
  expect(told({ 'a.yaml': template('[{name: NAME, value: traces}, {name: HOST}]') })).toEqual({ errors: [], verdicts: ['? unverified'] });
  expect(told({ 'a.yaml': template('[{name: NAME, value: traces}, {name: HOST, value: minio/path}]') }).errors).toEqual(['OT103 Secret/traces-s3']);
});

test('what a test asserts of a Service takes no port from it', () => {
  const asserted = 'apiVersion: v1\nkind: Service\nmetadata: {name: tempo-traces}\nspec: {ports: [{name: http, port: 3200}]}\n';
  const job = `apiVersion: batch/v1
kind: Job
metadata: {name: gen}
spec: {template: {spec: {containers: [{name: g, image: telemetrygen, args: [traces, --otlp-endpoint=tempo-traces:4317, --otlp-insecure]}]}}}
`;
  const tempo = 'apiVersion: tempo.grafana.com/v1alpha1\nkind: TempoMonolithic\nmetadata: {name: traces}\nspec: {storage: {traces: {backend: memory}}}\n';
  expect(told({ 'a.yaml': asserted, 'b.yaml': job, 'c.yaml': tempo })).toEqual({ errors: [], verdicts: ['tempo-traces:4317 consistent'] });
  expect(told({ 'a.yaml': asserted, 'b.yaml': job })).toEqual({ errors: ['OT011 Job/gen'], verdicts: ['tempo-traces:4317 broken'] });
});
