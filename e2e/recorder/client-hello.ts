/** What a TLS client says before anything else. */
export interface ClientHello {
  readonly serverName?: string;
  /** protocols, as it prefers them */
  readonly alpn: readonly string[];
  /** versions of TLS, as it prefers them; 0x0304 is TLS 1.3 */
  readonly versions: readonly number[];
}

const SERVER_NAME = 0;
const ALPN = 16;
const SUPPORTED_VERSIONS = 43;

/** Reads the first bytes of a connection (RFC 8446, section 4.1.2): nothing while they are too few. @throws for what is no ClientHello */
export function readClientHello(bytes: Buffer): ClientHello | undefined {
  if (bytes.length < 5) { return undefined; }
  if (bytes[0] !== 22) { throw new Error(`no TLS handshake: it begins with ${bytes.subarray(0, 16).toString('hex')}`); }
  const end = 5 + bytes.readUInt16BE(3);
  if (bytes.length < end) { return undefined; }
  if (bytes[5] !== 1) { throw new Error(`a TLS handshake that begins with message ${bytes[5]}`); }
  let at = 9 + 2 + 32; // record, message, version, random
  at += 1 + bytes[at]; // session
  at += 2 + bytes.readUInt16BE(at); // ciphers
  at += 1 + bytes[at] + 2; // compression, and how long the extensions are
  const found: { serverName?: string; alpn: string[]; versions: number[] } = { alpn: [], versions: [] };
  while (at + 4 <= end) {
    const type = bytes.readUInt16BE(at);
    const body = bytes.subarray(at + 4, at + 4 + bytes.readUInt16BE(at + 2));
    if (type === SERVER_NAME) { found.serverName = body.subarray(5).toString('latin1'); }
    if (type === ALPN) { for (let i = 2; i < body.length; i += 1 + body[i]) { found.alpn.push(body.subarray(i + 1, i + 1 + body[i]).toString('latin1')); } }
    if (type === SUPPORTED_VERSIONS) { for (let i = 1; i + 1 < body.length; i += 2) { found.versions.push(body.readUInt16BE(i)); } }
    at += 4 + body.length;
  }
  return found;
}
