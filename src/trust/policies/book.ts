import { podTemplate, WORKLOADS } from '../containers';
import { DEFAULT_NAMESPACE, Inventory, Manifest, namespaceOf } from '../inventory';
import { isOperated, OPERATED, operatedLabels } from '../operated-pods';
import { isMap, items } from '../values';
import { DNS_NAMESPACES } from './dns';
import { isAutomatic, namespaceLabels } from './ends';
import { byName, Pods } from './evaluate';
import { PodIndex } from './pods';
import { Policy, readPolicy } from './policy';
import { Labels, requirements, selects } from './selector';

/** Kinds of policies that are not evaluated: they may let pass what a NetworkPolicy does not. `true` for those of the whole cluster. */
const FOREIGN: { readonly [kind: string]: boolean } = {
  CiliumNetworkPolicy: false,
  CiliumClusterwideNetworkPolicy: true,
  AdminNetworkPolicy: true,
  BaselineAdminNetworkPolicy: true,
  ClusterNetworkPolicy: true,
  GlobalNetworkPolicy: true,
  NetworkPolicy: false,
};

/** The NetworkPolicies of some manifests, found by the pods they may select. */
export class PolicyBook {
  /** where DNS servers may run: the known places, and wherever the manifests have a Service for DNS */
  public readonly dnsNamespaces: readonly string[];
  /** how many policies there are */
  public readonly size: number;
  /** workloads by the labels of their template: the same map that readers hand on */
  public readonly templates = new Map<unknown, Manifest>();
  private readonly orphans = new Map<string, readonly Policy[]>();
  private index: PodIndex | undefined;
  /** by namespace, then by the first label that they ask for; '' for policies that ask for none */
  private readonly shelves = new Map<string, Map<string, Policy[]>>();
  private readonly foreign = new Map<string, Manifest[]>();
  private clusterWide = false;

  constructor(private readonly inventory: Inventory) {
    const documents = (kinds: readonly string[]): readonly Manifest[] => kinds.flatMap((kind) => inventory.documents(kind));
    const isOwn = ({ kind, apiVersion }: Manifest): boolean => kind === 'NetworkPolicy' && apiVersion === 'networking.k8s.io/v1';
    for (const object of documents(Object.keys(FOREIGN).sort())) { if (!isOwn(object)) { this.addForeign(object); } }
    for (const object of documents(WORKLOADS)) {
      const template = podTemplate(object);
      if (template) { this.templates.set(template.labels, object); }
    }
    for (const object of documents(OPERATED).filter(isOperated)) { this.templates.set(operatedLabels(object), object); }
    const dns = documents(['Service']).filter(({ spec }) => isMap(spec) && items(spec.ports).some((port) => port.port === 53));
    this.dnsNamespaces = [...new Set([...DNS_NAMESPACES, ...dns.map(namespaceOf)])].sort();
    const policies = documents(['NetworkPolicy']).filter(isOwn);
    this.size = policies.length;
    for (const object of policies) { this.add(readPolicy(object, this.floats(namespaceOf(object)))); }
  }

  /** Pods in a namespace. */
  public pods(namespace: string | undefined, labels: Labels): Pods {
    const floats = namespace !== undefined && this.floats(namespace);
    return { namespace, floats, namespaceLabels: namespaceLabels(this.inventory, namespace, floats), labels };
  }

  /** The policies that may select some pods. */
  public policiesFor(pods: Pods): readonly Policy[] {
    const places = pods.floats ? [...this.shelves.keys()] : [pods.namespace ?? '', ...(this.floats(DEFAULT_NAMESPACE) ? [DEFAULT_NAMESPACE] : [])];
    return [...new Set(places)].flatMap((place) => {
      const shelf = this.shelves.get(place);
      if (!shelf) { return []; }
      return pods.labels.open('') ? [...shelf.values()].flat() : ['', ...Object.entries(pods.labels.known).map(label)].flatMap((key) => shelf.get(key) ?? []);
    });
  }

  /** Whether policies of another kind may be about some pods. */
  public hasOthers(pods: Pods): boolean {
    if (this.clusterWide) { return true; }
    const places = pods.floats ? [...this.foreign.keys()] : [pods.namespace ?? '', ...(this.floats(DEFAULT_NAMESPACE) ? [DEFAULT_NAMESPACE] : [])];
    return places.some((place) => this.foreign.get(place)?.some((object) => selects(endpoints(object), pods.labels) !== false) === true);
  }

  /** The pods of the manifests, by their labels. */
  public get podIndex(): PodIndex {
    return this.index ??= new PodIndex(this.inventory);
  }

  /** Policies of a namespace that select nothing in it, by name: they may be meant for pods that have other labels. */
  public orphansIn(namespace: string): readonly Policy[] {
    const known = this.orphans.get(namespace);
    if (known) { return known; }
    const all = [...this.shelves.get(namespace)?.values() ?? []].flat();
    const found = all.filter((policy) => this.podIndex.isOrphan(policy)).sort(byName).slice(0, 20);
    this.orphans.set(namespace, found);
    return found;
  }

  private floats(namespace: string): boolean {
    return namespace === DEFAULT_NAMESPACE && this.inventory.area(DEFAULT_NAMESPACE) === '';
  }

  private add(policy: Policy): void {
    let shelf = this.shelves.get(policy.namespace);
    if (!shelf) { this.shelves.set(policy.namespace, shelf = new Map()); }
    const first = requirements(policy.selector)?.find(({ operator, values, key }) => operator === 'In' && values.length === 1 && !isAutomatic(key));
    const key = first ? label([first.key, first.values[0]]) : '';
    const same = shelf.get(key);
    if (same) { same.push(policy); } else { shelf.set(key, [policy]); }
  }

  private addForeign(object: Manifest): void {
    if (FOREIGN[object.kind]) { this.clusterWide = true; return; }
    const namespace = namespaceOf(object);
    const same = this.foreign.get(namespace);
    if (same) { same.push(object); } else { this.foreign.set(namespace, [object]); }
  }
}

function label([key, value]: readonly [string, unknown]): string {
  return `${key}=${String(value)}`;
}

/** The selector of a Cilium policy, without the sources of its labels; something unreadable for policies of other makers. */
function endpoints(object: Manifest): unknown {
  const selector = isMap(object.spec) && !object.specs ? object.spec.endpointSelector : undefined;
  if (object.kind !== 'CiliumNetworkPolicy' || !isMap(selector) || selector.matchExpressions) { return 'unreadable'; }
  if (!isMap(selector.matchLabels)) { return {}; }
  return { matchLabels: Object.fromEntries(Object.entries(selector.matchLabels).map(([key, value]) => [key.replace(/^(k8s|any):/, ''), value])) };
}
