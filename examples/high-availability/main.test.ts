import { prove } from '../../src/trust/prove';
import { NOW } from '../../test/util/certificates';
import { find, synthesize } from '../testing';

test('four servers, of which each verifies the others, on four nodes, and two of everything of Tempo, but three ingesters', () => {
  const objects = synthesize(__dirname);
  expect(find(objects, 'StatefulSet', 'minio').spec).toMatchObject({ replicas: 4, podManagementPolicy: 'Parallel' });
  expect(find(objects, 'TempoStack', 'traces').spec).toMatchObject({
    size: '1x.pico', // of which the operator makes two of everything else
    replicationFactor: 3,
    template: { ingester: { replicas: 3 } },
    storage: { tls: { enabled: true } },
  });
  const { connections, findings } = prove(objects.map((object) => ({ object })), { now: NOW });
  expect(connections.map(({ client }) => client.product).sort()).toEqual(['MinIO', 'MinIO', 'MinIO', 'MinIO', 'Tempo', 'mc']);
  expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
});
