// Scores what every preset and every example writes with kube-score, and fails on anything critical that is not waived below with its reason.
// The program is built once, from the sources that e2e/tools pins, through the Go module proxy.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { load, tool } from './tool.mjs';

const KUBERNETES = 'v1.28';
const CRITICAL = 1; // kube-score's grades: 1 critical, 5 warning, 7 almost right, 10 right

const WAIVED = [
  { check: 'pod-networkpolicy', on: /^(?!examples\/network-policies)/, why: 'who may come in from elsewhere is for the user to say: networkPolicies switches them on, as in examples/network-policies' },
  { check: 'container-security-context-user-group-id', on: /OpenShift|openshift/, why: 'OpenShift assigns user and group, and refuses pods that choose them' },
];

const root = resolve(import.meta.dirname, '..');
const program = join(tool('kube-score'), 'kube-score');

const { PRESETS, synthesize } = load('../test/presets/table.ts');
const { METRICS, synthesizeMetrics } = load('../test/presets/metrics-table.ts');
const examples = readdirSync(join(root, 'examples')).filter((name) => existsSync(join(root, 'examples', name, 'expected.yaml')));
const scored = [
  ...PRESETS.map((row) => [row.preset, synthesize(row).yaml]),
  ...METRICS.map((row) => [row.preset, synthesizeMetrics(row).yaml]),
  ...examples.map((name) => [`examples/${name}`, readFileSync(join(root, 'examples', name, 'expected.yaml'), 'utf8')]),
];

let open = 0;
const used = new Set();
for (const [name, yaml] of scored) {
  const { stdout, stderr } = spawnSync(program, ['score', '--kubernetes-version', KUBERNETES, '-o', 'json', '-'], { input: yaml, encoding: 'utf8' });
  let objects;
  try {
    objects = JSON.parse(stdout);
  } catch {
    throw new Error(`kube-score could not read ${name}: ${stderr || stdout}`);
  }
  const critical = objects.flatMap(({ object_name: object, checks }) => checks
    .filter(({ skipped, grade }) => !skipped && grade <= CRITICAL)
    .map(({ check, comments }) => ({ object, id: check.id, says: comments?.[0]?.summary ?? check.comment })));
  const bad = critical.filter(({ id }) => {
    const waiver = WAIVED.find((waived) => waived.check === id && (waived.on === undefined || waived.on.test(name)));
    if (waiver) { used.add(waiver); }
    return waiver === undefined;
  });
  console.log(`${name}: ${objects.length} objects scored, ${bad.length} critical, ${critical.length - bad.length} waived`);
  for (const { object, id, says } of bad) { console.log(`  ${object}: ${id}: ${says}`); }
  open += bad.length + (objects.length === 0 ? 1 : 0);
}
for (const { check, why } of WAIVED.filter((waiver) => used.has(waiver))) { console.log(`waived ${check}: ${why}`); }
for (const { check } of WAIVED.filter((waiver) => !used.has(waiver))) {
  console.log(`nothing needs the waiver of ${check} any more: remove it`);
  open += 1;
}
process.exit(open === 0 ? 0 : 1);
