import { Inventory, isMap, items, Manifest, namespaceOf } from './inventory';
import { grouped, once } from './once';

/**
 * The Secrets or ConfigMaps of a name in other namespaces. None where one of them may be in this one, because nobody says where it is or somebody
 * copies it; and none where there are many: then every namespace is meant to have its own.
 */
export function elsewhere(inventory: Inventory, kind: 'Secret' | 'ConfigMap', namespace: string, name: string): readonly Manifest[] {
  const others = once(inventory, kind === 'Secret' ? secretsByName : configMapsByName).get(name) ?? [];
  if (others.length > 5) { return []; }
  const maybeHere = others.some((other) => !other.metadata.namespace || inventory.sameNamespace(namespaceOf(other), namespace) || isCopied(other));
  return maybeHere ? [] : others;
}

function secretsByName(inventory: Inventory): Map<string, Manifest[]> {
  return grouped(inventory.all('Secret'), (secret) => secret.metadata.name);
}

function configMapsByName(inventory: Inventory): Map<string, Manifest[]> {
  return grouped(inventory.all('ConfigMap'), (map) => map.metadata.name);
}

/** Kinds whose objects write Secrets and ConfigMaps, with the names that they write. */
const WRITERS: { readonly [kind: string]: (object: Manifest) => readonly unknown[] } = {
  Certificate: (c) => [c.spec?.secretName],
  ExternalSecret: (e) => [e.spec?.target?.name ?? e.metadata.name],
  ClusterExternalSecret: (e) => [e.spec?.externalSecretSpec?.target?.name ?? e.spec?.externalSecretName ?? e.metadata.name],
  SealedSecret: (s) => [s.spec?.template?.metadata?.name ?? s.metadata.name],
  Bundle: (b) => [b.metadata.name],
  ClusterBundle: (b) => [b.metadata.name],
  ObjectBucketClaim: (o) => [o.metadata.name],
};

function written(inventory: Inventory): ReadonlySet<string> {
  return new Set(Object.entries(WRITERS).flatMap(([kind, names]) => inventory.all(kind).flatMap((object) => names(object).filter((name): name is string => typeof name === 'string'))));
}

/** Whether something may bring the object: a writer of that name in any namespace, a policy that copies, or the cluster itself. */
export function isBrought(inventory: Inventory, kind: string, namespace: string, name: string): boolean {
  return once(inventory, written).has(name) || inventory.value(kind as 'Secret' | 'ConfigMap', namespace, name, kind === 'Secret' ? 'tls.crt' : 'ca.crt') !== undefined
    || ['ClusterPolicy', 'Policy', 'ClusterGenerator'].some((policy) => inventory.all(policy).some((p) => items(p.spec?.rules).some((r) => isMap(r.generate))))
    || /^(kube-root-ca|openshift-service-ca)\.crt$/.test(name);
}

/** Whether an annotation tells a copier of Secrets and ConfigMaps to bring an object to other namespaces. */
function isCopied({ metadata }: Manifest): boolean {
  return [metadata.annotations, metadata.labels].some((map) => isMap(map) && Object.keys(map).some((key) => /reflect|replicat|sync|copy|clone|mirror/i.test(key)));
}
