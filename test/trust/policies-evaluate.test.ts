import { load } from 'js-yaml';
import { Manifest } from '../../src/trust/inventory';
import { Arrival, End, judge, Pods } from '../../src/trust/policies/evaluate';
import { Direction, Policy, readPolicy } from '../../src/trust/policies/policy';
import { atLeast, closedLabels } from '../../src/trust/policies/selector';
import { parseIp } from '../../src/x509/ip';

const policy = (spec: string, namespace = 'tracing', name = 'p'): Policy => readPolicy(
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec: load(spec) } as Manifest);

const pods = (namespace: string, labels: { [key: string]: unknown }, namespaceLabels?: { [key: string]: string }): Pods => ({
  namespace,
  floats: false,
  labels: closedLabels(labels),
  namespaceLabels: namespaceLabels
    ? closedLabels({ 'kubernetes.io/metadata.name': namespace, ...namespaceLabels })
    : { known: { 'kubernetes.io/metadata.name': namespace }, open: (key) => key !== 'kubernetes.io/metadata.name' },
});

const TEMPO = pods('tracing', { app: 'tempo', tier: 'backend' });
const MINIO = pods('tracing', { app: 'minio', version: 2 });
const FAR = pods('storage', { app: 'minio' });
const LABELLED = pods('storage', { app: 'minio' }, { team: 'store' });
const TCP9000: Arrival = { protocol: 'TCP', port: 9000, names: new Map([['https', 9000], ['console', 9001]]), dialled: 443 };
const outside = (address?: string): End => ({ address: address === undefined ? undefined : parseIp(address) });

const egress = (specs: string[], end: End = { pods: MINIO }, arrival: Arrival = TCP9000, self = TEMPO) => judge(specs.map((s) => policy(s)), 'egress', self, end, arrival).allowed;
const ingress = (specs: string[], from: Pods = TEMPO, arrival: Arrival = TCP9000) => judge(specs.map((s) => policy(s)), 'ingress', MINIO, { pods: from }, arrival).allowed;

const out = (rule: string) => `{podSelector: {}, policyTypes: [Egress], egress: [${rule}]}`;
const to = (peer: string) => out(`{to: [${peer}]}`);
const at = (ports: string) => out(`{to: [{podSelector: {matchLabels: {app: minio}}}], ports: ${ports}}`);

