import { find, synthesize, verdicts } from '../testing';

test('Tempo dials SeaweedFS\' own port, and the chain is consistent', () => {
  const objects = synthesize(__dirname);
  expect(verdicts(objects)).toEqual(['consistent']);
  expect(find(objects, 'Service', 'seaweedfs').spec.ports[0].port).toBe(8333);
});
