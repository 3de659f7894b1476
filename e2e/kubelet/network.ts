import { writeFileSync } from 'node:fs';
import { createServer, Server, Socket } from 'node:net';

type Any = any;

/** Where a pod is, and what it calls its ports. */
export interface PodAddress {
  readonly name: string;
  readonly address: string;
  readonly ports: ReadonlyMap<string, number>;
}

/** An address of a Service, and where its ports lead now. */
interface Front {
  readonly address: string;
  readonly targets: Map<number, { readonly address: string; readonly port: number }>;
  connections: number;
}

const CLUSTER_DOMAIN = 'cluster.local';

/** Tests that run beside each other have addresses of their own. */
const WORKER = 100 + Number(process.env.JEST_WORKER_ID ?? 0) % 100;

/**
 * Names and addresses of a cluster on the loopback interface: each pod and each Service has an address of its own in 127.0.0.0/8, a Service's
 * ports lead to those of a pod that it selects, and a hosts file has the names by which pods dial them.
 */
export class Network {
  private readonly names = new Map<string, string>();
  private lines: { readonly address: string; readonly name: string }[] = [];
  private readonly fronts = new Map<string, Front>();
  private readonly servers: Server[] = [];
  private readonly open = new Set<Socket>();
  private next = 1;

  /** @param net the third number of the addresses, so that clusters of one run do not meet */
  constructor(private readonly hosts: string, private readonly net: number) {
    this.write();
  }

  public address(): string {
    if (this.next > 250) { throw new Error('more than 250 addresses in one cluster'); }
    return `127.${WORKER}.${this.net}.${this.next++}`;
  }

  /** The address of a name, as a pod would find it. */
  public lookup(name: string): string | undefined {
    return this.names.get(name);
  }

  /** A Service's names and ports; the second time they lead to another pod. For one without an address of its own the names lead to the pod. */
  public async serve(service: Any, namespace: string, pod: PodAddress): Promise<void> {
    const { name } = service.metadata;
    if (service.spec.clusterIP === 'None') {
      this.name(name, namespace, pod.address);
      this.name(`${pod.name}.${name}`, namespace, pod.address);
      return;
    }
    const known = this.fronts.get(name);
    const front: Front = known ?? { address: this.address(), targets: new Map(), connections: 0 };
    this.fronts.set(name, front);
    for (const port of service.spec.ports) {
      const target = port.targetPort ?? port.port;
      const there = typeof target === 'number' ? target : pod.ports.get(target);
      if (there === undefined) { throw new Error(`Service ${name}: no port ${target} in the pod ${pod.name}`); }
      front.targets.set(port.port, { address: pod.address, port: there });
      if (known === undefined) { await this.forward(front, port.port); }
    }
    if (known === undefined) { this.name(name, namespace, front.address); }
  }

  /** How many connections were made through a Service. */
  public connections(service: string): number {
    return this.fronts.get(service)?.connections ?? 0;
  }

  /** Names no longer lead to a pod that is gone. */
  public forget(address: string): void {
    this.lines = this.lines.filter((line) => line.address !== address);
    this.write();
  }

  /** A name that is not of the cluster. */
  public external(name: string, address: string): void {
    this.add(name, address);
  }

  private name(name: string, namespace: string, address: string): void {
    for (const end of ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.${CLUSTER_DOMAIN}`]) { this.add(`${name}${end}`, address); }
  }

  private add(name: string, address: string): void {
    this.names.set(name, address);
    this.lines.push({ address, name });
    this.write();
  }

  /** In place: containers have this very file. */
  private write(): void {
    writeFileSync(this.hosts, ['127.0.0.1 localhost', ...this.lines.map(({ address, name }) => `${address} ${name}`), ''].join('\n'));
  }

  private forward(front: Front, port: number): Promise<void> {
    const server = createServer((client) => {
      front.connections += 1;
      const there = new Socket();
      for (const [one, other] of [[client, there], [there, client]] as const) {
        this.open.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => { this.open.delete(one); other.destroy(); });
      }
      const to = front.targets.get(port)!;
      there.connect(to.port, to.address, () => { client.pipe(there).pipe(client); });
    });
    this.servers.push(server);
    return new Promise((done, failed) => { server.once('error', failed).listen(port, front.address, () => { done(); }); });
  }

  public async close(): Promise<void> {
    for (const socket of this.open) { socket.destroy(); }
    await Promise.all(this.servers.map((server) => new Promise((done) => { server.close(done); })));
  }
}
