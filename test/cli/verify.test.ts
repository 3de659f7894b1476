import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dump } from 'js-yaml';
import { cleanUp, cli, cliWith, Outcome, scratch } from './harness';
import { findRule, RULES } from '../../src/trust/rules';
import { objects, Props, staged } from '../trust/stage';
import { NOW } from '../util/certificates';

const AT = ['--now', NOW.toISOString()];
const GOOD = yaml(staged(''));
const BAD = yaml(staged(findRule('OT007')!.violating));
const OPEN = yaml(staged(findRule('OT031')!.violating));

afterAll(cleanUp);

function yaml(list: readonly unknown[]): string {
  return list.map((object) => dump(object)).join('---\n');
}

function tree(files: { readonly [path: string]: string | Buffer }): string {
  const folder = scratch();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

const verify = (...args: string[]): Promise<Outcome> => cli('verify', ...AT, ...args);
const piped = (text: string, ...args: string[]): Promise<Outcome> => cliWith({ stdin: async () => Buffer.from(text) }, 'verify', '-', ...AT, ...args);

describe('what is read', () => {
  test('files, folders and links in them, once each; node_modules and .git are not', async () => {
    const folder = tree({
      'a/good.yaml': GOOD,
      'a/b/more.yml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n',
      'c.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"j"}}',
      'notes.txt': '{{',
      'node_modules/x.yaml': '{{',
      '.git/x.yaml': '{{',
      'sub/node_modules/y.yaml': '{{',
    });
    symlinkSync(join(folder, 'a'), join(folder, 'a/b/up'));
    symlinkSync(join(folder, 'a/good.yaml'), join(folder, 'link.yaml'));
    const { code, out, err } = await verify(folder, join(folder, 'a/good.yaml'), '--format', 'json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out).summary).toMatchObject({ objects: 8, proved: 1, errors: 0 });
  });

  test('what kustomize puts over other files is left out, unless it is named', async () => {
    const piece = 'apiVersion: minio.min.io/v2\nkind: Tenant\nmetadata: {name: store}\nspec: {pools: [{name: p, servers: 4, volumesPerServer: 1}]}\n';
    const folder = tree({
      'base/good.yaml': GOOD,
      'overlay/kustomization.yaml': 'resources: [../base]\npatches: [{path: tenant.yaml}, {patch: "- op: remove"}]\npatchesStrategicMerge: [../pieces/other.yaml, "a:\\n  b"]\npatchesJson6902: [{path: none.yaml}]\n',
      'overlay/tenant.yaml': piece,
      'pieces/other.yaml': piece,
      'broken/kustomization.yml': 'patches: [',
    });
    const { code, out, err } = await verify(join(folder, 'base'), join(folder, 'overlay'), join(folder, 'pieces'), '--format', 'json');
    expect({ code, err }).toEqual({ code: 0, err: 'note: 2 files are patches of kustomize and are left out: verify what "kustomize build" prints\n' });
    expect(JSON.parse(out).summary).toMatchObject({ proved: 1, errors: 0 });
    expect(await verify(join(folder, 'overlay'), join(folder, 'overlay/tenant.yaml'))).toMatchObject({ code: 1, err: '' });
    expect(await verify(join(folder, 'broken'))).toMatchObject({ code: 2 });
  });

  test('objects without a namespace are in the one that is told', async () => {
    const bare = yaml(staged('').map((object: any) => ({ ...object, metadata: { ...object.metadata, ...(object.kind === 'Secret' ? {} : { namespace: undefined }) } })));
    const verdicts = async (...args: string[]) => JSON.parse((await piped(bare, '--format', 'json', ...args)).out).summary;
    expect(await verdicts('-n', 'tracing')).toMatchObject({ proved: 1, unverified: 0 });
    expect((await verdicts()).proved).toBe(0);
    expect(await piped(bare, '--namespace', 'No_Name')).toMatchObject({ code: 2, err: expect.stringContaining('--namespace: no name of a namespace') });
  });

  test('standard input, also that of Helm', async () => {
    expect(await piped(GOOD)).toMatchObject({ code: 0, err: '' });
    const { code, out } = await piped(`---\n# Source: tracing/templates/all.yaml\n${BAD.replace(/^---$/gm, '---\n# Source: tracing/templates/all.yaml')}`);
    expect(code).toBe(1);
    expect(out).toMatch(/stdin:\d+ \(Helm: tracing\/templates\/all\.yaml\)/);
  });

  test('what cannot be read is named with its line, and the rest is reported', async () => {
    const folder = tree({ 'good.yaml': GOOD, 'broken.yaml': `${GOOD}---\na: [\nb: }\n`, 'latin.yaml': Buffer.from([0xe4, 0xf6]) });
    const { code, out, err } = await verify(folder, join(folder, 'nowhere.yaml'), '--format', 'json');
    expect(code).toBe(2);
    const first = GOOD.split('\n').length;
    expect(err).toMatch(new RegExp(`^error: ${folder}/broken\\.yaml:(${first + 1}|${first + 2}|${first + 3}): no readable YAML: \\S`, 'm'));
    expect(err).toContain(`error: ${folder}/latin.yaml: it is neither UTF-8 nor UTF-16 text\n`);
    expect(err).toContain(`error: ${folder}/nowhere.yaml: no such file or directory\n`);
    expect(JSON.parse(out)).toMatchObject({ summary: { proved: 1 }, unreadable: [{}, {}, {}] });
    // Findings beside it do not change the code.
    writeFileSync(join(folder, 'good.yaml'), BAD);
    expect((await verify(folder)).code).toBe(2);
  });

  test('nothing to read is no proof', async () => {
    expect(await verify(tree({ 'x.txt': '' }))).toMatchObject({ code: 2, err: expect.stringContaining('no file that ends with .yaml, .yml or .json') });
    expect(await piped('')).toMatchObject({ code: 2, err: expect.stringContaining('an empty standard input') });
    expect(await cli('verify')).toMatchObject({ code: 2 });
  });
});

describe('exit codes', () => {
  test.each([
    ['error', [0, 1, 0]], ['warning', [0, 1, 0]], ['unverified', [0, 1, 1]], ['never', [0, 0, 0]],
  ])('--fail-on %s', async (threshold, codes) => {
    const found = [];
    for (const text of [GOOD, BAD, OPEN]) { found.push((await piped(text, '--fail-on', threshold)).code); }
    expect(found).toEqual(codes);
  });

  test('warnings fail only where they are asked to', async () => {
    const soon = yaml(staged(findRule('OT012')!.violating));
    expect([(await piped(soon)).code, (await piped(soon, '--fail-on', 'warning')).code]).toEqual([0, 1]);
  });

  test.each([
    [['--format', 'xml'], '--format: unknown'], [['--fail-on', 'notes'], '--fail-on: unknown'], [['--now', 'soon'], '--now: not a time'], [['--thanos-version', 'newest'], '--thanos-version: no version'],
    [['--acknowledge', 'OT007'], '--acknowledge: a rule and a reason'], [['--acknowledge', 'OT007= '], 'a rule and a reason'], [['--acknowledge', 'OT999=x'], 'no such rule'],
    [['--cluster-domain', 'not a domain'], 'cluster'], [['--nonsense'], 'unknown option'], [['--output', join(__filename, 'x')], 'no directory'],
  ])('%j is called wrongly', async (args, message) => {
    const { code, out, err } = await cliWith({ stdin: async () => Buffer.from(GOOD) }, 'verify', '-', ...(args[0] === '--now' ? [] : AT), ...args);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});

describe('what is told', () => {
  test('the time', async () => {
    expect((await cliWith({ stdin: async () => Buffer.from(GOOD), now: () => NOW }, 'verify', '-', '--format', 'json')).out).toContain(`"now": "${NOW.toISOString()}"`);
    expect((await cliWith({ stdin: async () => Buffer.from(GOOD) }, 'verify', '-', '--now', '2050-01-01')).out).toContain('OT005');
  });

  test('versions and domains', async () => {
    expect((await piped(GOOD, '--thanos-version', 'v0.42.0', '--tempo-version', '2.10', '--cluster-domain', 'corp.example')).code).toBe(0);
  });

  test('acknowledgements, from the line and from a file; those of nothing are named', async () => {
    const { code, out, err } = await piped(BAD, '--acknowledge', 'ot007=replaced on Monday', '--acknowledge', 'OT012=old');
    expect({ code, err }).toEqual({ code: 0, err: 'warning: nothing is left to acknowledge for OT012\n' });
    expect(out).toContain('accepted OT007 the server\'s certificate does not cover the dialled name at Secret tracing/minio-tls: replaced on Monday');
    const file = (text: string) => join(tree({ 'accepted.yaml': text }), 'accepted.yaml');
    const entry = '- id: OT007\n  reason: known\n';
    const accept = (text: string) => piped(BAD, '--acknowledge-file', file(text));
    expect((await accept(`${entry}  until: 2026-02-01\n  resource: Secret/tracing/minio-tls\n`)).code).toBe(0);
    expect((await accept(`${entry}  until: 2026-01-01\n`)).code).toBe(1);
    expect((await accept(`${entry}  resource: Secret/tracing/other\n`)).code).toBe(1);
    for (const [text, problem] of [
      ['id: OT007', 'holds no list'], ['- OT007', 'item 1: is no map'], ['- reason: x', 'item 1: has no id'], ['- id: OT007', 'item 1: has no reason'], [`${entry}  whatever: 1`, 'has no "whatever"'],
      [`${entry}  until: soon`, 'is no ISO 8601 time'], [`${entry}  resource: minio`, 'is no Kind/namespace/name'], ['- id: OT999\n  reason: x', 'no such rule'], ['[', 'no readable YAML'],
    ]) { expect([text, await accept(text)]).toEqual([text, expect.objectContaining({ code: 2, out: '', err: expect.stringContaining(problem) })]); }
  });

  test('facts', async () => {
    const props = new Props();
    const [{ data }] = objects('data: {ca: "(ca one)", leaf: "(leaf s3.example.com of one)", other: "(leaf elsewhere.example.com of one)", key: "(key of s3.example.com)"}', props);
    const manifests = yaml(staged(findRule('OT031')!.violating, props));
    const folder = tree({ 's3.crt': data.leaf, 'm.yaml': manifests });
    const run = (facts: string) => {
      writeFileSync(join(folder, 'facts.yaml'), facts);
      return verify(join(folder, 'm.yaml'), '--facts', join(folder, 'facts.yaml'), '--format', 'json');
    };
    const verdict = async (facts: string) => JSON.parse((await run(facts)).out).connections[0].verdict;
    expect(await verdict('external: {s3.example.com:443: {certificate: {file: s3.crt}}}')).toBe('proved');
    expect(await verdict(JSON.stringify({ external: { 's3.example.com': { certificate: data.other } } }))).toBe('broken');
    expect(await verdict('external: {"s3.example.com:443": {certificate: {dnsNames: [elsewhere.example.com]}}}')).toBe('broken');
    expect(await verdict('namespaces: {tracing: {secrets: {a: {b: {dnsNames: [x]}}}, configMaps: {}}}')).toBe('unverified');
    const bundled = 'namespaces: {tracing: {secrets: {a: {b: {ca: [one, two]}}}}}';
    expect(await verdict(`external: {"s3.example.com:443": {certificate: {ca: one}}}\n${bundled}`)).toBe('unverified');
    expect(await verdict('external: {s3.example.com: {protocol: plaintext}}')).toBe('broken');
    for (const [facts, problem] of [
      ['external: {a: {protocol: tls}}', 'is plaintext'], ['external: {a: {protocol: {ca: x}}}', 'is plaintext'], ['external: {a: {certificate: {ca: []}}}', 'external.a["certificate"].ca: is no list of names'],
      ['external: {a: {certificate: {file: s3.crt, ca: x}}}', 'either file, or'], ['external: {a: {certificate: {ca: 1}}}', 'is no list of names'], ['external: {a: {certificate: {names: [x]}}}', 'has no "names"'],
      ['', 'is empty'], ['[]', 'is a list, where a map is expected with namespaces and external'], ['secrets: {}', 'has no "secrets"'], ['a: [', 'line 2: no readable YAML'], ['{}\n---\n{}', 'several documents'],
      ['external: {"a b": {certificate: x}}', 'is no HOST or HOST:PORT'], ['external: {a: {cert: x}}', 'has one key, certificate or protocol'], ['external: {a: {certificate: x}}', 'no readable certificate'],
      ['external: {a: {certificate: {dnsNames: []}}}', 'is no list of names'], ['external: {a: {certificate: {file: nowhere.crt}}}', 'cannot read'], ['external: {a: {certificate: {file: 1}}}', 'is no path'],
      ['external: {a: {certificate: {}}}', 'either file, or dnsNames or ca or both'], ['external: {a: {certificate: 7}}', 'is a number'], [JSON.stringify({ external: { a: { certificate: data.key } } }), 'facts are public'],
      ['namespaces: {n: {pods: {}}}', 'has no "pods"'], ['namespaces: {n: {secrets: {s: {k: ""}}}}', 'is empty'], ['namespaces: {n: {secrets: {s: {k: "-----BEGIN CERTIFICATE-----"}}}}', 'no readable certificate'],
    ]) { expect([facts, await run(facts)]).toEqual([facts, expect.objectContaining({ code: 2, out: '', err: expect.stringContaining(problem) })]); }
  });
});

describe('the report', () => {
  test('goes to a file whole, and its summary to the terminal', async () => {
    const folder = scratch();
    const output = join(folder, 'report.json');
    const { code, out } = await piped(BAD, '--format', 'json', '--output', output);
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([expect.stringMatching(/^1 connection: /), `wrote ${output}`, '']);
    expect(JSON.parse(readFileSync(output, 'utf8')).findings[0].rule).toBe('OT007');
  });

  test.each(['json', 'sarif', 'junit', 'github', 'text'])('--format %s has the same bytes whatever the order of files', async (format) => {
    const documents = BAD.split(/^---\n/m);
    const report = async (order: readonly string[]) => {
      const folder = tree(Object.fromEntries(order.map((text, i) => [`${i}.yaml`, text])));
      const { out } = await verify(folder, '--format', format);
      return out.replaceAll(folder, '').replace(/(\/|%2F)?\d\.yaml/g, 'FILE').replace(/ +(?=FILE)/g, ' ');
    };
    expect(documents.length).toBeGreaterThan(5);
    expect(await report([...documents].reverse())).toBe(await report(documents));
  });

  test('is coloured for a terminal, unless it is told not to be', async () => {
    const coloured = async (terminal: boolean, env: object, ...args: string[]) =>
      (await cliWith({ stdin: async () => Buffer.from(BAD), terminal: { out: terminal, err: false }, env: { ...env } }, 'verify', '-', ...AT, ...args)).out.includes('\u001b[31m');
    expect(await coloured(true, {})).toBe(true);
    expect(await coloured(false, {})).toBe(false);
    expect(await coloured(true, { NO_COLOR: '1' })).toBe(false);
    expect(await coloured(true, { NO_COLOR: '' })).toBe(true);
    expect(await coloured(true, { TERM: 'dumb' })).toBe(false);
    expect(await coloured(true, {}, '--no-color')).toBe(false);
    expect(await coloured(false, { NO_COLOR: '1' }, '--color')).toBe(true);
    expect(await coloured(true, {}, '--format', 'json')).toBe(false);
  });

  test('takes its time with a word to the person who waits', async () => {
    const clock = jest.spyOn(performance, 'now');
    let time = 0;
    clock.mockImplementation(() => time += 600);
    const folder = tree({ 'a.yaml': GOOD, 'b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n' });
    const waiting = await cliWith({ terminal: { out: false, err: true } }, 'verify', folder, ...AT);
    expect(waiting.err).toMatch(/^(\r\u001b\[K(reading 2 of 2 files|proving 7 objects)…)+\r\u001b\[K$/);
    expect((await verify(folder)).err).toBe('');
    clock.mockRestore();
  });

  test('counts what nobody knows', async () => {
    const { out } = await piped('apiVersion: x/v1\nkind: Widget\nmetadata: {name: w}\n---\n7\n');
    expect(out).toMatch(/1 object, 2 skipped \(1 Widget, 1 without kind or name\)\n$/);
  });
});

test('map draws the connections', async () => {
  const { code, out } = await cliWith({ stdin: async () => Buffer.from(BAD) }, 'map', '-', ...AT);
  expect(code).toBe(0);
  expect(out).toMatch(/^flowchart LR\n {2}subgraph s0\["tracing"\]\n {4}n0\["TempoMonolithic<br\/>traces"\]\n {4}n1\["StatefulSet<br\/>minio"\]\n {2}end\n {2}n0 --x\|"TLS · broken"\| n1\n$/);
  expect((await cliWith({ stdin: async () => Buffer.from('a: [') }, 'map', '-', ...AT)).code).toBe(2);
});

test('rules lists them, explain tells one', async () => {
  const { code, out } = await cli('rules');
  expect(code).toBe(0);
  expect(out.trimEnd().split('\n')).toHaveLength(RULES.length);
  expect(out).toContain("OT007  error    the server's certificate does not cover the dialled name\n");
  expect((await cli('explain', 'ot007')).out).toContain('VerifyHostname');
  expect(await cli('explain', 'OT999')).toMatchObject({ code: 2, err: expect.stringContaining('no such rule') });
});

test('the executable runs from a checkout', () => {
  const folder = tree({ 'good.yaml': GOOD });
  const bin = join(__dirname, '../../bin/cdk8s-observability-tls');
  expect(execFileSync(process.execPath, [bin, 'verify', folder, ...AT], { encoding: 'utf8' })).toContain('1 proved');
  expect(execFileSync(process.execPath, [bin, 'verify', '-', ...AT], { encoding: 'utf8', input: GOOD })).toContain('1 proved');
});

test('a reader that closes the pipe, as head does, changes neither files nor exit code', async () => {
  const folder = tree({ 'bad.yaml': BAD });
  const bin = join(__dirname, '../../bin/cdk8s-observability-tls');
  const closed = (...args: string[]): Promise<{ code: number | null; err: string }> => new Promise((done) => {
    const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let err = '';
    child.stdout.destroy();
    child.stderr.setEncoding('utf8').on('data', (text: string) => { err += text; });
    child.on('close', (code) => { done({ code, err }); });
  });
  expect(await closed('verify', folder, ...AT)).toEqual({ code: 1, err: '' });
  const certs = join(folder, 'certs');
  expect((await closed('certs', '--out', certs, '--server', 'minio.tracing')).code).toBe(0);
  expect(readdirSync(certs).sort()).toEqual(['ca.crt', 'ca.key', 'minio.tracing.crt', 'minio.tracing.key']);
});

test('a reader that takes its time gets all of it: the process does not end before', async () => {
  const folder = tree(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}.yaml`, BAD.replace(/tracing/g, `team-${i}`)])));
  const bin = join(__dirname, '../../bin/cdk8s-observability-tls');
  const args = [bin, 'verify', folder, ...AT, '--format', 'json', '--fail-on', 'never'];
  const whole = execFileSync(process.execPath, args, { maxBuffer: 100_000_000 });
  const slowly = await new Promise<Buffer>((done) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      child.stdout.pause();
      setTimeout(() => { child.stdout.resume(); }, 20);
    });
    child.on('close', () => { done(Buffer.concat(chunks)); });
  });
  expect(whole.length).toBeGreaterThan(100_000); // more than a pipe holds
  expect(slowly.equals(whole)).toBe(true);
});

// Where there is no such device there is no full disk to be had so easily.
(existsSync('/dev/full') ? test : test.skip)('a report that could not be written is no verdict: it is told, and the exit code is not 0', () => {
  const folder = tree({ 'good.yaml': GOOD });
  const bin = join(__dirname, '../../bin/cdk8s-observability-tls');
  const onFull = (...args: string[]) => spawnSync(process.execPath, [bin, ...args], { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'], encoding: 'utf8' });
  expect(onFull('verify', folder, ...AT)).toMatchObject({ status: 1, stderr: expect.stringMatching(/error: cannot write to standard output: .*no space left/) });
  expect(onFull('verify', join(folder, 'missing'), ...AT).status).toBe(2);
});

test('files of any size and kind are read whole: one larger than others, an empty one, and one that is a pipe', async () => {
  const folder = tree({ 'large.yaml': `${GOOD}\n---\n${'# '.padEnd(400_000, 'x')}\n`, 'empty.yaml': '', 'small.yaml': BAD });
  const report = async (...paths: string[]) => JSON.parse((await cli('verify', ...paths, ...AT, '--format', 'json')).out);
  const [large, small] = [await report(join(folder, 'large.yaml')), await report(join(folder, 'small.yaml'))];
  const all = await report(folder);
  expect(all.summary.objects).toBe(large.summary.objects + small.summary.objects);
  const bin = join(__dirname, '../../bin/cdk8s-observability-tls');
  const through = execFileSync('sh', ['-c', `cat "$1" | "$2" "$3" verify /dev/fd/0 ${AT.join(' ')} --format json --fail-on never`, 'sh', join(folder, 'large.yaml'), process.execPath, bin], { encoding: 'utf8' });
  expect(JSON.parse(through).summary).toEqual(large.summary);
});
