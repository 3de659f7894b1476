import { isIP } from 'node:net';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { Connection, Destination } from '../model';
import type { World } from '../world';
import { PolicyBook } from './book';
import { mayAskDns, mayBeForDns } from './dns';
import { ANY_LABELS, ofWorkload, Runner, runnerOf } from './ends';
import { allows, Arrival, byName, concerns, End, judge, Judgement, Pods } from './evaluate';
import { all, Maybe } from './maybe';
import { Direction, Policy } from './policy';
import { atLeast } from './selector';
import { parseIp } from '../../x509/ip';

/** One end that a connection may lead to, and the port at which it arrives there. */
export interface Target {
  readonly end: End;
  readonly arrival: Arrival;
  readonly runner?: Runner;
}

/** What policies say of one direction of a connection. */
export interface Side {
  readonly direction: Direction;
  /** undefined where the manifests do not tell */
  readonly allowed: Maybe;
  /** the policies that restrict it, by name; never none */
  readonly restricting: readonly Policy[];
  /** the other end as the policies see it */
  readonly end: End;
  readonly arrival: Arrival;
  /** where it is blocked: a policy that would let it pass, and selects no pods at all */
  readonly astray?: Policy;
}

/** What policies say of a connection: nothing where no policy restricts it, or nobody can tell. */
export interface Passage {
  readonly egress?: Side;
  readonly ingress?: Side;
  /** of the client asking DNS for the name it dials */
  readonly dns?: Side;
}

/** Names under which the object stores of public clouds are found: certainly no pods. */
const CLOUD = /(^|\.)(amazonaws\.com(\.cn)?|googleapis\.com|core\.windows\.net|digitaloceanspaces\.com|r2\.cloudflarestorage\.com|backblazeb2\.com|wasabisys\.com|appdomain\.cloud|scw\.cloud)$/;

/** What is known of a world's policies, made once for each. */
const KNOWN = new WeakMap<World, { readonly book: PolicyBook; readonly passages: Map<Connection, Passage> }>();

/** The policies of a world. */
export function policiesOf(world: World): PolicyBook {
  return known(world).book;
}

/** What the policies of a world say of a connection. */
export function passageOf(connection: Connection, world: World): Passage {
  const { book, passages } = known(world);
  if (book.size === 0) { return {}; }
  const before = passages.get(connection);
  if (before) { return before; }
  const passage = findPassage(connection, world.inventory, book);
  passages.set(connection, passage);
  return passage;
}

function known(world: World) {
  let entry = KNOWN.get(world);
  if (!entry) { KNOWN.set(world, entry = { book: new PolicyBook(world.inventory), passages: new Map() }); }
  return entry;
}

function findPassage(connection: Connection, inventory: Inventory, book: PolicyBook): Passage {
  const { client } = connection;
  const { host, port } = client.address ?? { host: '', port: 0 };
  const runner = client.address && runnerOf(inventory, client.ref, client.labels, book.templates);
  // A pod always reaches itself; what is no plain host is not known; the API server lives by rules of its own.
  if (!runner || runner.hostNetwork || !/^[a-z0-9._:-]+$/i.test(host) || /^(localhost|127\..*|::1|0\.0\.0\.0|kubernetes(\.default.*)?)$/i.test(host)) { return {}; }
  const self = book.pods(client.namespace, runner.labels);
  const targets = targetsOf(connection, port, inventory, book);
  const toItself = runner.single && runner.workload !== undefined && targets.some((t) => t.runner?.workload === runner.workload);
  const free = runner.ownPolicies || book.hasOthers(self);
  const reachable = !toItself && targets.length > 0 && !targets.some((t) => t.runner?.hostNetwork === true);
  const resolves = isIP(host) === 0 && runner.clusterDns && !runner.aliases.has(host.toLowerCase());
  return {
    ...(free || !reachable ? {} : { egress: egressOf(targets, self, book) }),
    ...(reachable ? { ingress: ingressOf(targets, self, book) } : {}),
    ...(free || !resolves ? {} : { dns: dnsOf(self, book) }),
  };
}

function egressOf(targets: readonly Target[], self: Pods, book: PolicyBook): Side | undefined {
  const side = sideOf('egress', targets, ({ end, arrival }) => judge(book.policiesFor(self), 'egress', self, end, arrival));
  return side && { ...side, astray: strayed(side, self, book, (policy) => allows(policy, 'egress', side.end, side.arrival) === true) };
}

