import { find, synthesize, verdicts } from '../testing';

const WAVE = 'argocd.argoproj.io/sync-wave';

test('nobody has to make a Secret, and none is written', () => {
  const objects = synthesize(__dirname);
  expect(objects.filter(({ kind }) => kind === 'ExternalSecret').map(({ metadata }) => metadata.name).sort()).toEqual(['minio-root', 'minio-tempo']);
  expect(objects.some(({ kind }) => kind === 'Secret')).toBe(false);
  expect(verdicts(objects)).toEqual(['consistent']);
});

test('every object has a wave: Secrets before the server, the server before Tempo, checks last', () => {
  const objects = synthesize(__dirname);
  const wave = (object: any) => Number(object.metadata.annotations[WAVE]);
  const waves = ['ExternalSecret minio-root', 'StatefulSet minio', 'TempoMonolithic traces'].map((each) => wave(find(objects, ...each.split(' ') as [string, string])));
  expect(waves).toEqual([...waves].sort((a, b) => a - b));
  const last = Math.max(...objects.map(wave));
  expect(new Set(objects.filter((object) => wave(object) === last).map(({ metadata }) => metadata.labels['app.kubernetes.io/component']))).toEqual(new Set(['smoke']));
});
