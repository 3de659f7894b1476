import { rule } from './rule';
import { Certificate } from '../../x509/certificate';
import { keyMatches } from '../../x509/key';

export const clientKeyOfAnotherCertificate = rule({
  id: 'OT422',
  severity: 'error',
  title: 'the client\'s private key does not belong to its certificate',
  what: 'A client is given a certificate and a private key that are not a pair, or a key that it cannot read.',
  why: 'Go refuses to load the pair ("tls: private key does not match public key", crypto/tls X509KeyPair): the client does not start, or cannot connect.',
  fix: 'put the certificate and the key that were made together into one Secret',
  violating: `
apiVersion: v1
kind: Secret
metadata: {name: tempo-client, namespace: tracing}
stringData: {tls.crt: "(leaf tempo of one, for clientAuth)", tls.key: (key of another)}
---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca, certName: tempo-client}}}}
`,
  satisfying: `
apiVersion: v1
kind: Secret
metadata: {name: tempo-client, namespace: tracing}
stringData: {tls.crt: "(leaf tempo of one, for clientAuth)", tls.key: (key of tempo)}
---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca, certName: tempo-client}}}}
`,
  on: 'client',
  check: ({ identity, ref }) => {
    if (identity?.pem === undefined || identity.keyPem === undefined) { return 'not applicable'; }
    const leaf = Certificate.poolFromPem(identity.pem)[0];
    if (!leaf) { return 'not applicable'; }
    const resource = identity.keyRef ?? identity.ref;
    try {
      return keyMatches(leaf, identity.keyPem) ? 'satisfied' : [{ message: `the key is not that of the first certificate, ${leaf}`, resource, related: [ref] }];
    } catch (e) {
      return [{ message: `the private key cannot be read: ${(e as Error).message.split('\n')[0]}`, resource, related: [ref] }];
    }
  },
});
