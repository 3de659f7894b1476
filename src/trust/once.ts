const known = new WeakMap<object, WeakMap<object, unknown>>();

/** What a function makes of a thing (all the manifests, a world, a process), made once for each: hand on the same function every time. */
export function once<K extends object, T>(of: K, make: (of: K) => T): T {
  let answers = known.get(make);
  if (answers === undefined) { known.set(make, answers = new WeakMap()); }
  const before = answers.get(of) as T | undefined;
  if (before !== undefined || answers.has(of)) { return before as T; }
  const made = make(of);
  answers.set(of, made);
  return made;
}

const knownOfOne = new WeakMap<object, WeakMap<object, Map<unknown, unknown>>>();

/** What a function makes of one of many things (an object of the manifests), made once for each: hand on the same function every time. */
export function onceForOne<K extends object, O, T>(of: K, one: O, make: (of: K, one: O) => T): T {
  let answers = knownOfOne.get(make);
  if (answers === undefined) { knownOfOne.set(make, answers = new WeakMap()); }
  let own = answers.get(of);
  if (own === undefined) { answers.set(of, own = new Map()); }
  const before = own.get(one) as T | undefined;
  if (before !== undefined || own.has(one)) { return before as T; }
  const made = make(of, one);
  own.set(one, made);
  return made;
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
