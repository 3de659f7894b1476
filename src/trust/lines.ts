import { Place, Scanner, unquote } from './yaml-places';

/**
 * The line (from 0) of a field such as `spec.containers[0].args` or `data["tls.crt"]` in a document, or of its nearest parent that is there.
 * The text must be one that a YAML parser has accepted; what this scanner does not follow (an alias, a merged key) counts for its parent.
 */
export class Lines {
  private root: Place | undefined;

  constructor(private readonly text: string) {}

  /** Where a field stands. */
  public of(field: string | undefined): number {
    this.root ??= new Scanner(this.text).document();
    let at = this.root;
    const path = fieldPath(field ?? '');
    for (let i = 0; i < path.length; i += 1) {
      const found = step(at, path, i);
      if (!found) { break; }
      at = found.place;
      i = found.last;
    }
    return at.line;
  }
}

/** Keys with dots in them are written in brackets, but not everybody does: the longest key that fits is taken. */
function step(at: Place, path: readonly (string | number)[], from: number): { place: Place; last: number } | undefined {
  const name = path[from];
  if (typeof name === 'number') { return at.items?.[name] && { place: at.items[name], last: from }; }
  let key = '';
  for (let last = from; last < path.length && typeof path[last] === 'string'; last += 1) {
    key = last === from ? name : `${key}.${path[last]}`;
    const place = at.keys?.get(key);
    if (place) { return { place, last }; }
  }
  return undefined;
}

/** The parts of a path: names, and numbers of items. */
export function fieldPath(field: string): (string | number)[] {
  return [...field.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['([^']*)'\]|([^.[\]]+)/g)].map(([, index, quoted, single, plain]) => {
    if (index !== undefined) { return Number(index); }
    return quoted !== undefined ? unquote(`"${quoted}"`) : single ?? plain;
  });
}
