import { Inventory, Manifest, namespaceOf } from '../inventory';
import { Connection, Destination } from '../model';
import { isOperated, operatedLabels } from '../operated-pods';
import { PolicyBook } from './book';
import { ANY_LABELS, isAutomatic, ofWorkload, Runner, runnerOf } from './ends';
import { Arrival, End, Pods } from './evaluate';
import { atLeast } from './selector';
import { parseIp, isIP } from '../../x509/ip';

/** One end that a connection may lead to, and the port at which it arrives there. */
export interface Target {
  readonly end: End;
  readonly arrival: Arrival;
  readonly runner?: Runner;
}

/** How a connection goes: what policies are judged by, and what policies are made of. */
export interface Way {
  /** what runs the client */
  readonly runner: Runner;
  /** the client's pods */
  readonly self: Pods;
  /** its pods of each kind; all of them where there is but one */
  readonly kinds: readonly Pods[];
  /** every end that it may lead to */
  readonly targets: readonly Target[];
  /** whether policies have a say: a pod always reaches itself, and pods with the network of their node are the node's */
  readonly reachable: boolean;
  /** whether the client asks the cluster's DNS first */
  readonly resolves: boolean;
}

/** Hosts of which policies say nothing: a pod reaches itself, and the API server lives by rules of its own. */
const OWN = /^(localhost|127\..*|::1|0\.0\.0\.0)$/i;

/** The API server as pods know it. */
export const API_SERVER = /^kubernetes(\.default.*)?$/i;

/** Names under which the object stores of public clouds are found: certainly no pods. */
const CLOUD = /(^|\.)(amazonaws\.com(\.cn)?|googleapis\.com|core\.windows\.net|digitaloceanspaces\.com|r2\.cloudflarestorage\.com|backblazeb2\.com|wasabisys\.com|appdomain\.cloud|scw\.cloud)$/;

/** How a connection goes; undefined where nothing is known of the client's pods, or of what they dial. */
export function wayOf(connection: Connection, inventory: Inventory, book: PolicyBook): Way | undefined {
  const { client } = connection;
  const { host, port } = client.address ?? { host: '', port: 0 };
  const runner = client.address && runnerOf(inventory, client.ref, client.labels, book.templates);
  if (!runner || runner.hostNetwork || !/^[a-z0-9._:-]+$/i.test(host) || OWN.test(host) || API_SERVER.test(host)) { return undefined; }
  const targets = targetsOf(connection, port, inventory, book);
  const toItself = runner.single && runner.workload !== undefined && targets.some((t) => t.runner?.workload === runner.workload);
  const self = book.pods(client.namespace, runner.labels);
  return {
    runner,
    self,
    kinds: client.kinds?.map((known) => book.pods(client.namespace, { known, open: isAutomatic })) ?? [self],
    targets,
    reachable: !toItself && targets.length > 0 && !targets.some((t) => t.runner?.hostNetwork === true),
    resolves: isIP(host) === 0 && runner.clusterDns && !runner.aliases.has(host.toLowerCase()),
  };
}

/** Every end that a connection may lead to. */
function targetsOf(connection: Connection, dialled: number, inventory: Inventory, book: PolicyBook): Target[] {
  const { server, destination, client } = connection;
  const arrival = (port: number | undefined, runner?: Runner): Arrival => (
    { protocol: 'TCP', port: Number.isInteger(port) ? port : undefined, names: runner?.names, moreNames: runner?.moreNames, dialled });
  const pods = (namespace: string | undefined, runner: Runner | undefined, port: number | undefined): Target => (
    { end: { pods: book.pods(namespace, runner?.labels ?? ANY_LABELS) }, arrival: arrival(port, runner), runner });
  const outside = (address?: string): Target => (
    { end: { address: address === undefined ? undefined : parseIp(address) }, arrival: arrival(dialled) });
  if (server && destination.kind === 'server') {
    return [pods(server.namespace, runnerOf(inventory, server.ref, server.labels, book.templates), server.port)];
  }
  switch (destination.kind) {
    case 'unknown-server':
      return workloadsOf(destination, inventory).map((workload) => pods(
        namespaceOf(workload),
        isOperated(workload) ? runnerOf(inventory, inventory.ref(workload), operatedLabels(workload), book.templates) : ofWorkload(workload),
        destination.port,
      ));
    case 'no-pods': return destination.selects
      ? [{ end: { pods: book.pods(destination.selects.namespace, atLeast(destination.selects.labels)) }, arrival: arrival(destination.selects.port) }]
      : [];
    // A Service that the manifests do not have may lead to pods of its namespace, or out of the cluster.
    case 'not-here': return [pods(namespaceIn(destination.host, client.namespace), undefined, undefined), outside()];
    case 'external': return isIP(destination.host) === 0 && CLOUD.test(destination.host)
      ? [outside()]
      : [pods(undefined, undefined, undefined), outside(isIP(destination.host) === 0 ? undefined : destination.host)];
    default: return [];
  }
}

function workloadsOf(destination: Extract<Destination, { kind: 'unknown-server' }>, inventory: Inventory): Manifest[] {
  return destination.workloads.map((ref) => inventory.get(ref.kind, ref.namespace, ref.name)).filter((o): o is Manifest => o !== undefined);
}

/** The namespace that the name of a Service tells; undefined where it does not. */
function namespaceIn(host: string, own: string): string | undefined {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  if (labels.length === 1) { return own; }
  const svc = labels.lastIndexOf('svc');
  return svc >= 2 ? labels[svc - 1] : undefined;
}
