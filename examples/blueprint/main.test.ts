import { find, synthesize, verdicts } from '../testing';

test('Tempo verifies the store, and is not its root user', () => {
  const objects = synthesize(__dirname);
  expect(verdicts(objects)).toEqual(['consistent', 'proved']);
  const secrets = objects.filter((o) => o.kind === 'Secret');
  expect(secrets.find((s) => s.stringData.rootUser)?.stringData.rootUser).toBe('admin-of-minio');
  expect(find(objects, 'TempoMonolithic', 'simplest').spec.storage.traces.s3.secret).toBe(secrets.find((s) => s.stringData.endpoint)?.metadata.name);
});
