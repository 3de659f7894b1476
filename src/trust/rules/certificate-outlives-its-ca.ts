import { asksForCertificates, CERTIFICATE_KINDS, ofCertificates } from './certificates';
import { rule } from './rule';
import { Inventory, Manifest } from '../inventory';
import { issuerOf, signersOf } from '../trust-sources/issuers';
import { inWords, lifetimeOf } from '../trust-sources/lifetimes';
import { isMap } from '../values';

export const certificateOutlivesItsCa = rule({
  id: 'OT403',
  severity: 'error',
  title: 'the certificate is still in use when its CA has ended',
  what: 'A Certificate is renewed later after its issue than the certificate of its CA lives, both being Certificates of the manifests.',
  why: 'cert-manager does not shorten a certificate to the life of its CA, and does not issue it again when the CA changes (cert-manager 1.21, '
    + 'pkg/util/pki/csr.go, internal/controller/certificates/policies): from the end of the CA to the renewal nobody who verifies can connect.',
  fix: 'let the CA live several times as long as what it signs (duration: 87600h), or shorten the duration of the certificate',
  violating: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: self}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: storage-root, namespace: cert-manager}
spec: {isCA: true, commonName: Storage root, secretName: storage-root, duration: 720h, issuerRef: {name: self, kind: ClusterIssuer}}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: storage}
spec: {ca: {secretName: storage-root}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, duration: 8760h, dnsNames: [minio.tracing.svc], issuerRef: {name: storage, kind: ClusterIssuer}}
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
spec: {isCA: true, commonName: Storage root, secretName: storage-root, duration: 87600h, issuerRef: {name: self, kind: ClusterIssuer}}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: storage}
spec: {ca: {secretName: storage-root}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, duration: 8760h, dnsNames: [minio.tracing.svc], issuerRef: {name: storage, kind: ClusterIssuer}}
`,
  on: 'object',
  kinds: CERTIFICATE_KINDS,
  among: asksForCertificates,
  check: (subject, { inventory }) => ofCertificates(inventory, subject, (object) => {
    const pair = caOf(inventory, object);
    if (!pair) { return 'not applicable'; }
    const [own, above] = [lifetimeOf(object), lifetimeOf(pair)];
    // A CA that keeps its key goes on to verify with its next certificate, wherever that is brought to.
    if (!own || !above || pair.spec?.privateKey?.rotationPolicy === 'Never') { return 'not applicable'; }
    if (own.duration - own.renewBefore <= above.duration) { return 'satisfied'; }
    return [{
      message: `it is renewed ${inWords(own.duration - own.renewBefore)} after its issue, and the certificate of its CA lives ${inWords(above.duration)}`,
      resource: inventory.ref(object, 'spec.duration'),
      related: [inventory.ref(pair, 'spec.duration')],
    }];
  }),
});

/** The Certificate that makes the CA of a Certificate; undefined for one that signs itself, and where the CA comes from elsewhere. */
export function caOf(inventory: Inventory, object: Manifest): Manifest | undefined {
  if (object.kind !== 'Certificate' || !object.apiVersion.startsWith('cert-manager.io/') || !isMap(object.spec)) { return undefined; }
  if (isMap(issuerOf(inventory, object).issuer?.spec?.selfSigned)) { return undefined; }
  const [nearest] = signersOf(inventory, object).signers;
  return nearest?.pem === undefined && nearest?.certificate !== object ? nearest?.certificate : undefined;
}
