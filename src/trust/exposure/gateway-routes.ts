import { Inventory, Manifest, namespaceOf } from '../inventory';
import { Backend } from '../model';
import { grouped, once } from '../once';
import { isMap, items } from '../values';

/** A parentRef of a route: that it wants to be reached through a Gateway, or one listener of it. */
interface Attachment {
  readonly route: Manifest;
  readonly gateway: string;
  readonly sectionName?: string;
  readonly port?: number;
}

/** A listener of a Gateway, as its manifest says. */
export interface Listener {
  readonly name?: unknown;
  readonly hostname?: unknown;
  readonly port?: unknown;
  readonly protocol?: unknown;
  readonly tls?: any;
}

/** A host that is reached through a listener, and the route that says so, where one does. */
export interface RoutedHost {
  readonly host: string;
  readonly route?: Manifest;
}

/**
 * The hosts of a listener: where routes are attached to it those that both name (kubernetes-sigs/gateway-api 1.6, apis/v1/gateway_types.go, Listener.hostname), else
 * its own.
 */
export function hostsOf(inventory: Inventory, gateway: Manifest, listener: Listener): RoutedHost[] {
  const own = typeof listener.hostname === 'string' && listener.hostname !== '' ? listener.hostname.toLowerCase() : undefined;
  const all = once(inventory, attachments).get(`${namespaceOf(gateway)}/${gateway.metadata.name}`) ?? [];
  const attached = all.filter(({ sectionName = listener.name, port = listener.port }) => sectionName === listener.name && port === listener.port);
  const routed = attached.flatMap(({ route }): RoutedHost[] => {
    const named = items(route.spec.hostnames).filter((host): host is string => typeof host === 'string').map((host) => host.toLowerCase());
    const hosts = named.length === 0 ? [own] : named.map((host) => (own === undefined ? host : narrower(own, host)));
    return hosts.flatMap((host) => (host === undefined ? [] : [{ host, route }]));
  });
  return routed.length > 0 ? routed : own === undefined ? [] : [{ host: own }];
}

/** What two hosts have in common, of which each may be a wildcard. */
function narrower(a: string, b: string): string | undefined {
  if (a === b) { return a; }
  const within = (host: string, wildcard: string) => wildcard.startsWith('*.') && host.endsWith(wildcard.slice(1));
  return within(b, a) ? b : within(a, b) ? a : undefined;
}

/** The Services to which a route hands connections on; one in another namespace wants a ReferenceGrant there. */
export function backendsOf(inventory: Inventory, route: Manifest): Backend[] {
  return items(route.spec.rules).filter(isMap).flatMap((rule) => items(rule.backendRefs))
    .filter((ref) => isMap(ref) && typeof ref.name === 'string' && (ref.kind ?? 'Service') === 'Service' && ref.weight !== 0)
    .filter((ref) => isGranted(inventory, route, { kind: 'Service', name: ref.name, namespace: ref.namespace }))
    .map(({ name, namespace, port }) => ({ service: name, namespace: namespace ?? namespaceOf(route), ...(typeof port === 'number' ? { port } : {}) }));
}

/** What an object names. */
interface Named {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: unknown;
}

/** Whether an object may name another: in its own namespace, or where a ReferenceGrant of the other's says so (apis/v1/referencegrant_types.go). */
export function isGranted(inventory: Inventory, from: Manifest, to: Named): boolean {
  const { namespace } = to;
  if (typeof namespace !== 'string' || inventory.sameNamespace(namespace, namespaceOf(from))) { return true; }
  return inventory.all('ReferenceGrant').some(({ metadata, spec }) => metadata.namespace === namespace
    && items(spec?.from).some((one) => isMap(one) && one.kind === from.kind && one.namespace === namespaceOf(from))
    && items(spec?.to).some((one) => isMap(one) && one.kind === to.kind && (one.name === undefined || one.name === to.name)));
}

/** Routes of all kinds by the Gateway that they name. */
function attachments(inventory: Inventory): ReadonlyMap<string, readonly Attachment[]> {
  const all = ['TLSRoute', 'HTTPRoute', 'GRPCRoute'].flatMap((kind) => inventory.all(kind)).filter(({ spec }) => isMap(spec))
    .flatMap((route) => items(route.spec.parentRefs).filter((ref) => isMap(ref) && (ref.kind ?? 'Gateway') === 'Gateway')
      .map((ref): Attachment => ({ route, gateway: `${ref.namespace ?? namespaceOf(route)}/${ref.name}`, sectionName: ref.sectionName, port: ref.port })));
  return grouped(all, ({ gateway }) => gateway);
}
