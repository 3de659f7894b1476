import { createServer as listen, Server, Socket } from 'node:net';
import { createServer, Server as TlsServer, TLSSocket } from 'node:tls';
import { ClientHello, readClientHello } from './client-hello';

/** What came of the first connection to a port. */
export interface Recorded {
  readonly transport: 'plaintext' | 'TLS';
  readonly hello?: ClientHello;
  /** whether the client took the certificate */
  readonly accepted?: boolean;
  /** the subject of the certificate that the client showed; undefined: none */
  readonly shown?: string;
  /** whether it went on to speak HTTP/2 */
  readonly spoke: boolean;
}

/** The certificate of a port, and whether it negotiates a protocol. */
export interface Presented {
  /** leaf and intermediates */
  readonly cert: string;
  readonly key: string;
  /** @default h2 */
  readonly alpn?: readonly string[];
}

/** What a client of HTTP/2 says first, in the clear or not (RFC 9113, section 3.4). */
const PREFACE = 'PRI * HTTP/2.0';

/**
 * Servers that only look: each port has a certificate of its own, asks for one, and keeps what its first client did. They answer nothing,
 * so that a client that was let in waits.
 */
export class Recorder {
  private readonly servers: (Server | TlsServer)[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly records = new Map<number, Recorded>();

  constructor(private readonly address: string) {}

  /** Listens with a certificate. @returns the port */
  public async listen(presented: Presented, port: number = 0): Promise<number> {
    const { cert, key, alpn = ['h2'] } = presented;
    const secure = createServer({ cert, key, requestCert: true, rejectUnauthorized: false, ALPNProtocols: [...alpn] });
    let own = 0;
    secure.on('secureConnection', (socket) => { this.accepted(own, socket); });
    secure.on('tlsClientError', (_error, socket) => { this.note(own, { accepted: false }); socket.destroy(); });
    const server = listen((socket) => { this.first(own, socket, secure); });
    this.servers.push(server);
    await new Promise<void>((done, failed) => { server.once('error', failed).listen(port, this.address, () => { done(); }); });
    own = (server.address() as { port: number }).port;
    return own;
  }

  /** What is known of a port: undefined before a first connection has come to an end, or as far as it goes. */
  public seen(port: number): Recorded | undefined {
    const record = this.records.get(port);
    return record && (record.transport === 'plaintext' || record.accepted !== undefined) ? record : undefined;
  }

  public async close(): Promise<void> {
    for (const socket of this.sockets) { socket.destroy(); }
    await Promise.all(this.servers.map((server) => new Promise((done) => { server.close(done); })));
  }

  /** Looks at the first bytes, and leaves them where they are. */
  private first(port: number, socket: Socket, secure: TlsServer): void {
    this.sockets.add(socket);
    socket.on('error', () => { socket.destroy(); }).on('close', () => { this.sockets.delete(socket); });
    let bytes = Buffer.alloc(0);
    const look = (): void => {
      const more = socket.read() as Buffer | null;
      if (more === null) { return; }
      bytes = Buffer.concat([bytes, more]);
      if (bytes.subarray(0, PREFACE.length).toString('latin1') === PREFACE) {
        socket.off('readable', look);
        this.note(port, { transport: 'plaintext', spoke: true });
        return;
      }
      const hello = readClientHello(bytes);
      if (hello === undefined) { return; }
      socket.off('readable', look);
      this.note(port, { transport: 'TLS', hello });
      socket.unshift(bytes);
      secure.emit('connection', socket);
    };
    socket.on('readable', look);
  }

  private accepted(port: number, socket: TLSSocket): void {
    const { subject } = socket.getPeerCertificate();
    this.note(port, { accepted: true, ...(subject === undefined ? {} : { shown: String(subject.CN) }) });
    socket.on('error', () => { socket.destroy(); });
    socket.once('data', (data: Buffer) => { if (data.subarray(0, PREFACE.length).toString('latin1') === PREFACE) { this.note(port, { spoke: true }); } });
  }

  /** The first connection counts: what a client does after it was refused is the same again. */
  private note(port: number, what: Partial<Recorded>): void {
    this.records.set(port, { transport: 'TLS', spoke: false, ...what, ...this.records.get(port), ...(what.spoke ? { spoke: true } : {}) });
  }
}
