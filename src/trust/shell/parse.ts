import { Characters, NotUnderstood } from './characters';
import { Node, Word } from './syntax';
import { quoted, readWord } from './words';

const CLOSING = new Set(['then', 'fi', 'do', 'done', 'else', 'elif', 'esac', '}']);
const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)\+?=/;

/** Reads a shell text (POSIX, and what of bash is common); undefined where it is not understood to the end. Never throws, and takes linear time. */
export function parseShell(text: string): readonly Node[] | undefined {
  try {
    const characters = new Characters(text);
    const nodes = new Parser(characters).list();
    characters.skip(true);
    return characters.done ? nodes : undefined;
  } catch (e) {
    if (e instanceof NotUnderstood) { return undefined; }
    throw e;
  }
}

class Parser {
  constructor(private readonly text: Characters) {}

  /** Commands up to a word or sign that closes them, which is left standing. */
  public list(): Node[] {
    return this.text.nested(() => this.commands());
  }

  private commands(): Node[] {
    const nodes: Node[] = [];
    for (;;) {
      this.text.skip(true);
      if (this.text.done || this.text.next === ')' || this.text.follows(';;') || CLOSING.has(this.peek())) { break; }
      nodes.push(this.chain());
      this.text.skip(false);
      if (this.text.follows(';;')) { break; }
      if (!this.text.take(';')) { this.text.take('&'); }
    }
    return nodes;
  }

  private chain(): Node {
    const first = this.pipe();
    const rest: { op: '&&' | '||'; node: Node }[] = [];
    for (;;) {
      this.text.skip(false);
      const op = this.text.take('&&') ? '&&' : this.text.take('||') ? '||' : undefined;
      if (!op) { return rest.length === 0 ? first : { kind: 'chain', first, rest }; }
      this.text.skip(true);
      rest.push({ op, node: this.pipe() });
    }
  }

  private pipe(): Node {
    this.text.skip(false);
    let negated = false;
    while (this.peek() === '!') { this.word(); negated = !negated; this.text.skip(false); }
    const nodes = [this.command()];
    for (;;) {
      this.text.skip(false);
      if (this.text.follows('||') || this.text.next !== '|') { break; }
      this.text.at += 1;
      this.text.take('&');
      this.text.skip(true);
      nodes.push(this.command());
    }
    return nodes.length === 1 && !negated ? nodes[0] : { kind: 'pipe', nodes, negated };
  }

  private command(): Node {
    this.text.skip(false);
    if (this.arithmetic()) { return this.redirected({ kind: 'simple', assign: [], words: [[{ unknown: true, quoted: true }]] }); }
    if (this.text.take('(')) { return this.redirected({ kind: 'group', body: this.inParentheses(), subshell: true }); }
    switch (this.peek()) {
      case '{': this.word(); return this.redirected({ kind: 'group', body: this.body('}') });
      case 'if': return this.redirected(this.conditional());
      case 'while':
      case 'until': {
        const until = this.word() === 'until';
        return this.redirected({ kind: 'loop', until, test: this.body('do'), body: this.body('done') });
      }
      case 'for':
      case 'select': return this.redirected(this.iteration());
      case 'case': return this.redirected(this.choice());
      case 'function': {
        this.word();
        this.text.skip(false);
        const name = this.word();
        this.text.skip(false);
        // A parenthesis that does not close at once begins the body.
        const parentheses = /\([ \t]*\)/y;
        parentheses.lastIndex = this.text.at;
        this.text.at += parentheses.exec(this.text.text)?.[0].length ?? 0;
        return this.definition(name);
      }
      case '[[': return this.redirected(this.doubleBrackets());
      default: return this.simple();
    }
  }

