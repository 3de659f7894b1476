import type * as JsYaml from 'js-yaml';
import { readPlainYaml } from './plain-yaml';

type Library = typeof JsYaml;

interface Reader {
  readonly library: Library;
  readonly schema: JsYaml.Schema;
}

let loaded: Reader | undefined;

/** Loads js-yaml when the first text is read: whoever only builds constructs does not pay for it. */
function reader(): Reader {
  if (!loaded) {
    const library = module.require('js-yaml') as Library & { types: { [name: string]: JsYaml.Type } };
    const { null: nothing, float, merge } = library.types;
    const types = { implicit: [nothing, truth(library), whole(library), float, merge], explicit: [binary(library)] };
    loaded = { library, schema: library.FAILSAFE_SCHEMA.extend(types) };
  }
  return loaded;
}

/** Words that YAML 1.1 takes for true and false. Kubernetes does too (sigs.k8s.io/yaml goyaml.v2 resolve.go), so `insecure: yes` is true. */
const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;

function truth({ Type }: Library): JsYaml.Type {
  return new Type('tag:yaml.org,2002:bool', {
    kind: 'scalar',
    resolve: (data: unknown) => typeof data === 'string' && (TRUE.test(data) || FALSE.test(data)),
    construct: (data: string) => TRUE.test(data),
  });
}

/** Whole numbers; 0644 is octal, as in Kubernetes (Go's strconv.ParseInt with base 0). */
function whole({ Type }: Library): JsYaml.Type {
  const number = /^[-+]?(?:0b[01_]+|0o?[0-7_]*|0x[\da-fA-F_]+|[1-9][\d_]*)$/;
  return new Type('tag:yaml.org,2002:int', {
    kind: 'scalar',
    resolve: (data: unknown) => typeof data === 'string' && number.test(data) && /\d$|[a-fA-F]$/.test(data),
    construct: (data: string) => {
      const sign = data.startsWith('-') ? -1 : 1;
      const digits = data.replace(/[-+_]/g, '');
      return sign * Number(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
    },
  });
}

function binary({ Type }: Library): JsYaml.Type {
  return new Type('tag:yaml.org,2002:binary', {
    kind: 'scalar',
    resolve: (data: unknown) => typeof data === 'string',
    construct: (data: string) => Buffer.from(data, 'base64').toString('utf8'),
  });
}

/** A text that is no YAML: why, and on which line of it (from 0). */
export class YamlProblem extends Error {
  constructor(reason: string, public readonly line?: number) {
    super(reason);
    this.name = 'YamlProblem';
  }
}

/**
 * The values of one document, or of several.
 *
 * @throws YamlProblem for a text that is no YAML, and for one that refers to itself without end
 */
export function parseYaml(text: string): unknown[] {
  const plain = readPlainYaml(text);
  return plain === undefined ? parseAnyYaml(text) : [plain];
}

/**
 * The same for all of YAML, and much slower.
 *
 * @throws YamlProblem as `parseYaml` does
 */
export function parseAnyYaml(text: string): unknown[] {
  const values = load(text);
  if (/(?:^|[\s,[{:-])\*\S/.test(text)) { values.forEach(refuseEndless); }
  return values;
}

/** How many characters are read again for quotes that are escaped needlessly; so that no text takes long. */
const AGAIN = 20_000_000;

function load(text: string): unknown[] {
  const { library, schema } = reader();
  for (let tried = text, read = 0; ;) {
    try {
      // A key that stands twice is taken as kubectl takes it: the last one wins.
      return library.loadAll(tried, null, { schema, json: true });
    } catch (error) {
      if (!(error instanceof library.YAMLException)) { throw new YamlProblem(error instanceof RangeError ? 'it is nested too deeply' : String(error)); }
      const next = withoutEscapedQuote(tried, error.mark?.position);
      read += tried.length;
      if (next === undefined || read > AGAIN) { throw new YamlProblem(error.reason, error.mark?.line); }
      tried = next;
    }
  }
}

/**
 * The text without the backslashes before single quotes in the quoted text that a reader stopped in: YAML does not know that escape, and
 * Kubernetes reads it (sigs.k8s.io/yaml 1.4, goyaml.v2 scannerc.go).
 */
function withoutEscapedQuote(text: string, at: number | undefined): string | undefined {
  if (at === undefined || text[at] !== "'" || text[at - 1] !== '\\') { return undefined; }
  const rest = text.slice(at - 1);
  const quoted = /^(?:[^"\\]|\\[^])*/.exec(rest)?.[0] ?? '';
  return text.slice(0, at - 1) + quoted.replace(/\\([^])/g, (all, next) => (next === "'" ? next : all)) + rest.slice(quoted.length);
}

/** How many values aliases may stand for in one document; sigs.k8s.io/yaml has a like limit against texts that explode. */
const LIMIT = 1_000_000;

function refuseEndless(root: unknown): void {
  const sizes = new Map<object, number>();
  const open = new Set<object>();
  const size = (value: unknown): number => {
    if (value === null || typeof value !== 'object') { return 1; }
    const known = sizes.get(value);
    if (known !== undefined) { return known; }
    if (open.has(value)) { throw new YamlProblem('an anchor contains itself'); }
    open.add(value);
    const total = Object.values(value).reduce<number>((sum, below) => sum + size(below), 1);
    open.delete(value);
    if (total > LIMIT) { throw new YamlProblem('its aliases stand for too many values'); }
    sizes.set(value, total);
    return total;
  };
  size(root);
}
