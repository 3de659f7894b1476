import { createSocket, Socket } from 'node:dgram';

const SRV = 33;
const HEADER = 12;
const CLASS_IN = 1;

/** A record of type SRV. */
export interface SrvRecord {
  readonly port: number;
  readonly target: string;
}

/** A DNS server that knows records of type SRV and nothing else (RFC 1035, RFC 2782): names without one do not exist. */
export class SrvServer {
  private readonly socket: Socket = createSocket('udp4');

  /** @param find the record of a name, which is in lower case and ends without a dot */
  constructor(find: (name: string) => SrvRecord | undefined) {
    this.socket.on('message', (query, from) => { this.socket.send(answer(query, find), from.port, from.address); });
  }

  /** Listens where resolvers ask: port 53, for which one has to be root. */
  public listen(address: string): Promise<void> {
    return new Promise((done, failed) => { this.socket.once('error', failed).bind(53, address, () => { done(); }); });
  }

  public close(): Promise<void> {
    return new Promise((done) => { this.socket.close(() => { done(); }); });
  }
}

function answer(query: Buffer, find: (name: string) => SrvRecord | undefined): Buffer {
  const labels: string[] = [];
  let at = HEADER;
  while (query[at] !== 0) {
    labels.push(query.subarray(at + 1, at + 1 + query[at]).toString('latin1').toLowerCase());
    at += 1 + query[at];
  }
  const question = query.subarray(HEADER, at + 5);
  const record = query.readUInt16BE(at + 1) === SRV ? find(labels.join('.')) : undefined;
  const header = Buffer.alloc(HEADER);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(record ? 0x8580 : 0x8583, 2); // an answer, with authority; 3: no such name
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(record ? 1 : 0, 6);
  if (!record) { return Buffer.concat([header, question]); }
  const name = Buffer.concat([...record.target.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1')), Buffer.alloc(1)]);
  const data = Buffer.alloc(6);
  data.writeUInt16BE(record.port, 4);
  const rest = Buffer.alloc(12);
  rest.writeUInt16BE(0xc000 + HEADER, 0); // the name of the question
  rest.writeUInt16BE(SRV, 2);
  rest.writeUInt16BE(CLASS_IN, 4);
  rest.writeUInt32BE(30, 6);
  rest.writeUInt16BE(data.length + name.length, 10);
  return Buffer.concat([header, question, rest, data, name]);
}
