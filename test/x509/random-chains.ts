import { KeyObject } from 'node:crypto';
import { key, NOT_AFTER, NOT_BEFORE, NOW, Random } from './fixtures';
import { Certificate } from '../../src/x509/certificate';
import { ChainUsage } from '../../src/x509/chain';
import { ExtensionOptions, SubtreeOptions } from '../../src/x509/encode';
import { CertificateOptions, issueCertificate, Issued } from '../../src/x509/issue';
import { KeyUsageName } from '../../src/x509/oids';

/** A handful of certificates with questions about them. */
export interface World {
  readonly certificates: Certificate[];
  readonly questions: Question[];
}

/** One verification; certificates by number. */
export interface Question {
  readonly leaf: number;
  readonly roots: number[];
  readonly intermediates: number[];
  readonly host?: string;
  readonly usages: ChainUsage[];
  readonly now: Date;
}

const CA_NAMES = ['Root', 'Other Root', 'Middle', 'Middle 2'];
const DNS = ['minio', 'minio.tracing.svc', 'MINIO.tracing.svc.cluster.local', '*.hl.tracing.svc', '*.tracing.svc', 'a.example.com', 'example.com', 'bad..name', 'dot.end.', 'x_y.z'];
const IPS = ['10.0.0.5', '192.168.1.1', '::1', 'fd00::5', '::ffff:10.0.0.5'];
const URIS = ['https://api.example.com/x', 'spiffe://cluster.local/ns/a', 'urn:x:y', 'https://10.0.0.1/', 'https://a.example.com:8443/'];
const EMAILS = ['ops@example.com', '"odd one"@Example.com', 'a@b.svc', 'not an address'];
const HOSTS = ['minio', 'minio.tracing.svc', 'a.tracing.svc', 'minio.tracing.svc.cluster.local.', 'x.hl.tracing.svc', '10.0.0.5', '[::1]', 'fd00::5', 'example.com', 'dot.end.'];
const SUBTREES: Required<SubtreeOptions> = {
  dns: ['svc', '.svc', 'tracing.svc', 'cluster.local', 'example.com', '.example.com', 'minio', 'hl.tracing.svc', 'x.hl.tracing.svc'],
  ip: ['10.0.0.0/8', '10.0.0.5/32', '192.168.0.0/16', '0.0.0.0/0', 'fd00::/8', '::/0'],
  email: ['example.com', '.svc', 'ops@example.com', 'ops@EXAMPLE.com'],
  uri: ['example.com', '.example.com', 'cluster.local'],
};
const USAGES = ['serverAuth', 'clientAuth', 'any', 'codeSigning', '1.2.3.4'];
const ODD_TIMES = [NOT_BEFORE, NOT_AFTER, new Date(NOT_BEFORE.getTime() - 1), new Date(NOT_AFTER.getTime() + 1), new Date('2026-09-01T00:00:00Z')];

function caKey(random: Random): KeyObject {
  const name = random.pick(['one', 'two', 'three']);
  return random.chance(0.85) ? key(name) : random.pick([key(name, 'p384'), key('one', 'rsa'), key('one', 'ed25519'), key('weak', 'rsa1024')]);
}

function subtrees(random: Random): SubtreeOptions {
  return Object.fromEntries(Object.entries(SUBTREES).map(([kind, all]) => [kind, random.chance(0.5) ? random.some(all, 0.35) : []]));
}

function nameConstraints(random: Random): ExtensionOptions['nameConstraints'] {
  const constraints = { permitted: random.chance(0.7) ? subtrees(random) : {}, excluded: random.chance(0.5) ? subtrees(random) : {} };
  const empty = Object.values({ ...constraints.permitted }).concat(Object.values(constraints.excluded)).every((list) => list.length === 0);
  return empty ? { permitted: { dns: ['svc', 'minio', 'example.com'] } } : constraints;
}

const POLICY = (...oids: string[]): Buffer => {
  const infos = oids.map((hex) => Buffer.from(`30${(hex.length / 2 + 2).toString(16).padStart(2, '0')}06${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`, 'hex'));
  const body = Buffer.concat(infos);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
};
const ONE = '2a0304';
const TWO = '2a0305';
const ANY = '551d2000';

function policyExtensions(random: Random): NonNullable<ExtensionOptions['extraExtensions']> {
  const mapping = `300c300a0603${ONE}0603${TWO}`;
  return [
    ...random.chance(0.8) ? [{ oid: '2.5.29.32', value: random.pick([POLICY(ONE), POLICY(TWO), POLICY(ONE, TWO), POLICY(ANY), POLICY(ONE, ANY)]) }] : [],
    ...random.chance(0.3) ? [{ oid: '2.5.29.33', value: Buffer.from(mapping, 'hex') }] : [],
    ...random.chance(0.6) ? [{ oid: '2.5.29.36', critical: true, value: Buffer.from(random.pick(['3003800100', '3003800101', '3006800100810100', '3003810100']), 'hex') }] : [],
    ...random.chance(0.2) ? [{ oid: '2.5.29.54', value: Buffer.from(random.pick(['020100', '020101']), 'hex') }] : [],
  ];
}

