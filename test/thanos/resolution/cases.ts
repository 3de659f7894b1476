import { thanosExample } from '../../../src/trust/thanos/example';

/** The names that servers are dialled by and verified for; each address of a case leads to one server of a kind, told apart by its port, or by its IP address where no port is written. */
export const DOMAIN = 'host.test';
export const HOST = `store.${DOMAIN}`;
export const TARGET = 'store.target.test';
export const SERVER_NAMES = { flags: 'flags.test', default: 'default.test', own: 'own.test' } as const;

/** Where settings come from; each has a CA and a client certificate in a directory of its own. */
export const SOURCES = ['flags', 'default', 'own'] as const;
export type Source = typeof SOURCES[number];

/** A name of its own for an IP address. */
export const hostAt = (ip: string): string => `at-${ip.replaceAll('.', '-')}.${DOMAIN}`;

interface Shape {
  readonly srv?: true;
  /** no port is written: the server listens where gRPC dials then, at an address of its own */
  readonly bare?: true;
  readonly group?: true;
  readonly strict?: true;
  text(port: number, ip: string): string;
}

/** Kinds of address (what a flag or a file says, for a port and an IP address). SRV records are found in a name that has their port in it. */
export const KINDS = {
  'host:port': { text: (port: number) => `${HOST}:${port}` },
  'IP:port': { text: (port: number, ip: string) => `${ip}:${port}` },
  'dns+host:port': { text: (port: number) => `dns+${HOST}:${port}` },
  'dnsdualstack+host:port': { text: (port: number) => `dnsdualstack+${HOST}:${port}` },
  'dnssrv+name': { text: (port: number) => `dnssrv+_grpc._tcp.p${port}.srv.test`, srv: true },
  'dnssrvnoa+name': { text: (port: number) => `dnssrvnoa+_grpc._tcp.p${port}.srv.test`, srv: true },
  'strict host:port': { text: (port: number) => `${HOST}:${port}`, strict: true },
  'group host:port': { text: (port: number) => `${HOST}:${port}`, group: true },
  'group dns+host:port': { text: (port: number) => `dns+${HOST}:${port}`, group: true },
  'group dnssrv+name': { text: (port: number) => `dnssrv+_grpc._tcp.p${port}.srv.test`, group: true, srv: true },
  'dnssrv+name:port': { text: (port: number) => `dnssrv+_grpc._tcp.p1.srv.test:${port}`, srv: true },
  'dnssrvnoa+name:port': { text: (port: number) => `dnssrvnoa+_grpc._tcp.p1.srv.test:${port}`, srv: true },
  'host': { text: (_port: number, ip: string) => hostAt(ip), bare: true },
  'host:': { text: (_port: number, ip: string) => `${hostAt(ip)}:`, bare: true },
  'IP': { text: (_port: number, ip: string) => ip, bare: true },
  'strict host': { text: (_port: number, ip: string) => hostAt(ip), bare: true, strict: true },
  'dns+host': { text: (_port: number, ip: string) => `dns+${hostAt(ip)}`, bare: true },
  'dnsdualstack+host': { text: (_port: number, ip: string) => `dnsdualstack+${hostAt(ip)}`, bare: true },
  'group host': { text: (_port: number, ip: string) => hostAt(ip), bare: true, group: true },
  'group dns+host': { text: (_port: number, ip: string) => `dns+${hostAt(ip)}`, bare: true, group: true },
} as const satisfies { readonly [kind: string]: Shape };

export type Kind = keyof typeof KINDS;

/** An endpoint of a case: how it is addressed, and what is said of it alone. */
export interface Row {
  readonly kind: Kind;
  /** `client_config`, in YAML's flow style */
  readonly own?: string;
  /** the same address once more: in the file with what is said of it there ("" is nothing), or in a flag */
  readonly again?: { readonly own: string } | { readonly flag: string };
}

/** A querier: its flags, its file, and endpoints that say different things in it. */
export interface Case {
  readonly title: string;
  readonly flags: readonly string[];
  /** `default_client_config`, in YAML's flow style */
  readonly defaults?: string;
  /** whether endpoints stand in a file (v0.38 and later) or in flags */
  readonly file: boolean;
  readonly rows: readonly Row[];
}

const pair = (source: Source) => `cert_file: /tls/${source}/tls.crt, key_file: /tls/${source}/tls.key`;
const ca = (source: Source) => `ca_file: /tls/${source}/ca.crt`;

const SECURE = '--grpc-client-tls-secure';
const FLAG_CA = '--grpc-client-tls-ca=/tls/flags/ca.crt';
const FLAG_PAIR = ['--grpc-client-tls-cert=/tls/flags/tls.crt', '--grpc-client-tls-key=/tls/flags/tls.key'];
const FLAG_NAME = `--grpc-client-server-name=${SERVER_NAMES.flags}`;
const ALL_FLAGS = [SECURE, FLAG_CA, ...FLAG_PAIR];

