import { find, synthesize, verdicts } from '../testing';

test('the service CA is on both sides, and no pod chooses its user', () => {
  const objects = synthesize(__dirname);
  expect(verdicts(objects)).toEqual(['consistent']);
  expect(find(objects, 'Service', 'minio').metadata.annotations['service.beta.openshift.io/serving-cert-secret-name']).toBe('minio-tls');
  expect(JSON.stringify(objects)).not.toMatch(/runAsUser|fsGroup/);
});
