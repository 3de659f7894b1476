import { Attribute, extension, general, sequence } from './der';
import { Draft, Forged, Scheme } from './forge';
import { altNames, oddAltName, subtrees } from './names';
import { TAG, writeDer } from '../../../src/x509/der';
import { key, NOT_AFTER, NOW, Random } from '../fixtures';

/** Something unusual or wrong about one certificate. */
export interface Fault {
  readonly name: string;
  /** whom it may befall; both when absent */
  readonly on?: 'ca' | 'leaf';
  /** how often it comes compared with others; 1 when absent */
  readonly weight?: number;
  apply(draft: Draft, random: Random, parent: Forged | undefined): void;
}

const EKU = {
  any: '2.5.29.37.0', serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2', codeSigning: '1.3.6.1.5.5.7.3.3', netscape: '2.16.840.1.113730.4.1', microsoft: '1.3.6.1.4.1.311.10.3.3', own: '1.2.3.4',
};

/** Bits of the key usage. */
export const KEY_USAGE = { digitalSignature: 0, keyEncipherment: 2, keyAgreement: 4, keyCertSign: 5, crlSign: 6, decipherOnly: 8 };

const second = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);
const NOTHING = Buffer.from('0500', 'hex');
const KEYS = ['p224', 'p384', 'p521', 'ed25519', 'ed448', 'rsa', 'rsa1024', 'rsa768', 'rsa-pss', 'secp256k1'] as const;
const SCHEMES: readonly Scheme[] = ['md5', 'sha1', 'sha224', 'sha384', 'sha512', 'pss256', 'pss384', 'pss512', 'pss-short-salt'];

const set = (name: string, values: Partial<Draft>, on?: Fault['on'], weight?: number): Fault => ({ name, on, weight, apply: (draft) => { Object.assign(draft, values); } });
const critical = (name: string, oid: string, value: Buffer, isCritical = true): Fault => ({
  name, apply: (draft) => { draft.extra = [...draft.extra.filter((each) => each.oid !== oid), { oid, critical: isCritical, value }]; },
});
const spelt = (name: string, change: (attributes: readonly Attribute[]) => Attribute[]): Fault => ({
  name, weight: 2, apply: (draft, _random, parent) => { draft.issuerName = change((parent?.draft ?? draft).subject); },
});

