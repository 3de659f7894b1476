import { ContainerCall, callsOf } from './commands/calls';
import { ContainerContext, containersOf } from './containers';
import { Inventory } from './inventory';
import { find, Folder, isFollowed, Laid, Laying, trimmed, volumeNamed } from './laying';
import { MountedFile, Place } from './mounts';
import { isMap, items } from './values';

/**
 * Where a path leads that is in a volume in memory, or in the image: to the mounted file that a script has copied there, or to where nobody has copied
 * one; undefined where no script has to do with it. A Secret's certificate under other names, or a bundle put together, is often made so before a program starts.
 */
export function laidAt(inventory: Inventory, pod: any, container: any, path: string): Place | undefined {
  const laid = laidFor(inventory, container);
  if (!laid) { return undefined; }
  const { folder, at, volume } = find(laid, pod, container, path);
  if (!folder) { return undefined; }
  const file = folder.files.get(at);
  if (file) { return { at: 'file', file }; }
  if (folder.open || folder.files.has(at)) { return { at: 'volume', volume: volume ?? {} }; }
  const sources = [...folder.files.values()].flatMap((one) => (one ? [{ kind: one.kind, name: one.name }] : []));
  return volume === undefined || sources.length === 0 ? undefined : { at: 'absent', sources, path: at, certain: true };
}

/** The files that scripts have copied below a folder of a container, and whether there may be others. */
export function laidBelow(
  inventory: Inventory, pod: any, container: any, root: string,
): { readonly files: ReadonlyMap<string, MountedFile>; readonly open: boolean } | undefined {
  const laid = laidFor(inventory, container);
  if (!laid) { return undefined; }
  const files = new Map<string, MountedFile>();
  let open = laid.own.open;
  let laidThere = laid.own.files.size > 0;
  const add = (folder: Folder, place: (path: string) => string | undefined) => {
    for (const [path, file] of folder.files) {
      const full = place(path);
      if (full?.startsWith(`${root}/`)) {
        if (file) { files.set(full.slice(root.length + 1), file); } else { open = true; }
      }
    }
  };
  add(laid.own, (path) => path);
  for (const mount of items(container.volumeMounts)) {
    const folder = laid.volumes.get(volumeNamed(pod, mount.name));
    const at = trimmed(String(mount.mountPath ?? ''));
    if (!folder || !(`${at}/`.startsWith(`${root}/`) || `${root}/`.startsWith(`${at}/`))) { continue; }
    open ||= folder.open;
    laidThere ||= folder.files.size > 0;
    add(folder, (path) => (mount.subPath === undefined ? `${at}/${path}` : path === mount.subPath ? at : undefined));
  }
  return { files, open: open || !laidThere };
}

interface Index {
  readonly containers: Map<unknown, ContainerContext>;
  readonly pods: Map<unknown, ContainerContext[]>;
  readonly laid: WeakMap<object, Laid | undefined>;
}

const indexes = new WeakMap<Inventory, Index>();

/** The containers of the manifests. It is there from the beginning: who looks for a file while the containers are read finds nothing laid. */
function indexOf(inventory: Inventory): Index {
  let index = indexes.get(inventory);
  if (index === undefined) {
    indexes.set(inventory, index = { containers: new Map(), pods: new Map(), laid: new WeakMap() });
    for (const context of containersOf(inventory)) {
      index.containers.set(context.container, context);
      const beside = index.pods.get(context.pod);
      if (beside) { beside.push(context); } else { index.pods.set(context.pod, [context]); }
    }
  }
  return index;
}

/** What is laid out when a container's program starts; undefined where nothing is, or where that is being found out. */
function laidFor(inventory: Inventory, container: object): Laid | undefined {
  const { containers, pods, laid } = indexOf(inventory);
  const context = containers.get(container);
  if (context && !laid.has(container)) {
    // Who looks for a script or a certificate meanwhile finds nothing.
    laid.set(container, undefined);
    laid.set(container, watched(pods.get(context.pod) ?? [], context));
  }
  return laid.get(container);
}

function watched(all: readonly ContainerContext[], reader: ContainerContext): Laid | undefined {
  const before = all.filter((context, i) => context !== reader && (reader.init ? context.init && i < all.indexOf(reader) : true));
  const inMemory = items(reader.pod.volumes).filter((volume) => isMap(volume) && isMap(volume.emptyDir));
  const volumes = new Map(inMemory.map((volume) => [volume, new Folder()]));
  const prepared = before.some((context) => context.init && reaches(context, volumes));
  if (!prepared && !reader.words.some((word) => /\s|^-[a-z]*c$/.test(word))) { return undefined; }
  const laid: Laid = { volumes, own: new Folder() };
  for (const context of before) {
    if (context.init) {
      watch({ volumes, own: new Folder() }, context, callsOf(context));
    } else {
      // What runs beside it may write whenever it likes.
      for (const folder of writable(laid, context)) { folder.open = true; }
    }
  }
  watch(laid, reader, callsOf(reader));
  return laid;
}

function reaches({ container }: ContainerContext, volumes: ReadonlyMap<any, Folder>): boolean {
  const names = new Set([...volumes.keys()].map((volume) => volume.name));
  return items(container.volumeMounts).some((mount) => names.has(mount.name));
}

function writable({ volumes }: Laid, { pod, container }: ContainerContext): Folder[] {
  return items(container.volumeMounts).flatMap((mount) => (mount.readOnly === true ? [] : volumes.get(volumeNamed(pod, mount.name)) ?? []));
}

/** Follows what a container does before its program starts, or, of an init container, all that it does. */
function watch(laid: Laid, context: ContainerContext, all: readonly ContainerCall[]): void {
  const calls = all.filter(({ field }) => field === 'args' || field === 'command');
  const forget = () => [...writable(laid, context), laid.own].forEach((folder) => folder.forget());
  // A compound command whose output goes somewhere, and a change of folder, are not followed.
  const text = context.words.join('\n');
  if ((calls.length === 0 && (context.init || /\s/.test(text))) || /([})]|\b(done|fi|esac))\s*\d?>\s*[^&\s]/.test(text) || calls.some(({ words }) => /^(cd|pushd)$/.test(words[0]))) {
    forget();
    return;
  }
  const end = context.init ? -1 : calls.findIndex((call) => !isFollowed(call));
  const lay = new Laying(laid, context);
  for (const call of end < 0 ? calls : calls.slice(0, end)) {
    if (!lay.follow(call)) { forget(); }
  }
  const later = [...(end < 0 ? [] : calls.slice(end)), ...all.filter((call) => !calls.includes(call))];
  if (later.some((call) => call.into !== undefined || /^(cp|mv|ln|install|rm|tee)$/.test(call.words[0]))) { forget(); }
}
