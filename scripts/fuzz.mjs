// The prover on 100,000 mutated trees: nothing fails or hangs, the same input gives the same report, and order changes nothing.
// The test is that of the suite (test/trust/fuzz.test.ts), with more inputs, one process for each core. FUZZ_INPUTS and FUZZ_SEED choose others.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const inputs = Number(process.env.FUZZ_INPUTS ?? 100_000);
const seed = Number(process.env.FUZZ_SEED ?? 1);
const shards = Math.max(1, availableParallelism());

const codes = await Promise.all(Array.from({ length: shards }, (_, i) => new Promise((done) => {
  const env = { ...process.env, FUZZ_INPUTS: `${Math.ceil(inputs / shards)}`, FUZZ_SEED: `${seed + i}` };
  spawn(process.execPath, [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), '--ci', 'test/trust/fuzz', '--runInBand', '--reporters=default'], { cwd: root, env, stdio: 'inherit' })
    .on('close', (code) => { done(code ?? 1); });
})));
process.exit(codes.some((code) => code !== 0) ? 1 : 0);
