import { readDocuments } from '../../src/trust/documents';
import { Inventory } from '../../src/trust/inventory';
import { parseYaml } from '../../src/trust/yaml';

const names = (text: string | Uint8Array) => readDocuments('f.yaml', text).sources.map(({ object }: any) => object?.metadata?.name);
const problems = (text: string | Uint8Array) => readDocuments('f.yaml', text).problems.map(({ line, reason }) => [line, reason]);
const ref = (text: string, name: string, field?: string) => {
  const inventory = new Inventory(readDocuments('f.yaml', text).sources);
  return inventory.ref(inventory.objects.find((o) => o.metadata.name === name)!, field);
};
const map = (name: string, rest: string = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${rest}`;

test('documents of a stream, empty ones left out', () => {
  expect(names(`---\n${map('a')}---\n\n---\n# nothing\n---\n${map('b')}...\n---\n${map('c')}`)).toEqual(['a', 'b', 'c']);
  expect(names('')).toEqual([]);
  expect(names('# only a comment\n')).toEqual([]);
  expect(names(`%YAML 1.2\n# x\n---\n${map('a')}--- # next\n${map('b')}`)).toEqual(['a', 'b']);
});

test('three dashes inside a text end no document', () => {
  const [{ object }] = readDocuments('f.yaml', map('a', 'data:\n  x: |\n    ---\n    y: 1\n')).sources as any;
  expect(object.data.x).toBe('---\ny: 1\n');
});

test('a broken document hides no other, and is named with its line', () => {
  const text = `${map('a')}---\nkind: [\n  broken: {\n---\n${map('b')}---\n{{- if .Values.x }}\n${map('c')}`;
  expect(names(text)).toEqual(['a', 'b']);
  expect(problems(text)).toEqual([[expect.any(Number), expect.stringContaining('no readable YAML: ')], [expect.any(Number), expect.stringContaining('helm template')]]);
  const [first] = problems(text) as [number, string][];
  expect(first[0]).toBeGreaterThanOrEqual(6);
  expect(first[0]).toBeLessThanOrEqual(8);
});

test('Lists, arrays and JSON, with the line of each item', () => {
  const list = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: a}\n  stringData:\n    tls.crt: x\n- ${map('b').replace(/\n/g, '\n  ')}`;
  expect(names(list)).toEqual(['a', 'b']);
  expect(ref(list, 'a', 'stringData["tls.crt"]')).toMatchObject({ apiVersion: 'v1', kind: 'Secret', namespace: 'default', name: 'a', field: 'stringData["tls.crt"]', file: 'f.yaml', line: 8 });
  const json = JSON.stringify([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }, { apiVersion: 'v1', kind: 'SecretList', items: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'b' }, data: { k: 'v' } }] }], undefined, 1);
  expect(names(json)).toEqual(['a', 'b']);
  expect(json.split('\n')[ref(json, 'b', 'data.k').line! - 1]).toContain('"k"');
  expect(names(json.replace(/\n/g, '\n\t'))).toEqual(['a', 'b']);
  expect(names(`${json.slice(0, -1)}`)).toEqual([]);
});

test('items of a list of one kind that do not say what they are', () => {
  const list = 'apiVersion: v1\nkind: SecretList\nitems:\n- metadata: {name: a}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n- {kind: Secret, metadata: {name: c}}\n';
  expect(readDocuments('f.yaml', list).sources.map(({ object }: any) => [object.apiVersion, object.kind])).toEqual([['v1', 'Secret'], ['v1', 'ConfigMap'], [undefined, 'Secret']]);
  expect(readDocuments('f.yaml', list.replace('SecretList', 'List')).sources.map(({ object }: any) => object.kind)).toEqual([undefined, 'ConfigMap', 'Secret']);
});

test('lines count from the beginning of the file, also with CRLF and a byte order mark', () => {
  const text = `${map('a')}---\n# Source: chart/templates/b.yaml\n${map('b', 'data:\n  k: v\n')}`;
  expect(ref(text, 'b', 'data.k').line).toBe(12);
  expect(ref(text, 'b').line).toBe(7);
  expect(ref(text, 'b').template).toBe('chart/templates/b.yaml');
  expect(ref(text, 'a').template).toBeUndefined();
  expect(ref(`\ufeff${text.replace(/\n/g, '\r\n')}`, 'b', 'data.k').line).toBe(12);
});

