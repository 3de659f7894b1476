import { answerFor, participants } from './analysis';
import { rule } from './rule';

export const signedByNobodyTrusted = rule({
  id: 'OT006',
  severity: 'error',
  title: 'the certificate is signed by nobody that the other side trusts',
  what: 'No chain leads from the certificate that is shown to a certificate in the bundle of the side that verifies.',
  why: 'Go: "x509: certificate signed by unknown authority". A bundle given to a client replaces the public roots (tls.Config.RootCAs).',
  fix: 'give the verifying side the CA that signed the certificate; serve the intermediates with the certificate',
  violating: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data:
  ca.crt: (ca two)
`,
  satisfying: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data:
  ca.crt: (ca one)
`,
  on: 'connection',
  check: (connection) => answerFor(connection, ['unknown-authority', 'not-in-bundle', 'no-valid-chain'], (failed, of) => {
    const resource = failed.bundle?.ref ?? connection.client.ref;
    return {
      message: `${of === 'server' ? connection.client.product : connection.server?.product} verifies ${of === 'server' ? connection.server?.product : connection.client.product}: ${failed.message}`,
      resource,
      related: participants(connection, resource, failed),
    };
  }),
});
