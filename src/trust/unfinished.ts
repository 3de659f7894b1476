import { Inventory, Manifest, Ref } from './inventory';
import { once } from './once';
import { hasPlaceholder, hasVariable } from './placeholders';
import { ATTRIBUTE } from './pod-volumes';
import { isMap, items } from './values';

/** Kinds whose fields say who listens, who dials, what is trusted and what is let through. Others hold texts of other programs. */
const KINDS = new Set([
  'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob', 'Pod', 'Service', 'NetworkPolicy', 'TempoMonolithic', 'TempoStack', 'Tenant',
  'Certificate', 'Issuer', 'ClusterIssuer', 'Bundle', 'ClusterBundle', 'ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig', 'Prometheus', 'PrometheusAgent', 'ThanosRuler', 'Alertmanager',
  'SecretStore', 'ClusterSecretStore', 'Ingress', 'Route', 'Gateway', 'BackendTLSPolicy', 'OpenTelemetryCollector',
]);

/** Fields on which no connection depends; and Tempo's own configuration, in which variables are read by Tempo. */
const HARMLESS = new Set([
  'annotations', 'resources', 'replicas', 'storage', 'storageSize', 'storageClassName', 'nodeSelector', 'tolerations', 'affinity', 'image', 'imagePullSecrets', 'extraConfig', 'relabelings',
  'metricRelabelings', 'volumeClaimTemplate', 'volumeClaimTemplates', 'serviceAccountName', 'serviceAccount', 'priorityClassName', 'inLine', 'inLineCAs', 'status', 'managedFields',
]);

/** Annotations that decide who ends TLS, with which certificate. */
const DECIDING = /ssl-passthrough|auth-tls|proxy-ssl|backend-protocol|termination|ingress\.class|proxied|^cert-manager\.io\//;

/** Variables that cert-manager's csi-driver fills in for each pod (0.16.0, pkg/requestgen/generator.go). */
const OF_THE_DRIVER = /\$(?:POD_NAME|POD_NAMESPACE|POD_UID|SERVICE_ACCOUNT_NAME)\b|\$\{(?:POD_NAME|POD_NAMESPACE|POD_UID|SERVICE_ACCOUNT_NAME)\}/g;

/** Variables that hold who somebody is, and not where or how something is found. */
const CREDENTIAL = /USER|PASS|SECRET|TOKEN|ACCESS|KEY_ID|CREDENTIAL/i;

/** The first text of an object that stands for another where connections depend on it; undefined for an object that is as it will be applied. */
export function placeholderIn(object: Manifest): string | undefined {
  if (!KINDS.has(object.kind)) { return undefined; }
  return once(object, firstOf);
}

function firstOf({ kind, metadata, spec }: Manifest): string | undefined {
  const annotations = ['Ingress', 'Route', 'Gateway'].includes(kind) ? Object.entries(metadata.annotations ?? {}) : [];
  const deciding = annotations.filter(([name]) => DECIDING.test(name)).map(([, value]) => value);
  // In its own configuration a collector reads variables itself.
  const own: unknown = kind === 'OpenTelemetryCollector' && isMap(spec) ? { ...spec, config: undefined } : spec;
  return search(own) ?? search([metadata.name, deciding, LABELLED.has(kind) ? metadata.labels : undefined]);
}

/** Kinds whose own labels are those of pods. */
const LABELLED = new Set(['Pod', 'OpenTelemetryCollector']);

function search(value: unknown): string | undefined {
  if (typeof value === 'string') { return hasPlaceholder(value) ? value : undefined; }
  if (Array.isArray(value)) { return first(value, search); }
  if (!isMap(value)) { return undefined; }
  // A variable of the environment.
  if (typeof value.name === 'string' && typeof value.value === 'string' && !hasPlaceholder(value.name)) { return !CREDENTIAL.test(value.name) && hasPlaceholder(value.value) ? value.value : undefined; }
  return first(Object.entries(value), ([key, below]) => {
    if (HARMLESS.has(key) && !isStorage(key, below)) { return undefined; }
    if (hasPlaceholder(key)) { return key; }
    if (key.startsWith(ATTRIBUTE) && typeof below === 'string') { return search(below.replace(OF_THE_DRIVER, '')); }
    return ['args', 'command', 'env'].includes(key) && Array.isArray(below) ? inContainer(below, value) : search(below);
  });
}

/** The words or the environment of a container: scripts have variables of their own, and `$(NAME)` is one of the environment. */
function inContainer(list: readonly unknown[], { env, envFrom }: { readonly [field: string]: any }): string | undefined {
  const set = new Set(items(env).map((variable) => variable.name));
  const own = (text: string) => text.replace(/\$\(([\w.-]+)\)/g, (all, name) => (set.has(name) || items(envFrom).length > 0 ? '' : all));
  return first([...list.entries()], ([i, one]) => {
    if (typeof one !== 'string') { return search(isMap(one) && typeof one.value === 'string' ? { ...one, value: own(one.value) } : one); }
    const script = /\n|[;&|]|\s-/.test(one) || /^-[a-z]*c$/.test(String(list[i - 1]));
    return (script ? /^\$\([\w.-]+\)$/.test(own(one)) || (/^(\S+|\{\{[^{}]*\}\})$/.test(one) && hasVariable(one)) : hasVariable(one) || hasPlaceholder(own(one))) ? one : undefined;
  });
}

function first<T>(list: readonly T[], find: (one: T) => string | undefined): string | undefined {
  for (const one of list) {
    const found = find(one);
    if (found !== undefined) { return found; }
  }
  return undefined;
}

/** The storage of a Tempo is a map with what matters most, that of a claim a quantity. */
function isStorage(key: string, value: unknown): boolean {
  return key === 'storage' && isMap(value);
}

/** The first of some objects that has a text in place of another, and that text. */
export function unfinished(inventory: Inventory, refs: readonly (Ref | undefined)[]): { readonly ref: Ref; readonly text: string } | undefined {
  for (const ref of refs) {
    const object = ref && inventory.get(ref.kind, ref.namespace, ref.name);
    const text = object && placeholderIn(object);
    if (ref && text !== undefined) { return { ref, text }; }
  }
  return undefined;
}

/** What else a name leads to than the object that has it: what is behind an ExternalName, the Secret that a Certificate fills. */
const NAMES = (kind: string, { metadata, spec }: Manifest): unknown[] =>
  (kind === 'Certificate' ? [spec?.secretName] : [metadata.name, ...kind === 'Service' ? [spec?.externalName] : []]);

/** Whether the object of a name that is looked for may be one whose name, or namespace, is still to be filled in. */
export function maybeNamed(inventory: Inventory, kind: 'Service' | 'Issuer' | 'ClusterIssuer' | 'Certificate', name: string): boolean {
  const names = once(inventory, unnamed).get(kind);
  return names !== undefined && (names === 'any' || names.has(name));
}

/** By kind, the names of what may be in any namespace; "any" where some name is not known itself. */
function unnamed(inventory: Inventory): ReadonlyMap<string, ReadonlySet<unknown> | 'any'> {
  return new Map(['Service', 'Issuer', 'ClusterIssuer', 'Certificate'].map((kind) => {
    const all = inventory.all(kind);
    const unknown = all.some((one) => NAMES(kind, one).some((name) => typeof name === 'string' && hasPlaceholder(name)));
    return [kind, unknown ? 'any' : new Set(all.filter(({ metadata }) => !metadata.namespace && kind !== 'ClusterIssuer').map((one) => NAMES(kind, one)[0]))];
  }));
}
