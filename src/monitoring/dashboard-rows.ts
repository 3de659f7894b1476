import { about, ofJobs, ofNames, Thresholds } from './alert';
import { Ending } from './certificates';
import { COUNT, Shown } from './panels';
import { limitsOf, Share, shownIn } from './shares';
import { Target } from './target';
import { grouped } from '../trust/once';

/** A row of the dashboard. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Shown[];
}

/** The rows for some targets and certificates; none where there is nothing to show. */
export function rowsOf(namespace: string, targets: readonly Target[], shares: readonly Share[], thresholds: Thresholds): Row[] {
  const of = (product: Target['product'], ...components: readonly string[]) =>
    targets.filter((each) => each.product === product && (components.length === 0 || components.includes(each.component)));
  const row = (title: string, some: readonly Target[], panels: (jobs: string, thresholds: Thresholds) => Shown[]): Row[] =>
    (some.length === 0 ? [] : [{ title, panels: panels(ofJobs(some), thresholds) }]);
  return [
    ...connectionRow(targets, shares, namespace),
    ...certificateRow(shares, thresholds),
    ...row('Object store', of('minio'), storePanels),
    ...row('Tempo', of('tempo'), tempoPanels),
    ...row('Thanos and its bucket', of('thanos', 'store-gateway', 'compactor', 'receive', 'ruler'), bucketPanels),
    ...row('Queries', of('thanos', 'query', 'query-frontend'), queryPanels),
  ];
}

const p99 = (histogram: string, jobs: string, by: string, more = ''): string => `histogram_quantile(0.99, sum by (${by}, le) (rate(${histogram}{${jobs}${more}}[$__rate_interval])))`;
const per = (metric: string, jobs: string, by: string, more = ''): string => `sum by (${by}) (rate(${metric}{${jobs}${more}}[$__rate_interval]))`;
/** What is too rare for a rate. */
const hourly = (metric: string, jobs: string): string => `sum by (job) (increase(${metric}{${jobs}}[1h]))`;

/** Who is scraped, and how long ago checks of the connections succeeded. */
function connectionRow(targets: readonly Target[], shares: readonly Share[], namespace: string): Row[] {
  const scraped: Shown[] = targets.length === 0 ? [] : [{
    title: 'Servers that are scraped',
    what: 'Down where a pod could not be scraped: it is gone, or its certificate, its name, or what Prometheus shows to it is refused.',
    as: { states: new Set(targets.map(({ job }) => job)).size },
    queries: [[`min by (job) (up{${ofJobs(targets)}})`, '{{job}}']],
  }];
  const checks = shares.flatMap(({ watch: { _everyHours }, cronJobs }) => cronJobs.map((cronJob): Shown => ({
    title: `Since the check ${cronJob.namespace === namespace ? '' : `${cronJob.namespace}/`}${cronJob.name} succeeded`,
    what: 'The check of connections, which looks at certificates by dialling.',
    as: { lines: 'suffix:hours', limit: _everyHours * 1.5 },
    none: 'It never did',
    queries: [[`(time() - max by (cronjob) (${about('kube_cronjob_status_last_successful_time', cronJob.namespace, `cronjob="${cronJob.name}"`)})) / 3600`, '{{cronjob}}']],
  })));
  return scraped.length + checks.length === 0 ? [] : [{ title: 'Connections', panels: [...scraped, ...checks] }];
}

const DAY = 86_400;

/** What is left of each certificate, by the watch that knows it. */
function certificateRow(shares: readonly Share[], thresholds: Thresholds): Row[] {
  const known = (kind: string) => shares.filter(({ watch: { _kind } }) => _kind === kind).flatMap(({ endings }) => endings);
  const names = (some: readonly Ending[]) => [...new Set(some.map(({ name }) => name))];
  const called = (expr: string, label: string, namespace: string) => `label_replace(${expr}, "certificate", "${namespace}/$1", "${label}", "(.*)")`;
  const issued = known('cert-manager');
  const held = known('x509-exporter');
  const shown = shownIn(known('manifests'));
  const ends = [
    ...[...grouped(issued, ({ namespace }) => namespace)].map(([namespace, own]) =>
      called(about('certmanager_certificate_expiration_timestamp_seconds', namespace, ofNames('name', names(own))), 'name', namespace)),
    ...[...grouped(held, ({ kind, namespace }) => `${kind.toLowerCase()} ${namespace}`)].map(([group, own]) => {
      const [kind, namespace] = group.split(' ');
      return called(`x509_cert_not_after{${kind}_namespace="${namespace}",${ofNames(`${kind}_name`, names(own))}}`, `${kind}_name`, namespace);
    }),
    ...shown.map(({ certificate: { notAfter, subject, fingerprint256 } }) => {
      const alone = shown.filter(({ certificate }) => certificate.subject.text === subject.text).length === 1;
      const text = alone ? subject.text : `${subject.text} ${fingerprint256.slice(0, 11)}`;
      return `label_replace(vector(${notAfter.getTime() / 1000}), "certificate", ${JSON.stringify(text.replace(/\$/g, '$$$$'))}, "", "")`;
    }),
  ];
  const bars = new Set([...issued, ...held].map(({ namespace, name }) => `${namespace}/${name}`)).size + shown.length;
  const days = ({ warning, critical }: ReturnType<typeof limitsOf>) => ({ warning: warning / DAY, critical: critical / DAY });
  const few = days({ warning: thresholds.certificateWarning, critical: thresholds.certificateCritical });
  const others = issued.map((one) => ({ name: `${one.namespace}/${one.name}`, ...days(limitsOf(one, thresholds)) }))
    .filter(({ warning, critical }) => warning !== few.warning || critical !== few.critical);
  return bars === 0 ? [] : [{
    title: 'Certificates',
    panels: [{
      title: 'Days until they end',
      what: 'Certificates and CAs of the connections, the next one first.',
      as: { daysLeft: bars, ...few, others },
      queries: [[`sort((min by (certificate) (${ends.join(' or ')}) - time()) / ${DAY})`, '{{certificate}}']],
    }],
  }];
}

