import { rule } from './rule';
import { podTemplate } from '../containers';
import { Inventory, isMap, items } from '../inventory';
import { once } from '../once';
import { issuerOf } from '../trust-sources/issuers';
import { compareVersions, imageRepository, imageTag, readVersion } from '../versions';

export const caChangesItsKey = rule({
  id: 'OT405',
  severity: 'warning',
  title: 'the CA gets a new key at each renewal',
  what: 'A root that cert-manager makes (isCA, signed by itself) does not set privateKey.rotationPolicy: Never.',
  why: 'The default is Always since cert-manager 1.18 (pkg/apis/certmanager/v1/types_certificate.go): at its renewal the CA becomes another one at once. What it signed '
    + 'is not issued again, so nothing verifies until both sides have been renewed; Tempo reads its CA only when it starts.',
  fix: 'set privateKey: {rotationPolicy: Never} on the CA, and let it live long',
  violating: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: self}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: storage-root, namespace: cert-manager}
spec: {isCA: true, commonName: Storage root, secretName: storage-root, duration: 87600h, issuerRef: {name: self, kind: ClusterIssuer}}
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
spec:
  {isCA: true, commonName: Storage root, secretName: storage-root, duration: 87600h, privateKey: {rotationPolicy: Never}, issuerRef: {name: self, kind: ClusterIssuer}}
`,
  on: 'object',
  kinds: ['Certificate'],
  check: (object, { inventory }) => {
    if (object.kind !== 'Certificate' || !object.apiVersion.startsWith('cert-manager.io/') || object.spec?.isCA !== true) { return 'not applicable'; }
    if (!isMap(issuerOf(inventory, object).issuer?.spec?.selfSigned)) { return 'not applicable'; }
    const policy = object.spec.privateKey?.rotationPolicy;
    if (policy === 'Never' || (policy === undefined && once(inventory, keepsKeysUntold))) { return 'satisfied'; }
    const what = policy === undefined ? 'rotationPolicy is not set, which means Always since cert-manager 1.18' : `rotationPolicy is ${String(policy)}`;
    return [{ message: `${what}: each renewal makes another CA of ${object.metadata.name}`, resource: inventory.ref(object, 'spec.privateKey') }];
  },
});

/** Whether the manifests install a cert-manager of before 1.18. */
const keepsKeysUntold = (inventory: Inventory): boolean => inventory.all('Deployment').some((deployment) => items(podTemplate(deployment)?.spec.containers).some((container) => {
  const version = /cert-manager-controller$/.test(imageRepository(container.image)) ? readVersion(imageTag(container.image)) : undefined;
  return version !== undefined && compareVersions(version, [1, 18, 0]) < 0;
}));
