import { Ref } from '../inventory';
import { Server } from '../model';
import { once } from '../once';
import { maybeNamed } from '../unfinished';
import { verifyServer } from '../verify';
import { World } from '../world';
import { rule } from './rule';

export const serviceInAnotherNamespace = rule({
  id: 'OT015',
  severity: 'error',
  title: 'the dialled Service is in another namespace',
  what: 'A client dials a Service in a namespace where the manifests have none of that name, and the server that the client trusts stands behind the Service of that name in another one.',
  why: 'A short name is looked up in the namespace of the client, and a longer one in the namespace that it names (Kubernetes, DNS for Services): elsewhere there is "no such host".',
  fix: 'dial SERVICE.NAMESPACE.svc with the namespace of the server, and let the certificate cover that name',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.default.svc:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  satisfying: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.tracing.svc:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  on: 'connection',
  check: ({ client, destination }, world) => {
    if (destination.kind !== 'not-here' || !client.tls || client.skipVerify || !client.address) { return destination.kind === 'server' ? 'satisfied' : 'not applicable'; }
    const { host, port } = client.address;
    // One that names no namespace may be meant to be there; and where a client without any looks for a short name, nobody knows.
    const { kind, namespace: own, name } = client.ref;
    const open = !host.includes('.') && !world.inventory.get(kind, own, name)?.metadata.namespace;
    if (open || maybeNamed(world.inventory, 'Service', host.split('.')[0])) { return 'not applicable'; }
    // A server that names none may be there as well.
    const isPlaced = ({ kind: of, namespace, name: called }: Ref) => world.inventory.get(of, namespace, called)?.metadata.namespace !== undefined;
    // A tree of several environments has a server for each: one that another client of this kind uses is not meant for this one.
    const verifies = (server: Server) => ['proved', 'consistent'].includes(verifyServer({ ...client, anyName: true }, server, world.options.now).state);
    const isFree = (server: Server) => once(world, users).get(server)?.has(client.product) !== true;
    const meant = world.resolver.elsewhere(host, client.namespace, port)
      .filter(({ service, servers }) => isPlaced(service) && servers.length > 0 && servers.every((server) => isFree(server) && verifies(server)));
    if (meant.length !== 1) { return 'not applicable'; }
    const [{ service, namespace }] = meant;
    return [{
      message: `${client.product} in namespace ${client.namespace} dials ${host}, and the server that it trusts is in namespace ${namespace}`,
      resource: client.ref,
      related: [service],
    }];
  },
});

/** The products of the clients that reach each server. */
function users(world: World): Map<unknown, Set<string>> {
  const found = new Map<unknown, Set<string>>();
  for (const { server, client } of world.connections) {
    if (server) { found.set(server, (found.get(server) ?? new Set()).add(client.product)); }
  }
  return found;
}
