import { Inventory, Manifest } from './inventory';
import { once } from './once';
import { isMap, items } from './values';

type Spec = { readonly [field: string]: any };

/** Resources whose operator makes pods, and takes containers and volumes of their spec into them (prometheus-operator 0.93, pkg/apis/monitoring/v1). */
export const OPERATED: readonly string[] = ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'];

/** Whether an object is such a resource. */
export function isOperated({ kind, apiVersion }: Manifest): boolean {
  return OPERATED.includes(kind) && apiVersion.startsWith('monitoring.');
}

/** All such resources of one kind. */
export function allOperated(inventory: Inventory, kind: string): Manifest[] {
  return inventory.all(kind).filter(isOperated);
}

/** The labels of the pods that the operator makes of a resource of its: of one resource always the same object. */
export function operatedLabels(object: Manifest): { readonly [key: string]: string } {
  return once(object, labelsOf);
}

function labelsOf(object: Manifest): { readonly [key: string]: string } {
  const { name } = object.metadata;
  const own = object.spec?.podMetadata?.labels;
  const of = (application: string, more: { readonly [key: string]: string }) => ({
    ...(isMap(own) ? own : {}),
    'app.kubernetes.io/name': application,
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    ...more,
  });
  // Of several shards each has its own number.
  const shard: { [key: string]: string } = typeof object.spec?.shards === 'number' && object.spec.shards > 1 ? {} : { 'operator.prometheus.io/shard': '0' };
  switch (object.kind) {
    case 'ThanosRuler': return of('thanos-ruler', { 'thanos-ruler': name });
    case 'Alertmanager': return of('alertmanager', { alertmanager: name });
    case 'PrometheusAgent': return of('prometheus-agent', { 'operator.prometheus.io/name': name, ...(object.spec?.mode === 'DaemonSet' ? {} : shard) });
    default: return of('prometheus', { 'prometheus': name, 'operator.prometheus.io/name': name, ...shard });
  }
}

/** What a resource says of its pods that is no piece to be put over another. */
const WHOLE = /^(replicas|query(Config|Endpoints)|serviceAccountName|image|version|resources|storage|secrets|configMaps|.*Selector)$/;

/** Whether all of a resource shows: a piece that kustomize puts over it says nothing of what is mounted. */
export function isWhole(inventory: Inventory, { kind, metadata, spec }: Manifest): boolean {
  return isMap(spec) && Object.keys(spec).some((field) => WHOLE.test(field))
    && inventory.all(kind).filter((other) => other.metadata.name === metadata.name).length === 1;
}

/** The volumes of those pods that their resource names; the operator makes others beside them. */
export function operatedVolumes(spec: Spec): Spec[] {
  return [...items(spec.volumes), ...listedVolumes('secret', spec.secrets), ...listedVolumes('configmap', spec.configMaps)];
}

/** Volumes that the operator makes of `spec.secrets` and `spec.configMaps`; other containers than its own may mount them too. */
export function listedVolumes(kind: 'secret' | 'configmap', names: unknown): (Spec & { readonly name: string })[] {
  return items(names).map(String).map((name) => ({
    name: `${kind}-${name}`.toLowerCase().replace(/[^-a-z0-9]+/g, '-').slice(0, 63),
    ...(kind === 'secret' ? { secret: { secretName: name } } : { configMap: { name } }),
  }));
}

/** What a container of the operator's own is changed by, and where that stands: one of its name in the resource is merged over it. */
export function patchOf(spec: Spec, name: string): { readonly patch: Spec; readonly field: string } | undefined {
  const i = items(spec.containers).findIndex((container) => isMap(container) && container.name === name);
  return i < 0 ? undefined : { patch: spec.containers[i], field: `spec.containers[${i}]` };
}

/** The pods that are made of such a resource. */
export interface OperatedPod {
  readonly labels: { readonly [key: string]: string };
  readonly spec: Spec;
  /** whether a container stands in it whole, and is no patch of one of the operator's */
  readonly whole: (container: Spec) => boolean;
}

/** The pods of such a resource; undefined for any other object. */
export function operatedPod(object: Manifest): OperatedPod | undefined {
  const spec: Spec | undefined = isMap(object.spec) ? object.spec : undefined;
  if (!spec || !isOperated(object)) { return undefined; }
  const own = ownContainers(object);
  return { labels: operatedLabels(object), spec: { ...spec, volumes: operatedVolumes(spec) }, whole: ({ name }) => !own.includes(name) };
}

/** The containers that the operator makes itself. */
function ownContainers({ kind, spec }: Manifest): string[] {
  const reloaders = ['config-reloader', ...(kind === 'ThanosRuler' ? [] : ['init-config-reloader'])];
  switch (kind) {
    case 'ThanosRuler': return ['thanos-ruler', ...reloaders];
    case 'Alertmanager': return ['alertmanager', ...reloaders];
    default: return ['prometheus', ...reloaders, ...(isMap(spec.thanos) ? ['thanos-sidecar'] : [])];
  }
}
