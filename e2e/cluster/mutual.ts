import { ChildProcess, spawn } from 'node:child_process';
import { get } from 'node:https';
import { eventually, KUBECTL, Namespace } from './cluster';
import { metricIn, Reply } from './proxy';

/** What the components of a TempoStack show each other, and verify. */
interface Identity { readonly cert: string; readonly key: string; readonly ca: string; readonly servername: string }

/**
 * The way to the metrics of an ingester of a TempoStack, which shows them to who has a certificate of the operator's. A port of this
 * machine is carried to the pod, so kubectl has to run in the network that this process runs in.
 */
export class Mutual {
  private readonly ports = new Map<string, { readonly process: ChildProcess; readonly port: Promise<number> }>();
  private identity: Promise<Identity> | undefined;

  constructor(private readonly namespace: Namespace, private readonly stack: string) {}

  /** The sum of the series of a metric, 0 where it has none; undefined when nobody answers. */
  public async metric(pod: string, name: string): Promise<number | undefined> {
    return metricIn(await this.ask(pod).catch((error: Error) => ({ status: 0, text: error.message })), name);
  }

  public close(): void {
    for (const pod of this.ports.keys()) { this.drop(pod); }
  }

  private async ask(pod: string): Promise<Reply> {
    const port = await this.port(pod);
    const identity = await (this.identity ??= this.read());
    const reply = await new Promise<Reply>((done) => {
      const call = get({ host: '127.0.0.1', port, path: '/metrics', agent: false, timeout: 10_000, ...identity }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (more: string) => { text += more; }).on('end', () => { done({ status: response.statusCode ?? 0, text }); });
        response.on('error', () => { done({ status: 0, text }); });
      });
      call.on('timeout', () => { call.destroy(new Error('timeout')); }).on('error', (error) => { done({ status: 0, text: error.message }); });
    });
    if (reply.status !== 200) { this.drop(pod); } // the pod is another, or has other certificates
    return reply;
  }

  private port(pod: string): Promise<number> {
    const known = this.ports.get(pod);
    if (known) { return known.port; }
    const forward = spawn(KUBECTL, ['-n', this.namespace.name, 'port-forward', `pod/${pod}`, ':3200'], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
    const port = new Promise<number>((done, failed) => {
      forward.stdout.setEncoding('utf8').on('data', (text: string) => {
        const found = /127\.0\.0\.1:(\d+)/.exec(text);
        if (found) { done(Number(found[1])); }
      });
      forward.on('exit', () => {
        if (this.ports.get(pod)?.process === forward) { this.ports.delete(pod); }
        failed(new Error(`no way to pod ${pod}`));
      });
    });
    this.ports.set(pod, { process: forward, port });
    return port;
  }

  private drop(pod: string): void {
    const { pid } = this.ports.get(pod)?.process ?? {};
    // With all that it has started, where kubectl is a script.
    if (pid !== undefined) { try { process.kill(-pid); } catch { /* it has ended */ } }
    this.ports.delete(pod);
    this.identity = undefined;
  }

  private async read(): Promise<Identity> {
    const of = (kind: string, name: string) => eventually(30, () => this.namespace.kubectl('get', kind, `tempo-${this.stack}-${name}`, '-o', 'json'), (text) => text !== '');
    const pair = JSON.parse(await of('secret', 'ingester-mtls')).data;
    const { data } = JSON.parse(await of('configmap', 'ca-bundle'));
    const [cert, key] = ['tls.crt', 'tls.key'].map((name) => Buffer.from(pair[name], 'base64').toString());
    return { cert, key, ca: data['service-ca.crt'], servername: `tempo-${this.stack}-ingester.${this.namespace.name}.svc` };
  }
}
