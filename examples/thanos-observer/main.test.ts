import { find, synthesize } from '../testing';

test('each cluster lets in the observer alone, and the observer verifies each with its own CA', () => {
  const objects = synthesize(__dirname);
  const stores = objects.filter((o) => o.kind === 'StatefulSet' && o.metadata.name === 'store');
  expect(stores.map((o) => o.metadata.namespace).sort()).toEqual(['eu1', 'us1']);
  const clientCa = (store: any) => store.spec.template.spec.volumes.find((v: any) => v.name === 'grpc-tls').projected.sources[1].configMap.name;
  expect(new Set(stores.map(clientCa)).size).toBe(1);
  const { volumes } = find(objects, 'Deployment', 'querier').spec.template.spec;
  const bundles = volumes.flatMap((v: any) => (v.projected?.sources ?? []).flatMap((source: any) => source.configMap?.name ?? []));
  expect(bundles).toEqual(expect.arrayContaining(['eu1-ca', 'us1-ca']));
});

test('nothing secret is written', () => {
  expect(synthesize(__dirname).some((o) => o.kind === 'Secret')).toBe(false);
});
