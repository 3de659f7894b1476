import { asksForCertificates, CERTIFICATE_KINDS, ofCertificates } from './certificates';
import { rule } from './rule';
import { acmeKind, issuerOf } from '../trust-sources/issuers';
import { isMap, items } from '../values';

/** Names that no public CA issues a certificate for: of a cluster, of one label, and of the domains that are set aside for private use. */
const INSIDE = /^[^.]+$|\.(svc|local|localhost|internal|home\.arpa|lan|intranet|corp)$/i;

export const acmeNamesInside = rule({
  id: 'OT419',
  severity: 'error',
  title: 'a public CA is asked for a name of the cluster',
  what: 'A Certificate of an ACME issuer whose server is a public CA asks for a name that does not exist in public DNS.',
  why: 'Public CAs issue certificates for names of public DNS only (CA/Browser Forum Baseline Requirements 4.2.2): the order is refused, and the Secret is never written.',
  fix: 'let a private CA issue the names of Services: an Issuer with ca.secretName',
  violating: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec: {acme: {server: 'https://acme-v02.api.letsencrypt.org/directory', privateKeySecretRef: {name: account}, solvers: []}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, dnsNames: [minio.tracing.svc], issuerRef: {name: letsencrypt, kind: ClusterIssuer}}
`,
  satisfying: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec: {acme: {server: 'https://acme-v02.api.letsencrypt.org/directory', privateKeySecretRef: {name: account}, solvers: []}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, dnsNames: [s3.grafana.com], issuerRef: {name: letsencrypt, kind: ClusterIssuer}}
`,
  on: 'object',
  kinds: CERTIFICATE_KINDS,
  among: asksForCertificates,
  check: (subject, { inventory }) => ofCertificates(inventory, subject, (object) => {
    if (!isMap(object.spec)) { return 'not applicable'; }
    const { issuer } = issuerOf(inventory, object);
    if (acmeKind(issuer) === undefined) { return 'not applicable'; }
    const inside = items(object.spec.dnsNames).filter((name): name is string => typeof name === 'string' && INSIDE.test(name) && !/[${}<>]/.test(name));
    if (inside.length === 0) { return 'satisfied'; }
    return [{
      message: `${inside.join(', ')} cannot be issued by the public CA of ${issuer?.kind} ${issuer?.metadata.name}`,
      resource: inventory.ref(object, 'spec.dnsNames'),
      related: issuer ? [inventory.ref(issuer)] : [],
    }];
  }),
});
