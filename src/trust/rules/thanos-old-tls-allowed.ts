import { rule } from './rule';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';
import { oldVersions, tlsUses } from '../thanos/tls-faults';

export const thanosOldTlsAllowed = rule({
  id: 'OT322',
  severity: 'warning',
  title: 'TLS 1.0 or 1.1 is allowed',
  what: 'The lowest TLS version of a server or client of Thanos is 1.0 or 1.1.',
  why: 'Both have been withdrawn (RFC 8996). Every release of Thanos since v0.26 speaks TLS 1.3 on both sides.',
  fix: 'set 1.2 or 1.3',
  violating: thanosExample({
    component: 'store',
    args: ['--grpc-server-tls-cert=/etc/tls/tls.crt', '--grpc-server-tls-key=/etc/tls/tls.key', '--grpc-server-tls-min-version=1.0'],
    secrets: { '/etc/tls': 'store-tls' },
  }),
  satisfying: thanosExample({
    component: 'store',
    args: ['--grpc-server-tls-cert=/etc/tls/tls.crt', '--grpc-server-tls-key=/etc/tls/tls.key', '--grpc-server-tls-min-version=1.2'],
    secrets: { '/etc/tls': 'store-tls' },
  }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => (tlsUses(command).length > 0 ? oldVersions(command) : undefined)),
});
