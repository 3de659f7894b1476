import { rule } from './rule';
import { namelessGroups, queried } from '../thanos/endpoint-faults';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

export const thanosGroupWithoutServerName = rule({
  id: 'OT309',
  severity: 'error',
  title: 'a group that is looked up speaks TLS without a server name',
  what: 'A group with dns+ (or another lookup) is dialled with TLS, verified, and no server name is set.',
  why: 'gRPC takes the name to verify from the target, "dns+HOST", prefix and all: no certificate is for that (v0.42.4, '
    + 'cmd/thanos/endpointset.go "thanos:///%s"; grpc-go clientconn.go, authority of the target).',
  fix: 'set server_name to a name of the certificate',
  violating: thanosExample({
    endpoints: `
endpoints:
  - address: dns+thanos-store.monitoring.svc:10901
    group: true
    client_config:
      tls_config: {ca_file: /etc/tls/ca.crt}
`,
    secrets: { '/etc/tls': 'store-ca' },
  }),
  satisfying: thanosExample({
    endpoints: `
endpoints:
  - address: dns+thanos-store.monitoring.svc:10901
    group: true
    client_config:
      server_name: thanos-store
      tls_config: {ca_file: /etc/tls/ca.crt}
`,
    secrets: { '/etc/tls': 'store-ca' },
  }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => (queried(command)?.endpoints.some((endpoint) => endpoint.group) ? namelessGroups(command) : undefined)),
});
