import { createPublicKey, generateKeyPairSync, KeyObject, randomBytes, sign } from 'node:crypto';
import { asn1 } from './asn1';
import { Certificate } from './certificate';
import { ExtensionOptions, encodeExtensions, keyIdentifier } from './encode';
import { X509Error } from './errors';
import { readPrivateKey } from './key';
import { armour } from './pem';

/** Kinds of keys that can be made. */
export const KEY_TYPES = ['ecdsa-p256', 'ecdsa-p384', 'rsa-2048', 'rsa-4096', 'ed25519'] as const;

/** A kind of key. */
export type KeyType = typeof KEY_TYPES[number];

/** A certificate with its private key. */
export interface Issued {
  readonly certificate: Certificate;
  readonly key: KeyObject;
  /** Canonical PEM of the certificate alone. */
  readonly certificatePem: string;
  /** Canonical PEM (PKCS#8), one block and nothing after it: every server accepts it. */
  readonly privateKeyPem: string;
}

/** What a subject may be called. */
export interface SubjectOptions {
  readonly commonName?: string;
  readonly organization?: string;
}

/** The whole truth about a certificate to be issued; `issueCa` and `issueLeaf` fill it with what is right. */
export interface CertificateOptions extends ExtensionOptions {
  readonly subject: SubjectOptions;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The subject's key pair or public key. */
  readonly key: KeyObject;
  /** Who signs; absent for a self-signed certificate. */
  readonly issuer?: { readonly certificate: Certificate; readonly key: KeyObject };
  /** Positive; random by default. */
  readonly serialNumber?: bigint;
  /** Digest of the signature; by default the one that suits the signer's key. */
  readonly hash?: 'sha1' | 'sha256' | 'sha384' | 'sha512';
  /** 1 leaves out all extensions. */
  readonly version?: 1 | 3;
}

