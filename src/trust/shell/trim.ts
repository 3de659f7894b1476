import { UNKNOWN } from './scope';
import { Word } from './syntax';

/**
 * ${NAME#PATTERN} and its like, for patterns of text with at most one star; UNKNOWN for others.
 *
 * @param op `#`, `##`, `%` or `%%`
 * @param pattern what PATTERN expands to
 */
export function trim(value: string, op: string, word: Word, pattern: string): string {
  // A quoted star is no pattern.
  const literal = word.some((part) => part.quoted && (!('text' in part) || (!part.expanded && /[*?[\\]/.test(part.text))));
  if (literal || value.includes(UNKNOWN) || pattern.includes(UNKNOWN) || value.length > 1024 || pattern.length > 64 || /[?[\\]/.test(pattern)) { return UNKNOWN; }
  const [head, tail, ...more] = pattern.split('*');
  if (more.length > 0) { return UNKNOWN; }
  const lengths = Array.from({ length: value.length + 1 }, (_, i) => i);
  const matches = (text: string): boolean => (tail === undefined ? text === head
    : text.startsWith(head) && text.endsWith(tail) && text.length >= head.length + tail.length);
  const atEnd = op.startsWith('%');
  const cut = (length: number): string => (atEnd ? value.slice(value.length - length) : value.slice(0, length));
  const length = (op.length === 2 ? lengths.reverse() : lengths).find((each) => matches(cut(each)));
  return length === undefined ? value : atEnd ? value.slice(0, value.length - length) : value.slice(length);
}
