import { X509Error } from './errors';

/** Identifier octets used in certificates. */
export const TAG = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  NULL: 0x05,
  OID: 0x06,
  UTF8_STRING: 0x0c,
  NUMERIC_STRING: 0x12,
  PRINTABLE_STRING: 0x13,
  T61_STRING: 0x14,
  IA5_STRING: 0x16,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  BMP_STRING: 0x1e,
  SEQUENCE: 0x30,
  SET: 0x31,
} as const;

/** The identifier octet of a context-specific tag. */
export function context(number: number, constructed = false): number {
  return 0x80 + (constructed ? 0x20 : 0) + number;
}

/** Writes one element. */
export function writeDer(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(contents);
  const octets: number[] = [];
  for (let length = value.length; length > 0; length = Math.floor(length / 256)) octets.unshift(length % 256);
  return Buffer.concat([Buffer.from(value.length < 0x80 ? [tag, value.length] : [tag, 0x80 + octets.length, ...octets]), value]);
}

/** One element: its identifier octet, its contents, and both with the header. */
export interface DerElement {
  readonly tag: number;
  readonly value: Buffer;
  readonly raw: Buffer;
}

function malformed(what: string): X509Error {
  return new X509Error('malformed-der', `the DER is malformed: ${what}`);
}

/**
 * Reads DER one element after the other, as strictly as Go's parser does: definite, minimal lengths and single-octet tags.
 * A general ASN.1 library accepts BER as well, so it would prove certificates that the real servers refuse to load.
 */
export class DerReader {
  private position: number;
  /** where the contents of the element lie that was looked at last */
  private from = 0;
  private to = 0;

  /**
   * @param start where to begin; the first byte where this is absent
   * @param end where to stop; the end of the bytes where this is absent
   */
  constructor(private readonly bytes: Buffer, start: number = 0, private readonly end: number = bytes.length) {
    this.position = start;
  }

  /** True when everything was read. */
  public get empty(): boolean {
    return this.position >= this.end;
  }

  /** Reads whatever comes next. */
  public any(what: string): DerElement {
    const start = this.position;
    const tag = this.header(what);
    return { tag, value: this.bytes.subarray(this.from, this.to), raw: this.bytes.subarray(start, this.to) };
  }

  /** True when the next element has this tag. */
  public peek(tag: number): boolean {
    return !this.empty && this.bytes[this.position] === tag;
  }

  /** Reads an element that must have this tag. */
  public element(tag: number, what: string): DerElement {
    const start = this.position;
    this.expect(tag, what);
    return { tag, value: this.bytes.subarray(this.from, this.to), raw: this.bytes.subarray(start, this.to) };
  }

  /** Contents of an element that must have this tag. */
  public read(tag: number, what: string): Buffer {
    this.expect(tag, what);
    return this.bytes.subarray(this.from, this.to);
  }

  /** A reader over the contents of an element that must have this tag. */
  public into(tag: number, what: string): DerReader {
    this.expect(tag, what);
    return new DerReader(this.bytes, this.from, this.to);
  }

  /** Contents of the next element if it has this tag. */
  public optional(tag: number, what: string): Buffer | undefined {
    return this.peek(tag) ? this.read(tag, what) : undefined;
  }

  /** An INTEGER, minimally encoded. */
  public integer(what: string, tag: number = TAG.INTEGER): bigint {
    return toInteger(this.read(tag, what), what);
  }

  /** A BOOLEAN as DER has it: 0x00 or 0xff. */
  public boolean(what: string): boolean {
    const value = this.read(TAG.BOOLEAN, what);
    if (value.length !== 1 || (value[0] !== 0 && value[0] !== 0xff)) throw malformed(`${what} is no DER boolean`);
    return value[0] === 0xff;
  }

  /** An OBJECT IDENTIFIER in dotted form. */
  public oid(what: string): string {
    return toOid(this.read(TAG.OID, what), what);
  }

  /** A BIT STRING: its octets and how many bits at the end are padding. */
  public bits(what: string): { bytes: Buffer; unused: number } {
    const value = this.read(TAG.BIT_STRING, what);
    if (value.length === 0) throw malformed(`${what} is an empty bit string`);
    const unused = value[0];
    const bytes = value.subarray(1);
    if (unused > 7 || (bytes.length === 0 && unused !== 0) || (bytes.length > 0 && bytes[bytes.length - 1] % 2 ** unused !== 0)) {
      throw malformed(`${what} has wrong padding bits`);
    }
    return { bytes, unused };
  }

  /** UTCTime or GeneralizedTime. */
  public time(what: string): Date {
    const { tag, value } = this.any(what);
    if (tag !== TAG.UTC_TIME && tag !== TAG.GENERALIZED_TIME) throw malformed(`${what} is no time`);
    return plainUtcTime(tag, value) ?? toTime(value.toString('latin1'), tag === TAG.UTC_TIME, what);
  }

