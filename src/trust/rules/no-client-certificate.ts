import { answerFor, participants } from './analysis';
import { rule } from './rule';

export const noClientCertificate = rule({
  id: 'OT010',
  severity: 'error',
  title: 'the server demands a client certificate and is shown none',
  what: 'The server requires and verifies client certificates, and the client is given none.',
  why: 'The handshake ends with "remote error: tls: certificate required" (TLS 1.3) or "bad certificate" (TLS 1.2).',
  fix: "give the client a certificate that the server's client CA signed",
  violating: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: query, namespace: tracing}
spec:
  selector: {matchLabels: {app: query}}
  template:
    metadata: {labels: {app: query}}
    spec:
      containers: [{name: demo-client, image: 'example.com/none:1'}]
`,
  satisfying: `
`,
  on: 'connection',
  check: (connection) => answerFor(connection, ["no-client-certificate"], (failed, of) => {
    void of;
    return { message: failed.message, resource: connection.client.ref, related: participants(connection, connection.client.ref, failed) };
  }),
});
