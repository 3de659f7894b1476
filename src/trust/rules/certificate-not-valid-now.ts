import { answerFor, participants } from './analysis';
import { rule } from './rule';

export const certificateNotValidNow = rule({
  id: 'OT005',
  severity: 'error',
  title: 'a certificate has expired or is not valid yet',
  what: 'At the given time, the certificate of a server or client, an intermediate or a CA of its chain is outside its validity.',
  why: 'Go verifies the validity of every certificate of the chain, the anchor included (crypto/x509 verify.go, isValid).',
  fix: 'renew it',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio.tracing.svc of one, until -1)
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
  check: (connection) => answerFor(connection, ['expired', 'not-yet-valid'], (failed, of) => {
    const resource = failed.certificate?.ref ?? connection.client.ref;
    return { message: failed.message, resource, related: participants(connection, resource, failed) };
    void of;
  }),
});
