import { Inventory, Manifest, namespaceOf, Ref } from './inventory';
import { Material } from './model';

const OPENSHIFT = 'OpenShift service CA';

/** The certificate in a key of a Secret, as far as it shows. */
export function certificateIn(inventory: Inventory, namespace: string, name: string, key: string): Material {
  const ref: Ref = { kind: 'Secret', namespace, name, field: key };
  const fact = inventory.value('Secret', namespace, name, key);
  if (typeof fact === 'string') { return { ref, pem: fact }; }
  if (fact !== undefined) { return { ref, dnsNames: fact.dnsNames }; }
  if (inventory.get('Secret', namespace, name)) { return { ref, missing: `Secret ${name} has no key ${key}` }; }
  const issued = inventory.all('Certificate').find((c) => namespaceOf(c) === namespace && c.spec?.secretName === name);
  if (issued) { return { ref, dnsNames: issued.spec.dnsNames ?? [], authorities: [signer(inventory, issued)] }; }
  const served = inventory.all('Service').find((s) => namespaceOf(s) === namespace && s.metadata.annotations?.['service.beta.openshift.io/serving-cert-secret-name'] === name);
  if (served) {
    const host = `${served.metadata.name}.${namespace}.svc`;
    return { ref, dnsNames: [host, `${host}.cluster.local`], authorities: [OPENSHIFT] };
  }
  return { ref };
}

/** The bundle in a ConfigMap, under the first of some keys that holds one. */
export function bundleIn(inventory: Inventory, namespace: string, name: string, keys: readonly string[]): Material {
  const ref: Ref = { kind: 'ConfigMap', namespace, name };
  for (const key of keys) {
    const fact = inventory.value('ConfigMap', namespace, name, key);
    if (typeof fact === 'string' && fact !== '') { return { ref: { ...ref, field: key }, pem: fact }; }
  }
  const configMap = inventory.get('ConfigMap', namespace, name);
  if (configMap?.metadata.annotations?.['service.beta.openshift.io/inject-cabundle'] === 'true') { return { ref, authorities: [OPENSHIFT] }; }
  if (configMap) { return { ref, missing: `ConfigMap ${name} has none of the keys ${keys.join(', ')}` }; }
  const bundle = inventory.all('Bundle').find((b) => b.metadata.name === name);
  if (bundle && !keys.includes(bundle.spec?.target?.configMap?.key)) {
    return { ref, missing: `Bundle ${name} writes the key ${bundle.spec?.target?.configMap?.key}, and ${keys.join(', ')} are read` };
  }
  if (bundle) { return { ref, authorities: bundleSources(bundle) }; }
  return { ref };
}

function bundleSources(bundle: Manifest): string[] {
  return (bundle.spec?.sources ?? []).flatMap((source: any) => (source.secret?.name ? [`Secret ${source.secret.name}`] : []));
}

/** Who signs a cert-manager Certificate, as the Secret of the CA where the issuer shows it, else as the issuer. */
function signer(inventory: Inventory, certificate: Manifest): string {
  const { name, kind = 'Issuer' } = certificate.spec?.issuerRef ?? {};
  const issuer = inventory.all(kind).find((i) => i.metadata.name === name && (kind === 'ClusterIssuer' || namespaceOf(i) === namespaceOf(certificate)));
  const secret = issuer?.spec?.ca?.secretName;
  return secret ? `Secret ${secret}` : `${kind} ${name}`;
}
