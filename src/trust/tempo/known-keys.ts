import { isMap } from '../values';
import { ConfigSection, LEGACY_OVERRIDES, SHARED_SECTIONS, TEMPO_CONFIG } from './config-keys';

/** A key of a Tempo configuration that Tempo 2.10.8 does not have. */
export interface UnknownKey {
  readonly path: readonly string[];
  /** the keys that there are at that place */
  readonly known: readonly string[];
}

/** The keys that Tempo 2.10.8 does not have. It reads its configuration strictly, and does not start with one (cmd/tempo/main.go). */
export function unknownKeys(config: unknown): UnknownKey[] {
  return inSection(TEMPO_CONFIG, config, []);
}

/** The sections of Tempo 3.0.3's configuration, which it reads strictly too (cmd/tempo/app/config.go, cmd/tempo/main.go). */
const SECTIONS_OF_3 = [
  'target', 'auth_enabled', 'multitenancy_enabled', 'shutdown_delay', 'stream_over_http_enabled', 'http_api_prefix', 'enable_go_runtime_metrics', 'span_profiling', 'memory', 'server',
  'internal_server', 'distributor', 'metrics_generator_client', 'live_store_client', 'querier', 'query_frontend', 'metrics_generator', 'ingest', 'block_builder', 'storage', 'overrides',
  'memberlist', 'usage_report', 'cache', 'backend_scheduler', 'backend_scheduler_client', 'backend_worker', 'live_store',
];

/** The sections of Tempo 2.10.8 that 3.0 does not have any more. Others that it does not know may be those of a later 3.x. */
export function sectionsGoneIn3(config: unknown): UnknownKey[] {
  const gone = [...Object.keys(TEMPO_CONFIG), ...plainKeys(TEMPO_CONFIG)].filter((key) => key !== '' && !SECTIONS_OF_3.includes(key));
  return isMap(config) ? Object.keys(config).filter((key) => gone.includes(key)).map((key) => ({ path: [key], known: SECTIONS_OF_3 })) : [];
}

/** Keys of storage.trace.s3 that later versions have, and 2.10.8 has not (Tempo 3.0.3, tempodb/backend/s3/config.go). */
const LATER_S3 = ['retry_max_attempts', 'retry_backoff_initial', 'retry_backoff_max'];

/** A key that was there before Tempo 2.2. */
const EARLIER_S3 = ['insecure_skip_verify'];

/**
 * The keys of an S3 section that no version of Tempo has had (read in v1.5.0 to v3.0.3 of tempodb/backend/s3/config.go).
 *
 * @param operated whether the operator runs it: its first version to merge settings ran Tempo 2.3
 */
export function unknownS3Keys(s3: unknown, operated: boolean): UnknownKey[] {
  const others = [...LATER_S3, ...(operated ? [] : EARLIER_S3)];
  return inSection(SHARED_SECTIONS.s3 as ConfigSection, s3, []).filter(({ path }) => path.length > 1 || !others.includes(path[0]));
}

function inSection(section: ConfigSection, value: unknown, path: readonly string[]): UnknownKey[] {
  if (!isMap(value)) { return []; }
  const known = path.join('.') === 'overrides' && !('defaults' in value) ? { ...section, ...LEGACY_OVERRIDES, '': `${section['']} ${LEGACY_OVERRIDES['']}` } : section;
  const plain = plainKeys(known);
  return Object.entries(value).flatMap(([key, item]): UnknownKey[] => {
    if (plain.has(key)) { return []; }
    if (key !== '' && key !== '[]' && key !== '{}' && Object.hasOwn(known, key)) { return nested(resolve(known[key]), item, [...path, key]); }
    return [{ path: [...path, key], known: [...plain, ...Object.keys(known).filter((k) => k !== '')].sort() }];
  });
}

function nested(section: ConfigSection, value: unknown, path: readonly string[]): UnknownKey[] {
  if (section['[]'] !== undefined) { return Array.isArray(value) ? value.flatMap((item, i) => nested(resolve(section['[]']), item, [...path, String(i)])) : []; }
  if (section['{}'] !== undefined) { return isMap(value) ? Object.entries(value).flatMap(([key, item]) => nested(resolve(section['{}']), item, [...path, key])) : []; }
  return inSection(section, value, path);
}

function resolve(section: string | ConfigSection): ConfigSection {
  return typeof section === 'string' ? SHARED_SECTIONS[section.slice(1)] as ConfigSection : section;
}

const plain = new Map<string, ReadonlySet<string>>();

function plainKeys(section: ConfigSection): ReadonlySet<string> {
  const text = typeof section[''] === 'string' ? section[''] : '';
  const found = plain.get(text) ?? new Set(text.split(' ').map((entry) => entry.split(':')[0]));
  plain.set(text, found);
  return found;
}

/** What to write instead of keys that are often written, by the end of their path. */
const HINTS: { readonly [end: string]: string } = {
  'http_config': 'take it away: the idle connections and timeouts of the S3 client are fixed',
  'sse_config': 'write sse: {type: SSE-S3}; the keys of sse are type, kms_key_id, kms_encryption_context, encryption_key',
  's3.tls': 'write tls_ca_path, tls_server_name and so on beside the endpoint',
  's3.server_name': 'write tls_server_name',
  's3.serverName': 'write tls_server_name',
  's3.insecure_skip_verify': 'write tls_insecure_skip_verify, or better tls_ca_path',
  's3.insecureSkipVerify': 'write tls_insecure_skip_verify, or better tls_ca_path',
  's3.force_path_style': 'write forcepathstyle',
  's3.s3forcepathstyle': 'write forcepathstyle',
  's3.bucket_name': 'write bucket',
  's3.ca_file': 'write tls_ca_path',
  's3.tls_ca_file': 'write tls_ca_path',
  's3.cert_file': 'write tls_cert_path',
  's3.key_file': 'write tls_key_path',
  'compactor.block_retention': 'write compactor.compaction.block_retention',
};

/** The advice for a path, if there is one. */
export function hintFor(path: readonly string[]): string | undefined {
  return [path.slice(-2).join('.'), path[path.length - 1]].filter((key) => Object.hasOwn(HINTS, key)).map((key) => HINTS[key])[0];
}
