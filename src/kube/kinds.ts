import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { invalid } from './invalid';

type Where = IConstruct | string;
/** A class as a value. */
export type Made<T> = { readonly name: string; readonly prototype: T };

// The kinds of values that are no text. TypeScript checks them too, but JavaScript has no compiler, and `any` hides them from TypeScript's.

/** A value of an enum-like class: made by one of its methods, not by hand. */
export function requireMade<T>(where: Where, field: string, value: unknown, type: Made<T>, example: string): T {
  if (!(Object(value) instanceof (type as unknown as Function))) {
    if (Object(value).constructor?.name === type.name) {
      const saw = `a ${type.name} of another copy of it`;
      throw invalid(where, { what: `${field} comes of another copy of this library`, saw, allowed: 'one copy in an app', fix: 'npm ls cdk8s-observability-tls shows both: npm dedupe' });
    }
    throw invalid(where, { what: `${field} must be made by a method of ${type.name}`, got: value, allowed: `a ${type.name}`, fix: `for example ${example}` });
  }
  return value as T;
}

/** Programs in Go count nanoseconds in 64 bits. */
const LONGEST_DAYS = 106_751;

/**
 * A Duration of cdk8s. By what it can do and not by its class: two copies of cdk8s in one app have two classes.
 *
 * @param fractions whether what takes it can take parts of seconds
 */
export function requireDuration(where: Where, field: string, value: unknown, fractions: boolean = false): Duration {
  if (typeof (value as Duration | undefined)?.toMilliseconds !== 'function') {
    throw invalid(where, { what: `${field} must be a Duration`, got: value, allowed: 'a Duration of cdk8s', fix: 'for example Duration.days(7)' });
  }
  const duration = value as Duration;
  const milliseconds = duration.toMilliseconds({ integral: false });
  if ((!fractions && milliseconds % 1000 !== 0) || milliseconds > LONGEST_DAYS * 86_400_000) {
    throw invalid(where, {
      what: `${field} cannot be taken by what reads it`,
      saw: duration.toHumanString(),
      allowed: `${fractions ? '' : 'whole seconds, '}at most ${LONGEST_DAYS} days`,
      fix: 'for example Duration.days(7)',
    });
  }
  return duration;
}

/** A point in time. */
export function requireDate(where: Where, field: string, value: unknown): Date {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) {
    throw invalid(where, { what: `${field} must be a Date`, got: value, allowed: 'a valid Date', fix: `for example ${field}: new Date('2026-11-22T00:00:00Z')` });
  }
  return value;
}

/** Yes or no. */
export function requireBoolean(where: Where, field: string, value: unknown): boolean {
  if (typeof value !== 'boolean') {
    throw invalid(where, { what: `${field} must be true or false`, got: value, allowed: 'true, false', fix: `write ${field}: true without quotes` });
  }
  return value;
}

/** A map of names to values, as properties and Kubernetes' own structures are. */
export function requireMap(where: Where, field: string, value: unknown, allowed: string): { readonly [key: string]: any } {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date) {
    throw invalid(where, { what: `${field} must be a map`, got: value, allowed, fix: `write ${field}: { … }, or leave it out` });
  }
  return value;
}
