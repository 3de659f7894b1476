import { dump } from 'js-yaml';
import * as yaml from 'yaml';
import { fieldPath, Lines } from '../../src/trust/lines';
import { trials } from '../util/trials';

/** Every path of a document with the line of its key or item (from 0), as the yaml package's ranges have it. */
function expected(text: string): [string, number][] {
  const counter = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: counter, uniqueKeys: false });
  const found: [string, number][] = [];
  const lineAt = (offset: number) => counter.linePos(offset).line - 1;
  const visit = (node: any, path: string) => {
    if (yaml.isMap(node)) {
      for (const pair of node.items as any[]) {
        const at = `${path}[${JSON.stringify(String(pair.key.value))}]`;
        found.push([at, lineAt(pair.key.range[0])]);
        visit(pair.value, at);
      }
    } else if (yaml.isSeq(node)) {
      node.items.forEach((item: any, i) => {
        if (item?.range) { found.push([`${path}[${i}]`, dashLine(text, item, lineAt(item.range[0]))]); }
        visit(item, `${path}[${i}]`);
      });
    }
  };
  visit(document.contents, '');
  return found;
}

/** An item begins at its dash, which can stand on a line before its content. */
function dashLine(text: string, item: any, line: number): number {
  const before = text.slice(0, item.range[0]);
  const dash = /-[ \t]*(?:[&!]\S*[ \t]*)*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*(?:[&!]\S*[ \t]*)*$/.exec(before);
  return dash ? before.slice(0, dash.index).split('\n').length - 1 : line;
}

function compare(text: string): void {
  const lines = new Lines(text);
  const wanted = expected(text);
  expect(wanted.map(([path]) => [path, lines.of(path)])).toEqual(wanted);
}

let seed = 7;
function random(below: number): number {
  seed = (seed * 48271) % 2147483647;
  return seed % below;
}

const TEXTS = ['plain', 'two words', 'a: b', '# no comment', "it's", 'say "x"', 'multi\nline', 'multi\nline\n', '\n  lead\n\n tail', 'x'.repeat(200), 'y '.repeat(90), '- dash', '', ' ', '{a}', '[b]',
  '*star', '&and', '!bang', '| pipe', '> more', 'tab\there', 'https://minio.tracing.svc:9000', '--flag=x:y', 'ümläut', "'", '"', '\\', '%', '@', '---', 'a\n---\nb', 'true', '1', '# x\n# y\n'];
const KEYS = ['name', 'tls.crt', 'a b', 'x/y', '"q"', "it's", 'k:v', '#c', '- d', 'ü', 'true', '1', 'spec', 'args', 'data', '{f}', 'a, b'];

function value(depth: number): unknown {
  const kind = depth > 4 ? 0 : random(4);
  if (kind === 1) { return Array.from({ length: random(4) }, () => value(depth + 1)); }
  if (kind >= 2) { return Object.fromEntries(Array.from({ length: random(5) }, () => [KEYS[random(KEYS.length)], value(depth + 1)])); }
  return [null, true, 3, 0.5, ...TEXTS][random(4 + TEXTS.length)];
}

test('every key and item is found where it stands, in generated documents of many styles', () => {
  for (let i = 0; i < trials(50, 400); i += 1) {
    const object = { root: value(0), more: value(0) };
    compare(dump(object, { indent: 1 + random(4), noArrayIndent: random(2) === 0, flowLevel: random(3) === 0 ? random(4) : -1, lineWidth: random(2) === 0 ? 40 : -1, quotingType: random(2) === 0 ? '"' : "'" }));
    compare(yaml.stringify(object, { indent: 2 + random(3), indentSeq: random(2) === 0, lineWidth: random(2) === 0 ? 30 : 0, defaultStringType: (['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_FOLDED'] as const)[random(4)] }));
    compare(JSON.stringify(object, undefined, random(2) === 0 ? 2 : '\t'));
    compare(dump(object).replace(/\n/g, '\r\n'));
  }
});

