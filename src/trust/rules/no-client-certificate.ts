import { answerFor, participants } from './analysis';
import { rule } from './rule';
import { thanosExample } from '../thanos/example';

const STORE = `${thanosExample({
  component: 'store',
  args: ['--grpc-server-tls-cert=/etc/tls/tls.crt', '--grpc-server-tls-key=/etc/tls/tls.key', '--grpc-server-tls-client-ca=/etc/tls/ca.crt'],
  secrets: { '/etc/tls': 'store-tls' },
})}---
apiVersion: v1
kind: Service
metadata: {name: thanos-store, namespace: monitoring}
spec: {selector: {app: thanos-store}, ports: [{name: grpc, port: 10901}]}
---
apiVersion: v1
kind: Secret
metadata: {name: store-tls, namespace: monitoring}
stringData: {tls.crt: '(leaf thanos-store.monitoring.svc of one)', tls.key: (key of thanos-store.monitoring.svc), ca.crt: (ca one)}
---
apiVersion: v1
kind: Secret
metadata: {name: query-tls, namespace: monitoring}
stringData: {tls.crt: '(leaf query of one, for clientAuth)', tls.key: (key of query)}
---`;

export const noClientCertificate = rule({
  id: 'OT010',
  severity: 'error',
  title: 'the server demands a client certificate and is shown none',
  what: 'The server requires and verifies client certificates, and the client is given none.',
  why: 'The handshake ends with "remote error: tls: certificate required" (TLS 1.3) or "bad certificate" (TLS 1.2).',
  fix: "give the client a certificate that the server's client CA signed",
  violating: STORE + thanosExample({
    args: ['--endpoint=thanos-store.monitoring.svc:10901', '--grpc-client-tls-secure', '--grpc-client-tls-ca=/etc/tls/ca.crt'],
    secrets: { '/etc/tls': 'store-tls' },
  }),
  satisfying: STORE + thanosExample({
    args: [
      '--endpoint=thanos-store.monitoring.svc:10901', '--grpc-client-tls-secure', '--grpc-client-tls-ca=/etc/tls/ca.crt',
      '--grpc-client-tls-cert=/etc/query/tls.crt', '--grpc-client-tls-key=/etc/query/tls.key',
    ],
    secrets: { '/etc/tls': 'store-tls', '/etc/query': 'query-tls' },
  }),
  on: 'connection',
  check: (connection) => answerFor(connection, ['no-client-certificate'], (failed, of) => {
    void of;
    return { message: failed.message, resource: connection.client.ref, related: participants(connection, connection.client.ref, failed) };
  }),
});
