// npm run bench: what the library costs, as ratios within this process or this minute. With --check the promises are enforced.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { againstKubeconform } from './bench/kubeconform.mjs';
import { median } from './bench/measure.mjs';

const root = resolve(import.meta.dirname, '..');
const check = process.argv.includes('--check');
const rows = [];
const promise = (what, value, unit, limit) => rows.push({ what, value, unit, limit, kept: limit === undefined || value <= limit });
const node = (script) => Number(spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' }).stdout.trim());

// 1. Loading: our package after cdk8s and constructs, which every app loads anyway; each time in a fresh process.
const load = (target) => `require('cdk8s'); require('constructs'); const t = process.hrtime.bigint(); require(${JSON.stringify(target)}); console.log(Number(process.hrtime.bigint() - t) / 1e6);`;
const ours = median(Array.from({ length: 15 }, () => node(load('./lib/index.js'))));
const cdk8s = median(Array.from({ length: 5 }, () => node("const t = process.hrtime.bigint(); require('cdk8s'); console.log(Number(process.hrtime.bigint() - t) / 1e6);")));
promise('loading the package, over cdk8s', ours, 'ms', 10);
promise('  … in loads of cdk8s', ours / cdk8s, '×');
const loaded = node("require('./lib/index.js'); console.log(Object.keys(require.cache).filter((f) => /cdk8s-plus-28|@peculiar|commander|js-yaml/.test(f)).length);");
promise('modules of cdk8s-plus-28, the ASN.1 library, the YAML and the CLI parser loaded', loaded, '', 0);

// 2. The tarball.
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  promise('tarball', statSync(join(folder, filename)).size / 1000, 'kB', 1000);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// 3. Synthesis grows linearly with the number of stores in a chart, and costs little over what cdk8s needs to print the same objects.
const growth = Number(execFileSync(process.execPath, ['--expose-gc', join(root, 'scripts/bench/synthesis.mjs')], { encoding: 'utf8' }));
promise('time for 50 stores over time for 25', growth, '×', 2.8);

// 4. The prover: its own process, so that nothing before it fills the memory.
const prover = JSON.parse(execFileSync(process.execPath, ['--expose-gc', join(root, 'scripts/bench/prover.mjs')], { encoding: 'utf8' }));
promise(`proof of ${prover.stores} connections, over node:crypto asked the same (signature, host, key)`, prover.keyed, '×', 1.3);
promise('  … over node:crypto asked no private key', prover.unkeyed, '×');
promise(`proof of ${prover.objects} objects, from text to report, over that of half`, prover.time, '×', 2.2);
promise('  … memory held at the end, over that for half', prover.memory, '×', 2.2);
promise('  … memory held for an object', prover.kibibytes, 'KiB');

// 5. The prover beside kubeconform. Where there is no `go` to build that, nobody is told that it is faster.
if (spawnSync('go', ['version']).status === 0) {
  for (const [storeEvery, teams] of [[10, 'one team in ten has'], [1, 'every team has']]) {
    const { objects, valid, cpu, clock, onOneCore, seconds, theirs } = againstKubeconform(storeEvery);
    console.error(`verify took ${seconds.toFixed(2)} s of CPU where ${teams} a store, kubeconform ${theirs.toFixed(2)} s for the ${valid} of ${objects} objects whose schema it has`);
    promise(`verify on ${objects} objects, ${teams} a store, over kubeconform: CPU`, cpu, '×', 1);
    if (onOneCore !== undefined) { promise('  … on the clock, both on one core', onOneCore, '×', 1); }
    // On how many cores kubeconform runs depends on the machine: shown, and not enforced.
    promise(`  … on the clock, kubeconform on all ${availableParallelism()} cores`, clock, '×');
  }
} else {
  console.log('NOT RUN: verify beside kubeconform, which is built with go');
  if (process.env.REQUIRE_ORACLES === '1') { process.exitCode = 1; }
}

for (const row of rows) {
  const limit = row.limit === undefined ? '' : `  at most ${row.limit}${row.kept ? '' : '  BROKEN'}`;
  console.log(`${row.what.padEnd(88)} ${row.value.toFixed(row.what === 'tarball' || row.unit === '' ? 0 : 2).padStart(8)} ${row.unit.padEnd(4)}${limit}`);
}
if (check && rows.some((row) => !row.kept)) { process.exitCode = 1; }
