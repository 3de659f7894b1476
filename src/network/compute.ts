import { isIP } from 'node:net';
import { Business } from './business';
import { ClusterDns } from './cluster-dns';
import { Holes, peerOf, PolicySpec, PortSpec, within } from './holes';
import { NetworkPeer } from './network-peer';
import { NetworkPolicyEngine, NetworkPolicyOptions } from './options';
import { contentHash } from '../kube/hash';
import { Complaint } from '../kube/invalid';
import { WORKLOADS } from '../trust/containers';
import { Manifest } from '../trust/inventory';
import { asksApiServer, furtherDials } from '../trust/policies/further';
import { GraphEdge, PodGroup, PolicyGraph } from '../trust/policies/graph';
import { compare, objectName } from '../trust/refs';
import type { World } from '../trust/world';

/** Policies, and why some of them would not be what is wanted. */
export interface Computed {
  readonly policies: readonly PolicySpec[];
  readonly complaints: readonly Complaint[];
  readonly warnings: readonly string[];
}

/** The policies of some objects that run pods: closed, but for the connections of the graph and for those who are declared. */
export function computePolicies(graph: PolicyGraph, world: World, covered: readonly Manifest[], options: NetworkPolicyOptions): Computed {
  return new Computation(graph, world, covered, options).result();
}

/** A group of pods with its holes. */
interface Closed {
  readonly group: PodGroup;
  readonly objects: Manifest[];
  readonly ingress: Holes;
  readonly egress: Holes;
  asksDns: boolean;
}

class Computation {
  private readonly closed = new Map<string, Closed>();
  private readonly complaints = new Map<string, Complaint>();
  private readonly cilium: boolean;
  private readonly used = new Set<string>();
  /** the hosts whose peers are declared, by their plain form */
  private readonly hosts: ReadonlyMap<string, string>;
  /** the hosts that pods dial, by their group */
  private readonly dialled = new Map<string, string[]>();

  constructor(
    private readonly graph: PolicyGraph, private readonly world: World, covered: readonly Manifest[], private readonly options: NetworkPolicyOptions,
  ) {
    this.cilium = options.engine === NetworkPolicyEngine.CILIUM;
    this.hosts = new Map(Object.keys(options.hosts ?? {}).map((host) => [plain(host), host]));
    for (const object of covered) {
      const group = graph.groupOf(object);
      if (!group) {
        const saw = objectName(world.inventory.ref(object));
        this.complain({ what: 'no policy can select the pods of an object', saw, allowed: 'pods with labels', fix: 'give its pod template labels' });
      } else if (group.hostNetwork) {
        this.complain({ what: 'no policy reaches pods that have the network of their node', saw: objectName(world.inventory.ref(object)), fix: 'leave hostNetwork out' });
      } else {
        const known = this.closed.get(group.key) ?? { group, objects: [], ingress: new Holes(), egress: new Holes(), asksDns: false };
        this.closed.set(group.key, known);
        known.objects.push(object);
      }
    }
  }

  public result(): Computed {
    for (const edge of this.graph.edges) { this.connect(edge); }
    for (const each of this.closed.values()) { each.objects.forEach((object) => this.further(each, object)); }
    const closed = (group: PodGroup) => this.closed.get(group.key);
    const business = new Business(this.graph, this.world, this.options, closed, (complaint) => this.complain(complaint));
    business.open();
    for (const { connection, client } of this.graph.unknown) {
      if (client && this.closed.has(client.key) && !client.ownPolicies) {
        const { ref, product, unknown } = connection.client;
        this.complain({ what: `what ${product} dials is not known, so no policy can let it`, saw: `${objectName(ref)}: ${unknown ?? 'it does not show'}`, fix: 'declare the endpoint' });
      }
    }
    for (const host of this.hosts.values()) {
      if (!this.used.has(host)) { this.complain({ what: 'hosts names a host that nobody covered dials, or that the manifests show', got: host, allowed: 'hosts as they are dialled', fix: 'leave it out, or correct it' }); }
    }
    return { policies: this.policies(), complaints: [...this.complaints.values()], warnings: business.warnings };
  }

