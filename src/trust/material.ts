import { isBrought, isCopied } from './brought';
import { Inventory, keysOf, Ref } from './inventory';
import { Material } from './model';
import { hasPlaceholder } from './placeholders';
import { isStandIn } from './stand-ins';
import { bundleNamed, fromBundle } from './trust-sources/bundles';
import { Contents, issuedCertificate, issuedContents } from './trust-sources/cert-manager';
import { caCertificates, caSigners } from './trust-sources/declared-ca';
import { platformBundle, servingCertificate } from './trust-sources/platform';
import { promisedSecret } from './trust-sources/promised-secrets';
import { maybeNamed } from './unfinished';
import { items } from './values';
import type { Fact } from '../x509/facts';

/** The certificate in a key of a Secret, with the private key in another, as far as they show. */
export function certificateIn(inventory: Inventory, namespace: string, name: string, key: string, privateKeyKey?: string): Material {
  const at = { kind: 'Secret', namespace, name, key, ...(privateKeyKey === undefined ? {} : { privateKey: privateKeyKey }) } as const;
  // What a driver puts into one pod, no other can mount.
  return { ...(isStandIn(name) ? {} : { at }), ...pairIn(inventory, namespace, name, key, privateKeyKey) };
}

function pairIn(inventory: Inventory, namespace: string, name: string, key: string, privateKeyKey?: string): Material {
  const ref = keyRef(inventory, 'Secret', namespace, name, key);
  const secretKey = privateKeyKey === undefined ? undefined : shown(inventory, 'Secret', namespace, name, privateKeyKey);
  const own = typeof secretKey === 'string' ? { keyPem: secretKey, keyRef: keyRef(inventory, 'Secret', namespace, name, privateKeyKey as string) } : {};
  const fact = shown(inventory, 'Secret', namespace, name, key);
  if (fact !== undefined) {
    // A certificate without its key is good for nothing.
    const lost = privateKeyKey === undefined || secretKey !== undefined ? {} : absent(inventory, 'Secret', namespace, name, privateKeyKey);
    return { ref, ...own, ...declared(inventory, namespace, fact), ...lost };
  }
  if (key === 'ca.crt') {
    const contents = issuedContents(inventory, namespace, name, key);
    if (contents) { return { ref, ...contents }; }
  }
  return issuedCertificate(inventory, namespace, name, key)
    ?? servingCertificate(inventory, namespace, name, key)
    ?? { ref, ...absent(inventory, 'Secret', namespace, name, key) };
}

/** The bundle in a key of a Secret or ConfigMap. */
export function bundleIn(inventory: Inventory, kind: 'Secret' | 'ConfigMap', namespace: string, name: string, key: string): Material {
  return { at: { kind, namespace, name, key }, ...contentsIn(inventory, kind, namespace, name, key) };
}

function contentsIn(inventory: Inventory, kind: 'Secret' | 'ConfigMap', namespace: string, name: string, key: string): Material {
  const ref = keyRef(inventory, kind, namespace, name, key);
  const object = inventory.get(kind, namespace, name);
  const platform = kind === 'ConfigMap' ? platformBundle(name, object, key) : undefined;
  if (platform) { return { ref: object ? inventory.ref(object, 'metadata.annotations') : ref, ...platform }; }
  const fact = shown(inventory, kind, namespace, name, key);
  if (typeof fact === 'string') { return { ref, pem: fact }; }
  const issued = kind === 'Secret' ? issuedContents(inventory, namespace, name, key) : undefined;
  if (issued) { return { ref, ...issued }; }
  const bundle = bundleNamed(inventory, kind, name);
  if (bundle) {
    const { field, ...contents } = fromBundle(inventory, bundle, kind, namespace, key);
    return { ref: inventory.ref(bundle, field), ...contents };
  }
  // A word is believed where nothing shows.
  if (fact?.ca !== undefined) { return { ref, ...caCertificates(inventory, namespace, fact.ca) }; }
  return { ref, ...absent(inventory, kind, namespace, name, key), ...ofOtherKind(inventory, kind, namespace, name, key) };
}

/** That an object of the name is there, holds the key, and is of the other kind. */
function ofOtherKind(inventory: Inventory, kind: 'Secret' | 'ConfigMap', namespace: string, name: string, key: string): Contents & Pick<Partial<Material>, 'ref' | 'otherKind'> {
  const kinds = { Secret: 'ConfigMap', ConfigMap: 'Secret' } as const;
  const copied = inventory.all('ClusterPolicy').length + inventory.all('Policy').length > 0;
  const by = kind === 'ConfigMap' && !copied && !inventory.get(kind, namespace, name) ? issuedCertificate(inventory, namespace, name, 'tls.crt') : undefined;
  // The CA in the Secret of a CA may have been copied into a ConfigMap of the same name; that of a server hardly.
  if (by && key === 'ca.crt' && inventory.get(by.ref.kind, by.ref.namespace, by.ref.name)?.spec?.isCA !== true) {
    return { ref: by.ref, missing: `${name} is the Secret of ${by.ref.kind} ${by.ref.name}, and a ${kind} of that name is looked for`, otherKind: true };
  }
  const other = inventory.get(kinds[kind], namespace, name);
  // One with a private key is a pair, and may be beside a bundle of the same name.
  if (!other || !keysOf(other).includes(key) || keysOf(other).some((one) => /key/.test(one)) || inventory.get(kind, namespace, name) || isBrought(inventory, kind, namespace, name)) { return {}; }
  return { ref: inventory.ref(other), missing: `${name} is a ${kinds[kind]}, and a ${kind} of that name is looked for`, otherKind: true };
}

