import { IConstruct } from 'constructs';

/** What is wrong with an input, in the four parts every error of this library has. */
export interface Complaint {
  /** what is wrong, in one sentence without a final period */
  readonly what: string;
  /** the value that was given, as it was given: shown quoted and cut short */
  readonly got?: unknown;
  /** in place of `got`, where what was found is told in words of ours: shown as it is */
  readonly saw?: string | readonly string[];
  /** what would be accepted */
  readonly allowed?: string;
  /** the shortest way out */
  readonly fix: string;
}

/** Thrown for input that can never work. Not exported: jsii carries the message, which is made to be read. */
export class InvalidInput extends Error {
  constructor(where: string, complaint: Complaint) {
    super(render(where, complaint));
    // Not a property of its own: Node would print it once more under the stack trace.
    Object.defineProperty(this, 'name', { value: 'InvalidInput' });
    Error.captureStackTrace(this, invalid);
  }
}

/**
 * The error for an input, named after the construct it was given to (its path), or after the call when no construct exists yet.
 */
export function invalid(where: IConstruct | string, complaint: Complaint): InvalidInput {
  return new InvalidInput(typeof where === 'string' ? where : where.node.path, complaint);
}

function render(where: string, c: Complaint): string {
  return `[${where}] ${explained(c)}`;
}

/** A complaint as text, for those who name the construct themselves: cdk8s does so for validation errors. */
export function explained(c: Complaint): string {
  const lines = [c.what];
  if (c.saw !== undefined) {
    const all = [c.saw].flat();
    const shown = all.length > MOST_SEEN ? [...all.slice(0, MOST_SEEN - 1), `and ${all.length - MOST_SEEN + 1} more`] : all;
    lines.push(`  got      ${shown.map(spoken).join('\n           ')}`);
  } else if ('got' in c) {
    lines.push(`  got      ${show(c.got)}`);
  }
  if (c.allowed) { lines.push(`  allowed  ${c.allowed}`); }
  lines.push(`  fix      ${c.fix}`);
  return lines.join('\n');
}

/** More lines of what was found nobody reads. */
const MOST_SEEN = 10;

/** Complaints as texts, one for all that say the same of several things. */
export function explainedAll(complaints: readonly Complaint[]): string[] {
  const alike = new Map<string, Complaint>();
  for (const complaint of complaints) {
    const { saw = [], ...same } = complaint;
    const key = JSON.stringify(same);
    alike.set(key, 'saw' in complaint ? { ...same, saw: [alike.get(key)?.saw ?? [], saw].flat() } : complaint);
  }
  return [...alike.values()].map(explained);
}

/** A value as a reader recognizes it: quoted, cut short, control characters visible, and never a private key. */
export function show(value: unknown): string {
  if (value === undefined) { return 'nothing'; }
  const text = typeof value === 'string' ? JSON.stringify(value) : describe(value);
  if (/PRIVATE KEY/.test(text)) { return '(text with a private key, not shown)'; }
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** A text that is too long to be taken: what of it can be shown, and its length. */
export function measured(text: string): string {
  return `${show(text)}, ${text.length} characters`;
}

/** A sentence of ours, in which there may be names that were read from somewhere: on one line, and never with a private key. */
function spoken(sentence: string): string {
  if (/PRIVATE KEY/.test(sentence)) { return '(text with a private key, not shown)'; }
  const line = sentence.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  return line.length > 400 ? `${line.slice(0, 397)}...` : line;
}

function describe(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) { return String(value); }
  if (typeof value === 'function') { return 'a function'; }
  try {
    const kind = Object.getPrototypeOf(value)?.constructor.name ?? 'Object';
    return ['Object', 'Array', 'Date'].includes(kind) ? `${JSON.stringify(value)} (${Array.isArray(value) ? 'a list' : typeof value})` : `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`;
  } catch {
    return `a value of type ${typeof value}`;
  }
}
