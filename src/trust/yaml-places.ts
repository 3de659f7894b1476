/** A place in a YAML or JSON text: the line it begins on (from 0), and the places below it. */
export interface Place {
  line: number;
  readonly keys?: Map<string, Place>;
  readonly items?: Place[];
}

/** The text of a quoted scalar. */
export function unquote(text: string): string {
  if (text.startsWith("'")) { return text.slice(1, -1).replace(/''/g, "'"); }
  try {
    return JSON.parse(text.replace(/\n\s*/g, ' ')) as string;
  } catch {
    return text.slice(1, -1);
  }
}

/** Follows the structure of a text without its values. Every character is looked at a fixed number of times. */
export class Scanner {
  private at = 0;
  /** the line of `at`, and where it begins */
  private line = 0;
  private start = 0;

  constructor(private readonly text: string) {}

  /** The whole document, as a place with all others below it. */
  public document(): Place {
    // Directives, comments and the marker before the document.
    for (;;) {
      this.space();
      if (this.column() === 0 && this.char() === '%') { this.toLineEnd(); } else { break; }
    }
    if (this.column() === 0 && this.text.startsWith('---', this.at)) { this.at += 3; }
    this.space();
    const place = this.block(-1, this.line);
    return place;
  }

  /** A node that is indented more than its parent. */
  private block(parent: number, line: number): Place {
    this.space();
    const column = this.column();
    if (this.at >= this.text.length || column <= parent) { return { line }; }
    const begun = this.line;
    // A tag or an anchor that stands before a key belongs to that key: the mapping begins where it stands.
    const indent = this.properties() && this.line !== begun ? this.column() : column;
    if (this.at >= this.text.length || indent <= parent) { return { line }; }
    if (this.dash()) { return this.sequence(indent, line); }
    if (this.char() === '|' || this.char() === '>') {
      this.literal(parent);
      return { line };
    }
    const here = { at: this.at, line: this.line, start: this.start };
    if (this.key() !== undefined) {
      Object.assign(this, here);
      return this.mapping(indent, line);
    }
    Object.assign(this, here);
    if (this.char() === '{' || this.char() === '[') { return this.flow(line); }
    this.scalar(parent);
    return { line };
  }

  private mapping(indent: number, line: number): Place {
    const keys = new Map<string, Place>();
    let first = true;
    for (;;) {
      this.space();
      if (this.at >= this.text.length || (!first && this.column() !== indent)) { break; }
      this.properties();
      const at = this.line;
      const key = this.key();
      if (key === undefined) { break; }
      keys.set(key, this.valueOf(indent, at));
      first = false;
    }
    return { line, keys };
  }

  /** What stands behind "key:". A list may stand in the column of its key. */
  private valueOf(indent: number, line: number): Place {
    this.space();
    if (this.line === line) { this.properties(); }
    if (this.line !== line && this.column() === indent && this.dash()) { return this.sequence(indent, line); }
    return this.line !== line && this.column() <= indent ? { line } : this.block(indent, line);
  }

  private sequence(indent: number, line: number): Place {
    const list: Place[] = [];
    while (this.at < this.text.length && this.column() === indent && this.dash()) {
      const at = this.line;
      this.at += 1;
      list.push(this.block(indent, at));
      this.space();
    }
    return { line, items: list };
  }

