import { connect as dial } from 'node:net';
import { connect, createSecureContext, PeerCertificate } from 'node:tls';
import { Node } from '../kubelet/node';
import { canSandbox } from '../kubelet/sandbox';

export { manifests, secret } from '../scenes/manifests';

if (!canSandbox()) { throw new Error('these tests need Linux, and root or user namespaces (unshare --map-root-user --mount true)'); }

/** How a TLS connection ended: the certificate that was shown, or what stood in the way. */
export type Handshake = { readonly certificate: PeerCertificate } | { readonly refused: string };

/** What a client trusts, and what it shows. */
export interface ClientTls {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Dials a name as a client does that trusts a CA and nothing else. */
export function handshake(node: Node, name: string, port: number, client: ClientTls): Promise<Handshake> {
  const host = node.network.lookup(name);
  if (host === undefined) { throw new Error(`no such host: ${name}`); }
  return new Promise((done) => {
    const socket = connect({ host, port, servername: name, secureContext: createSecureContext(client), ALPNProtocols: ['h2', 'http/1.1'] });
    socket.setTimeout(5000, () => { socket.destroy(); done({ refused: 'timeout' }); });
    socket.on('error', (error: NodeJS.ErrnoException) => { done({ refused: error.code ?? error.message }); });
    // With TLS 1.3 a server refuses a client's certificate after the handshake: what it says then comes as an error before any data.
    socket.on('secureConnect', () => {
      const certificate = socket.getPeerCertificate();
      setTimeout(() => { socket.destroy(); done({ certificate }); }, 100);
    });
  });
}

/** What a server answers to a request without TLS; nothing when it just ends the connection. */
export function plaintext(node: Node, name: string, port: number): Promise<string> {
  return new Promise((done) => {
    const socket = dial(port, node.network.lookup(name)!);
    let text = '';
    socket.setEncoding('utf8').on('data', (data: string) => { text += data; });
    socket.setTimeout(5000, () => { socket.destroy(); });
    socket.on('error', () => { done(text); }).on('close', () => { done(text); });
    socket.write(`GET /minio/health/live HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
  });
}

/** Waits until something holds. @throws with what was last seen when time is over */
export async function eventually<T>(seconds: number, see: () => Promise<T> | T, holds: (seen: T) => boolean): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const seen = await see();
    if (holds(seen)) { return seen; }
    if (performance.now() > end) { throw new Error(`not after ${seconds} s; last seen: ${JSON.stringify(seen)}`); }
    await new Promise((done) => { setTimeout(done, 100); });
  }
}
