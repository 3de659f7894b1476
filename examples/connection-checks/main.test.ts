import { find, synthesize, verdicts } from '../testing';

test('the connections verify, those of the checks too', () => {
  expect(new Set(verdicts(synthesize(__dirname)))).toEqual(new Set(['consistent']));
});

test('Tempo\'s connection to its store is made with its bundle, each morning', () => {
  const objects = synthesize(__dirname);
  expect(find(objects, 'CronJob', 'connections').spec.schedule).toBe('17 6 * * *');
  const { data } = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('connections-'));
  expect(data['connections.txt']).toMatch(/\|Tempo \(TempoMonolithic tracing\/traces\)[^|]*\|https:\/\/minio\.tracing\.svc:9000\|tls\|/);
  expect(find(objects, 'Deployment', 'debug').spec.replicas).toBe(0);
});
