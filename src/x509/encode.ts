import { createHash } from 'node:crypto';
import type { Extension as AsnExtension, GeneralName } from '@peculiar/asn1-x509';
import { asn1 } from './asn1';
import { X509Error } from './errors';
import { parseIp } from './ip';
import { EXT_KEY_USAGES, KEY_USAGES, KeyUsageName } from './oids';
import { readPublicKeyInfo } from './spki';

/** One side of the name constraints to write: domains, and address blocks as CIDR. */
export interface SubtreeOptions {
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
  readonly email?: readonly string[];
  readonly uri?: readonly string[];
}

/** The extensions of a certificate to be issued. `false` leaves one out that is there by default. */
export interface ExtensionOptions {
  readonly basicConstraints?: { readonly ca: boolean; readonly pathLen?: number } | false;
  readonly keyUsage?: readonly KeyUsageName[] | false;
  /** Names such as `serverAuth`, or dotted identifiers. */
  readonly extKeyUsage?: readonly string[] | false;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly uris?: readonly string[];
  readonly emails?: readonly string[];
  readonly nameConstraints?: { readonly permitted?: SubtreeOptions; readonly excluded?: SubtreeOptions };
  readonly subjectKeyId?: Uint8Array | false;
  readonly authorityKeyId?: Uint8Array | false;
  /** Anything else, as DER of the value. */
  readonly extraExtensions?: readonly { readonly oid: string; readonly critical?: boolean; readonly value: Uint8Array }[];
}

/** What the certificate around the extensions decides. */
interface Surroundings {
  readonly subjectIsEmpty: boolean;
  readonly subjectKeyId: Buffer;
  readonly authorityKeyId?: Buffer;
}

/** Key identifier of RFC 7093 §2(1): the first 160 bits of the SHA-256 of the key. */
export function keyIdentifier(spki: Buffer): Buffer {
  return createHash('sha256').update(readPublicKeyInfo(spki).key).digest().subarray(0, 20);
}

const EXT_KEY_USAGE_OIDS = new Map(Object.entries(EXT_KEY_USAGES).map(([oid, name]) => [name, oid]));

function ascii(kind: string, text: string): string {
  if (!/^[\u0000-\u007f]*$/.test(text)) throw new X509Error('invalid-name', `the ${kind} ${JSON.stringify(text)} holds characters outside ASCII`);
  return text;
}

/** An address in the spelling the library understands: it does not know IPv6 with a dotted end. */
function ipText(text: string): string {
  const octets = parseIp(text);
  if (!octets) throw new X509Error('invalid-name', `${JSON.stringify(text)} is no IP address`);
  return octets.length === 4 ? text : Array.from({ length: 8 }, (_, i) => octets.readUInt16BE(i * 2).toString(16)).join(':');
}

function cidrText(cidr: string): string {
  const [address, prefix] = cidr.split('/');
  const limit = address.includes(':') ? 128 : 32;
  if (!/^\d{1,3}$/.test(prefix ?? '') || Number(prefix) > limit) throw new X509Error('invalid-name', `${JSON.stringify(cidr)} is no address block`);
  return `${ipText(address)}/${prefix}`;
}

function altNames(options: ExtensionOptions): GeneralName[] {
  const { x509 } = asn1();
  return [
    ...(options.dnsNames ?? []).map((name) => new x509.GeneralName({ dNSName: ascii('DNS name', name) })),
    ...(options.ipAddresses ?? []).map((ip) => new x509.GeneralName({ iPAddress: ipText(ip) })),
    ...(options.uris ?? []).map((uri) => new x509.GeneralName({ uniformResourceIdentifier: ascii('URI', uri) })),
    ...(options.emails ?? []).map((email) => new x509.GeneralName({ rfc822Name: ascii('email address', email) })),
  ];
}

function subtrees(options: SubtreeOptions | undefined) {
  const { x509 } = asn1();
  const bases = altNames({ dnsNames: options?.dns, uris: options?.uri, emails: options?.email });
  const blocks = (options?.ip ?? []).map((cidr) => new x509.GeneralName({ iPAddress: cidrText(cidr) }));
  const all = [...bases, ...blocks].map((base) => new x509.GeneralSubtree({ base }));
  return all.length === 0 ? undefined : new x509.GeneralSubtrees(all);
}

/** A BIT STRING of named bits as DER wants it: no trailing zero bits. */
function keyUsageDer(usages: readonly KeyUsageName[]): Buffer {
  const bits = KEY_USAGES.map((name) => usages.includes(name) ? '1' : '0').join('').replace(/0+$/, '');
  const octets = bits.match(/.{1,8}/g) ?? [];
  const unused = octets.length * 8 - bits.length;
  return Buffer.from([3, octets.length + 1, unused, ...octets.map((octet) => parseInt(octet.padEnd(8, '0'), 2))]);
}

/** The extensions in the order they are written. */
export function encodeExtensions(options: ExtensionOptions, around: Surroundings): AsnExtension[] {
  const { schema, x509 } = asn1();
  const extensions: AsnExtension[] = [];
  const add = (extnID: string, critical: boolean, value: object | Uint8Array): void => {
    const der = value instanceof Uint8Array ? value : new Uint8Array(schema.AsnConvert.serialize(value));
    extensions.push(new x509.Extension({ extnID, critical, extnValue: new schema.OctetString(new Uint8Array(der)) }));
  };

  if (options.basicConstraints) {
    const { ca, pathLen } = options.basicConstraints;
    add(x509.id_ce_basicConstraints, true, new x509.BasicConstraints({ cA: ca, pathLenConstraint: pathLen }));
  }
  if (options.keyUsage) add(x509.id_ce_keyUsage, true, keyUsageDer(options.keyUsage));
  if (options.extKeyUsage) {
    add(x509.id_ce_extKeyUsage, false, new x509.ExtendedKeyUsage(options.extKeyUsage.map((usage) => EXT_KEY_USAGE_OIDS.get(usage) ?? usage)));
  }
  if (options.subjectKeyId !== false) {
    const id = options.subjectKeyId ?? around.subjectKeyId;
    add(x509.id_ce_subjectKeyIdentifier, false, new x509.SubjectKeyIdentifier(new Uint8Array(id)));
  }
  const authority = options.authorityKeyId ?? around.authorityKeyId;
  if (authority !== undefined && authority !== false) {
    const keyId = new x509.KeyIdentifier(new Uint8Array(authority));
    add(x509.id_ce_authorityKeyIdentifier, false, new x509.AuthorityKeyIdentifier({ keyIdentifier: keyId }));
  }
  const names = altNames(options);
  // RFC 5280 §4.2.1.6: without a subject the alternative names carry the identity, so they must be critical.
  if (names.length > 0) add(x509.id_ce_subjectAltName, around.subjectIsEmpty, new x509.SubjectAlternativeName(names));
  if (options.nameConstraints) {
    const { permitted, excluded } = options.nameConstraints;
    add(x509.id_ce_nameConstraints, true, new x509.NameConstraints({ permittedSubtrees: subtrees(permitted), excludedSubtrees: subtrees(excluded) }));
  }
  for (const { oid, critical = false, value } of options.extraExtensions ?? []) add(oid, critical, value);
  return extensions;
}
