import { Inventory } from '../inventory';
import { Connection } from '../model';
import { once } from '../once';
import type { World } from '../world';
import { PolicyBook } from './book';
import { mayAskDns, mayBeForDns } from './dns';
import { allows, Arrival, byName, concerns, End, judge, Judgement, Pods } from './evaluate';
import { all, Maybe } from './maybe';
import { Direction, Policy } from './policy';
import { Target, Way, wayOf } from './way';

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

/** The policies of a world. */
export function policiesOf(world: World): PolicyBook {
  return once(world, known).book;
}

/** What the policies of a world say of a connection. */
export function passageOf(connection: Connection, world: World): Passage {
  const { book, passages } = once(world, known);
  if (book.size === 0) { return {}; }
  const before = passages.get(connection);
  if (before) { return before; }
  const passage = findPassage(connection, world.inventory, book);
  passages.set(connection, passage);
  return passage;
}

function known({ inventory }: World) {
  return { book: new PolicyBook(inventory), passages: new Map<Connection, Passage>() };
}

function findPassage(connection: Connection, inventory: Inventory, book: PolicyBook): Passage {
  const way = wayOf(connection, inventory, book);
  if (!way) { return {}; }
  const passages = way.kinds.map((self) => passageFrom(self, way, book));
  // Where pods of several kinds dial, it is blocked for all that one of them dials for.
  const worst = (side: keyof Passage) => passages.map((passage) => passage[side]).find((one) => one?.allowed === false) ?? passages[0][side];
  return { egress: worst('egress'), ingress: worst('ingress'), dns: worst('dns') };
}

function passageFrom(self: Pods, { runner, targets, reachable, resolves }: Way, book: PolicyBook): Passage {
  const free = runner.ownPolicies || book.hasOthers(self);
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
  // Of a host that may be pods or lie outside, where the port is known.
  const told = targets.find(({ arrival }) => arrival.port !== undefined) ?? targets[0];
  return {
    direction,
    allowed: blocked ? false : all(judgements.map((j) => j.allowed || undefined)),
    restricting: first.restricting,
    end: other ?? told.end,
    arrival: told.arrival,
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
