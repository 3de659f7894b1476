import { Alert, ofJobs, share, slowest, Thresholds } from '../alert';
import { Target } from '../target';

/** How many endpoints a querier is told of by their addresses: each is one connection at least, where it is up. */
export interface QuerierEndpointsSeen {
  readonly target: Target;
  readonly endpoints: number;
}

const CODES = 'Unavailable|DeadlineExceeded|Unknown|Internal|Unauthenticated|PermissionDenied';

/** Alerts on Thanos, from 0.37 to 0.42: names of metrics that all of the releases export which are run (v0.37.2 to v0.42.4). */
export function metricAlerts(all: readonly Target[], queriers: readonly QuerierEndpointsSeen[], thresholds: Thresholds): Alert[] {
  const targets = all.filter(({ product }) => product === 'thanos');
  const of = (...components: readonly string[]) => targets.filter(({ component }) => components.includes(component));
  return [
    ...queriers.flatMap(({ target: { job }, endpoints }) => endpointAlerts(job, endpoints)),
    ...about(of('query'), queryAlerts(thresholds)),
    ...about(of('query', 'receive', 'ruler'), callAlerts(thresholds)),
    ...about(of('query', 'query-frontend'), userAlerts(thresholds)),
    ...about(of('store-gateway', 'compactor', 'receive', 'ruler'), bucketAlerts(thresholds)),
    ...about(of('compactor'), compactorAlerts),
    ...about(of('receive', 'ruler'), uploadAlerts),
    ...about(of('receive'), receiveAlerts(thresholds)),
    ...about(of('ruler'), rulerAlerts),
  ];
}

function about(targets: readonly Target[], alerts: (jobs: string) => Alert[]): Alert[] {
  return targets.length === 0 ? [] : alerts(ofJobs(targets));
}

/** Where there is no connection there is no series, so that nothing has to be counted as zero. */
const connections = (job: string): string => `(sum by (job, pod) (thanos_store_nodes_grpc_connections{job="${job}"}) or 0 * max by (job, pod) (up{job="${job}"}))`;

function endpointAlerts(job: string, endpoints: number): Alert[] {
  const description = 'A store that is not asked is missing from answers, with a warning at most. The certificate of one may not verify, or ours is refused there: the page of stores of the querier shows the error.';
  return [
    {
      name: 'ThanosEndpointsMissing',
      severity: 'critical',
      for: '10m',
      expr: `${connections(job)} < ${endpoints}`,
      summary: `{{ $labels.pod }} ({{ $labels.job }}) is connected to {{ $value }} stores, and is told of ${endpoints}`,
      description,
    },
    {
      name: 'ThanosEndpointLost',
      severity: 'warning',
      for: '15m',
      expr: `${connections(job)} < max_over_time(${connections(job)}[2h:5m])`,
      summary: '{{ $labels.pod }} ({{ $labels.job }}) is connected to fewer stores than within the last two hours: {{ $value }}',
      description,
    },
  ];
}

const queryAlerts = ({ queryErrorRatio }: Thresholds) => (jobs: string): Alert[] => [{
  name: 'ThanosLookupsFailing',
  severity: 'warning',
  for: '15m',
  expr: `${share(`thanos_query_endpoints_dns_failures_total{${jobs}}`, `thanos_query_endpoints_dns_lookups_total{${jobs}}`, 'job')} > ${queryErrorRatio}`,
  summary: '{{ $value | humanizePercentage }} of the lookups of {{ $labels.job }} fail',
  description: 'Stores are not found by their names: the Service is gone or renamed, or DNS is not reached.',
}];

const callAlerts = ({ queryErrorRatio }: Thresholds) => (jobs: string): Alert[] => [{
  name: 'ThanosCallsFailing',
  severity: 'warning',
  for: '10m',
  expr: `${share(`grpc_client_handled_total{${jobs},grpc_code=~"${CODES}"}`, `grpc_client_started_total{${jobs}}`, 'job')} > ${queryErrorRatio}`,
  summary: '{{ $value | humanizePercentage }} of the calls of {{ $labels.job }} to other components fail',
  description: 'A handshake that fails is counted here, as Unavailable, and nowhere else. The log has its reason.',
}];

