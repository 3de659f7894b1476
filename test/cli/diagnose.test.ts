import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, cli, cliWith, scratch } from './harness';

afterAll(cleanUp);

const LOG = 'level=info msg="started"\nGet "https://minio.tracing.svc:9000/": x509: certificate signed by unknown authority\n';
const stdin = (text: string) => ({ stdin: async () => Buffer.from(text) });

test('reads standard input, and needs no manifests', async () => {
  const { code, out, err } = await cliWith(stdin(LOG), 'diagnose');
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('standard input:2\n  said   Get "https://minio.tracing.svc:9000/": x509: certificate signed by unknown authority\n  means  ');
  expect(out).toContain('  rule   OT006 the certificate is signed by nobody that the other side trusts\n');
  expect(out).toMatch(/\n1 explained, 0 unknown\n$/);
});

test('with manifests that do not show it', async () => {
  const folder = scratch();
  writeFileSync(join(folder, 'tempo.log'), LOG);
  writeFileSync(join(folder, 'm.yaml'), 'apiVersion: v1\nkind: Namespace\nmetadata: {name: tracing}\n');
  const { code, out } = await cli('diagnose', '--now', '2026-01-01', '--logs', join(folder, 'tempo.log'), folder);
  expect([code, out]).toEqual([0, expect.stringContaining('nothing of it in the manifests')]);
});

test('JSON', async () => {
  const { out } = await cliWith(stdin(LOG), 'diagnose', '--format', 'json');
  expect(JSON.parse(out)).toMatchObject({ diagnoses: [{ symptom: 'unknown-authority', line: 2, hosts: ['minio.tracing.svc:9000'], rules: [{ id: 'OT006' }, {}, {}], connections: [], findings: [] }], unknown: [] });
});

test('what a log writes to a terminal is harmless', async () => {
  const { out } = await cliWith(stdin('x509: certificate signed by unknown authority \u001b[2J\u202e'), 'diagnose');
  expect(out).not.toMatch(/[\u001b\u202e]/);
});

test('words that are not known', async () => {
  const { code, out } = await cliWith(stdin('error: the flux capacitor failed'), 'diagnose');
  expect([code, out]).toEqual([1, 'standard input:1\n  said   error: the flux capacitor failed\n  means  not known here\n\n0 explained, 1 unknown\n']);
});

test.each([
  ['standard input twice', ['--logs', '-', '-'], 'standard input is asked for twice'],
  ['a log that is not there', ['--logs', '/nowhere.log'], 'cannot read /nowhere.log: no such file or directory'],
  ['a format that is not there', ['--format', 'xml'], '--format: unknown'],
])('%s', async (_name, args, says) => {
  const { code, err } = await cliWith(stdin(''), 'diagnose', ...args);
  expect([code, err]).toEqual([2, expect.stringContaining(says)]);
});
