import { caOf } from './certificate-outlives-its-ca';
import { asksForCertificates, CERTIFICATE_KINDS, ofCertificates } from './certificates';
import { rule } from './rule';
import { inWords, lifetimeOf } from '../trust-sources/lifetimes';

export const certificateOutlastsWhatIsLeftOfItsCa = rule({
  id: 'OT404',
  severity: 'warning',
  title: 'the certificate can end after its CA',
  what: 'A Certificate lives longer than what its CA has left just before the CA is renewed (the CA\'s duration less its renewBefore), both being Certificates of '
    + 'the manifests with a duration that one of them states.',
  why: 'A certificate that was issued late in the life of its CA says that it is good for longer than the CA is; whoever trusts the CA of that time refuses it then '
    + '(cert-manager 1.21, pkg/util/pki/csr.go: notAfter is not clamped).',
  fix: 'let the CA live several times as long as what it signs',
  violating: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: self}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: storage-root, namespace: cert-manager}
spec: {isCA: true, commonName: Storage root, secretName: storage-root, duration: 2160h, issuerRef: {name: self, kind: ClusterIssuer}}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: storage}
spec: {ca: {secretName: storage-root}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, dnsNames: [minio.tracing.svc], issuerRef: {name: storage, kind: ClusterIssuer}}
`,
  satisfying: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: self}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: storage-root, namespace: cert-manager}
spec: {isCA: true, commonName: Storage root, secretName: storage-root, duration: 43800h, issuerRef: {name: self, kind: ClusterIssuer}}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: storage}
spec: {ca: {secretName: storage-root}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, dnsNames: [minio.tracing.svc], issuerRef: {name: storage, kind: ClusterIssuer}}
`,
  on: 'object',
  kinds: CERTIFICATE_KINDS,
  among: asksForCertificates,
  check: (subject, { inventory }) => ofCertificates(inventory, subject, (object) => {
    const ca = caOf(inventory, object);
    const [own, above] = [lifetimeOf(object), ca && lifetimeOf(ca)];
    if (!ca || !own || !above || !(own.stated || above.stated)) { return 'not applicable'; }
    const left = above.duration - above.renewBefore;
    if (own.duration <= left) { return 'satisfied'; }
    return [{
      message: `it lives ${inWords(own.duration)}, and its CA may have only ${inWords(above.renewBefore)} left when it signs (of ${inWords(above.duration)})`,
      resource: inventory.ref(object, 'spec.duration'),
      related: [inventory.ref(ca, 'spec.duration')],
    }];
  }),
});