/** A policy that would let a blocked connection pass, if it selected any pods. */
function strayed(side: Side, self: Pods, book: PolicyBook, lets: (policy: Policy) => boolean): Policy | undefined {
  if (side.allowed !== false || self.namespace === undefined) { return undefined; }
  return book.orphansIn(self.namespace).find((policy) => policy[side.direction].restricts === true && lets(policy));
}

/** Into every pod that may answer: blocked only where all of them are known and closed. */
function ingressOf(targets: readonly Target[], self: Pods, book: PolicyBook): Side | undefined {
  const side = sideOf('ingress', targets, ({ end, arrival, runner }) => (!end.pods || !runner || runner.ownPolicies || book.hasOthers(end.pods)
    ? { allowed: undefined, restricting: [] }
    : judge(book.policiesFor(end.pods), 'ingress', end.pods, { pods: self }, arrival)), { pods: self });
  const server = targets[0]?.end.pods;
  return side && server && { ...side, astray: strayed(side, server, book, (policy) => allows(policy, 'ingress', side.end, side.arrival) === true) };
}

function sideOf(direction: Direction, targets: readonly Target[], ask: (target: Target) => Judgement, other?: End): Side | undefined {
  const judgements = targets.map(ask);
  const [first] = judgements;
  if (!first || first.restricting.length === 0) { return undefined; }
  const blocked = judgements.every((j) => j.allowed === false);
  return {
    direction,
    allowed: blocked ? false : all(judgements.map((j) => j.allowed || undefined)),
    restricting: first.restricting,
    end: other ?? targets[0].end,
    arrival: targets[0].arrival,
  };
}

function dnsOf(self: Pods, book: PolicyBook): Side | undefined {
  const policies = book.policiesFor(self);
  const restricting = policies.filter((policy) => concerns(policy, 'egress', self) === true).sort(byName);
  if (restricting.length === 0) { return undefined; }
  const allowed = mayAskDns(policies, self, book.dnsNamespaces);
  const side: Side = { direction: 'egress', allowed, restricting, end: {}, arrival: { protocol: 'UDP', port: 53 } };
  const lets = (policy: Policy) => policy.egress.rules.some((rule) => mayBeForDns(rule, policy, book.dnsNamespaces) !== false);
  return { ...side, astray: strayed(side, self, book, lets) };
}

/** Every end that a connection may lead to. */
function targetsOf(connection: Connection, dialled: number, inventory: Inventory, book: PolicyBook): Target[] {
  const { server, destination, client } = connection;
  const arrival = (port: number | undefined, names?: ReadonlyMap<string, number>): Arrival => (
    { protocol: 'TCP', port: Number.isInteger(port) ? port : undefined, names, dialled });
  const pods = (namespace: string | undefined, runner: Runner | undefined, port: number | undefined): Target => (
    { end: { pods: book.pods(namespace, runner?.labels ?? ANY_LABELS) }, arrival: arrival(port, runner?.names), runner });
  const outside = (address?: string): Target => (
    { end: { address: address === undefined ? undefined : parseIp(address) }, arrival: arrival(dialled) });
  if (server && server.ref.kind !== 'external') {
    return [pods(server.namespace, runnerOf(inventory, server.ref, server.labels, book.templates), server.port)];
  }
  switch (destination.kind) {
    case 'unknown-server':
      return workloadsOf(destination, inventory).map((workload) => pods(namespaceOf(workload), ofWorkload(workload), destination.port));
    case 'no-pods': return destination.selects
      ? [{ end: { pods: book.pods(destination.selects.namespace, atLeast(destination.selects.labels)) }, arrival: arrival(destination.selects.port) }]
      : [];
    // A Service that the manifests do not have may lead to pods of its namespace, or out of the cluster.
    case 'not-here': return [pods(namespaceIn(destination.host, client.namespace), undefined, undefined), outside()];
    case 'external': return isIP(destination.host) === 0 && CLOUD.test(destination.host)
      ? [outside()]
      : [pods(undefined, undefined, undefined), outside(isIP(destination.host) === 0 ? undefined : destination.host)];
    default: return [];
  }
}

function workloadsOf(destination: Extract<Destination, { kind: 'unknown-server' }>, inventory: Inventory): Manifest[] {
  return destination.workloads.map((ref) => inventory.get(ref.kind, ref.namespace, ref.name)).filter((o): o is Manifest => o !== undefined);
}

/** The namespace that the name of a Service tells; undefined where it does not. */
function namespaceIn(host: string, own: string): string | undefined {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  if (labels.length === 1) { return own; }
  const svc = labels.lastIndexOf('svc');
  return svc >= 2 ? labels[svc - 1] : undefined;
}
