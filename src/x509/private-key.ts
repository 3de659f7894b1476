import { createECDH } from 'node:crypto';
import { bitLength, context, DerReader, TAG, writeDer } from './der';
import { CURVES, OPENSSL_CURVES, PUBLIC_KEYS } from './oids';

/** What a private key is, and the bits of its public key as they stand in a certificate. */
export interface KeyOutline {
  /** `RSA` or `ECDSA` */
  readonly algorithm: string;
  readonly bits: number;
  /** `P-256` and the like; undefined for RSA. */
  readonly curve?: string;
  readonly publicOctets: Buffer;
}

const CURVE_BITS: Record<string, number> = { 'P-224': 224, 'P-256': 256, 'P-384': 384, 'P-521': 521 };

/**
 * Reads PKCS#8, PKCS#1 or SEC 1 with an RSA or ECDSA key. OpenSSL's decoder behind a key object takes several times as long as the verification
 * of a certificate, and whether a key belongs to a certificate needs none. Undefined for anything but the plain shape, about which a key object
 * has the last word: other algorithms, unnamed curves, data after the end.
 */
export function outlineOf(der: Buffer): KeyOutline | undefined {
  try {
    const outer = new DerReader(der);
    const fields = outer.into(TAG.SEQUENCE, 'the private key');
    const version = fields.integer('the version');
    if (!outer.empty) return undefined;
    if (version === 1n) return ecKey(fields, undefined);
    if (version !== 0n) return undefined;
    return fields.peek(TAG.INTEGER) ? rsaKey(fields) : pkcs8(fields);
  } catch {
    return undefined;
  }
}

/** RFC 5958: after the version the algorithm, and the key in the form that belongs to it. */
function pkcs8(fields: DerReader): KeyOutline | undefined {
  const identifier = fields.into(TAG.SEQUENCE, 'the algorithm');
  const algorithm = PUBLIC_KEYS[identifier.oid('the algorithm')];
  const inner = new DerReader(fields.read(TAG.OCTET_STRING, 'the key'));
  // Attributes and a public key may follow, which nobody looks at.
  if (algorithm !== 'ECDSA' && algorithm !== 'RSA') return undefined;
  const key = inner.into(TAG.SEQUENCE, 'the key');
  if (!inner.empty) return undefined;
  if (algorithm === 'ECDSA') return key.integer('the version') === 1n ? ecKey(key, identifier.oid('the curve')) : undefined;
  return key.integer('the version') === 0n ? rsaKey(key) : undefined;
}

/** RFC 5915, after the version: the public key is worked out, as Go does, and not believed where it stands beside the private one. */
function ecKey(fields: DerReader, named: string | undefined): KeyOutline | undefined {
  const scalar = fields.read(TAG.OCTET_STRING, 'the scalar');
  const parameters = fields.optional(context(0, true), 'the curve');
  const beside = fields.optional(context(1, true), 'the public key');
  if (beside) new DerReader(beside).bits('the public key');
  const curve = CURVES[named ?? (parameters ? new DerReader(parameters).oid('the curve') : '')];
  if (curve === undefined || !fields.empty) return undefined;
  const pair = createECDH(OPENSSL_CURVES[curve]);
  pair.setPrivateKey(scalar);
  return { algorithm: 'ECDSA', bits: CURVE_BITS[curve], curve, publicOctets: pair.getPublicKey() };
}

/** RFC 8017, A.1.2, after the version: modulus and exponents, primes, and what is worked out from them. */
function rsaKey(fields: DerReader): KeyOutline | undefined {
  const [modulus, exponent, ...secret] = ['n', 'e', 'd', 'p', 'q', 'd mod (p-1)', 'd mod (q-1)', 'the coefficient'].map((what) => fields.element(TAG.INTEGER, what));
  if (!fields.empty || [modulus, exponent, ...secret].some(({ value }) => value.length === 0 || value[0] >= 0x80)) return undefined;
  return { algorithm: 'RSA', bits: bitLength(modulus.value), publicOctets: writeDer(TAG.SEQUENCE, modulus.raw, exponent.raw) };
}
