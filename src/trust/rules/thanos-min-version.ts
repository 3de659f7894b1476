import { rule } from './rule';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';
import { tlsUses, wrongMinVersions } from '../thanos/tls-faults';

export const thanosMinVersion = rule({
  id: 'OT311',
  severity: 'error',
  title: 'there is no such TLS version',
  what: 'The lowest TLS version of a server or client of Thanos is not 1.0, 1.1, 1.2 or 1.3.',
  why: 'Refused (pkg/tls/options.go GetTlsVersion): from flags the process exits, from a file of endpoints the endpoint is skipped, and '
    + 'with default_client_config all of them are.',
  fix: 'write 1.2 or 1.3, without "TLS" or "v"',
  violating: thanosExample({
    component: 'store',
    args: ['--grpc-server-tls-cert=/etc/tls/tls.crt', '--grpc-server-tls-key=/etc/tls/tls.key', '--grpc-server-tls-min-version=TLS12'],
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
  check: ofThanos((command) => (tlsUses(command).length > 0 ? wrongMinVersions(command) : undefined)),
});
