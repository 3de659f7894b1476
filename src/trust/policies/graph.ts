import { WORKLOADS } from '../containers';
import { Manifest, namespaceOf, Ref } from '../inventory';
import { Connection, Server } from '../model';
import { compare } from '../refs';
import { isMap, items } from '../values';
import type { World } from '../world';
import { PolicyBook } from './book';
import { ofWorkload, Runner, runnerOf } from './ends';
import { policiesOf } from './passage';
import { monolithicLabels } from './pods';
import { labelText, selectorText } from './selector';
import { API_SERVER, Target, wayOf } from './way';

/** Pods that a policy can select: those of workloads that share their labels, or those that an operator makes of an object. */
export interface PodGroup {
  /** equal for the same pods */
  readonly key: string;
  readonly namespace: string;
  /** what selects these pods and no others of the manifests */
  readonly labels: { readonly [key: string]: string };
  /** an operator makes policies for them */
  readonly ownPolicies: boolean;
  /** pods with the network of their node: no policy reaches them */
  readonly hostNetwork: boolean;
}

/** One end of a passage. */
export interface PassageEnd {
  /** undefined where the manifests have no pods of which anything is known */
  readonly group?: PodGroup;
  /** pods that the manifests do not have, as a Service of theirs selects them */
  readonly selected?: { readonly namespace: string; readonly labels: { readonly [key: string]: string } };
  /** the container port, or its name; undefined where it does not show */
  readonly port?: number | string;
}

/** A connection as policies see it. */
export interface GraphEdge {
  readonly connection: Connection;
  readonly client: PodGroup;
  readonly host: string;
  /** the port that is dialled; 0 where a lookup finds it */
  readonly dialled: number;
  readonly ends: readonly PassageEnd[];
  readonly asksDns: boolean;
  /** the API server: policies know it by its addresses alone */
  readonly apiServer: boolean;
}

/** Who connects to whom, computed from what the proof is computed from. */
export interface PolicyGraph {
  readonly groups: ReadonlyMap<string, PodGroup>;
  readonly edges: readonly GraphEdge[];
  /** connections of which the client's pods, or what they dial, do not show */
  readonly unknown: readonly { readonly connection: Connection; readonly client?: PodGroup }[];
  /** the pods of an object that runs some */
  groupOf(object: Manifest): PodGroup | undefined;
  /** the pods of a server */
  groupOfServer(server: Server): PodGroup | undefined;
}

type GroupOf = (namespace: string, runner: Runner) => PodGroup | undefined;
type GroupOfServer = (server: Server) => PodGroup | undefined;

/** Labels that tell a workload of this library, and many others, from all the rest. */
const IDENTITY = ['app.kubernetes.io/name', 'app.kubernetes.io/instance', 'app.kubernetes.io/component'];

/** Labels that belong to one run or one revision. */
const PASSING = /^(pod-template-hash|controller-uid|controller-revision-hash|job-name|batch\.kubernetes\.io\/.*)$/;

/** The graph of some manifests. One pass over their connections. */
export function policyGraph(world: World): PolicyGraph {
  const { inventory } = world;
  const book = policiesOf(world);
  const groups = new Map<string, PodGroup>();
  const group = (namespace: string, runner: Runner): PodGroup | undefined => {
    const labels = selecting(runner);
    if (Object.keys(labels).length === 0) { return undefined; }
    const key = `${namespace}\n${selectorText({ matchLabels: labels })}`;
    const known = groups.get(key) ?? { key, namespace, labels, ownPolicies: runner.ownPolicies, hostNetwork: runner.hostNetwork };
    groups.set(key, known);
    return known;
  };
  const groupOfServer = (server: Server) => {
    const runner = server.ref.kind === 'external' ? undefined : runnerOf(inventory, server.ref, server.labels, book.templates);
    return runner && group(server.namespace, runner);
  };
  const groupOf = (object: Manifest) => {
    const runner = WORKLOADS.includes(object.kind) ? ofWorkload(object)
      : runnerOf(inventory, inventory.ref(object), operatedLabelsOf(object), book.templates);
    return runner && group(namespaceOf(object), runner);
  };
  const edges: GraphEdge[] = [];
  const unknown: { connection: Connection; client?: PodGroup }[] = [];
  for (const connection of world.attempts) {
    if (connection.client.neverConnects !== undefined) { continue; }
    const edge = edgeOf(connection, world, book, group, groupOfServer);
    if (edge) { edges.push(edge); }
    if (edge === null) {
      const { ref, labels, namespace } = connection.client;
      const runner = runnerOf(inventory, ref, labels, book.templates);
      unknown.push({ connection, client: runner && group(namespace, runner) });
    }
  }
  return { groups, groupOf, groupOfServer, edges, unknown };
}

