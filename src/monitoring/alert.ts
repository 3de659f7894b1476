import { Target } from './target';

/** An alert before it is written. */
export interface Alert {
  readonly name: string;
  readonly severity: 'critical' | 'warning';
  readonly for: string;
  readonly expr: string;
  /** one line, with {{ $labels… }} as Prometheus fills them in */
  readonly summary: string;
  readonly description: string;
  readonly labels?: { readonly [label: string]: string };
}

/** From when on something is an alert; times in seconds. */
export interface Thresholds {
  readonly storageErrorRatio: number;
  readonly storageLatency: number;
  readonly storageFreeRatio: number;
  readonly queryErrorRatio: number;
  readonly queryLatency: number;
  readonly certificateWarning: number;
  readonly certificateCritical: number;
}

/** A matcher of the label `job` for some targets. */
export function ofJobs(targets: readonly Target[]): string {
  const jobs = [...new Set(targets.map(({ job }) => job))];
  return jobs.length === 1 ? `job="${jobs[0]}"` : `job=~"${jobs.map(escaped).join('|')}"`;
}

/** A matcher for one of some names, which are those of Kubernetes objects. */
export function ofNames(label: string, names: readonly string[]): string {
  return names.length === 1 ? `${label}="${names[0]}"` : `${label}=~"${names.map(escaped).join('|')}"`;
}

/** Text that means itself in a regular expression in a string of PromQL. */
function escaped(text: string): string {
  return text.replace(/[.+*?()|[\]{}^$]/g, '\\\\$&');
}

/**
 * A metric about objects of a namespace that somebody else exports. Prometheus writes the exporter's own namespace into the label `namespace`, and what was there into
 * `exported_namespace`, unless it is told to honour labels.
 */
export function about(metric: string, namespace: string, matchers: string): string {
  return `(${metric}{exported_namespace="${namespace}",${matchers}} or ${metric}{namespace="${namespace}",exported_namespace="",${matchers}})`;
}

/** How large a share of some counted events is: nothing where there were none. */
export function share(failed: string, all: string, by: string, range = '5m'): string {
  return `sum by (${by}) (rate(${failed}[${range}])) / sum by (${by}) (rate(${all}[${range}]))`;
}

/** What the slowest hundredth takes. */
export function slowest(histogram: string, matchers: string, by: string, range = '10m'): string {
  return `histogram_quantile(0.99, sum by (${by}, le) (rate(${histogram}{${matchers}}[${range}])))`;
}
