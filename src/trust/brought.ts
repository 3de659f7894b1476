import { Inventory, Manifest, namespaceOf } from './inventory';
import { grouped, once } from './once';
import { shimmedCertificates } from './trust-sources/ingress-shim';
import { servingSecret } from './trust-sources/platform';
import { isMap, items } from './values';

/**
 * The Secrets or ConfigMaps of a name in other namespaces, or what writes them there. None where one of them may be in this one, because nobody says
 * where it is or somebody copies it; and none where there are many: then every namespace is meant to have its own.
 */
export function elsewhere(inventory: Inventory, kind: 'Secret' | 'ConfigMap', namespace: string, name: string): readonly Manifest[] {
  const written = kind === 'Secret' ? once(inventory, ownWriters).get(name) ?? [] : [];
  const there = once(inventory, kind === 'Secret' ? secretsByName : configMapsByName).get(name) ?? [];
  if (there.length + written.length > 5) { return []; }
  const others = [...there, ...written.map(({ object }) => object)];
  const maybeHere = others.some((other) => !other.metadata.namespace || inventory.sameNamespace(namespaceOf(other), namespace) || isCopied(other));
  return maybeHere ? [] : others;
}

function secretsByName(inventory: Inventory): Map<string, Manifest[]> {
  return grouped(inventory.all('Secret'), (secret) => secret.metadata.name);
}

function configMapsByName(inventory: Inventory): Map<string, Manifest[]> {
  return grouped(inventory.all('ConfigMap'), (map) => map.metadata.name);
}

/** What writes a Secret or ConfigMap: into its own namespace, or also into others. */
export interface Writer {
  readonly object: Manifest;
  readonly name: string;
  readonly spread: boolean;
}

const own = (names: (object: Manifest) => unknown) => ({ names, spread: false });
const everywhere = (names: (object: Manifest) => unknown) => ({ names, spread: true });

/** Kinds whose objects write Secrets and ConfigMaps, with the names that they write. */
const WRITERS: { readonly [kind: string]: { readonly names: (object: Manifest) => unknown; readonly spread: boolean } } = {
  Certificate: own((c) => c.spec?.secretName),
  ExternalSecret: own((e) => e.spec?.target?.name ?? e.metadata.name),
  ClusterExternalSecret: everywhere((e) => e.spec?.externalSecretSpec?.target?.name ?? e.spec?.externalSecretName ?? e.metadata.name),
  SealedSecret: own((s) => s.spec?.template?.metadata?.name ?? s.metadata.name),
  Bundle: everywhere((b) => b.metadata.name),
  ClusterBundle: everywhere((b) => b.metadata.name),
  ObjectBucketClaim: everywhere((o) => o.metadata.name),
  Service: own(servingSecret),
};

function writers(inventory: Inventory): Writer[] {
  const spreads = (object: Manifest) => isCopied(object) || !object.metadata.namespace;
  const shimmed = shimmedCertificates(inventory).map((object): Writer => ({ object, name: object.metadata.name, spread: spreads(object) }));
  return Object.entries(WRITERS).flatMap(([kind, { names, spread }]) => inventory.all(kind).flatMap((object) => {
    const name = names(object);
    return typeof name === 'string' ? [{ object, name, spread: spread || spreads(object) }] : [];
  })).concat(shimmed);
}

/** Those that write into their own namespace alone, by the name that they write. */
const ownWriters = (inventory: Inventory): Map<string, Writer[]> =>
  grouped(once(inventory, writers).filter(({ spread }) => !spread), ({ name }) => name);

/** All writers, by the name and where they write it. */
const writersByPlace = (inventory: Inventory): Map<string, Writer[]> =>
  grouped(once(inventory, writers), ({ object, name, spread }) => `${spread ? '*' : inventory.area(namespaceOf(object))}/${name}`);

/** Whether something may bring the object: a writer of that name, a policy that copies, or the cluster itself. */
export function isBrought(inventory: Inventory, kind: string, namespace: string, name: string): boolean {
  const places = once(inventory, writersByPlace);
  const here = places.get(`${inventory.area(namespace)}/${name}`) ?? [];
  return places.has(`*/${name}`) || here.some(({ object }) => inventory.sameNamespace(namespaceOf(object), namespace))
    || inventory.value(kind as 'Secret' | 'ConfigMap', namespace, name, kind === 'Secret' ? 'tls.crt' : 'ca.crt') !== undefined
    || ['ClusterPolicy', 'Policy', 'ClusterGenerator'].some((policy) => inventory.all(policy).some((p) => items(p.spec?.rules).some((r) => isMap(r.generate))))
    || /^(kube-root-ca|openshift-service-ca)\.crt$/.test(name);
}

/** Names of annotations and labels of copiers; Argo CD's "sync" is its own word for applying. */
const COPIED = /^(?!argocd\.argoproj\.io\/).*(reflect|replicat|sync|copy|clone|mirror)/i;

/** Whether an annotation tells a copier of Secrets and ConfigMaps to bring an object to other namespaces. */
export function isCopied({ metadata, spec }: Manifest): boolean {
  const templates = [spec?.secretTemplate, spec?.template?.metadata, spec?.target?.template?.metadata].filter(isMap);
  const names = [metadata, ...templates].flatMap((each) => [each.annotations, each.labels]).flatMap((map) => (isMap(map) ? Object.keys(map) : []));
  return names.some((name) => COPIED.test(name));
}
