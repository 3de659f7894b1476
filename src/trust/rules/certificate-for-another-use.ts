import { answerFor, participants } from './analysis';
import { rule } from './rule';

export const certificateForAnotherUse = rule({
  id: 'OT008',
  severity: 'error',
  title: 'the certificate may not be used on this side of a connection',
  what: 'The extended key usage of the certificate, or of a CA above it, does not allow what it is used for: server authentication for a server, client authentication for a client; '
    + 'or its key is of a kind with which no TLS is spoken.',
  why: 'Go: "x509: certificate specifies an incompatible key usage" (crypto/x509 verify.go). A certificate without the extension is good for both. '
    + 'With a key on P-224 Go shakes no hands ("tls: unsupported certificate curve", crypto/tls auth.go).',
  fix: 'issue it again with the usage it needs (cert-manager: usages "server auth", "client auth")',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio.tracing.svc of one, for clientAuth)
  tls.key: (key of minio.tracing.svc)
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
  check: (connection) => answerFor(connection, ['wrong-usage'], (failed, of) => {
    const resource = failed.certificate?.ref ?? connection.client.ref;
    return { message: `${of === 'server' ? connection.server?.product : connection.client.product}: ${failed.message}`, resource, related: participants(connection, resource, failed) };
  }),
});
