import { hostAddress } from '../../x509/names';
import { fullName } from '../pod-names';
import { verifiedName } from '../verify';
import { answerFor, participants } from './analysis';
import { rule } from './rule';

export const nameNotCovered = rule({
  id: 'OT007',
  severity: 'error',
  title: "the server's certificate does not cover the dialled name",
  what: 'The host that a client dials, or the server name it is told to verify, is not among the subject alternative names of the certificate that the server shows.',
  why: 'Go refuses the handshake ("certificate is valid for …, not …") and does not look at the common name (crypto/x509 verify.go, VerifyHostname).',
  fix: 'issue the certificate again with the dialled name, or dial a name that it covers',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio of one)
  tls.key: (key of minio)
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
  check: (connection) => answerFor(connection, ['host-mismatch', 'address-not-covered'], (failed) => {
    if (failed.code === 'address-not-covered') {
      const { ref, product } = connection.client;
      return { message: `${product}: ${failed.message}`, resource: ref, related: participants(connection, ref, failed), fix: connection.client.namesAmong ? 'look for a name of the type that the certificate has: san_type DNS' : 'set the server name to verify to one that the certificate covers' };
    }
    const { client, destination } = connection;
    const name = verifiedName(client) ?? '';
    const resource = failed.certificate?.ref ?? client.ref;
    const common = { resource, related: participants(connection, resource, failed) };
    if (client.dialsPodNames && 'headless' in destination && destination.headless) {
      const fix = `add DNS:*.${fullName(name) ?? name} to the certificate, or set the server name to verify to one that it covers`;
      return { ...common, message: `${client.product} verifies the names of the pods of ${name}: ${failed.message}`, fix };
    }
    return {
      ...common,
      message: `${client.product} verifies ${name}: ${failed.message}`,
      fix: `add ${hostAddress(name) === undefined ? 'DNS' : 'IP'}:${name} to the certificate, or dial a name that it covers`,
    };
  }),
});
