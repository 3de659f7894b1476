import { NOT_PLAIN, plainScalar, plainText, quotedScalar } from './plain-scalars';
import { WILD } from './tame';
import { Words } from './words';

const [TAB, LINE, SPACE, DOUBLE, HASH, PERCENT, SINGLE, PLUS, MINUS, DOT, COLON, GREATER, OPEN_LIST, CLOSE_LIST, OPEN_MAP, BAR, CLOSE_MAP] = [...'\t\n "#%\'+-.:>[]{|}']
  .map((character) => character.charCodeAt(0));

/** Characters that YAML refuses, breaks lines at, or knows in pairs. */
const UNUSUAL = /[^\n\t -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe]/;

/** Nothing that anybody writes by hand is deeper. */
const MAX_DEPTH = 60;

/** In what readers of YAML differ. */
interface Reading {
  /** the value of a scalar without quotes */
  readonly scalar: (written: string) => unknown;
  /** whether a key may stand twice in a mapping, of which the last is taken */
  readonly keysTwice: boolean;
  /** what was read lately, as a key and as a scalar */
  readonly keys: Words<string>;
  readonly values: Words<unknown>;
}

/** A text that stands in a longer one. It is read there: what is cut out of a text is slower to read. */
export interface Stretch {
  readonly text: string;
  readonly whole: string;
  readonly from: number;
  readonly to: number;
}

/** As Kubernetes reads manifests. */
const AS_KUBERNETES: Reading = { scalar: plainScalar, keysTwice: true, keys: new Words(), values: new Words() };

/** As programs in Go read a file of theirs, the fields of which are texts. */
export const AS_TEXTS: Reading = { scalar: plainText, keysTwice: false, keys: new Words(), values: new Words() };

/**
 * The value of a document in the YAML that nearly all manifests are written in: block mappings and lists, words, texts in quotes on one line, and
 * block texts. It is read several times as fast as by a reader of all YAML. Undefined for whatever else stands in a text (flow style,
 * anchors, tags, texts over several lines, anything that may be wrong): a reader of all YAML has the word there.
 *
 * Whoever reads more here has to know that the other reader says the same (test/trust/plain-yaml.test.ts).
 */
export function readPlainYaml(document: string | Stretch, how: Reading = AS_KUBERNETES): unknown {
  const text = typeof document === 'string' ? document : document.text;
  if (text.includes('\r') || UNUSUAL.test(text)) { return undefined; }
  const stretch = !text.endsWith('\n') ? whole(`${text}\n`) : typeof document === 'string' ? whole(text) : document;
  return new Reader(stretch, text.includes('\t'), how).document();
}

function whole(text: string): Stretch {
  return { text, whole: text, from: 0, to: text.length };
}

/** Goes from line to line. Every method gives NOT_PLAIN when it meets what it does not know. */
class Reader {
  /** where the line begins after its blanks, and where it ends; its column, which is less than 0 after the last line */
  private from = 0;
  private to = 0;
  private column = 0;
  private next: number;
  /** what the lists have so far that are open, and how much that is: one that grows item by item has room for sixteen more */
  private readonly items: unknown[] = [];
  private count = 0;
  private readonly text: string;
  private readonly limit: number;

  constructor({ whole: text, from, to }: Stretch, private readonly tabs: boolean, private readonly how: Reading) {
    this.text = text;
    this.next = from;
    this.limit = to;
  }

  public document(): unknown {
    if (!this.advance(true)) { return undefined; }
    if (this.text.startsWith('---', this.from) && this.column === 0) {
      if (!this.ends(this.from + 3) || !this.advance(false)) { return undefined; }
    }
    if (this.column !== 0) { return undefined; }
    const value = this.block(0, 0);
    if (value === NOT_PLAIN || this.column >= 0) { return undefined; }
    return value;
  }

  /** Goes to the next line with something on it; false where a line means something else. After the last line the column is -1. */
  private advance(first: boolean): boolean {
    const { text } = this;
    for (;;) {
      const start = this.next;
      if (start >= this.limit) { this.column = -1; return true; }
      let at = start;
      while (text.charCodeAt(at) === SPACE) { at += 1; }
      const end = text.indexOf('\n', at);
      this.next = end + 1;
      const character = text.charCodeAt(at);
      if (character === LINE || character === HASH) { continue; }
      if (this.tabs && text.slice(start, end).includes('\t')) { return false; }
      if (at === start && (character === PERCENT || (!first && character === MINUS && text.startsWith('---', at)) || (character === DOT && text.startsWith('...', at)))) { return false; }
      this.from = at;
      this.to = end;
      this.column = at - start;
      return true;
    }
  }

