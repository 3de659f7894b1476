import { posix } from 'node:path';
import { ThanosCommand } from './command';
import { Certificate } from '../../x509/certificate';
import { containerRef } from '../containers';
import { Ref } from '../inventory';
import { bundleIn, certificateIn, certificateInMap, keyRef } from '../material';
import { Material, Trust } from '../model';
import { fileAt, fileRef, filesBelow, MountedFile, Place, placeOf } from '../mounts';
import { spoken } from '../stand-ins';
import { isMap } from '../values';

/** Something that Thanos is told: a text, and where that stands; without the text where the manifests do not show it. */
export interface Told {
  readonly text?: string;
  readonly ref: Ref;
  /** the file that is named, where one is */
  readonly path?: string;
}

/** The process that reads a file: its container, and what is known of its image. */
export type Process = Pick<ThanosCommand, 'context' | 'knownImage' | 'ref'>;

/** What a pair of flags --NAME and --NAME-file tells (efficientgo/tools, extkingpin/pathorcontent.go); undefined where neither is given. */
export function pathOrContent(command: ThanosCommand, name: string): Told | undefined {
  const { args, context } = command;
  const inline = args.flags(name)[0];
  if (inline) {
    const from = inline.variable === undefined ? undefined : context.env.get(inline.variable)?.from;
    return { text: args.value(name), ref: from ? keyRef(context.inventory, from.kind, context.namespace, from.name, from.key) : command.ref };
  }
  if (!args.has(`${name}-file`)) { return undefined; }
  const path = args.value(`${name}-file`);
  return path === undefined ? { ref: command.ref } : { ...contentAt(command, path), path };
}

/** The text of a file in the container. */
export function contentAt(command: Process, path: string): Told {
  const place = placeAt(command, path);
  if (place.at !== 'file') { return { ref: command.ref }; }
  const { inventory, namespace } = command.context;
  const value = inventory.value(place.file.kind, namespace, place.file.name, place.file.key);
  return { text: typeof value === 'string' ? value : undefined, ref: fileRef(inventory, namespace, place.file) };
}

/** All files whose path matches a glob pattern, as far as they come from Secrets and ConfigMaps. */
export function contentsMatching(command: Process, pattern: string): Told[] {
  if (!/[*?[]/.test(pattern)) { return [contentAt(command, pattern)]; }
  const directory = pattern.slice(0, pattern.search(/[*?[]/)).replace(/\/[^/]*$/, '');
  const { inventory, namespace, pod, container } = command.context;
  const expression = new RegExp(`^${pattern.replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*/g, '[^/]*').replace(/\?/g, '[^/]')}$`);
  return [...filesBelow(inventory, namespace, pod, container, directory)]
    .filter(([path]) => expression.test(`${directory}/${path}`))
    .map(([path]) => contentAt(command, `${directory}/${path}`));
}

/** Where a path of the container leads. */
export function placeAt(command: Process, path: string): Place {
  const { inventory, namespace, pod, container } = command.context;
  return placeOf(inventory, namespace, pod, container, absolute(path, container.workingDir));
}

/** What a server or client shows: a certificate file and its key file. */
export function certificateAt(command: Process, path: string, keyPath: string): Material {
  const { inventory, namespace, pod, container } = command.context;
  const place = placeAt(command, path);
  if (place.at !== 'file') { return elsewhere(command, place, path); }
  const key = fileAt(inventory, namespace, pod, container, absolute(keyPath, container.workingDir));
  if (place.file.kind === 'ConfigMap') { return { ...certificateInMap(inventory, namespace, place.file.name, place.file.key), ...keyIn(command, key) }; }
  const own = key?.kind === 'Secret' && key.name === place.file.name;
  return { ...certificateIn(inventory, namespace, place.file.name, place.file.key, own ? key.key : undefined), ...(own ? {} : keyIn(command, key)) };
}

/** What a client trusts that is given a CA file: its certificates and nothing else. */
export function bundleAt(command: Process, path: string): Material {
  const place = placeAt(command, path);
  return place.at === 'file'
    ? bundleIn(command.context.inventory, place.file.kind, command.context.namespace, place.file.name, place.file.key)
    : elsewhere(command, place, path);
}

/** What is known of a mounted file, by what it is read as. */
export function fileMaterial(command: Process, file: MountedFile, kind?: 'certFile' | 'keyFile' | 'caFile'): Material {
  const { inventory, namespace } = command.context;
  return kind === 'certFile' && file.kind === 'Secret'
    ? certificateIn(inventory, namespace, file.name, file.key)
    : bundleIn(inventory, file.kind, namespace, file.name, file.key);
}

/** The trust of a client: its CA file, or the roots of the image. */
export function trustIn(command: Process, caFile: string): Trust {
  if (caFile === '' || SYSTEM_BUNDLE.test(caFile)) { return { system: true, ...(ownRoots(command) ? {} : { onlyPublic: true }), bundles: [] }; }
  return { system: false, bundles: [bundleAt(command, caFile)] };
}

/** Whether a CA file is known to hold no certificate at all. */
export function isEmptyBundle(material: Material): boolean {
  return material.pem !== undefined && Certificate.poolFromPem(material.pem).length === 0;
}

const SYSTEM_BUNDLE = /^\/etc\/(ssl|pki)\//;

/** Whether the public roots of the image may have been joined by others. */
function ownRoots(command: Process): boolean {
  const { container, env } = command.context;
  const mounts: unknown[] = Array.isArray(container.volumeMounts) ? container.volumeMounts : [];
  return !command.knownImage || env.has('SSL_CERT_FILE') || env.has('SSL_CERT_DIR') || container.envFrom !== undefined
    || mounts.some((mount) => isMap(mount) && /^\/(etc(\/(ssl|pki)(\/.*)?)?|usr(\/(local\/)?share.*)?)?\/*$/.test(String(mount.mountPath)));
}

/** A file that is in no Secret and no ConfigMap: certainly not there, or nobody knows. */
function elsewhere(command: Process, place: Place, path: string): Material {
  const ref = containerRef(command.context, 'volumeMounts');
  return place.at === 'absent' && place.certain ? { ref, missing: absence(place, path) } : { ref };
}

/** Why a file is not there. */
export function absence(place: Extract<Place, { at: 'absent' }>, path: string): string {
  return `there is no ${path}: ${place.sources.map(({ kind, name }) => spoken(kind, name)).join(' and ')} mounted there ${place.sources.length > 1 ? 'show' : 'shows'} no file ${place.path || 'of that name'}`;
}

function keyIn(command: Process, key: ReturnType<typeof fileAt>): { keyPem?: string; keyRef?: Ref } {
  if (key?.kind !== 'Secret') { return {}; }
  const { inventory, namespace } = command.context;
  const value = inventory.value('Secret', namespace, key.name, key.key);
  return typeof value === 'string' ? { keyPem: value, keyRef: fileRef(inventory, namespace, key) } : {};
}

function absolute(path: string, workingDir: unknown): string {
  return posix.normalize(path.startsWith('/') ? path : `${typeof workingDir === 'string' ? workingDir : ''}/${path}`);
}
