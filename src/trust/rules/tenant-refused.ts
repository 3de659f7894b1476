import { rule } from './rule';
import { Violation } from '../model';
import { isPlaceholder } from '../placeholders';
import { isMap, items } from '../values';

const tenant = (pool: string, configuration: string) => `
apiVersion: minio.min.io/v2
kind: Tenant
metadata: {name: store, namespace: tracing}
spec:
  ${configuration}
  pools:
    - {${pool}servers: 4, volumesPerServer: 1, volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}}}
`;

export const tenantRefused = rule({
  id: 'OT213',
  severity: 'error',
  title: 'the Tenant is refused',
  what: 'A MinIO Tenant lacks pools, a pool\'s name, servers, volumes or storage, or the Secret with its configuration.',
  why: 'Without pools[].name the API server refuses it (the custom resource\'s schema); without configuration.name, servers, volumes or storage the operator does, after '
    + 'it has been applied (minio/operator 0ee2c254, pkg/apis/minio.min.io/v2/helper.go:781-838). spec.credsSecret was removed in v6 and is dropped without a word.',
  fix: 'give every pool a name, servers, volumesPerServer and a volumeClaimTemplate, and name a Secret with the key config.env in spec.configuration.name',
  violating: tenant('', 'credsSecret: {name: store-creds}'),
  satisfying: tenant('name: pool-0, ', 'configuration: {name: store-config}'),
  on: 'object',
  kinds: ['Tenant'],
  check: (object, { inventory }) => {
    if (object.kind !== 'Tenant' || !/^minio\.min\.io\//.test(object.apiVersion) || !isMap(object.spec)) { return 'not applicable'; }
    const { spec } = object;
    // A piece that kustomize puts over another says nothing of what it leaves out.
    if (spec.pools === undefined) { return 'not applicable'; }
    const found: Violation[] = [];
    const add = (message: string, field: string) => { found.push({ message, resource: inventory.ref(object, field) }); };
    const pools = items(spec.pools).filter(isMap);
    if (pools.length === 0) { add('it has no pools', 'spec.pools'); }
    pools.forEach((pool, i) => {
      const field = `spec.pools[${i}]`;
      if (typeof pool.name !== 'string' || pool.name === '') { add(`pool ${i} has no name`, field); }
      if (!positive(pool.servers)) { add(`pool ${pool.name ?? i} has no servers`, field); }
      if (!positive(pool.volumesPerServer)) { add(`pool ${pool.name ?? i} has no volumesPerServer`, field); }
      const claim = pool.volumeClaimTemplate?.spec;
      if (isMap(claim) && claim.resources?.requests?.storage === undefined) { add(`pool ${pool.name ?? i} asks for no storage`, `${field}.volumeClaimTemplate`); }
      const volumes = Number(pool.servers) * Number(pool.volumesPerServer);
      const least = pool.servers === 2 ? 4 : pool.servers === 3 ? 6 : 0;
      if (volumes > 0 && volumes < least && volumes < 4) { add(`pool ${pool.name ?? i} has ${volumes} volumes on ${pool.servers} servers, and needs at least ${least}`, field); }
    });
    if (typeof spec.configuration?.name !== 'string' || spec.configuration.name === '') {
      add(`it names no configuration${spec.credsSecret === undefined ? '' : ', and credsSecret is not read any more'}`, 'spec.configuration');
    }
    const secret = typeof spec.configuration?.name === 'string' ? inventory.get('Secret', inventory.ref(object).namespace, spec.configuration.name) : undefined;
    const keys = secret ? Object.keys({ ...secret.data, ...secret.stringData }) : [];
    if (secret && keys.length > 0 && !keys.includes('config.env')) { found.push({ message: `Secret ${secret.metadata.name} has no key config.env`, resource: inventory.ref(secret, 'data'), related: [inventory.ref(object)] }); }
    return found.length > 0 ? found : 'satisfied';
  },
});

function positive(value: unknown): boolean {
  return (typeof value === 'number' && value > 0) || (typeof value === 'string' && isPlaceholder(value));
}
