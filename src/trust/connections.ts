import { Inventory } from './inventory';
import { judge } from './judge';
import { Client, Server, Connection } from './model';
import { readMinioServer } from './readers/minio-server';
import { readSeaweedFsServer } from './readers/seaweedfs-server';
import { readTempoMonolithic, readTempoStack } from './readers/tempo-storage';
import { backends, findService } from './resolve';

/** Who reads which kind. A new kind is a new file and a new line here. */
const CLIENTS = { TempoMonolithic: readTempoMonolithic, TempoStack: readTempoStack } as const;
const SERVERS = [readMinioServer, readSeaweedFsServer] as const;

/**
 * Every connection that some manifests show, judged at an instant.
 *
 * @param manifests parsed objects, in any order; Lists are taken apart
 * @param now the time at which certificates must be valid
 */
export function connections(manifests: readonly unknown[], now: Date): Connection[] {
  const inventory = new Inventory(manifests);
  const clients = Object.entries(CLIENTS).flatMap(([kind, read]) => inventory.all(kind).flatMap((object) => read(inventory, object)));
  return clients.map((client) => {
    const service = findService(inventory, client.url.host, client.ref.namespace);
    const server = service ? findServer(inventory, client, service) : findExternal(inventory, client);
    return judge(client, server, service !== undefined, now);
  });
}

/** A server outside the manifests, as far as its owner declared it. */
function findExternal(inventory: Inventory, client: Client): Server | undefined {
  const { host, port } = client.url;
  const fact = inventory.external(host, port);
  if (fact === undefined) { return undefined; }
  const ref = { kind: 'external', namespace: '', name: `${host}:${port}` };
  const certificate = typeof fact === 'string' ? { ref, pem: fact } : { ref, dnsNames: fact.dnsNames };
  return { ref, product: 'the server outside', port, tls: true, certificate };
}

function findServer(inventory: Inventory, client: Client, service: any): Server | undefined {
  for (const backend of backends(inventory, service, client.url.port)) {
    for (const read of SERVERS) {
      const server = read(inventory, backend);
      if (server) { return server; }
    }
  }
  return undefined;
}
