import { ApiObject, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { ClusterDns } from './cluster-dns';
import { Computed, computePolicies } from './compute';
import { ciliumPolicy, kubernetesPolicy } from './engines';
import { NetworkPeer } from './network-peer';
import { NetworkPolicyEngine, NetworkPolicyOptions } from './options';
import { completeAtSynth } from '../kube/at-synth';
import { emit, isEmitted } from '../kube/emit';
import { Complaint, explained } from '../kube/invalid';
import { requireMade, requireMap } from '../kube/kinds';
import { requireList, requireOneOf, requirePort } from '../kube/text';
import { warn } from '../kube/warnings';
import { objectsOf } from '../proof/construct-proof';
import { WORKLOADS } from '../trust/containers';
import { Inventory, Manifest } from '../trust/inventory';
import { policyGraph, PolicyGraph } from '../trust/policies/graph';
import { ANY_TIME, World } from '../trust/world';
import { remembering } from '../x509/memory';

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
    const { root } = this.node;
    const known = made.get(root) ?? [];
    made.set(root, known);
    known.push(this);
    this.node.addValidation({ validate: () => this.complaints.map(explained) });
    completeAtSynth(root, 'network policies', () => writeAll(root, known));
  }

  /** @internal Takes back what was written at the last synth. */
  public _clear(): void {
    for (const child of this.node.children) { this.node.tryRemoveChild(child.node.id); }
  }

  /** @internal Writes the policies. */
  public _write(graph: PolicyGraph, world: World, byConstruct: ReadonlyMap<string, Manifest>): void {
    const covered = (this.props.covers ?? Chart.of(this)).node.findAll().filter((node) => ApiObject.isApiObject(node) && isEmitted(node))
      .map((node) => byConstruct.get(node.node.path)).filter((object): object is Manifest => object !== undefined && runsPods(object));
    const { policies, complaints, warnings }: Computed = computePolicies(graph, world, covered, this.props);
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

const made = new WeakMap<IConstruct, TlsNetworkPolicies[]>();

/** One pass over the objects of an app, however many charts have policies. */
function writeAll(root: IConstruct, all: readonly TlsNetworkPolicies[]): void {
  const present = all.filter((each) => each.node.root === root);
  present.forEach((each) => each._clear());
  let sources: ReturnType<typeof objectsOf>;
  try {
    sources = objectsOf(root);
  } catch {
    return; // an object that cannot be rendered: cdk8s says so itself
  }
  remembering(() => {
    const inventory = new Inventory(sources);
    const world = new World(inventory, { now: ANY_TIME });
    const graph = policyGraph(world);
    const byConstruct = new Map(inventory.objects.map((object) => [inventory.ref(object).file ?? '', object]));
    present.forEach((each) => each._write(graph, world, byConstruct));
  });
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
