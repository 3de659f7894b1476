import { Ref } from '../inventory';
import { Answer, Connection, Violation } from '../model';
import { distinct, objectName } from '../refs';
import type { World } from '../world';
import { blame, blameDns, servicePort } from './explain';
import { passageOf, Side } from './passage';
import { Direction, Policy } from './policy';

/** How many of the other policies a finding names: a namespace can have thousands, and each connection of it a finding. */
const SHOWN = 20;

/** What a rule says of one direction of a connection; another rule tells of ports that are the Service's. */
export function blocked(connection: Connection, world: World, direction: Direction): Answer {
  const side = passageOf(connection, world)[direction];
  if (!side || side.allowed === undefined) { return 'not applicable'; }
  if (side.allowed) { return 'satisfied'; }
  if (wrongPort(connection, side, world)) { return 'not applicable'; }
  const { policy, others, reason } = blame(side);
  const { client, server } = connection;
  const port = side.arrival.port ?? side.arrival.dialled;
  const who = `${client.product} (${objectName(client.ref)})`;
  const whom = `${server && server.ref.kind !== 'external' ? `${server.product} (${objectName(server.ref)})` : String(client.address?.host)}, TCP ${port}`;
  const message = `${policies([policy, ...others])} not let ${direction === 'egress' ? `${who} out to ${whom}` : `${who} in to ${whom}`}: ${policy.name} ${told(reason)}`;
  return [violation(connection, world, policy, others, direction, message)];
}

/** What a rule says of a client that dials a name and may not ask for it. */
export function blockedDns(connection: Connection, world: World): Answer {
  const side = passageOf(connection, world).dns;
  if (!side || side.allowed === undefined) { return side ? 'satisfied' : 'not applicable'; }
  if (side.allowed) { return 'satisfied'; }
  const { policy, others, reason } = blameDns(side);
  const { client } = connection;
  const message = `${policies([policy, ...others])} not let ${client.product} (${objectName(client.ref)}) ask DNS for the name it dials: ${policy.name} ${told(reason)}`;
  return [violation(connection, world, policy, others, 'egress', message)];
}

/** What a rule says of policies that name the Service's port in place of the pods'. */
export function blockedByPort(connection: Connection, world: World): Answer {
  const passage = passageOf(connection, world);
  const sides = [passage.egress, passage.ingress].filter((side): side is Side => side !== undefined);
  const found = sides.flatMap((side): Violation[] => {
    const wrong = side.allowed === false ? wrongPort(connection, side, world) : undefined;
    if (!wrong) { return []; }
    const { port, dialled } = side.arrival;
    const message = `NetworkPolicy ${wrong.policy.name} allows port ${wrong.port}, which is the Service's (${connection.client.product} dials ${dialled}), and the pods listen on ${port}`;
    const others = side.restricting.filter((other) => other !== wrong.policy);
    return [violation(connection, world, wrong.policy, others, side.direction, message, `write port ${port} in NetworkPolicy ${wrong.policy.name}`)];
  });
  if (found.length > 0) { return found; }
  return sides.some((side) => side.allowed !== undefined) ? 'satisfied' : 'not applicable';
}

function wrongPort(connection: Connection, side: Side, world: World) {
  return servicePort(side, servicePortName(connection, side.arrival.dialled, world));
}

/** The name that the Service gives to the port that is dialled. */
function servicePortName(connection: Connection, dialled: number | undefined, world: World): string | undefined {
  const { destination } = connection;
  const ref = 'service' in destination ? destination.service : undefined;
  const service = ref?.kind === 'Service' ? world.inventory.get('Service', ref.namespace, ref.name) : undefined;
  const ports: unknown = service?.spec?.ports;
  const name = Array.isArray(ports) ? ports.find((port) => port?.port === dialled)?.name : undefined;
  return typeof name === 'string' ? name : undefined;
}

function violation(
  connection: Connection, world: World, policy: Policy, others: readonly Policy[], direction: Direction, message: string, fix?: string,
): Violation {
  const resource = world.inventory.ref(policy.object, `spec.${direction}`);
  const all = [connection.client.ref, connection.server?.ref, ...others.slice(0, SHOWN).map((other) => world.inventory.ref(other.object))]
    .filter((r): r is Ref => r !== undefined && r.kind !== 'external');
  return { message, resource, related: distinct(all), ...(fix === undefined ? {} : { fix }) };
}

function policies(all: readonly Policy[]): string {
  const names = all.map((policy) => policy.name);
  return names.length === 1 ? `NetworkPolicy ${names[0]} does` : `NetworkPolicies ${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''} do`;
}

function told(reason: string): string {
  return reason.replace(/^it /, '');
}
