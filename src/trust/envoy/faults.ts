import { Cluster, Envoy, envoyOf, Listener } from './config';
import { EnvoyTls, readTlsContext } from './tls';
import { containersIn } from '../containers';
import { Manifest } from '../inventory';
import { Answer, Violation } from '../model';
import { once } from '../once';
import { objectName } from '../refs';
import { thanosCommandsOf } from '../thanos/command';
import { Endpoint, endpointsOf } from '../thanos/endpoints';

import { scalar } from '../thanos/yaml';
import { isMap, items } from '../values';
import { compareVersions } from '../versions';
import type { World } from '../world';

/** Whether a workload runs Envoy. */
export function runsEnvoy(object: Manifest, world: World): boolean {
  return envoysOf(world, object).length > 0;
}

/** The check of a rule about Envoy: it looks at every Envoy of a workload, and may look at what else runs in the pod. */
export function ofEnvoy(check: (envoy: Envoy, world: World) => readonly Violation[] | undefined): (object: Manifest, world: World) => Answer {
  return (object, world) => {
    const envoys = envoysOf(world, object);
    if (envoys.length === 0) { return 'not applicable'; }
    const answered = envoys.map((envoy) => check(envoy, world)).filter((answer) => answer !== undefined);
    return answered.length === 0 ? 'not applicable' : answered.flat().length === 0 ? 'satisfied' : answered.flat();
  };
}

const byObject = (_: World) => new Map<Manifest, readonly Envoy[]>();

function envoysOf(world: World, object: Manifest): readonly Envoy[] {
  const all = once(world, byObject);
  const before = all.get(object);
  if (before) { return before; }
  const found = containersIn(world.inventory, object).flatMap((context) => envoyOf(context) ?? []);
  all.set(object, found);
  return found;
}

/** The clusters that are dialled with TLS; undefined where there is none. */
export function overTls(envoy: Envoy): { readonly cluster: Cluster; readonly tls: EnvoyTls }[] | undefined {
  const found = envoy.clusters.flatMap((cluster) => (cluster.tls ? [{ cluster, tls: readTlsContext(envoy, cluster.tls) }] : []));
  return found.length === 0 ? undefined : found;
}

/** Bundles of the system: whoever gets a certificate from any public CA is in them. */
const PUBLIC = /^\/(etc\/(ssl|pki)|usr\/(local\/)?share)\//;

/** Clusters whose servers may show any certificate. */
export function verifiesNothing(envoy: Envoy): Violation[] | undefined {
  return overTls(envoy)?.flatMap(({ cluster, tls }) => {
    const say = (message: string) => [{ message: `cluster ${cluster.name}: ${message}`, resource: envoy.source, related: [envoy.ref] }];
    if (tls.acceptsUntrusted) { return say('certificates that nobody trusted has signed are accepted (ACCEPT_UNTRUSTED)'); }
    if (tls.caFile === '' && tls.inline.ca === undefined && !tls.caHidden) { return say('it has no trusted_ca, so that any certificate is accepted'); }
    return PUBLIC.test(tls.caFile) && tls.names === undefined ? say(`any certificate of any public CA in ${tls.caFile} is accepted, whatever its name`) : [];
  });
}

/** Clusters whose servers may show the certificate of any other server of the same CA. */
export function acceptsAnyName(envoy: Envoy): Violation[] | undefined {
  return overTls(envoy)?.filter(({ cluster, tls }) => tls.names === undefined && (tls.caFile !== '' || tls.inline.ca !== undefined || tls.caHidden) && !PUBLIC.test(tls.caFile) && !checksElsewhere(cluster))
    .map(({ cluster }) => ({ message: `cluster ${cluster.name} accepts every certificate of its CA, whatever its name`, resource: envoy.source, related: [envoy.ref] }));
}

function checksElsewhere({ written }: Cluster): boolean {
  const http = protocolOptions(written).map((options) => options.upstream_http_protocol_options);
  return [written.upstream_http_protocol_options, ...http].some((options) => isMap(options) && options.auto_san_validation === true);
}

function protocolOptions(written: { readonly [key: string]: any }): { [key: string]: any }[] {
  return isMap(written.typed_extension_protocol_options) ? Object.values(written.typed_extension_protocol_options).filter(isMap) : [];
}

/** The endpoints in its own pod that a querier beside an Envoy dials. */
function dialledBeside(envoy: Envoy, world: World): Endpoint[] {
  return thanosCommandsOf(world, envoy.context.workload).filter(({ component }) => component === 'query')
    .flatMap((command) => endpointsOf(command).endpoints).filter(({ address }) => loopback(address.host));
}

/** Ports of its own pod that a querier dials, and that neither an Envoy nor a Thanos has; undefined where it dials none, or where something else may listen. */
export function nobodyListens(envoy: Envoy, world: World): Violation[] | undefined {
  const { inventory } = world;
  const { workload } = envoy.context;
  const envoys = envoysOf(world, workload);
  const dialled = dialledBeside(envoy, world).filter(({ address }) => address.port !== undefined && address.lookup === undefined);
  const known = [...envoys, ...thanosCommandsOf(world, workload)].map(({ context }) => context);
  const others = containersIn(inventory, workload).some((context) => !known.includes(context) && (!context.init || context.container.restartPolicy === 'Always'));
  if (dialled.length === 0 || envoy !== envoys[0] || others || envoys.some(({ open }) => open)) { return undefined; }
  const ports = new Set([
    ...envoys.flatMap(({ listeners, admin }) => [...listeners.map(({ address }) => address.port), ...(admin ? [admin.port] : [])]),
    ...world.servers.filter(({ ref, container = ref }) => objectName(container) === objectName(envoy.ref)).map(({ port }) => port),
  ]);
  const listening = envoys.flatMap(({ listeners }) => listeners.map(({ address }) => address.port)).join(', ');
  return dialled.filter(({ address }) => !ports.has(address.port as number)).map(({ address, ref }) => ({
    message: `the querier dials ${address.text}, and nothing in its pod listens there (Envoy listens on ${listening || 'no port'})`,
    resource: ref,
    related: [envoy.source],
  }));
}

