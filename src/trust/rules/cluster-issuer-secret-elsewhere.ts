import { rule } from './rule';
import { DEFAULT_NAMESPACE, namespaceOf } from '../inventory';
import { certificateOf, certificatesNamed } from '../trust-sources/issuers';
import { promisedSecret } from '../trust-sources/promised-secrets';
import { isApplication, specialNamespaces } from '../trust-sources/special-namespaces';

export const clusterIssuerSecretElsewhere = rule({
  id: 'OT420',
  severity: 'error',
  title: 'cert-manager does not look where the CA of a ClusterIssuer is',
  what: 'The CA Secret of a ClusterIssuer is made by a Certificate in an application\'s namespace.',
  why: 'cert-manager reads the Secrets of ClusterIssuers from its own namespace only (--cluster-resource-namespace, "cert-manager" as it is installed; '
    + 'cert-manager 1.21 cmd/controller/app/options): the issuer never becomes ready.',
  fix: 'make the CA Certificate in the namespace of cert-manager, or use an Issuer in the namespace of the application',
  violating: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: storage-root, namespace: tracing}
spec: {isCA: true, commonName: Storage root, secretName: storage-root, issuerRef: {name: elsewhere, kind: ClusterIssuer}}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: storage}
spec: {ca: {secretName: storage-root}}
`,
  satisfying: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: storage-root, namespace: cert-manager}
spec: {isCA: true, commonName: Storage root, secretName: storage-root, issuerRef: {name: elsewhere, kind: ClusterIssuer}}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: storage}
spec: {ca: {secretName: storage-root}}
`,
  on: 'object',
  kinds: ['ClusterIssuer'],
  check: (object, { inventory }) => {
    const secret = object.spec?.ca?.secretName;
    if (object.kind !== 'ClusterIssuer' || !object.apiVersion.startsWith('cert-manager.io/') || typeof secret !== 'string') { return 'not applicable'; }
    const { name, told } = specialNamespaces(inventory).issuers;
    if (certificateOf(inventory, name, secret) || inventory.get('Secret', name, secret) || promisedSecret(inventory, name, secret)) { return 'satisfied'; }
    const others = certificatesNamed(inventory, secret);
    // A Certificate that names no namespace may be applied there.
    if (others.length === 0 || others.some((one) => one.metadata.namespace === undefined || namespaceOf(one) === DEFAULT_NAMESPACE)) { return 'not applicable'; }
    if (!told && !others.every((one) => isApplication(inventory, namespaceOf(one)))) { return 'not applicable'; }
    return [{
      message: `Secret ${secret} is made in ${[...new Set(others.map(namespaceOf))].join(', ')}, and cert-manager reads it from ${name}`,
      resource: inventory.ref(object, 'spec.ca.secretName'),
      related: others.map((one) => inventory.ref(one, 'metadata.namespace')),
    }];
  },
});
