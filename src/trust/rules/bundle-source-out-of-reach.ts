import { rule } from './rule';
import { misplaced, sourcesOf } from '../trust-sources/bundles';

export const bundleSourceOutOfReach = rule({
  id: 'OT408',
  severity: 'error',
  title: 'trust-manager does not look where the source of a Bundle is',
  what: 'A Bundle or ClusterBundle takes certificates from a Secret or ConfigMap that is in an application\'s namespace.',
  why: 'Sources are read from the trust namespace only (--trust-namespace, "cert-manager" where it says nothing else), and one missing source stops the whole bundle '
    + '(trust-manager 0.24, pkg/bundle/internal/source/source.go).',
  fix: 'put the source into the trust namespace: make the CA Certificate there, with a ClusterIssuer',
  violating: `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: self, namespace: tracing}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: storage-root, namespace: tracing}
spec: {isCA: true, commonName: Storage root, secretName: storage-root, privateKey: {rotationPolicy: Never}, issuerRef: {name: self}}
---
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: roots}
spec: {sources: [{secret: {name: storage-root, key: ca.crt}}], target: {configMap: {key: ca.crt}}}
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
spec: {isCA: true, commonName: Storage root, secretName: storage-root, privateKey: {rotationPolicy: Never}, issuerRef: {name: self, kind: ClusterIssuer}}
---
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: roots}
spec: {sources: [{secret: {name: storage-root, key: ca.crt}}], target: {configMap: {key: ca.crt}}}
`,
  on: 'object',
  kinds: ['Bundle', 'ClusterBundle'],
  check: (object, { inventory }) => {
    if (object.kind !== 'Bundle' && object.kind !== 'ClusterBundle' || !/^trust(\.cert-)?-?manager\.io\//.test(object.apiVersion)) { return 'not applicable'; }
    const found = sourcesOf(object).flatMap((source) => {
      const message = misplaced(inventory, source);
      return message === undefined ? [] : [{ message, resource: inventory.ref(object, source.field) }];
    });
    return found.length > 0 ? found : 'satisfied';
  },
});
