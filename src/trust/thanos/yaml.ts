import type * as JsYaml from 'js-yaml';
import { AS_TEXTS, readPlainYaml } from '../plain-yaml';

interface Reader {
  readonly library: typeof JsYaml;
  readonly schema: JsYaml.Schema;
}

let loaded: Reader | undefined;

/**
 * Scalars stay texts, as Go decodes them into text fields ("1.0" is no number there); only plain null and booleans are told apart.
 * Merge keys are followed. Loaded when the first text is read.
 */
function reader(): Reader {
  if (!loaded) {
    const library = module.require('js-yaml') as typeof JsYaml;
    const { Type } = library;
    const schema = library.FAILSAFE_SCHEMA.extend({
      implicit: [
        new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (text: unknown) => text === '<<' || text === null }),
        new Type('tag:yaml.org,2002:null', { kind: 'scalar', resolve: (text: string | null) => text === null || /^(|~|null|Null|NULL)$/.test(text), construct: () => null }),
        new Type('tag:yaml.org,2002:bool', {
          kind: 'scalar',
          resolve: (text: string | null) => /^(true|True|TRUE|false|False|FALSE)$/.test(text ?? ''),
          construct: (text: string) => text.toLowerCase() === 'true',
        }),
      ],
    });
    loaded = { library, schema };
  }
  return loaded;
}

/** The first document of a YAML text as Go's parsers see it, or why there is none. */
export function readYaml(text: string): { readonly value: unknown } | { readonly problem: string } {
  const plain = readPlainYaml(text, AS_TEXTS);
  return plain === undefined ? readAnyYaml(text) : { value: plain };
}

/** The same for all of YAML, and much slower. */
export function readAnyYaml(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    const { library, schema } = reader();
    return { value: library.loadAll(text, undefined, { schema })[0] };
  } catch (e) {
    return { problem: (e as Error).message.split('\n')[0] };
  }
}

/** A scalar as a text; empty for null, for nothing and for what is no scalar. */
export function scalar(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'boolean' || typeof value === 'number' ? String(value) : '';
}

/** A scalar in a field that tells "not set" from "empty": undefined for null and for nothing. */
export function pointer(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : scalar(value);
}

/** A boolean as yaml.v3 decodes it into a boolean field (YAML 1.1's words included); undefined for null and for what is none. */
export function bool(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') { return value; }
  if (value === 'y' || value === 'Y' || value === 'yes' || value === 'Yes' || value === 'YES' || value === 'on' || value === 'On' || value === 'ON') { return true; }
  return typeof value === 'string' && /^(n|N|no|No|NO|off|Off|OFF)$/.test(value) ? false : undefined;
}
