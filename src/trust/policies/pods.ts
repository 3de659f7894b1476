import { collectorLabels, isOperatedCollector } from '../collector/operated';
import { podTemplate, WORKLOADS } from '../containers';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { isMap } from '../values';
import { Policy } from './policy';
import { closedLabels, labelText, requirements, selects } from './selector';

/** Kinds whose pods an operator makes, with labels that are not all known. */
const MADE_ELSEWHERE = ['TempoStack', 'Tenant', 'Prometheus', 'ThanosRuler', 'Alertmanager', 'PrometheusAgent', 'TargetAllocator'];

/** How many pods with one label in common are compared. */
const COMPARED = 50;

/** Pods of the manifests whose labels are all known, to compare selectors with. */
export interface KnownPods {
  readonly object: Manifest;
  readonly labels: { readonly [key: string]: unknown };
}

/** Labels of the pods that the Tempo operator 0.22.0 makes of a TempoMonolithic (internal/manifests/monolithic/labels.go). */
export function monolithicLabels(object: Manifest): { readonly [key: string]: string } {
  return {
    'app.kubernetes.io/name': 'tempo-monolithic',
    'app.kubernetes.io/instance': object.metadata.name,
    'app.kubernetes.io/managed-by': 'tempo-operator',
    'app.kubernetes.io/component': 'tempo',
  };
}

/** The pods of some manifests by namespace and label, and where operators make others. */
export class PodIndex {
  private readonly byLabel = new Map<string, KnownPods[]>();
  private readonly open = new Set<string>();

  constructor(inventory: Inventory) {
    for (const object of [...WORKLOADS, 'TempoMonolithic', 'OpenTelemetryCollector'].flatMap((kind) => inventory.all(kind))) {
      const labels = object.kind === 'TempoMonolithic' ? monolithicLabels(object) : isOperatedCollector(object) ? collectorLabels(object) : podTemplate(object)?.labels;
      const pods = { object, labels: labels ?? {} };
      for (const [key, value] of Object.entries(pods.labels)) {
        const at = index(namespaceOf(object), key, labelText(value) ?? '');
        const same = this.byLabel.get(at);
        if (same) { same.push(pods); } else { this.byLabel.set(at, [pods]); }
      }
    }
    // A collector's own target allocator has other labels than the collector.
    const beside = inventory.all('OpenTelemetryCollector').filter(({ spec }) => isMap(spec?.targetAllocator));
    for (const object of [...MADE_ELSEWHERE.flatMap((kind) => inventory.all(kind)), ...beside]) { this.open.add(namespaceOf(object)); }
  }

  /** Whether a policy asks for labels that no pods of its namespace have, as far as the manifests show them. */
  public isOrphan(policy: Policy): boolean {
    const lists = (requirements(policy.selector) ?? []).filter(({ operator, values }) => operator === 'In' && values.length === 1)
      .map(({ key, values }) => this.byLabel.get(index(policy.namespace, key, values[0])) ?? []);
    const [fewest] = lists.sort((a, b) => a.length - b.length);
    if (fewest === undefined || fewest.length > COMPARED) { return false; }
    return fewest.every(({ labels }) => selects(policy.selector, closedLabels(labels)) === false);
  }

  /**
   * Pods that a policy misses by the value of one label while all others (one at least) agree; undefined when it selects some pods, asks for
   * more than labels, or may mean pods that are not in the manifests.
   */
  public nearMiss(policy: Policy): { pods: KnownPods; key: string; wanted: string; has: string } | undefined {
    const wanted = requirements(policy.selector);
    if (!wanted || wanted.length < 2 || this.open.has(policy.namespace)) { return undefined; }
    if (wanted.some(({ operator, values }) => operator !== 'In' || values.length !== 1)) { return undefined; }
    const pairs = wanted.map(({ key, values }) => ({ key, value: values[0] }));
    const lists = pairs.map(({ key, value }) => this.byLabel.get(index(policy.namespace, key, value)) ?? []);
    if (lists.some((list) => list.length > COMPARED)) { return undefined; }
    const candidates = [...new Set(lists.flat())]
      .map((pods) => ({ pods, off: pairs.filter(({ key, value }) => labelText(pods.labels[key]) !== value) }));
    if (candidates.some(({ off }) => off.length === 0)) { return undefined; }
    const near = candidates.filter(({ pods, off }) => off.length === 1 && labelText(pods.labels[off[0].key]) !== undefined);
    if (near.length !== 1) { return undefined; }
    const [{ pods, off: [{ key, value }] }] = near;
    return { pods, key, wanted: value, has: String(pods.labels[key]) };
  }
}

function index(namespace: string, key: string, value: string): string {
  return `${namespace}\n${key}\n${value}`;
}
