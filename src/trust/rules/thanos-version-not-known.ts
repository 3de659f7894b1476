import { rule } from './rule';
import { queried } from '../thanos/endpoint-faults';
import { usesGlobal } from '../thanos/endpoint-file';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

export const thanosVersionNotKnown = rule({
  id: 'OT328',
  severity: 'note',
  title: 'which version of Thanos reads the TLS settings of endpoints is not known',
  what: 'A file of endpoints has client_config or default_client_config, and neither the image nor --thanos-version tells the version of the '
    + 'querier.',
  why: 'Versions before v0.42 ignore these keys and dial without the TLS that they ask for. Connections are judged as v0.42 and later make them.',
  fix: 'tag the image with its version, or give --thanos-version',
  violating: thanosExample({
    version: 'latest',
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
  check: ofThanos((command) => {
    const all = queried(command);
    if (!all?.file || (!all.file.hasDefaults && all.file.endpoints.every(({ client }) => usesGlobal(client)))) { return undefined; }
    return command.version ? [] : [{ message: 'the endpoints have TLS settings of their own, and the version of Thanos is not known', resource: command.ref }];
  }),
});
