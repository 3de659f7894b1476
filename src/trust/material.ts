import type { Fact } from '../x509/facts';
import { Inventory, isMap, items, keysOf, Manifest, namespaceOf, Ref } from './inventory';
import { Material } from './model';

const OPENSHIFT = 'OpenShift service CA';
const SERVING_CERT = ['service.beta.openshift.io/serving-cert-secret-name', 'service.alpha.openshift.io/serving-cert-secret-name'];
const INJECT_CA = ['service.beta.openshift.io/inject-cabundle', 'service.alpha.openshift.io/inject-cabundle'];

/** The certificate in a key of a Secret, with the private key in another, as far as they show. */
export function certificateIn(inventory: Inventory, namespace: string, name: string, key: string, privateKeyKey?: string): Material {
  const ref = keyRef(inventory, 'Secret', namespace, name, key);
  const secret = inventory.get('Secret', namespace, name);
  const private_ = privateKeyKey === undefined ? undefined : inventory.value('Secret', namespace, name, privateKeyKey);
  const own = typeof private_ === 'string' ? { keyPem: private_, keyRef: keyRef(inventory, 'Secret', namespace, name, privateKeyKey as string) } : {};
  const fact = inventory.value('Secret', namespace, name, key);
  if (fact !== undefined) { return { ref, ...own, ...declared(fact) }; }
  const made = issued(inventory, namespace, name);
  if (made && key === 'ca.crt') { return { ref, authorities: made.authorities }; }
  if (made && key !== 'tls.crt') { return { ref: made.ref, missing: `cert-manager writes tls.crt, tls.key and ca.crt into Secret ${name}, and not ${key}` }; }
  if (made) { return made; }
  if (secret && keysOf(secret).length > 0) { return { ref: inventory.ref(secret, 'data'), missing: `Secret ${name} has no key ${key} (it has ${keysOf(secret).join(', ')})` }; }
  return served(inventory, namespace, name) ?? { ref };
}

/** The bundle in a key of a Secret or ConfigMap. */
export function bundleIn(inventory: Inventory, kind: 'Secret' | 'ConfigMap', namespace: string, name: string, key: string): Material {
  const ref = keyRef(inventory, kind, namespace, name, key);
  const fact = inventory.value(kind, namespace, name, key);
  if (typeof fact === 'string') { return { ref, pem: fact }; }
  if (kind === 'Secret') {
    const made = issued(inventory, namespace, name);
    if (made) { return { ref, authorities: key === 'ca.crt' || key === 'tls.crt' ? made.authorities : undefined }; }
  }
  const object = inventory.get(kind, namespace, name);
  if (kind === 'ConfigMap') {
    if (object && INJECT_CA.some((annotation) => object.metadata.annotations?.[annotation] === 'true')) { return { ref, authorities: [OPENSHIFT] }; }
    const bundle = bundleObject(inventory, namespace, name);
    if (bundle) { return fromBundle(inventory, bundle, key); }
    if (name === 'kube-root-ca.crt' && key === 'ca.crt') { return { ref }; }
    if (name === 'openshift-service-ca.crt' && key === 'service-ca.crt') { return { ref, authorities: [OPENSHIFT] }; }
  }
  if (object && keysOf(object).length > 0) { return { ref: inventory.ref(object, 'data'), missing: `${kind} ${name} has no key ${key} (it has ${keysOf(object).join(', ')})` }; }
  return { ref };
}

/** The bundle in a ConfigMap under the first of some keys that is not empty, as the Tempo operator looks for it. */
export function firstBundleIn(inventory: Inventory, namespace: string, name: string, keys: readonly string[]): Material {
  const candidates = keys.map((key) => bundleIn(inventory, 'ConfigMap', namespace, name, key));
  const found = candidates.find((c) => (c.pem !== undefined && c.pem !== '') || c.authorities !== undefined);
  if (found) { return found; }
  const object = inventory.get('ConfigMap', namespace, name);
  if (object && keysOf(object).length > 0) {
    return { ref: inventory.ref(object, 'data'), missing: `ConfigMap ${name} has none of the keys ${keys.join(', ')} (it has ${keysOf(object).join(', ')})` };
  }
  return candidates.find((c) => c.missing !== undefined) ?? candidates[0];
}

/** A reference to one key of a Secret or ConfigMap. */
export function keyRef(inventory: Inventory, kind: 'Secret' | 'ConfigMap', namespace: string, name: string, key: string): Ref {
  const object = inventory.get(kind, namespace, name);
  return inventory.refTo(kind, namespace, name, `${object?.stringData?.[key] !== undefined ? 'stringData' : 'data'}["${key}"]`);
}