describe('which pods a policy restricts, and in which direction', () => {
  test.each<[string, Direction, string[], boolean | undefined]>([
    ['no policy', 'egress', [], true],
    ['a policy for other pods', 'egress', ['{podSelector: {matchLabels: {app: other}}, policyTypes: [Egress]}'], true],
    ['default deny of egress', 'egress', ['{podSelector: {}, policyTypes: [Egress]}'], false],
    ['default deny of egress, an empty list', 'egress', ['{podSelector: {}, policyTypes: [Egress], egress: []}'], false],
    ['default deny without a selector', 'egress', ['{policyTypes: [Egress]}'], false],
    ['default deny with a null selector', 'egress', ['{podSelector: null, policyTypes: [Egress]}'], false],
    ['no types and no rules: ingress only', 'egress', ['{podSelector: {}}'], true],
    ['no types and an empty egress: ingress only', 'egress', ['{podSelector: {}, egress: []}'], true],
    ['an empty list of types is none', 'egress', ['{podSelector: {}, policyTypes: [], egress: [{to: [{podSelector: {matchLabels: {app: x}}}]}]}'], false],
    ['no types and an egress rule: both', 'egress', ['{podSelector: {}, egress: [{to: [{podSelector: {matchLabels: {app: x}}}]}]}'], false],
    ['no types and an egress rule: both', 'ingress', ['{podSelector: {}, egress: [{}]}'], false],
    ['types without Egress: its rules are nothing', 'egress', ['{podSelector: {}, policyTypes: [Ingress], egress: [{to: [{podSelector: {matchLabels: {app: x}}}]}]}'], true],
    ['types without Ingress', 'ingress', ['{podSelector: {}, policyTypes: [Egress]}'], true],
    ['no types, no rules', 'ingress', ['{podSelector: {}}'], false],
    ['a type in lower case is refused by the API server', 'egress', ['{podSelector: {}, policyTypes: [egress]}'], undefined],
    ['labels without matchLabels', 'egress', ['{podSelector: {app: tempo}, policyTypes: [Egress]}'], undefined],
    ['spec is no map', 'ingress', ['[1]'], undefined],
    ['one that lets all pass', 'egress', [out('{}')], true],
    ['policies add up', 'egress', ['{podSelector: {}, policyTypes: [Egress]}', out('{}')], true],
    ['an unreadable one may let it pass', 'egress', ['{podSelector: {}, policyTypes: [Egress]}', '{podSelector: {}, policyTypes: [Egress], egress: all}'], undefined],
    ['In', 'egress', ['{podSelector: {matchExpressions: [{key: app, operator: In, values: [tempo, x]}]}, policyTypes: [Egress]}'], false],
    ['In of others', 'egress', ['{podSelector: {matchExpressions: [{key: app, operator: In, values: [x]}]}, policyTypes: [Egress]}'], true],
    ['NotIn', 'egress', ['{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [tempo]}]}, policyTypes: [Egress]}'], true],
    ['NotIn of an absent key selects', 'egress', ['{podSelector: {matchExpressions: [{key: none, operator: NotIn, values: [x]}]}, policyTypes: [Egress]}'], false],
    ['Exists', 'egress', ['{podSelector: {matchExpressions: [{key: tier, operator: Exists}]}, policyTypes: [Egress]}'], false],
    ['DoesNotExist', 'egress', ['{podSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}, policyTypes: [Egress]}'], true],
    ['labels and expressions together', 'egress', ['{podSelector: {matchLabels: {app: tempo}, matchExpressions: [{key: tier, operator: In, values: [front]}]}, policyTypes: [Egress]}'], true],
    ['an operator there is not', 'egress', ['{podSelector: {matchExpressions: [{key: app, operator: Gt, values: ["1"]}]}, policyTypes: [Egress]}'], undefined],
    ['In without values', 'egress', ['{podSelector: {matchExpressions: [{key: app, operator: In}]}, policyTypes: [Egress]}'], undefined],
  ])('%s (%s)', (_what, direction, specs, expected) => {
    expect(direction === 'egress' ? egress(specs) : ingress(specs)).toBe(expected);
  });
});

