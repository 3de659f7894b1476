import { Alert, ofJobs } from '../alert';
import { Target } from '../target';

/** Alerts on what cannot be scraped: the server is down, its certificate does not verify for Prometheus, a policy is in the way, or the monitor is not used. */
export function targetAlerts(targets: readonly Target[]): Alert[] {
  if (targets.length === 0) { return []; }
  return [
    {
      name: 'TlsTargetDown',
      severity: 'critical',
      for: '10m',
      expr: `up{${ofJobs(targets)}} == 0`,
      summary: '{{ $labels.pod }} ({{ $labels.job }}) cannot be scraped',
      description: 'It is down, or Prometheus cannot verify its certificate, is refused, or is not let in. The page of targets of Prometheus shows the error.',
    },
    ...targets.map(({ job, endpoint }): Alert => ({
      name: 'TlsTargetMissing',
      severity: 'critical',
      for: '15m',
      expr: `absent(up{job="${job}"})`,
      summary: `Nothing of ${job} is scraped`,
      description: `No pod is found, or this Prometheus does not use the PodMonitor: its labels are not selected, or a Secret or ConfigMap that it names is not there${
        endpoint.authorization ? ` (${endpoint.authorization.credentials.name}, key ${endpoint.authorization.credentials.key})` : ''}.`,
    })),
  ];
}