  private policies(): PolicySpec[] {
    const names = new Set<string>();
    return [...this.closed.values()].sort((a, b) => compare(a.group.key, b.group.key)).flatMap((each): PolicySpec[] => {
      const { group, ingress, egress } = each;
      const { namespace, labels } = group;
      const operated = each.objects.every(({ kind }) => !WORKLOADS.includes(kind));
      const own = nameOf(each);
      const name = names.has(`${namespace}/${own}`) ? `${own}-${contentHash(labels)}` : own;
      names.add(`${namespace}/${name}`);
      // The operator closes these pods, and opens what it knows of: only what it does not know of is added.
      if (group.ownPolicies) { return ingress.rules.length > 0 ? [{ name, namespace, labels, operated, ingress: ingress.rules }] : []; }
      const dns = each.asksDns ? this.dnsRule() : undefined;
      const out = [...egress.rules, ...(dns ? [dns] : [])];
      return [{ name, namespace, labels, operated, ingress: ingress.rules, egress: out, ...(dns ? { dns } : {}) }];
    });
  }

  private dnsRule() {
    const { _peers: peers, _cilium: cilium, _port: port } = this.options.dns ?? ClusterDns.coreDns();
    const ports: PortSpec[] = [{ port, protocol: 'UDP' }, { port, protocol: 'TCP' }];
    return { peers: this.cilium ? cilium : peers, ports };
  }

  /** Both directions of a connection, where the pods are closed. */
  private connect(edge: GraphEdge): void {
    const client = this.closed.get(edge.client.key);
    if (client) {
      client.asksDns ||= edge.asksDns;
      this.dialled.set(client.group.key, [...this.dialled.get(client.group.key) ?? [], edge.host]);
    }
    if (edge.apiServer) { if (client) { this.toApiServer(client); } return; }
    let elsewhere = false;
    for (const { group, selected, port } of edge.ends) {
      const there = group ?? selected;
      if (!there) { elsewhere = true; continue; }
      if (port === undefined) {
        if (client) {
          this.complain({
            what: 'the container port at which pods are reached is not shown', saw: `${edge.host}, which ${nameOfClient(edge)} dials`, allowed: 'a container port that the Service leads to', fix: 'declare the port on the container',
          });
        }
        continue;
      }
      client?.egress.open(peerOf(there, edge.client.namespace), port);
      if (group && !group.ownPolicies) { this.closed.get(group.key)?.ingress.open(peerOf(edge.client, group.namespace), port); }
    }
    if (elsewhere && client) { this.outside(client, edge.host, edge.dialled, nameOfClient(edge), edge.connection.destination.kind !== 'not-here'); }
  }

  /** Egress to a host that the manifests do not show. */
  private outside(client: Closed, host: string, port: number, who: string, external: boolean): void {
    if (client.group.ownPolicies) { return; }
    const declared = [`${host}:${port}`, host].map((key) => this.hosts.get(plain(key))).find((key) => key !== undefined);
    if (declared !== undefined) {
      this.used.add(declared);
      for (const peer of this.options.hosts![declared]) { this.toPeer(client, peer, port, host); }
    } else if (isIP(host) !== 0) {
      client.egress.open({ kind: 'cidr', cidr: `${host}/${isIP(host) === 4 ? 32 : 128}`, except: [] }, port);
    } else if (this.cilium && external) {
      for (const name of namesOf(host)) { client.egress.open({ kind: 'name', name }, port); }
    } else {
      this.complain(external ? {
        what: 'a NetworkPolicy cannot let pods out to a name, only to addresses',
        saw: `${host}, which ${who} dials`,
        allowed: 'addresses for it, all addresses at its port, or a policy engine that knows names',
        fix: `hosts: { '${host}': [NetworkPeer.cidr('203.0.113.0/24')] } with its addresses, or [NetworkPeer.anyone()]; or engine: NetworkPolicyEngine.CILIUM`,
      } : {
        what: 'the pods behind a name of the cluster are not in the manifests',
        saw: `${host}, which ${who} dials`,
        allowed: 'the labels and the container port of those pods',
        fix: `hosts: { '${host}': [NetworkPeer.pods({ namespace: '…', labels: { … }, port: … })] }`,
      }, `${host}:${port}`);
    }
  }

