import { rule } from './rule';
import { thanosExample } from '../thanos/example';
import { webConfig } from '../thanos/http-config';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

const example = (auth: string): string => thanosExample({
  component: 'query',
  args: ['--http.config=/etc/web/web.yaml'],
  secrets: { '/etc/tls': 'query-tls', '/etc/web': 'query-web' },
}).concat(`---
apiVersion: v1
kind: Secret
metadata: {name: query-web, namespace: monitoring}
stringData:
  web.yaml: |
    tls_server_config: {cert_file: /etc/tls/tls.crt, key_file: /etc/tls/tls.key, client_ca_file: /etc/tls/ca.crt${auth}}
`);

export const thanosWebConfigRefused = rule({
  id: 'OT350',
  severity: 'error',
  title: 'the file of the HTTP server is refused',
  what: 'The file for --http.config has a TLS version or a client_auth_type that there is not, a client CA without a client_auth_type, or a certificate without its key.',
  why: 'Thanos does not start: "unknown TLS version", "client CA\'s have been configured without a Client Auth Policy", "missing one of key or key_file" '
    + '(exporter-toolkit 0.15.0, web/tls_config.go; thanos 0.42.4 run).',
  fix: 'write TLS12 or TLS13 for versions, and client_auth_type: RequireAndVerifyClientCert beside client_ca_file',
  violating: example(''),
  satisfying: example(', client_auth_type: RequireAndVerifyClientCert'),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos((command) => {
    const web = webConfig(command);
    return web?.tls === undefined ? undefined : web.faults.map((message) => ({ message, resource: web.ref, related: [command.ref] }));
  }),
});
