import { createPublicKey, JsonWebKey, KeyObject } from 'node:crypto';
import { isPoint } from './curves';
import { bitLength, DerReader, rightAlign, TAG, writeDer } from './der';
import { X509Error } from './errors';
import { CURVES, PUBLIC_KEYS } from './oids';

/** What a SubjectPublicKeyInfo says before any cryptography. */
export interface PublicKeyInfo {
  readonly raw: Buffer;
  /** `RSA`, `ECDSA`, `Ed25519`, `DSA`, or the dotted identifier of what Go does not know. */
  readonly algorithm: string;
  readonly known: boolean;
  /** Modulus or curve size. */
  readonly bits?: number;
  readonly curve?: string;
  /** RSA only. */
  readonly exponent?: bigint;
  readonly modulusIsOdd?: boolean;
  /** The key's own bits, for key identifiers. */
  readonly key: Buffer;
  /** The same information written anew: Go overlooks data after the fields, OpenSSL does not. */
  readonly canonical: Buffer;
}

function invalid(message: string): X509Error {
  return new X509Error('unsupported-key', message);
}

const EC_BITS: Record<string, number> = { 'P-224': 224, 'P-256': 256, 'P-384': 384, 'P-521': 521 };

/** Reads a public key's description with the same refusals as Go (missing RSA NULL, other curves, points off the curve …). */
export function readPublicKeyInfo(raw: Buffer): PublicKeyInfo {
  const info = new DerReader(raw).into(TAG.SEQUENCE, 'the public key');
  const identifier = info.into(TAG.SEQUENCE, 'the public key algorithm');
  const oidRaw = identifier.element(TAG.OID, 'the public key algorithm').raw;
  const oid = new DerReader(oidRaw).oid('the public key algorithm');
  const parameters = identifier.empty ? undefined : identifier.any('the public key parameters');
  const key = rightAlign(info.bits('the public key bits'));
  const algorithm = PUBLIC_KEYS[oid];
  const canonical = writeDer(
    TAG.SEQUENCE, writeDer(TAG.SEQUENCE, oidRaw, parameters?.raw ?? Buffer.alloc(0)), writeDer(TAG.BIT_STRING, Buffer.alloc(1), key),
  );
  const base = { raw, canonical, key, algorithm: algorithm ?? oid, known: algorithm !== undefined };

  if (algorithm === 'RSA') {
    if (parameters?.tag !== TAG.NULL || parameters.value.length > 0) throw invalid('the RSA public key lacks the NULL parameters that RFC 3279 demands');
    const numbers = new DerReader(key).into(TAG.SEQUENCE, 'the RSA public key');
    const octets = numbers.element(TAG.INTEGER, 'the RSA modulus');
    const modulus = new DerReader(octets.raw).integer('the RSA modulus');
    const exponent = numbers.integer('the RSA exponent');
    if (modulus <= 0n || exponent <= 0n || exponent >= 2n ** 63n) throw invalid('the RSA public key has an impossible modulus or exponent');
    return { ...base, bits: bitLength(octets.value), exponent, modulusIsOdd: octets.value[octets.value.length - 1] % 2 === 1 };
  }
  if (algorithm === 'ECDSA') {
    const curveOid = parameters ? new DerReader(parameters.raw).oid('the curve') : 'none';
    const curve = CURVES[curveOid];
    if (!curve) throw invalid(`the elliptic curve ${curveOid} is not one of ${Object.values(CURVES).join(', ')}`);
    if (key[0] !== 4) throw invalid('the elliptic curve point is not in uncompressed form');
    // A point off the curve is refused when it is read, not when it is used.
    if (!isPoint(curve, key)) throw invalid(`the ECDSA public key is no point of the curve ${curve}`);
    return { ...base, bits: EC_BITS[curve], curve };
  }
  if (algorithm === 'Ed25519' && (parameters || key.length !== 32)) throw invalid('the Ed25519 public key has parameters or a wrong length');
  if (algorithm === 'DSA') {
    if (new DerReader(key).integer('the DSA public key') <= 0n) throw invalid('the DSA public key is not positive');
    const domain = new DerReader(parameters?.raw ?? Buffer.alloc(0)).into(TAG.SEQUENCE, 'the DSA parameters');
    for (const name of ['p', 'q', 'g']) {
      if (domain.integer(`the DSA parameter ${name}`) <= 0n) throw invalid('the DSA parameters are not positive');
    }
  }
  return algorithm === 'Ed25519' ? { ...base, bits: 256, curve: 'Ed25519' } : base;
}

/** The key as node:crypto takes it. */
export function publicKeyObject(info: PublicKeyInfo): KeyObject {
  try {
    const key = webKey(info);
    return key ? createPublicKey({ key, format: 'jwk' }) : createPublicKey({ key: info.canonical, format: 'der', type: 'spki' });
  } catch (error) {
    throw invalid(`the ${info.algorithm} public key cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * The key in numbers, where that is the fastest way into OpenSSL: its decoder of DER takes longer than the verification that the key is for. Not
 * so for the larger curves, on which OpenSSL proves the order of a point that is given in numbers.
 */
function webKey({ algorithm, curve, key }: PublicKeyInfo): JsonWebKey | undefined {
  if (curve === 'P-256') return { kty: 'EC', crv: curve, x: key.toString('base64url', 1, 33), y: key.toString('base64url', 33) };
  if (algorithm !== 'RSA') return undefined;
  const numbers = new DerReader(key).into(TAG.SEQUENCE, 'the RSA public key');
  const [n, e] = ['modulus', 'exponent'].map((what) => numbers.read(TAG.INTEGER, what).toString('base64url'));
  return { kty: 'RSA', n, e };
}
