import { general } from './der';
import { Fault, FAULTS, KEY_USAGE } from './faults';
import { Draft, forge, Forged } from './forge';
import { altNames, host, namesOf, oddAltName, subtrees } from './names';
import { policyExtensions } from './policies';
import { ChainUsage } from '../../../src/x509/chain';
import { TAG } from '../../../src/x509/der';
import { key, NOT_AFTER, NOT_BEFORE, NOW, Random } from '../fixtures';

/** A handful of certificates with questions about them. */
export interface World {
  /** DER, perhaps such as nobody can read */
  readonly certificates: readonly Buffer[];
  /** the same as they were meant */
  readonly forged: readonly Forged[];
  readonly questions: readonly Question[];
  /** what was done to the certificates, by name */
  readonly features: readonly string[];
}

/** One verification; certificates by number. */
export interface Question {
  readonly leaf: number;
  readonly roots: readonly number[];
  readonly intermediates: readonly number[];
  readonly host?: string;
  readonly usages: readonly ChainUsage[];
  /** whole seconds: OpenSSL knows no others */
  readonly now: Date;
}

const SERVER_AND_CLIENT = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'];
const CA_NAMES = ['Root', 'Other Root', 'Middle', 'Middle 2'];

const possible = (on: 'ca' | 'leaf'): readonly Fault[] => FAULTS.filter((fault) => (fault.on ?? on) === on).flatMap((fault) => Array<Fault>(fault.weight ?? 1).fill(fault));
const POSSIBLE = { ca: possible('ca'), leaf: possible('leaf') };

/** Makes certificates from one source of chance, with what is wrong about them. */
class Maker {
  public readonly made: Forged[] = [];
  public readonly features: string[] = [];
  public readonly withPolicies: boolean;
  private serial = 1n;

  constructor(public readonly random: Random) {
    this.withPolicies = random.chance(0.12);
    if (this.withPolicies) { this.features.push('certificate policies'); }
  }

  /** A CA that is in order, but for as many faults as are asked for. */
  public ca(name: string, parent: Forged | undefined, faults: number, more: Partial<Draft> = {}): Forged {
    return this.make('ca', {
      ...this.common(name), basic: { ca: true }, keyUsage: [KEY_USAGE.keyCertSign, KEY_USAGE.crlSign], names: [], key: key(`${name} ${this.random.below(2)}`), ...more,
    }, parent, faults);
  }

  public leaf(parent: Forged | undefined, faults: number, names = altNames(this.random), more: Partial<Draft> = {}): Forged {
    return this.make('leaf', {
      ...this.common(this.random.pick(['minio', 'querier', 'Root'])),
      basic: { ca: false },
      keyUsage: [KEY_USAGE.digitalSignature],
      extKeyUsage: this.random.chance(0.8) ? SERVER_AND_CLIENT : undefined,
      names,
      key: key('leaf'),
      ...more,
    }, parent, faults);
  }

  private common(name: string): Pick<Draft, 'subject' | 'version' | 'serial' | 'notBefore' | 'notAfter' | 'permitted' | 'excluded' | 'extra'> {
    this.serial += 1n;
    return {
      subject: [{ oid: '2.5.4.3', text: name }],
      version: 3,
      serial: this.serial,
      notBefore: NOT_BEFORE,
      notAfter: NOT_AFTER,
      permitted: [],
      excluded: [],
      extra: this.withPolicies ? policyExtensions(this.random) : [],
    };
  }

  private make(on: 'ca' | 'leaf', draft: Draft, parent: Forged | undefined, faults: number): Forged {
    for (let i = 0; i < faults; i += 1) {
      const fault = this.random.pick(POSSIBLE[on]);
      fault.apply(draft, this.random, parent);
      this.features.push(fault.name);
    }
    const forged = forge(draft, parent);
    this.made.push(forged);
    return forged;
  }
}

type Shape = (maker: Maker) => void;

