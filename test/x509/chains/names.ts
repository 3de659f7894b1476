import { general } from './der';
import { Random } from '../fixtures';

/** DNS names that stand in certificates: right, odd, and what no name may be. */
export const DNS = [
  'minio', 'minio.tracing.svc', 'MINIO.tracing.svc.cluster.local', '*.hl.tracing.svc', '*.tracing.svc', 'a.example.com', 'example.com', 'xn--bcher-kva.example',
];
const ODD_DNS = [
  '*', '*.svc', '*.', 'f*.tracing.svc', '*o.tracing.svc', 'minio.*.svc', '*.*.svc', 'xn--*.example', '*.xn--bcher-kva.example', 'dot.end.', '*.dot.end.', '', ' ', 'bad..name', '.tracing.svc',
  '-a.example', 'x_y.z', '_sip.example.com', 'a b.example', 'minio\u0000.evil', '10.0.0.5', '::1', 'a/b', 'https://minio', 'minio:9000', 'a'.repeat(64) + '.example',
];
const IPS = ['10.0.0.5', '192.168.1.1', '::1', 'fd00::5', '::ffff:10.0.0.5'];
const URIS = ['https://api.example.com/x', 'spiffe://cluster.local/ns/a', 'https://a.example.com:8443/'];
const ODD_URIS = ['urn:x:y', 'https://10.0.0.1/', 'https://[::1]:80/', 'https://user@example.com', 'http://a b/', '//example.com/x', '/only/a/path', 'https://example.com.:443/', 'HTTPS://EXAMPLE.COM', 'https://%41.example.com/', 'x:', ''];
const EMAILS = ['ops@example.com', 'a@b.svc', 'ops@EXAMPLE.com'];
const ODD_EMAILS = ['"odd one"@Example.com', 'not an address', '@example.com', 'a@', 'a@b@c', 'A@example.com', 'a@[10.0.0.1]'];

const HOSTS = [
  'minio', 'minio.tracing.svc', 'a.tracing.svc', 'minio.tracing.svc.cluster.local', 'x.hl.tracing.svc', 'a.b.hl.tracing.svc', 'example.com', 'dot.end', 'foo.tracing.svc', 'svc', 'xn--bcher-kva.example',
  'a.xn--bcher-kva.example', 'x_y.z', 'tracing.svc',
];
const ODD_HOSTS = ['10.0.0.5', '[::1]', '::1', 'fd00::5', '::ffff:10.0.0.5', '10.0.0.05', '10.0.0.5.', '*.tracing.svc', '.tracing.svc', 'bücher.example', 'a..b', 'fe80::1%eth0', '[10.0.0.5]', '0:0:0:0:0:0:0:1'];

/** The names that constraints are made of. */
const SUBTREES = {
  dns: ['svc', '.svc', 'tracing.svc', '.tracing.svc', 'cluster.local', 'example.com', '.example.com', 'EXAMPLE.com', 'minio', 'hl.tracing.svc', 'x.hl.tracing.svc', 'minio.tracing.svc', 'x.hl.tracing.svc', '', 'example', 'xn--bcher-kva.example'],
  ip: ['10.0.0.0/8', '10.0.0.5/32', '192.168.0.0/16', '0.0.0.0/0', 'fd00::/8', '::/0', '::ffff:10.0.0.0/104', '10.0.0.5/8'],
  email: ['example.com', '.svc', 'ops@example.com', 'ops@EXAMPLE.com', '.example.com', '', 'svc'],
  uri: ['example.com', '.example.com', 'cluster.local', 'api.example.com', ''],
};
const BAD_SUBTREES = [general.dns('a..b'), general.dns('a b'), general.uri('10.0.0.1'), general.email('a@b@c'), general.ip('0a000000ff00ff00'), general.ip('0a0000'), general.dns('*.svc'), general.dns('svc.')];
const OTHER_SUBTREES = [general.directory([{ oid: '2.5.4.10', text: 'example' }]), general.registered('1.2.3'), general.other('1.2.3', 'x')];

/** A kind of name. */
export type NameKind = keyof typeof SUBTREES;

const ALL: { readonly [kind in NameKind]: readonly string[] } = { dns: DNS, ip: IPS, email: EMAILS, uri: URIS };

/** SANs of one kind. */
export function namesOf(kind: NameKind, random: Random): Buffer[] {
  const [first, ...rest] = random.some(ALL[kind], 0.4);
  return [first ?? random.pick(ALL[kind]), ...rest].map(general[kind]);
}

/** Some SANs, as they are written. */
export function altNames(random: Random): Buffer[] {
  return [
    ...random.some(DNS, 0.3).map(general.dns), ...random.some(IPS, 0.15).map(general.ip),
    ...(random.chance(0.1) ? random.some(URIS, 0.5).map(general.uri) : []),
    ...(random.chance(0.1) ? random.some(EMAILS, 0.5).map(general.email) : []),
  ];
}

/** One SAN that few would write. */
export function oddAltName(random: Random): Buffer {
  return random.pick([
    () => general.dns(random.pick(ODD_DNS)), () => general.dns(random.pick(ODD_DNS)),
    () => general.uri(random.pick(ODD_URIS)), () => general.email(random.pick(ODD_EMAILS)),
    () => general.ip(random.pick(['0a00000501', '', '0a000005ffffffff'])), () => general.dns('b\u00fccher.example'), () => random.pick(OTHER_SUBTREES),
  ])();
}

/** One side of name constraints, of one kind or of several; empty when chance has it. */
export function subtrees(random: Random, only?: NameKind): Buffer[] {
  if (only) { return random.some(SUBTREES[only], 0.4).map(only === 'ip' ? general.block : general[only]); }
  const kinds = Object.entries(SUBTREES) as [NameKind, string[]][];
  const found = kinds.flatMap(([kind, all]) => (random.chance(kind === 'dns' ? 0.7 : 0.3) ? random.some(all, 0.25).map(kind === 'ip' ? general.block : general[kind]) : []));
  return random.chance(0.06) ? [...found, random.pick(OTHER_SUBTREES)] : random.chance(0.02) ? [...found, random.pick(BAD_SUBTREES)] : found;
}

/** A host that somebody dials: often one that the names are for, perhaps spelt otherwise. */
export function host(names: readonly Buffer[], commonName: string | undefined, random: Random): string {
  const dns = names.filter((each) => each[0] === 0x82).map((each) => each.subarray(2).toString('latin1')).filter((text) => /^[\w*.-]+$/.test(text));
  const own = dns.length > 0 || commonName === undefined ? dns : [commonName];
  if (own.length === 0 || random.chance(0.35)) { return random.pick(random.chance(0.6) ? HOSTS : ODD_HOSTS); }
  const plain = random.pick(own).replace('*', random.pick(['a', 'foo', 'a.b', 'xn--a', '']));
  return random.pick([() => plain, () => plain, () => plain, () => plain.toUpperCase(), () => `${plain}.`, () => plain.replace(/^[^.]*\./, '')])() || 'minio';
}
