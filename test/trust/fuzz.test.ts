import { dump } from 'js-yaml';
import { TREES } from './corpus';
import { mutate, scramble, shuffled } from './mutations';
import { staged } from './stage';
import { readDocuments } from '../../src/trust/documents';
import { prove } from '../../src/trust/prove';
import { jsonReport, reportOf } from '../../src/trust/report/report';
import { RULES } from '../../src/trust/rules';
import { remembering } from '../../src/x509/memory';
import { NOW } from '../util/certificates';
import { Random } from '../x509/fixtures';

const INPUTS = Number(process.env.FUZZ_INPUTS ?? 300);
const SEED = Number(process.env.FUZZ_SEED ?? 1);
/** far more than any of these small trees needs, on a machine that does other things as well */
const SLOW = 3000;
const BATCH = 5000;

const examples = RULES.flatMap((rule) => [staged(rule.violating), staged(rule.satisfying)]);
const trees = [...TREES.map((tree) => tree.build()), ...examples].map((objects) => JSON.parse(JSON.stringify(objects)) as unknown[]);

/** What a proof says, as bytes; and what failed in it. */
function proved(objects: readonly unknown[]): { report: string; faults: readonly unknown[] } {
  const proof = prove(objects.map((object) => ({ object })), { now: NOW });
  return { report: jsonReport(reportOf(proof)), faults: proof.faults };
}

/** Runs one input and says what was wrong with it. */
function trial(random: Random): string | undefined {
  const objects = structuredClone(random.pick(trees));
  if (random.chance(0.2)) { objects.push(...structuredClone(random.pick(trees))); }
  const changes = random.below(4) + 1;
  for (let i = 0; i < changes; i += 1) { mutate(objects, random); }
  const started = performance.now();
  const { report, faults } = proved(objects);
  const took = performance.now() - started;
  if (faults.length > 0) { return JSON.stringify(faults[0]); }
  if (took > SLOW) { return `took ${took.toFixed(0)} ms`; }
  if (random.chance(0.1) && proved(objects).report !== report) { return 'the same input gave another report'; }
  if (random.chance(0.1) && proved(shuffled(objects, random)).report !== report) { return 'another order gave another report'; }
  return undefined;
}

/** The same with text: YAML that is cut up, read as a file is. */
function textTrial(random: Random): string | undefined {
  const objects = random.pick(trees);
  let text = random.chance(0.3) ? JSON.stringify({ kind: 'List', items: objects }, undefined, random.below(3)) : objects.map((object) => dump(object)).join('---\n');
  const changes = random.below(6) + 1;
  for (let i = 0; i < changes; i += 1) { text = scramble(text, random); }
  const started = performance.now();
  const { sources, problems } = readDocuments('a.yaml', random.chance(0.1) ? Buffer.from(text, 'utf16le') : text);
  const proof = prove(sources, { now: NOW });
  jsonReport(reportOf(proof, problems));
  const took = performance.now() - started;
  return proof.faults.length > 0 ? JSON.stringify(proof.faults[0]) : took > SLOW ? `took ${took.toFixed(0)} ms` : undefined;
}

test(`${INPUTS} random trees: nothing fails, hangs or depends on the order`, () => {
  const wrong = new Map<string, string>();
  // The same certificates come again and again: they are read once in a batch.
  for (let first = 0; first < INPUTS; first += BATCH) { remembering(() => { run(first, Math.min(first + BATCH, INPUTS), wrong); }); }
  expect([...wrong.values()].slice(0, 20)).toEqual([]);
});

function run(from: number, to: number, wrong: Map<string, string>): void {
  for (let n = from; n < to; n += 1) {
    const seed = SEED * 1_000_003 + n;
    let problem: string | undefined;
    try {
      problem = (n % 5 === 4 ? textTrial : trial)(new Random(seed));
    } catch (error) {
      problem = (error as Error).stack?.split('\n').slice(0, 4).join(' | ');
    }
    if (problem !== undefined && !wrong.has(problem)) { wrong.set(problem, `seed ${seed}: ${problem}`); }
  }
}

// What random inputs have found once, each for good.
test.each<[string, object]>([
  ['a volume that is a number', { volumes: [0], containers: [{ name: 'm', image: 'minio/minio', args: ['server', '/data', '--certs-dir', '/certs'], volumeMounts: [{ mountPath: '/certs' }] }] }],
])('%s', (_what, spec) => {
  const pod = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'minio', namespace: 'tracing' }, spec: { template: { metadata: { labels: { app: 'minio' } }, spec } } };
  expect(proved([pod]).faults).toEqual([]);
});
