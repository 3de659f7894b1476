import { find, synthesize } from '../testing';

const of = (namespace: string) => synthesize(__dirname).filter((o) => o.metadata.namespace === namespace);

test('each cluster has a querier of its own, and the one in front has no certificate of a cluster', () => {
  const objects = of('per-realm');
  const secrets = (name: string) => find(objects, 'Deployment', name).spec.template.spec.volumes
    .flatMap((volume: any) => (volume.projected?.sources ?? []).flatMap((source: any) => source.secret?.name ?? []));
  expect([secrets('querier-eu1'), secrets('querier-us1')]).toEqual([['eu1-client'], ['us1-client']]);
  expect(secrets('querier')).not.toEqual(expect.arrayContaining([expect.stringMatching(/-client$/)]));
});

test('or one querier, whose Envoy is reached from its own pod only', () => {
  const objects = of('envoy');
  expect(objects.filter((o) => o.kind === 'Deployment').map((o) => o.metadata.name).sort()).toEqual(['frontend', 'querier']);
  const config = objects.find((o) => o.kind === 'ConfigMap' && o.metadata.name.startsWith('querier-envoy-'));
  expect(config.data['envoy.yaml'].match(/^ +address: \S+$/gm)).not.toContain('0.0.0.0');
});

test('nothing secret is written', () => {
  expect(synthesize(__dirname).some((o) => o.kind === 'Secret')).toBe(false);
});