test('encodings', () => {
  const text = map('ü');
  expect(names(Buffer.from(text))).toEqual(['ü']);
  expect(names(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]))).toEqual(['ü']);
  expect(names(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]))).toEqual(['ü']);
  expect(problems(Buffer.from([0x80, 0x81]))).toEqual([[undefined, 'it is neither UTF-8 nor UTF-16 text']]);
});

test('scalars are what Kubernetes takes them for', () => {
  expect(parseYaml('[yes, No, on, y, ~, 0644, 0o17, 0x1F, 08, 1_000, -5, 1.50, 1e3, "yes", 2026-01-01, 12:30, +3, v1]')).toEqual([[
    true, false, true, true, null, 420, 15, 31, 8, 1000, -5, 1.5, 1000, 'yes', '2026-01-01', '12:30', 3, 'v1',
  ]]);
  expect(parseYaml('a: 1\na: 2\nb: &x {c: 1}\nd: {<<: *x, e: 2}\n')).toEqual([{ a: 2, b: { c: 1 }, d: { c: 1, e: 2 } }]);
});

test('texts that have no end are refused', () => {
  const bomb = `a0: &a0 [x]\n${Array.from({ length: 30 }, (_x, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`).join('\n')}\n`;
  expect(problems(bomb)).toEqual([[1, 'no readable YAML: its aliases stand for too many values']]);
  expect(problems('a: &a\n  b: *a\n')).toEqual([[1, 'no readable YAML: an anchor contains itself']]);
  expect(problems('['.repeat(100_000))).toEqual([[expect.any(Number), expect.stringContaining('no readable YAML')]]);
  expect(problems('a: \u0000')).toEqual([[expect.any(Number), expect.stringContaining('no readable YAML')]]);
});

test('a single quote that is escaped needlessly, as Kubernetes reads it', () => {
  const data = (text: string) => (readDocuments('f.yaml', map('a', `data:\n${text}`)).sources as any)[0]?.object.data;
  expect(data(String.raw`  x: "it\'s \\\'here\' \"and\" there"` + '\n  q: 1\n')).toEqual({ x: 'it\'s \\\'here\' "and" there', q: 1 });
  expect(data(String.raw`  x: "a\'b"` + '\n' + String.raw`  q: {z: "c\'d"}` + '\n' + String.raw`  s: 'e\'` + '\n' + '  t: |\n' + String.raw`    f\'g` + '\n'))
    .toEqual({ x: "a'b", q: { z: "c'd" }, s: 'e\\', t: "f\\'g\n" });
  expect(problems(map('a', String.raw`data: {x: "\q"}`))).toEqual([[5, expect.stringContaining('unknown escape sequence')]]);
  const many = map('a', `data:\n${Array.from({ length: 20_000 }, (_, i) => String.raw`  k${i}: "a\'b"`).join('\n')}`);
  expect(problems(many)).toEqual([[expect.any(Number), expect.stringContaining('unknown escape sequence')]]);
});

test('what helm prints around manifests', () => {
  const dry = (notes: string) => `NAME: rel\nLAST DEPLOYED: Sun Nov 22 18:33:42 2026\nNAMESPACE: x\nSTATUS: pending-install\nHOOKS:\n---\n# Source: c/templates/t.yaml\n${map('hook')}MANIFEST:\n---\n# Source: c/templates/m.yaml\n${map('a')}${notes}`;
  expect(names(dry('\nNOTES:\n1. Get the URL: it is\n  {{ not }} "yaml\n'))).toEqual([undefined, 'hook', 'a']);
  expect(problems(dry('\nNOTES:\n1. Get the URL: it is\n  {{ not }} "yaml\n'))).toEqual([]);
  expect(names(dry(''))).toEqual([undefined, 'hook', 'a']);
  expect(names(map('a', 'NOTES:\n  x: 1\n'))).toEqual(['a']);
});

test('several values of JSON behind each other', () => {
  const json = (name: string, more = '') => `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "${name}"}${more}}`;
  expect(names(`${json('a', ', "data": {"x": "}{ \\\\\\" ["}')}\n${json('b')}${json('c')}\n`)).toEqual(['a', 'b', 'c']);
  expect(ref(`${json('a')}\n\n${json('b')}`, 'b').file).toBe('f.yaml');
  expect(problems(`${json('a')}\n${json('b').slice(0, -1)}`)).toHaveLength(1);
  expect(problems(`${json('a')} x ${json('b')}`)).toHaveLength(1);
  expect(problems('{'.repeat(200_000))).toHaveLength(1);
});
