import { Duration } from 'cdk8s';
import { monolithic } from './setup';
import { messageOf } from '../util/errors';

const config = (tempoConfig: any, more: object = {}) => () => monolithic({ tempoConfig, ...more });
const s3 = (settings: object) => ({ storage: { trace: { s3: settings } } });

describe('what Tempo 2.10.8 reads', () => {
  test.each<[string, any]>([
    ['sections and plain keys', { querier: { max_concurrent_queries: 40, search: { query_timeout: '180s' } }, query_frontend: { max_retries: 3 } }],
    ['shared sections', { ingester: { lifecycler: { ring: { heartbeat_timeout: '1m', kvstore: { store: 'inmemory' } } } } }],
    ['lists of sections', { cache: { caches: [{ memcached: { host: 'memcached', timeout: '500ms' }, roles: ['bloom'] }] } }],
    ['maps of texts', s3({ tags: { a: 'b' }, metadata: { c: 'd' } })],
    ['numbers and booleans as text', s3({ prefix: 5, storage_class: true })],
    ['limits', { overrides: { defaults: { ingestion: { max_traces_per_user: 5 }, compaction: { block_retention: '7d' } } } }],
    ['limits in the older form', { overrides: { max_traces_per_user: 5, block_retention: '7d' } }],
    ['receivers, whatever is in them', { distributor: { receivers: { otlp: { protocols: { grpc: { max_recv_msg_size_mib: 16 } } } } } }],
    ['text or a list', { memberlist: { join_members: ['a', 'b'] } }],
    ['bytes, encodings and levels', { ingester_client: { grpc_client_config: { initial_stream_window_size: '63KiB' } }, server: { log_level: 'warn' }, storage: { trace: { block: { v2_encoding: 'zstd' } } } }],
    ['a duration of nothing', { compactor: { compaction: { compacted_block_retention: 0 } } }],
    ['a dollar that stands alone', { metrics_generator: { storage: { remote_write: [{ url: 'http://p/api/v1/write', write_relabel_configs: [{ replacement: '$1', regex: '^a$' }] }] } } }],
  ])('%s', (_what, tempoConfig) => {
    expect(monolithic({ tempoConfig }).resource.spec.extraConfig.tempo).toEqual(tempoConfig);
  });

  test('variables, when the container has them', () => {
    const secret = s3({ sse: { type: 'SSE-C', encryption_key: '${SSE_KEY}' } });
    const env = [{ name: 'SSE_KEY', valueFrom: { secretKeyRef: { name: 'sse', key: 'key' } } }];
    expect(monolithic({ tempoConfig: secret, env }).resource.spec.extraConfig.tempo).toEqual(secret);
    expect(config(secret, { envFrom: [{ secretRef: { name: 'sse' } }] })).not.toThrow();
    expect(config({ querier: { max_concurrent_queries: '${N:-20}' } })).not.toThrow();
  });

  test('receivers without a port are warned of', () => {
    expect(monolithic({ tempoConfig: { distributor: { receivers: { zipkin: {} } } } }).tempo.warnings.join()).toContain('no port for the receivers zipkin');
  });
});

