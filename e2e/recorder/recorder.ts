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

/** Where a server listens. */
export interface Place {
  readonly ip: string;
  readonly port: number;
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
  private readonly records = new Map<string, Recorded>();

  constructor(private readonly ip: string) {}

  /** Listens with a certificate. @param at where; a port of its own, unless it is given. @returns where it is */
  public async listen(presented: Presented, at: Place = { ip: this.ip, port: 0 }): Promise<Place> {
    const { cert, key, alpn = ['h2'] } = presented;
    const secure = createServer({ cert, key, requestCert: true, rejectUnauthorized: false, ALPNProtocols: [...alpn] });
    let own = at;
    secure.on('secureConnection', (socket) => { this.accepted(own, socket); });
    secure.on('tlsClientError', (_error, socket) => { this.note(own, { accepted: false }); socket.destroy(); });
    const server = listen((socket) => { this.first(own, socket, secure); });
    this.servers.push(server);
    await new Promise<void>((done, failed) => { server.once('error', failed).listen(at.port, at.ip, () => { done(); }); });
    own = { ip: at.ip, port: (server.address() as { port: number }).port };
    return own;
  }

  /** What is known of a server: undefined before a first connection has come to an end, or as far as it goes. */
  public seen({ ip, port }: Place): Recorded | undefined {
    const record = this.records.get(`${ip}:${port}`);
    return record && (record.transport === 'plaintext' || record.accepted !== undefined) ? record : undefined;
  }

  public async close(): Promise<void> {
    for (const socket of this.sockets) { socket.destroy(); }
    await Promise.all(this.servers.map((server) => new Promise((done) => { server.close(done); })));
  }

  /** Looks at the first bytes, and leaves them where they are. */
  private first(at: Place, socket: Socket, secure: TlsServer): void {
    this.sockets.add(socket);
    socket.on('error', () => { socket.destroy(); }).on('close', () => { this.sockets.delete(socket); });
    let bytes = Buffer.alloc(0);
    const look = (): void => {
      const more = socket.read() as Buffer | null;
      if (more === null) { return; }
      bytes = Buffer.concat([bytes, more]);
      if (bytes.subarray(0, PREFACE.length).toString('latin1') === PREFACE) {
        socket.off('readable', look);
        this.note(at, { transport: 'plaintext', spoke: true });
        return;
      }
      const hello = readClientHello(bytes);
      if (hello === undefined) { return; }
      socket.off('readable', look);
      this.note(at, { transport: 'TLS', hello });
      socket.unshift(bytes);
      secure.emit('connection', socket);
    };
    socket.on('readable', look);
  }

  private accepted(at: Place, socket: TLSSocket): void {
    const { subject } = socket.getPeerCertificate();
    this.note(at, { accepted: true, ...(subject === undefined ? {} : { shown: String(subject.CN) }) });
    socket.on('error', () => { socket.destroy(); });
    socket.once('data', (data: Buffer) => { if (data.subarray(0, PREFACE.length).toString('latin1') === PREFACE) { this.note(at, { spoke: true }); } });
  }

  /** The first connection counts: what a client does after it was refused is the same again. */
  private note(at: Place, what: Partial<Recorded>): void {
    const key = `${at.ip}:${at.port}`;
    this.records.set(key, { transport: 'TLS', spoke: false, ...what, ...this.records.get(key), ...(what.spoke ? { spoke: true } : {}) });
  }
}
