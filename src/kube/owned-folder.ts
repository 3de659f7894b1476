import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { invalid } from './invalid';

/**
 * Replaces a folder as a whole, so that nobody finds half of it: everything is written beside it and moved into place. The first line of
 * one file is a mark with the names of all; a folder without the mark, or with files it does not name, belongs to somebody and is left alone.
 *
 * @param where names the caller in errors
 * @param files their content by their name, which may have folders in it
 * @param mark one line, a comment in the marked file
 */
export function replaceFolder(where: string, directory: string, files: ReadonlyMap<string, string>, marked: string, mark: string): void {
  const target = resolve(directory);
  refuseForeign(where, directory, target, marked, mark);
  mkdirSync(dirname(target), { recursive: true });
  const parent = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  try {
    const fresh = join(parent, 'new');
    mkdirSync(fresh);
    for (const [file, text] of files) {
      mkdirSync(dirname(join(fresh, file)), { recursive: true });
      writeFileSync(join(fresh, file), file === marked ? `${mark} ${[...files.keys()].join(' ')}\n${text}` : text);
    }
    const old = join(parent, 'old');
    const existed = existsSync(target);
    if (existed) { renameSync(target, old); }
    try {
      renameSync(fresh, target);
    } catch (e) {
      if (existed) { renameSync(old, target); }
      throw e;
    }
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

function refuseForeign(where: string, directory: string, target: string, marked: string, mark: string): void {
  if (!existsSync(target)) { return; }
  if (!statSync(target).isDirectory()) {
    throw invalid(where, { what: 'directory is a file', got: directory, allowed: 'a folder, or the name of one to be made', fix: 'choose another name' });
  }
  const header = existsSync(join(target, marked)) ? readFileSync(join(target, marked), 'utf8').split('\n', 1)[0] : '';
  const ours = header.startsWith(mark);
  const known = new Set(ours ? header.slice(mark.length).trim().split(' ') : []);
  // A folder of somebody else may be a whole disk: only what this method has written is looked through.
  const found = readdirSync(target, { recursive: ours, encoding: 'utf8' }).filter((file) => !ours || !lstatSync(join(target, file)).isDirectory());
  const foreign = found.filter((file) => !known.has(file)).sort();
  if (foreign.length > 0) {
    throw invalid(where, {
      what: 'directory has files that this method did not write, and they would be lost',
      saw: `${directory}: ${foreign.slice(0, 5).join(', ')}${foreign.length > 5 ? ` and ${foreign.length - 5} more` : ''}`,
      allowed: 'a folder that does not exist, is empty, or was written by this method',
      fix: 'choose another folder, or move these files out of it',
    });
  }
}
