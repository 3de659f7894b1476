/** A metric that a program exports, with the labels by which alerts and the dashboard choose, and those of Prometheus left out. */
export interface Exported {
  readonly program: string;
  readonly how: string;
  readonly metrics: { readonly [name: string]: readonly string[] };
}

const THANOS = 'v0.37.2, v0.39.2, v0.40.1, v0.41.0 and v0.42.4, each component run and scraped on 2026-11-23; by e2e/servers/thanos-servers.test.ts ever since';

/** The metrics that alerts and the dashboard may use. Counters of failures that a program does not export before the first one were provoked. */
export const EXPORTED: readonly Exported[] = [
  {
    program: 'MinIO 7aac2a2c5',
    how: 'run, its drive filled for the 5xx, and scraped at /minio/metrics/v3 on 2026-11-23; by e2e/servers/thanos-servers.test.ts ever since',
    metrics: {
      minio_api_requests_total: ['name', 'type', 'server'],
      minio_api_requests_errors_total: ['name', 'type', 'server'],
      minio_api_requests_4xx_errors_total: ['name', 'type', 'server'],
      minio_api_requests_5xx_errors_total: ['name', 'type', 'server'],
      minio_api_requests_ttfb_seconds_distribution: ['name', 'type', 'server', 'le'],
      minio_cluster_health_drives_count: [],
      minio_cluster_health_drives_online_count: [],
      minio_cluster_health_capacity_usable_free_bytes: [],
      minio_cluster_health_capacity_usable_total_bytes: [],
    },
  },
  {
    program: 'Tempo 2.10.8',
    how: 'run on MinIO, with the store ended while it ran, and scraped on 2026-11-23',
    metrics: {
      tempodb_blocklist_poll_errors_total: ['tenant'],
      tempodb_backend_request_duration_seconds_bucket: ['operation', 'status_code', 'le'],
      tempodb_backend_request_duration_seconds_count: ['operation', 'status_code'],
      tempodb_compaction_errors_total: [],
      tempo_ingester_failed_flushes_total: [],
      tempo_ingester_blocks_flushed_total: [],
      tempo_distributor_spans_received_total: ['tenant'],
      tempo_discarded_spans_total: ['reason', 'tenant'],
      process_start_time_seconds: [],
    },
  },
  {
    program: 'Thanos',
    how: THANOS,
    metrics: {
      thanos_store_nodes_grpc_connections: ['store_type', 'external_labels'],
      thanos_query_endpoints_dns_failures_total: [],
      thanos_query_endpoints_dns_lookups_total: [],
      grpc_client_handled_total: ['grpc_code', 'grpc_method', 'grpc_service', 'grpc_type'],
      grpc_client_started_total: ['grpc_method', 'grpc_service', 'grpc_type'],
      http_requests_total: ['code', 'handler', 'method'],
      http_request_duration_seconds_bucket: ['code', 'handler', 'method', 'le'],
      thanos_objstore_bucket_operations_total: ['bucket', 'operation'],
      thanos_objstore_bucket_operation_failures_total: ['bucket', 'operation'],
      thanos_objstore_bucket_operation_duration_seconds_bucket: ['bucket', 'operation', 'le'],
      thanos_compact_halted: [],
      thanos_shipper_upload_failures_total: [],
      prometheus_rule_evaluation_failures_total: ['rule_group'],
      process_start_time_seconds: [],
    },
  },
  {
    program: 'cert-manager 1.21',
    how: 'its controller scraped on a cluster with a Certificate on 2026-11-23',
    metrics: {
      certmanager_certificate_expiration_timestamp_seconds: ['name', 'namespace', 'issuer_name', 'issuer_kind', 'issuer_group'],
      certmanager_certificate_not_before_timestamp_seconds: ['name', 'namespace', 'issuer_name', 'issuer_kind', 'issuer_group'],
      certmanager_certificate_ready_status: ['name', 'namespace', 'condition', 'issuer_name', 'issuer_kind', 'issuer_group'],
      certmanager_certificate_renewal_timestamp_seconds: ['name', 'namespace', 'issuer_name', 'issuer_kind', 'issuer_group'],
    },
  },
  {
    program: 'x509-certificate-exporter 4.2.0',
    how: 'run on a cluster with Secrets and ConfigMaps, and scraped on 2026-11-23',
    metrics: {
      x509_cert_not_after: ['subject_CN', 'secret_namespace', 'secret_name', 'secret_key', 'configmap_namespace', 'configmap_name', 'configmap_key'],
    },
  },
  {
    program: 'kube-state-metrics 2.20.0',
    how: 'run on a cluster with Jobs that failed and a CronJob that succeeded, and scraped on 2026-11-23; reason is there once a Job has failed',
    metrics: {
      kube_job_status_failed: ['namespace', 'job_name', 'reason'],
      kube_job_status_start_time: ['namespace', 'job_name'],
      kube_cronjob_status_last_successful_time: ['namespace', 'cronjob'],
    },
  },
  { program: 'Prometheus', how: 'its own, of every target', metrics: { up: [] } },
];