/** The certificate in a key of a ConfigMap, as far as it shows. */
export function certificateInMap(inventory: Inventory, namespace: string, name: string, key: string): Material {
  const fact = shown(inventory, 'ConfigMap', namespace, name, key);
  return { ref: keyRef(inventory, 'ConfigMap', namespace, name, key), ...(fact === undefined ? absent(inventory, 'ConfigMap', namespace, name, key) : declared(inventory, namespace, fact)) };
}

/**
 * The bundle in a ConfigMap under the first of some keys that is not empty, as the Tempo operator looks for it: not in a Secret, and not under
 * `binaryData`.
 */
export function firstBundleIn(inventory: Inventory, namespace: string, name: string, keys: readonly string[]): Material {
  const candidates = keys.map((key) => bundleIn(inventory, 'ConfigMap', namespace, name, key)).map((candidate, i): Material => (
    inBinary(inventory, namespace, name, keys[i]) ? { ref: candidate.ref, missing: `ConfigMap ${name} has the key ${keys[i]} under binaryData, where it is not looked for` } : candidate));
  const found = candidates.find((c) => (c.pem !== undefined && c.pem !== '') || c.authorities !== undefined || c.open === true);
  if (found) { return found; }
  const object = inventory.get('ConfigMap', namespace, name);
  const confused = candidates.find((c) => c.otherKind);
  if (confused) { return confused; }
  const binary = candidates.find((c) => /under binaryData/.test(c.missing ?? ''));
  if (binary) { return binary; }
  if (object && keysOf(object).length > 0 && candidates.every((c) => c.missing !== undefined)) {
    return { ref: inventory.ref(object, 'data'), missing: `ConfigMap ${name} has none of the keys ${keys.join(', ')} (it has ${keysOf(object).join(', ')})` };
  }
  // Of several reasons, that which is not only about the name of a key.
  return candidates.find((c) => c.missing === undefined) ?? candidates.find((c) => !/, and not [\w.-]+$/.test(c.missing ?? '')) ?? noneOf(candidates[0], keys);
}

function noneOf(candidate: Material, keys: readonly string[]): Material {
  const missing = candidate.missing?.replace(/, and not [\w.-]+$/, `, and none of ${keys.join(', ')}`);
  return { ...candidate, ...(missing === undefined ? {} : { missing }) };
}

/** Whether a key stands under `binaryData` only (tempo-operator 0.22.0, internal/handlers/storage/tls.go reads `data`). */
function inBinary(inventory: Inventory, namespace: string, name: string, key: string): boolean {
  const object = inventory.get('ConfigMap', namespace, name);
  return object?.binaryData?.[key] !== undefined && object.data?.[key] === undefined;
}

/** A reference to one key of a Secret or ConfigMap. */
export function keyRef(inventory: Inventory, kind: 'Secret' | 'ConfigMap', namespace: string, name: string, key: string): Ref {
  const object = inventory.get(kind, namespace, name);
  const part = (['stringData', 'data', 'binaryData'] as const).find((each) => object?.[each]?.[key] !== undefined) ?? 'data';
  return inventory.refTo(kind, namespace, name, `${part}["${key}"]`);
}

/** The text of a key, or what was declared of it. */
function shown(inventory: Inventory, kind: 'Secret' | 'ConfigMap', namespace: string, name: string, key: string): Fact | undefined {
  const fact = inventory.value(kind, namespace, name, key);
  // An object that is made empty beforehand, for somebody to fill it: a Secret of type kubernetes.io/tls must have its keys.
  if (fact !== '') { return fact; }
  const object = inventory.get(kind, namespace, name);
  return (object && isCopied(object)) || (kind === 'Secret' && isFilled(inventory, namespace, name, key)) ? undefined : fact;
}

function isFilled(inventory: Inventory, namespace: string, name: string, key: string): boolean {
  const by = issuedCertificate(inventory, namespace, name, key) ?? servingCertificate(inventory, namespace, name, key);
  return by !== undefined || promisedSecret(inventory, namespace, name) !== undefined || maybeNamed(inventory, 'Certificate', name);
}

/** That a key cannot be there, where all the keys are known; nothing is said of a key that is there and does not show. */
function absent(inventory: Inventory, kind: 'Secret' | 'ConfigMap', namespace: string, name: string, key: string): Contents & Pick<Partial<Material>, 'ref' | 'otherKind'> {
  const object = inventory.get(kind, namespace, name);
  const keys = object ? keysOf(object) : [];
  const promised = kind === 'Secret' ? promisedSecret(inventory, namespace, name) : undefined;
  if (promised) {
    if (!promised.complete || keys.length > 0 || promised.keys.includes(key)) { return {}; }
    return { ref: inventory.ref(promised.by), missing: `${promised.by.kind} ${promised.by.metadata.name} makes a Secret with ${promised.keys.join(', ')}, and without ${key}` };
  }
  if (!object || keys.length === 0 || keys.includes(key) || keys.some(hasPlaceholder)) { return {}; }
  return { ref: inventory.ref(object, 'data'), missing: `${kind} ${name} has no key ${key} (it has ${keys.join(', ')})` };
}

/** What was declared of a certificate. */
export function declared(inventory: Inventory, namespace: string, fact: Fact): Pick<Material, 'pem' | 'dnsNames' | 'authorities' | 'open'> {
  if (typeof fact === 'string') { return { pem: fact }; }
  return {
    ...(fact.dnsNames === undefined ? {} : { dnsNames: items(fact.dnsNames).map(String) }),
    ...(fact.ca === undefined ? {} : caSigners(inventory, namespace, fact.ca)),
  };
}