/** Root, CAs below each other, and leaves below the last one, with a fault here and there. */
const line: Shape = (maker) => {
  const { random } = maker;
  const depth = random.below(5);
  const where = Array.from({ length: random.pick([0, 1, 1, 1, 2]) }, () => random.below(depth + 2));
  const faultsAt = (at: number): number => where.filter((each) => each === at).length;
  const pathLen = (below: number): number | undefined => random.pick([undefined, undefined, below, below, Math.max(0, below - 1), 0, 1]);
  // CAs that all have one name are self-issued, whoever signs.
  const sameName = random.chance(0.1);
  let parent: Forged | undefined;
  for (let i = 0; i <= depth; i += 1) { parent = maker.ca(sameName ? 'CA' : `CA ${i}`, parent, faultsAt(i), { basic: { ca: true, pathLen: pathLen(depth - i) }, key: key(`line ${i}`) }); }
  maker.leaf(parent, faultsAt(depth + 1));
  maker.leaf(parent, 1);
};

/** Two CAs of one name with keys of their own, as they are after a change of keys, and what signs across them. */
const twins: Shape = (maker) => {
  const { random } = maker;
  const fault = (): number => (random.chance(0.25) ? 1 : 0);
  const [one, two] = [0, 1].map((n) => maker.ca('Root', undefined, fault(), { key: key(`twin ${n}`) }));
  const across = maker.ca('Root', one, fault(), { key: two.key });
  const middle = maker.ca('Middle', random.pick([one, two, across]), fault());
  const again = maker.ca('Middle', random.pick([one, two]), fault(), random.chance(0.5) ? { key: middle.key } : {});
  for (const parent of [random.pick([middle, again]), random.pick([one, two, across])]) { maker.leaf(parent, fault()); }
};

/** CAs that sign each other, so that the way up may lead around in a circle. */
const loop: Shape = (maker) => {
  const { random } = maker;
  const [a, b, c] = ['A', 'B', 'C'].map((name) => maker.ca(name, undefined, 0));
  const around = ([[a, b], [b, c], [c, a], [a, c]] as const).map(([signed, by]) =>
    maker.ca(signed.draft.subject[0].text, by, random.chance(0.2) ? 1 : 0, { key: signed.key }));
  maker.leaf(random.pick(around), random.chance(0.3) ? 1 : 0);
  if (random.chance(0.5)) { maker.ca('A', b, 0, { key: a.key }); } else { maker.leaf(b, 0); }
};

/** CAs that may vouch for some names only, and leaves of many names. */
const constrained: Shape = (maker) => {
  const { random } = maker;
  // Constraints of one kind and names of that kind, or whatever comes.
  const only = random.chance(0.5) ? random.pick(['dns', 'ip', 'email', 'uri'] as const) : undefined;
  const names = (): Buffer[] => (only ? namesOf(only, random) : random.some([...altNames(random), oddAltName(random)], 0.7));
  const side = (): Buffer[] => (random.chance(0.6) ? subtrees(random, only) : []);
  const constraints = (): Pick<Draft, 'permitted' | 'excluded'> => ({ permitted: side(), excluded: side() });
  const root = maker.ca('Root', undefined, 0, constraints());
  const own = { ...(random.chance(0.4) ? constraints() : {}), names: random.chance(0.4) ? names() : [] };
  const middle = maker.ca(random.pick(['Middle', 'Root']), root, random.chance(0.2) ? 1 : 0, own);
  const withEmail = { subject: [{ oid: '1.2.840.113549.1.9.1', text: 'ops@example.com', tag: TAG.IA5_STRING }] };
  if (random.chance(0.3)) { maker.leaf(root, 0, [general.dns('minio.tracing.svc')], withEmail); } else { maker.leaf(random.pick([root, middle]), 0, names()); }
  maker.leaf(middle, random.chance(0.3) ? 1 : 0, names());
};

/** Constraints that meet what people forget of: names of a CA below, and wildcards that cover an excluded name. */
const forgotten: Shape = (maker) => {
  const root = maker.ca('Root', undefined, 0, { permitted: [general.dns('svc')], excluded: [general.dns('minio.tracing.svc')] });
  const middle = maker.ca(maker.random.pick(['Root', 'Middle']), root, 0, { names: [general.dns('ca.example.com')], key: key('named') });
  maker.leaf(middle, 0, [general.dns('tempo.tracing.svc')]);
  maker.leaf(root, 0, [general.dns('*.tracing.svc')]);
};

