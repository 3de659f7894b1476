import { invalid } from '../kube/invalid';
import { nearestWord } from '../kube/nearest';
import { requireText } from '../kube/text';
import { readYaml } from '../trust/thanos/yaml';
import { isMap } from '../trust/values';

/** What a format knows: its keys, and what to write in place of others that are often written. */
export interface KnownKeys {
  readonly keys: readonly string[];
  readonly hints?: { readonly [key: string]: string };
}

/** A list in a YAML or JSON text, which has to be there. */
export function readList(where: string, text: unknown, what: string, otherwise: (value: unknown) => string): readonly unknown[] {
  const value = readDocument(where, text);
  if (!Array.isArray(value)) {
    throw invalid(where, { what: `the text is not ${what}`, saw: value === undefined || value === null ? 'an empty document' : 'no list', allowed: 'a YAML or JSON list', fix: otherwise(value) });
  }
  return value;
}

/** The one document of a YAML or JSON text. */
export function readDocument(where: string, text: unknown): unknown {
  const read = readYaml(requireText(where, 'text', typeof text === 'string' ? text.trim() : text));
  if ('problem' in read) { throw invalid(where, { what: 'the text is no YAML', saw: read.problem, allowed: 'YAML or JSON', fix: 'correct it at that place' }); }
  return read.value;
}

/** A map whose keys are all known. */
export function requireKeys(where: string, at: string, value: unknown, { keys, hints = {} }: KnownKeys): { readonly [key: string]: unknown } {
  if (!isMap(value)) { throw invalid(where, { what: `${at} is no map`, got: value, allowed: `a map with ${keys.join(', ')}`, fix: `write ${keys[0]}: …` }); }
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) { throw unknownKey(where, at, key, { keys, hints }); }
  }
  return value;
}

/** The error over a key that a format does not have. */
export function unknownKey(where: string, at: string, key: string, { keys, hints = {} }: KnownKeys): Error {
  const near = nearestWord(key, keys);
  return invalid(where, {
    what: `${at} has an unknown key`,
    got: key,
    allowed: keys.join(', '),
    fix: Object.hasOwn(hints, key) ? hints[key] : near === undefined ? 'remove it' : `write ${near}`,
  });
}

/** A text in a map; undefined where it is not set, or empty. */
export function optionalText(where: string, field: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') { return undefined; }
  return requireText(where, field, typeof value === 'number' || typeof value === 'boolean' ? String(value) : value);
}

/** A list of texts in a map; empty where it is not set. */
export function textList(where: string, field: string, value: unknown): string[] {
  if (value === undefined || value === null) { return []; }
  if (!Array.isArray(value)) { throw invalid(where, { what: `${field} must be a list`, got: value, allowed: 'a list of texts', fix: `write ${field}: [ … ]` }); }
  return value.map((item, i) => requireText(where, `${field}[${i}]`, item));
}
