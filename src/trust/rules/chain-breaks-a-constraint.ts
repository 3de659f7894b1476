import { answerFor, participants } from './analysis';
import { rule } from './rule';

export const chainBreaksAConstraint = rule({
  id: 'OT009',
  severity: 'error',
  title: 'a CA of the chain may not sign this certificate',
  what: 'The chain leads to the bundle, but a CA in it is no CA, has signed deeper than its path length allows, may not sign these names, or carries a critical extension that nobody understands.',
  why: 'Go applies RFC 5280 here: basic constraints, path length, name constraints over every name of the leaf, critical extensions (crypto/x509 verify.go).',
  fix: 'issue the certificate under a CA that may sign it',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio.tracing.svc of constrained)
  tls.key: (key of minio.tracing.svc)
---
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data:
  ca.crt: (ca constrained, only .example.com)
`,
  satisfying: `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio.tracing.svc of one)
  tls.key: (key of minio.tracing.svc)
`,
  on: 'connection',
  check: (connection) => answerFor(connection, ['not-a-ca', 'path-too-long', 'name-constraint', 'signature-limit', 'unhandled-critical-extension'], (failed, of) => {
    const resource = failed.certificate?.ref ?? connection.client.ref;
    return { message: failed.message, resource, related: participants(connection, resource, failed) };
    void of;
  }),
});
