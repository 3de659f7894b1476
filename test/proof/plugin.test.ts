import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { dump } from 'js-yaml';
import { TlsValidationPlugin } from '../../src';
import { findRule } from '../../src/trust/rules';
import { staged } from '../trust/stage';

const ROOT = resolve(__dirname, '../..');
const GOOD = yaml(staged(''));
const BAD = yaml(staged(findRule('OT007')!.violating));
const folder = mkdtempSync(join(tmpdir(), 'plugin-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function yaml(list: readonly unknown[]): string {
  return list.map((object) => dump(object)).join('---\n');
}

/** What the plugin tells cdk8s of some manifests. */
async function told(manifests: { readonly [file: string]: string }, props?: object) {
  const files = Object.entries(manifests).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  });
  const violations: any[] = [];
  const submitted: any[] = [];
  const said: string[] = [];
  const report = { addViolation: (violation: object) => violations.push(violation), submit: (...args: unknown[]) => submitted.push(args) };
  await new TlsValidationPlugin(props as any).validate({ manifests: files, report, logger: { log: (text: string) => said.push(text) } });
  expect(submitted).toHaveLength(1);
  return { violations, status: submitted[0][0], metadata: submitted[0][1], said };
}

test('a proof without errors is a success, and its connections are shown', async () => {
  const { status, metadata, said } = await told({ 'a.yaml': GOOD });
  expect([status, metadata]).toEqual(['success', { connections: '1', proved: '1', consistent: '0', unverified: '0', broken: '0', now: 'not judged' }]);
  expect(said.join('\n')).toContain('traces ──TLS──▶ minio.tracing.svc:9000  proved');
});

test('a finding is a violation at the object to change, with the others and their lines', async () => {
  const { status, violations } = await told({ 'b.yaml': BAD });
  expect(status).toBe('failure');
  const violation = violations.find(({ ruleName }) => ruleName.startsWith('OT007 '));
  expect(violation).toMatchObject({ recommendation: expect.stringContaining('not for minio.tracing.svc'), fix: expect.stringContaining('DNS:minio.tracing.svc') });
  expect(violation.violatingResources[0]).toEqual({
    resourceName: 'minio-tls', locations: [expect.stringMatching(/^Secret tracing\/minio-tls stringData\["tls\.crt"\] \(line \d+\)$/)], manifestPath: join(folder, 'b.yaml'),
  });
  expect(violation.violatingResources.map((r: any) => r.resourceName)).toEqual(expect.arrayContaining(['traces', 'minio']));
});

test('thresholds, acknowledgements, time and SARIF are properties', async () => {
  expect((await told({ 'b.yaml': BAD }, { failOn: 'never' })).status).toBe('success');
  expect((await told({ 'b.yaml': BAD }, { acknowledge: { OT007: 'known' } })).status).toBe('success');
  expect((await told({ 'a.yaml': GOOD }, { now: '2050-01-01' })).violations.map((v) => v.ruleName.slice(0, 5))).toContain('OT005');
  const sarif = join(folder, 'tls.sarif');
  await told({ 'b.yaml': BAD }, { sarif });
  expect(JSON.parse(readFileSync(sarif, 'utf8')).runs[0].results.map((r: any) => r.ruleId)).toContain('OT007');
});

test('a manifest that cannot be read is a failure, and the others are proved all the same', async () => {
  const { status, violations, metadata } = await told({ 'a.yaml': GOOD, 'c.yaml': 'a: [' });
  expect([status, metadata.proved, violations.map((v) => v.ruleName)]).toEqual(['failure', '1', ['unreadable']]);
});

test.each([[{ failOn: 'always' }, 'failOn is none'], [{ now: 'soon' }, 'now is no time'], [{ acknowledge: { OT007: '' } }, 'acknowledge needs'], [{ acknowledge: { OT999: 'x' } }, 'acknowledge needs']])(
  'the properties %j are refused', async (props, message) => {
    await expect(told({ 'a.yaml': GOOD }, props)).rejects.toThrow(message);
  });

test('cdk8s synth --validate runs it, from a package in a folder', () => {
  const app = join(folder, 'app');
  mkdirSync(join(app, 'node_modules'), { recursive: true });
  for (const name of ['cdk8s', 'constructs']) { symlinkSync(join(ROOT, 'node_modules', name), join(app, 'node_modules', name)); }
  symlinkSync(ROOT, join(app, 'node_modules', 'cdk8s-observability-tls'));
  const plugin = 'package: ./node_modules/cdk8s-observability-tls\n    version: 0.0.0\n    class: TlsValidationPlugin\n    properties: {sarif: tls.sarif}';
  writeFileSync(join(app, 'cdk8s.yaml'), `language: typescript\napp: node main.js\nvalidations:\n  - ${plugin}\n`);
  const synth = (objects: readonly unknown[]) => {
    rmSync(join(app, 'reports.json'), { force: true });
    writeFileSync(join(app, 'main.js'), `const { ApiObject, App, Chart } = require('cdk8s');
const app = new App();
const chart = new Chart(app, 'tracing');
${JSON.stringify(objects)}.forEach((object, i) => new ApiObject(chart, 'o' + i, object));
app.synth();
`);
    const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'node_modules/cdk8s-cli/bin/cdk8s'), 'synth', '--validate', '--validation-reports-output-file', 'reports.json'], {
      cwd: app, encoding: 'utf8', env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
    });
    return { status, stdout, reports: JSON.parse(readFileSync(join(app, 'reports.json'), 'utf8')).reports };
  };
  const bad = synth(staged(findRule('OT007')!.violating));
  expect(bad.status).toBe(2);
  const violation = bad.reports[0].violations.find((v: any) => v.ruleName.startsWith('OT007'));
  expect(violation.violatingConstructs[0]).toMatchObject({ resourceName: 'minio-tls', constructPath: expect.stringMatching(/^tracing\/o\d$/), manifestPath: expect.stringContaining('tracing.k8s.yaml') });
  expect(JSON.parse(readFileSync(join(app, 'tls.sarif'), 'utf8')).version).toBe('2.1.0');
  expect(synth(staged('')).status).toBe(0);
}, 60_000);
