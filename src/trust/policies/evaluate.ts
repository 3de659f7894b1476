import { compare } from '../refs';
import { isMap } from '../values';
import { blockHas, blockMayHavePods } from './ip-block';
import { all, Maybe, some } from './maybe';
import { Direction, Policy, PolicyRule } from './policy';
import { Labels, selects } from './selector';

/** Pods as policies see them. */
export interface Pods {
  /** undefined when they may be in any */
  readonly namespace?: string;
  /** true when their manifests name no namespace, and nothing else says which one is meant */
  readonly floats: boolean;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
}

/** The other end of a connection: pods, or an address outside the cluster. */
export interface End {
  /** undefined for an address outside */
  readonly pods?: Pods;
  /** the address outside, where it is known */
  readonly address?: Buffer;
}

/** The port at which a connection arrives: policies see it after a Service has translated it. */
export interface Arrival {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** undefined when it is not known */
  readonly port?: number;
  /** the named ports of that protocol that the pods have, where they are known */
  readonly names?: ReadonlyMap<string, number>;
  /** whether they may have others */
  readonly moreNames?: boolean;
  /** the port that was dialled: the same, or that of a Service */
  readonly dialled?: number;
}

/** What some policies say of a connection, in one direction. */
export interface Judgement {
  /** undefined where the manifests do not tell */
  readonly allowed: Maybe;
  /** the policies that restrict these pods for certain, by name */
  readonly restricting: readonly Policy[];
}

const DNS_PORTS = [53, 5353];

/** Whether policies let pods do one connection: out to an end (egress), or in from it (ingress). Policies add up; none that selects them lets all pass. */
export function judge(policies: readonly Policy[], direction: Direction, self: Pods, end: End, arrival: Arrival): Judgement {
  const concerned = policies.map((policy) => ({ policy, selected: concerns(policy, direction, self) })).filter(({ selected }) => selected !== false);
  const restricting = concerned.filter(({ selected }) => selected === true).map(({ policy }) => policy).sort(byName);
  if (concerned.length === 0) { return { allowed: true, restricting }; }
  const passes = concerned.map(({ policy, selected }) => {
    const allowed = allows(policy, direction, end, arrival);
    return allowed === true && selected !== true ? undefined : allowed;
  });
  const allowed = some(passes);
  // Without a policy that restricts them for certain, the pods may be free.
  return { allowed: allowed === false && restricting.length === 0 ? undefined : allowed, restricting };
}

/** Whether a policy restricts a direction of some pods. */
export function concerns(policy: Policy, direction: Direction, self: Pods): Maybe {
  return all([policy[direction].restricts, sameNamespace(policy, self), selects(policy.selector, self.labels)]);
}

/** Whether one policy lets a connection pass, for pods that it selects. */
export function allows(policy: Policy, direction: Direction, end: End, arrival: Arrival): Maybe {
  const { rules, unreadable, restricts } = policy[direction];
  const atHost = { ...arrival, port: arrival.port ?? arrival.dialled };
  const passes = some(rules.map((rule) => all([hasPeer(rule, policy, end), hasPort(rule, isForAddresses(rule, end) ? atHost : arrival)])));
  return passes === false && (unreadable || restricts === undefined) ? undefined : passes;
}

/**
 * Whether a rule is about addresses, and a host outside is dialled: then the port is the one that is dialled. Should the host be a load balancer before
 * pods of the cluster, a rule for those names them.
 */
function isForAddresses({ peers }: PolicyRule, { pods }: End): boolean {
  if (!pods || pods.namespace !== undefined) { return false; }
  return peers === undefined || (peers !== null && peers.every((peer) => isMap(peer) && isMap(peer.ipBlock)));
}

/** Whether a rule is about the other end. */
export function hasPeer(rule: PolicyRule, policy: Policy, end: End): Maybe {
  if (rule.peers === undefined) { return true; }
  return rule.peers === null ? undefined : some(rule.peers.map((peer) => isPeer(peer, policy, end)));
}

/** Whether a rule is about the port. */
export function hasPort(rule: PolicyRule, arrival: Arrival): Maybe {
  if (rule.ports === undefined) { return true; }
  return rule.ports === null ? undefined : some(rule.ports.map((port) => isPort(port, arrival)));
}

function isPeer(peer: unknown, policy: Policy, end: End): Maybe {
  if (!isMap(peer)) { return undefined; }
  const { podSelector = null, namespaceSelector = null, ipBlock = null } = peer;
  // An API server takes either a block or selectors, and one of them must be there.
  if ((ipBlock === null) === (podSelector === null && namespaceSelector === null)) { return undefined; }
  if (ipBlock !== null) {
    if (end.pods) { return blockMayHavePods(ipBlock) ? undefined : false; }
    return end.address && blockHas(ipBlock, end.address);
  }
  if (!end.pods) { return false; }
  return all([
    namespaceSelector === null ? sameNamespace(policy, end.pods) : selects(namespaceSelector, end.pods.namespaceLabels),
    podSelector === null ? true : selects(podSelector, end.pods.labels),
  ]);
}

function isPort(port: unknown, arrival: Arrival): Maybe {
  if (!isMap(port)) { return undefined; }
  const protocol = port.protocol ?? 'TCP';
  if (protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP') { return undefined; }
  if (protocol !== arrival.protocol) { return false; }
  const first = port.port ?? undefined;
  const last = port.endPort ?? first;
  if (first === undefined) { return port.endPort === undefined || port.endPort === null ? true : undefined; }
  if (typeof first === 'string') {
    if (/^\d*$/.test(first) || last !== first || arrival.names === undefined) { return undefined; }
    const number = arrival.names.get(first);
    return number === undefined ? (arrival.moreNames ? undefined : false) : arrival.port === undefined ? undefined : number === arrival.port;
  }
  if (!Number.isInteger(first) || !Number.isInteger(last) || last < first) { return undefined; }
  if (arrival.port !== undefined) { return first <= arrival.port && arrival.port <= last; }
  // A port that a Service hides could be any; but nobody asks for DNS by accident.
  return first === last && DNS_PORTS.includes(first) && arrival.dialled !== undefined && arrival.dialled !== first ? false : undefined;
}

function sameNamespace(policy: Policy, pods: Pods): Maybe {
  if (pods.namespace === undefined) { return undefined; }
  if (policy.namespace === pods.namespace) { return true; }
  return policy.floats || pods.floats ? undefined : false;
}

/** By name, then namespace: an order that does not depend on where policies come from. */
export function byName(a: Policy, b: Policy): number {
  return compare(a.place, b.place);
}
