import type { CronJobRef } from '../../proof/computed';
import { grouped } from '../../trust/once';
import { about, Alert, ofNames, Thresholds } from '../alert';
import { CertificateWatch } from '../certificate-watch';
import { Ending, StartReader } from '../certificates';
import { limitsOf, Share, shownIn } from '../shares';

const REACH = 'Who dials with it, or shows it, is refused from that moment on.';

/** Alerts on certificates, each from the watch that knows it. */
export function certificateAlerts(shares: readonly Share[], readers: readonly StartReader[], thresholds: Thresholds): Alert[] {
  return shares.flatMap(({ watch: { _kind, _everyHours }, endings, cronJobs }) => [
    ...cronJobs.flatMap((cronJob) => checkAlerts(cronJob, _everyHours * 3600)),
    ...WRITE[_kind](endings, thresholds),
    ...(_kind === 'cert-manager' ? restartAlerts(readers) : []),
  ]);
}

const WRITE: { readonly [kind in CertificateWatch['_kind']]: (endings: readonly Ending[], thresholds: Thresholds) => Alert[] } = {
  'cert-manager': issuedAlerts,
  'x509-exporter': heldAlerts,
  'manifests': shownAlerts,
  'check': () => [],
};

/** The two alerts before an end: `left` are the seconds that are left, where it is below a threshold. */
function ending(what: string, left: string, warning: number, critical: number, labels?: Alert['labels']): Alert[] {
  return ([['CertificateEndsSoon', 'warning', warning], ['CertificateEndsVerySoon', 'critical', critical]] as const).map(([name, severity, before]) => ({
    name, severity, for: '10m', expr: `${left} < ${before}`, summary: `${what} ends in {{ $value | humanizeDuration }}`, description: REACH, ...(labels ? { labels } : {}),
  }));
}

function issuedAlerts(endings: readonly Ending[], thresholds: Thresholds): Alert[] {
  const what = 'Certificate {{ $labels.name }} of cert-manager';
  return [...grouped(endings, ({ namespace }) => namespace)].flatMap(([namespace, own]) => {
    const names = own.map(({ name }) => name);
    const metric = (name: string, more = '', of = names) => about(`certmanager_certificate_${name}`, namespace, `${ofNames('name', of)}${more}`);
    const early = grouped(own, (one) => { const { warning, critical } = limitsOf(one, thresholds); return `${warning} ${critical}`; });
    return [
      ...[...early].flatMap(([times, some]) => {
        const [warning, critical] = times.split(' ').map(Number);
        return ending(what, `${metric('expiration_timestamp_seconds', '', some.map(({ name }) => name))} - time()`, warning, critical);
      }),
      {
        name: 'CertificateNotReady',
        severity: 'critical' as const,
        for: '15m',
        expr: `${metric('ready_status', ',condition="True"')} == 0`,
        summary: `${what} is not ready`,
        description: 'It was never issued, or a new one is wanted and not issued. Its conditions, and those of its CertificateRequest, say why.',
      },
      {
        name: 'CertificateRenewalStuck',
        severity: 'warning' as const,
        for: '1h',
        expr: `time() - ${metric('renewal_timestamp_seconds')} > 3600`,
        summary: `${what} should have been renewed {{ $value | humanizeDuration }} ago`,
        description: 'cert-manager does not run, or its issuer does not sign. The old certificate is served until it ends.',
      },
      {
        name: 'CertificateUnwatched',
        severity: 'warning' as const,
        for: '30m',
        expr: `${own.length} - (count(count by (name) (${metric('expiration_timestamp_seconds')})) or vector(0)) > 0`,
        summary: `{{ $value }} of ${own.length} Certificates in ${namespace} have no metric that tells when they end`,
        description: 'cert-manager is not scraped, or the Certificates are not there: nobody would be warned before they end.',
      },
    ];
  });
}