const HOST_PORT: Row = { kind: 'host:port' };
const kindsThat = (holds: (kind: Shape) => boolean) => (Object.keys(KINDS) as Kind[]).filter((kind) => holds(KINDS[kind]));
/** Kinds that say or find a port. */
const WITH_PORT = kindsThat(({ bare }) => !bare);
const WITHOUT_PORT = kindsThat(({ bare }) => bare === true);
/** A flag takes what has a prefix or a colon (pkg/extkingpin/flags.go). */
const looksWhole = (kind: Kind): boolean => /[+:]/.test(kind);
const FLAG_KINDS = WITH_PORT.map((kind): Row => ({ kind }));

const WHOLE_DEFAULT = `{server_name: ${SERVER_NAMES.default}, tls_config: {enabled: true, ${ca('default')}, ${pair('default')}, min_version: "1.2"}}`;

/** What one endpoint may say of itself: each way in which Thanos tells "set" from "not set". */
const OWN: readonly (string | undefined)[] = [
  undefined,
  '{compression: snappy}',
  `{tls_config: {${ca('own')}}}`,
  `{tls_config: {${pair('own')}}}`,
  `{server_name: ${SERVER_NAMES.own}}`,
  '{tls_config: {min_version: "1.2"}}',
  '{tls_config: {insecure_skip_verify: true}}',
  '{tls_config: {insecure_skip_verify: false}}',
  '{tls_config: {ca_file: ""}}',
  '{tls_config: {ca_file: null}}',
  '{tls_config: {enabled: true}}',
  `{tls_config: {enabled: true, ${ca('own')}}}`,
  '{tls_config: {enabled: false}}',
  `{tls_config: {enabled: false, ${ca('own')}}}`,
  `{server_name: ${SERVER_NAMES.own}, tls_config: {enabled: true, ${ca('own')}, ${pair('own')}, min_version: "1.2"}}`,
];

const KIND_SETTINGS: readonly (string | undefined)[] = [
  `{tls_config: {enabled: true, ${ca('own')}, ${pair('own')}}}`,
  `{server_name: ${SERVER_NAMES.own}, tls_config: {enabled: true, ${ca('own')}}}`,
  '{tls_config: {enabled: false}}',
];

const ofEachKind = (settings: readonly (string | undefined)[]): Row[] =>
  WITH_PORT.flatMap((kind) => settings.map((own): Row => ({ kind, own })));

const ofFlags = (title: string, flags: readonly string[], rows: readonly Row[] = [HOST_PORT]): Case => ({ title, flags, file: false, rows });
const ofDefaults = (title: string, defaults: string): Case => ({ title, flags: ALL_FLAGS, defaults, file: true, rows: [HOST_PORT] });

const BROKEN = '/tls/broken';

/** Files that are empty, hold something else, or are not there, and settings that contradict themselves. */
const WRONG: readonly string[] = [
  `{server_name: ${SERVER_NAMES.own}, tls_config: {ca_file: ${BROKEN}/empty.crt, ${pair('own')}}}`,
  `{tls_config: {ca_file: ${BROKEN}/garbage.crt}}`,
  `{tls_config: {ca_file: ${BROKEN}/absent.crt}}`,
  '{tls_config: {cert_file: /tls/own/tls.crt}}',
  '{tls_config: {key_file: /tls/own/tls.key}}',
  '{tls_config: {enabled: true, min_version: "1.4"}}',
  '{tls_config: {enabled: true, min_version: ""}}',
  `{tls_config: {enabled: false, ca_file: ${BROKEN}/absent.crt}}`,
];

const withDefaults = (title: string, defaults: string): Case => ({
  title, flags: [], defaults, file: true, rows: [undefined, '{tls_config: {enabled: false}}', `{tls_config: {enabled: true, ${ca('own')}}}`].map((own) => ({ kind: 'host:port', own })),
});

const ONE = `{tls_config: {enabled: true, ${ca('own')}}}`;
const OTHER = `{server_name: ${SERVER_NAMES.own}, tls_config: {enabled: true, ${ca('default')}, ${pair('own')}}}`;
const NONE = '{tls_config: {enabled: false}}';
const UNUSABLE = `{tls_config: {enabled: true, ${ca('default')}, cert_file: /tls/own/tls.crt}}`;
const inFile = (kind: Kind, own: string | undefined, second: string): Row => ({ kind, own, again: { own: second } });

