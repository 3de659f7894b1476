import { ContainerContext, containerRef } from '../containers';
import { Ref } from '../inventory';
import { contentAt, Process } from '../thanos/files';
import { readYaml, scalar } from '../thanos/yaml';
import { isMap, items } from '../values';
import { imageRepository, imageTag, readVersion, Version } from '../versions';

/** An Envoy in a container, with the static part of its configuration. */
export interface Envoy extends Process {
  /** undefined where the image does not say */
  readonly version?: Version;
  readonly listeners: readonly Listener[];
  /** whether it may listen where `listeners` does not say */
  readonly open: boolean;
  readonly clusters: readonly Cluster[];
  /** where the administration listens */
  readonly admin?: SocketAddress;
  /** the object that holds the configuration */
  readonly source: Ref;
}

/** Where something listens, or is dialled. */
export interface SocketAddress {
  readonly host: string;
  readonly port: number;
}

/** A listener, and the routes behind it. */
export interface Listener {
  readonly name: string;
  readonly address: SocketAddress;
  /** its filters and routes as they are written */
  readonly chains: readonly { readonly [key: string]: any }[];
  readonly filters: readonly { readonly [key: string]: any }[];
  readonly routes: readonly Route[];
  /** clusters that raw connections are handed on to */
  readonly tcp: readonly string[];
}

/** Requests that go to a cluster. */
export interface Route {
  readonly cluster: string;
  /** as it is written; undefined where it is not set */
  readonly timeout?: string;
}

/** A cluster: what Envoy dials. */
export interface Cluster {
  readonly name: string;
  readonly endpoints: readonly SocketAddress[];
  /** the UpstreamTlsContext; undefined where there is none */
  readonly tls?: { readonly [key: string]: any };
  readonly written: { readonly [key: string]: any };
}

const PROGRAM = /(^|\/)envoy$/;
const IMAGE = /(^|\/)envoyproxy\/envoy(-[a-z]+)*$/;

/** The Envoy that a container runs; undefined for other programs, and for configurations that the manifests do not show. */
export function envoyOf(context: ContainerContext): Envoy | undefined {
  const { container, words } = context;
  const repository = imageRepository(container.image);
  if (!IMAGE.test(repository) && !words.some((word) => PROGRAM.test(word))) { return undefined; }
  const process = { context, knownImage: false, ref: containerRef(context) };
  const inline = option(words, '--config-yaml');
  const told = inline === undefined ? contentAt(process, option(words, '-c', '--config-path') ?? '/etc/envoy/envoy.yaml') : { text: inline, ref: process.ref };
  const read = told.text === undefined ? undefined : readYaml(told.text);
  if (!read || !('value' in read) || !isMap(read.value)) { return undefined; }
  const resources = isMap(read.value.static_resources) ? read.value.static_resources : {};
  const tag = IMAGE.test(repository) ? readVersion(imageTag(container.image)?.replace(/^[a-z-]+(?=v?\d)/, '')) : undefined;
  return {
    ...process,
    ...(tag ? { version: tag } : {}),
    listeners: items(resources.listeners).filter(isMap).flatMap(listener),
    open: read.value.dynamic_resources !== undefined || items(resources.listeners).some(isHidden),
    clusters: items(resources.clusters).filter(isMap).map(cluster),
    ...(socket(isMap(read.value.admin) ? read.value.admin.address : undefined) ? { admin: socket(read.value.admin.address) } : {}),
    source: told.ref,
  };
}

/** Whether a listener may have other ports than that of its address. */
function isHidden(written: unknown): boolean {
  return !isMap(written) || written.additional_addresses !== undefined || !socket(written.address);
}

function option(words: readonly string[], ...names: readonly string[]): string | undefined {
  for (let i = 0; i < words.length; i += 1) {
    for (const name of names) {
      if (words[i] === name) { return words[i + 1]; }
      if (words[i].startsWith(`${name}=`)) { return words[i].slice(name.length + 1); }
    }
  }
  return undefined;
}

function listener(written: { [key: string]: any }): Listener[] {
  const address = socket(written.address);
  if (!address) { return []; }
  const chains = items(written.filter_chains).filter(isMap);
  const filters = chains.flatMap((chain) => items(chain.filters)).filter(isMap);
  const managers = filters.map((filter) => filter.typed_config ?? filter.config).filter(isMap);
  const routes = managers.flatMap((m) => items(isMap(m.route_config) ? m.route_config.virtual_hosts : undefined)).filter(isMap)
    .flatMap((host) => items(host.routes)).filter(isMap).map((r) => r.route).filter(isMap)
    .map((r): Route => ({ cluster: scalar(r.cluster), ...(r.timeout === undefined ? {} : { timeout: scalar(r.timeout) }) }));
  const tcp = managers.filter((m) => !isMap(m.route_config) && typeof m.cluster === 'string').map((m) => scalar(m.cluster));
  return [{ name: scalar(written.name), address, chains, filters, routes, tcp }];
}

function cluster(written: { [key: string]: any }): Cluster {
  const assignments = items(isMap(written.load_assignment) ? written.load_assignment.endpoints : undefined).filter(isMap);
  const hosts = assignments.flatMap((a) => items(a.lb_endpoints)).filter(isMap).map((e) => (isMap(e.endpoint) ? e.endpoint.address : undefined));
  const tls = typed(written.transport_socket);
  return {
    name: scalar(written.name),
    endpoints: [...hosts, ...items(written.hosts)].flatMap((address) => socket(address) ?? []),
    ...(tls && /UpstreamTlsContext$/.test(scalar(tls['@type'])) ? { tls } : {}),
    written,
  };
}

/** The typed configuration of a transport socket. */
export function typed(transportSocket: unknown): { [key: string]: any } | undefined {
  return isMap(transportSocket) && isMap(transportSocket.typed_config) ? transportSocket.typed_config : undefined;
}

function socket(address: unknown): SocketAddress | undefined {
  const found = isMap(address) && isMap(address.socket_address) ? address.socket_address : undefined;
  const port = Number(scalar(found?.port_value));
  return found && Number.isInteger(port) && port > 0 ? { host: scalar(found.address), port } : undefined;
}
