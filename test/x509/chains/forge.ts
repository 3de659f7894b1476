import { constants, createHash, createPublicKey, KeyObject, sign, SignKeyObjectInput } from 'node:crypto';
import { Attribute, bitString, boolean, integer, name, NONE, NULL, oid, RawExtension, sequence, extension, time } from './der';
import { context, TAG, writeDer } from '../../../src/x509/der';

/** How a certificate is signed: the digest, or RSA-PSS with a digest, or RSA-PSS with a salt that is as long as no digest. */
export type Scheme = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | 'pss256' | 'pss384' | 'pss512' | 'pss-short-salt';

/** A certificate before it is written; whoever makes one may spoil any part of it. */
export interface Draft {
  subject: Attribute[];
  /** instead of the name of the CA above */
  issuerName?: Attribute[];
  key: KeyObject;
  version: number;
  serial: bigint;
  notBefore: Date;
  notAfter: Date;
  /** GeneralizedTime before 2050 */
  generalized?: boolean;
  basic?: { ca: boolean; pathLen?: number };
  /** numbers of bits, from digitalSignature = 0; undefined leaves the extension out */
  keyUsage?: number[];
  extKeyUsage?: string[];
  subjectKeyId?: Buffer | false;
  authorityKeyId?: Buffer | false;
  /** names the CA above by its issuer and serial number too */
  authorityIssuer?: { name: Buffer; serial: bigint };
  names: Buffer[];
  namesCritical?: boolean;
  permitted: Buffer[];
  excluded: Buffer[];
  /** further extensions; one that is written anyway is replaced */
  extra: RawExtension[];
  scheme?: Scheme;
  /** signed by this key, whatever the CA above has */
  signer?: KeyObject;
  /** what to spoil once it is written */
  damage?: 'signature' | 'trailing' | 'long-length' | 'inner-algorithm' | 'spki-without-null' | 'no-null';
}

/** A written certificate, and what one needs to sign below it. */
export interface Forged {
  readonly der: Buffer;
  readonly name: Buffer;
  readonly issuer: Buffer;
  readonly serial: bigint;
  readonly key: KeyObject;
  /** its own key identifier and that of its issuer, as they are written */
  readonly keyId?: Buffer;
  readonly issuerKeyId?: Buffer;
  /** the name of whoever signed, before it was written */
  readonly issuerName: readonly Attribute[];
  readonly signed: Signed;
  readonly draft: Draft;
}

/** How a certificate was signed in the end. */
export interface Signed {
  readonly by: KeyObject;
  /** the kind of key that the algorithm is for */
  readonly kind: string;
  /** md5, sha256 …; undefined where the algorithm has its own */
  readonly digest?: string;
  /** RSA-PSS with a salt of another length than the digest's */
  readonly oddSalt?: boolean;
}

