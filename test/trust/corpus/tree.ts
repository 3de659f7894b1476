import type { ProofOptions } from '../../../src/trust/prove';

/** A tree of manifests, and what a proof must say of it. */
export interface Tree {
  readonly name: string;
  readonly build: () => readonly unknown[];
  /** what must be told beside the manifests */
  readonly options?: Partial<ProofOptions>;
  /** of a good tree: the verdicts of its connections, where they matter, in alphabetical order */
  readonly verdicts?: string;
  /** of a bad tree: the objects ("Kind/name") at one of which the fault lies, or the other end of the connection */
  readonly at?: readonly string[];
}

/** A tree in which nothing is wrong: no error may be found. */
export function good(name: string, build: () => readonly unknown[], verdicts?: string, options?: Partial<ProofOptions>): Tree {
  return { name, build, verdicts, options };
}

/** A tree with one fault: an error must be found at one of these objects, and none that has to do with none of them. */
export function bad(name: string, build: () => readonly unknown[], at: string, options?: Partial<ProofOptions>): Tree {
  return { name, build, at: at.split(' '), options };
}

/** A copy of an object with some fields replaced, by their path: `set(service, 'spec.ports.0.port', 443)`. */
export function set<T>(object: T, path: string, value: unknown): T {
  const [first, ...rest] = path.split('.');
  const copy: any = Array.isArray(object) ? [...object] : { ...(object as object) };
  copy[first] = rest.length > 0 ? set(copy[first] ?? {}, rest.join('.'), value) : value;
  if (copy[first] === undefined) { delete copy[first]; }
  return copy;
}