/** Everything that may be wrong or odd. Names are unique: the run counts how often each of them took part. */
export const FAULTS: readonly Fault[] = [
  // time
  set('expired', { notAfter: new Date('2026-03-01T00:00:00Z') }),
  set('not yet valid', { notBefore: new Date('2026-08-01T00:00:00Z') }),
  set('ended a second ago', { notAfter: second(-1) }),
  set('ends with this second', { notAfter: NOW }),
  set('begins with this second', { notBefore: NOW }),
  set('begins in a second', { notBefore: second(1) }),
  set('ends before it begins', { notBefore: NOT_AFTER, notAfter: new Date('2026-02-01T00:00:00Z') }),
  set('GeneralizedTime', { generalized: true }),
  set('until 2051', { notAfter: new Date('2051-01-01T00:00:00Z') }),
  set('until 9999', { notAfter: new Date('9999-12-31T23:59:59Z') }),
  // versions and numbers
  set('version 1', { version: 1 }),
  set('version 2', { version: 2 }),
  set('version 4', { version: 4 }),
  set('serial number 0', { serial: 0n }),
  set('negative serial number', { serial: -5n }),
  set('serial number of 21 octets', { serial: 2n ** 165n }),
  // what a CA has to say of itself
  set('no basic constraints', { basic: undefined }),
  set('CA:FALSE', { basic: { ca: false } }),
  set('a leaf with CA:TRUE', { basic: { ca: true }, keyUsage: undefined, extKeyUsage: undefined }, 'leaf', 2),
  set('path length without CA', { basic: { ca: false, pathLen: 0 } }),
  set('path length 0', { basic: { ca: true, pathLen: 0 } }, 'ca'),
  set('path length 1', { basic: { ca: true, pathLen: 1 } }, 'ca'),
  set('negative path length', { basic: { ca: true, pathLen: -1 } }, 'ca'),
  set('no key usage', { keyUsage: undefined }),
  set('key usage of nothing', { keyUsage: [] }),
  set('key usage without certSign', { keyUsage: [KEY_USAGE.digitalSignature, KEY_USAGE.crlSign] }, 'ca'),
  set('key usage without signatures', { keyUsage: [KEY_USAGE.decipherOnly] }, 'leaf'),
  set('key usage certSign', { keyUsage: [KEY_USAGE.keyCertSign] }, 'leaf'),
  // extended key usage
  set('EKU any', { extKeyUsage: [EKU.any] }, undefined, 3),
  set('EKU client only', { extKeyUsage: [EKU.clientAuth] }, undefined, 3),
  set('EKU server only', { extKeyUsage: [EKU.serverAuth] }, undefined, 3),
  set('EKU of something else', { extKeyUsage: [EKU.codeSigning, EKU.own] }, undefined, 3),
  set('EKU of old browsers', { extKeyUsage: [EKU.netscape, EKU.microsoft] }, undefined, 3),
  set('EKU of nothing', { extKeyUsage: [] }, undefined, 2),
  set('no EKU', { extKeyUsage: undefined }, 'leaf', 2),
  // name constraints
  { name: 'permitted names', on: 'ca', weight: 5, apply: (draft, random) => { draft.permitted = subtrees(random); } },
  { name: 'excluded names', on: 'ca', weight: 5, apply: (draft, random) => { draft.excluded = subtrees(random); } },
  { name: 'permitted and excluded names', on: 'ca', weight: 5, apply: (draft, random) => { draft.permitted = subtrees(random); draft.excluded = subtrees(random); } },
  { name: 'a directory name constraint', on: 'ca', apply: (draft, random) => { draft.permitted = [general.directory([{ oid: '2.5.4.10', text: random.pick(['example', 'other']) }])]; } },
  critical('name constraints of nothing', '2.5.29.30', sequence()),
  { ...critical('name constraints with a minimum', '2.5.29.30', sequence(writeDer(0xa0, sequence(general.dns('svc'), Buffer.from('800101', 'hex'))))), on: 'ca', weight: 4 },
  { name: 'a constrained leaf', on: 'leaf', weight: 2, apply: (draft, random) => { draft.permitted = subtrees(random); } },
  // names
  { name: 'an odd SAN', weight: 5, apply: (draft, random) => { draft.names = [...draft.names, oddAltName(random)]; } },
  { name: 'only an odd SAN', on: 'leaf', weight: 2, apply: (draft, random) => { draft.names = [oddAltName(random)]; } },
  { name: 'a partial wildcard', on: 'leaf', weight: 2, apply: (draft) => { draft.names = [general.dns('f*.tracing.svc'), general.dns('*.tracing.svc.cluster.local')]; } },
  { name: 'a wide wildcard', on: 'leaf', weight: 3, apply: (draft) => { draft.names = [general.dns('*.svc')]; } },
  set('an empty SAN', { names: [], namesCritical: false }),
  { name: 'a CA with SANs', on: 'ca', apply: (draft, random) => { draft.names = altNames(random); } },
  { name: 'common name only', on: 'leaf', weight: 2, apply: (draft, random) => { draft.names = []; draft.subject = [{ oid: '2.5.4.3', text: random.pick(['minio', 'minio.tracing.svc', '*.tracing.svc']) }]; } },
  { name: 'an address as common name', on: 'leaf', weight: 2, apply: (draft) => { draft.names = []; draft.subject = [{ oid: '2.5.4.3', text: '10.0.0.5' }]; } },
  set('no subject', { subject: [] }, 'leaf'),
  set('no subject, SAN not critical', { subject: [], namesCritical: false }),
  set('critical SAN', { namesCritical: true }),
  { name: 'an email address in the subject', on: 'leaf', weight: 2, apply: (draft, random) => { draft.subject = [...draft.subject, { oid: '1.2.840.113549.1.9.1', text: random.pick(['ops@example.com', 'not an address']), tag: TAG.IA5_STRING }]; } },
  // names of names: Go compares octets, OpenSSL what they mean
  spelt('issuer as PrintableString', (attributes) => attributes.map((each) => ({ ...each, tag: TAG.PRINTABLE_STRING }))),
  spelt('issuer in upper case', (attributes) => attributes.map((each) => ({ ...each, text: each.text.toUpperCase() }))),
  spelt('issuer with blanks', (attributes) => attributes.map((each) => ({ ...each, text: ` ${each.text}  ` }))),
  spelt('issuer of another name', () => [{ oid: '2.5.4.3', text: 'Somebody' }]),
  { name: 'a forbidden character in a PrintableString', apply: (draft) => { draft.subject = [...draft.subject, { oid: '2.5.4.11', text: 'a@b_c', tag: TAG.PRINTABLE_STRING }]; } },
  { name: 'a BMPString', apply: (draft) => { draft.subject = [...draft.subject, { oid: '2.5.4.11', text: 'Größe', tag: TAG.BMP_STRING }]; } },
  // key identifiers
  set('no subject key identifier', { subjectKeyId: false }),
  set('no authority key identifier', { authorityKeyId: false }),
  set('the authority key identifier of another', { authorityKeyId: Buffer.from('0102030405', 'hex') }),
  { name: 'authority by issuer and serial number', apply: (draft, _random, parent) => { if (parent) { draft.authorityIssuer = { name: parent.issuer, serial: parent.serial }; } } },
  { name: 'authority by another serial number', apply: (draft, _random, parent) => { if (parent) { draft.authorityIssuer = { name: parent.issuer, serial: parent.serial + 1n }; } } },
  // extensions
  critical('a critical unknown extension', '1.2.3.4.5', NOTHING),
  critical('an unknown extension', '1.2.3.4.5', NOTHING, false),
  critical('a critical Netscape certificate type', '2.16.840.1.113730.1.1', Buffer.from('03020640', 'hex')),
  critical('a critical certificate transparency poison', '1.3.6.1.4.1.11129.2.4.3', NOTHING),
  critical('critical address resources', '1.3.6.1.5.5.7.1.7', Buffer.from('30083006040200010500', 'hex')),
  critical('a critical issuer alternative name', '2.5.29.18', sequence(general.dns('ca.example'))),
  critical('a proxy certificate', '1.3.6.1.5.5.7.1.14', Buffer.from('300c300a06082b06010505071501', 'hex')),
  critical('a critical subject key identifier', '2.5.29.14', extension.subjectKeyId(Buffer.from('01', 'hex'))),
  critical('a critical CRL distribution point', '2.5.29.31', sequence(sequence(writeDer(0xa0, writeDer(0xa0, general.uri('http://ca.example/crl')))))),
  { name: 'an extension twice', apply: (draft) => { draft.extra = [...draft.extra, { oid: '1.2.3.4.6', value: NOTHING }, { oid: '1.2.3.4.6', value: NOTHING }]; } },
  critical('an unreadable key usage', '2.5.29.15', NOTHING),
  // keys and signatures
  ...KEYS.map((type): Fault => ({ name: `a key of ${type}`, apply: (draft, random) => { draft.key = key(random.pick(['one', 'two']), type); } })),
  ...SCHEMES.map((scheme): Fault => ({ name: `signed with ${scheme}`, apply: (draft) => { draft.scheme = scheme; } })),
  { name: 'signed by another key', apply: (draft) => { draft.signer = key('stranger'); } },
  set('a spoilt signature', { damage: 'signature' }),
  set('octets after the end', { damage: 'trailing' }),
  set('BER instead of DER', { damage: 'long-length' }),
  set('two signature algorithms', { damage: 'inner-algorithm' }),
  set('an RSA key without NULL', { damage: 'spki-without-null' }),
  set('an RSA signature without NULL', { damage: 'no-null' }),
];
