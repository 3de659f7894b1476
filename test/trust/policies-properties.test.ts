import { NOW, staged } from './stage';
import { Manifest } from '../../src/trust/inventory';
import { mayAskDns } from '../../src/trust/policies/dns';
import { Arrival, End, judge, Pods } from '../../src/trust/policies/evaluate';
import { Policy, readPolicy } from '../../src/trust/policies/policy';
import { closedLabels } from '../../src/trust/policies/selector';
import { prove } from '../../src/trust/prove';
import { trials } from '../util/trials';

/** Numbers that look random and are the same in every run (a linear congruential generator). */
class Dice {
  constructor(private state: number) {}

  public below(n: number): number {
    this.state = (this.state * 48271 + 11) % 2147483647;
    return Math.floor(this.state / 2147483647 * n);
  }

  public one<T>(...all: readonly T[]): T {
    return all[this.below(all.length)];
  }

  public some<T>(make: () => T, most = 3): T[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }
}

const KEYS = ['app', 'tier', 'app.kubernetes.io/name'];
const VALUES = ['minio', 'tempo', 'x'];

function labels(dice: Dice) {
  return Object.fromEntries(dice.some(() => [dice.one(...KEYS), dice.one(...VALUES)]));
}

function selector(dice: Dice): object {
  return {
    ...(dice.below(2) ? { matchLabels: labels(dice) } : {}),
    ...(dice.below(4) ? {} : {
      matchExpressions: dice.some(() => {
        const operator = dice.one('In', 'NotIn', 'Exists', 'DoesNotExist');
        return { key: dice.one(...KEYS), operator, ...(operator.endsWith('n') ? { values: [dice.one(...VALUES), dice.one(...VALUES)] } : {}) };
      }, 2),
    }),
  };
}

function peer(dice: Dice): object {
  switch (dice.below(4)) {
    case 0: return { podSelector: selector(dice) };
    case 1: return { namespaceSelector: selector(dice) };
    case 2: return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': dice.one('a', 'b', 'kube-system') } }, podSelector: selector(dice) };
    default: return { ipBlock: { cidr: dice.one('0.0.0.0/0', '10.0.0.0/8', '203.0.113.0/24'), ...(dice.below(2) ? { except: ['203.0.113.0/28'] } : {}) } };
  }
}

function port(dice: Dice): object {
  const first = dice.one<number | string>(53, 443, 9000, 'https');
  return { ...(dice.below(2) ? { protocol: dice.one('TCP', 'UDP') } : {}), port: first, ...(typeof first === 'number' && !dice.below(4) ? { endPort: first + dice.below(9000) } : {}) };
}

function spec(dice: Dice): object {
  const rule = (peers: 'to' | 'from') => ({ ...(dice.below(3) ? { [peers]: dice.some(() => peer(dice)) } : {}), ...(dice.below(2) ? { ports: dice.some(() => port(dice)) } : {}) });
  return {
    podSelector: selector(dice),
    ...(dice.below(3) ? { policyTypes: dice.one(['Ingress'], ['Egress'], ['Ingress', 'Egress'], []) } : {}),
    ...(dice.below(3) ? { egress: dice.some(() => rule('to')) } : {}),
    ...(dice.below(3) ? { ingress: dice.some(() => rule('from')) } : {}),
  };
}

const manifest = (name: string, namespace: string, body: unknown): Manifest => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec: body });

function pods(dice: Dice): Pods {
  const namespace = dice.one('a', 'b');
  return { namespace, floats: false, labels: closedLabels(labels(dice)), namespaceLabels: closedLabels({ 'kubernetes.io/metadata.name': namespace }) };
}

function scene(seed: number) {
  const dice = new Dice(seed);
  const policies = dice.some(() => readPolicy(manifest(`p${dice.below(1e6)}`, dice.one('a', 'b'), spec(dice))), 5);
  const end: End = dice.below(4) ? { pods: pods(dice) } : { address: Buffer.from([203, 0, 113, dice.below(32)]) };
  const arrival: Arrival = { protocol: 'TCP', port: dice.one(443, 9000, 53), dialled: dice.one(443, 9000), names: new Map([['https', 9000]]) };
  return { dice, policies, self: pods(dice), end, arrival };
}

