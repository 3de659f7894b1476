import { rule } from './rule';
import { queried } from '../thanos/endpoint-faults';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';
import { contradictions } from '../thanos/unreachable';

export const thanosEndpointTwice = rule({
  id: 'OT316',
  severity: 'error',
  title: 'one endpoint is given twice, with different TLS',
  what: 'The same address stands in the file twice, or in the file and in a flag, and is to be dialled in different ways.',
  why: 'Endpoints are kept by their address, and the last one wins: the file comes first, then --endpoint, --endpoint-group, '
    + '--endpoint-strict; one whose settings cannot be used does not count (v0.42.4, cmd/thanos/endpointset.go). The settings of the other are lost without an error.',
  fix: 'keep one of them',
  violating: thanosExample({
    args: ['--endpoint=thanos.eu1.example.com:443'],
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
  check: ofThanos((command) => (queried(command) ? contradictions(command) : undefined)),
});
