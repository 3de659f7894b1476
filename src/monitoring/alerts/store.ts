import { Alert, ofJobs, share, slowest, Thresholds } from '../alert';
import { Target } from '../target';

/** Alerts on MinIO, by its metrics of version 3 (minio 7aac2a2c5, cmd/metrics-v3*.go). */
export function storeAlerts(all: readonly Target[], { storageErrorRatio, storageFreeRatio, storageLatency }: Thresholds): Alert[] {
  const targets = all.filter(({ product }) => product === 'minio');
  if (targets.length === 0) { return []; }
  const jobs = ofJobs(targets);
  return [
    {
      name: 'MinioRequestsFailing',
      severity: 'critical',
      for: '10m',
      expr: `${share(`minio_api_requests_5xx_errors_total{${jobs}}`, `minio_api_requests_total{${jobs}}`, 'job')} > ${storageErrorRatio}`,
      summary: '{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} fail',
      description: 'The object store answers with errors of its own (5xx): a drive, memory, or a quorum is missing. Who writes to it keeps what it has in memory and on its own disk, and tries again.',
    },
    {
      name: 'MinioSlow',
      severity: 'warning',
      for: '15m',
      expr: `${slowest('minio_api_requests_ttfb_seconds_distribution', jobs, 'job')} > ${storageLatency}`,
      summary: 'One request in a hundred to {{ $labels.job }} waits {{ $value | humanizeDuration }} for its first byte',
      description: 'Drives or network are slow, or the server has too little CPU: TLS handshakes cost some of it.',
    },
    {
      name: 'MinioDriveOffline',
      severity: 'critical',
      for: '5m',
      expr: `max by (job) (minio_cluster_health_drives_count{${jobs}}) - min by (job) (minio_cluster_health_drives_online_count{${jobs}}) > 0`,
      summary: '{{ $value }} drives of {{ $labels.job }} are offline',
      description: 'With one drive nothing is stored or read; with several what is left of the redundancy goes with the next.',
    },
    {
      name: 'MinioNearlyFull',
      severity: 'warning',
      for: '30m',
      expr: `min by (job) (minio_cluster_health_capacity_usable_free_bytes{${jobs}}) / min by (job) (minio_cluster_health_capacity_usable_total_bytes{${jobs}}) < ${storageFreeRatio}`,
      summary: '{{ $value | humanizePercentage }} of the space of {{ $labels.job }} are left',
      description: 'A full store refuses writes. Enlarge its claim, or shorten the retention of Tempo or Thanos.',
    },
  ];
}
