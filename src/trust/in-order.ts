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
  const name = (object: Manifest) => `${object.kind}/${where(object).namespace}/${object.metadata.name}\n${object.apiVersion}`;
  const named = grouped(objects, name);
  // Most have a name of their own: the engine puts texts in order several times as fast as a function of ours.
  return [...named.keys()].sort().flatMap((at) => {
    const same = named.get(at) ?? [];
    return same.length === 1 ? same : same.sort((a, b) => digestOf(b).length - digestOf(a).length
      || compare(where(a).file, where(b).file) || compare(digestOf(a), digestOf(b)));
  });
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
