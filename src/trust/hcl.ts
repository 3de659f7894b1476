import { isMap } from './values';

/**
 * The configuration of Vault's programs as plain values: blocks of one name are a list, always. HCL 1 or JSON, as they take both (hashicorp/hcl v1, decoder.go).
 * Undefined for a text that is neither.
 */
export function readHcl(text: string): { readonly [name: string]: any } | undefined {
  if (/^\s*\{/.test(text)) {
    try {
      const value: unknown = JSON.parse(text);
      return isMap(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }
  try {
    const reader = new Reader(text);
    const value = reader.body();
    return reader.done() ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The values of a name that may be there once or several times. */
export function several(value: unknown): any[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  public done(): boolean {
    this.skip();
    return this.at >= this.text.length;
  }

  /** Names and their values, up to a closing brace or the end. */
  public body(): { [name: string]: any } {
    const found: { [name: string]: any } = Object.create(null);
    for (this.skip(); this.at < this.text.length && this.text[this.at] !== '}'; this.skip()) {
      const name = this.name();
      this.skip();
      if (this.take('=') || this.take(':')) {
        found[name] = this.value();
      } else {
        // Labels of a block ("method \"kubernetes\" {") say what kind it is.
        const labels: string[] = [];
        for (this.skip(); this.text[this.at] !== '{'; this.skip()) { labels.push(this.name()); }
        const block = this.value();
        (found[name] ??= []).push(labels.length === 0 ? block : { type: labels[0], ...block });
      }
      this.skip();
      this.take(',');
    }
    return found;
  }

  private value(): any {
    this.skip();
    if (this.take('{')) {
      const body = this.body();
      this.need('}');
      return body;
    }
    if (this.take('[')) {
      const list: any[] = [];
      for (this.skip(); !this.take(']'); this.skip()) {
        list.push(this.value());
        this.skip();
        this.take(',');
      }
      return list;
    }
    const [heredoc, indented, marker] = this.match(/<<(-?)(\w+)[ \t]*\r?\n/y) ?? [];
    if (heredoc !== undefined) {
      const end = new RegExp(`^[ \\t]*${marker}[ \\t]*$`, 'm').exec(this.text.slice(this.at));
      if (!end) { throw new SyntaxError('no end of a heredoc'); }
      const whole = this.text.slice(this.at, this.at + end.index);
      this.at += end.index + end[0].length;
      return indented === '-' ? whole.replace(/^[ \t]+/gm, '') : whole;
    }
    if (this.text[this.at] === '"') { return this.name(); }
    const word = this.match(/[\w.+-]+/y)?.[0];
    if (word === undefined) { throw new SyntaxError('no value'); }
    return word === 'true' || word === 'false' ? word === 'true' : Number.isNaN(Number(word)) ? word : Number(word);
  }

  private name(): string {
    this.skip();
    const quoted = this.match(/"((?:[^"\\\n]|\\.)*)"/y)?.[1];
    if (quoted !== undefined) { return quoted.replace(/\\(.)/g, (_whole, one: string) => ESCAPES[one] ?? one); }
    const bare = this.match(/[\w.-]+/y)?.[0];
    if (bare === undefined) { throw new SyntaxError('no name'); }
    return bare;
  }

  private skip(): void {
    this.match(/(?:\s+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y);
  }

  private take(text: string): boolean {
    const there = this.text.startsWith(text, this.at);
    if (there) { this.at += text.length; }
    return there;
  }

  private need(text: string): void {
    this.skip();
    if (!this.take(text)) { throw new SyntaxError(`no ${text}`); }
  }

  private match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text);
    if (found) { this.at = expression.lastIndex; }
    return found;
  }
}

const ESCAPES: { readonly [letter: string]: string } = { n: '\n', t: '\t', r: '\r' };
