import { Characters, NotUnderstood } from './characters';
import { Node, Part, Word } from './syntax';

/** Reads the commands up to a closing parenthesis, which it steps over. */
export type CommandsIn = (text: Characters) => readonly Node[];

const NAME = /[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]/y;
const MORE_NAME = /[A-Za-z0-9_]+/y;
const ESCAPED = /(?:[^'\\]|\\[^])*/y;
const PLAIN = /[^\s"'\\$`;&|()<>]+/y;
const OPERATOR = /:?[-=+?]|##?|%%?|\^\^?|,,?|\/\/?|:/y;
const IN_QUOTES = /[^"\\$`]+/y;

const ESCAPES: { readonly [sign: string]: string | undefined } = { 'n': '\n', 't': '\t', 'r': '\r', '\\': '\\', '\'': '\'', '"': '"' };

function match(text: Characters, pattern: RegExp): string | undefined {
  pattern.lastIndex = text.at;
  const found = pattern.exec(text.text)?.[0];
  text.at += found?.length ?? 0;
  return found;
}

/** Reads one word; undefined where none begins. */
export function readWord(text: Characters, commands: CommandsIn): Word | undefined {
  const parts: Part[] = [];
  const start = text.at;
  for (;;) {
    const plain = match(text, PLAIN);
    if (plain !== undefined) { parts.push({ text: plain, quoted: false }); continue; }
    switch (text.next) {
      case '"': {
        text.at += 1;
        const inside = quoted(text, '"', commands);
        // Quotes make a word even of nothing; but "$@" is no word where there are no parameters.
        const all = inside.length === 1 && 'variable' in inside[0] && inside[0].variable === '@' && inside[0].op === undefined;
        parts.push(...(all ? inside : [{ text: '', quoted: true }, ...inside]));
        continue;
      }
      case '\'': text.at += 1; parts.push({ text: text.until('\''), quoted: true }); continue;
      case '\\':
        if (text.follows('\\\n')) { text.at += 2; continue; }
        parts.push({ text: text.text[text.at + 1] ?? '', quoted: true });
        text.at += 2;
        continue;
      case '$': parts.push(dollar(text, false, commands)); continue;
      case '`': text.at += 1; text.until('`'); parts.push({ unknown: true, quoted: false }); continue;
      case '<':
      case '>':
        if (text.text[text.at + 1] === '(') { text.at += 2; commands(text); parts.push({ unknown: true, quoted: true }); continue; }
        break;
      default:
    }
    return text.at === start ? undefined : parts;
  }
}

/** Reads up to a closing double quote (or the end of the text, for the body of a here-document), with what is expanded in it. */
export function quoted(text: Characters, end: '"' | '', commands: CommandsIn): Part[] {
  const parts: Part[] = [];
  for (;;) {
    if (text.done) {
      if (end === '') { return parts; }
      throw new NotUnderstood('a quote does not end');
    }
    const plain = match(text, IN_QUOTES);
    if (plain !== undefined) { parts.push({ text: plain, quoted: true }); continue; }
    switch (text.next) {
      case '"':
        text.at += 1;
        if (end === '"') { return parts; }
        parts.push({ text: '"', quoted: true });
        continue;
      case '\\': {
        const escaped = text.text[text.at + 1] ?? '';
        text.at += 2;
        if (escaped === '\n') { continue; }
        parts.push({ text: '"\\$`'.includes(escaped) ? escaped : `\\${escaped}`, quoted: true });
        continue;
      }
      case '`': text.at += 1; text.until('`'); parts.push({ unknown: true, quoted: true }); continue;
      default: parts.push(dollar(text, true, commands));
    }
  }
}

function dollar(text: Characters, inQuotes: boolean, commands: CommandsIn): Part {
  text.at += 1;
  if (text.take('((')) { return arithmetic(text, inQuotes); }
  if (text.take('(')) { return { commands: commands(text), quoted: inQuotes }; }
  if (text.take('{')) { return text.nested(() => braces(text, inQuotes, commands)); }
  if (!inQuotes && text.take('\'')) { return escapes(text); }
  let name = match(text, NAME);
  // A name goes on behind a line that is continued.
  while (name !== undefined && /^[A-Za-z_]/.test(name) && text.take('\\\n')) { name += match(text, MORE_NAME) ?? ''; }
  return name === undefined ? { text: '$', quoted: true } : { variable: name, quoted: inQuotes };
}

/** What stands in $'…', of which bash has more than is read here. */
function escapes(text: Characters): Part {
  const inside = match(text, ESCAPED) ?? '';
  if (!text.take('\'')) { throw new NotUnderstood('a quote does not end'); }
  let known = true;
  const read = inside.replace(/\\([^])/g, (all: string, sign: string) => {
    const sense = ESCAPES[sign];
    known &&= sense !== undefined;
    return sense ?? all;
  });
  return known ? { text: read, quoted: true } : { unknown: true, quoted: true };
}

function arithmetic(text: Characters, inQuotes: boolean): Part {
  let depth = 2;
  while (depth > 0) {
    if (text.done) { throw new NotUnderstood('arithmetic does not end'); }
    if (text.next === '(') { depth += 1; }
    if (text.next === ')') { depth -= 1; }
    text.at += 1;
  }
  return { unknown: true, quoted: inQuotes };
}

/** What stands in ${…}: a name, perhaps an operator and a word. Other forms are read over and stay unknown. */
function braces(text: Characters, inQuotes: boolean, commands: CommandsIn): Part {
  const length = text.next === '#' && text.text[text.at + 1] !== '}';
  const name = length || text.next === '!' ? undefined : match(text, NAME);
  if (name !== undefined && text.take('}')) { return { variable: name, quoted: inQuotes }; }
  const op = name === undefined ? undefined : match(text, OPERATOR);
  const word = rest(text, inQuotes, commands);
  return name === undefined || op === undefined || /^[\^,/:]/.test(op) && !/^:[-=+?]/.test(op)
    ? { unknown: true, quoted: inQuotes }
    : { variable: name, op, word, quoted: inQuotes };
}

/** The word in braces, up to the brace that closes them. */
function rest(text: Characters, inQuotes: boolean, commands: CommandsIn): Word {
  const parts: Part[] = [];
  for (;;) {
    if (text.done) { throw new NotUnderstood('braces do not end'); }
    if (text.take('}')) { return parts; }
    switch (text.next) {
      case '"': text.at += 1; parts.push({ text: '', quoted: true }, ...quoted(text, '"', commands)); continue;
      case '\'':
        text.at += 1;
        parts.push(inQuotes ? { text: '\'', quoted: true } : { text: text.until('\''), quoted: true });
        continue;
      case '\\': {
        const escaped = text.text[text.at + 1] ?? '';
        parts.push({ text: inQuotes && !'$`"\\}'.includes(escaped) ? `\\${escaped}` : escaped, quoted: true });
        text.at += 2;
        continue;
      }
      case '$': parts.push(dollar(text, inQuotes, commands)); continue;
      case '`': text.at += 1; text.until('`'); parts.push({ unknown: true, quoted: true }); continue;
      default: parts.push({ text: text.next, quoted: inQuotes, expanded: true }); text.at += 1;
    }
  }
}
