import { isOperatedCollector } from '../collector/operated';
import { podTemplate, WORKLOADS } from '../containers';
import { Inventory, Manifest, Ref } from '../inventory';
import { isOperated, operatedPod } from '../operated-pods';
import { hasPlaceholder } from '../placeholders';
import { isMap, items } from '../values';
import { atLeast, Labels } from './selector';

/** The pods that an object runs, as policies see them, with what decides whether they see them at all. */
export interface Runner {
  /** undefined for pods that an operator makes */
  readonly workload?: Manifest;
  readonly labels: Labels;
  /** named TCP ports, where they are known */
  readonly names?: ReadonlyMap<string, number>;
  /** whether there may be others than those */
  readonly moreNames?: boolean;
  /** pods with the network of their node: policies do not reach them, and they look like the node to others */
  readonly hostNetwork: boolean;
  /** an operator makes policies for them, which the manifests do not show */
  readonly ownPolicies: boolean;
  /** the DNS that its pods ask is the cluster's */
  readonly clusterDns: boolean;
  /** hosts that need no DNS */
  readonly aliases: ReadonlySet<string>;
  /** whether there is but one pod, which can always reach itself */
  readonly single: boolean;
}

/** Labels that controllers, operators and meshes put on pods beside those of the template. */
const AUTOMATIC = new RegExp([
  '^(app\\.kubernetes\\.io/version|tempo-gossip-member|pod-template-hash|pod-template-generation|controller-revision-hash|controller-uid|job-name|deployment|deploymentconfig|',
  '(batch|apps|statefulset|topology)\\.kubernetes\\.io/.*|(.*\\.)?(istio|linkerd|kuma|openshift)\\.io/.*|tempo\\.grafana\\.com/.*|(.*\\.)?(hashicorp|azure|amazonaws)\\.(com|workload\\.identity)/.*)$',
].join(''));

/** The pods behind a client or a server: those of its workload, or those that an operator makes of its object. Undefined where nothing is known of them. */
export function runnerOf(
  inventory: Inventory, ref: Ref, labels: { readonly [key: string]: string } | undefined, templates: ReadonlyMap<unknown, Manifest>,
): Runner | undefined {
  if (!isMap(labels)) { return undefined; }
  // The labels are those of a template, which YAML aliases may share: the object itself is surer.
  const workload = (WORKLOADS.includes(ref.kind) ? inventory.get(ref.kind, ref.namespace, ref.name) : undefined) ?? templates.get(labels);
  const collector = [inventory.get(ref.kind, ref.namespace, ref.name)].find((object) => object && isOperatedCollector(object));
  const spec = (workload && operatedPod(workload)?.spec) ?? collector?.spec;
  if (workload && !spec) { return ofWorkload(workload); }
  if (WORKLOADS.includes(ref.kind)) { return undefined; }
  // A reader that knows no label of an operator's pods knows nothing that a selector could ask for.
  if (Object.keys(labels).length === 0) { return undefined; }
  return {
    labels: areAll(ref, labels) ? { known: labels, open: isAutomatic } : atLeast(labels),
    ...operatedNames(workload ?? inventory.get(ref.kind, ref.namespace, ref.name)),
    hostNetwork: spec?.hostNetwork === true,
    ownPolicies: hasOwnPolicies(inventory, ref),
    // Prometheus finds what it scrapes by the API server, and dials addresses.
    clusterDns: !/(Monitor|Probe|ScrapeConfig)$/.test(ref.kind) && (!spec || asksCluster(spec)),
    aliases: aliasesOf(spec),
    single: false,
  };
}

/**
 * Whether all labels of pods are known that an operator makes: the Tempo operator 0.22.0 gives those of a TempoMonolithic four and no more, and those of
 * a TempoStack the same (internal/manifests/monolithic/labels.go, internal/manifests/manifestutils/labels.go).
 */
function areAll({ kind }: Ref, labels: { readonly [key: string]: string }): boolean {
  if (kind === 'TempoStack') { return 'app.kubernetes.io/component' in labels; }
  return kind === 'TempoMonolithic' || (kind === 'OpenTelemetryCollector' && 'app.kubernetes.io/instance' in labels);
}

