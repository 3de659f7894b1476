import { posix } from 'node:path';
import { ContainerCall } from './commands/calls';
import { ContainerContext } from './containers';
import { fileAt, mountFor, MountedFile } from './mounts';
import { SEVERAL, UNKNOWN } from './shell/run';
import { isMap, items } from './values';

/** What scripts have laid somewhere: into a volume of the pod, or into the file system of a container. */
export class Folder {
  /** files by their path; undefined is one of which nobody knows what it holds */
  public readonly files = new Map<string, MountedFile | undefined>();
  /** folders that were made */
  public readonly folders = new Set<string>();
  /** whether there may be others */
  public open = false;

  /** Nothing of it is known any more. */
  public forget(): void {
    this.open = true;
    for (const path of this.files.keys()) { this.files.set(path, undefined); }
  }
}

/** A pod's volumes in memory, and the container's own files, as they are when its program starts. */
export interface Laid {
  readonly volumes: Map<unknown, Folder>;
  readonly own: Folder;
}

/** Commands that write nothing but what their output is sent to. */
const HARMLESS = /^(cat|echo|printf|chmod|chown|chgrp|ls|test|\[|\[\[|true|:|sleep|date|id|whoami|pwd|grep|egrep|wc|stat|head|tail|cut|sha\d+sum|md5sum|env|hostname|nc|nslookup|getent|which)$/;
/** Programs that write where they are told to, and nowhere else. */
const TOLD = /^(openssl|keytool|curl|wget|sed|awk|tee|base64|touch|apk|apt-get|apt|dnf|microdnf|yum)$/;

/** Whether it is known what a command writes. */
export function isFollowed({ words: [head] }: ContainerCall): boolean {
  return HARMLESS.test(head) || TOLD.test(head) || /^(cp|mv|ln|install|rm|mkdir)$/.test(head);
}

/** Follows commands that copy files. */
export class Laying {
  constructor(private readonly laid: Laid, private readonly context: ContainerContext) {}

  /** Follows one command; false where it may have done anything. */
  public follow(call: ContainerCall): boolean {
    const { words: [head, ...args], into, sure } = call;
    if (into !== undefined && into !== '/dev/null') {
      const sources = args.filter((word) => !word.startsWith('-'));
      if (!isPlain(into)) { return false; }
      this.put(into, head === 'cat' && sources.length === 1 && sure ? this.source(sources[0]) : undefined, sure);
    }
    if (HARMLESS.test(head)) { return true; }
    if (TOLD.test(head)) { return this.told(args); }
    const { flags, rest } = split(head, args);
    if (head === 'mkdir') { rest.forEach((path) => this.at(path)?.folder.folders.add(this.at(path)?.at ?? '')); return true; }
    if (!rest.every(isPlain) || flags.some((flag) => /^(-[a-zA-Z]*[tST]|--target|--suffix|--no-target)/.test(flag))) { return false; }
    switch (head) {
      case 'cp': case 'mv': case 'ln': case 'install': return flags.includes('-d') || this.copy(head, flags, rest, sure);
      case 'rm': rest.forEach((path) => this.remove(path, sure)); return true;
      default: return false;
    }
  }

  /** A program that is told where it writes: what it is told there is its own afterwards. */
  private told(args: readonly string[]): boolean {
    for (const word of args) {
      const path = word.replace(/^-[a-zA-Z-]+=?/, '');
      const { folder, at } = path.startsWith('/') ? this.at(path) ?? {} : {};
      if (folder && at !== undefined) {
        folder.files.set(at, undefined);
        folder.open ||= folder !== this.laid.own;
      }
    }
    return args.every((word) => word !== SEVERAL && !/^(-[a-zA-Z]*O|--remote-name)/.test(word));
  }

  private copy(head: string, flags: readonly string[], words: readonly string[], sure: boolean): boolean {
    const target = words[words.length - 1];
    const sources = words.slice(0, -1);
    if (sources.length === 0) { return false; }
    const into = sources.length > 1 || this.isFolder(target);
    for (const source of sources) {
      const below = /^-[a-zA-Z]*[raR]|^--(recursive|archive)/.test(flags.join(' ')) ? this.folder(source) : undefined;
      if (below) {
        const base = /\/\.$/.test(source) ? target : into ? posix.join(target, posix.basename(source)) : target;
        below.forEach((file, path) => this.put(posix.join(base, path), sure ? file : undefined, sure));
        continue;
      }
      // The link of an init container is followed by somebody else, who may have nothing there.
      const file = head === 'ln' && this.context.init ? undefined : this.source(source);
      this.put(into ? posix.join(target, posix.basename(source)) : target, sure ? file : undefined, sure);
      if (head === 'mv') { this.remove(source, sure); }
    }
    return true;
  }

  private put(path: string, file: MountedFile | undefined, sure: boolean): void {
    const { folder, at } = this.at(path) ?? {};
    if (!folder || at === undefined) { return; }
    if (!sure && !folder.files.has(at)) { folder.open = true; }
    folder.files.set(at, file);
  }

  private remove(path: string, sure: boolean): void {
    const { folder, at } = this.at(path) ?? {};
    if (!folder || at === undefined) { return; }
    for (const known of [...folder.files.keys()].filter((each) => each === at || each.startsWith(`${at}/`) || at === '')) {
      if (sure) { folder.files.delete(known); } else { folder.files.set(known, undefined); }
    }
  }

  /** The mounted file that a path shows. */
  private source(path: string): MountedFile | undefined {
    const { inventory, namespace, pod, container } = this.context;
    const absolute = this.absolute(path);
    if (absolute === undefined) { return undefined; }
    const { folder, at } = find(this.laid, pod, container, absolute);
    const file = folder?.files.has(at) ? folder.files.get(at) : fileAt(inventory, namespace, pod, container, absolute);
    return file && { ...file, subPath: false, mode: undefined, listed: true };
  }

  /** The files of a mounted folder, where all show. */
  private folder(path: string): Map<string, MountedFile> | undefined {
    const { inventory, namespace, pod, container } = this.context;
    const root = trimmed(this.absolute(path) ?? '');
    const mount = items(container.volumeMounts).find((each) => trimmed(String(each.mountPath ?? '')) === root);
    const volume = mount && volumeNamed(pod, mount.name);
    const [kind, name] = volume?.secret ? ['Secret', volume.secret.secretName] as const : volume?.configMap ? ['ConfigMap', volume.configMap.name] as const : [];
    if (kind === undefined || mount.subPath !== undefined) { return undefined; }
    const listed = items(volume[kind === 'Secret' ? 'secret' : 'configMap'].items);
    const object = inventory.get(kind, namespace, String(name));
    const paths = listed.length > 0 ? listed.map((item) => String(item.path)) : Object.keys({ ...object?.data, ...object?.stringData });
    return new Map(paths.flatMap((each): [string, MountedFile][] => {
      const file = fileAt(inventory, namespace, pod, container, `${root}/${each}`);
      return file ? [[each, { ...file, mode: undefined, listed: true }]] : [];
    }));
  }

  /** Whether a path is a folder for certain. */
  private isFolder(path: string): boolean {
    if (/\/\.?$/.test(path)) { return true; }
    const absolute = this.absolute(path);
    const mounted = items(this.context.container.volumeMounts).some((mount) => mount.subPath === undefined && trimmed(String(mount.mountPath ?? '')) === absolute);
    const { folder, at } = this.at(path) ?? {};
    return mounted || (folder !== undefined && at !== undefined && [...folder.folders, ...folder.files.keys()].some((each) => each === at ? folder.folders.has(at) : each.startsWith(`${at}/`)));
  }

  private at(path: string): { folder: Folder; at: string } | undefined {
    const absolute = this.absolute(path);
    const found = absolute === undefined ? undefined : find(this.laid, this.context.pod, this.context.container, absolute);
    return found?.folder && { folder: found.folder, at: found.at };
  }

  private absolute(path: string): string | undefined {
    const { workingDir } = this.context.container;
    if (!isPlain(path) || (!path.startsWith('/') && typeof workingDir !== 'string')) { return undefined; }
    return trimmed(posix.normalize(posix.join(path.startsWith('/') ? '/' : String(workingDir), path)));
  }
}

/** The folder that a path of a container lies in, and its path in there; none where another volume is mounted. */
export function find(laid: Laid, pod: any, container: any, path: string): { folder?: Folder; at: string; volume?: unknown } {
  const found = mountFor(pod, container, path);
  if (!found) { return { folder: laid.own, at: path }; }
  const { mount, volume, below } = found;
  return { folder: laid.volumes.get(volume), at: posix.join(String(mount.subPath ?? ''), below).replace(/^\.$/, ''), volume };
}

/** The options of a command, with the values that they have, and the rest. */
function split(head: string, args: readonly string[]): { flags: string[]; rest: string[] } {
  const flags: string[] = [];
  const rest: string[] = [];
  for (let i = 0; i < args.length; i += 1) {
    if (!args[i].startsWith('-') || args[i] === '-') { rest.push(args[i]); continue; }
    flags.push(args[i]);
    if ((head === 'install' && /^-[a-zA-Z]*[mog]$/.test(args[i])) || (head === 'mkdir' && args[i] === '-m')) { i += 1; }
  }
  return { flags, rest };
}

function isPlain(word: string): boolean {
  return word !== '' && !word.includes(SEVERAL) && !word.includes(UNKNOWN);
}

/** A volume of a pod by its name. */
export function volumeNamed(pod: any, name: unknown): any {
  return items(pod.volumes).find((volume) => isMap(volume) && volume.name === name);
}

/** A path without slashes at its end. */
export function trimmed(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}
