import { rule } from './rule';
import { podTemplate } from '../containers';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { once } from '../once';
import { caIn, issuerOf, signersOf } from '../trust-sources/issuers';
import { isMap, items } from '../values';
import { compareVersions, imageRepository, imageTag, readVersion } from '../versions';

export const caChangesItsKey = rule({
  id: 'OT405',
  severity: 'warning',
  title: 'the CA gets a new key at each renewal',
  what: 'A root that cert-manager makes (isCA, signed by itself) does not set privateKey.rotationPolicy: Never. Roots of webhooks do not count, whose CA cert-manager injects.',
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
    if (onlyInjected(inventory, object)) { return 'not applicable'; }
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

/**
 * Whether everything that a CA signs is trusted by injection alone: cert-manager copies the ca.crt that stands beside the certificate itself into
 * the webhook (cert-manager 1.21, pkg/controller/cainjector), so that a new CA is trusted when it is used.
 */
function onlyInjected(inventory: Inventory, ca: Manifest): boolean {
  const { signed, injected } = once(inventory, signedAndInjected);
  const below = signed.get(caIn(inventory, namespaceOf(ca), String(ca.spec?.secretName))) ?? [];
  const leaves = below.filter((certificate) => certificate !== ca);
  return leaves.length > 0 && leaves.every((certificate) => injected.has(`${namespaceOf(certificate)}/${certificate.metadata.name}`));
}

const signedAndInjected = (inventory: Inventory): { signed: ReadonlyMap<string, readonly Manifest[]>; injected: ReadonlySet<string> } => {
  const signed = new Map<string, Manifest[]>();
  for (const certificate of inventory.all('Certificate')) {
    for (const { authority } of signersOf(inventory, certificate).signers) {
      const same = signed.get(authority);
      if (same) { same.push(certificate); } else { signed.set(authority, [certificate]); }
    }
  }
  const injected = new Set<string>();
  for (const { metadata: { annotations } } of inventory.objects) {
    if (isMap(annotations)) { injected.add(String(annotations['cert-manager.io/inject-ca-from'])); }
  }
  return { signed, injected };
};
