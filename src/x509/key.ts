import { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';
import type { Certificate } from './certificate';
import { TAG, writeDer } from './der';
import { X509Error } from './errors';
import { remembered } from './memory';
import { armour, explainNoPem, PemBlock, readPem } from './pem';
import { KeyOutline, outlineOf } from './private-key';

/** A private key and what it is. */
export interface PrivateKey {
  /** Made when it is first asked for: it costs far more than all the rest. */
  readonly key: KeyObject;
  /** `RSA`, `ECDSA` or `Ed25519`. */
  readonly algorithm: string;
  readonly bits: number;
  /** `P-256` and the like; undefined for RSA and Ed25519. */
  readonly curve?: string;
  /** Label of the PEM block it was in. */
  readonly label: string;
  /** The bits of its public key as they stand in a certificate; undefined for what has no such form here. */
  readonly publicOctets?: Buffer;
}

/** One thing a server would not accept about a key file. */
export interface KeyProblem {
  /** Stable name. */
  readonly code: 'no-key' | 'wrong-block' | 'extra-data' | 'encrypted' | 'unreadable';
  readonly message: string;
}

const CURVE_NAMES: Record<string, { curve: string; bits: number }> = {
  secp224r1: { curve: 'P-224', bits: 224 },
  prime256v1: { curve: 'P-256', bits: 256 },
  secp384r1: { curve: 'P-384', bits: 384 },
  secp521r1: { curve: 'P-521', bits: 521 },
};

const NORMALIZE = 'write the file again with its one private-key block only (openssl pkey -in FILE does that)';

/** What Go's `tls.X509KeyPair` takes as the private key among the blocks of a file. */
function isPrivateKeyLabel(label: string): boolean {
  return label === 'PRIVATE KEY' || label.endsWith(' PRIVATE KEY');
}

function isEncrypted({ label, headers }: PemBlock): boolean {
  return label === 'ENCRYPTED PRIVATE KEY' || headers['DEK-Info'] !== undefined || (headers['Proc-Type'] ?? '').includes('ENCRYPTED');
}

function firstKeyBlock(pem: string): PemBlock {
  const { blocks } = readPem(pem);
  const block = blocks.find(({ label }) => isPrivateKeyLabel(label));
  if (block) return block;
  const others = [...new Set(blocks.map(({ label }) => label))].join(', ');
  throw new X509Error('no-key', `no PEM private key was found: ${others === '' ? explainNoPem(pem) : `there is only ${others}`}`);
}

function describe(key: KeyObject, label: string): PrivateKey {
  const details = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return { key, label, algorithm: 'RSA', bits: details.modulusLength ?? 0, publicOctets: octetsOf(key) };
    case 'ec': {
      const named = CURVE_NAMES[details.namedCurve ?? ''];
      if (!named) throw new X509Error('unsupported-key', `the private key is on the curve ${details.namedCurve}; allowed are P-224, P-256, P-384 and P-521`);
      return { key, label, algorithm: 'ECDSA', ...named, publicOctets: octetsOf(key) };
    }
    case 'ed25519':
      return { key, label, algorithm: 'Ed25519', bits: 256, publicOctets: octetsOf(key) };
    default:
      throw new X509Error('unsupported-key', `the private key is of type ${key.asymmetricKeyType}; allowed are RSA, ECDSA and Ed25519`);
  }
}

function parseBlock(block: PemBlock): PrivateKey {
  if (isEncrypted(block)) throw new X509Error('encrypted-key', 'the private key is encrypted; decrypt it first (openssl pkey -in FILE -out FILE.plain)');
  const { der, label } = block;
  return remembered('private key', `${label} ${der.toString('latin1')}`, () => {
    const outline = outlineOf(der);
    return outline ? new OutlinedKey(der, label, outline) : describe(keyObject(der, label), label);
  });
}

/** A key that was read without a key object. */
class OutlinedKey implements PrivateKey {
  public readonly algorithm: string;
  public readonly bits: number;
  public readonly curve?: string;
  public readonly publicOctets: Buffer;
  private object?: KeyObject;

  constructor(private readonly der: Buffer, public readonly label: string, outline: KeyOutline) {
    this.algorithm = outline.algorithm;
    this.bits = outline.bits;
    this.curve = outline.curve;
    this.publicOctets = outline.publicOctets;
  }

  public get key(): KeyObject {
    return this.object ??= keyObject(this.der, this.label);
  }
}

