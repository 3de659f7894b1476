import type { Manifest } from './inventory';
import { hasPlaceholder } from './placeholders';
import { isMap, items } from './values';

/** The API groups of kinds that others have too: Knative has a Service and a Route, Calico a NetworkPolicy, Istio a Gateway, Fleet a Bundle. */
const GROUPS: { readonly [kind: string]: RegExp } = {
  Service: /^v1$/,
  Secret: /^v1$/,
  ConfigMap: /^v1$/,
  Pod: /^v1$/,
  Deployment: /^(apps|extensions)\//,
  StatefulSet: /^apps\//,
  DaemonSet: /^(apps|extensions)\//,
  ReplicaSet: /^(apps|extensions)\//,
  Job: /^batch\//,
  CronJob: /^batch\//,
  NetworkPolicy: /^(networking\.k8s\.io|extensions)\//,
  Ingress: /^(networking\.k8s\.io|extensions)\//,
  Route: /^(route\.openshift\.io\/)?v1$/,
  Gateway: /^gateway\.networking\.k8s\.io\//,
  Certificate: /^(cert-manager\.io|certmanager\.k8s\.io)\//,
  Issuer: /^(cert-manager\.io|certmanager\.k8s\.io)\//,
  Bundle: /^trust(\.cert-)?-?manager\.io\//,
};

/**
 * An object whose namespace is still to be filled in names none: it is where the others are. A Job or Pod that the API server shall name, as hooks of Argo CD
 * are, is called by what its name begins with.
 */
export function anywhere(object: unknown): unknown {
  if (!isMap(object) || !isMap(object.metadata)) { return object; }
  const { metadata } = object;
  if (metadata.name === undefined && (object.kind === 'Job' || object.kind === 'Pod')) {
    return typeof metadata.generateName === 'string' ? anywhere({ ...object, metadata: { ...metadata, name: metadata.generateName } }) : object;
  }
  const open = typeof metadata.namespace === 'string' && hasPlaceholder(metadata.namespace);
  return open ? { ...object, metadata: { ...metadata, namespace: undefined } } : object;
}

/** Whether another API group has a kind of this name too, and the object is of that one. A kind may have any name, "constructor" included. */
export function ofAnotherGroup(object: Manifest): boolean {
  return Object.prototype.hasOwnProperty.call(GROUPS, object.kind) && !GROUPS[object.kind].test(object.apiVersion);
}

/** Lists taken apart. Lists in lists are rare, and a list can hold itself (a YAML anchor). */
export function flatten(object: unknown, depth: number = 0): unknown[] {
  if (!isMap(object)) { return object === null || object === undefined ? [] : [object]; }
  if (depth < 5 && isTemplate(object)) { return object.objects.flatMap((one: unknown) => flatten(filledIn(one, parametersOf(object)), depth + 1)); }
  if (depth < 5 && typeof object.kind === 'string' && object.kind.endsWith('List') && Array.isArray(object.items)) {
    return object.items.flatMap((item: unknown) => flatten(item, depth + 1));
  }
  return [object];
}

/** A Template of OpenShift (template.openshift.io/v1): objects with parameters, some of which have a value of their own. */
function isTemplate(object: { readonly [key: string]: unknown }): object is { readonly objects: unknown[]; readonly parameters?: unknown } {
  return object.kind === 'Template' && /^(template\.openshift\.io\/)?v1$/.test(String(object.apiVersion)) && Array.isArray(object.objects);
}

function parametersOf({ parameters }: { readonly parameters?: unknown }): Map<string, string> {
  const given = items(parameters).filter((one) => isMap(one) && one.value !== undefined && one.value !== null);
  return new Map(given.map((one) => [String(one.name), String(one.value)]));
}

/** `${NAME}` is a text, `${{NAME}}` whatever the value is in YAML, which here may be a number or a boolean. */
function filledIn(value: unknown, parameters: ReadonlyMap<string, string>, depth: number = 0): unknown {
  if (typeof value === 'string' && value.includes('${')) {
    const whole = /^\$\{\{(\w+)\}\}$/.exec(value);
    const given = whole ? parameters.get(whole[1]) : undefined;
    if (given !== undefined) { return /^\d{1,9}$/.test(given) ? Number(given) : given === 'true' || given === 'false' ? given === 'true' : given; }
    return value.replace(/\$\{(\w{1,200})\}/g, (all, name: string) => parameters.get(name) ?? all);
  }
  if (depth > 60 || typeof value !== 'object' || value === null || value instanceof Date) { return value; }
  if (Array.isArray(value)) { return value.map((item) => filledIn(item, parameters, depth + 1)); }
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [String(filledIn(key, parameters)), filledIn(below, parameters, depth + 1)]));
}

/** Whether a document is an object of Kubernetes. */
export function isManifest(object: unknown): object is Manifest {
  if (!isMap(object) || !isMap(object.metadata)) { return false; }
  return typeof object.kind === 'string' && typeof object.apiVersion === 'string' && typeof object.metadata.name === 'string';
}
