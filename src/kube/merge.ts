type Tree = { [key: string]: any };

/** A copy of `base` with `overrides` laid over it: maps merge key by key, lists and scalars are replaced, `null` removes a key. */
export function mergeOver(base: Tree, overrides: Tree | undefined): Tree {
  const out: Tree = { ...base };
  for (const [key, value] of Object.entries(overrides ?? {})) {
    if (value === null) {
      delete out[key];
    } else {
      out[key] = isTree(value) && isTree(out[key]) ? mergeOver(out[key], value) : value;
    }
  }
  return out;
}

/** A copy without keys whose value is undefined, at any depth, and without the maps this leaves empty; a map that was empty stays. */
export function compact(tree: Tree): Tree {
  const out: Tree = {};
  for (const [key, value] of Object.entries(tree)) {
    const v = isTree(value) ? compact(value) : value;
    if (v !== undefined && !(isTree(v) && Object.keys(v).length === 0 && isTree(value) && Object.keys(value).length > 0)) { out[key] = v; }
  }
  return out;
}

/** The same, and without the keys at the top that were given an empty map or list: a spec says nothing with them. */
export function sparse(spec: Tree): Tree {
  const empty = (value: unknown) => (Array.isArray(value) || isTree(value)) && Object.keys(value).length === 0;
  return Object.fromEntries(Object.entries(compact(spec)).filter(([, value]) => !empty(value)));
}

/** True for a plain map: not a list, not an instance of a class (a cdk8s token, a Date…). */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