  /** A mapping or a list that begins on this line. */
  private block(column: number, depth: number): unknown {
    if (depth > MAX_DEPTH) { return NOT_PLAIN; }
    return this.dash() ? this.list(column, depth) : this.mapping(column, depth);
  }

  private mapping(column: number, depth: number): unknown {
    const found: { [key: string]: unknown } = {};
    while (this.column === column) {
      const colon = this.keyEnd();
      if (colon < 0) { return NOT_PLAIN; }
      const key = this.key(colon);
      if (key === undefined || (!this.how.keysTwice && Object.hasOwn(found, key))) { return NOT_PLAIN; }
      const value = this.after(colon + 1, column, depth, true);
      if (value === NOT_PLAIN) { return NOT_PLAIN; }
      found[key] = value;
    }
    return this.column < column ? found : NOT_PLAIN;
  }

  private list(column: number, depth: number): unknown {
    const first = this.count;
    while (this.column === column && this.dash()) {
      const item = this.item(column, depth);
      if (item === NOT_PLAIN) { return NOT_PLAIN; }
      this.items[this.count] = item;
      this.count += 1;
    }
    const found = this.items.slice(first, this.count);
    this.count = first;
    return this.column <= column ? found : NOT_PLAIN;
  }

  private item(column: number, depth: number): unknown {
    let at = this.from + 1;
    while (this.text.charCodeAt(at) === SPACE) { at += 1; }
    if (at < this.to && this.text.charCodeAt(at) !== HASH) {
      const dash = this.from;
      this.from = at;
      if (this.dash() || depth > MAX_DEPTH) { return NOT_PLAIN; }
      if (this.keyEnd() >= 0) {
        // A mapping begins behind the dash, in the column of its first key.
        this.column = column + at - dash;
        return this.mapping(this.column, depth + 1);
      }
      this.from = dash;
    }
    return this.after(this.from + 1, column, depth, false);
  }

  /** What stands behind a key or a dash: on this line, or below it. A list may stand in the column of its key. */
  private after(position: number, column: number, depth: number, ofKey: boolean): unknown {
    const { text, to } = this;
    let at = position;
    while (text.charCodeAt(at) === SPACE) { at += 1; }
    const character = text.charCodeAt(at);
    if (at >= to || character === HASH) {
      if (!this.advance(false)) { return NOT_PLAIN; }
      if (ofKey && (this.column > column || (this.column === column && this.dash()))) { return this.block(this.column, depth + 1); }
      // A dash with nothing behind it is rare, and readers differ about what comes after it.
      return ofKey ? null : this.column > column && !this.dash() ? this.mapping(this.column, depth + 1) : NOT_PLAIN;
    }
    const value = character === BAR || character === GREATER ? this.blockText(at, column) : this.inline(at, character);
    // A line further in would go on with the text.
    return value === NOT_PLAIN || !this.advance(false) || this.column > column ? NOT_PLAIN : value;
  }

  /** A scalar, or an empty list or mapping, that ends on this line. */
  private inline(at: number, character: number): unknown {
    const { text, to } = this;
    if (character === DOUBLE || character === SINGLE) {
      const end = quotedEnd(text, at, to, character);
      return end > 0 && this.ends(end) ? quotedScalar(text.slice(at, end)) : NOT_PLAIN;
    }
    if (character === OPEN_LIST) { return text.charCodeAt(at + 1) === CLOSE_LIST && this.ends(at + 2) ? [] : NOT_PLAIN; }
    if (character === OPEN_MAP) { return text.charCodeAt(at + 1) === CLOSE_MAP && this.ends(at + 2) ? {} : NOT_PLAIN; }
    const known = this.how.values.at(text, at, to);
    if (known !== undefined) { return known; }
    const line = text.slice(at, to);
    const comment = line.indexOf(' #');
    const written = (comment < 0 ? line : line.slice(0, comment)).trimEnd();
    if (written.endsWith(':') || written.includes(': ')) { return NOT_PLAIN; }
    const value = this.how.scalar(written);
    return value === NOT_PLAIN || value === null ? value : this.how.values.learn(line, value);
  }

