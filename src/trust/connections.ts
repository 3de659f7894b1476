import { Inventory } from './inventory';
import { Client, Connection, Server } from './model';
import { judge } from './judge';
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
    const server = service && findServer(inventory, client, service);
    return judge(client, server, service !== undefined, now);
  });
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
