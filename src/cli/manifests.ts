import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
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
  named.forEach((file, i) => {
    progress.say(`reading ${i + 1} of ${named.length} files`);
    const content = attempt(file, problems, () => readFileSync(file));
    if (content) add(file, content);
  });
  if (named.length === 0 && problems.length === 0 && !paths.includes('-')) {
    throw usageError('nothing to read', `${paths.join(', ')}: no file that ends with .yaml, .yml or .json`, 'files, folders with such files, or - for standard input');
  }
  return { sources, problems };
}

/** The files at a path, by their real path, so that each is read once. */
function find(path: string, given: boolean, files: Map<string, string>, above: ReadonlySet<string>, problems: Unreadable[]): void {
  const found = attempt(path, problems, () => ({ stat: statSync(path), real: realpathSync(path) }));
  if (!found) return;
  if (!found.stat.isDirectory()) {
    if ((given || /\.(ya?ml|json)$/i.test(path)) && !files.has(found.real)) files.set(found.real, path);
    return;
  }
  if (above.has(found.real)) return; // a link to a folder that it is in
  const entries = attempt(path, problems, () => readdirSync(path, { withFileTypes: true })) ?? [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (SKIPPED.has(entry.name) || !(entry.isDirectory() || entry.isSymbolicLink() || /\.(ya?ml|json)$/i.test(entry.name))) continue;
    find(join(path, entry.name), false, files, new Set([...above, found.real]), problems);
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