  /** Steps over ((…)), which counts; other two parentheses are shells in shells. */
  private arithmetic(): boolean {
    const counting = /\(\((?:[^\n;'"`)]|\)(?!\)))*\)\)/y;
    counting.lastIndex = this.text.at;
    const found = counting.exec(this.text.text)?.[0].length;
    this.text.at += found ?? 0;
    return found !== undefined;
  }

  private simple(): Node {
    const assign: [string, Word][] = [];
    const words: Word[] = [];
    const command: { kind: 'simple'; assign: [string, Word][]; words: Word[]; stdin?: Word; into?: Word } = { kind: 'simple', assign, words };
    const start = this.text.at;
    for (;;) {
      this.text.skip(false);
      if (this.redirect((stdin) => { command.stdin = stdin; }, (file) => { command.into = file; })) { continue; }
      const word = this.anyWord();
      if (!word) { break; }
      const [head] = word;
      const name = head && 'text' in head && !head.quoted ? ASSIGNMENT.exec(head.text) : null;
      if (name && head && 'text' in head && words.length === 0) {
        if (word.length === 1 && head.text.length === name[0].length && this.text.take('(')) {
          this.array();
          assign.push([name[1], [{ unknown: true, quoted: true }]]);
        } else {
          assign.push([name[1], name[0].endsWith('+=') ? [{ unknown: true, quoted: true }] : [{ text: head.text.slice(name[0].length), quoted: false }, ...word.slice(1)]]);
        }
        continue;
      }
      words.push(word);
      this.text.skip(false);
      if (words.length === 1 && word.length === 1 && 'text' in word[0] && this.text.next === '(') {
        this.text.at += 1;
        this.text.skip(false);
        this.close();
        return this.definition(word[0].text);
      }
    }
    if (this.text.at === start) { throw new NotUnderstood(`unexpected ${this.text.next}`); }
    return command;
  }

  private definition(name: string): Node {
    this.text.skip(true);
    return { kind: 'function', name, body: this.text.nested(() => this.command()) };
  }

  private conditional(): Node {
    this.word();
    const branches: { test: Node[]; body: Node[] }[] = [];
    let otherwise: Node[] | undefined;
    for (let more = true; more;) {
      const test = this.body('then');
      const body = this.list();
      branches.push({ test, body });
      const next = this.word();
      more = next === 'elif';
      if (next === 'else') { otherwise = this.body('fi'); } else if (next !== 'elif' && next !== 'fi') { throw new NotUnderstood('no fi'); }
    }
    return { kind: 'if', branches, otherwise };
  }

  private iteration(): Node {
    this.word();
    this.text.skip(false);
    const counted = this.text.take('((') ? /^\s*([A-Za-z_]\w*)\s*=/.exec(this.text.until('))')) : undefined;
    const name = counted === undefined ? this.word() : counted?.[1] ?? '_';
    this.text.skip(true);
    // A loop that counts runs, with a number that nobody works out.
    let words: Word[] | undefined = counted === undefined ? undefined : [[{ unknown: true, quoted: true }]];
    if (counted === undefined && this.peek() === 'in') {
      this.word();
      words = [];
      for (;;) {
        this.text.skip(false);
        const word = this.anyWord();
        if (!word) { break; }
        words.push(word);
      }
    }
    this.text.skip(false);
    this.text.take(';');
    this.text.skip(true);
    if (this.word() !== 'do') { throw new NotUnderstood('no do'); }
    return { kind: 'for', name, words, body: this.body('done') };
  }

  private choice(): Node {
    this.word();
    this.text.skip(false);
    this.anyWord();
    this.text.skip(true);
    if (this.word() !== 'in') { throw new NotUnderstood('no in'); }
    const bodies: Node[][] = [];
    for (;;) {
      this.text.skip(true);
      if (this.peek() === 'esac') { this.word(); return { kind: 'case', bodies }; }
      this.text.take('(');
      for (;;) {
        this.text.skip(false);
        if (!this.anyWord()) { throw new NotUnderstood('no pattern'); }
        this.text.skip(false);
        if (!this.text.take('|')) { break; }
      }
      this.close();
      bodies.push(this.list());
      this.text.skip(true);
      this.text.take(';;');
      this.text.take('&');
    }
  }

  private doubleBrackets(): Node {
    const words: Word[] = [];
    for (;;) {
      this.text.skip(true);
      const word = this.anyWord();
      if (!word) {
        if (this.text.done) { throw new NotUnderstood('no ]]'); }
        words.push([{ text: this.text.next, quoted: true }]);
        this.text.at += 1;
        continue;
      }
      words.push(word);
      if (word.length === 1 && 'text' in word[0] && word[0].text === ']]') { return { kind: 'simple', assign: [], words }; }
    }
  }

  /** Commands up to a word that closes them, which is stepped over. */
  private body(end: string): Node[] {
    const nodes = this.list();
    if (this.word() !== end) { throw new NotUnderstood(`no ${end}`); }
    return nodes;
  }

  private inParentheses(): Node[] {
    const nodes = this.list();
    this.text.skip(true);
    this.close();
    return nodes;
  }

  private array(): void {
    for (;;) {
      this.text.skip(true);
      if (this.text.take(')')) { return; }
      if (!this.anyWord()) { throw new NotUnderstood('array'); }
    }
  }

  private redirected(node: Node): Node {
    do { this.text.skip(false); } while (this.redirect(() => undefined));
    return node;
  }

  /** Steps over a redirection; what a here-document or here-string holds is given on, and the file that the output goes to. */
  private redirect(stdin: (word: Word) => void, into: (word: Word) => void = () => undefined): boolean {
    const start = /(?:\d{0,2}(?:<<<|<<-?|<>|<&|>>|>&|>\||<(?!\()|>(?!\())|&>>?)/y;
    start.lastIndex = this.text.at;
    const sign = start.exec(this.text.text)?.[0];
    if (sign === undefined) { return false; }
    this.text.at += sign.length;
    this.text.skip(false);
    const word = this.anyWord();
    if (!word) { throw new NotUnderstood('redirection'); }
    if (sign.endsWith('<<<')) { stdin(word); }
    if (/^(1?>>?|1?>\||&>>?)$/.test(sign)) { into(word); }
    if (/^\d*<<-?$/.test(sign)) {
      const end = word.map((part) => ('text' in part ? part.text : '')).join('');
      const literal = word.some((part) => part.quoted);
      this.text.expect(end, sign.endsWith('-'), (body) => {
        stdin(literal ? [{ text: body, quoted: true }] : quoted(this.text.within(body), '', (text) => new Parser(text).inParentheses()));
      });
    }
    return true;
  }

  private close(): void {
    if (!this.text.take(')')) { throw new NotUnderstood('no )'); }
  }

  private anyWord(): Word | undefined {
    return readWord(this.text, () => this.inParentheses());
  }

  /** The plain word that is next, without stepping over it; empty where there is none. */
  private peek(): string {
    const word = /[^\s"'\\$`;&|()<>]+/y;
    word.lastIndex = this.text.at;
    return word.exec(this.text.text)?.[0] ?? (this.text.follows('[[') ? '[[' : '');
  }

  private word(): string {
    const word = this.peek();
    if (word === '') { throw new NotUnderstood('no word'); }
    this.text.at += word.length;
    return word;
  }
}
