import { containerRef, containersOf } from './containers';
import { Fault, guarded, guardedEach } from './faults';
import { Inventory, namespaceOf, Ref } from './inventory';
import { declared } from './material';
import { Client, Connection, Destination, Exposure, MadeService, Reading, Server } from './model';
import { verifyByRecord } from './pod-names';
import { CONTAINER_READERS, OBJECT_READERS } from './readers';
import { objectName } from './refs';
import { Resolver } from './services';
import { unfinished } from './unfinished';
import { trustsNobody, verifyClient, verifyServer } from './verify';
import type { VersionHints } from './versions';

/**
 * The time of a proof that judges no validity: what is proved while manifests are written must not turn red by the calendar alone. No
 * comparison with it is true.
 */
export const ANY_TIME = new Date(NaN);

/** What cannot be read from manifests, and is told. */
export interface WorldOptions {
  /** the instant at which certificates must be valid; at `ANY_TIME` validity is not judged */
  readonly now: Date;
  /** versions where the manifests do not say */
  readonly versions?: VersionHints;
  /** domains of the cluster's DNS beside cluster.local */
  readonly clusterDomains?: readonly string[];
  /** where objects go that name no namespace; without it they may go anywhere */
  readonly namespace?: string;
}

/** Everything that the manifests show: who listens, who dials, and what comes of it. */
export class World {
  public readonly servers: readonly Server[];
  public readonly clients: readonly Client[];
  public readonly connections: readonly Connection[];
  /** the same, and what scripts try that may be meant to fail */
  public readonly attempts: readonly Connection[];
  public readonly resolver: Resolver;
  /** what readers and rules failed on */
  public readonly faults: Fault[] = [];

  constructor(public readonly inventory: Inventory, public readonly options: WorldOptions) {
    const servers: Server[] = [];
    const clients: Client[] = [];
    const services: MadeService[] = [];
    const exposures: Exposure[] = [];
    const take = (reading: Reading): void => {
      if (reading.servers) { servers.push(...reading.servers); }
      // A check that a server refuses what it should is no connection that has to work.
      if (reading.clients) { clients.push(...reading.clients.filter((client) => !client.expectsRefusal)); }
      if (reading.services) { services.push(...reading.services); }
      if (reading.exposures) { exposures.push(...reading.exposures); }
    };
    for (const [kind, readers] of Object.entries(OBJECT_READERS)) {
      for (const object of inventory.all(kind)) {
        guardedEach(this.faults, () => `reading ${kind} ${namespaceOf(object)}/${object.metadata.name}`, readers, (read) => { take(read(inventory, object, options)); });
      }
    }
    for (const container of containersOf(inventory)) {
      guardedEach(this.faults, () => `reading ${objectName(containerRef(container))}`, CONTAINER_READERS, (read) => { take(read(container, options)); });
    }
    [this.servers, this.clients] = [servers, clients];
    this.resolver = new Resolver(inventory, services, this.servers, exposures, options.clusterDomains);
    // What a script tries and then looks at may be meant to fail: it is a connection only where it is sure to work.
    this.attempts = this.clients.flatMap((client) => this.tryConnect(client));
    this.connections = this.attempts.filter((connection) => connection.client.mayFail !== true || works(connection));
  }

  private tryConnect(client: Client): Connection[] {
    return guarded(this.faults, ({ ref }) => `connecting ${objectName(ref)}`, [], (one) => this.connect(one).map((connection) => this.judged(connection)), client);
  }

