import { isBrought } from './brought';
import { Inventory, Manifest, namespaceOf } from './inventory';
import { once } from './once';
import { hasPlaceholder } from './placeholders';
import { servedServices, servingSecret, withoutServing } from './trust-sources/platform';
import { isMap } from './values';

/** Whether the manifests have an object, or something that will write it; or its name is still to be filled in. */
export function isThere(inventory: Inventory, kind: string, namespace: string, name: string): boolean {
  return hasPlaceholder(name) || inventory.get(kind, namespace, name) !== undefined || isBrought(inventory, kind, namespace, name);
}

/** What may be meant by a name of a kind: objects of that kind, and those that write them, whose names nobody mentions in that namespace. */
export function unmentioned(inventory: Inventory, kind: string, namespace: string): readonly Manifest[] {
  const writers = kind === 'Secret' ? ['Certificate', 'ExternalSecret', 'SealedSecret'] : kind === 'ConfigMap' ? ['Bundle', 'ClusterBundle'] : [];
  const all = [...[kind, ...writers].flatMap((each) => inventory.all(each)), ...(kind === 'Secret' ? once(inventory, servedServices) : [])];
  // One whose name is still to be filled in may be the one.
  if (all.some((object) => hasPlaceholder(calledBy(object)))) { return []; }
  return all.filter((object) => {
    const own = namespaceOf(object);
    return (own === '' || inventory.sameNamespace(own, namespace)) && !isMentioned(inventory, own === '' ? undefined : namespace, calledBy(object));
  });
}

/** The name under which others use what an object is or writes. */
export function calledBy(object: Manifest): string {
  const { kind, metadata, spec } = object;
  const written: unknown = kind === 'Service' ? servingSecret(object) : kind === 'Certificate' ? spec?.secretName : kind === 'ExternalSecret' ? spec?.target?.name : undefined;
  return typeof written === 'string' ? written : metadata.name;
}

function isMentioned(inventory: Inventory, namespace: string | undefined, name: string): boolean {
  const areas = once(inventory, mentioned).get(name);
  return areas !== undefined && (namespace === undefined || areas.has(inventory.area(namespace)) || areas.has(''));
}

const NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/** Fields that say what an object is called, or makes, and not what it uses. */
const OWN: { readonly [kind: string]: string } = { Certificate: 'secretName', ExternalSecret: 'target' };

/** Lists whose items have names that are nobody else's, and maps of labels. */
const NAMED = new Set(['volumes', 'volumeMounts', 'containers', 'initContainers', 'ports', 'env']);
const LABELS = new Set(['labels', 'matchLabels', 'selector']);

/** Every text that may be the name of something, with the namespaces of the objects that it stands in (none where they are left open). */
function mentioned(inventory: Inventory): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const object of inventory.objects) {
    const own = Object.hasOwn(OWN, object.kind) && isMap(object.spec) ? { [OWN[object.kind]]: undefined } : {};
    const spec: unknown = isMap(object.spec) ? { ...object.spec, ...own } : object.spec;
    const metadata = { ...withoutServing(object.metadata), name: undefined, namespace: undefined };
    collect({ ...object, metadata, spec }, inventory.area(namespaceOf(object)), found, 0);
  }
  return found;
}

function collect(value: unknown, area: string, found: Map<string, Set<string>>, depth: number): void {
  if (typeof value === 'string') {
    if (NAME.test(value)) { found.set(value, (found.get(value) ?? new Set()).add(area)); }
    return;
  }
  if (value === null || typeof value !== 'object' || depth > 60) { return; }
  for (const [key, below] of Object.entries(value)) {
    if (LABELS.has(key)) { continue; }
    const items: unknown = NAMED.has(key) && Array.isArray(below) ? below.map((item) => (isMap(item) ? { ...item, name: undefined } : item)) : below;
    collect(items, area, found, depth + 1);
  }
}
