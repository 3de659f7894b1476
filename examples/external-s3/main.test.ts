import { find, synthesize, verdicts } from '../testing';

test('Tempo trusts the private CA, and the server outside is proved by its public certificate', () => {
  const objects = synthesize(__dirname);
  expect(verdicts(objects)).toEqual(['consistent', 'proved']);
  const { caName } = find(objects, 'TempoMonolithic', 'traces').spec.storage.traces.s3.tls;
  expect(find(objects, 'ConfigMap', caName).data['ca.crt']).toMatch(/BEGIN CERTIFICATE/);
});
