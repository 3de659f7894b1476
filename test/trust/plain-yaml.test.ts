import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { dump } from 'js-yaml';
import { TREES } from './corpus';
import { staged } from './stage';
import { AS_TEXTS, readPlainYaml } from '../../src/trust/plain-yaml';
import { RULES } from '../../src/trust/rules';
import { tame } from '../../src/trust/tame';
import { readAnyYaml } from '../../src/trust/thanos/yaml';
import { parseAnyYaml } from '../../src/trust/yaml';
import { trials } from '../util/trials';
import { Random } from '../x509/fixtures';

/** How readers of all YAML read a text: manifests as Kubernetes does, and files of Thanos; "refused" where they do not. */
function manifests(text: string): unknown {
  try {
    return parseAnyYaml(text);
  } catch {
    return 'refused';
  }
}

function filesOfThanos(text: string): unknown {
  const read = readAnyYaml(text);
  return 'problem' in read ? 'refused' : [read.value];
}

/** What the fast reader and the slow ones make of a text differently; undefined where there is nothing, or where the fast one leaves the text to the others. */
function difference(text: string): string | undefined {
  for (const [plain, read] of [[readPlainYaml(text), manifests], [readPlainYaml(text, AS_TEXTS), filesOfThanos]] as const) {
    if (plain === undefined) { continue; }
    const [ours, theirs] = [JSON.stringify([plain]), JSON.stringify(read(text))];
    if (ours !== theirs) { return `${JSON.stringify(text)}: ${ours} instead of ${theirs}`; }
  }
  return undefined;
}

const objects: readonly unknown[] = [
  ...TREES.filter((_tree, i) => i % trials(11, 1) === 0).flatMap((tree) => tree.build()),
  ...RULES.flatMap((rule) => [...staged(rule.violating), ...staged(rule.satisfying)]),
];
const STYLES: readonly ((object: unknown) => string)[] = [
  (object) => dump(object),
  (object) => dump(object, { noArrayIndent: true, lineWidth: -1 }),
  (object) => dump(object, { indent: 4, forceQuotes: true }),
  (object) => dump(object, { quotingType: '"', forceQuotes: true, lineWidth: 40 }),
  (object) => Yaml.stringify(object),
];
const texts: readonly string[] = objects.flatMap((object, i) => [i, i + 1].map((style) => STYLES[style % STYLES.length](object)));

test('manifests in the styles of several writers: the same values, and most without the slow reader', () => {
  expect(texts.map(difference).filter((d) => d)).toEqual([]);
  const plain = texts.filter((text) => readPlainYaml(text) !== undefined).length;
  expect(plain / texts.length).toBeGreaterThan(0.8);
});

test('our examples are read without the slow reader', () => {
  const examples = join(__dirname, '..', '..', 'examples');
  const files = readdirSync(examples).map((name) => join(examples, name, 'expected.yaml'));
  const documents = files.flatMap((file) => { try { return readFileSync(file, 'utf8').split(/^---$/m); } catch { return []; } });
  expect(documents.length).toBeGreaterThan(20);
  expect(documents.map(difference).filter((d) => d)).toEqual([]);
  expect(documents.filter((document) => document.trim() !== '' && readPlainYaml(document) === undefined)).toEqual([]);
});

const PIECES = ['a', '1', '0', '-', ':', ' ', '#', '.', "'", '"', '~', 'y', 'e', '_', 'x', '+', '\\', '/', '&', '*', '!', '|', '>', '%', '@', '{', '}', '[', ']', '?', '<', '=', '\t', ',', '\n', '\n  ', '\n    ', 'é',
  'null', 'true', 'No', 'ON', 'yEs', '<<', 'b: c', '- d', '---', '...', '\\n', '\\x41', '\\u0041', "''", '|-', '>+', '0x1f', '1e3', '.5', '10.0.0.1', '1_0', '-0', '0o7', '.inf', '-.Inf', '.nan', '1:30',
  '2026-01-01', '__proto__', 'toString', 'toJSON', '\u2028', '\u0085', '\ud83d\ude00'];
const PLACES: readonly ((piece: string) => string)[] = [
  (piece) => `k: ${piece}\n`, (piece) => `k:\n  - ${piece}\n  - z\n`, (piece) => `${piece}: v\n`, (piece) => `k:\n- m: ${piece}\n  n: 1\n`, (piece) => `k: |\n  a\n${piece}\n  b\nl: 1`, (piece) => `k: >-\n  ${piece}\n`,
  (piece) => `k: "${piece}"\n`, (piece) => `k: '${piece}'\nl: 2\n`, (piece) => `k:\n  l: 1\n${piece}\n`, (piece) => `k: a${piece}\n`, (piece) => `"${piece}": 1\n`, (piece) => `${piece}\nk: v`,
];

test('every combination of some pieces in every place', () => {
  const found: string[] = [];
  for (const one of PIECES) {
    for (const other of ['', ...PIECES]) {
      for (const place of PLACES) {
        const d = difference(place(one + other));
        if (d) { found.push(d); }
      }
    }
  }
  expect(found).toEqual([]);
});

test('manifests in which something is cut, doubled, put in or moved', () => {
  const random = new Random(12);
  const short = texts.filter((text) => text.length < 3000);
  const found: string[] = [];
  for (let i = 0; i < trials(2_500, 30_000); i += 1) {
    let text = random.pick(short);
    for (let n = random.below(3); n >= 0; n -= 1) {
      const at = random.below(text.length);
      const line = text.lastIndexOf('\n', at) + 1;
      const end = text.indexOf('\n', at) + 1;
      text = random.pick([
        () => text.slice(0, at) + random.pick(PIECES) + text.slice(at),
        () => text.slice(0, at) + text.slice(at + 1),
        () => `${text.slice(0, line)}  ${text.slice(line)}`,
        () => (text[line] === ' ' ? text.slice(0, line) + text.slice(line + 1) : text),
        () => text.slice(0, line) + text.slice(line, end) + text.slice(line),
        () => text.slice(0, line) + text.slice(end),
        () => `${text.slice(0, line)}${' '.repeat(random.below(8))}${random.pick(PIECES)}\n${text.slice(line)}`,
      ])();
    }
    const d = difference(text);
    if (d) { found.push(d.slice(0, 3000)); }
  }
  expect(found.slice(0, 5)).toEqual([]);
});

test('deep and long texts', () => {
  const deep = Array.from({ length: 5000 }, (_, i) => `${' '.repeat(i)}a:\n`).join('');
  expect(readPlainYaml(deep)).toBeUndefined();
  expect(readPlainYaml(`a: ${'x'.repeat(1_000_000)}\n`)).toEqual({ a: 'x'.repeat(1_000_000) });
  expect(readPlainYaml(`a: ${'1'.repeat(1_000_000)}\n`)).toBeUndefined();
  expect(readPlainYaml(`a:\n${'- b\n'.repeat(200_000)}`)).toEqual({ a: Array.from({ length: 200_000 }, () => 'b') });
});

test('what it makes needs no taming: names that mean something to JavaScript are left to the slow reader', () => {
  for (const name of ['__proto__', 'toString', 'valueOf', 'toJSON']) {
    expect([`${name}: a\n`, `"${name}": a\n`, `k:\n  - '${name}': a\n`].map((text) => readPlainYaml(text))).toEqual([undefined, undefined, undefined]);
  }
  const values = texts.map((text) => readPlainYaml(text)).filter((value) => value !== undefined);
  expect(values.filter((value) => tame(value) !== value)).toEqual([]);
});
