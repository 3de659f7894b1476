import { Must } from './must';
import { Scope, SEVERAL, UNKNOWN } from './scope';
import { Node, Part, Word } from './syntax';
import { trim } from './trim';

/**
 * What a part of a word turns into: text that is split at blanks or not, or the border between two words of "$@".
 * `bare` is text that is not split because it stands in the script as it is, without quotes.
 */
type Piece = { readonly text: string; readonly split: boolean; readonly bare?: boolean } | 'border';

/** No program is started with a longer word (Linux, MAX_ARG_STRLEN), and a script that makes more text than that in all doubles it in circles. */
const LONGEST = 131_072;
const ALTOGETHER = 10_000_000;

/** Turns words into text, with the variables of a script. */
export class Expander {
  /** how many characters have been made */
  private made = 0;

  /**
   * @param scope what the shell holds at the moment
   * @param run takes note of the commands of a $(…)
   */
  constructor(private readonly scope: () => Scope, private readonly run: (nodes: readonly Node[], checked: boolean, must: Must) => void) {}

  /** A word as one text. */
  public text(word: Word, checked: boolean, must: Must): string {
    return this.pieces(word, checked, must).map((piece) => (piece === 'border' ? ' ' : piece.text)).join('').split(SEVERAL).join(UNKNOWN);
  }

  /**
   * A word as the words that a shell makes of it. What does not show within a word counts for one without blanks, which it nearly always is
   * ("https://$(hostname):9000"); what does not show and is all of a word may be any number of words.
   */
  public fields(word: Word): string[] {
    const pieces = this.pieces(word, false, 0);
    if (isAlternatives(word)) { return [SEVERAL]; }
    if (pieces.some((piece) => piece !== 'border' && piece.text.includes(SEVERAL))) { return [SEVERAL]; }
    const done: string[] = [];
    // `certain` is a word that has more than text that does not show and may be nothing, or several words; `glob` is one with a star outside of quotes.
    let open: { text: string; certain: boolean; glob: boolean } | undefined;
    const close = () => {
      // No file is called like a URL.
      if (open) { done.push(open.certain && (!open.glob || /:\/\/[^\u0000*]*\*/.test(open.text)) ? open.text : SEVERAL); }
      open = undefined;
    };
    const add = (text: string, certain: boolean, bare: boolean) => {
      open ??= { text: '', certain: false, glob: false };
      open.text += text;
      open.certain ||= certain;
      open.glob ||= bare && text.includes('*');
    };
    for (const piece of pieces) {
      if (piece === 'border') { close(); continue; }
      if (!piece.split) { add(piece.text, true, piece.bare === true); continue; }
      piece.text.split(/[ \t\n]+/).forEach((text, i) => {
        if (i > 0) { close(); }
        if (text !== '') { add(text, text.split(UNKNOWN).join('') !== '', true); }
      });
    }
    close();
    return done;
  }

  private pieces(word: Word, checked: boolean, must: Must): Piece[] {
    const found = word.flatMap((part, i) => this.part(i === 0 && 'text' in part && !part.quoted ? { ...part, text: this.home(part.text, word.length === 1) } : part, checked, must));
    const length = found.reduce((sum, piece) => sum + (piece === 'border' ? 1 : piece.text.length), 0);
    this.made += length;
    return length > LONGEST || this.made > ALTOGETHER ? [{ text: UNKNOWN, split: true }] : found;
  }

  /** A leading tilde is a folder: the home of whoever runs the script, or of somebody else. */
  private home(text: string, alone: boolean): string {
    const [, user, rest] = /^~([^/]*)(\/[^]*)?$/.exec(text) ?? [];
    if (user === undefined || (rest === undefined && !alone)) { return text; }
    return `${user === '' ? this.scope().value('HOME') ?? UNKNOWN : UNKNOWN}${rest ?? ''}`;
  }

  private part(part: Part, checked: boolean, must: Must): Piece[] {
    if ('text' in part) { return [{ text: part.text, split: part.expanded === true && !part.quoted, bare: !part.quoted }]; }
    const split = !part.quoted;
    if ('commands' in part) {
      this.run(part.commands, checked, must);
      return [{ text: UNKNOWN, split }];
    }
    if ('unknown' in part) { return [{ text: UNKNOWN, split }]; }
    const { variable, op, word = [] } = part;
    if (op === undefined && (variable === '@' || (variable === '*' && split))) { return this.parameters(split); }
    const value = this.scope().value(variable);
    const given = [{ text: value ?? '', split }];
    const otherwise = () => this.pieces(word, checked, 0);
    const strict = op?.startsWith(':') === true;
    const unset = value === undefined || (strict && value === '');
    // Text that does not show may be empty.
    const perhaps = value !== undefined && strict && value.split(UNKNOWN).join('') === '' && value !== '';
    switch (op?.replace(':', '')) {
      case undefined: return given;
      case '-': return perhaps ? [{ text: UNKNOWN, split }] : unset ? otherwise() : given;
      case '=': {
        if (!unset) { return perhaps ? [{ text: UNKNOWN, split }] : given; }
        const text = this.text(word, checked, 0);
        this.scope().set(variable, text);
        return [{ text, split }];
      }
      case '+': return unset ? [{ text: '', split }] : value === UNKNOWN || perhaps ? [{ text: UNKNOWN, split }] : otherwise();
      case '?': return given;
      default: return [{ text: value === undefined ? '' : trim(value, op as string, word, this.text(word, checked, 0)), split }];
    }
  }

  /** $@, and $* where it is not quoted. */
  private parameters(split: boolean): Piece[] {
    return this.scope().positional.slice(1).flatMap((text, i): Piece[] => [...(i > 0 ? ['border' as const] : []), { text, split }]);
  }
}

/** Whether a word has `{a,b}` or `{1..3}`, of which bash makes several words and other shells one. */
export function isAlternatives(word: Word): boolean {
  const text = word.map((part) => ('text' in part && !part.quoted && !part.expanded ? part.text : '_')).join('');
  return /\{[^{}]*,[^{}]*\}|\{(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(\.\.-?\d+)?\}/.test(text);
}
