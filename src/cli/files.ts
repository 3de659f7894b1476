import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, chmodSync, constants, existsSync, lstatSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CliError } from './errors';

/** A file to be written. */
export interface OutputFile {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
}

function why(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const words: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'operation not permitted',
    EROFS: 'the file system is read-only',
    ENOSPC: 'no space left',
    ENOTDIR: 'a part of the path is no directory',
    ENOENT: 'no such file or directory',
    EISDIR: 'it is a directory',
    ENAMETOOLONG: 'the name is too long',
  };
  return words[code ?? ''] ?? (error instanceof Error ? error.message : String(error));
}

/** Turns a failed file operation into a message that names the path. */
export function withPath<T>(doing: string, path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`cannot ${doing} ${path}: ${why(error)}`);
  }
}

/** True if something has this name, even a dangling link. */
export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function nearestExisting(path: string): string {
  let current = resolve(path);
  while (!existsSync(current)) current = dirname(current);
  return current;
}

/** Makes sure files can be written into a directory, without making it yet. */
export function checkDirectory(path: string): void {
  const there = withPath('use', path, () => nearestExisting(path));
  if (!statSync(there).isDirectory()) throw new CliError(`cannot write to ${path}: ${there} is no directory`);
  withPath('write to', path, () => accessSync(there, constants.W_OK + constants.X_OK));
}

/** Refuses to replace anything; lists everything that is in the way at once. */
export function checkAbsent(files: readonly OutputFile[]): void {
  const inTheWay = files.map(({ path }) => path).filter(exists);
  if (inTheWay.length > 0) {
    throw new CliError(`nothing was written, because these files exist already:\n${inTheWay.map((path) => `  ${path}`).join('\n')}\n`
      + 'Choose another --out, ask for other names, or use --force to replace them.');
  }
}

/**
 * Writes all files or none: everything goes to temporary files first, which are then renamed. A directory that has to be made is private (0700).
 * What was replaced cannot be brought back; what is new is removed again if a later file fails.
 */
export function writeFiles(directory: string, files: readonly OutputFile[]): void {
  withPath('create', directory, () => mkdirSync(directory, { recursive: true, mode: 0o700 }));
  const suffix = `.${randomBytes(6).toString('hex')}.tmp`;
  const staged = files.map((file) => ({ ...file, temporary: join(dirname(file.path), `.${basename(file.path)}${suffix}`) }));
  const made: string[] = [];
  try {
    for (const { path, temporary, content, mode } of staged) {
      withPath('write', path, () => {
        writeFileSync(temporary, content, { mode, flag: 'wx' });
        chmodSync(temporary, mode); // whatever the umask says
      });
    }
    for (const { path, temporary } of staged) {
      const isNew = !exists(path);
      withPath('write', path, () => renameSync(temporary, path));
      if (isNew) made.push(path);
    }
  } catch (error) {
    for (const path of made) rmSync(path, { force: true });
    throw error;
  } finally {
    for (const { temporary } of staged) rmSync(temporary, { force: true });
  }
}

/** True if git would commit this path: it lies in a work tree and no ignore rule covers it. False without git. */
export function wouldBeCommitted(path: string): boolean {
  const absolute = resolve(path);
  const result = spawnSync('git', ['check-ignore', '-q', '--', absolute], { cwd: nearestExisting(dirname(absolute)), stdio: 'ignore' });
  return result.status === 1;
}
