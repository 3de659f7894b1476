import { isMap } from '../values';
import { concerns, Pods } from './evaluate';
import { blockHas, blockMayHavePods } from './ip-block';
import { all, Maybe, some } from './maybe';
import { Policy, PolicyRule } from './policy';
import { Labels, Requirement, requirements, selects } from './selector';

/** Where the cluster's DNS runs: everywhere but on OpenShift, and there. */
export const DNS_NAMESPACES: readonly string[] = ['kube-system', 'openshift-dns'];

/** Ports at which its pods listen: CoreDNS, OpenShift's (the Service has 53), and where CoreDNS runs without privileges. */
const PORTS: readonly number[] = [53, 5353, 1053, 8053, 10053];

/** The one of OpenShift's (cluster-dns-operator, assets/dns/daemonset.yaml): policies are held against the pod, to which 53 of the Service has been translated. */
const OPENSHIFT_PORTS: readonly number[] = [5353];

/** The address of the node-local DNS cache. */
const NODE_LOCAL = Buffer.from([169, 254, 20, 10]);

/** Labels that say what a pod is, so that those of a database are not on a DNS server. */
const IDENTITIES = new Set(['app', 'k8s-app', 'app.kubernetes.io/name', 'name', 'run']);

const DNS = /dns/i;

const PROTOCOLS: readonly unknown[] = ['TCP', 'UDP', 'SCTP'];

/**
 * Whether policies let pods ask the cluster's DNS over UDP, which every resolver does first: false only when no rule of any policy that may select
 * them can be meant for it. `namespaces` are those in which DNS servers may run.
 */
export function mayAskDns(policies: readonly Policy[], self: Pods, namespaces: readonly string[] = DNS_NAMESPACES): Maybe {
  const concerned = policies.map((policy) => ({ policy, selected: concerns(policy, 'egress', self) })).filter(({ selected }) => selected !== false);
  if (concerned.length === 0) { return true; }
  const passes = some(concerned.map(({ policy }) => (policy.egress.unreadable || policy.egress.restricts === undefined
    ? undefined
    : some(policy.egress.rules.map((rule) => mayBeForDns(rule, policy, namespaces))))));
  return passes === false && !concerned.some(({ selected }) => selected === true) ? undefined : passes;
}

/** Whether a rule can be meant for the cluster's DNS. */
export function mayBeForDns(rule: PolicyRule, policy: Policy, namespaces: readonly string[]): Maybe {
  const peers = rule.peers === undefined ? true : rule.peers === null ? undefined : some(rule.peers.map((peer) => isDns(peer, policy, namespaces)));
  return all([peers, asksDns(rule, 'UDP', rule.peers?.length && rule.peers.every(isOpenShiftOnly) ? OPENSHIFT_PORTS : PORTS)]);
}

/** Whether the ports of a rule have one of DNS, over UDP. */
export function asksDns(rule: PolicyRule, protocol: 'UDP' | 'TCP' = 'UDP', ports = PORTS): Maybe {
  if (rule.ports === undefined) { return true; }
  if (rule.ports === null) { return undefined; }
  return some(rule.ports.map((port): Maybe => {
    if (!isMap(port)) { return undefined; }
    const own = port.protocol ?? 'TCP';
    if (own !== protocol) { return PROTOCOLS.includes(own) ? false : undefined; }
    const first = port.port ?? undefined;
    if (first === undefined) { return true; }
    if (typeof first === 'string') { return DNS.test(first) || /^domain/.test(first) || /^\d*$/.test(first) ? undefined : false; }
    const last = typeof port.endPort === 'number' ? port.endPort : first;
    return typeof first === 'number' ? ports.some((p) => first <= p && p <= last) : undefined;
  }));
}

function isDns(peer: unknown, policy: Policy, namespaces: readonly string[]): Maybe {
  if (!isMap(peer)) { return undefined; }
  const { podSelector = null, namespaceSelector = null, ipBlock = null } = peer;
  if ((ipBlock === null) === (podSelector === null && namespaceSelector === null)) { return undefined; }
  if (ipBlock !== null) { return blockMayHavePods(ipBlock) || blockHas(ipBlock, NODE_LOCAL) !== false ? undefined : false; }
  const own = namespaces.includes(policy.namespace) || DNS.test(policy.namespace);
  const place = namespaceSelector === null ? own : dnsNamespace(namespaceSelector, namespaces);
  return all([place, dnsPods(podSelector)]);
}

/** Whether a peer is the namespace of OpenShift's DNS, and not that of others too. */
function isOpenShiftOnly(peer: unknown): boolean {
  const selector = isMap(peer) ? peer.namespaceSelector : undefined;
  return isMap(selector) && selects(selector, namespaceCalled('openshift-dns')) === true && selects(selector, namespaceCalled('kube-system')) === false;
}

/** Whether a selector may select a namespace in which DNS servers run: one of the known ones, or one that is called so. */
function dnsNamespace(selector: unknown, namespaces: readonly string[]): Maybe {
  const wanted = requirements(selector);
  if (!wanted) { return undefined; }
  const called = wanted.flatMap(({ operator, values }) => (operator === 'In' ? values.filter((value) => DNS.test(value)) : []));
  return some([...namespaces, ...called].map((name) => selects(selector, namespaceCalled(name))));
}

/** Everything may be a label of a system's namespace; where there is one `name`, it is its name. */
function namespaceCalled(name: string): Labels {
  const known = { 'kubernetes.io/metadata.name': name, name };
  return { known, open: (key) => !(key in known) };
}

function dnsPods(selector: unknown): Maybe {
  const wanted = requirements(selector);
  return wanted && all(wanted.map(({ key, operator, values }: Requirement): Maybe => {
    if (operator !== 'In') { return undefined; }
    return !IDENTITIES.has(key) || values.some((value) => DNS.test(value)) ? undefined : false;
  }));
}
