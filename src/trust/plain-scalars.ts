/** What says that a text is more than this reader knows. */
export const NOT_PLAIN = Symbol('not plain');

/** Words that are no texts, in YAML 1.1 as Kubernetes reads it. */
const TRUE = /^(?:y|yes|true|on)$/i;
const WORDS = /^(?:y|n|yes|no|true|false|on|off|null|~)$/i;

/** Numbers as they are mostly written, and everything that some reader may take for a number. */
const WHOLE = /^-?[1-9]\d{0,14}$|^0$/;
const NUMBERLIKE = /^[-+]?(?:[\d_.]*(?:e[-+]?\d*)?|0[xob][\da-f_]*|\.(?:inf|nan))$/i;

/** Characters that a plain text may begin with. */
const BEGINS = /^[A-Za-z0-9_./$()+=^~;<\\]|^[-:?][^ ]/;

/** The value of a scalar without quotes: a text without blanks at its ends, without comment and without a colon that would make it a key. */
export function plainScalar(written: string): unknown {
  const c = written.charCodeAt(0);
  const letter = (c >= 97 && c <= 122) || (c >= 65 && c <= 90);
  if (letter) {
    if (written.length > 5 || !WORDS.test(written)) { return written; }
    return word(written);
  }
  if (WHOLE.test(written)) { return Number(written); }
  if (!BEGINS.test(written) || written === '<<' || written === '~') { return NOT_PLAIN; }
  // An address has more than one dot, and so has a version.
  return NUMBERLIKE.test(written) && !/\..*\./.test(written) ? NOT_PLAIN : written;
}

/** The same where every scalar is a text, as in fields of text in Go, but for null and the booleans of YAML 1.2. */
export function plainText(written: string): unknown {
  const value = plainScalar(written);
  return typeof value === 'number' || (typeof value === 'boolean' && !/^(?:true|false)$/i.test(written)) ? written : value;
}

/** Only in lower case, capitalized and in upper case: "yEs" is a text. */
function word(written: string): unknown {
  const lower = written.toLowerCase();
  const cases = [lower, lower.toUpperCase(), lower.charAt(0).toUpperCase() + lower.slice(1)];
  if (!cases.includes(written)) { return written; }
  return lower === 'null' ? null : TRUE.test(lower);
}

/** The text in quotes that ends where it should. */
export function quotedScalar(written: string): unknown {
  if (written.startsWith("'")) { return written.slice(1, -1).replaceAll("''", "'"); }
  if (!written.includes('\\')) { return written.slice(1, -1); }
  // YAML has more escapes than JSON; those that both have mean the same.
  if (/\\[^"\\/bfnrtu]/.test(written.replaceAll('\\\\', ''))) { return NOT_PLAIN; }
  try {
    return JSON.parse(written) as unknown;
  } catch {
    return NOT_PLAIN;
  }
}