/** Counters that a program exports from the first event on, which a healthy one may not have seen. */
export const LATE = ['minio_api_requests_errors_total', 'minio_api_requests_4xx_errors_total', 'minio_api_requests_5xx_errors_total'];

/** What of a program's list some text of metrics does not have: metrics, and labels of those. */
export function missingFrom(text: string, program: string): string[] {
  const seen = new Map<string, Set<string>>();
  for (const [, name, labels = ''] of text.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/gm)) {
    const known = seen.get(name) ?? new Set<string>();
    seen.set(name, known);
    for (const [, label] of labels.matchAll(/(\w+)="/g)) { known.add(label); }
  }
  const listed = EXPORTED.filter((one) => one.program === program).flatMap(({ metrics }) => Object.entries(metrics));
  return listed.filter(([name]) => !LATE.includes(name) || seen.has(name))
    .flatMap(([name, labels]) => (seen.has(name) ? labels.filter((label) => !seen.get(name)!.has(label)).map((label) => `${name}{${label}}`) : [name]));
}

/** Labels that Prometheus gives to what it scrapes: by prometheus-operator, or where an exporter's own label is in its way. */
const GIVEN = ['job', 'pod', 'namespace', 'instance', 'exported_namespace'];

/** What of an expression no program exports. */
export function notExported(expr: string): string[] {
  const labelsOf = new Map<string, Set<string>>();
  for (const { metrics } of EXPORTED) {
    for (const [name, labels] of Object.entries(metrics)) { labelsOf.set(name, new Set([...labelsOf.get(name) ?? GIVEN, ...labels])); }
  }
  const used = [...expr.matchAll(/([a-zA-Z_:][a-zA-Z0-9_:]*)\{([^}]*)\}/g)];
  const wrong = used.flatMap(([, name, matchers]) => {
    const known = labelsOf.get(name);
    if (!known) { return [name]; }
    return [...matchers.matchAll(/([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label]) => label).filter((label) => !known.has(label)).map((label) => `${name}{${label}}`);
  });
  const made = [...expr.matchAll(/label_replace\(.*?, "(\w+)", "[^"]*", "\w*", "[^"]*"\)/g)].map(([, label]) => label);
  const all = new Set([...used.flatMap(([, name]) => [...labelsOf.get(name) ?? []]), ...made]);
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) => list.split(',').map((label) => label.trim())).filter((label) => label !== '' && !all.has(label));
  // A metric without matchers would be everybody's.
  const bare = [...expr.replace(/"[^"]*"/g, '""').matchAll(/\b(?:minio|tempo|tempodb|thanos|certmanager|x509|kube|grpc|http|process|prometheus|up)(?:_\w+)?\b(?!\{|\s*=|\w)/g)].map(([name]) => name);
  return [...wrong, ...grouped.map((label) => `by ${label}`), ...bare.filter((name) => labelsOf.has(name))];
}
