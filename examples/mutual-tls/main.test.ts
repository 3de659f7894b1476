import { find, synthesize, verdicts } from '../testing';

test('receivers verify senders with the senders\' CA, and show a certificate of the servers\' CA', () => {
  const objects = synthesize(__dirname);
  expect(verdicts(objects)).toEqual(['consistent']);
  const { tls } = find(objects, 'TempoMonolithic', 'traces').spec.ingestion.otlp.grpc;
  expect(tls.caName).toBe('senders-ca-bundle');
  expect(find(objects, 'Certificate', tls.certName).spec.issuerRef.name).toBe('servers');
});
