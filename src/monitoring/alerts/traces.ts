import { Alert, ofJobs, share, slowest, Thresholds } from '../alert';
import { Target } from '../target';

/** Alerts on Tempo 2.10.8. A handshake that fails is in none of the histograms of its storage: polls, flushes and what is missing show it (tempodb/backend/instrumentation). */
export function traceAlerts(all: readonly Target[], { storageErrorRatio, storageLatency }: Thresholds): Alert[] {
  const targets = all.filter(({ product }) => product === 'tempo');
  if (targets.length === 0) { return []; }
  const jobs = ofJobs(targets);
  // Instances of one Tempo share a namespace, and the components of a TempoStack are jobs of their own.
  const ingesters = ofJobs(targets.filter(({ component }) => ['tempo', 'ingester'].includes(component)));
  const distributors = ofJobs(targets.filter(({ component }) => ['tempo', 'distributor'].includes(component)));
  const requests = 'tempodb_backend_request_duration_seconds';
  return [
    {
      name: 'TempoStorageUnreachable',
      severity: 'critical',
      for: '10m',
      expr: `sum by (job, pod) (rate(tempodb_blocklist_poll_errors_total{${jobs}}[15m])) > 0`,
      summary: '{{ $labels.pod }} cannot list its bucket',
      description: 'Each poll of the bucket fails: the certificate of the store does not verify, its keys are refused, the name is not found, or nobody answers. The log of Tempo says which.',
    },
    {
      name: 'TempoFlushFailing',
      severity: 'critical',
      for: '5m',
      expr: `sum by (job, pod) (increase(tempo_ingester_failed_flushes_total{${ingesters}}[15m])) > 0`,
      summary: '{{ $labels.pod }} cannot write blocks to its bucket',
      description: 'Traces stay in the write-ahead log until a flush succeeds. They are lost when its volume is full, or is none.',
    },
    {
      name: 'TempoNothingFlushed',
      severity: 'warning',
      for: '30m',
      expr: `sum by (namespace) (increase(tempo_distributor_spans_received_total{${distributors}}[3h])) > 0 unless sum by (namespace) (increase(tempo_ingester_blocks_flushed_total{${ingesters}}[3h])) > 0`,
      summary: 'Spans arrive in {{ $labels.namespace }}, and no block reached the bucket in three hours',
      description: 'A block is closed after half an hour at most (max_block_duration), and flushed then. Nothing failed that is counted: look at the log, and at the connection to the store.',
    },
    {
      name: 'TempoStorageFailing',
      severity: 'warning',
      for: '10m',
      // A 404 is the usual answer to the question whether there is an index yet.
      expr: `${share(`${requests}_count{${jobs},status_code=~"403|429|5.."}`, `${requests}_count{${jobs}}`, 'job', '10m')} > ${storageErrorRatio}`,
      summary: '{{ $value | humanizePercentage }} of the requests of {{ $labels.job }} to its bucket are refused',
      description: 'The store answers 403 (keys or policy), 429 (too many), or 5xx (its own failure).',
    },
    {
      name: 'TempoStorageSlow',
      severity: 'warning',
      for: '15m',
      expr: `${slowest(`${requests}_bucket`, jobs, 'job')} > ${storageLatency}`,
      summary: 'One request in a hundred of {{ $labels.job }} to its bucket takes {{ $value | humanizeDuration }}',
      description: 'Queries of what is not in memory any more wait for it.',
    },
    {
      name: 'TempoSpansRefused',
      severity: 'warning',
      for: '10m',
      expr: `sum by (namespace) (rate(tempo_discarded_spans_total{${distributors}}[5m])) > 0`,
      summary: 'Tempo in {{ $labels.namespace }} discards {{ $value | humanize }} spans a second',
      description: 'They are over a limit, too large, or live traces are too many: the label reason of tempo_discarded_spans_total tells.',
    },
    {
      name: 'TempoCompactionFailing',
      severity: 'warning',
      for: '1h',
      expr: `sum by (job) (increase(tempodb_compaction_errors_total{${jobs}}[1h])) > 0`,
      summary: '{{ $labels.job }} cannot compact its blocks',
      description: 'Blocks become many and queries slow, and what is past its retention is not deleted.',
    },
  ];
}