/** Clusters behind the listeners that a querier of the pod dials; undefined where none does. */
function queried(envoy: Envoy, world: World): { readonly listener: Listener; readonly cluster: Cluster }[] | undefined {
  const ports = new Set(dialledBeside(envoy, world).map(({ address }) => address.port));
  const listeners = envoy.listeners.filter((listener) => ports.has(listener.address.port));
  const found = listeners.flatMap((listener) => listener.routes.flatMap((route) =>
    envoy.clusters.filter((cluster) => cluster.name === route.cluster).map((cluster) => ({ listener, cluster }))));
  return found.length === 0 ? undefined : found;
}

/** Clusters that gRPC is to go through and that speak HTTP/1.1 to their servers. */
export function withoutHttp2(envoy: Envoy, world: World): Violation[] | undefined {
  return queried(envoy, world)?.flatMap(({ cluster }) => {
    const say = (message: string) => [{ message: `cluster ${cluster.name}: ${message}`, resource: envoy.source, related: [envoy.ref] }];
    const options = protocolOptions(cluster.written);
    const http2 = cluster.written.http2_protocol_options !== undefined || cluster.written.protocol_selection === 'USE_DOWNSTREAM_PROTOCOL'
      || options.some((o) => o.use_downstream_protocol_config !== undefined || o.auto_config !== undefined
        || (isMap(o.explicit_http_config) && o.explicit_http_config.http2_protocol_options !== undefined));
    if (!http2) { return say('it speaks HTTP/1.1 to its servers, and gRPC needs HTTP/2 (typed_extension_protocol_options)'); }
    const alpn = cluster.tls ? readTlsContext(envoy, cluster.tls).alpn : [];
    return alpn.length > 0 && !alpn.includes('h2') ? say(`it offers ${alpn.join(', ')}, and not h2, which gRPC servers demand`) : [];
  });
}

/** Routes that cut the streams of gRPC off. */
export function shortTimeouts(envoy: Envoy, world: World): Violation[] | undefined {
  const clusters = queried(envoy, world);
  const listeners = clusters && [...new Set(clusters.map(({ listener }) => listener))];
  return listeners?.flatMap((listener) => listener.routes.filter((route) => route.timeout === undefined)
    .map((route) => ({ message: `the route to ${route.cluster} has no timeout of its own: 15 s hold`, resource: envoy.source, related: [envoy.ref] })));
}

/** Listeners without TLS, open to every pod, behind which a client certificate is shown; and an open administration. */
export function openDoors(envoy: Envoy): Violation[] | undefined {
  const shows = new Set(overTls(envoy)?.filter(({ tls }) => tls.certFile !== '' || tls.inline.certificate !== undefined).map(({ cluster }) => cluster.name));
  const open = ({ address, chains, routes, tcp }: Listener) => !loopback(address.host)
    && chains.every((chain) => chain.transport_socket === undefined)
    && [...routes.map((r) => r.cluster), ...tcp].some((name) => shows.has(name));
  if (shows.size === 0) { return undefined; }
  const say = (message: string) => ({ message, resource: envoy.source, related: [envoy.ref] });
  return [
    ...envoy.listeners.filter(open).map(({ address, name }) => say(`listener ${name || address.port} on ${address.host} lets whoever reaches the pod use its client certificate`)),
    ...(envoy.admin && !loopback(envoy.admin.host) ? [say(`the administration listens on ${envoy.admin.host}:${envoy.admin.port}`)] : []),
  ];
}

function loopback(host: string): boolean {
  return /^(127\.|::1$|localhost$)/.test(host);
}

/** Parts of the configuration that this version of Envoy refuses. */
export function refused(envoy: Envoy): Violation[] | undefined {
  const { version } = envoy;
  if (!version || compareVersions(version, [1, 18, 0]) < 0) { return undefined; }
  const say = (message: string) => [{ message: `${message}, and this is v${version.join('.')}`, resource: envoy.source, related: [envoy.ref] }];
  const clusters = envoy.clusters.flatMap(({ name, written }) => ['hosts', 'tls_context'].filter((key) => written[key] !== undefined)
    .flatMap((key) => say(`cluster ${name}: "${key}" went with the API v2, in v1.18`)));
  const listeners = envoy.listeners.flatMap(({ name, chains, filters }) => [
    ...(chains.some((chain) => chain.tls_context !== undefined) ? say(`listener ${name}: "tls_context" went with the API v2, in v1.18`) : []),
    ...(filters.some((filter) => filter.config !== undefined) ? say(`listener ${name}: "config" of a filter went with the API v2, in v1.18`) : []),
    ...(compareVersions(version, [1, 23, 0]) >= 0 && filters.some(untypedRouter) ? say(`listener ${name}: a filter of HTTP without typed_config is refused since v1.22`) : []),
  ]);
  return [...clusters, ...listeners];
}

function untypedRouter(filter: { readonly [key: string]: any }): boolean {
  const config = isMap(filter.typed_config) ? filter.typed_config : {};
  return items(config.http_filters).filter(isMap).some((f) => f.typed_config === undefined && f.config_discovery === undefined && f.config === undefined && scalar(f.name) !== '');
}
