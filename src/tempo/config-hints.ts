import { nearestWord } from '../kube/nearest';
import { ConfigSection } from '../trust/tempo/config-keys';

/** What to write instead of keys that are often written, by the end of their path. */
const HINTS: { readonly [key: string]: string } = {
  'http_config': 'remove it: the S3 client\'s idle connections are fixed in 2.10.8 (100 in all and for a host), and its timeouts too',
  'sse_config': 'the key is sse: { type, kms_key_id, kms_encryption_context }; or use extraConfig.serverSideEncryption',
  's3.tls': 'the keys are tls_ca_path, tls_server_name, tls_insecure_skip_verify…; the CA is written from the bucket, the rest is in extraConfig',
  's3.server_name': 'the key is tls_server_name; or use extraConfig.tlsServerName',
  's3.serverName': 'the key is tls_server_name; or use extraConfig.tlsServerName',
  's3.insecure_skip_verify': 'the key is tls_insecure_skip_verify; or use extraConfig.skipVerification',
  's3.insecureSkipVerify': 'the key is tls_insecure_skip_verify; or use extraConfig.skipVerification',
  's3.force_path_style': 'the key is forcepathstyle; the bucket\'s store says it: forcePathStyle',
  's3.s3forcepathstyle': 'the key is forcepathstyle; the bucket\'s store says it: forcePathStyle',
  's3.bucket_name': 'the bucket comes from storage',
  's3.max_retries': 'remove it: retries of the S3 client cannot be set before Tempo 3',
  's3.retry_max_attempts': 'remove it: retries of the S3 client cannot be set before Tempo 3',
  'compactor.block_retention': 'the key is compactor.compaction.block_retention; or use retention',
  'tempo': 'leave this level out: tempoConfig begins with Tempo\'s own sections, such as storage and querier',
  'search_enabled': 'remove it: search is always on since Tempo 2',
  'metrics_generator_enabled': 'remove it: the metrics generator is on for tenants with overrides.defaults.metrics_generator.processors',
  'max_search_bytes_per_trace': 'remove it: Tempo has dropped it',
};

/** The advice for a path, if there is one. */
export function hintFor(path: readonly string[]): string | undefined {
  return [path.slice(-2).join('.'), path.at(-1) as string].filter((key) => Object.hasOwn(HINTS, key)).map((key) => HINTS[key])[0];
}

/** The nearest right key beside a wrong one; else where a key of that very name stands. */
export function nearest(path: readonly string[], known: readonly string[], config: ConfigSection): string | undefined {
  const wrong = path.at(-1) as string;
  const key = nearestWord(wrong, known);
  if (key !== undefined) { return `write ${[...path.slice(0, -1), key].join('.')}`; }
  const section = Object.keys(config).find((top) => has(config[top], wrong));
  return section === undefined ? undefined : `this key stands in the section ${section}`;
}

function has(section: string | ConfigSection, key: string): boolean {
  if (typeof section === 'string') { return false; }
  return Object.entries(section).some(([name, inner]) => name === key
    || (name === '' && (inner as string).split(' ').some((entry) => entry.startsWith(`${key}:`)))
    || has(inner, key));
}
