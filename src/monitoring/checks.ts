import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { CertificateWatch } from './certificate-watch';
import { Wishes } from './compute';
import { DashboardTarget } from './dashboard-target';
import { AlertGroup, MonitoringOptions } from './options';
import { goDuration } from '../kube/durations';
import { invalid } from '../kube/invalid';
import { requireDuration, requireMade, requireMap } from '../kube/kinds';
import { requireList, requireName, requireOneOf } from '../kube/text';
import { StorageCa } from '../pki';

/** The options with their defaults. */
export interface Settled extends Omit<Wishes, 'bundles' | 'watches' | 'checks'> {
  readonly runbookUrl: string;
}

const RUNBOOKS = 'https://github.com/cdk8s-observability-tls/cdk8s-observability-tls/blob/main/docs/runbooks/{alert}.md';

/** The options as numbers and text, with the defaults that their docstrings state. */
export function settled(scope: Construct, namespace: string, options: MonitoringOptions): Settled {
  const seconds = (field: keyof MonitoringOptions, fallback: Duration) => requireDuration(scope, field, options[field] ?? fallback).toSeconds();
  const ratio = (field: keyof MonitoringOptions, fallback: number) => requireRatio(scope, field, options[field] ?? fallback);
  const thresholds = {
    storageErrorRatio: ratio('storageErrorRatio', 0.05),
    storageLatency: seconds('storageLatency', Duration.seconds(3)),
    storageFreeRatio: ratio('storageFreeRatio', 0.1),
    queryErrorRatio: ratio('queryErrorRatio', 0.05),
    queryLatency: seconds('queryLatency', Duration.seconds(20)),
    certificateWarning: seconds('certificateWarning', Duration.days(21)),
    certificateCritical: seconds('certificateCritical', Duration.days(7)),
  };
  if (thresholds.certificateCritical > thresholds.certificateWarning) {
    throw invalid(scope, {
      what: 'certificateCritical is before certificateWarning', saw: `${thresholds.certificateCritical} s and ${thresholds.certificateWarning} s`, allowed: 'the warning first', fix: 'make certificateWarning the longer one',
    });
  }
  return {
    namespace,
    thresholds,
    interval: goDuration(requireDuration(scope, 'scrapeInterval', options.scrapeInterval ?? Duration.seconds(30))),
    minioTokenSecret: options.minioTokenSecret,
    certificateSecret: options.scrapeCertificateSecret,
    without: options.withoutAlerts ?? [],
    runbookUrl: options.runbookUrl ?? RUNBOOKS,
  };
}

/** @throws for input that can never work */
export function checkMonitoring(scope: Construct, options: MonitoringOptions): void {
  requireList<CertificateWatch>(scope, 'certificateWatches', options.certificateWatches ?? [])
    .forEach((watch, i) => requireMade(scope, `certificateWatches[${i}]`, watch, CertificateWatch, 'CertificateWatch.certManager()'));
  requireList<AlertGroup>(scope, 'withoutAlerts', options.withoutAlerts ?? []).forEach((group, i) => requireOneOf(scope, `withoutAlerts[${i}]`, group, Object.values(AlertGroup)));
  for (const field of ['selectedBy', 'alertLabels'] as const) {
    const labels = options[field] === undefined ? {} : requireMap(scope, field, options[field], 'names and values');
    const wrong = Object.entries(labels).find(([name, value]) => typeof value !== 'string' || (field === 'alertLabels' && !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)));
    if (wrong) { throw invalid(scope, { what: `${field} has a label that cannot be`, got: { [wrong[0]]: wrong[1] }, allowed: 'text, under a name that Kubernetes or Prometheus takes', fix: "for example { team: 'observability' }" }); }
  }
  for (const field of ['minioTokenSecret', 'scrapeCertificateSecret'] as const) { if (options[field] !== undefined) { requireName(scope, field, options[field]); } }
  if (options.scrapeCa !== undefined) { requireMade(scope, 'scrapeCa', options.scrapeCa, StorageCa, 'StorageCa.fromPem(…)'); }
  if (options.dashboard !== undefined) { requireMade(scope, 'dashboard', options.dashboard, DashboardTarget, 'DashboardTarget.configMap()'); }
  const url: unknown = options.runbookUrl ?? RUNBOOKS;
  if (typeof url !== 'string' || !/^https?:\/\/\S+$/.test(url) || !url.includes('{alert}')) {
    throw invalid(scope, { what: 'runbookUrl must say where the name of the alert goes', got: url, allowed: 'a URL with {alert} in it', fix: "for example 'https://wiki.example.com/runbooks/{alert}'" });
  }
}

function requireRatio(scope: Construct, field: string, value: unknown): number {
  if (typeof value !== 'number' || !(value > 0 && value <= 1)) {
    throw invalid(scope, { what: `${field} must be a share`, got: value, allowed: 'a number above 0 and up to 1', fix: 'for example 0.05' });
  }
  return value;
}
