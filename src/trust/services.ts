import { exposedBy, Exposures } from './exposure/exposures';
import { isMeshed } from './exposure/mesh';
import { Inventory, Manifest, namespaceOf, Ref } from './inventory';
import { Backend, Client, Destination, Exposure, MadeService, Server } from './model';
import { grouped } from './once';
import { objectName } from './refs';
import { Pods, podsIn } from './running-pods';
import { Selection } from './selection';
import { selectedBy } from './service-selector';
import { isMap, items } from './values';
import { isIP } from '../x509/ip';

/** A Service, written in the manifests or made by an operator. */
interface Target {
  readonly ref: Ref;
  readonly name: string;
  readonly namespace: string;
  readonly selector?: { readonly [key: string]: string };
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly targetPort?: number | string }[];
  readonly headless: boolean;
  readonly externalName?: string;
}

const NO_LABELS = {};

const LOOPBACK = /^(127(\.\d+){3}|::1|localhost)$/;

/** Finds who answers at an address, as the cluster's DNS and its Services would. */
export class Resolver {
  private readonly targets = new Map<string, Target>();
  private readonly byIp = new Map<string, Target>();
  private readonly byArea = new Map<string, Target[]>();
  private readonly byName = new Map<string, Target[]>();
  private readonly answers = new Map<string, Destination>();
  private readonly pod = new Map<object, Map<string, ReadonlyMap<number, Server[]>>>();
  private readonly listeners: Selection<Server>;
  private readonly domains = new Set(['cluster.local']);

  private readonly exposures: Exposures;

  constructor(
    private readonly inventory: Inventory, made: readonly MadeService[], servers: readonly Server[], exposures: readonly Exposure[],
    clusterDomains: readonly string[] = [],
  ) {
    this.exposures = new Exposures(exposures);
    for (const domain of clusterDomains) { this.domains.add(domain); }
    for (const service of made) {
      this.add({ ...service, ref: service.of, headless: service.headless === true });
    }
    for (const service of inventory.all('Service')) { this.add(written(inventory, service)); }
    this.listeners = new Selection(inventory, servers);
  }

  /** Where a client's address leads. */
  public resolve(client: Client): Destination {
    const address = client.address;
    if (!address) { return { kind: 'external', host: '' }; }
    if (LOOPBACK.test(address.host)) { return this.besides(client, address.port); }
    if (isIP(address.host) !== 0) {
      const target = this.byIp.get(address.host);
      return target ? this.answer(target, address.port) : { kind: 'external', host: address.host };
    }
    let host = address.host;
    let found = this.find(host, client.namespace);
    // A Service of type ExternalName is a name for another name, which may be that of a Service.
    for (let hops = 0; typeof found === 'object' && found.externalName !== undefined && hops < 8; hops += 1) {
      host = found.externalName;
      found = this.find(host, found.namespace);
    }
    if (found === 'not here') { return { kind: 'not-here', host }; }
    return found === 'external' || found.externalName !== undefined ? this.exposed(client, host) : this.answer(found, address.portName ?? address.port);
  }

  /** Who answers at a host outside, as far as something of the manifests exposes it. */
  private exposed(client: Client, host: string): Destination {
    const exposures = client.tls || !isMeshed(this.inventory, host) ? this.exposures.at(client, host) : [];
    const servers = exposedBy(exposures, client, (backend) => this.behind(backend));
    const services = exposures.flatMap(({ backends = [] }) => backends.map(({ namespace, service }) => this.inventory.refTo('Service', namespace, service)));
    const by = [...exposures.map(({ ref }) => ref), ...services, ...this.exposures.unnamed.slice(0, 1)];
    return { kind: 'external', host, ...(servers.length > 0 ? { servers, by } : {}) };
  }

  /** Who listens behind a port of a Service; undefined where that does not show. */
  private behind({ service, namespace, port, targetPort }: Backend): readonly Server[] | undefined {
    const target = this.lookup(namespace, service);
    if (!target) { return undefined; }
    const ports = port === undefined ? target.ports.map((one) => one.port) : [port];
    if (ports.length > 1 && targetPort === undefined) { return undefined; }
    const found = ports.map((one) => this.answer(target, one)).flatMap((one) => (one.kind === 'server' ? one.servers : []))
      .filter((server) => targetPort === undefined || server.port === targetPort);
    return found.length > 0 ? [...new Set(found)] : undefined;
  }

  /** Who listens in the pod of a client: the servers whose pods have the same labels. */
  private besides(client: Client, port: number): Destination {
    const servers = this.listenersBeside(client).get(port);
    return servers ? { kind: 'server', servers } : { kind: 'unknown-server', workloads: [] };
  }