/** An address twice in one file. */
const TWICE: readonly Row[] = [
  inFile('host:port', ONE, OTHER), inFile('host:port', OTHER, ONE), inFile('host:port', ONE, NONE), inFile('host:port', NONE, ONE),
  inFile('host:port', ONE, ''), inFile('host:port', undefined, ONE), inFile('host:port', ONE, UNUSABLE), inFile('host:port', UNUSABLE, ONE),
  inFile('IP:port', ONE, OTHER), inFile('strict host:port', ONE, OTHER), inFile('group host:port', ONE, OTHER), inFile('group dns+host:port', OTHER, ONE),
  inFile('group dns+host:port', ONE, OTHER), inFile('dns+host:port', ONE, OTHER), inFile('dnssrvnoa+name', OTHER, ONE),
];
const inFlag = (kind: Kind, own: string | undefined, flag: string): Row => ({ kind, own, again: { flag } });
/** An address in a file, and in a flag. */
const FILE_AND_FLAG: readonly Row[] = [
  inFlag('host:port', ONE, '--endpoint'), inFlag('host:port', NONE, '--endpoint'), inFlag('host:port', undefined, '--endpoint'), inFlag('host:port', ONE, '--endpoint-strict'),
  inFlag('strict host:port', ONE, '--endpoint'), inFlag('group host:port', ONE, '--endpoint-group'), inFlag('group dns+host:port', OTHER, '--endpoint-group'),
];
/** An address in two flags. */
const twiceInFlags = (kind: Kind, flag: string): Case => ({ title: `${kind}, and the same in ${flag}`, flags: ALL_FLAGS, file: false, rows: [inFlag(kind, undefined, flag)] });

/** Every way to say it, one querier each: what is global, what an endpoint sets or leaves unset, and the kinds of address. */
export const CASES: readonly Case[] = [
  ofFlags('no flags', []),
  ofFlags('secure alone', [SECURE]),
  ofFlags('a CA without secure', [FLAG_CA]),
  ofFlags('a CA', [SECURE, FLAG_CA]),
  ofFlags('no verification', [SECURE, '--grpc-client-tls-skip-verify']),
  ofFlags('a lowest version', [SECURE, FLAG_CA, '--grpc-client-tls-min-version=1.2']),
  ofFlags('a CA and a certificate, for each kind of address', ALL_FLAGS, FLAG_KINDS),
  ofFlags('a server name too, for each kind of address', [...ALL_FLAGS, FLAG_NAME], FLAG_KINDS),
  ofDefaults('defaults replace flags', WHOLE_DEFAULT),
  ofDefaults('defaults without "enabled"', `{tls_config: {${ca('default')}}}`),
  ofDefaults('defaults with a server name alone', `{server_name: ${SERVER_NAMES.default}}`),
  ofDefaults('defaults with a lowest version alone', '{tls_config: {min_version: "1.2"}}'),
  ofDefaults('defaults that are off', '{tls_config: {enabled: false}}'),
  ofDefaults('defaults with insecure_skip_verify: false alone', '{tls_config: {insecure_skip_verify: false}}'),
  ofDefaults('defaults with compression alone', '{compression: snappy}'),
  { title: 'endpoints with settings, nothing else', flags: [], file: true, rows: OWN.map((own) => ({ kind: 'host:port', own })) },
  { title: 'endpoints with settings, and flags', flags: [...ALL_FLAGS, FLAG_NAME], file: true, rows: OWN.map((own) => ({ kind: 'host:port', own })) },
  { title: 'endpoints with settings, and defaults', flags: [], defaults: WHOLE_DEFAULT, file: true, rows: OWN.map((own) => ({ kind: 'host:port', own })) },
  ofFlags('a CA file without a certificate', [SECURE, `--grpc-client-tls-ca=${BROKEN}/empty.crt`, ...FLAG_PAIR, FLAG_NAME]),
  ofFlags('a CA file that is not there', [SECURE, `--grpc-client-tls-ca=${BROKEN}/absent.crt`]),
  ofFlags('a certificate without its key', [SECURE, FLAG_PAIR[0]]),
  ofFlags('a lowest version that there is not', [SECURE, '--grpc-client-tls-min-version=1.4']),
  { title: 'endpoints with settings that are not right', flags: [], file: true, rows: [undefined, ...WRONG].map((own) => ({ kind: 'host:port', own })) },
  withDefaults('defaults with a CA file without a certificate', `{server_name: ${SERVER_NAMES.default}, tls_config: {ca_file: ${BROKEN}/empty.crt, ${pair('default')}}}`),
  withDefaults('defaults with a CA file that is not there', `{tls_config: {ca_file: ${BROKEN}/absent.crt}}`),
  withDefaults('defaults with a certificate without its key', '{tls_config: {cert_file: /tls/default/tls.crt}}'),
  withDefaults('defaults with a lowest version that there is not', '{tls_config: {enabled: true, min_version: "1.4"}}'),
  { title: 'each kind of address with settings, nothing else', flags: [], file: true, rows: ofEachKind(KIND_SETTINGS) },
  { title: 'each kind of address with settings, and defaults', flags: [], defaults: WHOLE_DEFAULT, file: true, rows: ofEachKind([undefined, ...KIND_SETTINGS]) },
  { title: 'an address twice in a file, nothing else', flags: [], file: true, rows: TWICE },
  { title: 'an address twice in a file, and defaults', flags: [], defaults: WHOLE_DEFAULT, file: true, rows: TWICE },
  { title: 'an address in a file and in a flag', flags: ALL_FLAGS, file: true, rows: FILE_AND_FLAG },
  { title: 'an address in a file and in a flag, and defaults', flags: ALL_FLAGS, defaults: WHOLE_DEFAULT, file: true, rows: FILE_AND_FLAG },
  twiceInFlags('host:port', '--endpoint'), twiceInFlags('host:port', '--endpoint-strict'), twiceInFlags('strict host:port', '--endpoint-strict'),
  twiceInFlags('dns+host:port', '--endpoint'), twiceInFlags('group dns+host:port', '--endpoint-group'),
  { title: 'no port, in a file', flags: [], file: true, rows: WITHOUT_PORT.flatMap((kind) => [undefined, OTHER].map((own): Row => ({ kind, own }))) },
  ofFlags('no port, in flags that take it', ALL_FLAGS, WITHOUT_PORT.filter(looksWhole).map((kind): Row => ({ kind }))),
  ...WITHOUT_PORT.filter((kind) => !looksWhole(kind)).map((kind) => ofFlags(`no port, in a flag: ${kind}`, ALL_FLAGS, [{ kind }])),
];

