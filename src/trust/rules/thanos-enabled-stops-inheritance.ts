import { rule } from './rule';
import { queried } from '../thanos/endpoint-faults';
import { thanosExample } from '../thanos/example';
import { forgottenDefaults } from '../thanos/file-faults';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

export const thanosEnabledStopsInheritance = rule({
  id: 'OT320',
  severity: 'warning',
  title: 'enabled: true makes an endpoint forget the defaults',
  what: 'An endpoint sets tls_config.enabled: true and no CA or certificate of its own, where the defaults (or flags) have some.',
  why: 'With enabled: true nothing is inherited: the endpoint trusts the public roots and shows no certificate (v0.42.4, '
    + 'cmd/thanos/endpointset.go applyDefaults(nil); docs/components/query.md says otherwise).',
  fix: 'leave enabled away, or repeat ca_file, cert_file and key_file',
  violating: thanosExample({
    endpoints: `
default_client_config:
  tls_config: {ca_file: /etc/tls/ca.crt}
endpoints:
  - address: thanos.eu1.example.com:443
    client_config:
      server_name: thanos.eu1.example.com
      tls_config: {enabled: true}
`,
    secrets: { '/etc/tls': 'eu1-ca' },
  }),
  satisfying: thanosExample({
    endpoints: `
default_client_config:
  tls_config: {ca_file: /etc/tls/ca.crt}
endpoints:
  - address: thanos.eu1.example.com:443
    client_config:
      server_name: thanos.eu1.example.com
      tls_config: {min_version: "1.2"}
`,
    secrets: { '/etc/tls': 'eu1-ca' },
  }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => (queried(command)?.file ? forgottenDefaults(command) : undefined)),
});
