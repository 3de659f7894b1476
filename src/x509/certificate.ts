import { hash, KeyObject } from 'node:crypto';
import { context, DerReader, TAG } from './der';
import { DistinguishedName, readName } from './dn';
import { X509Error } from './errors';
import { Extension, ExtensionFacts, interpretExtensions, NameConstraints, readExtensions } from './extensions';
import { remembered } from './memory';
import { KeyUsageName, SignatureScheme } from './oids';
import { armour, explainNoPem, readPem } from './pem';
import { CertificatePolicies } from './policies';
import { checkSignature, readSignatureScheme } from './signature';
import { PublicKeyInfo, publicKeyObject, readPublicKeyInfo } from './spki';

/** Fields of a certificate between its header and its extensions. */
interface Body {
  readonly tbs: Buffer;
  readonly version: number;
  readonly serial: bigint;
  readonly algorithm: Buffer;
  readonly issuer: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly subject: DistinguishedName;
  readonly spki: PublicKeyInfo;
  readonly extensions: Extension[];
  readonly signature: { bytes: Buffer; unused: number };
}

function readVersion(tbs: DerReader): number {
  const explicit = tbs.optional(context(0, true), 'the version');
  if (explicit === undefined) return 1;
  const reader = new DerReader(explicit);
  const version = Number(reader.integer('the version')) + 1;
  if (!reader.empty || version < 1 || version > 3) throw new X509Error('malformed-certificate', 'the certificate’s version is not 1, 2 or 3');
  return version;
}

function readBody(raw: Buffer): Body {
  const outer = new DerReader(raw);
  const fields = outer.into(TAG.SEQUENCE, 'the certificate');
  if (!outer.empty) throw new X509Error('malformed-certificate', 'there is data after the end of the certificate');

  const { raw: tbsRaw, value } = fields.element(TAG.SEQUENCE, 'the signed part of the certificate');
  const tbs = new DerReader(value);
  const version = readVersion(tbs);
  const serial = tbs.integer('the serial number');
  if (serial < 0n) throw new X509Error('malformed-certificate', 'the serial number is negative');
  const algorithm = tbs.read(TAG.SEQUENCE, 'the signature algorithm');
  if (!fields.read(TAG.SEQUENCE, 'the signature algorithm').equals(algorithm)) {
    throw new X509Error('malformed-certificate', 'the signature algorithm inside and outside of the signed part differ');
  }
  const issuer = readName(tbs.element(TAG.SEQUENCE, 'the issuer').raw);
  const validity = tbs.into(TAG.SEQUENCE, 'the validity');
  const notBefore = validity.time('the start of the validity');
  const notAfter = validity.time('the end of the validity');
  const subject = readName(tbs.element(TAG.SEQUENCE, 'the subject').raw);
  const spki = readPublicKeyInfo(tbs.element(TAG.SEQUENCE, 'the public key').raw);
  if (version > 1) {
    tbs.optional(context(1), 'the issuer’s unique identifier');
    tbs.optional(context(2), 'the subject’s unique identifier');
  }
  const list = version === 3 ? tbs.optional(context(3, true), 'the extensions') : undefined;
  const extensions = list ? readExtensions(new DerReader(list).into(TAG.SEQUENCE, 'the extensions')) : [];
  const signature = fields.bits('the signature');
  return { tbs: tbsRaw, version, serial, algorithm, issuer, notBefore, notAfter, subject, spki, extensions, signature };
}

/** A certificate as Go reads it: what Go refuses to parse is refused here, with a reason. Never changes once parsed. */
export class Certificate {
  /** Reads one certificate from its DER. */
  public static parse(der: Uint8Array): Certificate {
    // A copy, so that nobody who keeps the buffer can change what was checked.
    const copy = Buffer.from(der);
    return remembered('certificate', copy.toString('latin1'), () => new Certificate(copy));
  }

  /** All certificates of a PEM text, in order. Throws when there is none, or when one of them cannot be read. */
  public static fromPem(text: string): Certificate[] {
    const { blocks } = readPem(text);
    const found = blocks.filter(({ label }) => label === 'CERTIFICATE');
    if (found.length === 0) {
      const others = [...new Set(blocks.map(({ label }) => label))].join(', ');
      throw new X509Error('no-certificate', `no PEM certificate was found: ${others === '' ? explainNoPem(text) : `it holds only ${others}`}`);
    }
    return found.map(({ der }, i) => {
      try {
        return Certificate.parse(der);
      } catch (error) {
        if (!(error instanceof X509Error) || found.length === 1) throw error;
        throw new X509Error(error.code, `certificate ${i + 1} of ${found.length}: ${error.message}`);
      }
    });
  }

  /**
   * The certificates Go's `AppendCertsFromPEM` puts into a pool: blocks with headers, unreadable ones and repetitions are left out silently,
   * which is why a trust bundle can be smaller than its file. Never throws.
   */
  public static poolFromPem(text: string): Certificate[] {
    return [...remembered('pool', text, () => Certificate.readPool(text))];
  }

  private static readPool(text: string): Certificate[] {
    const pool = new Map<string, Certificate>();
    for (const { label, headers, der } of readPem(text).blocks) {
      if (label !== 'CERTIFICATE' || Object.keys(headers).length > 0) continue;
      try {
        const certificate = Certificate.parse(der);
        if (!pool.has(certificate.fingerprint256)) pool.set(certificate.fingerprint256, certificate);
      } catch {
        continue;
      }
    }
    return [...pool.values()];
  }

