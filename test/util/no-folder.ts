import { rmSync } from 'node:fs';

/** Removes what the run wrote beside the tree. */
export default function noFolder(): void {
  rmSync(process.env.TMPDIR!, { recursive: true, force: true });
}
