import { rule } from './rule';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';
import { brokenPairs, tlsUses } from '../thanos/tls-faults';

export const thanosTlsPair = rule({
  id: 'OT306',
  severity: 'error',
  title: 'a certificate, its key and a client CA do not come together',
  what: 'A server or client of Thanos is given a certificate without a key, a key without a certificate, or a client CA without both.',
  why: 'Refused: "both server key and certificate must be provided", "when a client CA is used a server key and certificate must also be '
    + 'provided", "both client key and certificate must be provided" (pkg/tls/options.go). From flags the process exits; from a file of '
    + 'endpoints it skips the endpoint, and with default_client_config all of them.',
  fix: 'give both files',
  violating: thanosExample({
    component: 'store',
    args: ['--grpc-server-tls-cert=/etc/tls/tls.crt'],
    secrets: { '/etc/tls': 'store-tls' },
  }),
  satisfying: thanosExample({
    component: 'store',
    args: ['--grpc-server-tls-cert=/etc/tls/tls.crt', '--grpc-server-tls-key=/etc/tls/tls.key'],
    secrets: { '/etc/tls': 'store-tls' },
  }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => (tlsUses(command).length > 0 ? brokenPairs(command) : undefined)),
});