  /** The DER of the whole certificate. */
  public readonly raw: Buffer;
  /** 1, 2 or 3. */
  public readonly version: number;
  public readonly serialNumber: bigint;
  public readonly subject: DistinguishedName;
  public readonly issuer: DistinguishedName;
  public readonly notBefore: Date;
  public readonly notAfter: Date;
  /** The signed part. */
  public readonly tbs: Buffer;
  /** The subject's public key before any cryptography: algorithm, size, curve. */
  public readonly publicKeyInfo: PublicKeyInfo;
  public readonly extensions: readonly Extension[];

  private readonly body: Body;
  private readonly facts: ExtensionFacts;
  private readonly scheme?: SignatureScheme;
  private cachedKey?: KeyObject;
  private cachedFingerprint?: string;
  private checked?: WeakMap<Certificate, { readonly problem: X509Error | undefined }>;

  private constructor(raw: Buffer) {
    const body = readBody(raw);
    this.body = body;
    this.facts = interpretExtensions(body.extensions);
    this.scheme = readSignatureScheme(body.algorithm);
    this.raw = raw;
    this.version = body.version;
    this.serialNumber = body.serial;
    this.subject = body.subject;
    this.issuer = body.issuer;
    this.notBefore = body.notBefore;
    this.notAfter = body.notAfter;
    this.tbs = body.tbs;
    this.publicKeyInfo = body.spki;
    this.extensions = body.extensions;
  }

  /** DNS names of the subject alternative names, as written. */
  public get dnsNames(): readonly string[] { return this.facts.dnsNames; }
  /** IP addresses of the subject alternative names in canonical text. */
  public get ipAddresses(): readonly string[] { return this.facts.ipAddresses; }
  /** The same addresses as the 4 or 16 octets that stand in the certificate. */
  public get ipOctets(): readonly Buffer[] { return this.facts.ipOctets; }
  public get uris(): readonly string[] { return this.facts.uris; }
  public get emails(): readonly string[] { return this.facts.emails; }
  /** The value of the subject alternative name extension, if there is one. */
  public get subjectAltName(): Buffer | undefined { return this.facts.subjectAltName; }

  /** True if the basic constraints extension is there. */
  public get basicConstraintsValid(): boolean { return this.facts.basicConstraintsValid; }
  /** The CA flag of the basic constraints. */
  public get isCa(): boolean { return this.facts.isCa; }
  /** How many CAs may stand between this one and a leaf; undefined is no limit. */
  public get pathLen(): number | undefined { return this.facts.pathLen; }
  /** Undefined if the extension is absent. */
  public get keyUsage(): readonly KeyUsageName[] | undefined { return this.facts.keyUsage; }
  /** `serverAuth`, `clientAuth`, `any` … or dotted identifiers; undefined if the extension is absent. */
  public get extKeyUsage(): readonly string[] | undefined { return this.facts.extKeyUsage; }
  public get nameConstraints(): NameConstraints | undefined { return this.facts.nameConstraints; }
  public get subjectKeyId(): Buffer | undefined { return this.facts.subjectKeyId; }
  public get authorityKeyId(): Buffer | undefined { return this.facts.authorityKeyId; }
  public get policies(): Readonly<CertificatePolicies> { return this.facts.policies; }
  /** Critical extensions nobody here understands; such a certificate never verifies. */
  public get unhandledCriticalExtensions(): readonly string[] { return this.facts.unhandledCritical; }

  /** How the certificate was signed, e.g. `SHA256-RSA`, `ECDSA-SHA256`, `Ed25519`; `unknown` if Go does not know it. */
  public get signatureAlgorithm(): string { return this.scheme?.name ?? 'unknown'; }
  /** `RSA`, `ECDSA`, `Ed25519`, `DSA` or a dotted identifier. */
  public get publicKeyAlgorithm(): string { return this.publicKeyInfo.algorithm; }
  /** Size of modulus or curve. */
  public get publicKeyBits(): number | undefined { return this.publicKeyInfo.bits; }
  /** `P-256` and the like; undefined for RSA. */
  public get curve(): string | undefined { return this.publicKeyInfo.curve; }

  /** The subject's public key for node:crypto. */
  public get publicKey(): KeyObject {
    this.cachedKey ??= publicKeyObject(this.publicKeyInfo);
    return this.cachedKey;
  }

  /** SHA-256 of the DER, lower-case hexadecimal. */
  public get fingerprint256(): string {
    this.cachedFingerprint ??= hash('sha256', this.raw);
    return this.cachedFingerprint;
  }

  /** Canonical PEM. */
  public get pem(): string {
    return armour('CERTIFICATE', this.raw);
  }

  /** True if issuer and subject are the same name (self-issued), whoever signed. */
  public get selfIssued(): boolean {
    return this.issuer.raw.equals(this.subject.raw);
  }

  /** True if issuer and subject are the same name and the certificate's own key signed it. */
  public get selfSigned(): boolean {
    return this.selfIssued && this.signatureProblem(this) === undefined;
  }

  /** Why this certificate's signature is not one by the issuer's key; undefined if it is. Says nothing about the issuer's right to sign. */
  public signatureProblem(issuer: Certificate): X509Error | undefined {
    const known = this.checked?.get(issuer);
    if (known) { return known.problem; }
    const problem = checkSignature(this.scheme, this.tbs, this.body.signature, issuer);
    (this.checked ??= new WeakMap()).set(issuer, { problem });
    return problem;
  }

  /** True if both are the same bytes. */
  public equals(other: Certificate): boolean {
    return this.raw.equals(other.raw);
  }

  /** One line for messages. */
  public toString(): string {
    const names = [...this.dnsNames, ...this.ipAddresses];
    return this.subject.text || names[0] || `serial ${this.serialNumber.toString(16)}`;
  }
}