/** The pods of a workload. */
export function ofWorkload(workload: Manifest): Runner | undefined {
  const template = podTemplate(workload);
  if (!template) { return undefined; }
  const { spec } = template;
  const job: { [key: string]: string } = workload.kind === 'Job' ? { 'job-name': workload.metadata.name, 'batch.kubernetes.io/job-name': workload.metadata.name } : {};
  return {
    workload,
    labels: { known: { ...template.labels, ...job }, open: isAutomatic },
    names: portNames(spec),
    hostNetwork: spec.hostNetwork === true,
    ownPolicies: false,
    clusterDns: asksCluster(spec),
    aliases: aliasesOf(spec),
    single: workload.kind === 'Pod' || (workload.kind !== 'DaemonSet' && (workload.spec?.replicas ?? 1) === 1),
  };
}

function asksCluster({ dnsPolicy }: { readonly [field: string]: unknown }): boolean {
  return dnsPolicy === undefined || dnsPolicy === null || dnsPolicy === 'ClusterFirst';
}

function aliasesOf(spec: { readonly [field: string]: unknown } | undefined): ReadonlySet<string> {
  return new Set(items(spec?.hostAliases).flatMap((alias) => items(alias.hostnames)).map((host) => String(host).toLowerCase()));
}

/** Nothing is known. */
export const ANY_LABELS: Labels = atLeast({});

/** The labels of a namespace: those of its manifest and its name; without a manifest nothing but its name is known. */
export function namespaceLabels(inventory: Inventory, namespace: string | undefined, floats: boolean): Labels {
  if (namespace === undefined || floats) { return ANY_LABELS; }
  const object = inventory.get('Namespace', '', namespace);
  const known = { ...(isMap(object?.metadata.labels) ? object.metadata.labels : {}), 'kubernetes.io/metadata.name': namespace };
  return object ? { known, open: (key) => PLATFORM.test(key) } : { known, open: (key) => !(key in known) };
}

/** Labels that a platform puts on namespaces by itself. */
const PLATFORM = /^((.*\.)?(openshift|cattle|istio)\.io\/.*|(pod-security|topology)\.kubernetes\.io\/.*|olm\..*)$/;

/** Whether controllers and meshes put a label of this key on pods. */
export function isAutomatic(key: string): boolean {
  return AUTOMATIC.test(key);
}

/**
 * Whether the Tempo operator makes policies for these pods: it does for a TempoStack unless they are switched off, and they let DNS, storage and
 * senders pass (tempo-operator 0.22.0, internal/manifests/networkpolicies); it makes none for a TempoMonolithic.
 */
function hasOwnPolicies(inventory: Inventory, ref: Ref): boolean {
  return ref.kind === 'TempoStack' && inventory.get('TempoStack', ref.namespace, ref.name)?.spec?.networkPolicy?.enabled !== false;
}

/**
 * The name of the port at which prometheus-operator's Prometheus listens: `web` unless portName says otherwise (prometheus-operator 0.93, pkg/prometheus/common.go,
 * DefaultPortName), and that of no other, unless a container of the resource has one of that name too.
 */
function operatedNames(object: Manifest | undefined): Pick<Runner, 'names' | 'moreNames'> {
  if (!object || !isOperated(object) || !/^Prometheus(Agent)?$/.test(object.kind)) { return {}; }
  const { portName } = object.spec ?? {};
  const name = typeof portName === 'string' && portName !== '' ? portName : 'web';
  const others = [...items(object.spec?.containers), ...items(object.spec?.initContainers)].flatMap((container) => items(container?.ports));
  return hasPlaceholder(name) || others.some((port) => port?.name === name) ? {} : { names: new Map([[name, 9090]]), moreNames: true };
}

function portNames(spec: any): Map<string, number> {
  const names = new Map<string, number>();
  for (const container of [...items(spec.initContainers), ...items(spec.containers)]) {
    for (const port of items(container.ports)) {
      if (typeof port.name === 'string' && typeof port.containerPort === 'number' && (port.protocol ?? 'TCP') === 'TCP') { names.set(port.name, port.containerPort); }
    }
  }
  return names;
}
