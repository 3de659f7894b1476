import { show } from './errors';

/** One PEM block as Go's `encoding/pem` finds it. */
export interface PemBlock {
  /** What stands after BEGIN, e.g. `CERTIFICATE`. */
  readonly label: string;
  /** RFC 1421 headers between BEGIN and the base64, e.g. `Proc-Type`. Usually none. */
  readonly headers: Record<string, string>;
  /** The decoded bytes. */
  readonly der: Buffer;
  /** Where `-----BEGIN` starts in the text. */
  readonly offset: number;
  /** Where the text after the block starts (after the newline that ends it). */
  readonly end: number;
}

/** All blocks of a text, and what stands after the last one. */
export interface PemText {
  readonly blocks: PemBlock[];
  readonly rest: string;
}

const BEGIN = '-----BEGIN ';
const END = '\n-----END ';
const DASHES = '-----';

/** The line that starts at `from` without trailing blanks, and where the next one starts. */
function lineAt(text: string, from: number): { line: string; next: number } {
  const newline = text.indexOf('\n', from);
  let end = newline < 0 ? text.length : newline;
  if (newline > from && text[newline - 1] === '\r') end--;
  while (end > from && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return { line: text.slice(from, end), next: newline < 0 ? text.length : newline + 1 };
}

// Go trims ASCII blanks plus U+0085 and U+00A0, and not the byte order mark that JavaScript's trim() takes as a blank.
function trim(text: string): string {
  return text.replace(/^[\t\n\v\f\r \u0085\u00a0]+|[\t\n\v\f\r \u0085\u00a0]+$/g, '');
}

function base64(text: string): Buffer | undefined {
  const compact = text.replace(/[ \t\r\n]+/g, '');
  const bytes = Buffer.from(compact, 'base64');
  // What comes out as it went in was right; the rest may be, with other bits at its end.
  if (bytes.toString('base64') === compact) return bytes;
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  return bytes;
}

/**
 * The first block at or after `from`, found by the rules of Go's decoder: the first END line decides, the last BEGIN before it belongs to it,
 * BEGIN stands at the start of a line (a byte order mark before it hides the block), END repeats the label and ends its line. What does not fit is skipped.
 */
function nextBlock(text: string, from: number): PemBlock | undefined {
  let start = from;
  for (;;) {
    const end = text.indexOf(END, start);
    if (end < 0) return undefined;
    const trailer = end + END.length;
    const window = start;
    start = trailer;

    const begin = text.slice(window, end).lastIndexOf(BEGIN) + window;
    if (begin < window || (begin > window && text[begin - 1] !== '\n')) continue;
    const { line, next } = lineAt(text, begin + BEGIN.length);
    if (!line.endsWith(DASHES)) continue;
    const label = line.slice(0, -DASHES.length);

    const headers: Record<string, string> = {};
    let body = next;
    for (;;) {
      if (body >= text.length) return undefined;
      const header = lineAt(text, body);
      const colon = header.line.indexOf(':');
      if (colon < 0) break;
      headers[trim(header.line.slice(0, colon))] = trim(header.line.slice(colon + 1));
      body = header.next;
    }
    // Headers that ran over the END line: Go gives up on the whole text there.
    if (body > trailer) return undefined;
    if (body > end && Object.keys(headers).length > 0) continue;

    const tail = label + DASHES;
    if (!text.startsWith(tail, trailer) || lineAt(text, trailer + tail.length).line !== '') continue;
    const der = body < end ? base64(text.slice(body, end)) : Buffer.alloc(0);
    if (!der) continue;
    return { label, headers, der, offset: begin, end: lineAt(text, trailer).next };
  }
}

/** All PEM blocks Go would read from this text, in order; whatever stands around them is skipped. Never throws. */
export function readPem(text: string): PemText {
  const blocks: PemBlock[] = [];
  let position = 0;
  for (;;) {
    const block = nextBlock(text, position);
    if (!block) return { blocks, rest: text.slice(position) };
    blocks.push(block);
    position = block.end;
  }
}

/** Canonical PEM: 64 columns, one final newline. */
export function armour(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der).toString('base64').match(/.{1,64}/g) ?? [];
  return [`${BEGIN}${label}${DASHES}`, ...lines, `${DASHES}END ${label}${DASHES}`, ''].join('\n');
}

/** True for a line in which the two characters \n follow -----BEGIN. */
function escaped(line: string): boolean {
  const begin = line.indexOf(BEGIN);
  return begin >= 0 && line.includes('\\n', begin);
}

/** Why a text that should hold PEM has no block that can be read: the likely mistake, for an error message. */
export function explainNoPem(text: string): string {
  const compact = text.replace(/\s+/g, '');
  if (compact === '') return 'the text is empty';
  if (/^\ufeff-----BEGIN /.test(text)) return 'a byte order mark (U+FEFF) stands before -----BEGIN: save the file without it';
  if (text.split('\n').some(escaped)) return 'it holds the two characters \\n instead of line ends: unescape it';
  if (/^[ \t]+-----BEGIN /m.test(text)) return '-----BEGIN is indented: it must stand at the start of its line';
  if (compact.startsWith('LS0tLS1CRUdJTi')) return 'it is base64 of PEM (as in a Secret’s `data`): decode it once';
  if (compact.startsWith('MII')) return 'it is base64 without the -----BEGIN and -----END lines';
  if (text.startsWith('\u0030\ufffd') || /^0[\u0080-\u00ff\ufffd]/.test(text)) return 'it is binary DER: convert it to PEM';
  if (!text.includes(BEGIN.trimEnd())) return `it starts with ${show(text.trim(), 40)} and has no -----BEGIN line`;
  if (!text.includes('-----END ')) return 'it has a -----BEGIN line but no -----END line: it is cut off';
  if (/\n#|\.\.\.|…/.test(text)) return 'the base64 between BEGIN and END was elided';
  return 'between -----BEGIN and a matching -----END there is no valid base64';
}
