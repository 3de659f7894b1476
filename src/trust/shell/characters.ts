/** Thrown inside the shell reader where a text is not the shell it knows; never leaves it. */
export class NotUnderstood extends Error {}

/** How deep commands and expansions may be nested: nobody writes more, and the reader must not run out of stack. */
const DEPTH = 60;

/** A place in a shell text, and the here-documents that are still to come. */
export class Characters {
  public at = 0;
  /** what to do with the text of a here-document once its lines are reached */
  private readonly pending: { readonly end: string; readonly indented: boolean; take(body: string): void }[] = [];

  constructor(public readonly text: string, private depth = 0) {}

  /** Reads something that may hold itself. */
  public nested<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > DEPTH) { throw new NotUnderstood('too deep'); }
    const found = read();
    this.depth -= 1;
    return found;
  }

  /** The text of a here-document, to be read for what is expanded in it. */
  public within(body: string): Characters {
    return new Characters(body, this.depth + 1);
  }

  public get next(): string { return this.text[this.at] ?? ''; }

  public get done(): boolean { return this.at >= this.text.length; }

  public follows(what: string): boolean { return this.text.startsWith(what, this.at); }

  /** Steps over a text when it is next. */
  public take(what: string): boolean {
    if (!this.follows(what)) { return false; }
    this.at += what.length;
    return true;
  }

  /** Everything up to a text, which is stepped over. */
  public until(what: string): string {
    const end = this.text.indexOf(what, this.at);
    if (end < 0) { throw new NotUnderstood(`no ${what}`); }
    const found = this.text.slice(this.at, end);
    this.at = end + what.length;
    return found;
  }

  /** Steps over blanks, continued lines and comments; over line ends only when told. */
  public skip(lines: boolean): void {
    for (;;) {
      if (this.next === ' ' || this.next === '\t' || this.next === '\r') { this.at += 1; continue; }
      if (this.follows('\\\n')) { this.at += 2; continue; }
      if (this.follows('\\\r\n')) { this.at += 3; continue; }
      if (this.next === '#') { this.comment(); continue; }
      if (lines && this.next === '\n') { this.line(); continue; }
      return;
    }
  }

  /** Steps over the end of a line, and over the here-documents that begin after it. */
  public line(): void {
    if (this.next === '\n') { this.at += 1; }
    for (const document of this.pending.splice(0)) { document.take(this.document(document.end, document.indented)); }
  }

  /** Remembers a here-document that begins on the next line. */
  public expect(end: string, indented: boolean, take: (body: string) => void): void {
    this.pending.push({ end, indented, take });
  }

  private comment(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  private document(end: string, indented: boolean): string {
    const lines: string[] = [];
    while (!this.done) {
      const stop = this.text.indexOf('\n', this.at);
      const raw = this.text.slice(this.at, stop < 0 ? undefined : stop);
      this.at = stop < 0 ? this.text.length : stop + 1;
      const line = indented ? raw.replace(/^\t+/, '') : raw;
      if (line.replace(/\r$/, '') === end) { break; }
      lines.push(line);
    }
    return lines.map((line) => `${line}\n`).join('');
  }
}
