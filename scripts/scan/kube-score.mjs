// Scores what every preset and every example writes with kube-score: nothing critical, and in production with network policies not even a warning.
// The program is built once, from the sources that e2e/tools pins, through the Go module proxy.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { judge } from './judge.mjs';
import { MANIFESTS } from './manifests.mjs';
import { tool } from '../tool.mjs';

const KUBERNETES = 'v1.28';
const [CRITICAL, WARNING] = [1, 5]; // kube-score's grades; 7 is almost right, 10 right
const STRICT = /^examples\/network-policies$/;

const program = join(tool('kube-score'), 'kube-score');
judge(MANIFESTS.map(([name, yaml]) => {
  const { stdout, stderr } = spawnSync(program, ['score', '--kubernetes-version', KUBERNETES, '-o', 'json', '-'], { input: yaml, encoding: 'utf8' });
  let objects;
  try {
    objects = JSON.parse(stdout);
  } catch {
    throw new Error(`kube-score could not read ${name}: ${stderr || stdout}`);
  }
  const worst = STRICT.test(name) ? WARNING : CRITICAL;
  return [name, objects.length, objects.flatMap(({ object_name: object, checks }) => checks
    .filter(({ skipped, grade }) => !skipped && grade <= worst)
    .map(({ check, comments }) => ({ object, check: check.id, says: comments?.[0]?.summary ?? check.comment })))];
}), [
  { check: 'pod-networkpolicy', on: /^(?!examples\/network-policies)/, why: 'who may come in from elsewhere is for the user to say: networkPolicies switches them on, as in examples/network-policies' },
  { check: 'container-security-context-user-group-id', on: /OpenShift|openshift/, why: 'OpenShift assigns user and group, and refuses pods that choose them' },
]);