describe('what Tempo 2.10.8 dies of, or ignores', () => {
  test('is not answered with keys that would be refused next', () => {
    const message = messageOf(config(s3({ tls_ca_paths: '/ca.crt' })));
    const allowed = /allowed {2}storage\.trace\.s3: (.*)/.exec(message)?.[1].split(', ') ?? [];
    expect(allowed).toContain('part_size');
    expect(allowed).toContain('tls_server_name');
    for (const key of allowed) {
      const refusal = /is not for here/;
      let text = '';
      try { config(s3({ [key]: 'x' }))(); } catch (e) { text = (e as Error).message; }
      expect(text).not.toMatch(refusal);
    }
    expect(message).toContain('fix      the CA comes from the store of storage');
  });

  test.each<[string, any, string, string]>([
    ['an unknown section', { query_frontends: {} }, 'has no query_frontends', 'write query_frontend'],
    ['http_config', s3({ http_config: { max_idle_conns: 100 } }), 'has no storage.trace.s3.http_config', 'idle connections are fixed in 2.10.8'],
    ['sse_config', s3({ sse_config: { type: 'SSE-S3' } }), 'has no storage.trace.s3.sse_config', 'the key is sse:'],
    ['camel case', s3({ partSize: 6e6 }), 'has no storage.trace.s3.partSize', 'write storage.trace.s3.part_size'],
    ['a custom resource\'s words', s3({ tls: { enabled: true } }), 'has no storage.trace.s3.tls', 'tls_ca_path'],
    ['a misspelling', { querier: { max_concurent_queries: 1 } }, 'has no querier.max_concurent_queries', 'write querier.max_concurrent_queries'],
    ['a key of another section', { querier: { max_outstanding_per_tenant: 1 } }, 'has no querier.max_outstanding_per_tenant', 'section query_frontend'],
    ['a level too many', { tempo: { querier: {} } }, 'has no tempo', 'leave this level out'],
    ['a level too few', { compactor: { block_retention: '1h' } }, 'has no compactor.block_retention', 'compactor.compaction.block_retention'],
    ['a key of Tempo 3', s3({ retry_max_attempts: 3 }), 'has no storage.trace.s3.retry_max_attempts', 'before Tempo 3'],
    ['an unknown key in a list', { cache: { caches: [{ memcache: {} }] } }, 'has no cache.caches.0.memcache', 'write cache.caches.0.memcached'],
    ['both forms of limits', { overrides: { defaults: {}, max_traces_per_user: 1 } }, 'has no overrides.max_traces_per_user', 'overrides'],
    ['a key that JavaScript objects have', { querier: { constructor: 1 } }, 'has no querier.constructor', 'remove'],
    ['a number in quotes', { querier: { max_concurrent_queries: '20' } }, 'wrong type', 'max_concurrent_queries'],
    ['a fraction', { querier: { max_concurrent_queries: 1.5 } }, 'wrong type', 'max_concurrent_queries'],
    ['not a number', { querier: { max_concurrent_queries: NaN } }, 'wrong type', 'max_concurrent_queries'],
    ['a boolean in quotes', { stream_over_http_enabled: 'true' }, 'wrong type', 'not in quotes'],
    ['a duration without a unit', { ingester: { max_block_duration: 30 } }, 'wrong type', 'a duration with its unit'],
    ['a duration in days', { compactor: { compaction: { compaction_window: '1d' } } }, 'wrong type', 'there are no days'],
    ['bytes without a unit', { ingester_client: { grpc_client_config: { initial_stream_window_size: 65535 } } }, 'wrong type', 'with its unit'],
    ['an unknown encoding', { storage: { trace: { block: { v2_encoding: 'brotli' } } } }, 'wrong type', 'zstd'],
    ['a list for a text', { target: ['all'] }, 'wrong type', 'text'],
    ['a text for a list', { cache: { caches: 'memcached' } }, 'wrong type', 'a list'],
    ['a text for a section', { querier: 'fast' }, 'wrong type', 'a map'],
    ['a text for a map', s3({ tags: 'a=b' }), 'wrong type', 'a map'],
    ['null', { querier: { max_concurrent_queries: null } }, 'wrong type', 'null'],
    ['no map at all', 'querier: {}', 'tempoConfig is not a map', 'querier'],
    ['a receiver\'s TLS version', { server: { tls_min_version: '1.2' } }, 'wrong type', 'VersionTLS12'],
    ['parts too small', s3({ part_size: 1024 }), 'part_size cannot work', 'Size.mebibytes(64)'],
    ['parts too large', s3({ part_size: 6 * 2 ** 30 }), 'part_size cannot work', 'Size.mebibytes(64)'],
    ['an unknown encryption', s3({ sse: { type: 'AES256' } }), 'sse.type cannot work', 'SSE-S3'],
    ['KMS without a key', s3({ sse: { type: 'SSE-KMS' } }), 'sse.kms_key_id cannot work', 'S3Encryption.kms'],
    ['SSE-C without a key', s3({ sse: { type: 'SSE-C' } }), 'sse.encryption_key cannot work', '32 characters'],
    ['credentials', s3({ access_key: 'a', secret_key: 'b' }), 'access_key is not for here', 'credentials come from the bucket'],
    ['a secret key alone', s3({ secret_key: 'b' }), 'secret_key is not for here', 'credentials come from the bucket'],
    ['a secret in plain', { cache: { caches: [{ redis: { password: 'hunter2' }, roles: ['bloom'] }] } }, 'is a secret', 'secretKeyRef'],
    ['skipped verification without a reason', s3({ tls_insecure_skip_verify: true }), 'tls_insecure_skip_verify is not for here', 'asks for a reason'],
    ['another endpoint', s3({ endpoint: 'other:9000' }), 'endpoint is not for here', 'the endpoint comes from storage'],
    ['another backend', { storage: { trace: { backend: 'local' } } }, 'backend is not for here', 'class says'],
    ['a variable that is not there', { querier: { max_concurrent_queries: '${N}' } }, 'takes its value from the variable N', 'add { name: \'N\''],
    ['a bracket that is not closed', { http_api_prefix: '/a${N' }, 'without the name of a variable', 'close the bracket'],
    ['a bracket without a name', { http_api_prefix: '/a${}' }, 'without the name of a variable', 'close the bracket'],
    ['two dollars', { http_api_prefix: '/a$$b' }, 'has "$$"', 'from a variable'],
  ])('%s', (_what, tempoConfig, problem, fix) => {
    const message = messageOf(config(tempoConfig));
    expect(message).toMatch(/^\[tracing\/traces\] /);
    expect(message).toContain(problem);
    expect(message).toContain(fix);
    expect(message).not.toContain('hunter2');
  });

  test('what a property says too', () => {
    const message = messageOf(config({ compactor: { compaction: { block_retention: '1h' } } }, { retention: Duration.days(1) }));
    expect(message).toContain('compactor.compaction.block_retention is set twice');
  });
});
