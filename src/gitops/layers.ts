import { podTemplate, WORKLOADS } from '../trust/containers';
import { Manifest, namespaceOf } from '../trust/inventory';
import { closedLabels, selects } from '../trust/policies/selector';
import { compare } from '../trust/refs';
import { isMap, items } from '../trust/values';
import type { World } from '../trust/world';

/** What is applied before what. */
export interface Ordered {
  readonly before: readonly Manifest[];
  readonly after: readonly Manifest[];
}

/** An edge: the first is applied before the second. */
type Before = readonly [before: Manifest, after: Manifest];

/**
 * In which layer each object is applied: 0 first, and nothing in a layer needs anything of the same or a later one. What needs what is read from the objects: a
 * namespace and what is in it, what a spec names (Secrets, ConfigMaps, issuers, service accounts) and who makes it, policies and the pods that they close,
 * servers and their clients. `declared` is what was said besides, and wins where both would make a circle.
 */
export function layersOf(world: World, declared: readonly Ordered[] = []): ReadonlyMap<Manifest, number> {
  return new Layers(world, declared).layers();
}

/** An object, or a point that stands for several of them. */
type Node = object;

class Layers {
  private readonly needs = new Map<Node, Set<Node>>();
  private readonly points = new Set<Node>();

  constructor(private readonly world: World, declared: readonly Ordered[]) {
    this.namespaces();
    for (const { before, after } of declared) { this.declared(before, after); }
    this.policies();
    this.named();
    this.connections();
    this.behind();
    this.checks();
  }

  public layers(): ReadonlyMap<Manifest, number> {
    const depths = new Map<Node, number>();
    const depth = (node: Node): number => {
      const known = depths.get(node);
      if (known !== undefined) { return known; }
      depths.set(node, 0);
      let found = 0;
      for (const needed of this.needs.get(node) ?? []) { found = Math.max(found, depth(needed) + (this.points.has(node) ? 0 : 1)); }
      depths.set(node, found);
      return found;
    };
    const { objects } = this.world.inventory;
    const layers = new Map(objects.map((object) => [object, depth(object)]));
    // A claim may stay unbound until a pod uses it, so whoever waits for one before its pod waits for ever: it goes with the first that names it.
    for (const claim of this.world.inventory.all('PersistentVolumeClaim')) {
      const { name } = claim.metadata;
      const users = objects.filter((object) => namespaceOf(object) === namespaceOf(claim) && texts(podTemplate(object)?.spec).has(name));
      if (users.length > 0) { layers.set(claim, Math.min(...users.map((user) => layers.get(user)!))); }
    }
    return layers;
  }

  private edge(before: Node | undefined, after: Node, safe: boolean = false): void {
    if (before === undefined || before === after || (!safe && this.reaches(before, after))) { return; }
    const known = this.needs.get(after) ?? new Set<Node>();
    this.needs.set(after, known);
    known.add(before);
  }