function keyObject(der: Buffer, label: string): KeyObject {
  // Like Go, try the formats instead of trusting the label: PKCS#8 in a block called RSA PRIVATE KEY is not rare.
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      return createPrivateKey({ key: der, format: 'der', type });
    } catch {
      continue;
    }
  }
  throw new X509Error('unreadable-key', `the ${label} block holds no PKCS#8, PKCS#1 or SEC 1 private key`);
}

/** Reads the first private key of a PEM text: PKCS#8, PKCS#1 or SEC 1; RSA, ECDSA or Ed25519; not encrypted. */
export function readPrivateKey(pem: string): PrivateKey {
  return parseBlock(firstKeyBlock(pem));
}

/**
 * What MinIO would refuse about a `private.key`. It reads exactly one block and wants no byte after the line that ends it: not another block,
 * not even an empty line. Text before the block and a missing final newline are fine. Empty if there is nothing to refuse.
 */
export function minioKeyProblems(pem: string): KeyProblem[] {
  const { blocks } = readPem(pem);
  const [first] = blocks;
  if (!first) return [{ code: 'no-key', message: `there is no PEM block: ${explainNoPem(pem)}` }];
  const problems: KeyProblem[] = [];
  const rest = pem.slice(first.end);
  if (rest !== '') {
    const what = blocks.length > 1 ? `a ${blocks[1].label} block` : rest.trim() === '' ? `${rest.length} blank character(s), e.g. an empty line` : 'other text';
    problems.push({ code: 'extra-data', message: `after the ${first.label} block stands ${what}; MinIO stops with "private key contains additional data": ${NORMALIZE}` });
  }
  if (!isPrivateKeyLabel(first.label)) {
    problems.push({ code: 'wrong-block', message: `the first block is ${first.label}, not a private key: ${NORMALIZE}` });
  } else if (isEncrypted(first)) {
    problems.push({ code: 'encrypted', message: 'the private key is encrypted, and MinIO has no password that opens it: decrypt it first (openssl pkey -in FILE -out FILE.plain)' });
  } else {
    try {
      parseBlock(first);
    } catch (error) {
      problems.push({ code: 'unreadable', message: error instanceof Error ? error.message : String(error) });
    }
  }
  return problems;
}

/** Whether the first key of a text is encrypted as RFC 1421 has it, with headers in its block: what Go's `x509.DecryptPEMBlock` reads, unlike PKCS#8. */
export function isPasswordProtected(pem: string): boolean {
  return readPem(pem).blocks.find(({ label }) => isPrivateKeyLabel(label))?.headers['DEK-Info'] !== undefined;
}

/** A text whose first block is such a key, with that decrypted; undefined where the password is another's. */
export function decryptedKey(pem: string, password: string): string | undefined {
  const [block] = readPem(pem).blocks;
  try {
    const key = createPrivateKey({ key: pem.slice(block.offset, block.end), passphrase: password });
    return pem.slice(0, block.offset) + armour('PRIVATE KEY', key.export({ format: 'der', type: 'pkcs8' })) + pem.slice(block.end);
  } catch {
    return undefined;
  }
}

/** The bits of a key's public half as they stand in a certificate. Undefined for what has no JWK. */
function octetsOf(key: KeyObject): Buffer | undefined {
  if (key.asymmetricKeyDetails?.namedCurve === 'secp224r1') return undefined;
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  const octets = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url');
  const integer = (bytes: Buffer): Buffer => writeDer(TAG.INTEGER, bytes[0] >= 0x80 ? Buffer.alloc(1) : Buffer.alloc(0), bytes);
  switch (jwk.kty) {
    case 'EC': return Buffer.concat([Buffer.from([4]), octets(jwk.x), octets(jwk.y)]);
    case 'RSA': return writeDer(TAG.SEQUENCE, integer(octets(jwk.n)), integer(octets(jwk.e)));
    default: return octets(jwk.x);
  }
}

/** True if the private key in the text belongs to the certificate. Throws when there is no readable key. */
export function keyMatches(certificate: Certificate, keyPem: string): boolean {
  const own = readPrivateKey(keyPem);
  return own.publicOctets?.equals(certificate.publicKeyInfo.key) ?? createPublicKey(own.key).equals(certificate.publicKey);
}

/** The one private-key block of a text in canonical PEM, with its own label, and nothing else: what every server accepts. */
export function normalizePrivateKey(pem: string): string {
  const keys = readPem(pem).blocks.filter(({ label }) => isPrivateKeyLabel(label));
  if (keys.length > 1) throw new X509Error('many-keys', `there are ${keys.length} private keys; there must be exactly one`);
  const block = firstKeyBlock(pem);
  parseBlock(block);
  return armour(block.label, block.der);
}
