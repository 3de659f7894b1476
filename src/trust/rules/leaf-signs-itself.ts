import { rule } from './rule';
import { isMap } from '../inventory';
import { issuerOf } from '../trust-sources/issuers';

export const leafSignsItself = rule({
  id: 'OT406',
  severity: 'warning',
  title: 'a server certificate signs itself',
  what: 'A Certificate that is no CA comes from a SelfSigned issuer.',
  why: 'Its ca.crt is the certificate itself: whoever trusts it trusts that one certificate, and refuses the next one from the moment of renewal '
    + '(cert-manager issue 4807; trust-manager drops it when told to keep CAs only).',
  fix: 'let the SelfSigned issuer sign a CA Certificate (isCA: true), and that CA sign the servers (an Issuer with ca.secretName)',
  violating: `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: self, namespace: tracing}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, dnsNames: [minio.tracing.svc], issuerRef: {name: self}}
`,
  satisfying: `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: storage, namespace: tracing}
spec: {ca: {secretName: storage-root}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: minio, namespace: tracing}
spec: {secretName: minio-made, dnsNames: [minio.tracing.svc], issuerRef: {name: storage}}
`,
  on: 'object',
  kinds: ['Certificate'],
  check: (object, { inventory }) => {
    if (object.kind !== 'Certificate' || !object.apiVersion.startsWith('cert-manager.io/') || object.spec?.isCA === true) { return 'not applicable'; }
    const { issuer } = issuerOf(inventory, object);
    if (!issuer) { return 'not applicable'; }
    if (!isMap(issuer.spec?.selfSigned)) { return 'satisfied'; }
    return [{
      message: `Certificate ${object.metadata.name} is signed by its own key: ${issuer.kind} ${issuer.metadata.name} is SelfSigned`,
      resource: inventory.ref(object, 'spec.issuerRef'),
      related: [inventory.ref(issuer)],
    }];
  },
});
