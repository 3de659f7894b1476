import { rule } from './rule';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';
import { settingsWithoutTls } from '../thanos/without-tls';

export const thanosTlsSettingsWithoutTls = rule({
  id: 'OT310',
  severity: 'error',
  title: 'TLS settings of a client that leave TLS switched off',
  what: 'Settings that only make sense with TLS and do not switch it on: flags without --grpc-client-tls-secure, or a client_config or '
    + 'default_client_config with nothing but server_name and min_version.',
  why: 'Without --grpc-client-tls-secure the other flags are not looked at (pkg/extgrpc/client.go). In a file only enabled, cert_file, '
    + 'key_file, ca_file and insecure_skip_verify switch TLS on; defaults without them even take the place of flags that did (v0.42.4, '
    + 'cmd/thanos/endpointset.go applyDefaults).',
  fix: 'add --grpc-client-tls-secure, or tls_config.enabled: true',
  violating: thanosExample({
    args: ['--endpoint=thanos.eu1.example.com:443', '--grpc-client-tls-ca=/etc/tls/ca.crt'],
    secrets: { '/etc/tls': 'eu1-ca' },
  }),
  satisfying: thanosExample({
    args: ['--endpoint=thanos.eu1.example.com:443', '--grpc-client-tls-secure', '--grpc-client-tls-ca=/etc/tls/ca.crt'],
    secrets: { '/etc/tls': 'eu1-ca' },
  }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos(settingsWithoutTls),
});
