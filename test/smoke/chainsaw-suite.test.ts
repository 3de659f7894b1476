import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, Duration } from 'cdk8s';
import { parse, parseAllDocuments } from 'yaml';
import { bucket, FakeTempo, newChart } from './fakes';
import { ChainsawSuite, TraceSmokeTest } from '../../src/smoke';
import { messageOf } from '../util/errors';

let home: string;
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'suite-')); });
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A chart with one of everything that can be waited for. */
function everything(id: string = 'tracing'): { chart: Chart; smoke: TraceSmokeTest } {
  const chart = newChart(id);
  const object = (name: string, apiVersion: string, kind: string, spec: any) => new ApiObject(chart, `${kind}-${name}`, { apiVersion, kind, metadata: { name }, spec });
  object('minio', 'apps/v1', 'StatefulSet', { replicas: 1 });
  object('asleep', 'apps/v1', 'Deployment', { replicas: 0 });
  object('minio-bucket-tempo-1', 'batch/v1', 'Job', {});
  object('traces', 'tempo.grafana.com/v1alpha1', 'TempoMonolithic', {});
  const smoke = new TraceSmokeTest(chart, 'smoke', { tempo: new FakeTempo(chart, 'traces', { bucket: bucket(chart) }) });
  return { chart, smoke };
}

const read = (folder: string, file: string): any[] => parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS());

test('applies the charts and asserts what follows from their objects, in the order in which it comes true', () => {
  const { chart, smoke } = everything();
  const folder = join(home, 'tracing');
  const files = ChainsawSuite.write(folder, { charts: [chart] });
  expect(readdirSync(folder).sort()).toEqual([...files].sort());
  const suite = parse(readFileSync(join(folder, 'chainsaw-test.yaml'), 'utf8'));
  expect(suite).toMatchObject({ apiVersion: 'chainsaw.kyverno.io/v1alpha1', kind: 'Test', metadata: { name: 'tracing' }, spec: { namespace: 'tracing', timeouts: { assert: '10m' } } });
  expect(suite.spec.steps.map((step: any) => [step.name, step.try[0]])).toEqual([
    ['secrets-that-must-be-there', { assert: { file: '00-secrets.yaml', timeout: '5s' } }],
    ['apply-tracing', { apply: { file: '01-tracing.yaml' } }],
    ['workloads-are-ready', { assert: { file: '20-workloads.yaml' } }],
    ['jobs-succeeded', { assert: { file: '30-jobs.yaml' } }],
    ['tempo-is-ready', { assert: { file: '40-tempo.yaml' } }],
    ['smoke-test-passed', { assert: { file: '50-smoke.yaml' } }],
  ]);
  expect(read(folder, '00-secrets.yaml')).toEqual([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'tempo-s3', namespace: 'tracing' } }]);
  expect(read(folder, '01-tracing.yaml')).toEqual(JSON.parse(JSON.stringify(chart.toJson())));
  expect(read(folder, '20-workloads.yaml')).toEqual([{ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'minio', namespace: 'tracing' }, status: { readyReplicas: 1 } }]);
  expect(read(folder, '30-jobs.yaml')).toMatchObject([{ metadata: { name: 'minio-bucket-tempo-1' }, status: { succeeded: 1 } }]);
  expect(read(folder, '40-tempo.yaml')).toEqual([
    { apiVersion: 'tempo.grafana.com/v1alpha1', kind: 'TempoMonolithic', metadata: { name: 'traces', namespace: 'tracing' }, status: { "(conditions[?type == 'Ready'])": [{ status: 'True' }] } },
    { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'tempo-traces', namespace: 'tracing' }, status: { readyReplicas: 1 } },
  ]);
  expect(read(folder, '50-smoke.yaml').map((job) => [job.kind, job.metadata.name, job.status])).toEqual(smoke.jobNames.map((name) => ['Job', name, { succeeded: 1 }]));
});

