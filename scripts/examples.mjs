// Runs `cdk8s synth` in every example, as its README says, and compares what it writes with the expected YAML beside it.
// With --update the expected files are written instead.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const update = process.argv.includes('--update');
const require = createRequire(import.meta.url);
require('ts-node').register({ transpileOnly: true, compilerOptions: { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' } });
const { mask } = require('../test/util/mask.ts'); // certificates, and what is named after them, differ from run to run
let stale = 0;

// The certificates that some examples' READMEs make first.
const certificates = mkdtempSync(join(tmpdir(), 'certs-'));
execFileSync(process.execPath, ['bin/cdk8s-observability-tls', 'certs', '--out', certificates, '--server', 'minio.tracing', '--server', 's3.example.com'], { cwd: root, stdio: 'ignore' });

for (const entry of readdirSync(join(root, 'examples'), { withFileTypes: true })) {
  const folder = join(root, 'examples', entry.name);
  if (!entry.isDirectory() || !existsSync(join(folder, 'cdk8s.yaml'))) { continue; }
  const out = mkdtempSync(join(tmpdir(), 'example-'));
  try {
    execFileSync('npx', ['cdk8s', 'synth', '--output', out], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, CERTS: certificates, CDK8S_CHECK_UPGRADE: 'false' } });
    const yaml = mask(readdirSync(out).filter((name) => name.endsWith('.yaml')).sort().map((name) => readFileSync(join(out, name), 'utf8')).join('---\n'));
    const expected = join(folder, 'expected.yaml');
    if (update) { writeFileSync(expected, yaml); }
    const same = existsSync(expected) && readFileSync(expected, 'utf8') === yaml;
    console.log(`${entry.name}: ${yaml.match(/^kind:/gm)?.length ?? 0} objects${same ? '' : ', and they differ from expected.yaml'}`);
    if (!same) { stale += 1; }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
rmSync(certificates, { recursive: true, force: true });
process.exit(stale === 0 ? 0 : 1);
