import { rule } from './rule';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';
import { emptyBundles, tlsUses } from '../thanos/tls-faults';

const SECRET = (ca: string) => `---
apiVersion: v1
kind: Secret
metadata: {name: store-tls, namespace: monitoring}
stringData: {tls.crt: (leaf store of one), tls.key: (key of store), ca.crt: '${ca}'}
`;

export const thanosCaFileWithoutCertificate = rule({
  id: 'OT315',
  severity: 'error',
  title: 'a CA file without a certificate switches off what it should verify',
  what: 'A CA file of a gRPC server or client of Thanos holds no certificate.',
  why: 'The error is built around nothing and is nothing (pkg/tls/options.go, errors.Wrap of a nil error): the server goes on in plain '
    + 'text, and the client with the public roots, without its own certificate and its server name. cert-manager leaves ca.crt empty for '
    + 'some issuers.',
  fix: 'put the certificate of the CA there',
  violating: thanosExample({
    component: 'store',
    args: ['--grpc-server-tls-cert=/etc/tls/tls.crt', '--grpc-server-tls-key=/etc/tls/tls.key', '--grpc-server-tls-client-ca=/etc/tls/ca.crt'],
    secrets: { '/etc/tls': 'store-tls' },
  }) + SECRET(''),
  satisfying: thanosExample({
    component: 'store',
    args: ['--grpc-server-tls-cert=/etc/tls/tls.crt', '--grpc-server-tls-key=/etc/tls/tls.key', '--grpc-server-tls-client-ca=/etc/tls/ca.crt'],
    secrets: { '/etc/tls': 'store-tls' },
  }) + SECRET('(ca one)'),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => (tlsUses(command).some((use) => use.grpc && use.caFile !== '') ? emptyBundles(command) : undefined)),
});
