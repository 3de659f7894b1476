import { answerFor, participants } from './analysis';
import { rule } from './rule';

export const tlsOnOneSideOnly = rule({
  id: 'OT001',
  severity: 'error',
  title: 'one side speaks TLS and the other does not',
  what: 'A client dials with TLS where the server speaks none, or the other way round.',
  why: 'The handshake fails ("first record does not look like a TLS handshake", or HTTP 400 "Client sent an HTTP request to an HTTPS server", Go net/http), and programs that retry in silence only report a timeout.',
  fix: 'serve a certificate, or change the scheme of the address; both sides have to agree',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'http://minio.tracing.svc:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  satisfying: `
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.tracing.svc:9000', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
`,
  on: 'connection',
  check: (connection) => answerFor(connection, ['tls-mismatch'], (failed, of) => {
    void of;
    const resource = connection.client.tls && connection.server ? connection.server.ref : connection.client.ref;
    return { message: `${failed.message} (${connection.client.address?.text})`, resource, related: participants(connection, resource, failed) };
  }),
});