/** The edge of a connection: undefined where policies have no say, null where something does not show. */
function edgeOf(
  connection: Connection, world: World, book: PolicyBook, group: GroupOf, groupOfServer: GroupOfServer,
): GraphEdge | undefined | null {
  const { client } = connection;
  const { address } = client;
  if (!address) { return null; }
  const way = wayOf(connection, world.inventory, book);
  const common = { connection, host: address.host, dialled: address.port };
  if (!way) {
    const runner = runnerOf(world.inventory, client.ref, client.labels, book.templates);
    if (!runner) { return null; }
    const self = API_SERVER.test(address.host) ? group(client.namespace, runner) : undefined;
    return self && { ...common, client: self, ends: [], asksDns: true, apiServer: true };
  }
  const self = group(client.namespace, way.runner);
  if (!self) { return null; }
  // Pods with the network of their node are no pods to policies.
  const onNode = way.targets.some((target) => target.runner?.hostNetwork === true);
  const ends = onNode ? [{}] : way.reachable ? way.targets.map((target) => endOf(target, connection, group, groupOfServer)) : [];
  return { ...common, client: self, ends, asksDns: way.resolves, apiServer: false };
}

function endOf(
  { end, arrival, runner }: Target, { server, destination }: Connection, group: GroupOf, groupOfServer: GroupOfServer,
): PassageEnd {
  const inside = server && destination.kind === 'server' ? groupOfServer(server) : undefined;
  if (inside) { return { group: inside, port: arrival.port }; }
  if (runner && end.pods?.namespace !== undefined) { return { group: group(end.pods.namespace, runner), port: arrival.port }; }
  if (destination.kind === 'no-pods' && destination.selects) {
    const { namespace, labels, port, portName } = destination.selects;
    return { selected: { namespace, labels }, port: port ?? portName };
  }
  return {};
}

/** The labels by which a policy selects pods: stable ones, which no others of the manifests have. */
function selecting({ workload, labels: { known } }: Runner): { [key: string]: string } {
  const own = new Map(Object.entries(known).flatMap(([key, value]): [string, string][] => {
    const text = labelText(value);
    return text === undefined || PASSING.test(key) ? [] : [[key, text]];
  }));
  if (workload && IDENTITY.every((key) => own.has(key))) { return pick(own, IDENTITY); }
  const stated: unknown = workload?.spec?.selector?.matchLabels;
  const keys = workload && isMap(stated) && !workload.spec.selector.matchExpressions ? Object.keys(stated).filter((key) => own.has(key)) : [];
  return pick(own, keys.length > 0 ? keys : [...own.keys()]);
}

function pick(own: ReadonlyMap<string, string>, keys: readonly string[]): { [key: string]: string } {
  return Object.fromEntries([...keys].sort(compare).map((key) => [key, String(own.get(key))]));
}

/** The labels of the pods that the Tempo operator makes of an object; those of a TempoStack differ by component beside these. */
function operatedLabelsOf(object: Manifest): { readonly [key: string]: string } | undefined {
  switch (object.kind) {
    case 'TempoMonolithic': return monolithicLabels(object);
    case 'TempoStack': return { 'app.kubernetes.io/name': 'tempo', 'app.kubernetes.io/instance': object.metadata.name, 'app.kubernetes.io/managed-by': 'tempo-operator' };
    default: return undefined;
  }
}

/** Objects that let the outside in to pods behind a Service. */
export function exposures(world: World): { readonly ref: Ref; readonly service: string; readonly namespace: string }[] {
  const { inventory } = world;
  const found = (object: Manifest, names: readonly unknown[]) => names.filter((name): name is string => typeof name === 'string')
    .map((service) => ({ ref: inventory.ref(object), service, namespace: namespaceOf(object) }));
  return [
    ...inventory.all('Service').filter(({ spec }) => spec?.type === 'LoadBalancer' || spec?.type === 'NodePort').flatMap((object) => found(object, [object.metadata.name])),
    ...inventory.all('Ingress').flatMap((object) => found(object, [object.spec?.defaultBackend, ...items(object.spec?.rules).flatMap((rule) => items(rule.http?.paths).map((path) => path.backend))]
      .map((backend) => backend?.service?.name))),
    ...inventory.all('Route').flatMap((object) => found(object, [object.spec?.to, ...items(object.spec?.alternateBackends)].map((to) => to?.name))),
    ...['TLSRoute', 'TCPRoute', 'GRPCRoute', 'HTTPRoute'].flatMap((kind) => inventory.all(kind))
      .flatMap((object) => found(object, items(object.spec?.rules).flatMap((rule) => items(rule.backendRefs).map((backend) => backend.name)))),
  ];
}