const RSA = { md5: '1.2.840.113549.1.1.4', sha1: '1.2.840.113549.1.1.5', sha224: '1.2.840.113549.1.1.14', sha256: '1.2.840.113549.1.1.11', sha384: '1.2.840.113549.1.1.12', sha512: '1.2.840.113549.1.1.13' };
const ECDSA = { sha1: '1.2.840.10045.4.1', sha224: '1.2.840.10045.4.3.1', sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3', sha512: '1.2.840.10045.4.3.4' };
const HASHES = { sha256: '2.16.840.1.101.3.4.2.1', sha384: '2.16.840.1.101.3.4.2.2', sha512: '2.16.840.1.101.3.4.2.3' };
const EDWARDS: Record<string, string> = { ed25519: '1.3.101.112', ed448: '1.3.101.113' };

interface Signing extends Signed {
  readonly algorithm: Buffer;
  signature(data: Buffer): Buffer;
}

/** The algorithm as it is written, and the signature. What a key cannot do becomes what it can. */
function signing(by: KeyObject, scheme: Scheme = 'sha256'): Signing {
  const type = by.asymmetricKeyType ?? '';
  if (type in EDWARDS) { return { by, kind: type, algorithm: sequence(oid(EDWARDS[type])), signature: (data) => sign(null, data, by) }; }
  const pss = /^pss(?:(\d+)|-short-salt)$/.exec(scheme);
  if (type === 'rsa-pss' || (type === 'rsa' && pss)) {
    // A small key has no room for a long digest with a salt as long.
    const small = (by.asymmetricKeyDetails?.modulusLength ?? 0) < 2048;
    const digest = `sha${small ? 256 : pss?.[1] ?? 256}` as keyof typeof HASHES;
    const oddSalt = scheme === 'pss-short-salt';
    const saltLength = oddSalt ? 20 : Number(digest.slice(3)) / 8;
    const hash = sequence(oid(HASHES[digest]), NULL);
    const parameters = sequence(
      writeDer(context(0, true), hash), writeDer(context(1, true), sequence(oid('1.2.840.113549.1.1.8'), hash)), writeDer(context(2, true), integer(BigInt(saltLength))),
    );
    const options: SignKeyObjectInput = { key: by, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
    return { by, kind: 'rsa-pss', digest, oddSalt, algorithm: sequence(oid('1.2.840.113549.1.1.10'), parameters), signature: (data) => sign(digest, data, options) };
  }
  const digest = pss || (type === 'ec' && scheme === 'md5') ? 'sha256' : scheme;
  const algorithm = type === 'rsa' ? sequence(oid(RSA[digest as keyof typeof RSA]), NULL) : sequence(oid(ECDSA[digest as keyof typeof ECDSA]));
  return { by, kind: type, digest, algorithm, signature: (data) => sign(digest, data, by) };
}

const publicKeys = new WeakMap<KeyObject, { spki: Buffer; keyId: Buffer }>();

function publicKey(key: KeyObject): { spki: Buffer; keyId: Buffer } {
  let known = publicKeys.get(key);
  if (!known) {
    const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
    publicKeys.set(key, known = { spki, keyId: createHash('sha1').update(spki).digest() });
  }
  return known;
}

/** The key identifiers of a certificate: its own and its issuer's. */
function identifiers(draft: Draft, keyId: Buffer, parent: Forged | undefined): { own?: Buffer; issuer?: Buffer } {
  if (draft.version < 3) { return {}; }
  const replaced = draft.extra.find((each) => each.oid === '2.5.29.14')?.value.subarray(2);
  const own = replaced ?? (draft.subjectKeyId === false ? undefined : draft.subjectKeyId ?? keyId);
  return { own, issuer: draft.authorityKeyId === false ? undefined : draft.authorityKeyId ?? (parent ? parent.keyId : own) };
}

function extensions(draft: Draft, { own, issuer }: { own?: Buffer; issuer?: Buffer }): RawExtension[] {
  const present: (RawExtension | undefined)[] = [
    draft.basic && { oid: '2.5.29.19', critical: true, value: extension.basicConstraints(draft.basic.ca, draft.basic.pathLen) },
    draft.keyUsage && { oid: '2.5.29.15', critical: true, value: extension.keyUsage(draft.keyUsage) },
    draft.extKeyUsage && { oid: '2.5.29.37', value: extension.extKeyUsage(draft.extKeyUsage) },
    own && { oid: '2.5.29.14', value: extension.subjectKeyId(own) },
    (issuer ?? draft.authorityIssuer) && { oid: '2.5.29.35', value: extension.authorityKeyId(issuer, draft.authorityIssuer) },
    draft.names.length > 0 || draft.namesCritical !== undefined
      ? { oid: '2.5.29.17', critical: draft.namesCritical ?? draft.subject.length === 0, value: extension.altNames(draft.names) } : undefined,
    draft.permitted.length + draft.excluded.length > 0 ? { oid: '2.5.29.30', critical: true, value: extension.nameConstraints(draft.permitted, draft.excluded) } : undefined,
  ];
  return [...present.filter((each) => each !== undefined && !draft.extra.some((other) => other.oid === each.oid)) as RawExtension[], ...draft.extra];
}

/** Writes and signs a certificate; without a parent it signs itself. */
export function forge(draft: Draft, parent?: Forged): Forged {
  const { spki, keyId } = publicKey(draft.key);
  const subject = name(draft.subject);
  const issuerName = draft.issuerName ?? (parent?.draft ?? draft).subject;
  const issuer = name(issuerName);
  const { algorithm, signature, ...signed } = signing(draft.signer ?? parent?.key ?? draft.key, draft.scheme);
  const withoutNull = draft.damage === 'no-null' && algorithm.subarray(-2).equals(NULL) ? sequence(algorithm.subarray(2, -2)) : algorithm;
  const ids = identifiers(draft, keyId, parent);
  const list = extensions(draft, ids).map((each) =>
    sequence(oid(each.oid), each.critical ? boolean(true) : NONE, writeDer(TAG.OCTET_STRING, each.value)));
  const tbs = sequence(
    draft.version === 1 ? NONE : writeDer(context(0, true), integer(BigInt(draft.version - 1))),
    integer(draft.serial),
    draft.damage === 'inner-algorithm' ? sequence(oid('1.2.840.10045.4.3.3')) : withoutNull,
    issuer,
    sequence(time(draft.notBefore, draft.generalized), time(draft.notAfter, draft.generalized)),
    subject,
    draft.damage === 'spki-without-null' ? spkiWithoutNull(spki) : spki,
    draft.version < 3 || list.length === 0 ? NONE : writeDer(context(3, true), sequence(...list)),
  );
  const made = signature(tbs);
  if (draft.damage === 'signature') { made[made.length - 1] = (made[made.length - 1] + 1) % 256; }
  const whole = sequence(tbs, withoutNull, bitString(made));
  const { serial, key } = draft;
  const der = damaged(whole, draft.damage);
  return { der, name: subject, issuer, serial, key, keyId: ids.own, issuerKeyId: ids.issuer, issuerName, signed, draft };
}

function damaged(der: Buffer, damage: Draft['damage']): Buffer {
  if (damage === 'trailing') { return Buffer.concat([der, Buffer.from('0500', 'hex')]); }
  // The outer length in one octet more than it needs: BER, not DER.
  if (damage === 'long-length' && der[1] === 0x82) { return Buffer.concat([Buffer.from([0x30, 0x83, 0]), der.subarray(2)]); }
  return der;
}

/** An RSA key whose algorithm lacks its NULL. */
function spkiWithoutNull(spki: Buffer): Buffer {
  const at = spki.indexOf(NULL);
  const isRsa = spki.includes(oid('1.2.840.113549.1.1.1'));
  return isRsa ? sequence(sequence(oid('1.2.840.113549.1.1.1')), spki.subarray(at + 2)) : spki;
}