  private connect(client: Client): Connection[] {
    if (!client.address) {
      const { neverConnects } = client;
      if (neverConnects !== undefined) { return [{ client, destination: { kind: 'external', host: '' }, analysis: { state: 'failed', code: 'never-connects', message: neverConnects } }]; }
      return [{ client, destination: { kind: 'external', host: '' }, analysis: { state: 'unknown', declare: client.unknown ?? 'the manifests do not show what it dials' } }];
    }
    const destination = this.resolver.resolve(client);
    if (client.beside && destination.kind !== 'server') { return []; }
    if (client.neverConnects !== undefined) {
      return [{ client, destination, analysis: { state: 'failed', code: 'never-connects', message: client.neverConnects } }];
    }
    const servers = destination.kind === 'server' ? destination.servers : this.outside(client, destination);
    if (servers.length === 0) { return [{ client, destination, analysis: trustsNobody(client) ?? nobody(client, destination.kind) }]; }
    return servers.map((server) => ({
      client,
      destination,
      server,
      ...client.dialsPodNames ? verifyByRecord(client, server, destination, this.options.now) : {
        analysis: verifyServer(client, server, this.options.now),
        mutual: verifyClient(client, server, this.options.now),
      },
    }));
  }

  /** What fails while a text of it stands for another that is still to be filled in does not fail for certain. */
  private judged(connection: Connection): Connection {
    if (connection.analysis.state !== 'failed' && connection.mutual?.state !== 'failed') { return connection; }
    const found = unfinished(this.inventory, takingPart(connection));
    return found ? { ...connection, analysis: { state: 'unknown', declare: filledIn(found) }, mutual: undefined } : connection;
  }

  /** A server outside the manifests, as far as its owner declared it; else what leads to it from the outside. */
  private outside(client: Client, destination: Destination): readonly Server[] {
    const { host, port } = client.address ?? { host: '', port: 0 };
    const fact = this.inventory.external(host, port);
    if (fact === undefined) { return destination.kind === 'external' ? destination.servers ?? [] : []; }
    const ref = { apiVersion: '', kind: 'external', namespace: '', name: `${host}:${port}` };
    const certificates = fact === 'plaintext' ? [] : [{ ref, ...declared(this.inventory, '', fact) }];
    return [{ ref, product: `the server at ${host}`, namespace: '', labels: {}, port, tls: certificates.length > 0, certificates, clientAuth: 'none' }];
  }
}

/** The objects that decide what comes of a connection. */
export function takingPart({ client, destination, server, analysis, mutual }: Connection): (Ref | undefined)[] {
  const materials = [analysis, mutual].flatMap((half) => (half?.state === 'failed' ? [half.certificate?.ref, half.bundle?.ref] : []));
  const between = 'service' in destination ? [destination.service] : destination.kind === 'external' ? destination.by ?? [] : [];
  return [client.ref, client.told, client.process, server?.ref, server?.container, ...between, ...materials];
}

function filledIn({ ref, text }: { readonly ref: Ref; readonly text: string }): string {
  return `${objectName(ref)} holds ${JSON.stringify(text)}, in place of which something else will stand: prove what is applied`;
}

function works({ analysis, mutual }: Connection): boolean {
  return ['proved', 'consistent', 'plain'].includes(analysis.state) && mutual?.state !== 'failed';
}

function nobody(client: Client, kind: string): Connection['analysis'] {
  const where = client.address?.host ?? '';
  // No Service is called so: it stands for the pods that a monitor selects (readers/monitors.ts).
  if (where.includes('/')) { return { state: 'unknown', declare: `the manifests do not show ${client.address?.text}` }; }
  if (!client.tls && kind !== 'external') { return { state: 'unknown', declare: `what answers at ${where} is not shown by the manifests` }; }
  switch (kind) {
    case 'external': return { state: 'unknown', declare: `${where} lies outside the manifests: declare its certificate` };
    case 'not-here': return { state: 'unknown', declare: `the manifests have no Service for ${where}: prove it together with them, or declare its certificate` };
    case 'no-pods': return { state: 'unknown', declare: `the Service of ${where} selects no pod of the manifests` };
    case 'no-port': return { state: 'unknown', declare: `the Service of ${where} has no port ${client.address?.port}` };
    default: return { state: 'unknown', declare: `what the pods behind ${where} speak is not known` };
  }
}
