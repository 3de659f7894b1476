import { chmodSync, chownSync, mkdirSync, mkdtempSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

type Any = any;

/** The objects of a namespace, as the API server would hand them to a kubelet. */
export interface Objects {
  /** undefined where there is no such object */
  find(kind: string, name: string): Any | undefined;
}

interface File {
  readonly content: Buffer;
  readonly mode: number;
}

/**
 * The files of a volume that is made from objects, laid out as the kubelet does: in a folder of their own, to which "..data" points, and from
 * each name a link through it. An update makes another folder and moves "..data", so that readers see all files change at once.
 */
export class ObjectVolume {
  constructor(
    private readonly folder: string,
    private readonly volume: Any,
    private readonly objects: Objects,
    private readonly group: number | undefined,
  ) {
    mkdirSync(folder, { recursive: true });
    this.update();
  }

  /** Brings the files to what the objects hold now. @throws for an object or a key that is missing and not optional: the pod would not start */
  public update(): void {
    const files = new Map<string, File>();
    for (const from of sources(this.volume)) { this.collect(from, files); }
    const next = mkdtempSync(`${this.folder}/..`);
    chmodSync(next, 0o755);
    for (const [path, { content, mode }] of files) {
      const file = join(next, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      // What belongs to the pod's group is readable by it, whatever the mode says (kubelet, volume_linux.go).
      chmodSync(file, this.group === undefined ? mode : withBit(withBit(mode, 0o400), 0o040));
      if (process.getuid?.() === 0) { chownSync(file, 0, this.group ?? 0); }
    }
    const data = join(this.folder, '..data');
    const before = link(data);
    symlinkSync(next.slice(this.folder.length + 1), `${data}_tmp`);
    renameSync(`${data}_tmp`, data);
    for (const name of new Set([...files.keys()].map((path) => path.split('/')[0]))) {
      if (link(join(this.folder, name)) === undefined) { symlinkSync(join('..data', name), join(this.folder, name)); }
    }
    if (before !== undefined) { rmSync(join(this.folder, before), { recursive: true }); }
  }

  private collect({ kind, name, items, optional, mode }: Source, files: Map<string, File>): void {
    const object = this.objects.find(kind, name);
    if (object === undefined) {
      if (optional) { return; }
      throw new Error(`MountVolume.SetUp failed: ${kind.toLowerCase()} "${name}" not found`);
    }
    const content = contentOf(object);
    for (const { key, path, mode: own } of items ?? Object.keys(content).map((every) => ({ key: every, path: every, mode: undefined }))) {
      if (content[key] === undefined) {
        if (optional) { continue; }
        throw new Error(`MountVolume.SetUp failed: references non-existent ${kind.toLowerCase()} key: ${key}`);
      }
      files.set(path, { content: content[key], mode: own ?? mode });
    }
  }
}

interface Source {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly items?: readonly { readonly key: string; readonly path: string; readonly mode?: number }[];
  readonly optional: boolean;
  readonly mode: number;
}

function sources(volume: Any): Source[] {
  const one = (part: Any, mode: number): Source[] => [
    ...part.secret ? [source('Secret', part.secret.secretName ?? part.secret.name, part.secret, mode)] : [],
    ...part.configMap ? [source('ConfigMap', part.configMap.name, part.configMap, mode)] : [],
  ];
  const parts: Any[] = volume.projected?.sources ?? [volume];
  const mode = volume.projected?.defaultMode ?? volume.secret?.defaultMode ?? volume.configMap?.defaultMode ?? 0o644;
  const found = parts.map((part) => one(part, mode));
  if (found.some((list) => list.length === 0)) { throw new Error(`a volume that this kubelet does not know: ${JSON.stringify(volume)}`); }
  return found.flat();
}

function source(kind: 'Secret' | 'ConfigMap', name: string, part: Any, mode: number): Source {
  return { kind, name, items: part.items, optional: part.optional ?? false, mode };
}

/** The values of a Secret or ConfigMap by key, as bytes. */
export function contentOf(object: Any): { readonly [key: string]: Buffer } {
  const read = (map: Any, encoding: BufferEncoding) =>
    Object.entries(map ?? {}).map(([key, text]) => [key, Buffer.from(String(text), encoding)] as const);
  return object.kind === 'Secret'
    ? Object.fromEntries([...read(object.data, 'base64'), ...read(object.stringData, 'utf8')])
    : Object.fromEntries([...read(object.data, 'utf8'), ...read(object.binaryData, 'base64')]);
}

/** A mode in which a bit is set. */
function withBit(mode: number, bit: number): number {
  return Math.floor(mode / bit) % 2 === 1 ? mode : mode + bit;
}

function link(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