function validity(random: Random): { notBefore: Date; notAfter: Date } {
  const usual = { notBefore: NOT_BEFORE, notAfter: NOT_AFTER };
  if (random.chance(0.88)) return usual;
  return random.pick([
    { ...usual, notBefore: new Date('2026-08-01T00:00:00Z') },
    { ...usual, notAfter: new Date('2026-03-01T00:00:00Z') },
    { ...usual, notAfter: new Date('2051-01-01T00:00:00Z') },
  ]);
}

/** Extensions and fields that any certificate may have wrong. */
function oddities(random: Random, withPolicies: boolean): Partial<CertificateOptions> {
  return {
    ...random.chance(0.12) ? { subjectKeyId: false as const } : {},
    ...random.chance(0.12) ? { authorityKeyId: random.pick([false as const, Buffer.from('0102030405', 'hex')]) } : {},
    ...random.chance(0.05) ? { hash: 'sha1' as const } : {},
    ...random.chance(0.03) ? { version: 1 as const } : {},
    extraExtensions: [
      ...random.chance(0.04) ? [{ oid: '1.2.3.4.5', critical: random.chance(0.7), value: Buffer.from('0500', 'hex') }] : [],
      ...withPolicies ? policyExtensions(random) : [],
    ],
  };
}

function authority(random: Random, above: readonly Issued[], withPolicies: boolean): Issued {
  const parent = above.length > 0 && random.chance(0.65) ? random.pick(above) : undefined;
  // Sometimes another key than the parent's signs: the names fit, the signature does not.
  const issuer = parent && random.chance(0.08) ? { certificate: parent.certificate, key: key('stranger') } : parent;
  const ownKey = caKey(random);
  return issueCertificate({
    subject: { commonName: random.pick(parent ? CA_NAMES : CA_NAMES.slice(0, 2)) },
    ...validity(random),
    key: ownKey,
    issuer,
    basicConstraints: random.chance(0.92) ? { ca: random.chance(0.96), pathLen: random.pick([undefined, undefined, undefined, 0, 1, 2]) } : false,
    keyUsage: random.chance(0.8) ? (random.chance(0.93) ? ['keyCertSign', 'cRLSign'] : random.pick<KeyUsageName[]>([['digitalSignature'], ['cRLSign'], []])) : false,
    extKeyUsage: random.chance(0.2) ? random.some(USAGES, 0.5) : false,
    nameConstraints: random.chance(0.2) ? nameConstraints(random) : undefined,
    dnsNames: random.chance(0.08) ? random.some(DNS, 0.2) : [],
    ...oddities(random, withPolicies),
  });
}

function end(random: Random, above: readonly Issued[], withPolicies: boolean): Issued {
  const issuer = random.chance(0.95) ? random.pick(above) : undefined;
  return issueCertificate({
    subject: random.chance(0.9) ? { commonName: random.pick(['minio', 'querier', 'Root']) } : {},
    ...validity(random),
    key: key('leaf'),
    issuer,
    basicConstraints: random.chance(0.9) ? { ca: random.chance(0.1) } : false,
    keyUsage: random.chance(0.8) ? ['digitalSignature'] : false,
    extKeyUsage: random.chance(0.7) ? (random.chance(0.7) ? ['serverAuth', 'clientAuth'] : random.some(USAGES, 0.4)) : false,
    dnsNames: random.some(DNS.slice(0, 7), 0.3).concat(random.some(DNS.slice(7), 0.07)),
    ipAddresses: random.some(IPS, 0.2),
    uris: random.chance(0.1) ? random.some(URIS, 0.4) : [],
    emails: random.chance(0.1) ? random.some(EMAILS, 0.4) : [],
    ...oddities(random, withPolicies),
  });
}

/** A world from a seed: CAs that sign, cross-sign or fail to sign each other, leaves below them, and what to ask. */
export function randomWorld(seed: number, questionCount: number): World {
  const random = new Random(seed);
  const withPolicies = random.chance(0.15);
  const authorities: Issued[] = [];
  for (let i = 0; i < 4 + random.below(3); i++) authorities.push(authority(random, authorities, withPolicies));
  const leaves = Array.from({ length: 3 }, () => end(random, authorities, withPolicies));
  const all = [...authorities, ...leaves];
  const caNumbers = authorities.map((_, i) => i);
  const questions = Array.from({ length: questionCount }, (): Question => ({
    leaf: random.chance(0.9) ? authorities.length + random.below(leaves.length) : random.below(all.length),
    roots: random.some(caNumbers, 0.5).concat(random.chance(0.04) ? [authorities.length] : []),
    intermediates: random.some(caNumbers, 0.75),
    host: random.chance(0.2) ? random.pick(HOSTS) : undefined,
    usages: random.pick<ChainUsage[]>([[], ['serverAuth'], ['clientAuth'], ['any'], ['serverAuth', 'clientAuth'], ['any'], ['any']]),
    now: random.chance(0.75) ? NOW : random.pick(ODD_TIMES),
  }));
  return { certificates: all.map(({ certificate }) => certificate), questions };
}
