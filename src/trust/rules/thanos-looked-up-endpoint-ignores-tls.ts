import { rule } from './rule';
import { ignoredSettings, queried } from '../thanos/endpoint-faults';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

export const thanosLookedUpEndpointIgnoresTls = rule({
  id: 'OT308',
  severity: 'error',
  title: 'the TLS settings of an endpoint that is looked up have no effect',
  what: 'An endpoint with dns+, dnssrv+ and the like, outside of a group, has a client_config that differs from what is global.',
  why: 'What a lookup finds is dialled with default_client_config or the flags, whatever the endpoint says (v0.42.4, '
    + 'cmd/thanos/endpointset.go; docs/components/query.md admits it): a realm that is meant to be encrypted is dialled in plain text.',
  fix: 'make it a group with a server_name, name fixed addresses, or put the settings into default_client_config',
  violating: thanosExample({
    endpoints: `
endpoints:
  - address: dns+thanos.eu1.example.com:443
    client_config:
      tls_config: {ca_file: /etc/tls/ca.crt}
`,
    secrets: { '/etc/tls': 'eu1-ca' },
  }),
  satisfying: thanosExample({
    endpoints: `
endpoints:
  - address: dns+thanos.eu1.example.com:443
    group: true
    client_config:
      server_name: thanos.eu1.example.com
      tls_config: {ca_file: /etc/tls/ca.crt}
`,
    secrets: { '/etc/tls': 'eu1-ca' },
  }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => (queried(command)?.file ? ignoredSettings(command) : undefined)),
});
