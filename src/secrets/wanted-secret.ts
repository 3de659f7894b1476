import { ApiObject, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { invalid } from '../kube/invalid';

/** A Secret that is to come from somewhere: what the manifests need it to hold. */
export interface WantedSecret {
  readonly namespace: string;
  readonly name: string;
  /** its keys; the value where it is public and known, an empty text where only the source has it */
  readonly keys: { readonly [key: string]: string };
}

/** The type of a Secret: that of a pair under the keys which it demands, else the one that demands nothing. */
export function secretType(wanted: WantedSecret): string {
  return 'tls.crt' in wanted.keys && 'tls.key' in wanted.keys ? 'kubernetes.io/tls' : 'Opaque';
}

/** The keys whose values only the source has. */
export function secretKeys(wanted: WantedSecret): string[] {
  return Object.keys(wanted.keys).filter((key) => wanted.keys[key] === '');
}

/** The keys whose values are public and known. */
export function publicValues(wanted: WantedSecret): { [key: string]: string } {
  return Object.fromEntries(Object.entries(wanted.keys).filter(([, value]) => value !== ''));
}

/** A map by keys of a Secret names none that the Secret has not: it would be lost without a word. */
export function requireKnownKeys(where: IConstruct, field: string, map: { readonly [key: string]: unknown }, keys: readonly string[]): void {
  const unknown = Object.keys(map).find((key) => !keys.includes(key));
  if (unknown !== undefined) {
    throw invalid(where, { what: `${field} is about a key that is not wanted there`, got: unknown, allowed: keys.join(', '), fix: 'correct the key, or take it out' });
  }
}

/** Makes the objects that have a Secret made. `wanted` answers for what is wanted when the app is synthesized: others may want more of the same Secret. */
export type Provide = (scope: Construct, id: string, wanted: () => WantedSecret) => readonly ApiObject[];

interface Provided {
  readonly source: object;
  objects: readonly ApiObject[];
  wanted: WantedSecret;
}

const provided = new WeakMap<IConstruct, Map<string, Provided>>();

/** The objects that have a Secret made: once for a namespace and a name, however many ask, in the chart of the first. */
export function provideSecret(scope: Construct, source: object, provide: Provide, wanted: WantedSecret): readonly ApiObject[] {
  const { root } = scope.node;
  const known = provided.get(root) ?? new Map<string, Provided>();
  provided.set(root, known);
  const id = `${wanted.namespace}-${wanted.name}`;
  const before = known.get(id);
  if (before === undefined) {
    const entry: Provided = { source, wanted, objects: [] };
    entry.objects = provide(Chart.of(scope), `secret-${id}`, () => entry.wanted);
    known.set(id, entry);
    return entry.objects;
  }
  if (before.source !== source) {
    throw invalid(scope, {
      what: 'one Secret has two sources, so one of them would be lost',
      saw: `${wanted.namespace}/${wanted.name}`,
      allowed: 'one source object for a Secret, handed to all who use it',
      fix: 'make the source once (const source = SecretSource.…) and hand it to both, or give one of the Secrets another name',
    });
  }
  for (const [key, value] of Object.entries(wanted.keys)) {
    const other = before.wanted.keys[key];
    if (value !== '' && other !== undefined && other !== '' && other !== value) {
      throw invalid(scope, { what: `one Secret is to say two things under ${key}`, saw: `${other} and ${value} in ${wanted.namespace}/${wanted.name}`, fix: 'give each its own Secret' });
    }
  }
  // What one of them knows wins over what the other leaves to the source.
  const more = Object.fromEntries(Object.entries(wanted.keys).filter(([key, value]) => value !== '' || before.wanted.keys[key] === undefined));
  before.wanted = { ...before.wanted, keys: { ...before.wanted.keys, ...more } };
  return before.objects;
}
