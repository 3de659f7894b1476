import { isMap } from '../values';
import { asksDns } from './dns';
import { hasPeer, hasPort } from './evaluate';
import { blockText } from './ip-block';
import { Side } from './passage';
import { Policy, PolicyRule } from './policy';
import { selectorText } from './selector';

/** The policy to change, the others that could let pass too, and what it does instead. */
export interface Blame {
  readonly policy: Policy;
  readonly others: readonly Policy[];
  readonly reason: string;
}

/** Which of the policies that block a connection comes nearest to letting it pass: the right pods at another port, other pods at the right port, anything, nothing. */
export function blame(side: Side): Blame {
  if (side.astray) { return strayed(side, side.astray); }
  const ranked = side.restricting.map((policy) => ({ policy, ...miss(policy, side) })).sort((a, b) => a.distance - b.distance);
  const [{ policy, reason }] = ranked;
  return { policy, others: side.restricting.filter((other) => other !== policy), reason };
}

/** The same for the question to the cluster's DNS: nearest is a rule that has a port of DNS, over UDP or TCP. */
export function blameDns(side: Side): Blame {
  if (side.astray) { return strayed(side, side.astray); }
  const ranked = side.restricting.map((policy) => {
    const asking = policy.egress.rules.find((rule) => rule.ports !== undefined && (asksDns(rule) !== false || asksDns(rule, 'TCP') !== false));
    const reason = asking
      ? asksDns(asking) === false ? `it allows ${ruleText(asking)}, and names are asked for over UDP` : `it allows ${ruleText(asking)}, where the DNS of the cluster is not`
      : `it allows ${rulesText(policy.egress.rules)}`;
    return { policy, reason, distance: asking ? 0 : policy.egress.rules.length > 0 ? 1 : 2 };
  }).sort((a, b) => a.distance - b.distance);
  const [{ policy, reason }] = ranked;
  return { policy, others: side.restricting.filter((other) => other !== policy), reason };
}

/**
 * The port that a policy names in place of the pods' own: that of the Service, by number or by name. Undefined where that is not the reason.
 */
export function servicePort(side: Side, serviceName: string | undefined): { policy: Policy; port: number | string } | undefined {
  const { port, dialled } = side.arrival;
  if (port === undefined) { return undefined; }
  for (const policy of side.restricting) {
    for (const rule of policy[side.direction].rules) {
      const named = (rule.ports ?? []).find((p) => isMap(p) && (p.protocol ?? 'TCP') === 'TCP' && (p.endPort ?? p.port) === p.port
        && ((p.port === dialled && dialled !== port) || (typeof p.port === 'string' && p.port === serviceName)));
      if (isMap(named) && hasPeer(rule, policy, side.end) === true) { return { policy, port: named.port }; }
    }
  }
  return undefined;
}

function strayed(side: Side, policy: Policy): Blame {
  return { policy, others: side.restricting, reason: `it would allow it, and selects pods with ${selectorText(policy.selector)}, which none of these are` };
}

function miss(policy: Policy, side: Side): { distance: number; reason: string } {
  const { rules } = policy[side.direction];
  const near = rules.find((rule) => hasPeer(rule, policy, side.end) !== false && hasPort(rule, side.arrival) === false);
  if (near) { return { distance: 0, reason: `it allows these only ${portsText(near)}` }; }
  const far = rules.find((rule) => hasPort(rule, side.arrival) !== false && hasPeer(rule, policy, side.end) === false);
  if (far) { return { distance: 1, reason: `it allows ${ruleText(far)}` }; }
  return { distance: rules.length > 0 ? 2 : 3, reason: `it allows ${rulesText(rules)}` };
}

function rulesText(rules: readonly PolicyRule[]): string {
  if (rules.length === 0) { return 'nothing'; }
  const shown = [...new Set(rules.map(ruleText))];
  return `only ${shown.slice(0, 3).join('; ')}${shown.length > 3 ? `; and ${shown.length - 3} more` : ''}`;
}

/** A rule in words: "pods app=minio on TCP 9000". */
export function ruleText(rule: PolicyRule): string {
  return `${rule.peers === undefined ? 'anyone' : (rule.peers ?? []).map(peerText).join(' and ') || 'something unreadable'} ${portsText(rule)}`;
}

function portsText(rule: PolicyRule): string {
  if (rule.ports === undefined) { return 'on any port'; }
  return `on ${(rule.ports ?? []).map((port) => {
    if (!isMap(port)) { return 'something unreadable'; }
    const range = typeof port.endPort === 'number' ? `-${port.endPort}` : '';
    return `${String(port.protocol ?? 'TCP')} ${port.port === undefined || port.port === null ? 'any port' : `${String(port.port)}${range}`}`;
  }).join(', ') || 'something unreadable'}`;
}

function peerText(peer: unknown): string {
  if (!isMap(peer)) { return 'something unreadable'; }
  if (peer.ipBlock) { return blockText(peer.ipBlock); }
  const pods = selectorText(peer.podSelector);
  const namespaces = selectorText(peer.namespaceSelector);
  const where = peer.namespaceSelector === undefined || peer.namespaceSelector === null ? ' of its own namespace' : namespaces === '' ? ' of all namespaces' : ` of namespaces with ${namespaces}`;
  return `${pods === '' ? 'all pods' : `pods with ${pods}`}${where}`;
}
