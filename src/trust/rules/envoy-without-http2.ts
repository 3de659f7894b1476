import { rule } from './rule';
import { CONTAINER_KINDS } from '../containers';
import { envoyExample } from '../envoy/example';
import { ofEnvoy, runsEnvoy, withoutHttp2 } from '../envoy/faults';

export const envoyWithoutHttp2 = rule({
  id: 'OT343',
  severity: 'error',
  title: 'gRPC goes through an Envoy that speaks no HTTP/2 to the server',
  what: 'A querier dials a listener of an Envoy in its pod, and the cluster behind it speaks HTTP/1.1, or offers protocols without h2.',
  why: 'gRPC needs HTTP/2 on every hop; the default of a cluster is HTTP/1.1 (envoy, upstreams/http/v3/http_protocol_options.proto). '
    + 'Thanos v0.40 and later refuse a handshake that does not choose h2. Where alpn_protocols is absent, Envoy offers what the cluster '
    + 'speaks (source/common/http/conn_pool_base.cc).',
  fix: 'set explicit_http_config: {http2_protocol_options: {}} and alpn_protocols: [h2]',
  violating: envoyExample({ router: 'http_protocol_options: {}' }),
  satisfying: envoyExample({}),
  on: 'object',
  kinds: CONTAINER_KINDS,
  among: runsEnvoy,
  check: ofEnvoy(withoutHttp2),
});
