import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, cli, Outcome, scratch } from './harness';
import { NOW } from '../x509/fixtures';

const TIME = ['--now', NOW.toISOString()];

afterAll(cleanUp);

function certs(out: string, ...args: string[]): Promise<Outcome> {
  return cli('certs', '--out', out, ...TIME, ...args);
}

describe('called wrongly', () => {
  test.each<[string, string[], string | RegExp]>([
    ['nothing to issue', [], 'neither --server nor --client'],
    ['empty server', ['--server', ''], 'got      nothing'],
    ['blank', ['--server', ' '], 'remove the blanks'],
    ['empty part', ['--server', 'a.b,'], 'got      nothing'],
    ['blank after comma', ['--server', 'a.b, c'], 'remove the blanks'],
    ['URL', ['--server', 'https://minio.tracing:9000'], 'without scheme'],
    ['port', ['--server', 'minio.tracing:9000'], 'leave out the port'],
    ['final dot', ['--server', 'minio.tracing.svc.'], 'leave out the final dot: minio.tracing.svc'],
    ['upper case', ['--server', 'Minio.Tracing'], 'use lower case: minio.tracing'],
    ['unicode', ['--server', 'bücher.example.com'], 'xn--bcher-kva.example.com'],
    ['unicode Service', ['--server', 'bücher.ns'], 'xn--bcher-kva.ns'],
    ['underscore', ['--server', 'min_io.tracing.svc'], 'a-z, 0-9'],
    ['leading hyphen', ['--server', '-minio'], /argument|DNS name/],
    ['inner wildcard', ['--server', 'a.*.example.com'], 'whole first label only'],
    ['partial wildcard', ['--server', 'a*.example.com'], 'whole first label only'],
    ['bare wildcard', ['--server', '*'], 'a-z, 0-9'],
    ['wildcard of a top level', ['--server', '*.com'], 'at least two labels'],
    ['impossible address', ['--server', '10.0.0.256'], '0 to 255'],
    ['address with zeros', ['--server', '10.0.0.05'], 'leading zeros'],
    ['address in brackets', ['--server', '[::1]'], 'without brackets'],
    ['zone', ['--server', 'fe80::1%eth0'], 'not a DNS name'],
    ['ip: without address', ['--server', 'ip:minio'], 'not an IP address'],
    ['svc: with three labels', ['--server', 'svc:minio.tracing.svc'], 'NAME.NAMESPACE'],
    ['empty label', ['--server', 'a..b'], 'not a DNS name'],
    ['label of 64', ['--server', `${'a'.repeat(64)}.b`], 'at most 63'],
    ['name of 254', ['--server', Array(51).fill('abcd').join('.')], '253'],
    ['newline', ['--server', 'a\nb'], '\\n'],
    ['NUL', ['--server', 'a\u0000b'], '\\u0000'],
    ['path', ['--server', '../../etc/passwd'], 'not a DNS name'],
    ['same name twice in one', ['--server', 'minio.tracing,minio'], 'leave out one minio'],
    ['same leaf twice', ['--server', 'a.b', '--server', 'a.b'], 'would both be written to a.b.crt'],
    ['server and client of one name', ['--server', 'querier', '--client', 'querier'], 'different names'],
    ['client names that differ in case only', ['--client', 'Q', '--client', 'q'], 'would both be written'],
    ['a leaf called ca', ['--client', 'ca'], 'the name is taken'],
    ['empty client', ['--client', ''], 'not a client name'],
    ['client with slash', ['--client', 'a/b'], 'not a client name'],
    ['client of 65', ['--client', 'a'.repeat(65)], '1 to 64'],
    ['client with umlaut', ['--client', 'prüfer'], 'not a client name'],
    ['no days', ['--server', 'a.b', '--days', '0'], '1 to 36500'],
    ['negative days', ['--server', 'a.b', '--days=-1'], '1 to 36500'],
    ['half a day', ['--server', 'a.b', '--days', '1.5'], '1 to 36500'],
    ['days in words', ['--server', 'a.b', '--days', 'many'], '"many"'],
    ['too many CA days', ['--server', 'a.b', '--ca-days', '36501'], '--ca-days'],
    ['key type', ['--server', 'a.b', '--key-type', 'rsa-1024'], 'ecdsa-p256, ecdsa-p384, rsa-2048, rsa-4096, ed25519'],
    ['cluster domain', ['--server', 'a.b', '--cluster-domain', 'Cluster.Local'], 'use lower case: cluster.local'],
    ['empty cluster domain', ['--server', 'a.b', '--cluster-domain', ''], '--cluster-domain'],
    ['wildcard cluster domain', ['--server', 'a.b', '--cluster-domain', '*.x.y'], '--cluster-domain'],
    ['time', ['--server', 'a.b', '--now', 'tomorrow'], 'ISO 8601'],
    ['day that is none', ['--server', 'a.b', '--now', '2026-02-30'], 'ISO 8601'],
    ['time without zone', ['--server', 'a.b', '--now', '2026-01-01T00:00:00'], 'time zone'],
    ['empty CA name', ['--server', 'a.b', '--ca-name', ''], '1 to 64'],
    ['long CA name', ['--server', 'a.b', '--ca-name', 'x'.repeat(65)], '1 to 64'],
    ['--ca and --new-ca', ['--server', 'a.b', '--ca', '.', '--new-ca'], 'exclude each other'],
    ['unknown option', ['--server', 'a.b', '--severs', 'c.d'], '--server'],
    ['stray word', ['minio.tracing'], 'too many arguments'],
  ])('%s', async (_, args, message) => {
    const out = join(scratch(), 'pki');
    const { code, err, out: text } = await certs(out, ...args);
    expect([code, text]).toEqual([2, '']);
    if (typeof message === 'string') expect(err).toContain(message);
    else expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
    // Nothing that could repaint a terminal is printed back.
    expect(err).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(statSync(out, { throwIfNoEntry: false })).toBeUndefined();
  });

  test('no --out', async () => {
    expect(await cli('certs', '--server', 'a.b')).toMatchObject({ code: 2, err: expect.stringContaining('--out') });
  });

  test('no command, an unknown one, help, version', async () => {
    expect((await cli()).code).toBe(2);
    expect(await cli('cerst')).toMatchObject({ code: 2, err: expect.stringContaining('certs') });
    expect(await cli('--help')).toMatchObject({ code: 0, out: expect.stringContaining('certs') });
    expect(await cli('certs', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('exactly two labels') });
    expect(await cli('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});

test('three labels ending in svc are taken as they stand, with a warning that says how to get all names', async () => {
  const { code, err } = await certs(scratch(), '--server', 'minio.tracing.svc');
  expect(code).toBe(0);
  expect(err).toContain('--server minio.tracing covers every name of that Service');
});

test('an --out that git would commit is warned about, an ignored one is not', async () => {
  if (spawnSync('git', ['--version']).status !== 0) return;
  const tree = scratch();
  execFileSync('git', ['init', '-q', tree]);
  const commit = await certs(join(tree, 'pki'), '--server', 'a.b');
  expect(commit).toMatchObject({ code: 0, err: expect.stringContaining('inside a git work tree and not ignored') });
  writeFileSync(join(tree, '.gitignore'), '/safe/\n');
  expect(await certs(join(tree, 'safe'), '--server', 'a.b')).toMatchObject({ code: 0, err: '' });
});

test('the executable says what to do when the package is not compiled', () => {
  const root = scratch();
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin', 'tool'), readFileSync(join(__dirname, '..', '..', 'bin', 'cdk8s-observability-tls')), { mode: 0o755 });
  const result = spawnSync(process.execPath, [join(root, 'bin', 'tool'), '--version'], { encoding: 'utf8' });
  expect([result.status, result.stderr]).toEqual([1, 'error: the package is not compiled: run "npm ci && npm run compile" first\n']);
});