  /** Whether a node needs another, itself or by what it needs. */
  private reaches(from: Node, wanted: Node): boolean {
    const seen = new Set<Node>();
    const open = [from];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node === wanted) { return true; }
      if (seen.has(node)) { continue; }
      seen.add(node);
      open.push(...this.needs.get(node) ?? []);
    }
    return false;
  }

  private declared(before: readonly Manifest[], after: readonly Manifest[]): void {
    const point: Node = {};
    this.points.add(point);
    for (const object of before) { this.edge(object, point); }
    for (const object of after) { this.edge(point, object); }
  }

  private namespaces(): void {
    const { inventory } = this.world;
    const definitions = new Map(inventory.all('CustomResourceDefinition').map((crd): [string, Manifest] => [`${String(crd.spec?.group)} ${String(crd.spec?.names?.kind)}`, crd]));
    for (const object of inventory.objects) {
      this.edge(namespaceOf(object) === '' ? undefined : inventory.get('Namespace', '', namespaceOf(object)), object, true);
      this.edge(definitions.get(`${object.apiVersion.split('/')[0]} ${object.kind}`), object, true);
    }
  }

  /** Pods start when what closes them is there: an unguarded start is one too many. */
  private policies(): void {
    const { inventory } = this.world;
    const points = new Map<string, Node>();
    for (const policy of ['NetworkPolicy', 'CiliumNetworkPolicy'].flatMap((kind) => inventory.all(kind))) {
      const namespace = namespaceOf(policy);
      const point = points.get(namespace) ?? {};
      points.set(namespace, point);
      this.points.add(point);
      this.edge(policy, point, true);
    }
    for (const object of inventory.objects.filter(runsPods)) { this.edge(points.get(namespaceOf(object)), object, true); }
  }

  /** What an object names in its spec, where that has to be there first; and who makes it. */
  private named(): void {
    const { objects } = this.world.inventory;
    const makers = new Map<string, Manifest[]>();
    for (const object of objects) {
      for (const name of makes(object)) { makers.set(name, [...makers.get(name) ?? [], object]); }
    }
    // What these name are labels and ports, which may be called as anything is.
    for (const object of objects.filter(({ kind }) => !/^Service$|NetworkPolicy$/.test(kind))) {
      for (const name of [...texts(object.spec), ...texts(object.roleRef), ...texts(object.subjects)]) {
        for (const maker of makers.get(name) ?? []) {
          if (namespaceOf(maker) === namespaceOf(object) || namespaceOf(maker) === '' || namespaceOf(object) === '') { this.edge(maker, object); }
        }
      }
    }
  }

  /** Servers before their clients. */
  private connections(): void {
    const { inventory } = this.world;
    const pairs = this.world.attempts.flatMap(({ client, destination }) => {
      const dialler = inventory.get(client.ref.kind, client.ref.namespace, client.ref.name);
      const servers = destination.kind === 'server' ? destination.servers.map(({ ref }) => inventory.get(ref.kind, ref.namespace, ref.name)) : [];
      return dialler === undefined ? [] : servers.flatMap((server): Before[] => (server === undefined ? [] : [[server, dialler]]));
    });
    for (const [server, client] of pairs.sort((a, b) => compare(key(a), key(b)))) { this.edge(server, client); }
  }

  /** Checks of the whole come when the whole is there. */
  private checks(): void {
    const point: Node = {};
    this.points.add(point);
    const running = this.world.inventory.objects.filter(runsPods);
    for (const object of running.filter((each) => !isCheck(each))) { this.edge(object, point, true); }
    for (const object of running.filter(isCheck)) { this.edge(point, object); }
  }

  /** What is healthy only when something stands behind it: scaling, and what leads in from outside. */
  private behind(): void {
    const { inventory } = this.world;
    const workloads = inventory.objects.filter(runsPods);
    const labels = (workload: Manifest) => closedLabels(podTemplate(workload)?.labels ?? {});
    const behind = (service: Manifest) => workloads.filter((workload) => namespaceOf(workload) === namespaceOf(service)
      && isMap(service.spec?.selector) && selects({ matchLabels: service.spec.selector }, labels(workload)) === true);
    for (const object of inventory.objects) {
      const { kind, spec } = object;
      const target = spec?.scaleTargetRef;
      if (kind === 'HorizontalPodAutoscaler') { this.edge(inventory.get(String(target?.kind), namespaceOf(object), String(target?.name)), object); }
      // A webhook that nobody answers refuses everything, and an API that nobody serves is unhealthy.
      for (const named of [...items(object.webhooks).map((webhook) => webhook.clientConfig?.service), kind === 'APIService' ? spec?.service : undefined]) {
        const service = inventory.get('Service', String(named?.namespace), String(named?.name));
        if (service) { this.edge(service, object); for (const workload of behind(service)) { this.edge(workload, object); } }
      }
      if (kind === 'Service' && spec?.type === 'LoadBalancer') { for (const workload of behind(object)) { this.edge(workload, object); } }
      if (!['Ingress', 'Route', 'TLSRoute', 'GRPCRoute', 'HTTPRoute'].includes(kind)) { continue; }
      for (const name of texts(spec)) {
        const service = inventory.get('Service', namespaceOf(object), name);
        if (service) { this.edge(service, object); for (const workload of behind(service)) { this.edge(workload, object); } }
      }
    }
  }
}

const key = (pair: Before): string => pair.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`).join(' ');

function runsPods({ kind, apiVersion }: Manifest): boolean {
  return WORKLOADS.includes(kind) || apiVersion.startsWith('tempo.grafana.com/');
}

/** The Jobs of smoke tests and connection checks. */
function isCheck({ kind, metadata }: Manifest): boolean {
  return ['Job', 'CronJob'].includes(kind) && metadata.labels?.['app.kubernetes.io/component'] === 'smoke';
}

/** Kinds that have to be there before what names them. */
const PREREQUISITES = new Set(['Secret', 'ConfigMap', 'ServiceAccount', 'Role', 'ClusterRole', 'Issuer', 'ClusterIssuer', 'SecretStore', 'ClusterSecretStore', 'SecretProviderClass',
  'StorageClass', 'PriorityClass']);

/** The names under which others ask for what an object is, or makes. */
function makes({ kind, metadata, spec }: Manifest): string[] {
  const served = Object.entries(metadata.annotations ?? {}).flatMap(([annotation, value]) => (/serving-cert-secret-name$/.test(annotation) ? [value] : []));
  const made = [
    PREREQUISITES.has(kind) || kind === 'Bundle' || kind === 'ClusterBundle' || kind === 'SealedSecret' ? metadata.name : undefined,
    kind === 'Certificate' ? spec?.secretName : undefined,
    kind === 'ExternalSecret' ? spec?.target?.name ?? metadata.name : undefined,
    ...(kind === 'SecretProviderClass' ? items(spec?.secretObjects).map((each) => each.secretName) : []),
    ...served,
  ];
  return [...new Set(made.filter((name): name is string => typeof name === 'string'))];
}

/** All texts in a part of an object. */
function texts(part: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [part];
  while (open.length > 0) {
    const each = open.pop();
    if (typeof each === 'string') { found.add(each); } else if (typeof each === 'object' && each !== null) { open.push(...Object.values(each)); }
  }
  return found;
}