  private expect(tag: number, what: string): void {
    const found = this.header(what);
    if (found !== tag) throw malformed(`${what} has tag 0x${found.toString(16)} instead of 0x${tag.toString(16)}`);
  }

  /** Goes past the next element, and notes where its contents lie. */
  private header(what: string): number {
    const { bytes, position: start, end } = this;
    if (start + 2 > end) throw malformed(`${what} is missing or cut off`);
    const tag = bytes[start];
    if (tag % 32 === 31) throw malformed(`${what} has a multi-octet tag`);
    let length = bytes[start + 1];
    let from = start + 2;
    if (length >= 0x80) {
      const octets = length - 0x80;
      if (octets === 0) throw malformed(`${what} has an indefinite length (BER, not DER)`);
      if (octets > 4 || from + octets > end) throw malformed(`${what} has an impossible length`);
      length = bytes.readUIntBE(from, octets);
      if (length < 0x80 || length < 256 ** (octets - 1)) throw malformed(`${what} has a length that is not minimal`);
      from += octets;
    }
    if (from + length > end) throw malformed(`${what} is cut off`);
    this.from = from;
    this.to = this.position = from + length;
    return tag;
  }
}

/** The bits of a BIT STRING moved to the right end of its octets, as Go does before it uses them. */
export function rightAlign({ bytes, unused }: { bytes: Buffer; unused: number }): Buffer {
  if (unused === 0) return bytes;
  const unit = 2 ** unused;
  return Buffer.from(bytes.map((octet, i) => Math.floor(octet / unit) + (i === 0 ? 0 : bytes[i - 1] % unit * (256 / unit))));
}

/** How many bits a positive INTEGER has. */
export function bitLength(value: Buffer): number {
  const first = value.findIndex((octet) => octet !== 0);
  return first < 0 ? 0 : (value.length - first) * 8 - Math.clz32(value[first]) + 24;
}

function toInteger(value: Buffer, what: string): bigint {
  if (value.length === 0) throw malformed(`${what} is an empty integer`);
  if (value.length > 1 && ((value[0] === 0 && value[1] < 0x80) || (value[0] === 0xff && value[1] >= 0x80))) {
    throw malformed(`${what} is an integer that is not minimal`);
  }
  return BigInt.asIntN(value.length * 8, BigInt(`0x${value.toString('hex')}`));
}

function toOid(value: Buffer, what: string): string {
  const arcs: number[] = [];
  let arc = 0;
  let octets = 0;
  for (const byte of value) {
    if (octets === 0 && byte === 0x80) throw malformed(`${what} is an object identifier that is not minimal`);
    if (++octets > 5 || arc >= 2 ** 24) throw malformed(`${what} is an object identifier with an arc too large`);
    arc = arc * 128 + (byte % 128);
    if (byte < 0x80) {
      if (arcs.length === 0) {
        const first = Math.min(Math.floor(arc / 40), 2);
        arcs.push(first, arc - first * 40);
      } else {
        arcs.push(arc);
      }
      arc = octets = 0;
    }
  }
  if (arcs.length === 0 || octets > 0) throw malformed(`${what} is no object identifier`);
  return arcs.join('.');
}

/** A UTCTime as nearly every certificate has it: to the second, in Z. Undefined for everything else, and for a time that is none. */
function plainUtcTime(tag: number, value: Buffer): Date | undefined {
  if (tag !== TAG.UTC_TIME || value.length !== 13 || value[12] !== 0x5a) return undefined;
  const field = (i: number): number => {
    const [ten, one] = [value[i] - 0x30, value[i + 1] - 0x30];
    return ten >= 0 && ten <= 9 && one >= 0 && one <= 9 ? ten * 10 + one : NaN;
  };
  const year = field(0);
  const [month, day, hour, minute, second] = [field(2), field(4), field(6), field(8), field(10)];
  // The 28th is in every month; for later days the calendar is asked.
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59 && second <= 59)) return undefined;
  return new Date(Date.UTC(year + (year >= 50 ? 1900 : 2000), month - 1, day, hour, minute, second));
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(Z|[+-]\d{4})$/;

function toTime(text: string, utc: boolean, what: string): Date {
  const match = (utc ? UTC_TIME : GENERALIZED_TIME).exec(text);
  if (!match) throw malformed(`${what} ${JSON.stringify(text)} is no valid time`);
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  // RFC 5280: two digits 50–99 are 1950–1999.
  const fullYear = utc ? year + (year >= 50 ? 1900 : 2000) : year;
  const date = new Date(0);
  date.setUTCFullYear(fullYear, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const zone = match[7];
  const offset = zone === 'Z' ? 0 : Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3));
  const overflown = date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59;
  // An offset of zero is written Z in DER; any other spelling is refused.
  if (overflown || (zone !== 'Z' && (offset === 0 || Number(zone.slice(1, 3)) > 23 || Number(zone.slice(3)) > 59))) {
    throw malformed(`${what} ${JSON.stringify(text)} is no valid time`);
  }
  return new Date(date.getTime() - (zone.startsWith('-') ? -offset : offset) * 60_000);
}
