import { Inventory, Manifest, namespaceOf, Ref } from './inventory';
import { once, onceForOne } from './once';
import { OPERATED, operatedPod } from './operated-pods';
import { isMap, items } from './values';
import { remembered } from '../x509/memory';

/** The labels of pods. */
export type Labels = { readonly [key: string]: string };

/** A container in a pod template of some workload. */
export interface ContainerContext {
  readonly inventory: Inventory;
  readonly workload: Manifest;
  readonly namespace: string;
  /** the labels of the pods */
  readonly labels: Labels;
  readonly pod: any;
  readonly container: any;
  /** init containers run before the others, unless they are sidecars (restartPolicy Always) */
  readonly init: boolean;
  /** an operator makes it of a resource: what it is told stands in fields of that, and `field` names the nearest */
  readonly made?: boolean;
  /** where the container stands in its workload, for example "spec.template.spec.containers[0]" */
  readonly field: string;
  /** command and args, with $(VAR) expanded */
  readonly words: readonly string[];
  /** the environment, as far as the manifests show its values */
  readonly env: ReadonlyMap<string, EnvValue>;
}

/** The value of an environment variable: its text, or where it comes from when that does not show. */
export interface EnvValue {
  readonly value?: string;
  readonly from?: { readonly kind: 'Secret' | 'ConfigMap'; readonly name: string; readonly key: string };
}

/** Kinds with a pod template, and the path to it. */
const TEMPLATES: { readonly [kind: string]: readonly string[] } = {
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  Pod: [],
};

/** Kinds that run pods. */
export const WORKLOADS = Object.keys(TEMPLATES);

/** A pod template, as far as it is one, and the path to its spec. */
export interface PodTemplate {
  readonly labels: { readonly [key: string]: string };
  readonly annotations: { readonly [key: string]: unknown };
  readonly spec: any;
  readonly field: string;
}

/** The pod template of a workload; undefined for other kinds and for broken ones. Readers and rules ask again and again: it is worked out once. */
export function podTemplate(workload: Manifest): PodTemplate | undefined {
  return Object.hasOwn(TEMPLATES, workload.kind) ? remembered('pod template', workload, () => templateOf(workload)) : undefined;
}

function templateOf(workload: Manifest): PodTemplate | undefined {
  const path = TEMPLATES[workload.kind];
  const template = path.reduce<any>((at, key) => (isMap(at) ? at[key] : undefined), workload);
  if (!isMap(template) || !isMap(template.spec)) { return undefined; }
  const { labels, annotations } = isMap(template.metadata) ? template.metadata : {} as { labels?: unknown; annotations?: unknown };
  return { labels: isMap(labels) ? labels : {}, annotations: isMap(annotations) ? annotations : {}, spec: template.spec, field: [...path, 'spec'].join('.') };
}

/** Kinds with containers: those that run pods, and those of which an operator makes pods. */
export const CONTAINER_KINDS: readonly string[] = [...WORKLOADS, ...OPERATED];

/** All containers of the manifests. */
export function containersOf(inventory: Inventory): readonly ContainerContext[] {
  return once(inventory, allContainers);
}

function allContainers(inventory: Inventory): readonly ContainerContext[] {
  return CONTAINER_KINDS.flatMap((kind) => inventory.all(kind)).flatMap((workload) => containersIn(inventory, workload));
}

/** The containers that one object shows whole, made once; none for an object of another kind. */
export function containersIn(inventory: Inventory, workload: Manifest): ContainerContext[] {
  return onceForOne(inventory, workload, contextsOf);
}

function contextsOf(inventory: Inventory, workload: Manifest): ContainerContext[] {
  const template = podTemplate(workload);
  const operated = template ? undefined : operatedPod(workload);
  const { labels, spec: pod } = template ?? operated ?? {};
  if (!labels || !pod) { return []; }
  return (['initContainers', 'containers'] as const).flatMap((list) => items(pod[list]).filter(isMap).flatMap((container, i): ContainerContext[] => {
    if (operated?.whole(container) === false) { return []; }
    return [{
      inventory,
      workload,
      namespace: namespaceOf(workload),
      labels,
      pod,
      container,
      init: list === 'initContainers' && container.restartPolicy !== 'Always',
      field: `${template?.field ?? 'spec'}.${list}[${i}]`,
      ...started(inventory, namespaceOf(workload), container),
    }];
  }));
}

/** What a container is started with: its environment, and its words with that put in. */
export function started(inventory: Inventory, namespace: string, container: any): Pick<ContainerContext, 'env' | 'words'> {
  const env = environment(inventory, namespace, container);
  return { env, words: [...items(container.command), ...items(container.args)].map((word) => expand(String(word), env)) };
}

/** A reference to a container, or to something in it. */
export function containerRef(context: ContainerContext, below?: string): Ref {
  return context.inventory.ref(context.workload, below === undefined || context.made === true ? context.field : `${context.field}.${below}`);
}

/** The text of a Secret's or ConfigMap's key that a variable is taken from, or its plain value. */
function environment(inventory: Inventory, namespace: string, container: any): Map<string, EnvValue> {
  const env = new Map<string, EnvValue>();
  for (const source of items(container.envFrom)) {
    for (const [kind, reference] of [['Secret', source.secretRef], ['ConfigMap', source.configMapRef]] as const) {
      const object = reference?.name ? inventory.get(kind, namespace, reference.name) : undefined;
      for (const key of Object.keys({ ...object?.data, ...object?.stringData })) {
        const value = inventory.value(kind, namespace, reference.name, key);
        env.set(`${source.prefix ?? ''}${key}`, { value: typeof value === 'string' ? value : undefined, from: { kind, name: reference.name, key } });
      }
    }
  }
  for (const variable of items(container.env)) {
    if (typeof variable.name !== 'string') { continue; }
    // A variable with neither is empty (core/v1 EnvVar: value defaults to "").
    if (variable.value !== undefined || variable.valueFrom === undefined) {
      env.set(variable.name, { value: expand(String(variable.value ?? ''), env) });
      continue;
    }
    for (const [kind, reference] of [['Secret', variable.valueFrom?.secretKeyRef], ['ConfigMap', variable.valueFrom?.configMapKeyRef]] as const) {
      if (reference?.name && reference?.key) {
        const value = inventory.value(kind, namespace, reference.name, reference.key);
        env.set(variable.name, { value: typeof value === 'string' ? value : undefined, from: { kind, name: reference.name, key: reference.key } });
      }
    }
  }
  return env;
}

/** Whether variables may come from an object that the manifests do not have. */
export function mayHoldMore({ inventory, namespace, container }: Pick<ContainerContext, 'inventory' | 'namespace' | 'container'>): boolean {
  return items(container.envFrom).some((source) => {
    const [kind, reference] = source.secretRef ? ['Secret', source.secretRef] as const : ['ConfigMap', source.configMapRef] as const;
    return inventory.get(kind, namespace, String(reference?.name)) === undefined;
  });
}

/** Replaces $(NAME) by what the kubelet would, and leaves what is not known as it stands; $$ is an escaped $. */
function expand(word: string, env: ReadonlyMap<string, EnvValue>): string {
  return word.replace(/\$\$|\$\(([A-Za-z_.-][A-Za-z0-9_.-]*)\)/g, (all, name) => (all === '$$' ? '$' : env.get(name)?.value ?? all));
}
