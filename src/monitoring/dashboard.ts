import { about, ofJobs, ofNames } from './alert';
import { Ending } from './certificates';
import { Target } from './target';
import { contentHash } from '../kube/hash';

/** What a panel shows: expressions, each with the legend of its lines. */
interface Shown {
  readonly title: string;
  readonly what: string;
  readonly unit: string;
  readonly queries: readonly (readonly [expr: string, legend: string])[];
  /** in place of lines over time: the last values, the smallest first, coloured by how near they are to an end (days) */
  readonly countdown?: readonly [warning: number, critical: number];
}

/** A row of the dashboard. */
interface Row {
  readonly title: string;
  readonly panels: readonly Shown[];
}

const ALL = (jobs: string) => `{${jobs}}`;
const DAY = 86_400;

/** The rows for some targets and certificates; none where there is nothing to show. */
function rowsOf(targets: readonly Target[], endings: readonly Ending[], x509: boolean): Row[] {
  const of = (product: Target['product'], ...components: readonly string[]) =>
    targets.filter((each) => each.product === product && (components.length === 0 || components.includes(each.component)));
  const row = (title: string, some: readonly Target[], panels: (jobs: string) => Shown[]): Row[] =>
    (some.length === 0 ? [] : [{ title, panels: panels(ofJobs(some)) }]);
  return [
    ...row('Connections', targets, connectionPanels),
    ...certificateRow(endings, x509),
    ...row('Object store', of('minio'), storePanels),
    ...row('Tempo', of('tempo'), tempoPanels),
    ...row('Thanos and its bucket', of('thanos', 'store-gateway', 'compactor', 'receive', 'ruler'), bucketPanels),
    ...row('Queries', of('thanos', 'query', 'query-frontend'), queryPanels),
  ];
}

const p99 = (histogram: string, jobs: string, by: string, more = ''): string => `histogram_quantile(0.99, sum by (${by}, le) (rate(${histogram}{${jobs}${more}}[$__rate_interval])))`;
const per = (metric: string, jobs: string, by: string, more = ''): string => `sum by (${by}) (rate(${metric}{${jobs}${more}}[$__rate_interval]))`;

const connectionPanels = (jobs: string): Shown[] => [
  { title: 'Scraped over verified connections', what: '1 where the last scrape succeeded.', unit: 'short', queries: [[`min by (job) (up${ALL(jobs)})`, '{{job}}']] },
];

function certificateRow(endings: readonly Ending[], x509: boolean): Row[] {
  const issued = endings.filter(({ kind }) => kind === 'Certificate');
  const held = x509 ? endings.filter(({ kind, platform }) => kind === 'Secret' && !platform) : [];
  const shown = endings.flatMap((one) => (one.kind === 'Certificate' ? [] : one.shown));
  const spaces = (some: readonly Ending[]) => [...new Set(some.map(({ namespace }) => namespace))];
  const names = (some: readonly Ending[], at: string) => [...new Set(some.filter(({ namespace }) => namespace === at).map(({ name }) => name))];
  const queries: [string, string][] = [
    ...spaces(issued).map((namespace): [string, string] =>
      [`min by (name) (${about('certmanager_certificate_expiration_timestamp_seconds', namespace, ofNames('name', names(issued, namespace)))}) - time()`, `${namespace}/{{name}}`]),
    ...spaces(held).map((namespace): [string, string] =>
      [`min by (secret_name) (x509_cert_not_after{secret_namespace="${namespace}",${ofNames('secret_name', names(held, namespace))}}) - time()`, `${namespace}/{{secret_name}}`]),
    ...[...new Map(shown.map((each) => [each.fingerprint256, each])).values()].map(({ notAfter, subject }): [string, string] => [`vector(${notAfter.getTime() / 1000}) - time()`, subject.text]),
  ];
  return queries.length === 0 ? [] : [{
    title: 'Certificates',
    panels: [{ title: 'Time until they end', what: 'Certificates and CAs of the connections, the next one first.', unit: 's', queries, countdown: [21 * DAY, 7 * DAY] }],
  }];
}

const storePanels = (jobs: string): Shown[] => [
  { title: 'S3 requests', what: 'By call.', unit: 'reqps', queries: [[per('minio_api_requests_total', jobs, 'name'), '{{name}}']] },
  { title: 'S3 errors', what: 'Refused (4xx) and failed (5xx).', unit: 'reqps', queries: [[per('minio_api_requests_4xx_errors_total', jobs, 'job'), '4xx {{job}}'], [per('minio_api_requests_5xx_errors_total', jobs, 'job'), '5xx {{job}}']] },
  { title: 'S3 latency, 99%', what: 'Until the first byte, by call.', unit: 's', queries: [[p99('minio_api_requests_ttfb_seconds_distribution', jobs, 'name'), '{{name}}']] },
  {
    title: 'Space that is left',
    what: 'A share of what is usable.',
    unit: 'percentunit',
    queries: [[`min by (job) (minio_cluster_health_capacity_usable_free_bytes{${jobs}}) / min by (job) (minio_cluster_health_capacity_usable_total_bytes{${jobs}})`, '{{job}}']],
  },
];

