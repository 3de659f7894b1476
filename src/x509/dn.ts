import { DerElement, DerReader, TAG } from './der';
import { X509Error } from './errors';
import { ATTRIBUTES } from './oids';

/** One attribute of a distinguished name. */
export interface NameAttribute {
  /** Short name such as `CN`, or the dotted object identifier. */
  readonly type: string;
  readonly value: string;
}

/** A distinguished name: its DER decides whether two names are equal, its text is for people. */
export interface DistinguishedName {
  readonly raw: Buffer;
  /** Relative names in the order of the certificate; more than one attribute in one of them is rare. */
  readonly rdns: readonly (readonly NameAttribute[])[];
  /** The text of RFC 4514: most specific first, e.g. `CN=minio,O=example`. */
  readonly text: string;
  /** The common name, if there is one. */
  readonly commonName?: string;
}

function invalid(kind: string): X509Error {
  return new X509Error('malformed-name', `a distinguished name holds an invalid ${kind}`);
}

function bmpString(value: Buffer): string {
  if (value.length % 2 !== 0) throw invalid('BMPString');
  const text = Array.from({ length: value.length / 2 }, (_, i) => String.fromCharCode(value.readUInt16BE(i * 2))).join('').replace(/\u0000$/, '');
  if (/[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/.test(text)) throw invalid('BMPString');
  return text;
}

// The characters of each type are checked because Go refuses a certificate with a wrong one.
function attributeText({ tag, value }: DerElement): string {
  switch (tag) {
    case TAG.PRINTABLE_STRING: {
      const text = value.toString('latin1');
      if (!/^[A-Za-z0-9'()+,\-./ :=?*&]*$/.test(text)) throw invalid('PrintableString');
      return text;
    }
    case TAG.UTF8_STRING: {
      const text = value.toString('utf8');
      if (!Buffer.from(text, 'utf8').equals(value)) throw invalid('UTF8String');
      return text;
    }
    case TAG.IA5_STRING: {
      const text = value.toString('latin1');
      if (/[\u0080-\u00ff]/.test(text)) throw invalid('IA5String');
      return text;
    }
    case TAG.NUMERIC_STRING: {
      const text = value.toString('latin1');
      if (!/^[0-9 ]*$/.test(text)) throw invalid('NumericString');
      return text;
    }
    case TAG.T61_STRING:
      return value.toString('latin1');
    case TAG.BMP_STRING:
      return bmpString(value);
    default:
      throw invalid(`string type (tag 0x${tag.toString(16)})`);
  }
}

function escapeValue(value: string): string {
  return value
    .replace(/[\\",+;<>]/g, (c) => `\\${c}`)
    .replace(/[\u0000-\u001f\u007f]/g, (c) => `\\${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replace(/^[ #]/, (c) => `\\${c}`)
    .replace(/ $/, (c, at: number) => at === 0 ? c : `\\${c}`);
}

/** A name whose text is made when it is first asked for: most names are only compared. */
class Name implements DistinguishedName {
  private made?: string;

  constructor(public readonly raw: Buffer, public readonly rdns: readonly (readonly NameAttribute[])[]) {}

  public get text(): string {
    return this.made ??= [...this.rdns].reverse().map((rdn) => rdn.map(({ type, value }) => `${type}=${escapeValue(value)}`).join('+')).join(',');
  }

  public get commonName(): string | undefined {
    const commonNames = this.rdns.flat().filter(({ type }) => type === 'CN');
    return commonNames[commonNames.length - 1]?.value;
  }
}

/** Reads a Name from its DER (the SEQUENCE with its header). */
export function readName(raw: Buffer): DistinguishedName {
  const sequence = new DerReader(raw).into(TAG.SEQUENCE, 'a distinguished name');
  const rdns: NameAttribute[][] = [];
  while (!sequence.empty) {
    const set = sequence.into(TAG.SET, 'a relative distinguished name');
    const attributes: NameAttribute[] = [];
    while (!set.empty) {
      const attribute = set.into(TAG.SEQUENCE, 'a name attribute');
      const type = attribute.oid('a name attribute type');
      attributes.push({ type: ATTRIBUTES[type] ?? type, value: attributeText(attribute.any('a name attribute value')) });
    }
    rdns.push(attributes);
  }
  return new Name(raw, rdns);
}
