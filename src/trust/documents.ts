import { Origin, Sourced } from './inventory';
import { readPlainYaml } from './plain-yaml';
import { onlyPart, Part, partsOf } from './stream';
import { isMap } from './values';
import { parseAnyYaml, YamlProblem } from './yaml';

/** A file, or a document in it, that could not be read. */
export interface Unreadable {
  readonly file: string;
  readonly line?: number;
  readonly reason: string;
}

/** The objects of a file, and what of it could not be read. */
export interface Documents {
  readonly sources: readonly Sourced[];
  readonly problems: readonly Unreadable[];
}

/**
 * The objects of a file: YAML with any number of documents, JSON, Lists and arrays. Every document is read by itself, so that one that is
 * broken hides no other. Nothing is thrown.
 *
 * @param file how the file is called in reports
 */
export function readDocuments(file: string, content: string | Uint8Array): Documents {
  const whole = typeof content === 'string' ? content.replace(/^\ufeff/, '') : decode(content);
  const text = whole === undefined ? undefined : withoutNotes(whole);
  if (text === undefined) { return { sources: [], problems: [{ file, reason: 'it is neither UTF-8 nor UTF-16 text' }] }; }
  const json = /^\s*[[{]/.test(text) ? readJson(text) : undefined;
  const sources: Sourced[] = [];
  const add = (value: unknown, part: Part, tame?: boolean) => { collect(value, file, part, tame, sources); };
  if (json !== undefined) { add(json, onlyPart(text)); return { sources, problems: [] }; }
  const problems: Unreadable[] = [];
  for (const part of partsOf(text)) {
    try {
      const plain = readPlainYaml(part);
      if (plain !== undefined) { add(plain, part, true); } else { for (const value of parseAnyYaml(part.text)) { add(value, part); } }
    } catch (error) {
      const { message, line } = error as YamlProblem;
      problems.push({ file, line: part.line + (line ?? 0) + 1, reason: `no readable YAML: ${message}${advice(part.text)}` });
    }
  }
  return { sources, problems };
}

function decode(bytes: Uint8Array): string | undefined {
  const [a, b] = bytes;
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What `helm install --dry-run` and `helm status` print: after the manifests come words for people. */
function withoutNotes(text: string): string {
  if (!/^NAME: .*\r?\nLAST DEPLOYED: /.test(text)) { return text; }
  const manifests = text.search(/^MANIFEST:\s*$/m);
  const notes = manifests < 0 ? -1 : text.slice(manifests).search(/^NOTES:\s*$/m);
  return notes < 0 ? text : text.slice(0, manifests + notes);
}

/** One value of JSON, or several behind each other, which kubectl takes too. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Perhaps YAML that begins with a bracket; if not, its reader says what is wrong.
    const parts = jsonParts(text);
    try {
      return parts.length < 2 ? undefined : parts.map((part) => JSON.parse(part) as unknown);
    } catch {
      return undefined;
    }
  }
}

/** The objects and arrays of a stream, by their brackets. */
function jsonParts(text: string): string[] {
  const parts: string[] = [];
  const token = /"(?:[^"\\]|\\[^])*"|[[{]|[\]}]|[^\s[\]{}"]/g;
  let depth = 0;
  let from = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (depth === 0 && !/^[[{]$/.test(match[0])) { return []; }
    if (/^[[{]$/.test(match[0])) { depth += 1; }
    if (/^[\]}]$/.test(match[0])) {
      depth -= 1;
      if (depth === 0) {
        parts.push(text.slice(from, token.lastIndex));
        from = token.lastIndex;
      }
    }
  }
  return depth === 0 ? parts : [];
}

function advice(text: string): string {
  const opened = text.indexOf('{{');
  if (opened >= 0 && text.includes('}}', opened)) { return ' (a template: render it first, for example with helm template)'; }
  return '';
}

/** The place of an object in its file. */
class PlaceInFile implements Origin {
  constructor(public readonly file: string, public readonly template: string | undefined, private readonly part: Part, private readonly at: string) {}

  public line(field: string | undefined): number {
    return this.part.lineOf([this.at, field].filter((step) => step).join('.')) + 1;
  }
}

/** Finds the objects in a value, each with the place it has in its file. */
function collect(value: unknown, file: string, part: Part, tame: boolean | undefined, found: Sourced[]): void {
  const head = part.whole.slice(part.from, Math.min(part.to, part.from + 2000));
  const template = head.includes('# Source: ') ? /^# Source: (\S.*?)\s*$/m.exec(head)?.[1] : undefined;
  within(value, '', 0);

  function within(object: unknown, at: string, depth: number): void {
    if (object === null || object === undefined) { return; }
    const list = depth < 5 ? listIn(object) : undefined;
    if (list) {
      list.items.forEach((item, i) => { within(list.typed(item), `${at}${list.field}[${i}]`, depth + 1); });
    } else {
      found.push({ object, origin: new PlaceInFile(file, template, part, at), tame });
    }
  }
}

function listIn(object: unknown): { items: unknown[]; field: string; typed: (item: unknown) => unknown } | undefined {
  if (Array.isArray(object)) { return { items: object, field: '', typed: (item) => item }; }
  if (!isMap(object) || typeof object.kind !== 'string' || !object.kind.endsWith('List') || !Array.isArray(object.items)) { return undefined; }
  // Items of a SecretList that do not say so are Secrets (k8s.io/apimachinery 0.36, unstructured/helpers.go, decodeToList).
  const type = { apiVersion: object.apiVersion, kind: object.kind.slice(0, -'List'.length) };
  return { items: object.items, field: '.items', typed: (item) => (type.kind !== '' && isMap(item) && item.kind === undefined && item.apiVersion === undefined ? { ...type, ...item } : item) };
}