const HTTP_PORT = 10902;

/** An endpoint of a case, and where its server listens. */
export interface Placed {
  readonly row: Row;
  readonly port: number;
  readonly ip: string;
}

/** The address of an endpoint, as it is written. */
export function textOf({ row, port, ip }: Placed): string {
  return KINDS[row.kind].text(port, ip);
}

/** The manifests of a case: what is judged, and what is run. */
export function manifestsOf({ flags, defaults, file }: Case, version: string, placed: readonly Placed[]): string {
  const more = ['ports: [{name: http, containerPort: 10902}, {name: grpc, containerPort: 10901}]',
    // The roots of the image, which nobody else knows.
    'env: [{name: SSL_CERT_FILE, value: /tls/image/ca.crt}]', `readinessProbe: {httpGet: {path: /-/healthy, port: ${HTTP_PORT}}}`].join('\n          ');
  const asFlag = (one: Placed) => `--endpoint${'group' in KINDS[one.row.kind] ? '-group' : ''}${'strict' in KINDS[one.row.kind] ? '-strict' : ''}=${textOf(one)}`;
  const entry = (one: Placed, own: string = '') => [
    `  - address: ${JSON.stringify(textOf(one))}`,
    ...('group' in KINDS[one.row.kind] ? ['    group: true'] : []),
    ...('strict' in KINDS[one.row.kind] ? ['    strict: true'] : []),
    ...(own === '' ? [] : [`    client_config: ${own}`]),
  ].join('\n');
  const againInFile = (one: Placed) => (one.row.again && 'own' in one.row.again ? [entry(one, one.row.again.own)] : []);
  const againInFlag = (one: Placed) => (one.row.again && 'flag' in one.row.again ? [`${one.row.again.flag}=${textOf(one)}`] : []);
  const entries = [...placed.map((one) => entry(one, one.row.own)), ...placed.flatMap(againInFile)];
  const endpoints = [...(defaults === undefined ? [] : [`default_client_config: ${defaults}`]), 'endpoints:', ...entries].join('\n');
  const broken = 'apiVersion: v1\nkind: Secret\nmetadata: {name: broken, namespace: monitoring}\nstringData: {empty.crt: "", garbage.crt: "no certificate"}\n';
  return `${broken}---${thanosExample({
    version: `v${version}`,
    args: [`--http-address=0.0.0.0:${HTTP_PORT}`, '--grpc-address=0.0.0.0:10901', '--store.sd-dns-resolver=golang', ...flags, ...(file ? [] : placed.map(asFlag)), ...placed.flatMap(againInFlag)],
    ...(file ? { endpoints } : {}),
    secrets: Object.fromEntries([...SOURCES, 'image', 'broken'].map((source) => [`/tls/${source}`, source])),
    more,
  })}`;
}
