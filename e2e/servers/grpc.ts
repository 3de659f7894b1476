import { connect as dial, constants } from 'node:http2';
import { request } from 'node:https';
import { createSecureContext, connect, TLSSocket } from 'node:tls';
import { ClientTls } from './setup';
import { Node } from '../kubelet/node';

/** What a client may have besides what it trusts and shows. */
export interface GrpcClient extends Partial<ClientTls> {
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3';
}

/**
 * Asks a server of Thanos who it is (thanos.info.Info/Info, v0.42.4, pkg/info/infopb/rpc.proto): an empty request, of which the status is enough.
 *
 * @returns "ok", or what stood in the way
 */
export function info(node: Node, name: string, port: number, client: GrpcClient | 'plaintext'): Promise<string> {
  const host = node.network.lookup(name);
  if (host === undefined) { throw new Error(`no such host: ${name}`); }
  return new Promise((done) => {
    const secureContext = createSecureContext(client === 'plaintext' ? {} : client);
    const socket = (): TLSSocket => connect({ host, port, servername: name, ALPNProtocols: ['h2'], secureContext });
    const session = dial(`${client === 'plaintext' ? 'http' : 'https'}://${host}:${port}`, client === 'plaintext' ? {} : { createConnection: socket });
    const end = (text: string) => { session.destroy(); done(text); };
    session.setTimeout(5000, () => { end('timeout'); });
    session.on('error', (error: NodeJS.ErrnoException) => { end(error.code ?? error.message); });
    session.on('close', () => { end('closed'); });
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST', [constants.HTTP2_HEADER_PATH]: '/thanos.info.Info/Info', 'content-type': 'application/grpc', 'te': 'trailers',
    });
    let status = '';
    stream.on('response', (headers) => { status = String(headers['grpc-status'] ?? ''); });
    stream.on('trailers', (headers) => { status = String(headers['grpc-status'] ?? status); });
    stream.on('error', (error: NodeJS.ErrnoException) => { end(error.code ?? error.message); });
    stream.on('end', () => { end(status === '0' ? 'ok' : `status ${status}`); });
    stream.resume();
    stream.end(Buffer.alloc(5));
  });
}

/** What an HTTPS server answers. @throws for what stood in the way */
export function https(
  node: Node, name: string, port: number, path: string, client: ClientTls,
  more?: { readonly headers: { [name: string]: string }; readonly body?: Buffer },
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((done, failed) => {
    const headers = { Host: name, ...more?.headers };
    const dialled = { host: node.network.lookup(name), port, path, servername: name };
    const options = { ...dialled, method: more?.body ? 'POST' : 'GET', headers, timeout: 10_000, ...client };
    const call = request(options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => { body += text; }).on('end', () => { done({ status: response.statusCode!, body }); });
    });
    call.on('timeout', () => { call.destroy(new Error('timeout')); });
    call.on('error', failed);
    call.end(more?.body);
  });
}
