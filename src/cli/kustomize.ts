import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMap, items } from '../trust/values';
import { parseYaml } from '../trust/yaml';

const NAMES = /^kustomization\.ya?ml$/i;

/**
 * The files among some that a kustomization lying among them puts over others: pieces of objects, which say nothing of what they leave out.
 *
 * @param files real paths
 */
export function patchesAmong(files: Iterable<string>): ReadonlySet<string> {
  const patches = new Set<string>();
  for (const file of files) {
    if (!NAMES.test(basename(file))) continue;
    for (const path of patchesOf(file)) {
      try {
        patches.add(realpathSync(join(dirname(file), path)));
      } catch {
        // It is not there, and so it is not read.
      }
    }
  }
  return patches;
}

/** The paths of patches in a kustomization; texts with a line break are patches themselves (kustomize 5.6, api/types/kustomization.go). */
function patchesOf(file: string): string[] {
  const [root] = attempt(file);
  if (!isMap(root)) return [];
  const paths = [...[...items(root.patches), ...items(root.patchesJson6902)].map((patch) => patch.path), ...items(root.patchesStrategicMerge)];
  return paths.filter((path): path is string => typeof path === 'string' && !path.includes('\n'));
}

function attempt(file: string): unknown[] {
  try {
    return parseYaml(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}