describe('whom a rule means', () => {
  const named = '{kubernetes.io/metadata.name: storage}';
  test.each<[string, string, End, boolean | undefined]>([
    ['no peers: anyone', '', { pods: MINIO }, true],
    ['pods by label', '{podSelector: {matchLabels: {app: minio}}}', { pods: MINIO }, true],
    ['a number in a label is text', '{podSelector: {matchLabels: {version: 2}}}', { pods: MINIO }, true],
    ['another label', '{podSelector: {matchLabels: {app.kubernetes.io/name: minio}}}', { pods: MINIO }, false],
    ['all pods of the namespace', '{podSelector: {}}', { pods: MINIO }, true],
    ['a podSelector alone is of the own namespace', '{podSelector: {}}', { pods: FAR }, false],
    ['all namespaces', '{namespaceSelector: {}}', { pods: FAR }, true],
    ['all namespaces, these pods', '{namespaceSelector: {}, podSelector: {matchLabels: {app: minio}}}', { pods: FAR }, true],
    ['all namespaces, other pods', '{namespaceSelector: {}, podSelector: {matchLabels: {app: x}}}', { pods: FAR }, false],
    ['a namespace by its own name', `{namespaceSelector: {matchLabels: ${named}}}`, { pods: FAR }, true],
    ['another namespace', `{namespaceSelector: {matchLabels: ${named}}}`, { pods: MINIO }, false],
    ['labels of a namespace that no manifest shows', '{namespaceSelector: {matchLabels: {team: store}}}', { pods: FAR }, undefined],
    ['those and other pods', '{namespaceSelector: {matchLabels: {team: store}}, podSelector: {matchLabels: {app: x}}}', { pods: FAR }, false],
    ['labels of a namespace', '{namespaceSelector: {matchLabels: {team: store}}}', { pods: LABELLED }, true],
    ['labels that a namespace does not have', '{namespaceSelector: {matchLabels: {team: other}}}', { pods: LABELLED }, false],
    ['two peers are either', '{podSelector: {matchLabels: {app: x}}}, {namespaceSelector: {}}', { pods: FAR }, true],
    ['pods of a namespace that may be any', '{podSelector: {matchLabels: {app: minio}}}', { pods: { ...FAR, namespace: undefined } }, undefined],
    ['pods whose labels may be any', '{podSelector: {matchLabels: {app: minio}}}', { pods: { ...MINIO, labels: atLeast({}) } }, undefined],
    ['pods of which some labels are known', '{podSelector: {matchLabels: {app: x}}}', { pods: { ...MINIO, labels: atLeast({ app: 'minio' }) } }, false],
    ['a floating namespace', '{podSelector: {}}', { pods: { ...FAR, namespace: 'default', floats: true } }, undefined],
    ['everything by address, and pods', '{ipBlock: {cidr: 0.0.0.0/0}}', { pods: MINIO }, undefined],
    ['a public block, and pods', '{ipBlock: {cidr: 203.0.113.0/24}}', { pods: MINIO }, false],
    ['a private block, and pods', '{ipBlock: {cidr: 10.1.0.0/16}}', { pods: MINIO }, undefined],
    ['a private block that is wholly excepted', '{ipBlock: {cidr: 10.1.0.0/16, except: [10.0.0.0/8]}}', { pods: MINIO }, false],
    ['IPv6, and pods', '{ipBlock: {cidr: "::/0"}}', { pods: MINIO }, undefined],
    ['everything by address, and outside', '{ipBlock: {cidr: 0.0.0.0/0}}', outside('203.0.113.7'), true],
    ['a block that has it', '{ipBlock: {cidr: 203.0.113.0/24}}', outside('203.0.113.7'), true],
    ['a block of one', '{ipBlock: {cidr: 203.0.113.7/32}}', outside('203.0.113.7'), true],
    ['a block that has it, excepted', '{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.0/29]}}', outside('203.0.113.7'), false],
    ['a block that has it, others excepted', '{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.128/25]}}', outside('203.0.113.7'), true],
    ['a block that has it not', '{ipBlock: {cidr: 198.51.100.0/24}}', outside('203.0.113.7'), false],
    ['an IPv6 block', '{ipBlock: {cidr: "2001:db8::/32"}}', outside('2001:db8::7'), true],
    ['an IPv4 block and an IPv6 address', '{ipBlock: {cidr: 0.0.0.0/0}}', outside('2001:db8::7'), false],
    ['a name outside', '{ipBlock: {cidr: 203.0.113.0/24}}', outside(), undefined],
    ['pods, and outside', '{podSelector: {}}', outside('203.0.113.7'), false],
    ['all namespaces, and outside', '{namespaceSelector: {}}', outside(), false],
    ['a block without a length', '{ipBlock: {cidr: 203.0.113.7}}', outside('203.0.113.7'), undefined],
    ['an exception that is none', '{ipBlock: {cidr: 203.0.113.0/24, except: [x]}}', outside('203.0.113.7'), undefined],
    ['a block with a selector is refused', '{ipBlock: {cidr: 0.0.0.0/0}, podSelector: {}}', { pods: MINIO }, undefined],
    ['an empty peer is refused', '{}', { pods: MINIO }, undefined],
    ['a null selector is none', '{podSelector: null}', { pods: MINIO }, undefined],
    ['a peer that is no map', 'minio', { pods: MINIO }, undefined],
  ])('%s', (_what, peers, end, expected) => {
    expect(egress([to(peers)], end)).toBe(expected);
  });

  test('absent, null and empty peers are the same: anyone', () => {
    for (const rule of ['{}', '{to: []}', '{to: null}', '{ports: []}', '{ports: null}']) { expect(egress([out(rule)])).toBe(true); }
    expect(egress([out('{to: all}')])).toBeUndefined();
    expect(egress([out('{ports: all}')])).toBeUndefined();
    expect(egress([out('null')])).toBeUndefined();
  });

  test('ingress asks for the client', () => {
    const from = (peer: string, ports = '') => `{podSelector: {matchLabels: {app: minio}}, ingress: [{from: [${peer}]${ports}}]}`;
    expect(ingress([from('{podSelector: {matchLabels: {app: tempo}}}')])).toBe(true);
    expect(ingress([from('{podSelector: {matchLabels: {app: minio}}}')])).toBe(false);
    expect(ingress([from('{podSelector: {matchLabels: {app: tempo}}}', ', ports: [{port: 443}]')])).toBe(false);
    expect(ingress([from('{podSelector: {matchLabels: {app: tempo}}}', ', ports: [{port: https}]')])).toBe(true);
    expect(ingress([from('{ipBlock: {cidr: 10.0.0.0/8}}')])).toBeUndefined();
    expect(ingress([from('{podSelector: {matchLabels: {app: tempo}}}')], pods('other', { app: 'tempo' }))).toBe(false);
  });
});

