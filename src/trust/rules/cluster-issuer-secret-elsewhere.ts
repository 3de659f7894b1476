import { rule } from './rule';
import { elsewhere } from '../brought';
import { DEFAULT_NAMESPACE, Inventory, Manifest, namespaceOf } from '../inventory';
import { Answer } from '../model';
import { certificateOf, certificatesNamed } from '../trust-sources/issuers';
import { promisedSecret } from '../trust-sources/promised-secrets';
import { isApplication, specialNamespaces } from '../trust-sources/special-namespaces';
import { isThere, unmentioned } from '../used-names';

export const clusterIssuerSecretElsewhere = rule({
  id: 'OT420',
  severity: 'error',
  title: 'cert-manager does not look where the CA of an issuer is',
  what: 'The CA Secret of a ClusterIssuer is made by a Certificate in an application\'s namespace; or that of an Issuer is in another namespace, where nobody uses it.',
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
  kinds: ['ClusterIssuer', 'Issuer'],
  check: (object, { inventory }) => {
    const secret = object.spec?.ca?.secretName;
    if (object.kind === 'Issuer' && object.apiVersion.startsWith('cert-manager.io/') && typeof secret === 'string') { return ofIssuer(object, secret, inventory); }
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

/** An Issuer reads Secrets of its own namespace. */
function ofIssuer(object: Manifest, secret: string, inventory: Inventory): Answer {
  const namespace = object.metadata.namespace;
  if (!namespace) { return 'not applicable'; }
  if (isThere(inventory, 'Secret', namespace, secret)) { return 'satisfied'; }
  const others = elsewhere(inventory, 'Secret', namespace, secret).filter((other) => unmentioned(inventory, 'Secret', namespaceOf(other)).includes(other));
  return others.length === 0 ? 'not applicable' : [{
    message: `Secret ${secret} is in ${[...new Set(others.map(namespaceOf))].join(', ')}, and cert-manager reads it from ${namespace}`,
    resource: inventory.ref(object, 'spec.ca.secretName'),
    related: others.map((one) => inventory.ref(one, 'metadata.namespace')),
  }];
}
