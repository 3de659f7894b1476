import { alike } from '../alike';
import { rule } from './rule';
import { Client, Connection, Server } from '../model';
import { once } from '../once';
import { objectName } from '../refs';
import { maybeNamed } from '../unfinished';
import { verifyServer } from '../verify';
import { World } from '../world';

export const serviceUnderAnotherName = rule({
  id: 'OT021',
  severity: 'error',
  title: 'there is no Service of the dialled name, and the server that is meant stands behind another one',
  what: 'A client dials a Service that the manifests do not have, and in that namespace one that nobody dials leads, on the same port, to a server that the client trusts: its certificate '
    + 'covers the dialled name, the names of the Services differ by a slip of the pen, or the name is that of the workload behind it.',
  why: 'The name is not found ("no such host"): a Service has exactly the name that it is given (Kubernetes, DNS for Services).',
  fix: 'dial the Service by its name, or give it the name that is dialled',
  violating: `
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: tracing}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: object-store, namespace: tracing}
spec: {selector: {app: minio}, ports: [{name: https, port: 9000}]}
---
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://objectstore.tracing.svc:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
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
    const [name] = host.split('.');
    const good = (of: Client, servers: readonly Server[]) => servers.length > 0
      && servers.every((server) => ['proved', 'consistent'].includes(verifyServer(of, server, world.options.now).state));
    // A Service that is still to be filled in may be the one, or lead there.
    if (maybeNamed(world.inventory, 'Service', name)) { return 'not applicable'; }
    const beside = world.resolver.beside(host, client.namespace, port);
    const isMeant = (called: string, servers: readonly Server[]) =>
      alike(name, called) || servers.every(({ ref, container = ref }) => container.name === name);
    const meant = beside.filter(({ service }) => !once(world, dialled).has(objectName(service))).filter(({ name: called, servers }) =>
      good(client, servers) || (isMeant(called, servers) && good({ ...client, anyName: true }, servers)));
    if (meant.length !== 1) { return 'not applicable'; }
    const [{ service, name: there }] = meant;
    return [{
      message: `${client.product} dials ${host}, and the manifests have no such Service; ${there} in that namespace leads to the server that it trusts`,
      resource: client.ref,
      related: [service, ...(client.told ? [client.told] : [])],
    }];
  },
});

/** The Services that somebody dials. The servers of a Tenant dial each other by one that the operator makes of it, as it does those for others. */
function dialled(world: World): ReadonlySet<string> {
  const services = ({ client, destination }: Connection) => {
    const service = 'service' in destination && destination.service ? objectName(destination.service) : undefined;
    return service === undefined || service === objectName(client.ref) ? [] : [service];
  };
  return new Set(world.connections.flatMap(services));
}
