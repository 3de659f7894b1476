import type { Manifest } from './inventory';
import { grouped } from './once';
import { compare } from './refs';

/** Where an object is: its namespace, and the file that it came from. */
interface Whereabouts {
  readonly namespace: string;
  readonly file: string;
}

/**
 * Objects in an order that depends on nothing but them. Of several documents about one object the longest comes first: the others are patches,
 * or what a test asserts of it.
 */
export function inOrder(objects: readonly Manifest[], where: (object: Manifest) => Whereabouts): Manifest[] {
  const digests = new Map<Manifest, string>();
  const digestOf = (object: Manifest): string => {
    const known = digests.get(object) ?? digest(object);
    digests.set(object, known);
    return known;
  };
  // The engine puts texts in order much faster than a function of ours, which has only those of one kind and place to compare.
  const together = grouped(objects, (object) => `${object.kind}/${where(object).namespace}/`);
  return [...together.keys()].sort().flatMap((at) => (together.get(at) ?? []).sort((a, b) => compare(a.metadata.name, b.metadata.name)
    || compare(a.apiVersion, b.apiVersion) || digestOf(b).length - digestOf(a).length
    || compare(where(a).file, where(b).file) || compare(digestOf(a), digestOf(b))));
}

/** A text that differs for objects that differ, to put those in order that have one name. It ends somewhere: YAML can hold a loop. */
function digest(object: unknown): string {
  const parts: string[] = [];
  const open: unknown[] = [object];
  while (open.length > 0 && parts.length < 10_000) {
    const value = open.pop();
    if (value !== null && typeof value === 'object') {
      const entries = Object.entries(value);
      parts.push(String(entries.length));
      for (const [key, below] of entries) {
        parts.push(key);
        open.push(below);
      }
    } else {
      parts.push(`${typeof value} ${String(value)}`);
    }
  }
  return parts.join('\n');
}
