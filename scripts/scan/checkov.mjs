// Scans what every preset and every example writes with checkov, in the release that e2e/tools/checkov pins, fetched once with pip.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from './judge.mjs';
import { MANIFESTS } from './manifests.mjs';
import { checkov } from '../tool.mjs';

const folder = mkdtempSync(join(tmpdir(), 'checkov-'));
let report;
try {
  MANIFESTS.forEach(([, yaml], index) => writeFileSync(join(folder, `${index}.yaml`), yaml));
  // --skip-download: it asks its maker's server for nothing.
  const { stdout, stderr } = spawnSync('python3', ['-m', 'checkov.main', '-d', folder, '--framework', 'kubernetes', '--skip-download', '--compact', '-o', 'json'], {
    encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, PYTHONPATH: checkov() },
  });
  try {
    report = JSON.parse(stdout);
  } catch {
    throw new Error(`checkov could not read the manifests: ${stderr || stdout}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const { passed_checks: passed, failed_checks: failed, parsing_errors: unread } = report.results;
if (unread.length > 0) { throw new Error(`checkov could not read ${unread.join(', ')}`); }

judge(MANIFESTS.map(([name], index) => {
  const of = (checks) => checks.filter(({ file_path: path }) => path === `/${index}.yaml`);
  const findings = of(failed).map(({ resource, check_id: check, check_name: says }) => ({ object: resource, check, says }));
  return [name, new Set([...of(passed), ...of(failed)].map(({ resource }) => resource)).size, findings];
}), [
  { check: 'CKV2_K8S_6', on: /^(?!examples\/network-policies)/, why: 'who may come in from elsewhere is for the user to say: networkPolicies switches them on, as in examples/network-policies' },
  { check: 'CKV_K8S_43', why: 'images of telemetrygen and Thanos are named by the release that was tried; a digest is taken where one is given' },
  { check: 'CKV_K8S_35', on: /Metrics|thanos/, why: 'Thanos expands the keys of objstore.yml from its environment only: in a file they would lie in the ConfigMap' },
  { check: 'CKV_K8S_8', on: /connection-checks/, why: 'a DebugPod serves nothing that could be probed' },
  { check: 'CKV_K8S_9', on: /connection-checks/, why: 'a DebugPod serves nothing that could be probed' },
  { check: 'CKV_K8S_40', on: /OpenShift|openshift/, why: 'OpenShift assigns user and group, and refuses pods that choose them' },
]);