/** Whatever chance has: parents, names, keys, faults. */
const soup: Shape = (maker) => {
  const { random, made } = maker;
  const count = 4 + random.below(3);
  const faults = (): number => (random.chance(0.4) ? 1 + random.below(2) : 0);
  for (let i = 0; i < count; i += 1) {
    const parent = made.length > 0 && random.chance(0.65) ? random.pick(made) : undefined;
    maker.ca(random.pick(parent ? CA_NAMES : CA_NAMES.slice(0, 2)), parent, faults(), { key: key(random.pick(['one', 'two', 'three'])) });
  }
  const authorities = [...made];
  for (let i = 0; i < 3; i += 1) { maker.leaf(random.chance(0.95) ? random.pick(authorities) : undefined, faults()); }
};

/** So many CAs of one name that a verifier has to give up. */
const crowd: Shape = (maker) => {
  const keys = [0, 1, 2, 3].map((n) => key(`crowd ${n}`));
  const first = keys.map((each) => maker.ca('Same', undefined, 0, { key: each }));
  const size = 5 + maker.random.below(20);
  for (let i = 0; i < size; i += 1) { maker.ca('Same', first[(i + 1) % 4], 0, { key: keys[i % 4] }); }
  maker.leaf(maker.random.pick(maker.made), 0);
  maker.leaf(maker.random.pick(maker.made), 0);
};

const SHAPES: readonly Shape[] = ([[line, 9], [twins, 3], [soup, 6], [constrained, 3], [forgotten, 0.5], [loop, 2]] as const)
  .flatMap(([shape, weight]) => Array<Shape>(weight * 2).fill(shape));

/** The anchors that somebody trusts. */
function roots(all: readonly Forged[], leaf: number, random: Random): number[] {
  const authorities = [...all.keys()].slice(0, -2);
  return random.pick([
    () => [0], () => [0], () => [0], () => [0, 1], () => [0, 0, random.below(all.length)],
    () => random.some(authorities, 0.5), () => random.some(authorities, 0.5),
    () => [random.pick(authorities)], () => authorities, () => (random.chance(0.3) ? [] : [leaf]),
  ])();
}

/** What a server sends beside its own certificate, from the lowest CA up; or in another order, too little, too much. */
function served(all: readonly Forged[], random: Random): number[] {
  const upwards = [...all.keys()].slice(0, -2).reverse();
  return random.pick([
    () => upwards, () => upwards, () => upwards, () => [...upwards].reverse(), () => [...all.keys()], () => [...upwards, ...upwards],
    () => random.some(upwards, 0.7), () => random.some(upwards, 0.7), () => (random.chance(0.5) ? [] : random.some([...all.keys()], 0.5)),
  ])();
}

function moment(all: readonly Forged[], random: Random): Date {
  if (random.chance(0.85)) { return NOW; }
  const { notBefore, notAfter } = random.pick(all).draft;
  const moved = new Date(random.pick([notBefore, notAfter]).getTime() + random.pick([-1000, 0, 1000]));
  return moved.getUTCFullYear() > 9999 ? notAfter : moved;
}

/** A world from a seed, with questions. */
export function randomWorld(seed: number, questionCount: number): World {
  const maker = new Maker(new Random(seed));
  const { random, made } = maker;
  const shape = seed % 50 === 49 ? crowd : random.pick(SHAPES);
  shape(maker);
  const questions = Array.from({ length: questionCount }, (): Question => {
    const leaf = random.chance(0.88) ? made.length - 1 - random.below(2) : random.below(made.length);
    return {
      leaf,
      roots: roots(made, leaf, random),
      intermediates: served(made, random),
      host: random.chance(0.4) ? host(made[leaf].draft.names, made[leaf].draft.subject[0]?.text, random) : undefined,
      usages: random.pick<ChainUsage[]>([[], ['serverAuth'], ['serverAuth'], ['clientAuth'], ['clientAuth'], ['any'], ['any'], ['serverAuth', 'clientAuth']]),
      now: moment(made, random),
    };
  });
  return { certificates: made.map(({ der }) => der), forged: made, questions, features: maker.features };
}
