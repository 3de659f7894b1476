/** What Prometheus has seen, one sample a minute, for four hours. */
export interface Seen {
  readonly series: string;
  readonly values: string;
}

/** When an alert has to fire, and when not: each of them a state of the world. */
export interface Cases {
  readonly fires: readonly (readonly Seen[])[];
  readonly quiet: readonly (readonly Seen[])[];
  /** when the four hours begin, where that decides; seconds since 1970 */
  readonly starts?: { readonly fires: number; readonly quiet: number };
}

/** An alert as it stands in a PrometheusRule. */
export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly [label: string]: string };
}

/** The beginning of the four hours. */
export const BEGIN = Date.UTC(2026, 10, 23) / 1000;
export const MINUTES = 240;
const DAY = 86_400;

/** The values of a matcher, those of a regular expression one by one. */
const all = (expr: string, label: string): string[] => new RegExp(`\\b${label}=~?"([^"]*)"`).exec(expr)![1].split('|').map((name) => name.replace(/\\/g, ''));
const first = (expr: string, label: string): string => all(expr, label)[0];
const threshold = (expr: string): number => Number(/[<>] ([\d.]+)$/.exec(expr)![1]);
const still = (value: number) => `${value}x${MINUTES}`;
const growing = (each: number) => `0+${each}x${MINUTES}`;

/** Series of the first job that an expression names. */
function of(rule: Rule, metric: string, values: string, labels = ''): Seen {
  const job = first(rule.expr, 'job');
  return { series: `${metric}{job="${job}",namespace="${job.split('/')[0]}",pod="pod-0",instance="10.0.0.1:1"${labels === '' ? '' : `,${labels}`}}`, values };
}

/** A share of failures: 10 of 100, and 1 of 100. */
const failing = (failed: string, total: string, labels = ['', '']) => (rule: Rule): Cases => ({
  fires: [[of(rule, failed, growing(10), labels[0]), of(rule, total, growing(90), labels[1])]],
  quiet: [
    [of(rule, failed, growing(1), labels[0]), of(rule, total, growing(99), labels[1])],
    [of(rule, failed, still(7), labels[0]), of(rule, total, growing(100), labels[1])],
  ],
});

/** A counter that grows, and one that has grown long ago. */
const counting = (metric: string, labels = '') => (rule: Rule): Cases =>
  ({ fires: [[of(rule, metric, growing(2), labels)]], quiet: [[of(rule, metric, still(7), labels)]] });

/** A histogram with all of its events in one bucket. */
const slow = (metric: string, labels = '') => (rule: Rule): Cases => {
  const limit = threshold(rule.expr);
  const within = (edge: number) => [edge / 2, edge, edge * 2, Infinity].map((le) =>
    of(rule, metric, growing(le >= edge ? 100 : 0), `${labels === '' ? '' : `${labels},`}le="${le === Infinity ? '+Inf' : le}"`));
  return { fires: [within(limit * 3)], quiet: [within(limit / 3)] };
};

/** A gauge at one value, and at another. */
const gauge = (metric: string, bad: number, good: number) => (rule: Rule): Cases =>
  ({ fires: [[of(rule, metric, still(bad))]], quiet: [[of(rule, metric, still(good))]] });

/** What an exporter tells of objects of a namespace: with honored labels, and without. */
function about(rule: Rule, metric: string, label: string, names: readonly string[], value: number, more = ''): Seen[][] {
  const namespace = first(rule.expr, 'exported_namespace');
  return [`exported_namespace="${namespace}",namespace="exporter"`, `namespace="${namespace}"`].map((where) =>
    names.map((name) => ({ series: `${metric}{${where},${label}="${name}",job="exporter"${more}}`, values: still(value) })));
}

const END = BEGIN + MINUTES * 60;

/** The end of certificates, by whoever tells of it. */
function ending(rule: Rule): Cases {
  const before = threshold(rule.expr);
  const at = (left: number): Seen[][] => {
    if (rule.expr.includes('certmanager_')) { return about(rule, 'certmanager_certificate_expiration_timestamp_seconds', 'name', [first(rule.expr, 'name')], END + left); }
    const kind = rule.expr.includes('secret_name') ? 'secret' : 'configmap';
    const labels = `${kind}_namespace="${first(rule.expr, `${kind}_namespace`)}",${kind}_name="${first(rule.expr, `${kind}_name`)}"`;
    return [[{ series: `x509_cert_not_after{${labels},${kind}_key="tls.crt",subject_CN="minio",job="exporter"}`, values: still(END + left) }]];
  };
  const shown = /^vector\((\d+)\)/.exec(rule.expr);
  if (!shown) { return { fires: at(before - 3600), quiet: at(before + 3600) }; }
  const due = Number(shown[1]) - before - MINUTES * 60;
  return { fires: [[]], quiet: [[]], starts: { fires: due + 3600, quiet: due - 3600 } };
}

