import { PolicySpec, PortSpec, RuleSpec } from './holes';
import { PeerSpec } from './network-peer';

type Tree = { [field: string]: any };

/** An object to emit: kind, API version and spec. */
export interface EngineObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: Tree;
}

/** A NetworkPolicy (networking.k8s.io/v1). */
export function kubernetesPolicy({ labels, ingress, egress }: PolicySpec): EngineObject {
  const rule = (direction: 'from' | 'to') => ({ peers, ports }: RuleSpec): Tree => ({
    ...(peers.some(({ kind }) => kind === 'anyone') ? {} : { [direction]: peers.map(kubernetesPeer) }),
    ports: ports.map(({ port, protocol }) => ({ protocol, port })),
  });
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    spec: {
      podSelector: { matchLabels: { ...labels } },
      policyTypes: ['Ingress', ...(egress ? ['Egress'] : [])],
      // A direction that is named and has no rule is closed; the server does not keep an empty list.
      ...(ingress.length > 0 ? { ingress: ingress.map(rule('from')) } : {}),
      ...(egress && egress.length > 0 ? { egress: egress.map(rule('to')) } : {}),
    },
  };
}

function kubernetesPeer(peer: PeerSpec): Tree {
  switch (peer.kind) {
    case 'cidr': return { ipBlock: { cidr: peer.cidr, ...(peer.except.length > 0 ? { except: [...peer.except] } : {}) } };
    case 'pods': {
      const namespaces = peer.namespaceLabels ?? (peer.namespace === undefined ? undefined : { 'kubernetes.io/metadata.name': peer.namespace });
      const all = Object.keys(peer.labels ?? {}).length === 0;
      return {
        ...(namespaces ? { namespaceSelector: { matchLabels: { ...namespaces } } } : {}),
        ...(all ? namespaces ? {} : { podSelector: {} } : { podSelector: { matchLabels: { ...peer.labels } } }),
      };
    }
    default: throw new Error(`a NetworkPolicy cannot express ${peer.kind}`);
  }
}

/**
 * A CiliumNetworkPolicy (cilium.io/v2). A rule has peers of one kind only; a rule without anything lets nothing pass, and closes its direction, which an empty
 * list does not (Cilium 1.19, pkg/k8s/apis/cilium.io/client/crds/v2/ciliumnetworkpolicies.yaml; pkg/policy/api).
 */
export function ciliumPolicy({ labels, ingress, egress, dns }: PolicySpec): EngineObject {
  const rules = (direction: 'from' | 'to', list: readonly RuleSpec[]): Tree[] => {
    const made = list.flatMap((rule) => ciliumRules(direction, rule, rule === dns && named));
    return made.length > 0 ? made : [{}];
  };
  // Names are known by the answers of DNS, which Cilium has to see.
  const named = egress?.some(({ peers }) => peers.some(({ kind }) => kind === 'name')) === true;
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    spec: { endpointSelector: { matchLabels: { ...labels } }, ingress: rules('from', ingress), ...(egress ? { egress: rules('to', egress) } : {}) },
  };
}

const CILIUM_FIELDS = { 'pods': 'Endpoints', 'cidr': 'CIDRSet', 'name': 'FQDNs', 'api-server': 'Entities', 'anyone': 'Entities' } as const satisfies { [K in PeerSpec['kind']]: string };

function ciliumRules(direction: 'from' | 'to', { peers, ports }: RuleSpec, sees: boolean): Tree[] {
  const toPorts = [{ ports: ports.map(ciliumPort), ...(sees ? { rules: { dns: [{ matchPattern: '*' }] } } : {}) }];
  const fields = [...new Set(peers.map(({ kind }) => CILIUM_FIELDS[kind]))];
  return fields.map((field) => ({ [`${direction}${field}`]: peers.filter(({ kind }) => CILIUM_FIELDS[kind] === field).map(ciliumPeer), toPorts }));
}

function ciliumPort({ port, protocol }: PortSpec): Tree {
  return { port: String(port), protocol };
}

function ciliumPeer(peer: PeerSpec): Tree | string {
  switch (peer.kind) {
    case 'anyone': return 'all';
    case 'api-server': return 'kube-apiserver';
    case 'cidr': return { cidr: peer.cidr, ...(peer.except.length > 0 ? { except: [...peer.except] } : {}) };
    case 'name': return peer.name.includes('*') ? { matchPattern: peer.name } : { matchName: peer.name };
    default: {
      const namespaces = Object.entries(peer.namespaceLabels ?? {}).map(([key, value]) => [`k8s:io.cilium.k8s.namespace.labels.${key}`, value]);
      return { matchLabels: { ...(peer.namespace === undefined ? {} : { 'k8s:io.kubernetes.pod.namespace': peer.namespace }), ...Object.fromEntries(namespaces), ...peer.labels } };
    }
  }
}
