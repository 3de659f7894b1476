import { rule } from './rule';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { grouped, once } from '../once';

export const twoCertificatesOneSecret = rule({
  id: 'OT401',
  severity: 'error',
  title: 'two Certificates write the same Secret',
  what: 'Two Certificates of one namespace have the same secretName.',
  why: 'Only one of them owns the Secret, the older or the first by name; the other is never issued, and whoever needs its names gets a certificate without them '
    + '(cert-manager 1.21, internal/controller/certificates/certificates.go, CertificateOwnsSecret).',
  fix: 'give each Certificate a Secret of its own, or put all names into one Certificate',
  violating: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: shared-tls, dnsNames: [minio.tracing.svc], issuerRef: {name: storage, kind: ClusterIssuer}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: console, namespace: tracing}
spec: {secretName: shared-tls, dnsNames: [console.tracing.svc], issuerRef: {name: storage, kind: ClusterIssuer}}
`,
  satisfying: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, dnsNames: [minio.tracing.svc], issuerRef: {name: storage, kind: ClusterIssuer}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: console, namespace: tracing}
spec: {secretName: console-made, dnsNames: [console.tracing.svc], issuerRef: {name: storage, kind: ClusterIssuer}}
`,
  on: 'object',
  kinds: ['Certificate'],
  check: (object, { inventory }) => {
    if (object.kind !== 'Certificate' || !object.apiVersion.startsWith('cert-manager.io/')) { return 'not applicable'; }
    const all = once(inventory, bySecret).get(key(inventory, object) ?? '') ?? [];
    // Told once, at the first.
    if (all.length < 2 || all[0] !== object) { return 'satisfied'; }
    const others = all.slice(1);
    return [{
      message: `Certificates ${all.map((c) => c.metadata.name).join(', ')} all write Secret ${object.spec.secretName}`,
      resource: inventory.ref(object, 'spec.secretName'),
      related: others.map((other) => inventory.ref(other, 'spec.secretName')),
    }];
  },
});

/** Certificates that name no namespace are surely applied together only when they stand in one file: a tree may hold several variants. */
function key(inventory: Inventory, certificate: Manifest): string | undefined {
  const secret = certificate.spec?.secretName;
  if (typeof secret !== 'string') { return undefined; }
  const { namespace } = certificate.metadata;
  return [namespace ?? `in ${inventory.ref(certificate).file ?? ''}`, namespaceOf(certificate), secret].join('\n');
}

const bySecret = (inventory: Inventory): Map<string, Manifest[]> => grouped(inventory.all('Certificate'), (certificate) => key(inventory, certificate));
