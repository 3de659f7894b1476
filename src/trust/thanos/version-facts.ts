/**
 * What of Thanos depends on its version, as far as endpoints and TLS are concerned: the one table of it, for the prover and for the constructs alike.
 * Read from the tags v0.22.0 to v0.42.4 (cmd/thanos/query.go, config.go, endpointset.go; pkg/discovery/dns).
 */

/** The first v0.N that has a feature. */
export const SINCE = {
  /** --endpoint-group and --endpoint-group-strict (#5548) */
  groups: 31,
  /** --grpc-server-tls-min-version (#7654); until then servers speak TLS 1.3 only, since v0.26 (#5170) */
  serverMinVersion: 37,
  /** gRPC looks fixed addresses up itself, and dials 443 where they have no port; until then they are dialled as they are written (pkg/query/endpointset.go: grpc.NewClient) */
  defaultPort: 36,
  /** a group's address is looked up by Thanos, and has a prefix such as "dns+" (#7565); until then gRPC looks the bare name up */
  groupLookups: 37,
  /** --endpoint.sd-config-file (#7890); --store, --rule and their like went with the same version */
  endpointFile: 38,
  /** queriers are ready only after they have asked their endpoints once (#8334, cmd/thanos/query.go) */
  readyWithEndpoints: 40,
  /** service_config of groups in that file (#8287) */
  serviceConfig: 40,
  /** clients refuse TLS servers that do not negotiate h2 (gRPC 1.67 and later) */
  enforcesAlpn: 40,
  /** client_config and default_client_config in that file (#8594) */
  clientConfig: 42,
  /** clients speak TLS 1.3 only unless they are told otherwise (--grpc-client-tls-min-version) */
  clientMinVersion: 42,
  /** the lookup "dnsdualstack+" */
  dualStackLookups: 42,
  /** servers allow the pings that queriers send since v0.36 (#8799) */
  serversAllowPings: 42,
  /** --disable-admin-operations of the compactor (cmd/thanos/compact.go) */
  compactorWithoutAdmin: 33,
  /** --enable-auto-gomemlimit, of every component (cmd/thanos/config.go) */
  memoryLimit: 35,
  /** --remote-write.client-tls-secure: a receiver's TLS towards others does not need a client certificate (cmd/thanos/receive.go) */
  receiverClientTls: 35,
  /** a receiver listens for Cap'n Proto too, without TLS, whether it is used or not: --receive.capnproto-address (cmd/thanos/receive.go) */
  receiverCapnproto: 37,
  /** --disable-admin-operations of the store gateway (cmd/thanos/store.go) */
  storeWithoutAdmin: 39,
  /** a querier without a healthy endpoint fails queries when partial responses are off (#8889) */
  refusesWithoutEndpoints: 42,
} as const;

/** The first v0.N in which the deprecated --grpc-client-* and --grpc-compression flags may be gone ("after v0.43.0", cmd/thanos/config.go of v0.42.4). */
export const CLIENT_FLAGS_UNTIL = 44;

/** A flag that not every version or component has. */
export interface KnownFlag {
  /** the first v0.N that has it */
  readonly since?: number;
  /** the first v0.N that no longer has it */
  readonly until?: number;
  /** the components that have it */
  readonly of: readonly string[];
  readonly instead?: string;
}

const QUERY = ['query'];
const SERVERS = ['query', 'store', 'sidecar', 'receive', 'rule'];
const SD = { since: 38, of: QUERY, instead: 'name the endpoints with --endpoint' };
const OLD = { until: 38, of: QUERY, instead: 'name the addresses with --endpoint, or in a file for --endpoint.sd-config-file' };
const PROPOSED = { until: 0, of: QUERY, instead: 'the flag is --endpoint.sd-config-file (v0.38 and later), and its format differs from that of the proposal' };

/** Flags about endpoints and TLS, as the tags v0.22.0 to v0.42.4 register them (cmd/thanos/{config,query,receive,rule}.go). */
export const KNOWN_FLAGS: { readonly [name: string]: KnownFlag } = {
  'endpoint': { since: 24, of: QUERY },
  'endpoint-strict': { since: 24, of: QUERY },
  'endpoint-group': { since: 31, of: QUERY },
  'endpoint-group-strict': { since: 31, of: QUERY },
  'endpoint.sd-config': SD,
  'endpoint.sd-config-file': SD,
  'endpoint.sd-config-reload-interval': SD,
  'store': OLD,
  'store-strict': OLD,
  'rule': OLD,
  'metadata': OLD,
  'exemplar': OLD,
  'target': OLD,
  'endpoints.config': PROPOSED,
  'endpoints.config-file': PROPOSED,
  'endpoint.config': PROPOSED,
  'endpoint.config-file': PROPOSED,
  'endpoint-config': PROPOSED,
  'query.default-tenant': { until: 33, of: QUERY, instead: 'the flag is --query.default-tenant-id' },
  'query.default-tenant-id': { since: 33, of: QUERY, instead: 'until v0.32 the flag is --query.default-tenant' },
  'query.enforce-tenancy': { since: 34, of: QUERY },
  'query.tenant-label-name': { since: 34, of: QUERY },
  'query.partition-label': { since: 37, of: QUERY },
  'grpc-client-tls-secure': { of: QUERY },
  'grpc-client-tls-skip-verify': { of: QUERY },
  'grpc-client-tls-cert': { of: QUERY },
  'grpc-client-tls-key': { of: QUERY },
  'grpc-client-tls-ca': { of: QUERY },
  'grpc-client-server-name': { of: QUERY },
  'grpc-client-tls-min-version': { since: 42, of: QUERY, instead: 'clients of older versions have no minimum of their own' },
  'grpc-server-tls-cert': { of: SERVERS },
  'grpc-server-tls-key': { of: SERVERS },
  'grpc-server-tls-client-ca': { of: SERVERS },
  'grpc-server-tls-min-version': { since: 37, of: SERVERS, instead: 'servers from v0.26 to v0.36 speak TLS 1.3 only' },
  'grpc-server-tls-ciphers': { since: 42, of: SERVERS },
  'grpc-server-tls-curves': { since: 42, of: SERVERS },
  'remote-write.server-tls-cert': { of: ['receive'] },
  'remote-write.server-tls-key': { of: ['receive'] },
  'remote-write.server-tls-client-ca': { of: ['receive'] },
  'remote-write.server-tls-min-version': { since: 37, of: ['receive'] },
  'remote-write.client-tls-secure': { since: 35, of: ['receive'] },
  'remote-write.client-tls-skip-verify': { since: 35, of: ['receive'] },
  'remote-write.client-tls-min-version': { since: 42, of: ['receive'] },
};
