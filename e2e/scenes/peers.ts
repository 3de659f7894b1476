import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { AddressInfo, createServer as createTcpServer, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, TlsOptions } from 'node:tls';
import { Pair } from './certificates';

/** A server that is there to be dialled, and to be as wrong as a test needs it. */
export interface Peer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

function listening(server: Server): Promise<Peer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      done({
        port: (server.address() as AddressInfo).port,
        close: () => new Promise((closed) => {
          server.close(() => { closed(); });
          sockets.forEach((socket) => socket.destroy());
        }),
      });
    });
  });
}

/** Shows a certificate, and answers HTTP. */
export function tlsPeer({ certificate, key }: Pair, options: TlsOptions = {}): Promise<Peer> {
  const server = createServer({ cert: certificate, key, ALPNProtocols: ['h2', 'http/1.1'], ...options }, (socket) => {
    socket.on('error', () => undefined);
    // The answer follows the question: what is closed before is told in other words.
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
  });
  server.on('tlsClientError', () => undefined);
  return listening(server);
}

/** Demands a client certificate and says what it thinks of it, as OpenSSL's server does (Node hangs up without a word). */
export async function opensslPeer({ certificate, key }: Pair, clientCa: string): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'peer-'));
  for (const [file, text] of Object.entries({ 'tls.crt': certificate, 'tls.key': key, 'ca.crt': clientCa })) { writeFileSync(join(folder, file), text, { mode: 0o600 }); }
  const { port } = await nobody();
  const given = ['-cert', 'tls.crt', '-key', 'tls.key', '-CAfile', 'ca.crt', '-Verify', '1', '-verify_return_error', '-www', '-alpn', 'h2,http/1.1'];
  const server = spawn('openssl', ['s_server', '-accept', `127.0.0.1:${port}`, ...given], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  // It says ACCEPT when it listens.
  await new Promise((done) => { server.stdout.once('data', done); });
  server.stdout.resume();
  return {
    port,
    close: async () => {
      server.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Answers HTTP in plaintext. */
export function plainPeer(): Promise<Peer> {
  return listening(createHttpServer((_request, response) => { response.end('plain'); }));
}

/** Takes connections, and says nothing. */
export function silentPeer(): Promise<Peer> {
  return listening(createTcpServer(() => undefined));
}

/** Takes connections, and hangs up. */
export function rudePeer(): Promise<Peer> {
  return listening(createTcpServer((socket) => socket.destroy()));
}

/** A port that nobody listens on. */
export async function nobody(): Promise<Peer> {
  const { port, close } = await silentPeer();
  await close();
  return { port, close: async () => undefined };
}
