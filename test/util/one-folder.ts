import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the whole run one folder for what its tests, and cdk8s below them, write beside the tree. `no-folder.ts` removes it. */
export default function oneFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), 'tests-'));
  chmodSync(folder, 0o711); // servers that run as other users have their files in it
  process.env.TMPDIR = folder;
}