  /** The servers in the pod of a client by their port, found once for each pod. */
  private listenersBeside({ labels = NO_LABELS, namespace }: Client): ReadonlyMap<number, Server[]> {
    const known = this.pod.get(labels) ?? new Map<string, ReadonlyMap<number, Server[]>>();
    this.pod.set(labels, known);
    let found = known.get(namespace);
    if (!found) {
      const count = Object.keys(labels).length;
      const beside = count === 0 ? [] : this.listeners.of(namespace, labels).filter((server) => Object.keys(server.labels).length === count);
      known.set(namespace, found = grouped(beside, ({ port }) => port));
    }
    return found;
  }

  /** The Service that a host names, seen from a namespace, along the search domains of a pod. */
  public find(host: string, from: string): Target | 'not here' | 'external' {
    const labels = host.toLowerCase().replace(/\.$/, '').split('.');
    const bare = [...this.domains].map((domain) => domain.split('.'))
      .find((domain) => labels.length > domain.length && labels.slice(-domain.length).join('.') === domain.join('.'));
    const name = bare ? labels.slice(0, -bare.length) : labels;
    if (name[name.length - 1] === 'svc' && name.length >= 3) {
      // SERVICE.NAMESPACE.svc, or POD.SERVICE.NAMESPACE.svc behind a headless Service
      return this.lookup(name[name.length - 2], name[name.length - 3]) ?? 'not here';
    }
    if (bare) { return 'not here'; }
    // A cluster may have another domain than cluster.local: the Service being here says that this is one.
    const svc = labels.indexOf('svc', 2);
    if (svc > 0) { return this.lookup(labels[svc - 1], labels[svc - 2]) ?? 'external'; }
    if (labels.length === 1) { return this.lookup(from, labels[0]) ?? 'not here'; }
    // A name that ends in a namespace of the manifests is one of the cluster.
    const missing = this.inventory.area(labels[labels.length - 1]) === '' ? 'external' : 'not here';
    if (labels.length === 2) { return this.lookup(labels[1], labels[0]) ?? this.lookupHeadless(from, labels[1]) ?? missing; }
    if (labels.length === 3) { return this.lookupHeadless(labels[2], labels[1]) ?? missing; }
    return 'external';
  }

  private lookup(namespace: string, name: string): Target | undefined {
    const exact = this.targets.get(`${namespace}/${name}`);
    if (exact) { return exact; }
    return this.byArea.get(`${this.inventory.area(namespace)}/${name}`)?.find((t) => this.inventory.sameNamespace(t.namespace, namespace));
  }

  /** What answers at the port of the Services of a name in other namespaces. */
  public elsewhere(host: string, from: string, port: number): { service: Ref; namespace: string; servers: readonly Server[] }[] {
    const labels = host.toLowerCase().replace(/\.$/, '').split('.');
    const own = labels.length === 1 ? from : labels[1];
    return (this.byName.get(labels[0]) ?? []).filter((t) => !this.inventory.sameNamespace(t.namespace, own)).map((target) => {
      const found = this.answer(target, port);
      return { service: target.ref, namespace: target.namespace, servers: found.kind === 'server' ? found.servers : [] };
    });
  }

  /** What answers at a port of the Services in the namespace in which a host is looked for; not of those that lead to pods by their names. */
  public beside(host: string, from: string, port: number): { service: Ref; name: string; servers: readonly Server[] }[] {
    const labels = host.toLowerCase().replace(/\.$/, '').split('.');
    const namespace = labels.length === 1 ? from : labels[1];
    const near = [...this.targets.values()].filter((target) => !target.headless && this.inventory.sameNamespace(target.namespace, namespace));
    return near.slice(0, 50).flatMap((target) => {
      const found = this.answer(target, port);
      return found.kind === 'server' ? [{ service: target.ref, name: target.name, servers: found.servers }] : [];
    });
  }

  private lookupHeadless(namespace: string, name: string): Target | undefined {
    const target = this.lookup(namespace, name);
    return target?.headless ? target : undefined;
  }

  private add(given: Target): void {
    // What an operator makes and the manifests show in part (what a test asserts, a patch) has the ports of both.
    const { namespace, name } = given;
    const called = `${namespace}/${name}`;
    const made = this.targets.get(called);
    const more = made?.ports.filter((port) => !given.ports.some((own) => own.port === port.port)) ?? [];
    const target: Target = made ? { ...given, selector: given.selector ?? made.selector, ports: [...given.ports, ...more] } : given;
    const others = (list: readonly Target[] = []): readonly Target[] => (made ? list.filter((one) => one !== made) : list);
    this.targets.set(called, target);
    this.byName.set(name, [target, ...others(this.byName.get(name))].slice(0, 5));
    const area = `${this.inventory.area(namespace)}/${name}`;
    this.byArea.set(area, [target, ...others(this.byArea.get(area))]);
    const service = this.inventory.get('Service', namespace, name);
    for (const ip of [service?.spec?.clusterIP, ...items(service?.spec?.externalIPs), service?.spec?.loadBalancerIP]) {
      if (typeof ip === 'string' && isIP(ip) !== 0) { this.byIp.set(ip, target); }
    }
  }