function declared(fact: Fact): { pem?: string; dnsNames?: readonly string[] } {
  return typeof fact === 'string' ? { pem: fact } : { dnsNames: items(fact.dnsNames).map(String) };
}

/** What cert-manager will write into a Secret, when a Certificate of the manifests says so. */
function issued(inventory: Inventory, namespace: string, name: string): Material | undefined {
  const [certificate] = inventory.having('Certificate', namespace, name, secretNames);
  if (!certificate) { return undefined; }
  return {
    ref: inventory.ref(certificate, 'spec.dnsNames'),
    dnsNames: [...items(certificate.spec?.dnsNames), ...items(certificate.spec?.ipAddresses)].map(String),
    usages: certificate.spec?.usages === undefined ? ['digital signature', 'key encipherment'] : items(certificate.spec.usages).map(String),
    authorities: [signer(inventory, certificate)],
  };
}

const secretNames = (certificate: Manifest): unknown[] => [certificate.spec?.secretName];

/** Who signs a cert-manager Certificate: the Secret of the CA where the issuer shows it, else the issuer. */
export function signer(inventory: Inventory, certificate: Manifest): string {
  const { name, kind = 'Issuer', group = 'cert-manager.io' } = certificate.spec?.issuerRef ?? {};
  const namespace = namespaceOf(certificate);
  const issuer = inventory.get(kind, kind === 'ClusterIssuer' ? '' : namespace, String(name));
  const secret = issuer?.spec?.ca?.secretName;
  if (secret) { return caSecret(kind === 'ClusterIssuer' ? undefined : namespace, secret); }
  if (isMap(issuer?.spec?.selfSigned)) { return caSecret(namespace, certificate.spec?.secretName); }
  return group === 'cert-manager.io' ? `${kind} ${kind === 'ClusterIssuer' ? '' : `${namespace}/`}${name}` : `${group} ${kind} ${name}`;
}

/** The Secret that a CA is in. A ClusterIssuer's is in the namespace of cert-manager itself, whatever that is called. */
function caSecret(namespace: string | undefined, name: string): string {
  return `CA in Secret ${namespace === undefined || namespace === 'cert-manager' ? '' : `${namespace}/`}${name}`;
}

function served(inventory: Inventory, namespace: string, secret: string): Material | undefined {
  const [service] = inventory.having('Service', namespace, secret, servingSecrets);
  if (!service) { return undefined; }
  const host = `${service.metadata.name}.${namespaceOf(service)}.svc`;
  return { ref: inventory.ref(service, 'metadata.annotations'), dnsNames: [host, `${host}.cluster.local`], authorities: [OPENSHIFT] };
}

const servingSecrets = (service: Manifest): unknown[] => SERVING_CERT.flatMap((annotation) => service.metadata.annotations?.[annotation] ?? []);

/** The trust-manager Bundle or ClusterBundle that writes a ConfigMap of this name. */
function bundleObject(inventory: Inventory, _namespace: string, name: string): Manifest | undefined {
  return inventory.get('Bundle', '', name) ?? inventory.get('ClusterBundle', '', name);
}

function fromBundle(inventory: Inventory, bundle: Manifest, key: string): Material {
  const target = bundle.spec?.target?.configMap;
  const keys = [target?.key, ...items(target?.data).map((d) => d.key)].filter((k) => k !== undefined);
  if (keys.length > 0 && !keys.includes(key)) {
    return { ref: inventory.ref(bundle, 'spec.target.configMap'), missing: `${bundle.kind} ${bundle.metadata.name} writes the key ${keys.join(', ')}, and not ${key}` };
  }
  const sources = [...items(bundle.spec?.sources), ...items(bundle.spec?.sourceRefs)];
  const authorities = sources.flatMap((s) => {
    const name = s.secret?.name ?? (s.kind === 'Secret' ? s.name : undefined);
    return name ? [caSecret(undefined, name)] : [];
  });
  const inline = [...sources.map((s) => s.inLine), bundle.spec?.inLineCAs].filter((s): s is string => typeof s === 'string');
  const referenced = sources.flatMap((s) => {
    const name = s.configMap?.name ?? (s.kind === 'ConfigMap' ? s.name : undefined);
    const value = name && inventory.value('ConfigMap', 'cert-manager', name, s.configMap?.key ?? s.key);
    return typeof value === 'string' ? [value] : [];
  });
  const pem = [...inline, ...referenced].join('\n');
  return {
    ref: inventory.ref(bundle, 'spec.sources'),
    ...(pem === '' ? {} : { pem }),
    authorities,
    open: sources.some((s) => s.useDefaultCAs === true || s.secret?.selector || s.configMap?.selector || s.configMap?.name || s.kind === 'ConfigMap'),
  };
}