test('shows the Jobs\' logs when they do not succeed', () => {
  const { chart, smoke } = everything();
  ChainsawSuite.write(home, { charts: [chart] });
  const suite = parse(readFileSync(join(home, 'chainsaw-test.yaml'), 'utf8'));
  expect(suite.spec.steps.at(-1).catch.map((step: any) => step.podLogs.selector)).toEqual(smoke.jobNames.map((name) => `job-name=${name}`));
});

test('replaces what it wrote, as a whole, and writes the same bytes again', () => {
  const first = ChainsawSuite.write(home, { charts: [everything().chart], name: 'one', timeout: Duration.seconds(90) });
  const bytes = () => readdirSync(home).sort().map((file) => readFileSync(join(home, file), 'utf8')).join('\n');
  const before = bytes();
  expect(before).toContain('assert: 90s');
  ChainsawSuite.write(home, { charts: [everything().chart], name: 'one', timeout: Duration.seconds(90) });
  expect(bytes()).toBe(before);
  ChainsawSuite.write(home, { charts: [everything('other').chart] });
  expect(readdirSync(home)).toContain('01-other.yaml');
  expect(readdirSync(home)).not.toContain(first.find((file) => file.startsWith('01-')));
});

test.each([
  ['of somebody\'s', (folder: string) => writeFileSync(join(folder, 'notes.txt'), 'mine'), 'notes.txt'],
  ['with another chainsaw test', (folder: string) => writeFileSync(join(folder, 'chainsaw-test.yaml'), 'kind: Test\n'), 'chainsaw-test.yaml'],
  ['with a file added to ours', (folder: string) => {
    ChainsawSuite.write(folder, { charts: [everything().chart] });
    writeFileSync(join(folder, '60-more.yaml'), 'kind: Pod\n');
  }, '60-more.yaml'],
])('leaves a folder %s alone', (_name, prepare, file) => {
  prepare(home);
  const before = readdirSync(home).map((name) => [name, readFileSync(join(home, name), 'utf8')]);
  const message = messageOf(() => ChainsawSuite.write(home, { charts: [everything().chart] }));
  expect(message).toContain('would be lost');
  expect(message).toContain(file);
  expect(readdirSync(home).map((name) => [name, readFileSync(join(home, name), 'utf8')])).toEqual(before);
});

test('leaves nothing behind beside the folder', () => {
  ChainsawSuite.write(join(home, 'a', 'suite'), { charts: [everything().chart] });
  ChainsawSuite.write(join(home, 'a', 'suite'), { charts: [everything().chart] });
  expect(readdirSync(join(home, 'a'))).toEqual(['suite']);
});

test.each<[string, () => any, RegExp]>([
  ['no directory', () => ['', { charts: [everything().chart] }], /directory is empty/],
  ['no props', () => [join(home, 'x'), undefined], /charts must be a list/],
  ['no chart', () => [join(home, 'x'), { charts: [] }], /charts has no chart[^]*0 items/],
  ['a construct that is no chart', () => [join(home, 'x'), { charts: [everything().smoke] }], /charts has no chart, or something else/],
  ['a chart with nothing to wait for', () => [join(home, 'x'), { charts: [newChart()] }], /nothing in these charts[^]*tracing[^]*TraceSmokeTest/],
  ['a name that is none', () => [join(home, 'x'), { charts: [everything().chart], name: 'A b' }], /"A b"/],
  ['a timeout that is none', () => [join(home, 'x'), { charts: [everything().chart], timeout: 10 }], /timeout is not usable[^]*10/],
  ['no time at all', () => [join(home, 'x'), { charts: [everything().chart], timeout: Duration.seconds(0) }], /timeout is not usable/],
])('refuses %s, and writes nothing', (_name, args, message) => {
  const [directory, props] = args();
  const text = messageOf(() => ChainsawSuite.write(directory, props));
  expect(text).toMatch(/^\[ChainsawSuite\.write\] /);
  expect(text).toMatch(message);
  expect(existsSync(join(home, 'x'))).toBe(false);
});

test('refuses a file where the folder should be', () => {
  writeFileSync(join(home, 'file'), '');
  expect(messageOf(() => ChainsawSuite.write(join(home, 'file'), { charts: [everything().chart] }))).toMatch(/directory is a file/);
});
