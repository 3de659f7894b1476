import { hasKey, Inventory, keysOf, Manifest, Ref } from './inventory';
import { laidAt, laidBelow } from './laid-files';
import { hasPlaceholder } from './placeholders';
import { agentVolume, drivenVolume, injectedFiles } from './pod-volumes';
import { platformBundle } from './trust-sources/platform';
import { isMap, items } from './values';
import { remembered } from '../x509/memory';

/** A file in a container that comes from a Secret or a ConfigMap. */
export interface MountedFile {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly key: string;
  /** mounted with subPath: the file never changes after the pod started */
  readonly subPath: boolean;
  /** the mode of the file, octal in its number */
  readonly mode?: number;
  readonly optional: boolean;
  /** the volume names its key: without it nothing of the volume is mounted */
  readonly listed: boolean;
}

/** Where a path in a container leads: to a mounted file, into a volume of another kind, or into the image. */
export type Place =
  | { readonly at: 'file'; readonly file: MountedFile }
  /**
   * a Secret or ConfigMap volume is mounted there, and it does not have that file; `certain` where nothing but the volume's items or the keys that
   * the manifests show can be in it
   */
  | { readonly at: 'absent'; readonly sources: readonly { kind: 'Secret' | 'ConfigMap'; name: string }[]; readonly path: string; readonly certain: boolean }
  /** a volume of another kind: emptyDir, claim, CSI… */
  | { readonly at: 'volume'; readonly volume: any }
  | { readonly at: 'image' };

/** Which object and key a path in a container shows, as the kubelet lays out Secret, ConfigMap and projected volumes. */
export function placeOf(inventory: Inventory, namespace: string, pod: any, container: any, path: string): Place {
  const found = mountFor(pod, container, path);
  // A volume that the pod does not list is made when the pod is: of a claim, or by an operator.
  if (!found?.volume) { return laidAt(inventory, pod, container, path) ?? injectedAt(inventory, pod, container, path) ?? (found ? { at: 'volume', volume: {} } : { at: 'image' }); }
  const { mount, volume, below } = found;
  const file = [mount.subPath, below].filter((part) => part).join('/');
  const sources = sourcesOf(inventory, volume);
  if (!sources) { return laidAt(inventory, pod, container, path) ?? { at: 'volume', volume }; }
  const having = sources.flatMap((source) => {
    const key = keyAt(inventory, namespace, source, file);
    return key === undefined ? [] : [{ source, key }];
  });
  // Of several, not the one into which a platform writes something else.
  const chosen = having.find(({ source, key }) => source.items !== undefined || !lacksByPlatform(inventory, namespace, source, key.key)) ?? having[0];
  if (chosen) {
    const { source, key } = chosen;
    return { at: 'file', file: { kind: source.kind, name: source.name, key: key.key, subPath: mount.subPath !== undefined, mode: key.mode ?? volume.secret?.defaultMode ?? volume.configMap?.defaultMode ?? volume.projected?.defaultMode, optional: source.optional, listed: source.items !== undefined } };
  }
  if (agentVolume(inventory, volume)) { return { at: 'volume', volume }; }
  const other = items(volume.projected?.sources).some((part) => !isMap(part.secret) && !isMap(part.configMap));
  const certain = !other && sources.every((source) => source.items !== undefined || shown(inventory.get(source.kind, namespace, source.name)));
  return { at: 'absent', sources: sources.map(({ kind, name }) => ({ kind, name })), path: file, certain };
}

/** Where a path leads that is in no volume of the manifests: to a certificate that is injected, or to what else may be. */
function injectedAt(inventory: Inventory, pod: any, container: any, path: string): Place | undefined {
  const written = injectedFiles(inventory, pod, container, path);
  for (const { name, items: files } of written ?? []) {
    const item = files?.find((each) => each.path === path);
    if (item) { return { at: 'file', file: { kind: 'Secret', name, key: item.key, subPath: false, optional: false, listed: true } }; }
  }
  return written && { at: 'volume', volume: {} };
}

/** The file at a path, when it is one of a Secret or ConfigMap. */
export function fileAt(inventory: Inventory, namespace: string, pod: any, container: any, path: string): MountedFile | undefined {
  const place = placeOf(inventory, namespace, pod, container, path);
  return place.at === 'file' ? place.file : undefined;
}

/** All files below a directory of a container that come from Secrets and ConfigMaps whose keys are known, by their path in that directory. */
export function filesBelow(inventory: Inventory, namespace: string, pod: any, container: any, directory: string): Map<string, MountedFile> {
  const files = new Map<string, MountedFile>();
  const root = directory.replace(/\/+$/, '');
  for (const mount of items(container.volumeMounts)) {
    const at = String(mount.mountPath ?? '').replace(/\/+$/, '');
    const volume = volumeOf(pod, mount.name);
    for (const source of (volume && sourcesOf(inventory, volume)) ?? []) {
      for (const path of pathsOf(inventory, namespace, source)) {
        const full = mount.subPath === path ? at : mount.subPath === undefined ? `${at}/${path}` : undefined;
        if (full?.startsWith(`${root}/`)) {
          const place = placeOf(inventory, namespace, pod, container, full);
          if (place.at === 'file') { files.set(full.slice(root.length + 1), place.file); }
        }
      }
    }
  }
  laidBelow(inventory, pod, container, root)?.files.forEach((file, path) => { files.set(path, file); });
  return files;
}

