import { Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { ClusterDns } from './cluster-dns';
import { computePolicies } from './compute';
import { ciliumPolicy, kubernetesPolicy } from './engines';
import { NetworkPeer } from './network-peer';
import { NetworkPolicyEngine, NetworkPolicyOptions } from './options';
import { emit } from '../kube/emit';
import { Complaint, explainedAll } from '../kube/invalid';
import { requireMade, requireMap } from '../kube/kinds';
import { requireList, requireOneOf, requirePort } from '../kube/text';
import { warn } from '../kube/warnings';
import { computeAtSynth, SeenObjects } from '../proof/computed';
import { WORKLOADS } from '../trust/containers';
import { Manifest } from '../trust/inventory';

/** Properties of `TlsNetworkPolicies`. */
export interface TlsNetworkPoliciesProps extends NetworkPolicyOptions {
  /**
   * Whose pods are closed: those of the objects that this library makes below this construct.
   * @default - the chart
   */
  readonly covers?: IConstruct;
}

/**
 * Policies that close the pods of a chart, those that the Tempo operator makes included, but for the connections that the manifests show: in both directions, by
 * the labels of the pods and their container ports, with DNS where a name is dialled. They are computed when the app is synthesized, from what the proof is
 * computed from, so it does not matter what is added to the app before or after. Clients and servers of other charts of the app take part.
 *
 * Policies add up: one of your own lets pass what these do not.
 *
 * @example
 *
 * new TlsNetworkPolicies(chart, 'policies', {
 *   prometheus: [NetworkPeer.pods({ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } })],
 *   otlpSenders: [NetworkPeer.namespaces({ traces: 'yes' })],
 * });
 */
export class TlsNetworkPolicies extends Construct {
  private readonly props: TlsNetworkPoliciesProps;
  private complaints: readonly Complaint[] = [];

  /**
   * @param scope the chart, or a construct in it
   * @param id the construct's id; the policies are named after the pods
   * @throws for input that can never work; at synth, for what the manifests dial and no policy can let
   */
  constructor(scope: Construct, id: string, props: TlsNetworkPoliciesProps = {}) {
    super(scope, id);
    check(this, props);
    this.props = props;
    this.node.addValidation({ validate: () => explainedAll(this.complaints) });
    computeAtSynth(this, 'policies');
  }

  /** @internal Writes the policies. */
  public _write(seen: SeenObjects): void {
    const covered = seen.emittedBelow(this.props.covers ?? Chart.of(this)).filter(runsPods);
    const { policies, complaints, warnings } = computePolicies(seen.graph, seen.world, covered, this.props);
    this.complaints = complaints;
    warnings.forEach((text) => warn(this, text));
    for (const policy of complaints.length > 0 ? [] : policies) {
      const { name, namespace, operated } = policy;
      const object = this.props.engine === NetworkPolicyEngine.CILIUM ? ciliumPolicy(policy) : kubernetesPolicy(policy);
      // kube-score looks for the pods among the manifests.
      const annotations = operated ? { 'kube-score/ignore': 'networkpolicy-targets-pod' } : undefined;
      emit(this, `${namespace}-${name}`, { ...object, name, namespace, annotations });
    }
  }
}

function runsPods({ kind, apiVersion }: Manifest): boolean {
  return WORKLOADS.includes(kind) || apiVersion.startsWith('tempo.grafana.com/');
}

const LISTS = ['prometheus', 'otlpSenders', 'queryClients', 'remoteWriters', 'observers', 'apiServer'] as const;

function check(scope: Construct, props: TlsNetworkPoliciesProps): void {
  const peers = (field: string, list: unknown) => requireList(scope, field, list)
    .forEach((peer, i) => requireMade(scope, `${field}[${i}]`, peer, NetworkPeer, "NetworkPeer.pods({ namespace: 'monitoring' })"));
  for (const field of LISTS) { if (props[field] !== undefined) { peers(field, props[field]); } }
  if (props.hosts !== undefined) {
    for (const [host, list] of Object.entries(requireMap(scope, 'hosts', props.hosts, 'hosts, each with its peers'))) { peers(`hosts['${host}']`, list); }
  }
  if (props.dns !== undefined) { requireMade(scope, 'dns', props.dns, ClusterDns, 'ClusterDns.coreDns()'); }
  if (props.engine !== undefined) { requireOneOf(scope, 'engine', props.engine, Object.values(NetworkPolicyEngine)); }
  if (props.apiServerPort !== undefined) { requirePort(scope, 'apiServerPort', props.apiServerPort); }
}
