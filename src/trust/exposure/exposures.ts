import type { Ref } from '../inventory';
import { Backend, Client, Exposure, Server } from '../model';
import { grouped } from '../once';
import { objectName } from '../refs';

/** The hosts that the manifests expose. */
export class Exposures {
  private readonly byHost: ReadonlyMap<string, readonly Exposure[]>;

  /** those whose host is still to be filled in: it may be any */
  public readonly unnamed: readonly Ref[];

  constructor(exposures: readonly Exposure[]) {
    this.unnamed = exposures.filter(({ host }) => !/^[a-z0-9*._-]+$/.test(host)).map(({ ref }) => ref);
    this.byHost = grouped(exposures, ({ host, port }) => `${host}:${port}`);
  }

  /**
   * What is exposed under the host that a client dials: a name goes before a wildcard, and a longer wildcard before a shorter one. Who asks for another name than
   * that by which the address was found (SNI) reaches whatever has that name there, which nobody knows.
   */
  public at(client: Client, host: string): readonly Exposure[] {
    if (this.byHost.size === 0 || !client.address) { return []; }
    const name = plain(host);
    const asked = client.sni ?? client.serverName ?? (client.dialsAddresses ? '' : client.address.host);
    const labels = name.split('.');
    const at = (pattern: string) => (this.byHost.get(`${pattern}:${client.address?.port}`) ?? []).filter(({ anyName }) => anyName || plain(asked) === name);
    const wildcards = labels.slice(1).map((_label, i) => at(`*.${labels.slice(i + 1).join('.')}`).filter(({ deep }) => deep || i === 0));
    return [at(name), ...wildcards].find((found) => found.length > 0) ?? [];
  }
}

function plain(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

/**
 * Who answers where some objects expose a host. Where they say different things of it (two environments, two controllers), nobody knows which of them
 * the name leads to. Without TLS nobody is found by a name.
 */
export function exposedBy(
  exposures: readonly Exposure[], { tls }: Client, behind: (backend: Backend) => readonly Server[] | undefined,
): readonly Server[] {
  const answers = new Map(exposures.map((exposure): [string, readonly Server[]] => {
    const { server, backends = [] } = exposure;
    const servers = server ? [server] : backends.flatMap((backend) => behind(backend) ?? [hidden(exposure)]);
    return [servers.map(signature).sort().join('\n'), servers];
  }));
  const [first, ...others] = answers.values();
  const found = first === undefined ? [] : others.length > 0 ? [unclear(exposures, [first, ...others].flat())] : first;
  return tls || exposures.every(({ server }) => server) ? found : found.filter((server) => server.tls === true);
}

/** What is known of a server, as a text: where two objects say the same, it does not matter which of them answers. */
function signature({ ref, labels, port, tls, clientAuth, clientCa, certificates }: Server): string {
  const shown = certificates.map((certificate) => certificate.pem ?? certificate.at ?? certificate.ref);
  return JSON.stringify([Object.keys(labels).length === 0 ? '' : [ref, port], tls, clientAuth, clientCa?.at ?? clientCa?.ref, shown]);
}

function hidden({ ref, port }: Exposure): Server {
  return { ref, product: `what ${objectName(ref)} leads to`, namespace: ref.namespace, labels: {}, port, tls: undefined, certificates: [], clientAuth: 'none' };
}

function unclear(exposures: readonly Exposure[], servers: readonly Server[]): Server {
  const product = `whichever of ${[...new Set(exposures.map(({ ref }) => objectName(ref)))].join(', ')} answers`;
  return { ...hidden(exposures[0]), product, tls: servers.every(({ tls }) => tls === true) ? true : undefined };
}