  /** A key and its colon; undefined, somewhere further on, when there is none. */
  private key(): string | undefined {
    const c = this.char();
    if (c === '"' || c === "'") {
      const line = this.line;
      const from = this.at;
      this.quoted();
      const text = this.text.slice(from, this.at);
      while (this.char() === ' ' || this.char() === '\t') { this.at += 1; }
      return this.line === line && this.colon() ? unquote(text) : undefined;
    }
    if (c === '{' || c === '[' || c === '#' || c === '|' || c === '>') { return undefined; }
    const match = /[^\n]*?(?=:(?:[ \t\r]|$)| #|\t#|$)/my;
    match.lastIndex = this.at;
    const text = match.exec(this.text)?.[0] ?? '';
    this.at += text.length;
    return this.colon() ? text.trimEnd() : undefined;
  }

  private colon(): boolean {
    if (this.char() !== ':') { return false; }
    this.at += 1;
    return true;
  }

  /** A list or map in brackets, or a scalar in one. */
  private flow(line: number): Place {
    const open = this.char();
    if (open === '[') {
      this.at += 1;
      const list: Place[] = [];
      for (this.space(); this.at < this.text.length && this.char() !== ']'; this.space()) {
        const before = this.at;
        list.push(this.flowEntry().value);
        this.comma(before);
      }
      this.at += 1;
      return { line, items: list };
    }
    if (open === '{') {
      this.at += 1;
      const keys = new Map<string, Place>();
      for (this.space(); this.at < this.text.length && this.char() !== '}'; this.space()) {
        const before = this.at;
        const { key, value } = this.flowEntry();
        if (key !== undefined) { keys.set(key, value); }
        this.comma(before);
      }
      this.at += 1;
      return { line, keys };
    }
    this.flowScalar();
    return { line };
  }

  /** One entry between commas, with the key it may have. */
  private flowEntry(): { key?: string; value: Place } {
    const line = this.line;
    this.properties();
    const from = this.at;
    const quoted = this.char() === '"' || this.char() === "'";
    const place = this.flow(line);
    const text = this.text.slice(from, this.at).trimEnd();
    this.space();
    if (this.char() !== ':') { return { key: place.keys || place.items ? undefined : quoted ? unquote(text) : text, value: place }; }
    this.at += 1;
    this.space();
    const value = this.char() === ',' || this.char() === '}' || this.char() === ']' ? { line } : (this.properties(), this.flow(line));
    return { key: quoted ? unquote(text) : text, value };
  }

  private flowScalar(): void {
    if (this.char() === '"' || this.char() === "'") { return this.quoted(); }
    const plain = /(?:(?!:[\s,[\]{}]|\s#)[^\n,[\]{}])*/y;
    plain.lastIndex = this.at;
    this.at += plain.exec(this.text)?.[0].length ?? 0;
  }

  /** Past a comma; and never nowhere. */
  private comma(before: number): void {
    this.space();
    if (this.char() === ',' || this.at === before) { this.at += 1; }
  }

  private quoted(): void {
    const pattern = this.char() === '"' ? /"(?:[^"\\]|\\[^])*"?/y : /'(?:[^']|'')*'?/y;
    pattern.lastIndex = this.at;
    this.advance(pattern.exec(this.text)?.[0].length ?? 1);
  }

  /** The lines of a block scalar, or of a plain one: all that are blank or indented more than the parent. */
  private literal(parent: number): void {
    this.toLineEnd();
    const line = /\n([ ]*)([^\n]*)/y;
    for (;;) {
      line.lastIndex = this.at;
      const match = line.exec(this.text);
      if (!match || (match[1].length <= parent && match[2].trim() !== '')) { return; }
      this.line += 1;
      this.start = this.at + 1;
      this.at += match[0].length;
    }
  }

  private scalar(parent: number): void {
    if (this.char() === '"' || this.char() === "'") { this.quoted(); } else { this.literal(parent); }
  }

  /** Tags and anchors; true when there was one. */
  private properties(): boolean {
    let found = false;
    while (this.char() === '!' || this.char() === '&') {
      const word = /[^\s,[\]{}]+/y;
      word.lastIndex = this.at;
      this.at += word.exec(this.text)?.[0].length ?? 1;
      this.space();
      found = true;
    }
    return found;
  }

  private dash(): boolean {
    return this.char() === '-' && /\s|^$/.test(this.text.charAt(this.at + 1));
  }

  /** Past blanks, line breaks and comments. */
  private space(): void {
    for (;;) {
      const c = this.char();
      if (c === '\n') {
        this.advance(1);
      } else if (c === ' ' || c === '\t' || c === '\r' || c === '\ufeff') {
        this.at += 1;
      } else if (c === '#' && (this.at === this.start || /\s/.test(this.text[this.at - 1]))) {
        this.toLineEnd();
      } else {
        return;
      }
    }
  }

  private toLineEnd(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  /** Some characters on, counting lines. */
  private advance(length: number): void {
    const end = this.at + length;
    for (let next = this.text.indexOf('\n', this.at); next >= 0 && next < end; next = this.text.indexOf('\n', next + 1)) {
      this.line += 1;
      this.start = next + 1;
    }
    this.at = end;
  }

  private char(): string {
    return this.text.charAt(this.at);
  }

  private column(): number {
    return this.at - this.start;
  }
}
