import type { Inventory } from './inventory';

const known = new WeakMap<Inventory, Map<unknown, unknown>>();

/** What a function makes of all the manifests, made once: hand on the same function every time. */
export function once<T>(inventory: Inventory, make: (inventory: Inventory) => T): T {
  let answers = known.get(inventory);
  if (answers === undefined) { known.set(inventory, answers = new Map()); }
  if (!answers.has(make)) { answers.set(make, make(inventory)); }
  return answers.get(make) as T;
}

/** Things by what each of them has: an index. */
export function grouped<T, K extends string | number>(list: readonly T[], key: (one: T) => K | undefined): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of list) {
    const at = key(one);
    const same = at === undefined ? undefined : groups.get(at);
    if (same) { same.push(one); } else if (at !== undefined) { groups.set(at, [one]); }
  }
  return groups;
}
