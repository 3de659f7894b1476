import { find, synthesize, verdicts } from '../testing';

test('nothing secret is written, and the chain is consistent by reference', () => {
  const objects = synthesize(__dirname);
  expect(objects.some((o) => o.kind === 'Secret')).toBe(false);
  expect(verdicts(objects)).toEqual(['consistent']);
});

test('OTLP is received over TLS with a certificate for Tempo\'s own Service', () => {
  const objects = synthesize(__dirname);
  const { certName } = find(objects, 'TempoMonolithic', 'traces').spec.ingestion.otlp.grpc.tls;
  expect(find(objects, 'Certificate', certName).spec.dnsNames).toContain('tempo-traces.tracing.svc');
});
