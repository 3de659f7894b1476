import { elsewhere, isBrought } from '../brought';
import { Ref } from '../inventory';
import { Material, Violation } from '../model';
import { once } from '../once';
import { objectName } from '../refs';
import { World } from '../world';
import { rule } from './rule';

export const materialInAnotherNamespace = rule({
  id: 'OT016',
  severity: 'error',
  title: 'a certificate or bundle is in another namespace',
  what: 'A client or server takes a certificate or a bundle from a Secret or ConfigMap that its namespace does not have, and one of that name that nobody uses is in another namespace.',
  why: 'Pods mount nothing from other namespaces (Kubernetes, volumes): the pod stays in ContainerCreating. Nothing is said where something in the manifests may bring the object.',
  fix: 'make the object in the namespace of the workload',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: pki}
stringData:
  tls.crt: (leaf minio.tracing.svc of one)
  tls.key: (key of minio.tracing.svc)
`,
  satisfying: `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio.tracing.svc of one)
  tls.key: (key of minio.tracing.svc)
`,
  on: 'connection',
  check: (connection, world) => {
    const { client, server } = connection;
    const of = (user: Ref, ...materials: (Material | undefined)[]) =>
      materials.flatMap((material) => (material ? misplaced(material, user, world) ?? [] : []));
    const found = [
      ...of(client.ref, ...client.trust.bundles, client.identity),
      ...server ? of(server.ref, ...server.certificates, server.clientCa) : [],
    ];
    return found.length > 0 ? found : connection.analysis.state === 'unknown' ? 'not applicable' : 'satisfied';
  },
});

function misplaced({ ref, pem, authorities, dnsNames, missing }: Material, user: Ref, world: World): Violation | undefined {
  const { inventory } = world;
  const { kind, namespace, name } = ref;
  const shown = [pem, authorities, dnsNames, missing].some((value) => value !== undefined);
  if (shown || (kind !== 'Secret' && kind !== 'ConfigMap')) { return undefined; }
  // Without its Secret a controller shows its own certificate, which may be the one that is elsewhere.
  if (user.kind === 'Ingress') { return undefined; }
  // Who names no namespace leaves it to kubectl: then nobody knows where it will be.
  const open = inventory.get(user.kind, user.namespace, user.name)?.metadata.namespace === undefined;
  if (user.namespace === '' || open || inventory.get(kind, namespace, name) || isBrought(inventory, kind, namespace, name)) { return undefined; }
  const free = elsewhere(inventory, kind, namespace, name)
    .map((object) => inventory.ref(object))
    .filter((object) => !once(world, used).has(objectName(object)));
  if (free.length === 0) { return undefined; }
  return {
    message: `${objectName(user)} looks for ${kind} ${name} in namespace ${namespace}, and it is in ${free.map((object) => object.namespace).join(', ')}`,
    resource: user,
    related: free,
  };
}

/** The objects that some client or server takes certificates from. */
function used({ clients, servers }: World): ReadonlySet<string> {
  return new Set([
    ...clients.flatMap((client) => [...client.trust.bundles, ...(client.identity ? [client.identity] : [])]),
    ...servers.flatMap((server) => [...server.certificates, ...(server.clientCa ? [server.clientCa] : [])]),
  ].map((material) => objectName(material.ref)));
}
