// The prover on 100,000 mutated trees: nothing fails or hangs, the same input gives the same report, and order changes nothing.
// Then the reader of shell scripts on 750 random ones that sh runs, and 750 that bash runs: it finds the programs that they start, or says that it
// does not know. The tests are those of the suite (test/trust/fuzz.test.ts, test/trust/shell-oracle.test.ts), with more inputs, one process for each
// core. FUZZ_INPUTS, SHELL_SCRIPTS and FUZZ_SEED choose others.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const inputs = Number(process.env.FUZZ_INPUTS ?? 100_000);
const scripts = Number(process.env.SHELL_SCRIPTS ?? 750);
const seed = Number(process.env.FUZZ_SEED ?? 1);
const shards = Math.max(1, availableParallelism());

const codes = await Promise.all(Array.from({ length: shards }, (_, i) => new Promise((done) => {
  const [own, its] = [Math.ceil(inputs / shards), Math.ceil(scripts / shards)];
  const env = { ...process.env, FUZZ_INPUTS: `${own}`, FUZZ_SEED: `${seed + i}`, SHELL_SCRIPTS: `${its}`, SHELL_SEED: `${seed + i}` };
  spawn(process.execPath, [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), '--ci', 'test/trust/(fuzz|shell-oracle)', '--runInBand', '--reporters=default'], { cwd: root, env, stdio: 'inherit' })
    .on('close', (code) => { done(code ?? 1); });
})));
process.exit(codes.some((code) => code !== 0) ? 1 : 0);
