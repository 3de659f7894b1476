/**
 * The one error of this room. `code` is stable and meant for programs; the message is meant for people:
 * what is wrong, what was found, what is allowed.
 */
export class X509Error extends Error {
  public readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'X509Error';
    this.code = code;
  }
}

/** Shortens a value for a message, and shows control characters instead of printing them. */
export function show(value: string, limit = 60): string {
  const quoted = JSON.stringify(value.length > limit ? `${value.slice(0, limit)}…` : value);
  // JSON leaves C1 controls and bidirectional marks alone; a terminal does not.
  return quoted.replace(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
