/**
 * A text of anybody's on one line of a terminal or a log: control characters would let a manifest write there what it likes, and marks of
 * writing direction would let it hide what it says.
 */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (c) => (/\s/.test(c) ? ' ' : `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`));
}
