import { Holes, within } from './holes';
import { NetworkPeer } from './network-peer';
import { NetworkPolicyOptions } from './options';
import { Complaint } from '../kube/invalid';
import { Client, Server } from '../trust/model';
import { exposures, PodGroup, PolicyGraph } from '../trust/policies/graph';
import { Role, rolesOf } from '../trust/policies/roles';
import { objectName } from '../trust/refs';
import type { World } from '../trust/world';

/** What is opened of a group of pods. */
interface Open {
  readonly group: PodGroup;
  readonly ingress: Holes;
}

/** The properties that say who is let in to servers of a role. */
const DECLARED = {
  metrics: 'prometheus', traces: 'otlpSenders', queries: 'queryClients', series: 'remoteWriters', stores: 'observers',
} as const satisfies { [R in Role]: keyof NetworkPolicyOptions };

const EXPOSING = new Set(['Ingress', 'Route', 'BackendTLSPolicy']);

/** Lets in those who have business at a server and whom the manifests do not show: scrapers, senders, users, observers of other clusters. */
export class Business {
  public readonly warnings: string[] = [];

  constructor(
    private readonly graph: PolicyGraph, private readonly world: World, private readonly options: NetworkPolicyOptions,
    private readonly closed: (group: PodGroup) => Open | undefined, private readonly complain: (complaint: Complaint) => void,
  ) {}

  public open(): void {
    const served = this.world.servers.map((server) => ({ server, group: this.graph.groupOfServer(server) }));
    const gateways = new Set(served.filter(({ server }) => server.product === "Tempo's gateway").map(({ group }) => group?.key));
    const asked = new Set(this.graph.edges.flatMap(({ ends, client }) => ends.map(({ group }) => group?.key).filter((key) => key !== client.key)));
    for (const { server, group } of served) {
      const open = group && this.closed(group);
      if (!open || group.ownPolicies) { continue; }
      for (const role of rolesOf(server)) {
        if (role === 'stores') { continue; } // only through what leads in
        // Behind a gateway nobody but it is asked; behind a frontend, or behind another querier, nobody but that asks.
        if (role === 'queries' && server.product === "Tempo's API" && gateways.has(group.key)) { continue; }
        if (role === 'queries' && server.product === 'the HTTP server of Thanos Query' && asked.has(group.key)) { continue; }
        this.letIn(open, this.options[DECLARED[role]] ?? [], server.port);
      }
    }
    this.stacks();
    this.fromOutside();
    this.strangers();
    this.warn(served);
  }

  /** The operator lets only OpenShift's monitoring scrape a TempoStack (tempo-operator 0.22.0, internal/manifests/networkpolicies/policies.go). */
  private stacks(): void {
    for (const object of this.world.inventory.all('TempoStack')) {
      const group = this.graph.groupOf(object);
      const open = group && this.closed(group);
      if (!open) { continue; }
      if (group.ownPolicies) { this.letIn(open, this.options.prometheus ?? [], 3200); } else {
        this.complain({
          what: 'the policies of a TempoStack are the operator\'s, which knows what its components say to each other, and they are switched off',
          saw: objectName(this.world.inventory.ref(object)),
          fix: 'leave networkPolicies of the TempoStack out, or true',
        });
      }
    }
  }

  /** Services, Ingresses and Routes that lead in from outside. */
  private fromOutside(): void {
    for (const { ref, service, namespace } of exposures(this.world)) {
      const ports = this.world.inventory.get('Service', namespace, service)?.spec?.ports;
      for (const { port } of Array.isArray(ports) ? ports : []) {
        const host = `${service}.${namespace}.svc`;
        const destination = this.world.resolver.resolve({ namespace, address: { text: host, host, port } } as Client);
        for (const server of destination.kind === 'server' ? destination.servers : []) {
          const group = this.graph.groupOfServer(server);
          const open = group && this.closed(group);
          if (!open || group.ownPolicies) { continue; }
          if (!this.options.observers?.length) { this.complain(unobserved(`${objectName(ref)} leads to ${server.product} (${objectName(server.ref)}), port ${server.port}`)); }
          this.letIn(open, this.options.observers ?? [], server.port);
        }
      }
    }
  }

  /** Clients of which the manifests show what they dial, and not which pods they are. */
  private strangers(): void {
    for (const { connection: { client, server, destination }, client: known } of this.graph.unknown) {
      // Who comes in through what leads in is declared as its observers.
      if (EXPOSING.has(client.ref.kind)) { continue; }
      const group = server && destination.kind === 'server' ? this.graph.groupOfServer(server) : undefined;
      const open = known || !group ? undefined : this.closed(group);
      if (!open || !server) { continue; }
      const fields = client.product === 'Prometheus' ? ['prometheus' as const] : rolesOf(server).filter((role) => role !== 'metrics').map((role) => DECLARED[role]);
      if (fields.length > 0 && !fields.some((field) => this.options[field]?.length)) {
        this.complain({
          what: `which pods ${client.product} is does not show, and what it dials is closed to all that are not named`,
          saw: `${objectName(client.ref)} dials ${server.product} (${client.address?.text})`,
          allowed: `${fields.join(' or ')}`,
          fix: `for example ${fields[0]}: [NetworkPeer.pods({ namespace: 'monitoring' })]`,
        });
      }
      for (const field of fields) { this.letIn(open, this.options[field] ?? [], server.port); }
    }
  }

  private letIn({ group, ingress }: Open, peers: readonly NetworkPeer[], port: number): void {
    for (const peer of peers) { ingress.open(within(peer._spec, group.namespace), port); }
  }

  private warn(served: readonly { server: Server; group?: PodGroup }[]): void {
    const receives = ({ server, group }: { server: Server; group?: PodGroup }) => group && this.closed(group) && rolesOf(server).includes('traces');
    const receivers = new Set(served.filter(receives).map(({ group }) => group));
    const sent = this.graph.edges.some(({ client, ends }) => !this.closed(client) && ends.some(({ group }) => group && receivers.has(group)));
    if (receivers.size > 0 && !this.options.otlpSenders?.length && !sent) {
      this.warnings.push('nobody outside of this chart may send traces: declare the senders (otlpSenders), unless policies of your own let them in');
    }
  }
}

function unobserved(saw: string): Complaint {
  return {
    what: 'something leads in from outside, and who may come that way is not declared',
    saw,
    allowed: 'the pods of the controller that passes connections on, or addresses',
    fix: "observers: [NetworkPeer.namespaces({ 'kubernetes.io/metadata.name': 'ingress-nginx' })], or [NetworkPeer.cidr('203.0.113.0/24')]",
  };
}
