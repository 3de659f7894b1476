/** How many words are remembered, and how long they may be. */
const PLACES = 4093;
const LONGEST = 48;

/**
 * What was made of words that were read lately. Manifests consist of few words that stand in them again and again: one that is known needs no text of its own,
 * nor another look, and what is compared with it later is the same text, not one that has to be compared letter by letter.
 */
export class Words<T> {
  private readonly words = new Array<string | undefined>(PLACES);
  private readonly values = new Array<T | undefined>(PLACES);

  /** What was made of the word that stands in a text at some place; undefined where it has been forgotten. */
  public at(text: string, from: number, to: number): T | undefined {
    const place = placeOf(text, from, to);
    const word = this.words[place];
    return word !== undefined && word.length === to - from && text.startsWith(word, from) ? this.values[place] : undefined;
  }

  /** Remembers what is made of a word, unless that is another text, which may be part of a long one; gives it back. */
  public learn(word: string, value: T): T {
    const { length } = word;
    if (length > LONGEST || length === 0 || (typeof value === 'string' && value !== word)) { return value; }
    const place = placeOf(word, 0, length);
    this.words[place] = interned(word);
    return this.values[place] = value;
  }
}

function placeOf(text: string, from: number, to: number): number {
  return (text.charCodeAt(from) + 31 * text.charCodeAt(to - 1) + 961 * text.charCodeAt(Math.trunc((from + to) / 2)) + 7 * (to - from)) % PLACES;
}

let names: { [name: string]: true } = Object.create(null);
let count = 0;

/** A text as the engine has it for names of properties: once, so that comparing costs nothing, and by itself, so that it keeps no longer text alive. */
function interned(text: string): string {
  if (count === PLACES) {
    names = Object.create(null);
    count = 0;
  }
  count += 1;
  names[text] = true;
  return text;
}
