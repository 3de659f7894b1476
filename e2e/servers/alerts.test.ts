import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import {
  CertificateWatch, ServerCertificate, StorageCa, StoreVolume, ThanosHttpTarget, ThanosListener, ThanosRuler, TlsMonitoring,
} from '../../src';
import { BEGIN, CASES, MINUTES, Rule, Seen } from '../../test/monitoring/cases';
import { alertsOf, app, lonely, objectsOf, watched } from '../../test/monitoring/watched';
import { makeCa } from '../../test/util/certificates';
import { tool } from '../kubelet/tools';

/** A ruler, whose alerts no preset has. */
function ruled(): any[] {
  const made = app();
  const chart = new Chart(made, 'rules', { namespace: 'rules' });
  const ca = StorageCa.fromPem(makeCa('CA of the queriers').certificatePem);
  new ThanosRuler(chart, 'ruler', {
    data: StoreVolume.ephemeral(),
    grpc: ThanosListener.tls({ certificate: ServerCertificate.fromSecret('ruler-tls', { ca }) }),
    queriers: [ThanosHttpTarget.of('https://querier.metrics.svc:10902', { ca })],
    rules: { 'copy.yml': 'groups: []\n' },
    externalLabels: { ruler: 'one' },
  });
  new TlsMonitoring(chart, 'monitoring', { certificateWatches: [CertificateWatch.x509Exporter()] });
  return objectsOf(made);
}

const checked = objectsOf(lonely({ certificateWatches: [CertificateWatch.manifests(), CertificateWatch.connectionCheck('check')] }, 'ca'));
const rules: readonly Rule[] = alertsOf([...objectsOf(watched()), ...checked, ...ruled()]);

/** One file of tests for one rule: a test for each state of the world, in which it fires or does not. */
function testsOf(rule: Rule, file: string): object {
  const { fires, quiet, starts } = CASES[rule.alert](rule);
  const test = (state: 'fires' | 'quiet') => (seen: readonly Seen[], i: number) => ({
    name: `${rule.alert} ${state} ${i}`,
    interval: '1m',
    start_timestamp: starts?.[state] ?? BEGIN,
    input_series: seen,
    promql_expr_test: [{
      expr: `count(ALERTS{alertname="${rule.alert}",alertstate="firing"})`, eval_time: `${MINUTES}m`, exp_samples: state === 'fires' ? [{ value: 1 }] : [],
    }],
  });
  return { rule_files: [file], evaluation_interval: '1m', tests: [...fires.map(test('fires')), ...quiet.map(test('quiet'))] };
}

test('every alert has its cases, and there is none for an alert that is not written', () => {
  expect(Object.keys(CASES).sort()).toEqual([...new Set(rules.map(({ alert }) => alert))].sort());
});

test('every rule fires when it has to, and only then, as Prometheus itself evaluates it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alerts-'));
  try {
    const files = rules.map((rule, i) => {
      const [written, tested] = [`rule-${i}.yaml`, `test-${i}.yaml`];
      writeFileSync(join(folder, written), JSON.stringify({ groups: [{ name: 'group', rules: [rule] }] })); // JSON is YAML
      writeFileSync(join(folder, tested), JSON.stringify(testsOf(rule, written)));
      return tested;
    });
    const promtool = join(tool('promtool'), 'promtool');
    const run = (...args: string[]): string => {
      try {
        execFileSync(promtool, args, { cwd: folder, stdio: 'pipe' });
        return '';
      } catch (error) {
        return String((error as { stderr: Buffer }).stderr) + String((error as { stdout: Buffer }).stdout);
      }
    };
    expect(run('check', 'rules', '--lint=all', ...rules.map((_, i) => `rule-${i}.yaml`))).toBe('');
    expect(run('test', 'rules', ...files)).toBe('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
