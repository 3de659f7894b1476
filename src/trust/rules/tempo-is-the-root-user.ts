import { rule } from './rule';
import { containersIn } from '../containers';
import { Inventory, Manifest } from '../inventory';
import { rootCredentials } from '../minio/credentials';
import { minioExample } from '../minio/example';
import { minioSetup } from '../minio/setup';
import { once } from '../once';
import { isTempo, storageOf } from '../tempo/custom-resource';
import { storageSecret } from '../tempo/storage-secret';

const secret = (user: string) => `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.tracing.svc:9000', bucket: tempo, access_key_id: ${user}, access_key_secret: from-elsewhere}
---${minioExample({})}`;

export const tempoIsTheRootUser = rule({
  id: 'OT210',
  severity: 'warning',
  title: 'Tempo has the keys of the store\'s root user',
  what: 'The access key in the Secret of a Tempo is the root user of the MinIO that it dials.',
  why: 'Who reads that Secret, or Tempo\'s memory, may change every bucket, user and policy. The root user cannot be restricted by a policy, and its keys cannot be '
    + 'changed without restarting the server (minio 7aac2a2c5, cmd/admin-handlers-users.go:458: it is no user like others).',
  fix: 'make a user of its own with a policy for its bucket (mc admin user add, mc admin policy create and attach), and give Tempo the keys of that',
  violating: secret('root-of-store'),
  satisfying: secret('tempo'),
  on: 'connection',
  check: ({ client, server }, { inventory }) => {
    const tempo = inventory.get(client.ref.kind, client.ref.namespace, client.ref.name);
    const workload = server?.product === 'MinIO' ? inventory.get(server.ref.kind, server.ref.namespace, server.ref.name) : undefined;
    if (!tempo || !workload || !isTempo(tempo) || client.product !== 'Tempo') { return 'not applicable'; }
    const keys = storageSecret(inventory, tempo, storageOf(tempo));
    const key = keys?.value('access_key_id');
    if (!keys || key === undefined || key === '') { return 'not applicable'; }
    const users = rootUsers(inventory, workload);
    if (users.length === 0) { return 'not applicable'; }
    return users.includes(key) ? [{ message: `access_key_id in Secret ${keys.name} is ${key}, the root user of MinIO`, resource: keys.ref('access_key_id'), related: [client.ref, server!.ref] }] : 'satisfied';
  },
});

/** The root users of the MinIO servers that a workload starts, worked out once for all that dial them. */
function rootUsers(inventory: Inventory, workload: Manifest): readonly string[] {
  const known = once(inventory, users);
  const found = known.get(workload) ?? containersIn(inventory, workload).filter((context) => minioSetup(context) !== undefined)
    .map((context) => rootCredentials(context).user?.value ?? '').filter((user) => user !== '');
  known.set(workload, found);
  return found;
}

const users = (): Map<Manifest, readonly string[]> => new Map();
