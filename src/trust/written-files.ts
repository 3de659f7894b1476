import { posix } from 'node:path';
import { ContainerContext, containersOf } from './containers';
import { Inventory, Manifest } from './inventory';
import { mountFor, placeOf } from './mounts';
import { isMap } from './values';

/** Files of one certificate that a program in a pod writes: an agent of Vault, spiffe-helper. */
export interface WrittenFiles {
  /** the name of the Secret that would hold the same: none that Kubernetes has */
  readonly name: string;
  readonly items: readonly { readonly key: string; readonly path: string }[];
  /** the Certificate that would ask for the same, where all names show */
  readonly certificate?: Manifest;
  /** a certificate and a key beside each other that are not made together */
  readonly apart?: { readonly certificate: string; readonly key: string };
  /** what asks for it */
  readonly asked: { readonly object: Manifest; readonly field: string };
}

/**
 * What programs in containers write, by the volume of the pod. It is there from the beginning: who looks for a script or a configuration in such a volume, while the
 * containers are read, finds nothing in it.
 */
export function writtenInto(
  addFiles: (context: ContainerContext, found: Map<unknown, WrittenFiles[]>) => void,
): (inventory: Inventory) => ReadonlyMap<unknown, readonly WrittenFiles[]> {
  const known = new WeakMap<Inventory, Map<unknown, WrittenFiles[]>>();
  return (inventory) => {
    let found = known.get(inventory);
    if (found === undefined) {
      known.set(inventory, found = new Map());
      for (const context of containersOf(inventory)) { addFiles(context, found); }
    }
    return found;
  };
}

/** The volume in memory, or on the node, that a path of a container lies in. */
export function volumeAt({ pod, container }: ContainerContext, path: string): { volume: any; below: string } | undefined {
  const { mount, volume, below } = mountFor(pod, container, path) ?? {};
  if (!below || !isMap(volume) || volume.emptyDir === undefined) { return undefined; }
  return { volume, below: mount.subPath === undefined ? below : posix.join(String(mount.subPath), below) };
}

/** The text of a file of a ConfigMap or Secret as it stands: a template in it is no placeholder. */
export function fileIn(
  { inventory, namespace, pod, container }: ContainerContext, path: string,
): { text?: string; object?: Manifest; field?: string } {
  const place = placeOf(inventory, namespace, pod, container, posix.normalize(path));
  if (place.at !== 'file') { return {}; }
  const object = inventory.get(place.file.kind, namespace, place.file.name);
  const part = object?.stringData?.[place.file.key] === undefined ? 'data' : 'stringData';
  const text: unknown = object?.[part]?.[place.file.key];
  return { object, field: `${part}["${place.file.key}"]`, ...(typeof text === 'string' && (object?.kind === 'ConfigMap' || part === 'stringData') ? { text } : {}) };
}

/** An object in words, with its namespace where that is known. */
export function named(inventory: Inventory, { kind, metadata }: Manifest, namespace: string): string {
  const at = inventory.area(namespace);
  return `${kind} ${at === '' ? '' : `${at}/`}${metadata.name}`;
}