const SIGNATURE_OIDS: Record<string, Record<string, string>> = {
  rsa: { sha1: '1.2.840.113549.1.1.5', sha256: '1.2.840.113549.1.1.11', sha384: '1.2.840.113549.1.1.12', sha512: '1.2.840.113549.1.1.13' },
  ec: { sha1: '1.2.840.10045.4.1', sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3', sha512: '1.2.840.10045.4.3.4' },
};

/** Makes a private key. */
export function generateKey(type: KeyType = 'ecdsa-p256'): KeyObject {
  switch (type) {
    case 'ecdsa-p256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'ecdsa-p384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    case 'rsa-2048':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    case 'rsa-4096':
      return generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey;
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey;
    default:
      throw new X509Error('unknown-key-type', `the key type ${JSON.stringify(type)} is unknown; allowed: ${KEY_TYPES.join(', ')}`);
  }
}

function randomSerial(): Buffer {
  const serial = randomBytes(16);
  serial[0] = 64 + serial[0] % 64; // positive and exactly 16 octets
  return serial;
}

function serialOctets(serial: bigint): Buffer {
  const hex = serial.toString(16);
  const octets = Buffer.from(hex.padStart(hex.length + hex.length % 2, '0'), 'hex');
  return octets[0] >= 0x80 ? Buffer.concat([Buffer.alloc(1), octets]) : octets;
}

function encodeName({ commonName, organization }: SubjectOptions) {
  const { x509 } = asn1();
  const attribute = (type: string, value: string) => new x509.RelativeDistinguishedName([
    new x509.AttributeTypeAndValue({ type, value: new x509.AttributeValue({ utf8String: value }) }),
  ]);
  return new x509.Name([
    ...organization === undefined ? [] : [attribute('2.5.4.10', organization)],
    ...commonName === undefined ? [] : [attribute('2.5.4.3', commonName)],
  ]);
}

function checkSubject({ commonName, organization }: SubjectOptions): void {
  for (const [what, value] of [['common name', commonName], ['organization', organization]] as const) {
    if (value !== undefined && (value === '' || [...value].length > 64)) {
      throw new X509Error('invalid-subject', `the ${what} ${JSON.stringify(value)} has ${[...value].length} characters; allowed are 1 to 64`);
    }
  }
}

function checkValidity(notBefore: Date, notAfter: Date): void {
  if (Number.isNaN(notBefore.getTime()) || Number.isNaN(notAfter.getTime())) throw new X509Error('invalid-time', 'the validity has no valid dates');
  if (notAfter <= notBefore) {
    throw new X509Error('invalid-time', `the validity ends at ${notAfter.toISOString()}, which is not after its start ${notBefore.toISOString()}`);
  }
  // RFC 5280 has no year beyond 9999; before 1950 there is no UTCTime.
  if (notBefore.getUTCFullYear() < 1950 || notAfter.getUTCFullYear() > 9999) throw new X509Error('invalid-time', 'the validity lies outside the years 1950 to 9999');
}

function toSecond(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}

function signatureAlgorithm(signer: KeyObject, hash: CertificateOptions['hash']): { oid: string; hash: string | null; withNull: boolean } {
  const type = signer.asymmetricKeyType ?? '';
  if (type === 'ed25519') return { oid: '1.3.101.112', hash: null, withNull: false };
  const byHash = SIGNATURE_OIDS[type];
  if (!byHash) throw new X509Error('unsupported-key', `cannot sign with a key of type ${type}; allowed are RSA, ECDSA and Ed25519`);
  const digest = hash ?? (signer.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'sha384' : 'sha256');
  return { oid: byHash[digest], hash: digest, withNull: type === 'rsa' };
}

/** Issues exactly what the options say, right or wrong: it is for tests of bad certificates too. Prefer `issueCa` and `issueLeaf`. */
export function issueCertificate(options: CertificateOptions): Issued {
  const { schema, x509 } = asn1();
  checkSubject(options.subject);
  checkValidity(options.notBefore, options.notAfter);
  const signer = options.issuer?.key ?? options.key;
  const { oid, hash, withNull } = signatureAlgorithm(signer, options.hash);
  const algorithm = new x509.AlgorithmIdentifier({ algorithm: oid, parameters: withNull ? null : undefined });
  const publicKey = options.key.type === 'private' ? createPublicKey(options.key) : options.key;
  const spki = publicKey.export({ format: 'der', type: 'spki' });

  const subject = encodeName(options.subject);
  const tbs = new x509.TBSCertificate({
    version: options.version === 1 ? x509.Version.v1 : x509.Version.v3,
    serialNumber: arrayBuffer(options.serialNumber === undefined ? randomSerial() : serialOctets(options.serialNumber)),
    signature: algorithm,
    issuer: options.issuer ? schema.AsnConvert.parse(options.issuer.certificate.subject.raw, x509.Name) : subject,
    validity: new x509.Validity({ notBefore: toSecond(options.notBefore), notAfter: toSecond(options.notAfter) }),
    subject,
    subjectPublicKeyInfo: schema.AsnConvert.parse(spki, x509.SubjectPublicKeyInfo),
    extensions: options.version === 1 ? undefined : new x509.Extensions(encodeExtensions(options, {
      subjectIsEmpty: subject.length === 0,
      subjectKeyId: keyIdentifier(spki),
      authorityKeyId: options.issuer ? options.issuer.certificate.subjectKeyId : keyIdentifier(spki),
    })),
  });
  const signed = Buffer.from(schema.AsnConvert.serialize(tbs));
  const whole = new x509.Certificate({ tbsCertificate: tbs, signatureAlgorithm: algorithm, signatureValue: arrayBuffer(sign(hash, signed, signer)) });
  const certificate = Certificate.parse(Buffer.from(schema.AsnConvert.serialize(whole)));
  if (options.issuer && !certificate.issuer.raw.equals(options.issuer.certificate.subject.raw)) {
    throw new X509Error('unsupported-issuer', `the name of the CA ${options.issuer.certificate} is encoded in a way that cannot be repeated; use another CA`);
  }
  const privateKeyPem = options.key.type === 'private' ? armour('PRIVATE KEY', options.key.export({ format: 'der', type: 'pkcs8' })) : '';
  return { certificate, key: options.key, certificatePem: certificate.pem, privateKeyPem };
}

function arrayBuffer(octets: Buffer): ArrayBuffer {
  return new Uint8Array(octets).buffer;
}

/** What a new CA needs to be told. */
export interface CaOptions {
  readonly commonName: string;
  readonly organization?: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly keyType?: KeyType;
  /** An existing key instead of a new one. */
  readonly key?: KeyObject;
  /** How many CAs may stand below; 0 unless told otherwise. */
  readonly pathLen?: number;
  /** The CA above; absent for a root. */
  readonly issuer?: Issued;
  /** Anything to be different from what is right. */
  readonly overrides?: Partial<CertificateOptions>;
}

/** Issues a CA: a root, or an intermediate below `issuer`. It never outlives the CA above. */
export function issueCa(options: CaOptions): Issued {
  const { issuer } = options;
  return issueCertificate({
    subject: { commonName: options.commonName, organization: options.organization },
    notBefore: options.notBefore,
    notAfter: issuer ? cut(options.notBefore, options.notAfter, issuer.certificate) : options.notAfter,
    key: options.key ?? generateKey(options.keyType),
    issuer,
    basicConstraints: { ca: true, pathLen: options.pathLen ?? 0 },
    keyUsage: ['keyCertSign', 'cRLSign'],
    ...options.overrides,
  });
}

/** What a new leaf needs to be told. */
export interface LeafOptions {
  /** Left out of the subject if it does not fit there (64 characters); clients look at the names below. */
  readonly commonName?: string;
  readonly organization?: string;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly usages: readonly ('serverAuth' | 'clientAuth')[];
  readonly notBefore: Date;
  /** Cut down to the CA's own end. */
  readonly notAfter: Date;
  readonly keyType?: KeyType;
  readonly key?: KeyObject;
  /** Anything to be different from what is right. */
  readonly overrides?: Partial<CertificateOptions>;
}

/** Issues a leaf for a server, a client or both. It never outlives its CA. */
export function issueLeaf(ca: Issued, options: LeafOptions): Issued {
  const key = options.key ?? generateKey(options.keyType);
  const { commonName } = options;
  return issueCertificate({
    subject: { commonName: commonName !== undefined && [...commonName].length > 64 ? undefined : commonName, organization: options.organization },
    notBefore: options.notBefore,
    notAfter: cut(options.notBefore, options.notAfter, ca.certificate),
    key,
    issuer: ca,
    basicConstraints: { ca: false },
    keyUsage: key.asymmetricKeyType === 'rsa' ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature'],
    extKeyUsage: options.usages,
    dnsNames: options.dnsNames,
    ipAddresses: options.ipAddresses,
    ...options.overrides,
  });
}

function cut(notBefore: Date, notAfter: Date, ca: Certificate): Date {
  if (ca.notAfter <= notBefore) {
    throw new X509Error('expired-ca', `the CA ${ca} ends at ${ca.notAfter.toISOString()}, before the new certificate would start: make a new CA`);
  }
  return notAfter > ca.notAfter ? ca.notAfter : notAfter;
}

/** A CA from its PEM files, ready to issue. Throws if it is none, or if the key is another's. */
export function loadCa(certificatePem: string, keyPem: string): Issued {
  const [certificate] = Certificate.fromPem(certificatePem);
  const { key } = readPrivateKey(keyPem);
  if (!createPublicKey(key).equals(certificate.publicKey)) throw new X509Error('key-mismatch', `the private key does not belong to the certificate ${certificate}`);
  if (!certificate.isCa) throw new X509Error('not-a-ca', `the certificate ${certificate} is no CA (its basic constraints do not say CA:TRUE)`);
  if (certificate.keyUsage?.length && !certificate.keyUsage.includes('keyCertSign')) {
    throw new X509Error('not-a-ca', `the CA ${certificate} may not sign certificates: its key usage lacks keyCertSign`);
  }
  return { certificate, key, certificatePem: certificate.pem, privateKeyPem: armour('PRIVATE KEY', key.export({ format: 'der', type: 'pkcs8' })) };
}
