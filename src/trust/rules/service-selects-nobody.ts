import { Client, Server } from '../model';
import { once } from '../once';
import { verifyServer } from '../verify';
import { World } from '../world';
import { rule } from './rule';

export const serviceSelectsNobody = rule({
  id: 'OT014',
  severity: 'error',
  title: 'the Service selects no pods, and the server that it is for stands beside it',
  what: 'A client dials a Service whose selector matches no pod of the manifests, while a server of its namespace listens on its port and would be verified under the dialled name.',
  why: 'A Service without pods has no endpoints (Kubernetes, Service): connections are refused or time out, and nothing is logged at either end.',
  fix: "let the Service's selector be labels of the server's pods",
  violating: `
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: tracing}
spec: {selector: {app: object-store}, ports: [{name: https, port: 9000}]}
`,
  satisfying: `
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: tracing}
spec: {selector: {app: minio}, ports: [{name: https, port: 9000}]}
`,
  on: 'connection',
  check: ({ client, destination }, world) => {
    if (destination.kind !== 'no-pods' || destination.selects === undefined) { return destination.kind === 'server' ? 'satisfied' : 'not applicable'; }
    const { selects, service } = destination;
    const candidates = once(world, listening).get(`${world.inventory.area(selects.namespace)} ${selects.port ?? selects.portName}`) ?? [];
    // With many servers on one port it takes more than being one of them.
    const meant = candidates.length > 4 ? [] : candidates.filter((server) => isMeant(client, server, service.name, world));
    if (meant.length === 0) { return 'not applicable'; }
    const wanted = Object.entries(selects.labels).map(([key, value]) => `${key}=${value}`).join(', ');
    const has = Object.entries(meant[0].labels).map(([key, value]) => `${key}=${value}`).join(', ');
    return [{
      message: `Service ${service.name} selects ${wanted}, and the pods of ${meant[0].product} have ${has || 'no labels'}`,
      resource: service,
      related: [client.ref, meant[0].ref, ...(meant[0].container === undefined ? [] : [meant[0].container])],
    }];
  },
});

/** Plaintext proves nothing of who is meant: there it has to be the name. */
function isMeant(client: Client, server: Server, service: string, world: World): boolean {
  const { state } = verifyServer(client, server, world.options.now);
  return state === 'proved' || state === 'consistent' || (state === 'plain' && server.ref.name === service);
}

/** Servers by namespace and port, and by namespace and name of the port. */
function listening(world: World): Map<string, Server[]> {
  const servers = new Map<string, Server[]>();
  for (const server of world.servers) {
    for (const port of [server.port, server.portName]) {
      const at = `${world.inventory.area(server.namespace)} ${port}`;
      servers.set(at, [...(servers.get(at) ?? []).slice(0, 5), server]);
    }
  }
  return servers;
}
