import { rule } from './rule';

export const declareWhatIsNotShown = rule({
  id: 'OT031',
  severity: 'note',
  title: 'a connection cannot be judged by what the manifests show',
  what: 'A client speaks TLS with something of which the manifests show no certificate: a server outside, an existing Secret, a bundle that something else writes.',
  why: 'What is not known is not proved. A certificate is public and may be declared: as a fact on the object (annotation cdk8s-observability-tls/facts), or with --facts.',
  fix: 'declare the certificate (PEM, without its key), or the names it covers',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://s3.example.com', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  satisfying: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.tracing.svc:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  on: 'connection',
  check: ({ client, analysis }) => {
    if (analysis.state !== 'unknown') { return client.tls ? 'satisfied' : 'not applicable'; }
    return client.tls ? [{ message: analysis.declare, resource: client.ref }] : 'not applicable';
  },
});
