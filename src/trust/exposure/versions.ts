import { Inventory, Manifest, namespaceOf } from '../inventory';
import { grouped, once } from '../once';
import { hasPlaceholder } from '../placeholders';

/**
 * Whether the manifests have a Secret, and what writes it, but once: where each cluster of a tree has its own under one name, it does not show which of them is behind
 * a host. Inside a cluster it is the one that is there.
 */
export function oneVersion(inventory: Inventory, namespace: string, secret: string): boolean {
  const names = once(inventory, several);
  return ![`${namespace}/${secret}`, secret, UNNAMED].some((name) => names.has(name));
}

/** Stands for a Secret whose name is still to be filled in: it may be any. */
const UNNAMED = '';

/** The Secrets of which there are several that differ, and those that several Certificates write which do; without a namespace where one may be in any. */
function several(inventory: Inventory): ReadonlySet<string> {
  const written = ({ kind, metadata, spec }: Manifest): unknown => (kind === 'Secret' ? metadata.name : kind === 'Certificate' ? spec?.secretName : undefined);
  const all = inventory.objects.filter((object) => typeof written(object) === 'string');
  const open = new Set(all.filter(({ metadata }) => metadata.namespace === undefined).map(written));
  const name = (object: Manifest) => `${open.has(written(object)) ? '' : `${namespaceOf(object)}/`}${String(written(object))}`;
  const groups = grouped(all, (object) => `${object.kind} ${name(object)}`);
  const found = [...groups.values()].filter((group) => group.some((one) => !same(one, group[0]))).map(([first]) => name(first));
  return new Set([...found, ...all.some((object) => hasPlaceholder(String(written(object)))) ? [UNNAMED] : []]);
}

function same(a: Manifest, b: Manifest): boolean {
  return a === b || JSON.stringify([a.data, a.stringData, a.spec]) === JSON.stringify([b.data, b.stringData, b.spec]);
}
