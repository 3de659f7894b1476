// Installs the packed library in an empty folder beside the newest cdk8s, as a user would, and synthesizes the README's example with it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const here = resolve(import.meta.dirname, '..');
const app = mkdtempSync(join(tmpdir(), 'consumer-'));
const run = (command, args, cwd) => execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

try {
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', app, '--ignore-scripts'], here));
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  run('npm', ['install', '--no-audit', '--no-fund', `./${filename}`, 'cdk8s@latest', 'constructs@latest', 'cdk8s-plus-28@2.5.6', '@types/node@20'], app);
  run('npx', ['--no-install', 'cdk8s-observability-tls', 'certs', '--out', 'certs', '--server', 'minio.tracing'], app);
  writeFileSync(join(app, 'main.js'), `
const { App } = require('cdk8s');
const { DevTracingStore } = require('cdk8s-observability-tls');
const app = new App({ outdir: 'dist' });
new DevTracingStore(app, 'tracing', { unsafeCertificatesFrom: 'certs' });
app.synth();
`);
  run('node', ['main.js'], app);
  // Every declaration that the entries lead to is in the package.
  writeFileSync(join(app, 'types.ts'), "import { DevTracingStore } from 'cdk8s-observability-tls';\nexport const made: typeof DevTracingStore = DevTracingStore;\n");
  run(join(here, 'node_modules', '.bin', 'tsc'), ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022', '--module', 'node16', '--types', 'node', 'types.ts'], app);
  const kinds = [...readFileSync(join(app, 'dist/tracing.k8s.yaml'), 'utf8').matchAll(/^kind: (.*)$/gm)].map((m) => m[1]);
  for (const kind of ['StatefulSet', 'TempoMonolithic', 'Job']) {
    if (!kinds.includes(kind)) { throw new Error(`the consumer's manifests have no ${kind}: ${kinds.join(', ')}`); }
  }
  const version = JSON.parse(readFileSync(join(app, 'node_modules/cdk8s/package.json'), 'utf8')).version;
  console.log(`a fresh app with cdk8s ${version} wrote ${kinds.length} objects from ${filename}`);
} finally {
  rmSync(app, { recursive: true, force: true });
}
