/** The two label sets of a workload. The selector depends on names only, so moving a construct in the tree changes no selector. */
export interface WorkloadLabels {
  /** for the immutable `spec.selector` and for Services and policies */
  readonly selector: { [key: string]: string };
  /** the selector and the descriptive labels */
  readonly all: { [key: string]: string };
}

/** The recommended `app.kubernetes.io` labels of a workload. */
export function workloadLabels(app: { name: string; instance: string; component: string }): WorkloadLabels {
  const selector = {
    'app.kubernetes.io/name': app.name,
    'app.kubernetes.io/instance': app.instance,
    'app.kubernetes.io/component': app.component,
  };
  return { selector, all: { ...selector, ...ownLabels() } };
}

/** Labels of every object this library makes. */
export function ownLabels(): { [key: string]: string } {
  return { 'app.kubernetes.io/part-of': 'observability-tls', 'app.kubernetes.io/managed-by': 'cdk8s' };
}