function unwatched(rule: Rule): Cases {
  if (rule.expr.includes('certmanager_')) {
    const names = all(rule.expr, 'name');
    const metric = 'certmanager_certificate_expiration_timestamp_seconds';
    return { fires: [[], ...names.length > 1 ? about(rule, metric, 'name', names.slice(1), END) : []], quiet: about(rule, metric, 'name', names, END) };
  }
  const kind = rule.expr.includes('secret_name') ? 'secret' : 'configmap';
  const quiet = all(rule.expr, `${kind}_name`).map((name) => (
    { series: `x509_cert_not_after{${kind}_namespace="${first(rule.expr, `${kind}_namespace`)}",${kind}_name="${name}"}`, values: still(END) }));
  return { fires: [[]], quiet: [quiet] };
}

function endpoints(rule: Rule): Cases {
  const told = threshold(rule.expr);
  const metric = 'thanos_store_nodes_grpc_connections';
  const up = of(rule, 'up', still(1));
  return {
    fires: [[up], [up, of(rule, metric, still(told - 1), 'store_type="store"')]],
    quiet: [[up, of(rule, metric, still(told - 1), 'store_type="store"'), of(rule, metric, still(1), 'store_type="receive"')]],
  };
}

const STORES = 'thanos_store_nodes_grpc_connections';

