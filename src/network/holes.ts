import { PeerSpec } from './network-peer';
import { PodGroup } from '../trust/policies/graph';
import { compare } from '../trust/refs';

/** A port that a rule opens. */
export interface PortSpec {
  /** a number, or the name of a container's port */
  readonly port: number | string;
  readonly protocol: 'TCP' | 'UDP';
}

/** A rule of a policy, whatever the engine: these ports to or from these peers. */
export interface RuleSpec {
  readonly peers: readonly PeerSpec[];
  readonly ports: readonly PortSpec[];
}

/** A policy, whatever the engine. */
export interface PolicySpec {
  readonly name: string;
  readonly namespace: string;
  readonly labels: { readonly [label: string]: string };
  readonly ingress: readonly RuleSpec[];
  /** undefined where the policy is about one direction only */
  readonly egress?: readonly RuleSpec[];
  /** an operator makes the pods, which no manifest has */
  readonly operated: boolean;
  /** the rule of `egress` for the cluster's DNS */
  readonly dns?: RuleSpec;
}

/** The holes in one direction of one policy: peers with the same ports make one rule, in an order that hangs on nothing else. */
export class Holes {
  private readonly found = new Map<string, { readonly peer: PeerSpec; readonly ports: Map<string, PortSpec> }>();

  public open(peer: PeerSpec, port: number | string): void {
    const key = stable(peer);
    const hole = this.found.get(key) ?? { peer, ports: new Map<string, PortSpec>() };
    this.found.set(key, hole);
    hole.ports.set(`${port}`, { port, protocol: 'TCP' });
  }

  public get rules(): RuleSpec[] {
    const rules = new Map<string, { peers: { key: string; peer: PeerSpec }[]; ports: PortSpec[] }>();
    for (const [key, { peer, ports }] of this.found) {
      const sorted = [...ports.values()].sort((a, b) => Number(a.port) - Number(b.port) || compare(String(a.port), String(b.port)));
      const at = sorted.map(({ port }) => port).join(',');
      const rule = rules.get(at) ?? { peers: [], ports: sorted };
      rules.set(at, rule);
      rule.peers.push({ key, peer });
    }
    return [...rules].sort(([a], [b]) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || compare(a, b))
      .map(([, { peers, ports }]) => ({ peers: peers.sort((a, b) => compare(a.key, b.key)).map(({ peer }) => peer), ports }));
  }
}

function stable(peer: PeerSpec): string {
  return JSON.stringify(peer, (_key, value) => (value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value as object).sort(([a], [b]) => compare(a, b))) : value));
}

/** Pods as a policy of a namespace names them: without the namespace, where it is its own. */
export function peerOf({ namespace, labels }: Pick<PodGroup, 'namespace' | 'labels'>, of: string): PeerSpec {
  return { kind: 'pods', ...(namespace === of ? {} : { namespace }), labels };
}

/** A declared peer as a policy of a namespace names it. */
export function within(peer: PeerSpec, of: string): PeerSpec {
  if (peer.kind !== 'pods' || peer.namespaceLabels) { return peer; }
  return { kind: 'pods', ...(peer.namespace === undefined || peer.namespace === of ? {} : { namespace: peer.namespace }), labels: peer.labels ?? {} };
}
