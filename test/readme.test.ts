import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Testing, Yaml } from 'cdk8s';
import * as ts from 'typescript';
import * as library from '../src';
import { makeCa, makeServer } from './util/certificates';
import { messageOf } from './util/errors';

const FILE = join(__dirname, '..', 'README.md');
const readme = readFileSync(FILE, 'utf8');

/** What the README's first code block synthesizes, by running that very text. */
function synthesized(): any[] {
  const code = /```ts nofixture\n([^]*?)```/.exec(readme)?.[1] as string;
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  let objects: any[] = [];
  const cdk8s = { ...jest.requireActual('cdk8s'), App: class extends jest.requireActual('cdk8s').App { public synth() { objects = this.charts.flatMap((c: Chart) => c.toJson()); } } };
  new Function('require', 'exports', outputText)((name: string) => ({ cdk8s, 'cdk8s-observability-tls': library })[name], {});
  return objects;
}

/** What the README's code about Thanos makes, for a version: by running that very text. */
function querier(version: string): string {
  const code = /```ts\n(const endpoints = new QuerierEndpoints[^]*?)```/.exec(readme)![1];
  const { outputText } = ts.transpileModule(code.replace('ThanosVersion.V0_42', `ThanosVersion.${version}`), { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  const chart = new Chart(Testing.app(), 'monitoring', { namespace: 'monitoring' });
  const { QuerierEndpoints, StorageCa, ClientCertificate, ThanosQuerier, ThanosVersion } = library;
  const given = { chart, QuerierEndpoints, StorageCa, ClientCertificate, ThanosQuerier, ThanosVersion };
  new Function(...Object.keys(given), outputText)(...Object.values(given));
  const { data } = Testing.synth(chart).find((object) => object.kind === 'ConfigMap' && object.metadata.name === 'query-endpoints');
  return data['endpoints.yaml'];
}

const GENERATED: readonly [string, () => string][] = [
  ['the objects', () => {
    const objects = synthesized();
    const shown = [['Certificate', 'minio-tls'], ['TempoMonolithic', 'traces']].map(([kind, name]) => objects.find((o) => o.kind === kind && o.metadata.name === name));
    return `\`\`\`yaml\n${shown.map(({ apiVersion, kind, metadata: { name, namespace }, spec }) => Yaml.stringify({ apiVersion, kind, metadata: { name, namespace }, spec })).join('---\n')}\`\`\``;
  }],
  ['the file of endpoints', () => `\`\`\`yaml\n${querier('V0_42')}\`\`\``],
  ['the error of the same endpoints', () => `\`\`\`\n${messageOf(() => querier('V0_41'))}\n\`\`\``],
  ['the error of a certificate', () => {
    const ca = makeCa();
    const pair = makeServer(ca, ['minio']);
    const chart = new Chart(Testing.app(), 'tracing', { namespace: 'tracing' });
    const { certificatePem, privateKeyPem: privateKey } = pair;
    const certificate = library.ServerCertificate.unsafeInline({ certificate: certificatePem, privateKey, ca: ca.certificatePem });
    return `\`\`\`\n${messageOf(() => new library.TlsMinio(chart, 'minio', { certificate }))}\n\`\`\``;
  }],
];

test.each(GENERATED)('the README shows %s as they are', (what, produce) => {
  const place = new RegExp(`(<!-- generated: ${what}[^>]*-->\n)[^]*?<!-- end -->`);
  expect(readme).toMatch(place);
  const fresh = readme.replace(place, (_all, head) => `${head}${produce()}\n<!-- end -->`);
  if (process.env.UPDATE_README) { writeFileSync(FILE, readFileSync(FILE, 'utf8').replace(place, (_all, head) => `${head}${produce()}\n<!-- end -->`)); }
  expect(process.env.UPDATE_README ? fresh : readme).toBe(fresh);
});

test('the first screen has at most 20 lines of code', () => {
  expect((/```ts nofixture\n([^]*?)```/.exec(readme)?.[1] as string).trim().split('\n').length).toBeLessThanOrEqual(20);
});
