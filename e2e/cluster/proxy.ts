import { ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, KUBECTL } from './cluster';

/** What a server answered; status 0 where none did. */
export interface Reply {
  readonly status: number;
  readonly text: string;
}

type Headers = { readonly [name: string]: string };

/** The way to Services of the cluster from outside: through its API server, with what KUBECONFIG may do, whatever network the cluster has. */
export class Proxy {
  /** Starts `kubectl proxy` at a socket of the file system, so that no port is taken, nor seen by others. */
  public static async start(): Promise<Proxy> {
    const folder = mkdtempSync(join(tmpdir(), 'e2e-proxy-'));
    const socket = join(folder, 'socket');
    const proxy = new Proxy(folder, socket, spawn(KUBECTL, ['proxy', `--unix-socket=${socket}`], { stdio: 'ignore' }));
    await eventually(30, () => proxy.ask('/readyz'), ({ status }) => status === 200);
    return proxy;
  }

  private constructor(private readonly folder: string, private readonly socket: string, private readonly process: ChildProcess) {}

  /**
   * Asks a Service that speaks HTTP, without TLS unless its name begins with "https:".
   *
   * @param body an object as JSON, or bytes as the headers say
   */
  public service(namespace: string, service: string, port: number, path: string, body?: object, headers?: Headers): Promise<Reply> {
    return this.ask(`/api/v1/namespaces/${namespace}/services/${service}:${port}/proxy${path}`, body, headers);
  }

  /** The sum of the series of a metric of Tempo, 0 where it has none; undefined when nobody answers. */
  public async metric(namespace: string, service: string, name: string): Promise<number | undefined> {
    return metricIn(await this.service(namespace, service, 3200, '/metrics'), name);
  }

  public close(): void {
    this.process.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private ask(path: string, body?: object, own: Headers = {}): Promise<Reply> {
    return new Promise((done) => {
      const headers = { host: 'localhost', ...body && { 'content-type': 'application/json' }, ...own };
      const call = request({ socketPath: this.socket, path, method: body ? 'POST' : 'GET', headers, timeout: 20_000 }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (more: string) => { text += more; }).on('end', () => { done({ status: response.statusCode ?? 0, text }); });
        response.on('error', () => { done({ status: 0, text }); });
      });
      call.on('timeout', () => { call.destroy(new Error('timeout')); }).on('error', (error) => { done({ status: 0, text: error.message }); });
      call.end(Buffer.isBuffer(body) ? body : body && JSON.stringify(body));
    });
  }
}

/** The sum of the series of a metric in an answer, 0 where it has none; undefined where there is no answer. */
export function metricIn({ status, text }: Reply, name: string): number | undefined {
  if (status !== 200) { return undefined; }
  return text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`)).reduce((all, line) => all + Number(line.slice(line.lastIndexOf(' '))), 0);
}
