import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CliIo } from '../../src/cli/io';
import { run } from '../../src/cli/main';

/** What a run of the command line gave. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process. The clock must not be asked: every test says what time it is. */
export async function cli(...args: string[]): Promise<Outcome> {
  return cliWith({}, ...args);
}

/** Runs it with a standard input, a terminal, an environment. */
export async function cliWith(io: Partial<CliIo>, ...args: string[]): Promise<Outcome> {
  let out = '';
  let err = '';
  const code = await run(args, {
    out: (text) => { out += text; },
    err: (text) => { err += text; },
    now: () => { throw new Error('the clock was asked'); },
    ...io,
  });
  return { code, out, err };
}

const directories: string[] = [];

/** A fresh directory outside of any work tree; removed after the test file. */
export function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'certs-test-'));
  directories.push(directory);
  return directory;
}

/** Removes all scratch directories. */
export function cleanUp(): void {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
}