  private toPeer(client: Closed, peer: NetworkPeer, dialled: number, host: string): void {
    const port = peer._port ?? dialled;
    if (port === 0) {
      this.complain({ what: 'the port at which the pods of a host listen is not known: a lookup finds it', saw: host, allowed: 'peers with a port', fix: `hosts: { '${host}': [NetworkPeer.pods({ …, port: 10901 })] }` });
      return;
    }
    client.egress.open(within(peer._spec, client.group.namespace), port);
  }

  /** What an object dials beside its connections. */
  private further(client: Closed, object: Manifest): void {
    for (const { host, port } of furtherDials(object, this.dialled.get(client.group.key) ?? [])) {
      client.asksDns ||= isIP(host) === 0;
      this.outside(client, host, port, objectName(this.world.inventory.ref(object)), !/(^[^.]+$|\.svc(\.|$))/.test(host));
    }
    if (asksApiServer(object)) { this.toApiServer(client); }
  }

  private toApiServer(client: Closed): void {
    if (client.group.ownPolicies) { return; }
    if (this.cilium) { client.egress.open({ kind: 'api-server' }, this.options.apiServerPort ?? 6443); return; }
    if (!this.options.apiServer?.length) {
      this.complain({
        what: 'the addresses of the API server are not known, which policies know by them alone',
        saw: client.objects.map((object) => objectName(this.world.inventory.ref(object))).join(', '),
        allowed: 'what `kubectl get endpoints kubernetes` shows',
        fix: "apiServer: [NetworkPeer.cidr('10.0.0.1/32')], and apiServerPort where it is not 6443",
      });
    }
    for (const { _spec: peer, _port: port } of this.options.apiServer ?? []) {
      client.egress.open(within(peer, client.group.namespace), port ?? this.options.apiServerPort ?? 6443);
    }
  }

  /** Notes what cannot be, once for what it is about. */
  private complain(complaint: Complaint, about = complaint.saw ?? String(complaint.got)): void {
    const key = `${complaint.what}\n${about}`;
    if (!this.complaints.has(key)) { this.complaints.set(key, complaint); }
  }
}

/** A host without what makes no other of it: upper case, and the point at its end. */
function plain(host: string): string {
  return host.toLowerCase().replace(/\.(?=$|:\d+$)/, '');
}

function nameOfClient({ connection: { client } }: GraphEdge): string {
  return `${client.product} (${objectName(client.ref)})`;
}

/** A name that hangs on the pods alone: not on the content of a Job, which its name follows. */
function nameOf({ group: { labels, ownPolicies }, objects: [object] }: Closed): string {
  const [instance, component] = [labels['app.kubernetes.io/instance'], labels['app.kubernetes.io/component']];
  if (ownPolicies) { return `${object.metadata.name}-metrics`; }
  return instance !== undefined && component !== undefined ? `${instance}-${component}` : `${object.metadata.name}-${object.kind.toLowerCase()}`;
}

/**
 * The names under which a host is asked for: S3 clients put the bucket before those of AWS (virtual hosts), and some ask for the dual-stack ones
 * (minio-go 7, utils.go and s3-endpoints.go).
 */
function namesOf(host: string): string[] {
  const region = /^s3[.-](?:dualstack\.)?([a-z0-9-]+)\.amazonaws\.com$/.exec(host)?.[1];
  if (region === undefined) { return [host]; }
  return [`s3.${region}.amazonaws.com`, `s3.dualstack.${region}.amazonaws.com`].flatMap((name) => [name, `*.${name}`]);
}
