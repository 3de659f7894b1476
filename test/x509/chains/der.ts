import { context, TAG, writeDer } from '../../../src/x509/der';
import { parseIp } from '../../../src/x509/ip';

/** An extension as it is to be written. */
export interface RawExtension {
  readonly oid: string;
  readonly critical?: boolean;
  readonly value: Buffer;
}

/** One attribute of a name: identifier, text, and the tag of its string. */
export interface Attribute {
  readonly oid: string;
  readonly text: string;
  readonly tag?: number;
}

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

export const sequence = (...contents: readonly Buffer[]): Buffer => writeDer(TAG.SEQUENCE, ...contents);
export const NULL = Buffer.from([TAG.NULL, 0]);
/** No octets: what is left out. */
export const NONE = Buffer.alloc(0);

/** An OBJECT IDENTIFIER. */
export function oid(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) { groups.unshift(128 + left % 128); }
    return groups;
  });
  return writeDer(TAG.OID, Buffer.from(octets));
}

/** An INTEGER in two's complement, as short as can be. */
export function integer(value: bigint): Buffer {
  let octets = 1;
  while (BigInt.asIntN(octets * 8, value) !== value) { octets += 1; }
  return writeDer(TAG.INTEGER, Buffer.from(BigInt.asUintN(octets * 8, value).toString(16).padStart(octets * 2, '0'), 'hex'));
}

export const boolean = (value: boolean): Buffer => Buffer.from([TAG.BOOLEAN, 1, value ? 0xff : 0]);
export const bitString = (bytes: Buffer, unused = 0): Buffer => writeDer(TAG.BIT_STRING, Buffer.from([unused]), bytes);

/** A Name, one attribute a relative name. */
export function name(attributes: readonly Attribute[]): Buffer {
  const encoded = (text: string, tag: number): Buffer => tag === TAG.BMP_STRING ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, tag === TAG.UTF8_STRING ? 'utf8' : 'latin1');
  return sequence(...attributes.map(({ oid: type, text, tag = TAG.UTF8_STRING }) =>
    writeDer(TAG.SET, sequence(oid(type), writeDer(tag, encoded(text, tag))))));
}

/** UTCTime up to 2049 and GeneralizedTime after, or the one that is told. */
export function time(date: Date, generalized = date.getUTCFullYear() >= 2050): Buffer {
  const digits = date.toISOString().replace(/\.\d+Z$/, 'Z').replace(/[-:T]/g, '');
  return writeDer(generalized ? TAG.GENERALIZED_TIME : TAG.UTC_TIME, ascii(generalized ? digits : digits.slice(2)));
}

/** Names in the SAN and in constraints. */
export const general = {
  dns: (text: string): Buffer => writeDer(context(2), ascii(text)),
  email: (text: string): Buffer => writeDer(context(1), ascii(text)),
  uri: (text: string): Buffer => writeDer(context(6), ascii(text)),
  ip: (text: string): Buffer => writeDer(context(7), parseIp(text) ?? Buffer.from(text, 'hex')),
  /** an address and its mask, as constraints have them */
  block: (cidr: string): Buffer => {
    const [address, prefix] = cidr.split('/');
    const octets = parseIp(address) ?? Buffer.alloc(4);
    const mask = Buffer.from(octets.map((_, i) => 256 - 2 ** (8 - Math.min(8, Math.max(0, Number(prefix) - i * 8)))));
    return writeDer(context(7), octets, mask);
  },
  directory: (attributes: readonly Attribute[]): Buffer => writeDer(context(4, true), name(attributes)),
  registered: (dotted: string): Buffer => writeDer(context(8), oid(dotted).subarray(2)),
  other: (dotted: string, text: string): Buffer =>
    writeDer(context(0, true), oid(dotted), writeDer(context(0, true), writeDer(TAG.UTF8_STRING, ascii(text)))),
};

/** Values of extensions. */
export const extension = {
  basicConstraints: (ca: boolean, pathLen?: number): Buffer =>
    sequence(ca ? boolean(true) : NONE, pathLen === undefined ? NONE : integer(BigInt(pathLen))),
  keyUsage: (bits: readonly number[]): Buffer => {
    const last = Math.max(-1, ...bits);
    const octetAt = (i: number): number => bits.filter((bit) => Math.floor(bit / 8) === i).reduce((sum, bit) => sum + 2 ** (7 - bit % 8), 0);
    const octets = Array.from({ length: Math.floor(last / 8) + 1 }, (_, i) => octetAt(i));
    return bitString(Buffer.from(octets), last < 0 ? 0 : 7 - last % 8);
  },
  extKeyUsage: (usages: readonly string[]): Buffer => sequence(...usages.map(oid)),
  subjectKeyId: (id: Buffer): Buffer => writeDer(TAG.OCTET_STRING, id),
  authorityKeyId: (id: Buffer | undefined, issuer?: { readonly name: Buffer; readonly serial: bigint }): Buffer => sequence(
    id ? writeDer(context(0), id) : NONE,
    ...issuer ? [writeDer(context(1, true), writeDer(context(4, true), issuer.name)), writeDer(context(2), integer(issuer.serial).subarray(2))] : [],
  ),
  altNames: (names: readonly Buffer[]): Buffer => sequence(...names),
  nameConstraints: (permitted: readonly Buffer[], excluded: readonly Buffer[]): Buffer => {
    const side = (number: number, names: readonly Buffer[]): Buffer =>
      names.length === 0 ? NONE : writeDer(context(number, true), ...names.map((each) => sequence(each)));
    return sequence(side(0, permitted), side(1, excluded));
  },
};