const tempoPanels = (jobs: string): Shown[] => [
  { title: 'Spans', what: 'Received, and thrown away for a limit.', unit: 'short', queries: [[per('tempo_distributor_spans_received_total', jobs, 'job'), 'received {{job}}'], [per('tempo_discarded_spans_total', jobs, 'reason'), 'discarded: {{reason}}']] },
  { title: 'Blocks', what: 'Written to the bucket, and not.', unit: 'short', queries: [[`sum(increase(tempo_ingester_blocks_flushed_total{${jobs}}[$__rate_interval]))`, 'flushed'], [`sum(increase(tempo_ingester_failed_flushes_total{${jobs}}[$__rate_interval]))`, 'failed']] },
  { title: 'Requests to the bucket, 99%', what: 'A handshake that fails is not counted among them.', unit: 's', queries: [[p99('tempodb_backend_request_duration_seconds_bucket', jobs, 'operation'), '{{operation}}']] },
  { title: 'Bucket that cannot be listed', what: 'Polls that failed: certificates, keys, names.', unit: 'short', queries: [[per('tempodb_blocklist_poll_errors_total', jobs, 'job'), '{{job}}']] },
];

const bucketPanels = (jobs: string): Shown[] => [
  { title: 'Operations on the bucket, 99%', what: 'By operation.', unit: 's', queries: [[p99('thanos_objstore_bucket_operation_duration_seconds_bucket', jobs, 'operation'), '{{operation}}']] },
  { title: 'Operations that failed', what: 'By component.', unit: 'ops', queries: [[per('thanos_objstore_bucket_operation_failures_total', jobs, 'job'), '{{job}}']] },
];

const queryPanels = (jobs: string): Shown[] => [
  { title: 'Stores that are connected', what: 'Of each querier, by kind.', unit: 'short', queries: [[`sum by (pod, store_type) (thanos_store_nodes_grpc_connections{${jobs}})`, '{{pod}} {{store_type}}']] },
  { title: 'Queries', what: 'By answer.', unit: 'reqps', queries: [[per('http_requests_total', jobs, 'job, code', ',handler=~"query|query_range|query-frontend"'), '{{job}} {{code}}']] },
  { title: 'Queries, 99%', what: 'Until they are answered.', unit: 's', queries: [[p99('http_request_duration_seconds_bucket', jobs, 'job', ',handler=~"query|query_range|query-frontend"'), '{{job}}']] },
  { title: 'Calls that failed', what: 'Between components: handshakes that fail are Unavailable.', unit: 'reqps', queries: [[per('grpc_client_handled_total', jobs, 'job, grpc_code', ',grpc_code!="OK"'), '{{job}} {{grpc_code}}']] },
];

/** The dashboard as Grafana's JSON model (held against @grafana/schema 13.2.3, raw/dashboard); undefined where there is nothing to show. */
export function dashboardOf(
  title: string, targets: readonly Target[], endings: readonly Ending[], x509: boolean,
): { readonly [field: string]: any } | undefined {
  const rows = rowsOf(targets, endings, x509);
  if (rows.length === 0) { return undefined; }
  const panels: { [field: string]: any }[] = [];
  let y = 0;
  for (const { title: called, panels: shown } of rows) {
    panels.push({ id: panels.length + 1, type: 'row', title: called, collapsed: false, gridPos: { h: 1, w: 24, x: 0, y }, panels: [] });
    const width = Math.max(24 / shown.length, 12);
    shown.forEach((each, i) => {
      panels.push(panel(each, panels.length + 1, { h: 8, w: width, x: (i * width) % 24, y: y + 1 + 8 * Math.floor((i * width) / 24) }));
    });
    y += 1 + 8 * Math.ceil((shown.length * width) / 24);
  }
  return {
    uid: `tls-${contentHash(title)}`,
    title,
    tags: ['observability-tls'],
    schemaVersion: 39,
    editable: true,
    time: { from: 'now-6h', to: 'now' },
    refresh: '1m',
    templating: { list: [{ name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', hide: 0, refresh: 1, options: [] }] },
    annotations: { list: [] },
    panels,
  };
}

const LINES = { legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] }, tooltip: { mode: 'multi', sort: 'none' } };
const SOURCE = { type: 'prometheus', uid: '${datasource}' };

function panel({ title, what, unit, queries, countdown }: Shown, id: number, gridPos: object): { [field: string]: any } {
  const once = countdown ? { instant: true } : {};
  const targets = queries.map(([expr, legendFormat], i) => ({ refId: refId(i), datasource: SOURCE, expr, legendFormat, ...once }));
  const common = { id, title, description: what, datasource: SOURCE, gridPos, targets };
  if (!countdown) {
    return { ...common, type: 'timeseries', fieldConfig: { defaults: { unit, min: 0 }, overrides: [] }, options: LINES };
  }
  const [warning, critical] = countdown;
  const steps = [{ color: 'red', value: null }, { color: 'orange', value: critical }, { color: 'green', value: warning }];
  return {
    ...common,
    type: 'bargauge',
    fieldConfig: { defaults: { unit, min: 0, thresholds: { mode: 'absolute', steps } }, overrides: [] },
    options: { orientation: 'horizontal', displayMode: 'basic', reduceOptions: { calcs: ['lastNotNull'], values: false, fields: '' } },
  };
}

/** A, B, … Z, AA, AB, … */
function refId(i: number): string {
  return (i >= 26 ? refId(Math.floor(i / 26) - 1) : '') + String.fromCharCode(65 + (i % 26));
}
