/** Names that a map of YAML may have like any other, and with which JavaScript takes the map for something else: it could not even be printed. */
export const WILD = new Set(['__proto__', 'toString', 'valueOf', 'toJSON']);

const MAX_DEPTH = 100;
const MAX_VALUES = 300_000;

/**
 * A value that any reader can walk: no map that cannot become text, no loop (a YAML anchor within itself), nothing nested without end, and no
 * document of a few lines that unfolds into millions of values (aliases of aliases). What is none of that is given back as it is.
 */
export function tame(value: unknown): unknown {
  let left = MAX_VALUES;
  if (isTame(value, 0)) { return value; }
  left = MAX_VALUES;
  return clean(value, 0);

  /** As nearly everything is: then nothing has to be made anew. */
  function isTame(wild: unknown, depth: number): boolean {
    if (typeof wild !== 'object' || wild === null || wild instanceof Date) { return true; }
    left -= 1;
    if (depth > MAX_DEPTH || left < 0) { return false; }
    if (Array.isArray(wild)) {
      for (const below of wild) { if (typeof below === 'object' && !isTame(below, depth + 1)) { return false; } }
      return true;
    }
    if (Object.getPrototypeOf(wild) === null) { return false; }
    for (const key of Object.keys(wild)) {
      const below = (wild as { [key: string]: unknown })[key];
      if (WILD.has(key) || (typeof below === 'object' && !isTame(below, depth + 1))) { return false; }
    }
    return true;
  }

  function clean(wild: unknown, depth: number): unknown {
    if (typeof wild !== 'object' || wild === null || wild instanceof Date) { return wild; }
    left -= 1;
    if (depth > MAX_DEPTH || left < 0) { return null; }
    if (Array.isArray(wild)) {
      const items = wild.map((item) => clean(item, depth + 1));
      return items.some((item, i) => item !== wild[i]) ? items : wild;
    }
    const entries = Object.entries(wild);
    const kept: [string, unknown][] = [];
    let changed = Object.getPrototypeOf(wild) === null;
    for (const [key, below] of entries) {
      if (WILD.has(key)) { changed = true; continue; }
      const cleaned = clean(below, depth + 1);
      kept.push([key, cleaned]);
      changed ||= cleaned !== below;
    }
    return changed ? Object.fromEntries(kept) : wild;
  }
}
