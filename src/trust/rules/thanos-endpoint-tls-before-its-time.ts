import { rule } from './rule';
import { queried, settingsBeforeTheirTime } from '../thanos/endpoint-faults';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

export const thanosEndpointTlsBeforeItsTime = rule({
  id: 'OT300',
  severity: 'error',
  title: 'this version of Thanos ignores the TLS settings of endpoints',
  what: 'A file of endpoints has client_config or default_client_config, and the querier is older than v0.42: it dials those endpoints with '
    + 'the TLS of its flags, or with none.',
  why: 'The keys came with v0.42.0 (thanos #8594); the parser of older versions is not strict and drops them without a word (v0.41.0, '
    + 'cmd/thanos/endpointset.go), so that what is meant to be encrypted is not.',
  fix: 'run Thanos v0.42 or later, or one querier for each set of certificates with --grpc-client-tls-* flags',
  violating: thanosExample({
    version: 'v0.41.0',
    endpoints: `
endpoints:
  - address: thanos.eu1.example.com:443
    client_config:
      server_name: thanos.eu1.example.com
      tls_config: {enabled: true, ca_file: /etc/tls/ca.crt}
`,
    secrets: { '/etc/tls': 'eu1-ca' },
  }),
  satisfying: thanosExample({
    version: 'v0.42.4',
    endpoints: `
endpoints:
  - address: thanos.eu1.example.com:443
    client_config:
      server_name: thanos.eu1.example.com
      tls_config: {enabled: true, ca_file: /etc/tls/ca.crt}
`,
    secrets: { '/etc/tls': 'eu1-ca' },
  }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => (queried(command)?.file ? settingsBeforeTheirTime(command) : undefined)),
});
