import { answerFor, participants } from './analysis';
import { rule } from './rule';

export const nothingToVerifyWith = rule({
  id: 'OT003',
  severity: 'error',
  title: 'a certificate or bundle that is referred to holds nothing',
  what: 'The key that is mounted or named is not in the Secret or ConfigMap, or what is under it is no certificate that a PEM reader finds.',
  why: 'A server without its key does not start; a client with an empty bundle refuses every server. Tempo ignores a bundle it cannot parse and then trusts nobody (dskit crypto/tls, Tempo 2.10.8).',
  fix: 'put the certificate under the key that is referred to, or refer to the key that holds it',
  violating: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data:
  ca.crt: "# ... (full CA certificate content)"
`,
  satisfying: `
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data:
  ca.crt: (ca one)
`,
  on: 'connection',
  check: (connection) => answerFor(connection, ['missing-material', 'unreadable', 'empty-bundle'], (failed, of) => {
    const resource = (failed.code === 'empty-bundle' ? failed.bundle?.ref : failed.bundle?.missing !== undefined ? failed.bundle.ref : failed.certificate?.ref) ?? connection.client.ref;
    const unmounted = /^there is no (file )?\//.test(failed.message) ? { fix: 'mount the Secret or ConfigMap that holds it there, or name the path at which it is mounted' } : {};
    return { message: `${of === 'server' ? 'verifying the server' : 'verifying the client'}: ${failed.message}`, resource, related: participants(connection, resource, failed), ...unmounted };
  }),
});
