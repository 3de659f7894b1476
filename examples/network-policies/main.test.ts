import { find, synthesize, verdicts } from '../testing';

test('the connections verify, and no policy is in their way', () => {
  expect(verdicts(synthesize(__dirname))).toEqual(['consistent']);
});

test('every pod is closed in both directions, and Tempo is open to those who are named', () => {
  const objects = synthesize(__dirname);
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  expect(policies.map(({ metadata, spec }) => [metadata.name, ...spec.policyTypes])).toEqual(
    ['minio-bucket', 'minio-object-store', 'smoke-smoke', 'traces-tempo'].map((name) => [name, 'Ingress', 'Egress']));
  const { ingress } = find(objects, 'NetworkPolicy', 'traces-tempo').spec;
  expect(ingress.find(({ from }: any) => from.some((peer: any) => peer.namespaceSelector?.matchLabels['observability/sends-traces']))?.ports).toEqual(
    [{ protocol: 'TCP', port: 4317 }, { protocol: 'TCP', port: 4318 }]);
});
