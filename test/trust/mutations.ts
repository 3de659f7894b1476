import { Random } from '../x509/fixtures';

/** Values that stand where nobody expects them. */
const VALUES: readonly (() => unknown)[] = [
  () => null, () => undefined, () => true, () => false, () => 0, () => -1, () => 1.5, () => NaN, () => Infinity, () => 1e300, () => 9000, () => 443n.toString(), () => '', () => ' ', () => '\n',
  () => 'a', () => '-', () => '/', () => '::', () => '[::1]', () => 'http://', () => 'https://x:99999/', () => '$(A)$$(B)', () => '%', () => '\u0000', () => '\ud800', () => '日本語', () => '😀'.repeat(9),
  () => [], () => [null], () => [[]], () => [{}], () => ['a', 1, null, {}], () => ({}), () => ({ '': '' }), () => ({ name: {} }), () => ({ name: ['x'], key: 7 }),
  () => new Date(0), () => JSON.parse('{"__proto__": {"kind": "Secret"}, "constructor": 1, "toString": null}'), () => '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  () => '-----BEGIN '.repeat(50), () => 'a'.repeat(5000), () => 'a.'.repeat(2000), () => '='.repeat(3000), () => `${'\\'.repeat(999)}"`, () => '('.repeat(500), () => '$('.repeat(700),
  () => 'sh -c "'.repeat(100), () => ' '.repeat(5000), () => '\n'.repeat(2000), () => '--'.repeat(800), () => "'".repeat(901), () => '{{ .Values.x }}', () => 'on', () => '0x10',
];

const KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' ', 'a/b', 'é', '0', 'length', 'name', 'spec', 'metadata', 'kind'];

interface Place { readonly parent: any; readonly key: string | number }

/** Every place in a value, as far down as there is one; a value that holds itself is walked once. */
function places(value: unknown): Place[] {
  const found: Place[] = [];
  const seen = new Set<unknown>();
  const walk = (parent: any): void => {
    if (typeof parent !== 'object' || parent === null || seen.has(parent) || found.length > 3000) { return; }
    seen.add(parent);
    for (const key of Array.isArray(parent) ? parent.keys() : Object.keys(parent)) {
      found.push({ parent, key });
      walk(parent[key]);
    }
  };
  walk(value);
  return found;
}

/** Sets a key, whatever its name: an assignment to __proto__ would do something else. */
function define(object: any, key: string | number, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Changes something in some objects, in place. */
export function mutate(objects: unknown[], random: Random): void {
  const all = places(objects);
  if (all.length === 0) {
    // An earlier change left nothing but an empty list: something comes back.
    objects.push(random.pick(VALUES)());
    return;
  }
  const { parent, key } = random.pick(all);
  const other = random.pick(all);
  const put = (value: unknown) => define(parent, key, value);
  const changes: readonly (() => void)[] = [
    () => { if (Array.isArray(parent)) { parent.splice(Number(key), 1); } else { delete parent[key]; } },
    () => { put(random.pick(VALUES)()); },
    () => { put(random.pick(VALUES)()); },
    () => { put(random.pick(VALUES)()); },
    () => { put(other.parent[other.key]); }, // two places that share a value, or one that holds itself: anchors and aliases
    () => { if (Array.isArray(parent)) { parent.push(parent[Number(key)]); } else { define(parent, random.pick(KEYS), parent[key]); } },
    () => { put(Array.from({ length: 60 }).reduce((below: unknown) => (random.chance(0.5) ? [below] : { spec: below }), parent[key])); },
    () => { if (typeof parent[key] === 'string') { put(scramble(parent[key], random)); } },
    () => { if (typeof parent[key] === 'string') { put(scramble(parent[key], random)); } },
    () => { put([parent[key], parent[key]]); },
    () => { put({ [random.pick(KEYS)]: parent[key] }); },
  ];
  random.pick(changes)();
}

/** A text with something cut, doubled or put in. */
export function scramble(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const to = at + random.below(Math.min(40, text.length - at) + 1);
  const signs = ['\n', '\r\n', ':', '/', '-', ' ', '"', "'", '{', '}', '[', ']', '&a ', '*a', '!!binary ', '---\n', '$(', '\\', '\u0000', '\ufeff', '#', '%', '|', '>', ',', '.', '?', '@', '\t', '<<: ', '9'.repeat(30)];
  return random.pick([
    () => text.slice(0, at) + text.slice(to),
    () => text.slice(0, to) + text.slice(at),
    () => text.slice(0, at) + random.pick(signs) + text.slice(at),
    () => text.slice(0, at) + random.pick(signs).repeat(random.below(50)) + text.slice(to),
    () => text.toUpperCase(),
    () => [...text].reverse().join(''),
  ])();
}

/** The same items in another order. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1);
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}