/** The cases of every alert, by its name. */
export const CASES: { readonly [alert: string]: (rule: Rule) => Cases } = {
  TlsTargetDown: gauge('up', 0, 1),
  TlsTargetMissing: (rule) => ({ fires: [[]], quiet: [[of(rule, 'up', still(1))]] }),
  MinioRequestsFailing: failing('minio_api_requests_5xx_errors_total', 'minio_api_requests_total', ['name="PutObject"', 'name="PutObject"']),
  MinioSlow: slow('minio_api_requests_ttfb_seconds_distribution', 'name="GetObject",type="s3"'),
  MinioDriveOffline: (rule) => {
    const drives = (online: number) => [of(rule, 'minio_cluster_health_drives_count', still(4)), of(rule, 'minio_cluster_health_drives_online_count', still(online))];
    return { fires: [drives(3)], quiet: [drives(4)] };
  },
  MinioNearlyFull: (rule) => {
    const free = (bytes: number) => [
      of(rule, 'minio_cluster_health_capacity_usable_free_bytes', still(bytes)), of(rule, 'minio_cluster_health_capacity_usable_total_bytes', still(100)),
    ];
    return { fires: [free(5)], quiet: [free(50)] };
  },
  TempoStorageUnreachable: counting('tempodb_blocklist_poll_errors_total', 'tenant=""'),
  TempoFlushFailing: counting('tempo_ingester_failed_flushes_total'),
  TempoNothingFlushed: (rule) => {
    const spans = (values: string) => of(rule, 'tempo_distributor_spans_received_total', values, 'tenant="single-tenant"');
    const flushed = (values: string) => of(rule, 'tempo_ingester_blocks_flushed_total', values);
    return {
      fires: [[spans(growing(10)), flushed(still(5))]],
      quiet: [[spans(growing(10)), flushed(growing(1))], [spans(still(10)), flushed(still(5))]],
    };
  },
  TempoStorageFailing: (rule) => {
    const requests = (status: string, each: number) => of(rule, 'tempodb_backend_request_duration_seconds_count', growing(each), `operation="PUT",status_code="${status}"`);
    return { fires: [[requests('503', 10), requests('200', 90)], [requests('403', 10), requests('200', 90)]], quiet: [[requests('404', 50), requests('200', 50)]] };
  },
  TempoStorageSlow: slow('tempodb_backend_request_duration_seconds_bucket', 'operation="GET",status_code="200"'),
  TempoSpansRefused: counting('tempo_discarded_spans_total', 'reason="trace_too_large",tenant="single-tenant"'),
  TempoCompactionFailing: counting('tempodb_compaction_errors_total'),
  ThanosEndpointsMissing: endpoints,
  ThanosEndpointLost: (rule) => {
    const connected = (values: string) => [of(rule, 'up', still(1)), of(rule, STORES, values, 'store_type="store"')];
    return { fires: [connected(`4x${MINUTES - 40} 3x40`), connected(`4x${MINUTES - 40} _x40`)], quiet: [connected(still(4)), connected(`3x${MINUTES - 40} 4x40`)] };
  },
  ThanosLookupsFailing: failing('thanos_query_endpoints_dns_failures_total', 'thanos_query_endpoints_dns_lookups_total'),
  ThanosCallsFailing: (rule) => {
    const calls = (code: string, each: number) => [
      of(rule, 'grpc_client_handled_total', growing(each), `grpc_code="${code}",grpc_method="Info"`), of(rule, 'grpc_client_started_total', growing(100), 'grpc_method="Info"'),
    ];
    return { fires: [calls('Unavailable', 10)], quiet: [calls('Unavailable', 1), calls('NotFound', 50)] };
  },
  ThanosQueriesFailing: failing('http_requests_total', 'http_requests_total', ['handler="query",code="500"', 'handler="query",code="200"']),
  ThanosQueriesSlow: slow('http_request_duration_seconds_bucket', 'handler="query_range",code="200"'),
  ThanosStorageFailing: failing('thanos_objstore_bucket_operation_failures_total', 'thanos_objstore_bucket_operations_total'),
  ThanosStorageSlow: slow('thanos_objstore_bucket_operation_duration_seconds_bucket', 'operation="get"'),
  ThanosCompactHalted: gauge('thanos_compact_halted', 1, 0),
  ThanosUploadsFailing: counting('thanos_shipper_upload_failures_total'),
  ThanosWritesFailing: failing('http_requests_total', 'http_requests_total', ['handler="receive",code="503"', 'handler="receive",code="200"']),
  ThanosRulesFailing: counting('prometheus_rule_evaluation_failures_total', 'rule_group="rules.yml;copy"'),
  CertificateEndsSoon: ending,
  CertificateEndsVerySoon: ending,
  CertificateUnwatched: unwatched,
  CertificateNotReady: (rule) => {
    const ready = (value: number) => about(rule, 'certmanager_certificate_ready_status', 'name', [first(rule.expr, 'name')], value, ',condition="True"');
    return { fires: ready(0), quiet: ready(1) };
  },
  CertificateRenewalStuck: (rule) => {
    const due = (at: number) => about(rule, 'certmanager_certificate_renewal_timestamp_seconds', 'name', [first(rule.expr, 'name')], at);
    return { fires: due(BEGIN), quiet: due(END + DAY) };
  },
  RestartNeeded: (rule) => {
    const renewed = (at: number) => about(rule, 'certmanager_certificate_not_before_timestamp_seconds', 'name', [first(rule.expr, 'name')], at);
    const started = of(rule, 'process_start_time_seconds', still(BEGIN - 10 * DAY));
    return { fires: renewed(BEGIN - DAY).map((seen) => [started, ...seen]), quiet: renewed(BEGIN - 20 * DAY).map((seen) => [started, ...seen]) };
  },
  ConnectionCheckFailing: (rule) => {
    const cronJob = rule.labels.cronjob;
    const one = (metric: string, label: string, name: string, value: number, more?: string) => about(rule, metric, label, [name], value, more);
    const when = (succeeded?: number): Seen[][] => [0, 1].map((i) => [
      ...one('kube_job_status_failed', 'job_name', `${cronJob}-29400000`, 1, ',reason="BackoffLimitExceeded"')[i],
      ...one('kube_job_status_start_time', 'job_name', `${cronJob}-29400000`, BEGIN - 3600)[i],
      ...(succeeded === undefined ? [] : one('kube_cronjob_status_last_successful_time', 'cronjob', cronJob, succeeded)[i]),
    ]);
    return { fires: [...when(BEGIN - DAY), ...when()], quiet: [...when(BEGIN), []] };
  },
  ConnectionCheckOverdue: (rule) => {
    const succeeded = (at: number) => about(rule, 'kube_cronjob_status_last_successful_time', 'cronjob', [rule.labels.cronjob], at);
    return { fires: [[], ...succeeded(BEGIN - 3 * DAY)], quiet: succeeded(BEGIN - 3600) };
  },
};
