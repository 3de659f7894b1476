import { Forged } from './forge';
import { Mode } from './openssl';
import { Built, isInvalid, selfIssued, usesKeyFor } from './openssl-model';
import { Question } from './worlds';
import { ChainUsage } from '../../../src/x509/chain';

/** A place in a chain of OpenSSL's, with what is asked. */
export interface Place {
  readonly one: Forged;
  readonly depth: number;
  readonly chain: readonly Forged[];
  readonly built: Built;
  readonly question: Question;
  readonly mode: Mode;
  /** the usage that is asked for */
  readonly usage: ChainUsage;
}

/** One thing that OpenSSL minds: the number of its error, when, and the id of the difference if Go does not mind. */
export interface Objection {
  readonly code: number;
  readonly difference: string;
  /** whether it is only likely: then it explains a refusal, and does not contradict an acceptance */
  readonly likely?: true;
  when(place: Place): boolean;
}

const EKU = { any: '2.5.29.37.0', serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2', gated: ['2.16.840.1.113730.4.1', '1.3.6.1.4.1.311.10.3.3'] };

/** Extensions that OpenSSL understands, in the order of X509_supported_extension (v3_purp.c). */
const KNOWN_EXTENSIONS = [
  '2.16.840.1.113730.1.1', '2.5.29.15', '2.5.29.17', '2.5.29.19', '2.5.29.32', '2.5.29.31', '2.5.29.37', '1.3.6.1.5.5.7.1.7', '2.5.29.36', '1.3.6.1.5.5.7.1.14', '2.5.29.30', '2.5.29.33', '2.5.29.54',
];

const written = ({ draft }: Forged): boolean => draft.version >= 3;
const isCa = (one: Forged): boolean => written(one) && one.draft.basic?.ca === true;
const extKeyUsage = (one: Forged): readonly string[] | undefined => (written(one) ? one.draft.extKeyUsage : undefined);
const has = ({ draft }: Forged, oid: string): boolean => draft.version >= 3 && draft.extra.some((each) => each.oid === oid);

const isConstrained = (one: Forged): boolean => written(one) && (one.draft.permitted.length + one.draft.excluded.length > 0 || has(one, '2.5.29.30'));

/** Name constraints that OpenSSL applies otherwise, by what is in the certificate that it minds. */
const CONSTRAINTS = ['constraint-common-name', 'constraint-subject-email', 'constraint-mailbox-or-uri', 'constraint-mapped', 'none'] as const;

function constrains({ one, chain, depth }: Place, difference: typeof CONSTRAINTS[number]): boolean {
  if (!chain.slice(depth + 1).some(isConstrained)) { return false; }
  const { names, subject } = one.draft;
  const includes = (tag: number): boolean => written(one) && names.some((each) => each[0] === tag);
  switch (difference) {
    case 'constraint-common-name': return depth === 0 && !includes(0x82) && subject.some(({ oid }) => oid === '2.5.4.3');
    case 'constraint-subject-email': return subject.some(({ oid }) => oid === '1.2.840.113549.1.9.1');
    case 'constraint-mailbox-or-uri': return includes(0x81) || includes(0x86);
    case 'constraint-mapped': return names.some((each) => each[0] === 0x87 && each.length === 18 && each.subarray(2, 14).equals(Buffer.from('00000000000000000000ffff', 'hex')));
    case 'none': return true;
  }
}

/** Whether the extended key usage of a certificate leaves out what is asked for. */
function lacksUsage({ one, usage }: Place): boolean {
  const usages = extKeyUsage(one);
  return usages !== undefined && usage !== 'any' && !usages.includes(EKU[usage]) && !(usage === 'serverAuth' && EKU.gated.some((each) => usages.includes(each)));
}

/** Whether the key usage of a leaf leaves out what a TLS server or client needs. */
function lacksLeafKeyUsage({ one, usage }: Place): boolean {
  const may = (bit: 'digitalSignature' | 'keyAgreement' | 'keyEncipherment'): boolean => usesKeyFor(one, bit) !== false;
  return usage !== 'any' && !may('digitalSignature') && !may('keyAgreement') && !(usage === 'serverAuth' && may('keyEncipherment'));
}

/** What OpenSSL takes a certificate for: 0 no CA, 1 a CA, 3 a self-signed one of version 1, 4 one that may sign though nothing says that it is a CA. */
function caKind(one: Forged): 0 | 1 | 3 | 4 {
  if (isInvalid(one) || usesKeyFor(one, 'keyCertSign') === false) { return 0; }
  if (written(one) && one.draft.basic) { return one.draft.basic.ca ? 1 : 0; }
  if (one.draft.version === 1 && selfIssued(one)) { return 3; }
  return usesKeyFor(one, 'keyCertSign') === true ? 4 : 0;
}

/** CAs between a place and the leaf, without those that are signed by their own name. */
function counted({ chain, depth }: Place): number {
  return chain.slice(1, depth).filter((each) => !selfIssued(each)).length;
}

const strictly = (code: number, difference: string, when: (one: Forged, place: Place) => boolean): Objection => ({
  code, difference, when: (place) => place.mode === 'strict' && place.chain.length > 1 && when(place.one, place),
});

/** What OpenSSL says of a chain that it has built, by the fields of its certificates (check_extensions, internal_verify in x509_vfy.c). */
export const OBJECTIONS: readonly Objection[] = [
  { code: 62, difference: 'host-ends-with-dot', likely: true, when: ({ depth, question }) => depth === 0 && question.host?.endsWith('.') === true },
  { code: 62, difference: 'wide-wildcard', likely: true, when: ({ one, depth }) => depth === 0 && one.draft.names.some((each) => /^..\*\.[^.]+$/s.test(each.toString('latin1'))) },
  { code: 49, difference: 'constraint-minimum', likely: true, when: ({ chain, depth }) => chain.slice(depth + 1).some((above) => has(above, '2.5.29.30')) && depth + 1 < chain.length },
  { code: 64, difference: 'mapped-address', likely: true, when: ({ depth, question }) => depth === 0 && question.host?.includes('10.0.0.5') === true },
  ...CONSTRAINTS.map((difference): Objection => ({ code: 47, difference, likely: true, when: (place) => constrains(place, difference) })),
  ...CONSTRAINTS.map((difference): Objection => ({ code: 48, difference, likely: true, when: (place) => constrains(place, difference) })),
  { code: 10, difference: 'last-second', when: ({ one, question }) => one.draft.notAfter <= question.now },
  { code: 9, difference: 'none', when: ({ one, question }) => one.draft.notBefore > question.now },
  { code: 26, difference: 'any-usage', when: (place) => lacksUsage(place) && extKeyUsage(place.one)?.includes(EKU.any) === true },
  { code: 26, difference: 'empty-usage', when: (place) => lacksUsage(place) && extKeyUsage(place.one)?.length === 0 },
  { code: 26, difference: 'none', when: (place) => lacksUsage(place) },
  { code: 26, difference: 'leaf-key-usage', when: (place) => place.depth === 0 && !isInvalid(place.one) && lacksLeafKeyUsage(place) },
  { code: 26, difference: 'anchor-without-basic-constraints', when: (place) => place.depth > 0 && caKind(place.one) === 0 && place.usage !== 'any' },
  { code: 79, difference: 'anchor-without-basic-constraints', when: ({ one, depth, chain, mode }) => depth > 0 && (caKind(one) === 0 || ((depth + 1 < chain.length || mode === 'strict') && caKind(one) !== 1)) },
  { code: 79, difference: 'strict-old-ca', when: ({ one, depth, mode }) => mode === 'strict' && depth === 0 && caKind(one) > 1 },
  { code: 26, difference: 'empty-key-usage', when: ({ one, mode }) => mode === 'strict' && isInvalid(one) },
  { code: 25, difference: 'none', when: (place) => place.depth > 1 && place.one.draft.basic?.pathLen !== undefined && counted(place) > place.one.draft.basic.pathLen },
  { code: 34, difference: 'none', when: ({ one }) => written(one) && one.draft.extra.some((each) => each.critical === true && !KNOWN_EXTENSIONS.includes(each.oid)) },
  { code: 40, difference: 'none', when: ({ one }) => has(one, '1.3.6.1.5.5.7.1.14') },
  { code: 32, difference: 'none', when: ({ one, depth }) => depth > 0 && usesKeyFor(one, 'keyCertSign') === false },
  { code: 7, difference: 'none', when: ({ one, depth, chain }) => depth + 1 < chain.length && (one.signed.by !== chain[depth + 1].key || ['signature', 'inner-algorithm'].includes(one.draft.damage ?? '')) },
  strictly(78, 'none', (one) => one.draft.damage === 'inner-algorithm'),
  strictly(80, 'strict-path-length', (one) => written(one) && one.draft.basic?.pathLen !== undefined && !one.draft.basic.ca),
  strictly(81, 'strict-path-length', (one) => written(one) && one.draft.basic?.pathLen !== undefined && usesKeyFor(one, 'keyCertSign') !== true),
  strictly(82, 'strict-leaf-signs', (one) => !isCa(one) && usesKeyFor(one, 'keyCertSign') === true),
  strictly(83, 'strict-no-name', (one) => one.issuerName.length === 0),
  strictly(84, 'strict-no-name', (one) => one.draft.subject.length === 0 && (isCa(one) || usesKeyFor(one, 'crlSign') === true || !written(one)
    || (one.draft.names.length === 0 && one.draft.namesCritical === undefined))),
  strictly(85, 'strict-no-identifier', (one, { depth, chain }) => written(one) && one.issuerKeyId === undefined && depth + 1 < chain.length),
  strictly(86, 'strict-no-identifier', (one) => isCa(one) && one.keyId === undefined),
  strictly(87, 'strict-empty-names', (one) => written(one) && one.draft.names.length === 0 && one.draft.namesCritical !== undefined),
  strictly(88, 'strict-no-name', (one) => written(one) && one.draft.subject.length === 0 && one.draft.namesCritical === false),
  strictly(92, 'strict-no-key-usage', (one) => isCa(one) && one.draft.keyUsage === undefined),
];