const SEEDS = Array.from({ length: trials(400, 4_000) }, (_, i) => i * 7919 + 1);
const allowAll = (namespace: string): Policy => readPolicy(manifest('all', namespace, { podSelector: {}, policyTypes: ['Ingress', 'Egress'], egress: [{}], ingress: [{}] }));
const denyAll = (namespace: string): Policy => readPolicy(manifest('none', namespace, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }));

test('a policy that lets all pass lets all pass, whatever others say', () => {
  for (const seed of SEEDS) {
    const { policies, self, end, arrival } = scene(seed);
    const more = [...policies, allowAll(self.namespace as string)];
    for (const direction of ['egress', 'ingress'] as const) { expect(judge(more, direction, self, end, arrival).allowed).toBe(true); }
    expect(mayAskDns(more, self)).toBe(true);
  }
});

test('another policy never blocks what one lets pass; denying all changes nothing where something restricts', () => {
  for (const seed of SEEDS) {
    const { dice, policies, self, end, arrival } = scene(seed);
    const before = judge(policies, 'egress', self, end, arrival);
    const more = judge([...policies, readPolicy(manifest('q', dice.one('a', 'b'), spec(dice)))], 'egress', self, end, arrival);
    if (before.restricting.length > 0) {
      if (before.allowed === true) { expect(more.allowed).toBe(true); }
      expect(judge([...policies, denyAll(self.namespace as string)], 'egress', self, end, arrival).allowed).toBe(before.allowed);
    }
  }
});

test('the order of policies, rules, peers and ports changes nothing', () => {
  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) { return value.map(turned).reverse(); }
    return value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).reverse().map(([k, v]) => [k, turned(v)])) : value;
  };
  for (const seed of SEEDS) {
    const { policies, self, end, arrival } = scene(seed);
    const other = policies.map((p) => readPolicy(turned(p.object) as Manifest)).reverse();
    for (const direction of ['egress', 'ingress'] as const) {
      const [one, two] = [policies, other].map((list) => judge(list, direction, self, end, arrival));
      expect(two.allowed).toBe(one.allowed);
      expect(two.restricting.map((p) => p.name)).toEqual(one.restricting.map((p) => p.name));
    }
    expect(mayAskDns(other, self)).toBe(mayAskDns(policies, self));
  }
});

test('a policy spoilt anywhere is judged or not, and nothing is thrown', () => {
  const junk = [null, undefined, 0, -1, 1.5, NaN, '', 'x', true, [], [null], {}, { a: 1 }, ['x'], [[]], '0.0.0.0/0', '::/129', 1e99];
  const spoil = (value: unknown, dice: Dice): unknown => {
    if (!dice.below(6)) { return dice.one<unknown>(...junk); }
    if (Array.isArray(value)) { return value.map((item) => spoil(item, dice)); }
    return value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, spoil(v, dice)])) : value;
  };
  for (const seed of SEEDS) {
    const { dice, policies, self, end, arrival } = scene(seed);
    const spoilt = policies.map((p) => readPolicy({ ...p.object, spec: spoil(p.object.spec, dice) } as Manifest));
    expect([true, false, undefined]).toContain(judge(spoilt, 'egress', self, end, arrival).allowed);
    expect([true, false, undefined]).toContain(judge(spoilt, 'ingress', self, end, arrival).allowed);
    expect([true, false, undefined]).toContain(mayAskDns(spoilt, self));
  }
  const stage = staged('');
  for (const seed of SEEDS.slice(0, 100)) {
    const dice = new Dice(seed);
    const wrecks = Array.from({ length: 20 }, (_, i) => spoil({ ...manifest(`p${i}`, 'tracing', spec(dice)) }, dice));
    const objects = [...stage, ...wrecks].map((object) => ({ object }));
    const proof = prove(objects, { now: NOW });
    expect(JSON.stringify(prove([...objects].reverse(), { now: NOW }).findings)).toBe(JSON.stringify(proof.findings));
  }
});
