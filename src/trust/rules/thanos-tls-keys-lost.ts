import { rule } from './rule';
import { thanosExample } from '../thanos/example';
import { unknownKeys } from '../thanos/file-faults';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

export const thanosTlsKeysLost = rule({
  id: 'OT312',
  severity: 'error',
  title: 'TLS settings stand where Thanos does not look, and the endpoint is dialled without TLS',
  what: 'A file of endpoints has keys about TLS that Thanos does not know there (tls_config beside address, ca_file in client_config), and '
    + 'the endpoints are dialled in plain text.',
  why: 'The parser is not strict: unknown keys are dropped without a word (v0.42.4, cmd/thanos/endpointset.go). The proposal of 2021 had '
    + 'tls_config and server_name in other places.',
  fix: 'put the settings under client_config.tls_config, and server_name under client_config',
  violating: thanosExample({
    endpoints: `
endpoints:
  - address: thanos.eu1.example.com:443
    tls_config: {ca_file: /etc/tls/ca.crt}
`,
    secrets: { '/etc/tls': 'eu1-ca' },
  }),
  satisfying: thanosExample({
    endpoints: `
endpoints:
  - address: thanos.eu1.example.com:443
    client_config:
      tls_config: {ca_file: /etc/tls/ca.crt}
`,
    secrets: { '/etc/tls': 'eu1-ca' },
  }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => unknownKeys(command, (keys) => keys.lost)),
});
