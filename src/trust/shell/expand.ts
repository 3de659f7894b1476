import { Node, Part, Word } from './syntax';

/** Stands for text that does not show, within a word. */
export const UNKNOWN = '\u0000';

/** A word that stands for any number of words that do not show. */
export const SEVERAL = '\u0001';

/** Turns words into text, with the variables of a script. */
export class Expander {
  public readonly assigned = new Map<string, string>();
  /** $0, $1, … */
  public positional: readonly string[] = ['sh'];

  constructor(
    private readonly outer: (name: string) => string | undefined,
    private readonly run: (nodes: readonly Node[], checked: boolean, must: 1 | 0 | -1) => void,
  ) {}

  /** A variable: its text, perhaps with UNKNOWN in it, or undefined where it is not set. */
  public value(name: string): string | undefined {
    if (/^\d+$/.test(name)) { return this.positional.includes(SEVERAL) ? UNKNOWN : this.positional[Number(name)]; }
    if (name === '*' || name === '@') { return this.positional.slice(1).join(' ').split(SEVERAL).join(UNKNOWN); }
    if (/^[#?$!-]$/.test(name)) { return name === '#' && !this.positional.includes(SEVERAL) ? String(this.positional.length - 1) : UNKNOWN; }
    return this.assigned.has(name) ? this.assigned.get(name) : this.outer(name);
  }

  /** A word as one text. */
  public text(word: Word, checked: boolean, must: 1 | 0 | -1): string {
    return word.map((part) => this.part(part, checked, must)).join('');
  }

  /** A word as the words that a shell makes of it. */
  public fields(word: Word): string[] {
    if (word.some((part) => 'variable' in part) && word.every((part) => ('variable' in part ? part.variable === '@' && part.op === undefined : 'text' in part && part.text === ''))) {
      return this.positional.slice(1);
    }
    const done: string[] = [];
    let open: string | undefined;
    for (const part of word) {
      const text = this.part(part, false, 0);
      if (part.quoted || 'text' in part) { open = (open ?? '') + text; continue; }
      if (text === UNKNOWN && open === undefined && word.length === 1) { return [SEVERAL]; }
      const pieces = text.split(/[ \t\n]+/);
      pieces.forEach((piece, i) => {
        if (i > 0 && open !== undefined) { done.push(open); open = undefined; }
        if (piece !== '') { open = (open ?? '') + piece; }
      });
    }
    return open === undefined ? done : [...done, open];
  }

  private part(part: Part, checked: boolean, must: 1 | 0 | -1): string {
    if ('text' in part) { return part.text; }
    if ('commands' in part) {
      this.run(part.commands, checked, must);
      return UNKNOWN;
    }
    if ('unknown' in part) { return UNKNOWN; }
    const value = this.value(part.variable);
    const word = () => this.text(part.word ?? [], checked, 0);
    const unset = value === undefined || (part.op?.startsWith(':') === true && value === '');
    switch (part.op?.replace(':', '')) {
      case undefined: return value ?? '';
      case '-': return value === UNKNOWN && part.op === ':-' ? UNKNOWN : unset ? word() : value;
      case '=': {
        const text = unset ? word() : value;
        if (unset) { this.assigned.set(part.variable, text); }
        return text;
      }
      case '+': return unset ? '' : value?.includes(UNKNOWN) ? UNKNOWN : word();
      case '?': return value ?? '';
      default: return value === undefined ? '' : trim(value, part.op as string, word());
    }
  }
}

/** ${NAME#PATTERN} and its like, for patterns of text and stars. */
function trim(value: string, op: string, pattern: string): string {
  if (value.includes(UNKNOWN) || pattern.includes(UNKNOWN) || value.length > 4096 || pattern.length > 64 || /[?[\\]/.test(pattern)) { return UNKNOWN; }
  const stars = pattern.split('*').length - 1;
  if (stars > 1) { return UNKNOWN; }
  const [head, tail] = stars === 1 ? pattern.split('*') : [pattern, undefined];
  const longest = op.length === 2;
  if (op.startsWith('#')) {
    if (!value.startsWith(head)) { return value; }
    if (tail === undefined) { return value.slice(head.length); }
    const at = longest ? value.lastIndexOf(tail) : value.indexOf(tail, head.length);
    return at < head.length ? value : tail === '' ? longest ? '' : value.slice(head.length) : value.slice(at + tail.length);
  }
  if (tail === undefined) { return value.endsWith(head) ? value.slice(0, value.length - head.length) : value; }
  if (!value.endsWith(tail)) { return value; }
  const at = longest ? value.indexOf(head) : value.lastIndexOf(head, value.length - tail.length - head.length);
  return at < 0 || at + head.length > value.length - tail.length ? value : value.slice(0, at);
}
