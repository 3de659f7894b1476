import { ApiObject, ApiObjectMetadata, Chart, JsonPatch } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { proveAtSynth } from './at-synth';
import { invalid } from './invalid';
import { ownLabels } from './labels';
import { Later, later } from './later';
import { requireLabel, requireName } from './text';
import { checkVocabulary } from './vocabulary';

/** An object to emit: its kind, its name, and whatever else the kind has. */
export interface Emission {
  readonly apiVersion: string;
  readonly kind: string;
  /** the name of the object, exactly as it goes to the manifest */
  readonly name: string;
  /** leave out for cluster-scoped kinds */
  readonly namespace?: string;
  /** the user's metadata: labels and annotations of it are added, name and namespace were resolved by the caller */
  readonly metadata?: ApiObjectMetadata;
  readonly labels?: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
  /** top-level fields beside apiVersion, kind and metadata */
  readonly [field: string]: any;
}

const emitted = new WeakMap<IConstruct, Map<string, string>>();
const ours = new WeakSet<IConstruct>();

/** Whether this library has emitted an object. */
export function isEmitted(object: IConstruct): boolean {
  return ours.has(object);
}

/**
 * Adds a plain ApiObject. Imported classes are not used: they drop patches and unknown fields when they render (cdk8s issue 2172).
 *
 * @throws when this library has already emitted an object of the same kind, namespace and name in this app: one of the two would be lost; for labels,
 * annotations and names of classes that cannot be
 */
export function emit(scope: Construct, id: string, object: Emission): ApiObject {
  const { apiVersion, kind, name, namespace, metadata, labels, annotations, ...fields } = object;
  proveAtSynth(scope);
  claim(scope, id, `${kind} ${namespace ? `${namespace}/` : ''}${name}`);
  const content: { [field: string]: any } = {
    metadata: {
      ...metadata,
      name,
      namespace,
      labels: { ...ownLabels(), ...labels, ...metadata?.labels },
      ...(annotations || metadata?.annotations ? { annotations: { ...annotations, ...metadata?.annotations } } : {}),
    },
    ...fields,
  };
  const where = `${scope.node.path}/${id}`;
  checkVocabulary(where, content, '');
  for (const [field, value] of Object.entries(content)) {
    if (value instanceof Later) { content[field] = later(() => looked(where, field, value.resolve())); }
  }
  const emission = new ApiObject(scope, id, { apiVersion, kind, ...content });
  ours.add(emission);
  // cdk8s gives the chart's namespace to cluster-scoped kinds as well.
  if (namespace === undefined && emission.metadata.namespace !== undefined) { emission.addJsonPatch(JsonPatch.remove('/metadata/namespace')); }
  return emission;
}

function looked<T>(where: string, field: string, value: T): T {
  checkVocabulary(where, { [field]: value }, '');
  return value;
}

/**
 * Notes that an object is made: by `emit`, or by an operator out of what was emitted.
 *
 * @param what kind, namespace and name
 * @throws when another construct of the app makes it too
 */
export function claim(scope: Construct, id: string, what: string): void {
  const root = scope.node.root;
  const names = emitted.get(root) ?? new Map<string, string>();
  emitted.set(root, names);
  const path = `${scope.node.path}/${id}`;
  const other = names.get(what);
  // What is computed at synth is emitted anew at the same place.
  if (other !== undefined && other !== path) {
    throw invalid(scope, {
      what: 'two objects have one kind, namespace and name, so one of them would be lost',
      saw: what,
      fix: `make it once, or give one of them another name or namespace (the first is made by ${other}); what is for two clusters belongs into two Apps`,
    });
  }
  names.set(what, path);
}

/** The name of a construct's main object: from its metadata, else from its id. */
export function nameOf(scope: Construct, id: string, metadata: ApiObjectMetadata | undefined, maxNameLength: number = 63): string {
  const path = `${scope.node.path}/${id}`;
  return metadata?.name === undefined
    ? requireLabel(path, 'the construct id, which names the object unless metadata.name does,', id, maxNameLength)
    : requireLabel(path, 'metadata.name', metadata.name, maxNameLength);
}

/** Name and namespace of a construct's main object: from its metadata, else from its id and its chart. */
export function identity(
  scope: Construct, id: string, metadata: ApiObjectMetadata | undefined, maxNameLength: number = 63,
): { name: string; namespace: string } {
  return { name: nameOf(scope, id, metadata, maxNameLength), namespace: namespaceOf(scope, `${scope.node.path}/${id}`, metadata?.namespace) };
}

/**
 * The namespace that an object will be in. It must be known at synth, because the names in certificates contain it.
 *
 * @throws when neither the metadata nor the chart has one
 */
export function namespaceOf(scope: Construct, where: string, explicit?: string): string {
  const namespace = explicit ?? Chart.of(scope).namespace;
  if (namespace === undefined) {
    throw invalid(where, {
      what: 'the namespace is not known, and the names in TLS certificates contain it',
      allowed: 'a namespace on the chart or in metadata',
      fix: "new Chart(app, 'tracing', { namespace: 'tracing' }), or metadata: { namespace: 'tracing' }",
    });
  }
  return requireLabel(where, 'the namespace', namespace);
}

const declared = new WeakMap<IConstruct, readonly ApiObject[]>();

/** What was ordered before an object, in whatever chart. */
export function orderedBefore(object: ApiObject): readonly ApiObject[] {
  return declared.get(object) ?? [];
}

/**
 * Says that `before` comes ahead of `after`, and prints it so. Only within one chart: an edge between charts renames every output file. A Job has to be done and
 * not only to be there, which the order of documents cannot say.
 */
export function order(before: readonly ApiObject[], after: ApiObject): void {
  declared.set(after, [...declared.get(after) ?? [], ...before]);
  for (const object of before) {
    if (object !== after && object.kind !== 'Job' && Chart.of(object) === Chart.of(after)) { after.addDependency(object); }
  }
}

/** A Kubernetes object name built from parts; the longest allowed is kept by refusing, not by cutting. */
export function derivedName(where: IConstruct | string, field: string, ...parts: string[]): string {
  return requireName(where, field, parts.join('-'));
}