  /** Whether nothing but blanks and a comment follow on this line. */
  private ends(position: number): boolean {
    let at = position;
    while (this.text.charCodeAt(at) === SPACE) { at += 1; }
    return at >= this.to || (at > position && this.text.charCodeAt(at) === HASH);
  }

  private dash(): boolean {
    return this.text.charCodeAt(this.from) === MINUS && (this.from + 1 === this.to || this.text.charCodeAt(this.from + 1) === SPACE);
  }

  /** Where the colon of a key stands; -1 where there is no key that is known here. */
  private keyEnd(): number {
    const { text, from, to } = this;
    const quote = text.charCodeAt(from);
    if (quote === DOUBLE || quote === SINGLE) {
      const end = quotedEnd(text, from, to, quote);
      return end > 0 && text.charCodeAt(end) === COLON && (end + 1 === to || text.charCodeAt(end + 1) === SPACE) ? end : -1;
    }
    for (let at = from; at < to; at += 1) {
      const c = text.charCodeAt(at);
      if (c === COLON && (at + 1 === to || text.charCodeAt(at + 1) === SPACE)) { return at; }
      // Letters, digits and what names are joined with.
      if (!((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 45 && c <= 57) || c === 95)) { return -1; }
    }
    return -1;
  }

  /** The key before a colon; undefined for one that is no text, or that JavaScript takes for something else. */
  private key(colon: number): string | undefined {
    const { text, from } = this;
    const known = this.how.keys.at(text, from, colon);
    if (known !== undefined) { return known; }
    const written = text.slice(from, colon);
    const first = text.charCodeAt(from);
    const key = first === DOUBLE || first === SINGLE ? quotedScalar(written) : plainScalar(written);
    if (typeof key !== 'string' || WILD.has(key)) { return undefined; }
    return this.how.keys.learn(written, key);
  }

  /** The lines of a block text. Only whole lines are folded; a text that begins with blank lines, or has some of a few blanks, is left to others. */
  private blockText(header: number, column: number): unknown {
    const { text } = this;
    const folded = text.charCodeAt(header) === GREATER;
    const mark = text.charCodeAt(header + 1);
    const chomped = mark === MINUS || mark === PLUS;
    if (!this.ends(header + (chomped ? 2 : 1))) { return NOT_PLAIN; }
    let indent = -1;
    let begin = -1;
    let behind = -1;
    let blank = 0;
    for (let start = this.next; ; start = this.next) {
      let at = start;
      while (text.charCodeAt(at) === SPACE && (indent < 0 || at - start < indent)) { at += 1; }
      const end = start >= this.limit ? -1 : text.indexOf('\n', at);
      if (end >= 0 && at === end) {
        if (indent < 0 || (at > start && at - start < indent)) { return NOT_PLAIN; }
        blank += 1;
        this.next = end + 1;
        continue;
      }
      if (end >= 0 && indent < 0 && at - start > column) {
        indent = at - start;
        begin = at;
      }
      if (end < 0 || indent < 0 || at - start < indent) { break; }
      if (folded && (blank > 0 || text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB)) { return NOT_PLAIN; }
      behind = end;
      blank = 0;
      this.next = end + 1;
    }
    if (begin < 0) { return NOT_PLAIN; }
    // Neither replaceAll nor a break put behind it: of such a text the engine makes one piece only when it is read, and has it twice then.
    const content = text.slice(begin, mark === MINUS ? behind : behind + 1).split(`\n${' '.repeat(indent)}`).join(folded ? ' ' : '\n');
    return mark === PLUS && blank > 0 ? content + '\n'.repeat(blank) : content;
  }
}

/** Where a quoted text ends, behind its quote; -1 where it does not end on the line. */
function quotedEnd(text: string, from: number, to: number, quote: number): number {
  for (let at = from + 1; at < to; at += 1) {
    const c = text.charCodeAt(at);
    if (c === 92 && quote === DOUBLE) {
      at += 1;
    } else if (c === quote) {
      if (quote === DOUBLE || text.charCodeAt(at + 1) !== SINGLE) { return at + 1; }
      at += 1;
    }
  }
  return -1;
}
