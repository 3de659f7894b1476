import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { readFacts } from '../src/cli/facts-file';
import { prove } from '../src/trust/prove';
import { NOW } from '../test/util/certificates';
import { mask } from '../test/util/mask';

// Certificates for the examples that use some, made once by the command that their READMEs name.
let certificates: string | undefined;

function certs(): string {
  if (certificates === undefined) {
    certificates = mkdtempSync(join(tmpdir(), 'certs-'));
    const command = join(__dirname, '..', 'bin', 'cdk8s-observability-tls');
    execFileSync(process.execPath, [command, 'certs', '--out', certificates, '--server', 'minio.tracing', '--server', 's3.example.com', '--now', NOW.toISOString()], { stdio: 'ignore' });
  }
  return certificates;
}

const written = new Map<string, any[]>();

/** Runs an example once as `cdk8s synth` would, compares what it writes with its expected.yaml, and gives the objects. */
export function synthesize(example: string): any[] {
  const objects = written.get(example) ?? run(join(__dirname, example));
  written.set(example, objects);
  return structuredClone(objects);
}

function run(folder: string): any[] {
  const out = mkdtempSync(join(tmpdir(), 'example-'));
  const main = join(folder, 'main.ts');
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  process.env.CDK8S_OUTDIR = out;
  if (readFileSync(main, 'utf8').includes('CERTS')) { process.env.CERTS = certs(); }
  jest.requireActual(main);
  const files = readdirSync(out).filter((name) => name.endsWith('.yaml')).sort();
  const yaml = files.map((name) => readFileSync(join(out, name), 'utf8')).join('---\n');
  expect(mask(yaml)).toBe(readFileSync(join(folder, 'expected.yaml'), 'utf8'));
  return files.flatMap((name) => Yaml.load(join(out, name)));
}

/** One object, by kind and name. */
export function find(objects: any[], kind: string, name: string): any {
  const found = objects.find((o) => o.kind === kind && o.metadata.name === name);
  expect(found).toBeDefined();
  return found;
}

/** The verdicts of all connections, each once, with what an example's facts.yaml tells beside its manifests; nothing at all may be found. */
export function verdicts(objects: any[], example?: string): string[] {
  const facts = example === undefined ? [] : readFacts(join(__dirname, example, 'facts.yaml'));
  const { findings, connections } = prove(objects.map((object) => ({ object })), { now: NOW, facts });
  expect(findings.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`)).toEqual([]);
  return [...new Set(connections.map((connection) => connection.verdict))].sort();
}
