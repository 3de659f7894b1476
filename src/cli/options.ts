import { usageError } from './errors';

/** A time given on the command line. */
export function parseNow(text: string): Date {
  const date = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text) ? new Date(text) : new Date(NaN);
  // Date.parse rolls 2026-02-30 over into March on some engines.
  if (Number.isNaN(date.getTime()) || (!text.includes('T') && date.toISOString().slice(0, 10) !== text)) {
    throw usageError('--now: not a time', JSON.stringify(text), 'ISO 8601 with time zone, e.g. 2026-01-31 or 2026-01-31T12:00:00Z');
  }
  return date;
}

/** Collects an option that may stand several times. No default value: commander would print it as [] in the help. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];
