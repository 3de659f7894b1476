import { rule } from './rule';
import { thanosExample } from '../thanos/example';
import { failingProbes } from '../thanos/probes';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';

const WEB = `---
apiVersion: v1
kind: Secret
metadata: {name: web, namespace: monitoring}
stringData:
  web.yaml: 'tls_server_config: {cert_file: tls.crt, key_file: tls.key}'
  tls.crt: (leaf query of one)
  tls.key: (key of query)
`;

export const thanosProbeWithoutTls = rule({
  id: 'OT318',
  severity: 'error',
  title: 'a probe speaks HTTP to a port that speaks HTTPS, or has no password for it',
  what: 'A file for --http.config switches on TLS or passwords, and a probe of the container goes to that port without them.',
  why: 'The kubelet sees 400 or 401 and restarts the container, or never calls it ready (Prometheus exporter-toolkit; Kubernetes probes do '
    + 'not verify certificates, and fail where the server demands one).',
  fix: 'set scheme: HTTPS on the probe; with client certificates or passwords use tcpSocket',
  violating: thanosExample({
    component: 'query',
    args: ['--http.config=/etc/web/web.yaml'],
    secrets: { '/etc/web': 'web' },
    more: 'livenessProbe: {httpGet: {path: /-/healthy, port: 10902}}',
  }) + WEB,
  satisfying: thanosExample({
    component: 'query',
    args: ['--http.config=/etc/web/web.yaml'],
    secrets: { '/etc/web': 'web' },
    more: 'livenessProbe: {httpGet: {path: /-/healthy, port: 10902, scheme: HTTPS}}',
  }) + WEB,
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos(failingProbes),
});