const userAlerts = ({ queryErrorRatio, queryLatency }: Thresholds) => (jobs: string): Alert[] => [
  {
    name: 'ThanosQueriesFailing',
    severity: 'critical',
    for: '10m',
    expr: `${share(`http_requests_total{${jobs},handler=~"query|query_range|query-frontend",code=~"5.."}`,
      `http_requests_total{${jobs},handler=~"query|query_range|query-frontend"}`, 'job')} > ${queryErrorRatio}`,
    summary: '{{ $value | humanizePercentage }} of the queries at {{ $labels.job }} fail',
    description: 'Users see errors instead of answers.',
  },
  {
    name: 'ThanosQueriesSlow',
    severity: 'warning',
    for: '15m',
    expr: `${slowest('http_request_duration_seconds_bucket', `${jobs},handler=~"query|query_range|query-frontend"`, 'job')} > ${queryLatency}`,
    summary: 'One query in a hundred at {{ $labels.job }} takes {{ $value | humanizeDuration }}',
    description: 'One slow store is enough: the querier waits for it until its time is over. The dashboard shows them one by one.',
  },
];

const bucketAlerts = ({ storageErrorRatio, storageLatency }: Thresholds) => (jobs: string): Alert[] => [
  {
    name: 'ThanosStorageFailing',
    severity: 'critical',
    for: '10m',
    expr: `${share(`thanos_objstore_bucket_operation_failures_total{${jobs}}`, `thanos_objstore_bucket_operations_total{${jobs}}`, 'job')} > ${storageErrorRatio}`,
    summary: '{{ $value | humanizePercentage }} of the operations of {{ $labels.job }} on its bucket fail',
    description: 'The certificate of the store does not verify, its keys are refused, or it does not answer: the log says which.',
  },
  {
    name: 'ThanosStorageSlow',
    severity: 'warning',
    for: '15m',
    expr: `${slowest('thanos_objstore_bucket_operation_duration_seconds_bucket', jobs, 'job')} > ${storageLatency}`,
    summary: 'One operation in a hundred of {{ $labels.job }} on its bucket takes {{ $value | humanizeDuration }}',
    description: 'Old samples are answered slowly, and blocks are late in the bucket.',
  },
];

const compactorAlerts = (jobs: string): Alert[] => [{
  name: 'ThanosCompactHalted',
  severity: 'critical',
  for: '5m',
  expr: `thanos_compact_halted{${jobs}} == 1`,
  summary: '{{ $labels.pod }} ({{ $labels.job }}) has halted',
  description: 'It found blocks that it must not touch, and does nothing any more until it is restarted: blocks are neither compacted nor deleted.',
}];

const uploadAlerts = (jobs: string): Alert[] => [{
  name: 'ThanosUploadsFailing',
  severity: 'critical',
  for: '15m',
  expr: `sum by (job, pod) (increase(thanos_shipper_upload_failures_total{${jobs}}[30m])) > 0`,
  summary: '{{ $labels.pod }} ({{ $labels.job }}) cannot upload its blocks',
  description: 'They stay on its volume until an upload succeeds.',
}];

const receiveAlerts = ({ queryErrorRatio }: Thresholds) => (jobs: string): Alert[] => [{
  name: 'ThanosWritesFailing',
  severity: 'critical',
  for: '10m',
  expr: `${share(`http_requests_total{${jobs},handler="receive",code=~"5.."}`, `http_requests_total{${jobs},handler="receive"}`, 'job')} > ${queryErrorRatio}`,
  summary: '{{ $value | humanizePercentage }} of the writes to {{ $labels.job }} fail',
  description: 'Prometheus keeps samples for two hours and tries again. Too few receivers are up for the replication factor, or they cannot verify each other.',
}];

const rulerAlerts = (jobs: string): Alert[] => [{
  name: 'ThanosRulesFailing',
  severity: 'warning',
  for: '15m',
  expr: `sum by (job, pod) (increase(prometheus_rule_evaluation_failures_total{${jobs}}[15m])) > 0`,
  summary: '{{ $labels.pod }} ({{ $labels.job }}) cannot evaluate its rules',
  description: 'No alert of these rules is sent. The queriers that it asks do not answer, or their certificate does not verify.',
}];