  private answer(target: Target, port: number | string): Destination {
    const asked = `${target.namespace}/${target.name}:${port}`;
    const known = this.answers.get(asked) ?? this.listening(target, port);
    this.answers.set(asked, known);
    return known;
  }

  private listening(target: Target, port: number | string): Destination {
    // A name is that of an SRV record, which only Services with a port of that name have, headless or not.
    const declared = target.ports.find((p) => (typeof port === 'number' ? p.port : p.name) === port);
    // A Service without any port is a part of one: what a test asserts, or a patch.
    if (target.ports.length === 0 && !target.headless) { return { kind: 'unknown-server', service: target.ref, workloads: [] }; }
    if (!declared && (!target.headless || typeof port === 'string')) {
      return { kind: 'no-port', service: target.ref, ports: target.ports.map((p) => p.port) };
    }
    if (!target.selector || Object.keys(target.selector).length === 0) { return { kind: 'unknown-server', service: target.ref, workloads: [] }; }
    // A headless Service translates no port: what is dialled is the container's own.
    const wanted = target.headless && typeof port === 'number' ? port : declared?.targetPort ?? declared?.port ?? port;
    const pods = podsIn(this.inventory).of(target.namespace, target.selector);
    const servers = this.listeners.of(target.namespace, target.selector).filter((server) => server.loopback !== true);
    const number = typeof wanted === 'number' ? [wanted]
      : [...new Set([...pods.map((p) => p.ports.get(wanted)), ...servers.filter((s) => s.portName === wanted).map((s) => s.port)])];
    const answering = servers.filter((server) => number.includes(server.port));
    if (answering.length > 0) { return { kind: 'server', servers: answering, service: target.ref, headless: target.headless }; }
    if (pods.length === 0 && servers.length === 0) {
      const selects = { namespace: target.namespace, labels: target.selector, ...(typeof wanted === 'number' ? { port: wanted } : { portName: wanted }) };
      return { kind: 'no-pods', service: target.ref, selects };
    }
    const only = number.length === 1 ? number[0] : undefined;
    return { kind: 'unknown-server', service: target.ref, workloads: pods.map((p) => p.ref), port: only, nobody: nobodyListens(wanted, pods, servers) };
  }
}

function written(inventory: Inventory, service: Manifest): Target {
  const spec = isMap(service.spec) ? service.spec : {};
  return {
    ref: inventory.ref(service),
    name: service.metadata.name,
    namespace: namespaceOf(service),
    selector: selectedBy(inventory, service),
    ports: items(spec.ports).filter((p) => typeof p.port === 'number').map((p) => ({ name: p.name, port: p.port, targetPort: p.targetPort })),
    headless: spec.clusterIP === 'None',
    externalName: spec.type === 'ExternalName' ? String(spec.externalName) : undefined,
  };
}

/**
 * Why nobody can listen where a Service leads: no container has a port of that name; or each of them is a server whose ports are known, and
 * declares others. Undefined where somebody may.
 */
function nobodyListens(wanted: number | string, pods: readonly Pods[], servers: readonly Server[]): string | undefined {
  const workloads = new Set(pods.map((p) => objectName(p.ref)));
  if (pods.length === 0 || pods.some((p) => p.made) || servers.some((s) => !workloads.has(objectName(s.container ?? s.ref)))) { return undefined; }
  if (typeof wanted === 'string') {
    return pods.every((p) => !p.ports.has(wanted)) ? `no container of ${[...workloads].join(', ')} has a port named ${wanted}` : undefined;
  }
  const fields = new Set(servers.map((s) => s.container ?? s.ref).map((ref) => `${objectName(ref)} ${/^.*?ontainers\[\d+\]/.exec(ref.field ?? '')?.[0]}`));
  const known = pods.every((p) => p.containers.length > 0 && p.containers.every((field) => fields.has(`${objectName(p.ref)} ${field}`)));
  const declared = pods.flatMap((p) => [...p.ports.values()]);
  // Others may have ports of which nothing is said; MinIO has no more than these.
  if (!known || declared.includes(wanted) || (declared.length === 0 && !servers.every((s) => s.product.includes('MinIO')))) { return undefined; }
  return `${[...workloads].join(', ')} listens on ${[...new Set(servers.map((s) => s.port))].join(', ')}, and not on ${wanted}`;
}
