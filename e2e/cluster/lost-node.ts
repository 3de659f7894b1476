import { execFile } from 'node:child_process';
import { eventually, Namespace, PATIENCE, seconds, since } from './cluster';

/**
 * The program that runs a line of shell on the node of the cluster, as root, in the node's network: E2E_ON_NODE. With kind that is
 * `docker exec e2e-control-plane sh -c`. The line is its last argument.
 */
const ON_NODE = process.env.E2E_ON_NODE?.trim().split(/\s+/);

/** Whether a node can be lost here. */
export const canLoseNodes = ON_NODE !== undefined;
/** What a report says where none can. */
export const NO_NODE = 'not run: nobody said how to run a command on the node (E2E_ON_NODE)';

function onNode(line: string): Promise<void> {
  const [program, ...args] = ON_NODE ?? ['false'];
  return new Promise((done, failed) => {
    execFile(program, [...args, line], (failure, _out, error) => { if (failure) { failed(new Error(`${line}: ${error}`)); } else { done(); } });
  });
}

/** For how long the kubelet, which lives, may still ask the pod, in seconds: with its own patience, it finds out when a node controller would. */
const KUBELET_ASKS = 25;

/**
 * The node of one pod, lost, on a cluster that has one node: no packet between the pod and others gets anywhere, on new connections and on old ones, and nobody is
 * told. A black hole, as where a machine loses its power or its network. Kubernetes finds out late, and the pod stays in the endpoints until then: a node controller
 * waits 40 s (kube-controller-manager, --node-monitor-grace-period). Here it is the kubelet that finds out, by probes that nobody answers.
 */
export class LostNode {
  /**
   * Cuts a pod off from all others, and from the node later: at once where `atOnce` is set, as for pods that are asked through the API server, which is on the node.
   */
  public static async of(namespace: Namespace, pod: string, { atOnce = false }: { readonly atOnce?: boolean } = {}): Promise<LostNode> {
    const address = await namespace.kubectl('get', 'pod', pod, '-o', 'jsonpath={.status.podIP}');
    if (!/^\d+(\.\d+){3}$/.test(address)) { throw new Error(`${pod} has no IPv4 address: "${address}"`); }
    const node = new LostNode(namespace, pod, address, atOnce ? 0 : KUBELET_ASKS);
    lost.add(node);
    await node.drop('I', ['FORWARD -s', 'FORWARD -d']);
    if (atOnce) { await node.drop('I', TO_THE_NODE); }
    return node;
  }

  /** Gives back all that a scene has cut off, if it came to no end. */
  public static async findAll(): Promise<void> {
    for (const node of lost) { await node.returns(); }
  }

  private readonly since = performance.now();

  private constructor(private readonly namespace: Namespace, private readonly pod: string, private readonly address: string, private asked: number) {}

  /** Waits until Kubernetes has taken the pod out of the endpoints. @returns after how many seconds */
  public async noticed(): Promise<number> {
    if (this.asked > 0) {
      await seconds(this.asked);
      this.asked = 0;
      await this.drop('I', TO_THE_NODE);
    }
    await eventually(PATIENCE, () => this.namespace.is('pod', this.pod, 'Ready'), (ready) => !ready);
    return since(this.since);
  }

  /** The node is back, and with it the pod, as it was: it was not told either. */
  public async returns(): Promise<void> {
    lost.delete(this);
    await this.drop('D', ['FORWARD -s', 'FORWARD -d', ...this.asked > 0 ? [] : TO_THE_NODE]);
  }

  /** Behind the translation of Services; what a bridge carries passes here too. */
  private drop(what: 'I' | 'D', rules: readonly string[]): Promise<void> {
    return onNode(rules.map((rule) => `iptables -w -t mangle -${what} ${rule} ${this.address} -j DROP`).join(' && '));
  }
}

/** All that are lost. */
const lost = new Set<LostNode>();

/** All that the node itself sends and gets; for what it passes on, there is nothing left to do. */
const TO_THE_NODE = ['PREROUTING -s', 'POSTROUTING -d'];

/**
 * Keeps the controllers from making pods anew, as where a lost node had the volume: the pod is gone, and has no other place. A node is not cordoned for it, as
 * others use it.
 */
export async function withoutPlace<T>(namespace: Namespace, what: () => Promise<T>): Promise<T> {
  const metadata = { name: 'no-place', namespace: namespace.name };
  await namespace.apply([{ apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { pods: '0' } } }]);
  try {
    return await what();
  } finally {
    await namespace.kubectl('delete', 'resourcequota', metadata.name);
  }
}