describe('which port a rule means', () => {
  const unknownPort: Arrival = { protocol: 'TCP', dialled: 9000 };
  test.each<[string, string, boolean | undefined, Arrival]>([
    ['the container\'s port', '[{port: 9000}]', true, TCP9000],
    ['the Service\'s port', '[{port: 443}]', false, TCP9000],
    ['either', '[{port: 443}, {port: 9000}]', true, TCP9000],
    ['TCP by name', '[{protocol: TCP, port: 9000}]', true, TCP9000],
    ['UDP', '[{protocol: UDP, port: 9000}]', false, TCP9000],
    ['SCTP', '[{protocol: SCTP}]', false, TCP9000],
    ['all of TCP', '[{protocol: TCP}]', true, TCP9000],
    ['a protocol without a port is TCP', '[{}]', true, TCP9000],
    ['lower case is refused', '[{protocol: tcp, port: 9000}]', undefined, TCP9000],
    ['a named port of the container', '[{port: https}]', true, TCP9000],
    ['another named port', '[{port: console}]', false, TCP9000],
    ['a name the pods do not have', '[{port: s3}]', false, TCP9000],
    ['a name, where the names are not known', '[{port: https}]', undefined, { ...TCP9000, names: undefined }],
    ['a range', '[{port: 8000, endPort: 9500}]', true, TCP9000],
    ['a range that ends before', '[{port: 8000, endPort: 8999}]', false, TCP9000],
    ['a range from it on', '[{port: 9000, endPort: 9000}]', true, TCP9000],
    ['a range backwards is refused', '[{port: 9500, endPort: 9000}]', undefined, TCP9000],
    ['a range without a start is refused', '[{endPort: 9000}]', undefined, TCP9000],
    ['a range of names is refused', '[{port: https, endPort: 9000}]', undefined, TCP9000],
    ['a number as text is refused', '[{port: "9000"}]', undefined, TCP9000],
    ['a broken number', '[{port: 9000.5}]', undefined, TCP9000],
    ['an item that is no map', '[9000]', undefined, TCP9000],
    ['a port that is not known', '[{port: 9000}]', undefined, unknownPort],
    ['a port that is not known, and DNS', '[{port: 53}]', false, unknownPort],
    ['a port that is not known, and UDP', '[{protocol: UDP, port: 9000}]', false, unknownPort],
    ['a port that is not known, and all of TCP', '[{protocol: TCP}]', true, unknownPort],
  ])('%s', (_what, ports, expected, arrival) => {
    expect(egress([at(ports)], { pods: MINIO }, arrival)).toBe(expected);
  });
});

test('a policy of another namespace is not about these pods, and one without a namespace may be', () => {
  const deny = '{podSelector: {}, policyTypes: [Egress]}';
  expect(judge([policy(deny, 'other')], 'egress', TEMPO, { pods: MINIO }, TCP9000).allowed).toBe(true);
  const floating = readPolicy({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p' }, spec: load(deny) } as Manifest, true);
  expect(judge([floating], 'egress', TEMPO, { pods: MINIO }, TCP9000).allowed).toBeUndefined();
  expect(judge([floating], 'egress', { ...TEMPO, namespace: 'default', floats: true }, { pods: MINIO }, TCP9000).allowed).toBe(false);
});