test.each([
  ['comments and blank lines', '# head\n\n---\n# more\na:   # why\n\n  # inner\n  b: 1 # x\n\n\n  c:\n  - 1\n  # between\n  - 2\nd: |  # note\n  # no comment\n   text: x\n\n# end\ne: 2\n'],
  ['lists of maps in the column of their key', 'containers:\n- name: a\n  args:\n  - server\n  - /data\n-   name: b\n    ports: [{containerPort: 9000, name: https},\n      {containerPort: 9001}]\n'],
  ['an item that begins on the next line', 'a:\n  -\n    name: x\n  - # comment\n    name: y\n  -\n  - z\n'],
  ['lists in lists', 'a:\n- - x\n  - y: 1\n    z: 2\n-  -  q\n'],
  ['anchors, tags and aliases', 'base: &base\n  x: 1\nother:\n  <<: *base\n  y: !!str 2\nlist: &l\n- &i name: a\n  args: b\n- *base\ntext: !!binary |\n  aGVsbG8=\nend: 1\n'],
  ['quoted keys', '"a b": 1\n\'it\'\'s\': {"x": 1,"y":2, z: [1,2,\n 3]}\n"tls.crt": "multi\n  line"\nq: \'a\n\n  b\'\nr: 1\n'],
  ['plain scalars over lines', 'a: one\n  two three\n\n  four\nb: x\n'],
  ['empty values', 'a:\nb:\n  c:\n  d: ~\ne: {}\nf: []\ng:\n'],
  ['block scalars with indicators', 'a: |2-\n    x\n   y\nb: >+\n  z\n\nc: >-\n\n  w\nd: 1\n'],
  ['directives', '%YAML 1.2\n# c\n--- # start\na: 1\nb: 2\n'],
  ['content on the line of the marker', '--- {a: 1,\n b: 2}\n'],
  ['addresses and colons', 'a: http://x:9000/y\nb: [http://x:9000, "a:b", c:d]\nc: a:b:c\nd: {e: f:g, h: "i: j"}\n'],
  ['no end of line', 'a:\n  b: x'],
])('%s', (_name, text) => compare(text));

test('the nearest parent answers for what is not there', () => {
  const lines = new Lines('a:\n  b:\n    - c: 1\n');
  expect(['a.b[0].c', 'a.b[0].d', 'a.b[7].c', 'a.x.y', 'z', '', undefined, 'a.b[0].c.d', '...', '[[', 'a["b"][0]'].map((field) => lines.of(field))).toEqual([2, 2, 1, 0, 0, 0, 0, 2, 0, 0, 2]);
});

test('paths with dots, quotes and slashes', () => {
  expect(fieldPath('metadata.annotations["x.y/z"]')).toEqual(['metadata', 'annotations', 'x.y/z']);
  expect(fieldPath("data['a.b'].c[12]")).toEqual(['data', 'a.b', 'c', 12]);
  expect(new Lines('data:\n  ca.crt: x\n  ca: y\n').of('data.ca.crt')).toBe(2);
});

test('a text that no YAML parser accepts, cut anywhere, ends and throws nothing', () => {
  const text = 'a: {b: [1, "x\n y", \'z\'], c: d}\ne:\n- &f g: |\n    h\n- ? i\n  : j\n"k": !l m\n';
  for (let i = 0; i < text.length; i += 1) {
    for (const cut of [text.slice(0, i), text.slice(i), text.slice(0, i) + '[{"'.charAt(i % 3) + text.slice(i)]) { expect(new Lines(cut).of('e[0].g')).toBeGreaterThanOrEqual(0); }
  }
});

// A careless search, which begins anew for each line, takes minutes here.
test('a long text', () => {
  const n = 40_000;
  const text = `kind: List\nitems:\n${Array.from({ length: n }, (_x, i) => `- metadata: {name: x${i}}\n  data:\n    text: |\n      a\n      b\n    other: "c"\n`).join('')}`;
  const lines = new Lines(text);
  expect([0, n / 2, n - 1].map((i) => lines.of(`items[${i}].data.other`))).toEqual([0, n / 2, n - 1].map((i) => 2 + 6 * (i + 1) - 1));
});
