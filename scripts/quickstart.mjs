// From a fresh clone to manifests with a proved TLS chain: installs, compiles, makes throw-away certificates outside the tree, synthesizes
// the blueprint into dist/, and says what it wrote, what connects to what, and what to do next. Needs Node only.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const certificates = process.env.CERTS ?? join(tmpdir(), `observability-tls-${process.getuid?.() ?? 'dev'}`);
const out = join(root, 'dist', 'blueprint');
const require = createRequire(import.meta.url);

// What the certs command advises is for those who make Secrets by hand; here the pair goes into the manifest.
const beforeNext = (text) => text.split(/^Next:$/m)[0].trimEnd();

const run = (title, command, args, env = {}, shown = undefined) => {
  console.log(`\n${title}`);
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', shown ? 'pipe' : 'inherit', 'inherit'], env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20', ...env }, shell: process.platform === 'win32' });
  if (shown && result.stdout) { console.log(shown(result.stdout)); }
  if (result.status !== 0) {
    console.error(`\nstopped: "${title}" failed; its own words are above`);
    process.exit(1);
  }
};

if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) {
  run('1. installing the packages of package-lock.json', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
} else {
  console.log('\n1. packages are installed');
}
run('2. compiling', 'npx', ['--no-install', 'projen', 'compile']);

if (existsSync(join(certificates, 'minio.tracing.crt'))) {
  console.log(`\n3. development certificates are there already: ${certificates}`);
} else {
  run('3. making development certificates', process.execPath, ['bin/cdk8s-observability-tls', 'certs', '--out', certificates, '--server', 'minio.tracing'], {}, beforeNext);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
run('4. synthesizing examples/blueprint', process.execPath, ['-r', 'ts-node/register/transpile-only', 'examples/blueprint/main.ts'], {
  CERTS: certificates, CDK8S_OUTDIR: out, TS_NODE_PROJECT: join(root, 'examples', 'tsconfig.json'),
});

const { connections } = require(join(root, 'lib/trust/connections.js'));
const { connectionTable } = require(join(root, 'lib/trust/report/text.js'));
const { Yaml } = require('cdk8s');
const files = readdirSync(out).filter((name) => name.endsWith('.yaml')).sort().map((name) => join(out, name));
if (files.length === 0) {
  console.error('\nstopped: examples/blueprint/main.ts wrote no manifest. Does it end with app.synth()?');
  process.exit(1);
}
const objects = files.flatMap((file) => {
  const those = Yaml.load(file);
  console.log(`\nwrote ${file}`);
  for (const object of those) { console.log(`  ${object.kind.padEnd(16)} ${object.metadata.name}`); }
  return those;
});
const namespace = objects.find((object) => object.kind === 'TempoMonolithic')?.metadata.namespace ?? 'tracing';

const found = connections(objects, new Date());
console.log(`\nwhat connects to what, judged on the written manifests now\n${connectionTable(found)}`);

console.log(`
next
  kubectl apply --server-side -f ${files.join(' -f ')}      (a cluster with the Tempo operator; docs/tutorial.md starts from nothing, on kind)
  kubectl -n ${namespace} get tempomonolithic,job   (Tempo gets Ready, and the smoke test's Jobs complete)
  edit examples/blueprint/main.ts and run this again; the README shows what else there is`);

const verdicts = found.map((connection) => connection.verdict);
if (!verdicts.includes('proved') || verdicts.includes('broken') || verdicts.includes('unverified')) {
  console.error(`\nthe chain is not proved: see the table above. If the development certificates have expired, remove ${certificates} and run this again.`);
  process.exit(1);
}
