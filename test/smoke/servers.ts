import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { createSecureServer as createHttp2, createServer as createPlainHttp2 } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { AddressInfo, createServer as createTcp, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { SCRIPTS } from '../../src/smoke/scripts';
import { Issued, issueCa, issueLeaf } from '../../src/x509/issue';

// curl judges by the real clock, so these certificates are valid around whatever it says.
const hour = 3_600_000;
const now = Date.now();

/** A CA, and leaves of it for 127.0.0.1. */
export class Pki {
  public readonly ca: Issued = issueCa({ commonName: 'Loopback CA', notBefore: new Date(now - hour), notAfter: new Date(now + 48 * hour) });
  public leaf(usage: 'serverAuth' | 'clientAuth' = 'serverAuth', more: object = { ipAddresses: ['127.0.0.1'] }): Issued {
    return issueLeaf(this.ca, { commonName: 'loopback', usages: [usage], notBefore: new Date(now - hour), notAfter: new Date(now + 24 * hour), ...more });
  }
}

/** What a listener does with bytes that are no TLS. */
export type Plaintext = 'complains' | 'hangs up' | 'serves';

const S3_DENIED = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>';
const GO_COMPLAINT = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

/** Servers on loopback, each closed with all its connections at the end of a test. */
export class Loopback {
  private readonly closing: (() => Promise<void>)[] = [];
  private readonly directories: string[] = [];

  /** A port that answers TLS with `secure`, and anything else as `plaintext` says. Without `secure` it never answers TLS. */
  public async port(secure: Server | undefined, plaintext: Plaintext, plain?: Server): Promise<number> {
    return this.listen(createTcp((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', (first) => {
        socket.pause();
        socket.unshift(first);
        const tls = first[0] === 0x16;
        if (tls ? secure : plaintext === 'serves') {
          (tls ? secure! : plain!).emit('connection', socket);
        } else if (!tls && plaintext === 'complains') {
          socket.end(GO_COMPLAINT);
        } else {
          // What a server of HTTP says to a client hello, and what a server of TLS says to HTTP: nothing.
          socket.end(tls ? 'HTTP/1.1 400 Bad Request\r\n\r\n' : '');
        }
        process.nextTick(() => socket.resume());
      });
    }));
  }

  /** An S3 store that refuses strangers' keys, as any does. */
  public async store(pair: Issued | undefined, plaintext: Plaintext): Promise<number> {
    const s3 = (_request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(403, { 'x-amz-request-id': '17', 'Content-Type': 'application/xml' }).end(S3_DENIED);
    };
    return this.port(pair && createHttps({ cert: pair.certificatePem, key: pair.privateKeyPem }, s3), plaintext, createHttp(s3));
  }

  /** An OTLP/gRPC receiver: HTTP/2 only, 415 for what is no gRPC. */
  public async grpc(pair: Issued | undefined, plaintext: Plaintext, clientCa?: Issued, demand: boolean = true): Promise<number> {
    const secure = pair && createHttp2({
      cert: pair.certificatePem,
      key: pair.privateKeyPem,
      ...(clientCa ? { ca: clientCa.certificatePem, requestCert: true, rejectUnauthorized: demand } : {}),
    });
    const plain = createPlainHttp2();
    for (const server of [secure, plain]) {
      server?.on('stream', (stream) => { stream.respond({ ':status': 415 }); stream.end(); });
      server?.on('sessionError', () => undefined);
    }
    return this.port(secure as unknown as Server, plaintext, plain as unknown as Server);
  }

  /** A Tempo's HTTP API. */
  public async api(answer: (method: string, url: URL, headers: IncomingMessage['headers']) => { status: number; body?: string }): Promise<number> {
    return this.listen(createHttp((request, response) => {
      const { status, body } = answer(request.method!, new URL(request.url!, 'http://tempo'), request.headers);
      response.writeHead(status).end(body ?? '');
    }));
  }

  /** An empty directory that is removed in the end. */
  public directory(): string {
    const made = mkdtempSync(join(tmpdir(), 'smoke-'));
    this.directories.push(made);
    return made;
  }

  public async close(): Promise<void> {
    await Promise.all(this.closing.splice(0).map(async (close) => close()));
    for (const directory of this.directories.splice(0)) { rmSync(directory, { recursive: true, force: true }); }
  }

  private async listen(server: Server | HttpServer): Promise<number> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => { sockets.add(socket); socket.on('close', () => sockets.delete(socket)); });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.closing.push(async () => new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) { socket.destroy(); }
    }));
    return (server.address() as AddressInfo).port;
  }
}

/** The end of a script. */
export interface Run {
  readonly code: number | null;
  readonly lines: string[];
  readonly text: string;
}

/** All that the scripts may use beside the shell and mc: what the image of the checks is known to have. */
const PROGRAMS = ['cat', 'curl', 'date', 'mkdir', 'sleep', 'timeout', 'tr'];

function whereIs(program: string): string {
  const found = (process.env.PATH ?? '').split(delimiter).map((directory) => join(directory, program)).find((path) => existsSync(path));
  if (found === undefined) { throw new Error(`${program} is not installed, and the smoke scripts need it`); }
  return found;
}

/** Runs one of the scripts as a pod would: with these programs and no others, some of them replaced by stubs. */
export async function runScript(
  loopback: Loopback, script: string, env: { [name: string]: string }, stubs: { [program: string]: string } = {},
): Promise<Run> {
  const home = loopback.directory();
  for (const [file, text] of Object.entries(SCRIPTS)) { writeFileSync(join(home, file), text); }
  mkdirSync(join(home, 'work'));
  mkdirSync(join(home, 'bin'));
  for (const program of PROGRAMS.filter((name) => !(name in stubs))) { symlinkSync(whereIs(program), join(home, 'bin', program)); }
  for (const [program, text] of Object.entries(stubs)) {
    writeFileSync(join(home, 'bin', program), `#!/bin/sh\n${text}`);
    chmodSync(join(home, 'bin', program), 0o755);
  }
  const child = spawn('/bin/sh', [join(home, script)], {
    env: {
      PATH: join(home, 'bin'), REAL_CURL: whereIs('curl'), HOME: join(home, 'work'), WORK: join(home, 'work'), TIMEOUT: '60', PAUSE: '0.05', ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (data) => { text += data; });
  child.stderr.on('data', (data) => { text += `stderr: ${data}`; });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, text, lines: text.trimEnd().split('\n') };
}
