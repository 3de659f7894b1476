import { appendFileSync, writeFileSync } from 'node:fs';
import { createServer, Server, Socket } from 'node:net';

type Any = any;

/** Where a pod is, and what it calls its ports. */
export interface PodAddress {
  readonly name: string;
  readonly address: string;
  readonly ports: ReadonlyMap<string, number>;
}

const CLUSTER_DOMAIN = 'cluster.local';

/**
 * Names and addresses of a cluster on the loopback interface: each pod and each Service has an address of its own in 127.0.0.0/8, a Service's
 * ports lead to those of a pod that it selects, and a hosts file has the names by which pods dial them.
 */
export class Network {
  private readonly names = new Map<string, string>();
  private readonly servers: Server[] = [];
  private readonly open = new Set<Socket>();
  private next = 1;

  /** @param net the third number of the addresses, so that clusters of one run do not meet */
  constructor(private readonly hosts: string, private readonly net: number) {
    writeFileSync(hosts, '127.0.0.1 localhost\n');
  }

  public address(): string {
    if (this.next > 250) { throw new Error('more than 250 addresses in one cluster'); }
    return `127.77.${this.net}.${this.next++}`;
  }

  /** The address of a name, as a pod would find it. */
  public lookup(name: string): string | undefined {
    return this.names.get(name);
  }

  /** A Service's names and ports. For one without an address of its own the names lead to the pod. */
  public async serve(service: Any, namespace: string, pod: PodAddress): Promise<void> {
    const headless = service.spec.clusterIP === 'None';
    const { name } = service.metadata;
    const address = headless ? pod.address : this.address();
    this.name(name, namespace, address);
    if (headless) { this.name(`${pod.name}.${name}`, namespace, address); }
    if (headless) { return; }
    for (const port of service.spec.ports) {
      const target = port.targetPort ?? port.port;
      const there = typeof target === 'number' ? target : pod.ports.get(target);
      if (there === undefined) { throw new Error(`Service ${name}: no port ${target} in the pod ${pod.name}`); }
      await this.forward(address, port.port, pod.address, there);
    }
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
    appendFileSync(this.hosts, `${address} ${name}\n`);
  }

  private forward(address: string, port: number, toAddress: string, toPort: number): Promise<void> {
    const server = createServer((client) => {
      const there = new Socket();
      for (const [one, other] of [[client, there], [there, client]] as const) {
        this.open.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => { this.open.delete(one); other.destroy(); });
      }
      there.connect(toPort, toAddress, () => { client.pipe(there).pipe(client); });
    });
    this.servers.push(server);
    return new Promise((done, failed) => { server.once('error', failed).listen(port, address, () => { done(); }); });
  }

  public async close(): Promise<void> {
    for (const socket of this.open) { socket.destroy(); }
    await Promise.all(this.servers.map((server) => new Promise((done) => { server.close(done); })));
  }
}
