import { rule } from './rule';
import { issuerOf } from '../trust-sources/issuers';
import { isMap } from '../values';

export const rootWithoutAName = rule({
  id: 'OT407',
  severity: 'warning',
  title: 'a CA has no subject',
  what: 'A CA Certificate has neither commonName nor subject.',
  why: 'What it signs has an empty issuer, which RFC 5280 (4.1.2.4) forbids; Go accepts it, others do not, and two such CAs cannot be told apart '
    + '(cert-manager issue 3634).',
  fix: 'give the CA a commonName',
  violating: `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: self, namespace: tracing}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: storage-root, namespace: tracing}
spec: {isCA: true, dnsNames: [storage.example.com], secretName: storage-root, privateKey: {rotationPolicy: Never}, issuerRef: {name: self}}
`,
  satisfying: `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: self, namespace: tracing}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: storage-root, namespace: tracing}
spec: {isCA: true, commonName: Storage root, secretName: storage-root, privateKey: {rotationPolicy: Never}, issuerRef: {name: self}}
`,
  on: 'object',
  kinds: ['Certificate'],
  check: (object, { inventory }) => {
    if (object.kind !== 'Certificate' || !object.apiVersion.startsWith('cert-manager.io/') || object.spec?.isCA !== true) { return 'not applicable'; }
    if (!isMap(issuerOf(inventory, object).issuer?.spec?.selfSigned)) { return 'not applicable'; }
    const { commonName, subject, literalSubject } = object.spec;
    if (commonName || literalSubject || (isMap(subject) && Object.keys(subject).length > 0)) { return 'satisfied'; }
    return [{ message: `CA ${object.metadata.name} has an empty subject, and so does the issuer of all it signs`, resource: inventory.ref(object, 'spec') }];
  },
});