/** A reference to the key that a mounted file shows. */
export function fileRef(inventory: Inventory, namespace: string, file: MountedFile): Ref {
  return inventory.refTo(file.kind, namespace, file.name, keyField(inventory, namespace, file));
}

function keyField(inventory: Inventory, namespace: string, file: MountedFile): string {
  const object = inventory.get(file.kind, namespace, file.name);
  return `${object?.stringData?.[file.key] !== undefined ? 'stringData' : 'data'}["${file.key}"]`;
}

interface Source {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly items?: readonly any[];
  readonly optional: boolean;
}

/** The mount with the longest path that a path lies in, and the volume it shows. */
export function mountFor(pod: any, container: any, path: string): { mount: any; volume: any; below: string } | undefined {
  const mounts = mountsOf(container);
  if (mounts.size === 0) { return undefined; }
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const mount = mounts.get(at);
    if (mount) { return { mount, volume: volumeOf(pod, mount.name), below: path.slice(at.length + 1) }; }
    if (!at.includes('/')) { return undefined; }
  }
}

/** The mounts of a container by their path, without slashes at its end; of two at one path the first. */
function mountsOf(container: any): ReadonlyMap<string, any> {
  return remembered('mounts of a container', container, () => {
    const mounts = items(container.volumeMounts).filter((mount) => typeof mount.mountPath === 'string');
    return new Map(mounts.map((mount): [string, any] => [trim(mount.mountPath), mount]).reverse());
  });
}

function volumeOf(pod: any, name: unknown): any {
  return remembered('volumes of a pod', pod, () => new Map(items(pod.volumes).filter(isMap).map((volume): [unknown, any] => [volume.name, volume]).reverse())).get(name);
}

function trim(path: string): string {
  return path.endsWith('/') ? path.replace(/\/+$/, '') : path;
}

function sourcesOf(inventory: Inventory, volume: any): Source[] | undefined {
  const driven = drivenVolume(inventory, volume);
  if (driven) { return [{ kind: 'Secret', name: driven.name, items: driven.items, optional: false }]; }
  const byAgent = agentVolume(inventory, volume);
  if (byAgent) { return byAgent.map(({ name, items: files }) => ({ kind: 'Secret', name, items: files, optional: false })); }
  const parts: any[] = isMap(volume.projected) ? items(volume.projected.sources) : [volume];
  const sources = parts.flatMap((part): Source[] => {
    if (isMap(part.secret)) { return [{ kind: 'Secret', name: part.secret.secretName ?? part.secret.name, items: part.secret.items, optional: part.secret.optional === true }]; }
    return isMap(part.configMap) ? [{ kind: 'ConfigMap', name: part.configMap.name, items: part.configMap.items, optional: part.configMap.optional === true }] : [];
  });
  return sources.length > 0 ? sources : undefined;
}

function itemsByPath(list: readonly any[]): ReadonlyMap<unknown, any> {
  return remembered('items of a volume', list, () => new Map(items(list).map((item): [unknown, any] => [item.path, item]).reverse()));
}

function keyAt(inventory: Inventory, namespace: string, source: Source, file: string): { key: string; mode?: number } | undefined {
  if (source.items) {
    const item = itemsByPath(source.items).get(file);
    return item && { key: item.key, mode: item.mode };
  }
  const object = inventory.get(source.kind, namespace, source.name);
  if (file === '' || file.includes('/')) { return undefined; }
  const absent = object && !hasKey(object, file) && inventory.value(source.kind, namespace, source.name, file) === undefined;
  // A platform writes into some, and it is known what.
  return absent && !(source.kind === 'ConfigMap' && platformBundle(source.name, object, file)) ? undefined : { key: file };
}

/** Whether a platform writes into a ConfigMap, and not this key. */
function lacksByPlatform(inventory: Inventory, namespace: string, { kind, name }: Source, key: string): boolean {
  return kind === 'ConfigMap' && platformBundle(name, inventory.get(kind, namespace, name), key)?.missing !== undefined;
}

/** Whether the keys of an object are all it will have: one without any, or into which the cluster writes a CA, is filled by somebody else. */
function shown(object: Manifest | undefined): boolean {
  return object !== undefined && keysOf(object).length > 0 && !keysOf(object).some(hasPlaceholder) && !Object.keys(object.metadata.annotations ?? {}).some((name) => /inject/.test(name));
}

function pathsOf(inventory: Inventory, namespace: string, source: Source): readonly string[] {
  if (source.items) { return items(source.items).map((item) => item.path); }
  const object = inventory.get(source.kind, namespace, source.name);
  return object ? keysOf(object) : [];
}