const storePanels = (jobs: string, { storageLatency, storageFreeRatio }: Thresholds): Shown[] => [
  { title: 'S3 requests', what: 'By call.', as: { lines: 'reqps' }, queries: [[per('minio_api_requests_total', jobs, 'name'), '{{name}}']] },
  {
    title: 'S3 errors',
    what: 'Refused (4xx) and failed (5xx).',
    as: { lines: 'reqps', colors: { '4xx': 'orange', '5xx': 'red' } },
    none: 'None',
    queries: [[per('minio_api_requests_4xx_errors_total', jobs, 'job'), '4xx {{job}}'], [per('minio_api_requests_5xx_errors_total', jobs, 'job'), '5xx {{job}}']],
  },
  { title: 'S3 latency, 99%', what: 'Until the first byte, by call.', as: { lines: 's', limit: storageLatency }, queries: [[p99('minio_api_requests_ttfb_seconds_distribution', jobs, 'name'), '{{name}}']] },
  {
    title: 'Space that is left',
    what: 'A share of what is usable.',
    as: { lines: 'percentunit', max: 1, limit: storageFreeRatio },
    queries: [[`min by (job) (minio_cluster_health_capacity_usable_free_bytes{${jobs}}) / min by (job) (minio_cluster_health_capacity_usable_total_bytes{${jobs}})`, '{{job}}']],
  },
];

const tempoPanels = (jobs: string, { storageLatency }: Thresholds): Shown[] => [
  {
    title: 'Spans per second',
    what: 'Received, and thrown away for a limit.',
    as: { lines: 'short' },
    queries: [[per('tempo_distributor_spans_received_total', jobs, 'job'), 'received {{job}}'], [per('tempo_discarded_spans_total', jobs, 'reason'), 'discarded: {{reason}}']],
  },
  {
    title: 'Blocks in the last hour',
    what: 'Written to the bucket, and not.',
    as: { lines: COUNT, colors: { failed: 'red' } },
    queries: [[hourly('tempo_ingester_blocks_flushed_total', jobs), 'flushed {{job}}'], [hourly('tempo_ingester_failed_flushes_total', jobs), 'failed {{job}}']],
  },
  {
    title: 'Requests to the bucket, 99%',
    what: 'By operation. A handshake that fails is not counted among them.',
    as: { lines: 's', limit: storageLatency },
    queries: [[p99('tempodb_backend_request_duration_seconds_bucket', jobs, 'operation'), '{{operation}}']],
  },
  {
    title: 'Failures to list the bucket, in the last hour',
    what: 'Polls that failed: certificates, keys, names.',
    as: { lines: COUNT },
    none: 'None',
    queries: [[hourly('tempodb_blocklist_poll_errors_total', jobs), '{{job}}']],
  },
];

const bucketPanels = (jobs: string, { storageLatency }: Thresholds): Shown[] => [
  {
    title: 'Operations on the bucket, 99%',
    what: 'By operation.',
    as: { lines: 's', limit: storageLatency },
    queries: [[p99('thanos_objstore_bucket_operation_duration_seconds_bucket', jobs, 'operation'), '{{operation}}']],
  },
  { title: 'Operations that failed', what: 'By component.', as: { lines: 'ops' }, none: 'None', queries: [[per('thanos_objstore_bucket_operation_failures_total', jobs, 'job'), '{{job}}']] },
];

const QUERIES = ',handler=~"query|query_range|query-frontend"';
const queryPanels = (jobs: string, { queryLatency }: Thresholds): Shown[] => [
  { title: 'Stores that are connected', what: 'Of each querier, by kind.', as: { lines: COUNT }, queries: [[`sum by (pod, store_type) (thanos_store_nodes_grpc_connections{${jobs}})`, '{{pod}} {{store_type}}']] },
  { title: 'Queries', what: 'By answer.', as: { lines: 'reqps' }, queries: [[per('http_requests_total', jobs, 'job, code', QUERIES), '{{job}} {{code}}']] },
  { title: 'Queries, 99%', what: 'Until they are answered.', as: { lines: 's', limit: queryLatency }, queries: [[p99('http_request_duration_seconds_bucket', jobs, 'job', QUERIES), '{{job}}']] },
  {
    title: 'Calls that failed',
    what: 'Between components: handshakes that fail are Unavailable.',
    as: { lines: 'reqps' },
    none: 'None',
    queries: [[per('grpc_client_handled_total', jobs, 'job, grpc_code', ',grpc_code!="OK"'), '{{job}} {{grpc_code}}']],
  },
];
