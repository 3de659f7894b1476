import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { usageError } from './errors';
import { CliIo } from './io';
import { patchesAmong } from './kustomize';
import { Progress } from './progress';
import { readDocuments, Unreadable } from '../trust/documents';
import type { Sourced } from '../trust/inventory';

/** What the given paths hold. */
export interface Manifests {
  readonly sources: readonly Sourced[];
  readonly problems: readonly Unreadable[];
}

/** What a file in a folder is called that may hold manifests. */
const IS_MANIFEST = /\.(ya?ml|json)$/i;

/** Folders in which nobody keeps manifests. */
const SKIPPED = new Set(['node_modules', '.git']);

/** Reads files, folders and standard input ("-"). What cannot be read is told, and the rest is read all the same. */
export async function readManifests(paths: readonly string[], io: CliIo, progress: Progress): Promise<Manifests> {
  const sources: Sourced[] = [];
  const problems: Unreadable[] = [];
  const add = (name: string, content: Uint8Array) => {
    const read = readDocuments(name, content);
    for (const source of read.sources) sources.push(source);
    problems.push(...read.problems);
  };
  const files = new Map<string, string>();
  for (const path of new Set(paths)) {
    if (path === '-') {
      const content = await io.stdin?.() ?? new Uint8Array();
      if (content.length === 0) throw usageError('nothing to read', 'an empty standard input', 'YAML or JSON, for example from helm template');
      add('stdin', content);
    } else {
      find(path, true, files, new Set(), problems);
    }
  }
  const patches = patchesAmong(files.keys());
  const left = [...files].filter(([real, path]) => patches.has(real) && !paths.includes(path)).map(([real]) => real);
  for (const patch of left) files.delete(patch);
  if (left.length > 0) {
    const one = left.length === 1;
    io.err(`note: ${left.length} ${one ? 'file is a patch' : 'files are patches'} of kustomize and ${one ? 'is' : 'are'} left out: verify what "kustomize build" prints\n`);
  }
  const named = [...files.values()].sort();
  const memory = Buffer.allocUnsafeSlow(MANY_BYTES);
  named.forEach((file, i) => {
    progress.say(`reading ${i + 1} of ${named.length} files`);
    const content = attempt(file, problems, () => readInto(memory, file));
    if (content) add(file, content);
  });
  if (named.length === 0 && problems.length === 0 && !paths.includes('-')) {
    throw usageError('nothing to read', `${paths.join(', ')}: no file that ends with .yaml, .yml or .json`, 'files, folders with such files, or - for standard input');
  }
  return { sources, problems };
}

/** Larger than nearly all files. */
const MANY_BYTES = 256 * 1024;

/** What a file holds, until the next one is read: where each has memory of its own, getting that takes longer than reading. */
function readInto(memory: Buffer, path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    // What has no size, a pipe for one, and what does not fit is read to its end, wherever that is.
    const read = size > 0 && size < memory.length ? readSync(file, memory, 0, memory.length, 0) : undefined;
    return read === size ? memory.subarray(0, read) : readFileSync(read === undefined ? file : path);
  } finally {
    closeSync(file);
  }
}

/** The files at a path, by their real path, so that each is read once. */
function find(path: string, given: boolean, files: Map<string, string>, above: ReadonlySet<string>, problems: Unreadable[]): void {
  const found = attempt(path, problems, () => ({ stat: statSync(path), real: realpathSync(path) }));
  if (!found) return;
  if (found.stat.isDirectory()) {
    findIn(path, found.real, files, above, problems);
  } else if ((given || IS_MANIFEST.test(path)) && !files.has(found.real)) {
    files.set(found.real, path);
  }
}

/** The files in a folder. What is no link is where its folder is: nobody has to be asked for each of thousands. */
function findIn(path: string, real: string, files: Map<string, string>, above: ReadonlySet<string>, problems: Unreadable[]): void {
  if (above.has(real)) return; // a link to a folder that it is in
  const within = new Set([...above, real]);
  const entries = attempt(path, problems, () => readdirSync(path, { withFileTypes: true })) ?? [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const [here, there] = [join(path, entry.name), join(real, entry.name)];
    if (SKIPPED.has(entry.name)) continue;
    if (entry.isDirectory()) {
      findIn(here, there, files, within, problems);
    } else if (entry.isSymbolicLink()) {
      find(here, false, files, within, problems);
    } else if (entry.isFile() && IS_MANIFEST.test(entry.name) && !files.has(there)) {
      files.set(there, here);
    }
  }
}

function attempt<T>(path: string, problems: Unreadable[], action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    const words: { readonly [code: string]: string } = { ENOENT: 'no such file or directory', EACCES: 'permission denied', ELOOP: 'a link that leads to itself', EISDIR: 'it is a directory' };
    problems.push({ file: path, reason: words[(error as NodeJS.ErrnoException).code ?? ''] ?? (error as Error).message });
    return undefined;
  }
}