function heldAlerts(endings: readonly Ending[], { certificateWarning, certificateCritical }: Thresholds): Alert[] {
  return [...grouped(endings, ({ namespace, kind }) => `${kind} ${namespace}`)].flatMap(([, own]) => {
    const [{ kind, namespace }] = own;
    const prefix = kind.toLowerCase();
    const names = [...new Set(own.map(({ name }) => name))];
    const held = `x509_cert_not_after{${prefix}_namespace="${namespace}",${ofNames(`${prefix}_name`, names)}}`;
    return [
      ...ending(`{{ $labels.subject_CN }} in ${kind} {{ $labels.${prefix}_name }}`, `${held} - time()`, certificateWarning, certificateCritical),
      {
        name: 'CertificateUnwatched',
        severity: 'warning' as const,
        for: '30m',
        expr: `${names.length} - (count(count by (${prefix}_name) (${held})) or vector(0)) > 0`,
        summary: `{{ $value }} of ${names.length} ${kind}s with certificates in ${namespace} have no metric that tells when they end`,
        description: `x509-certificate-exporter is not scraped, or does not watch ${kind}s of ${namespace}: nobody would be warned before they end.`,
      },
    ];
  });
}

function shownAlerts(endings: readonly Ending[], { certificateWarning, certificateCritical }: Thresholds): Alert[] {
  return shownIn(endings).flatMap(({ certificate: { subject, notAfter, fingerprint256 }, in: { kind, namespace, name } }) => {
    const what = `${subject.text || 'A certificate'}, which the manifests show in ${kind} ${namespace}/${name},`;
    const label = { certificate: fingerprint256.replace(/:/g, '').slice(0, 16) };
    return ending(what, `vector(${notAfter.getTime() / 1000}) - time()`, certificateWarning, certificateCritical, label);
  });
}

/** Pods that started before the CA that they trust was renewed (cert-manager 1.21.1 exports since when a certificate is valid). */
function restartAlerts(readers: readonly StartReader[]): Alert[] {
  return readers.map(({ target: { job }, authorities }) => {
    const issued = [...grouped(authorities, ({ namespace }) => namespace)]
      .map(([namespace, own]) => about('certmanager_certificate_not_before_timestamp_seconds', namespace, ofNames('name', own.map(({ name }) => name)))).join(' or ');
    return {
      name: 'RestartNeeded',
      severity: 'warning',
      for: '1h',
      expr: `process_start_time_seconds{job="${job}"} < on () group_left () max(${issued})`,
      summary: `{{ $labels.pod }} (${job}) trusts a CA as it was before it was renewed`,
      description: `It reads ${authorities.map(({ name }) => name).join(', ')} when it starts, and not again. Restart it before the CA that it knows ends, or has another key.`,
    };
  });
}

/** A CronJob that looks at certificates by dialling, as kube-state-metrics sees it (2.17 and later). Its Jobs are numbered by minutes since 1970. */
function checkAlerts({ name: cronJob, namespace }: CronJobRef, every: number): Alert[] {
  const succeeded = about('kube_cronjob_status_last_successful_time', namespace, `cronjob="${cronJob}"`);
  const jobs = `job_name=~"${cronJob}-[0-9]{8,}"`;
  return [
    {
      name: 'ConnectionCheckFailing',
      severity: 'critical',
      for: '5m',
      expr: `max by (job_name) (${about('kube_job_status_failed', namespace, jobs)}) > 0 and on (job_name) `
        + `max by (job_name) (${about('kube_job_status_start_time', namespace, jobs)}) > on () group_left () (max(${succeeded}) or vector(0))`,
      summary: `The check of connections {{ $labels.job_name }} in ${namespace} has failed`,
      description: 'A connection does not verify, or a certificate of one ends soon: the log of its pod says which.',
      labels: { cronjob: cronJob, namespace },
    },
    {
      name: 'ConnectionCheckOverdue',
      severity: 'warning',
      for: '15m',
      expr: `time() - (max(${succeeded}) or vector(0)) > ${Math.round(every * 1.5)}`,
      summary: `The check of connections ${cronJob} in ${namespace} has not succeeded for {{ $value | humanizeDuration }}`,
      description: 'It is suspended, its pods do not start, it fails, or kube-state-metrics is not scraped.',
      labels: { cronjob: cronJob, namespace },
    },
  ];
}
