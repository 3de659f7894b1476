import { Manifest } from '../inventory';
import { isMap } from '../values';

const UNITS: { readonly [unit: string]: number } = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const DAY = 86_400_000;

/** Milliseconds of a duration as Go writes it ("2160h", "1h30m"); undefined for anything else, days included. */
export function readDuration(value: unknown): number | undefined {
  if (typeof value !== 'string') { return undefined; }
  if (value === '0') { return 0; }
  const match = /^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.exec(value);
  if (!match) { return undefined; }
  const sum = [...value.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)].reduce((all, [, amount, unit]) => all + Number(amount) * UNITS[unit], 0);
  return value.startsWith('-') ? -sum : sum;
}

/** How long a certificate lives, and how long before its end cert-manager renews it. */
export interface Lifetime {
  readonly duration: number;
  readonly renewBefore: number;
  /** whether the manifest states the duration */
  readonly stated: boolean;
}

/** The lifetime of a Certificate: 90 days, renewed when a third is left, unless it says otherwise (cert-manager 1.21, pkg/apis/certmanager/v1). */
export function lifetimeOf(certificate: Manifest): Lifetime | undefined {
  const spec = isMap(certificate.spec) ? certificate.spec : {};
  const duration = spec.duration === undefined || spec.duration === null ? 90 * DAY : readDuration(spec.duration);
  if (duration === undefined) { return undefined; }
  const before = typeof spec.renewBeforePercentage === 'number' ? duration * (100 - spec.renewBeforePercentage) / 100
    : spec.renewBefore === undefined || spec.renewBefore === null ? duration / 3 : readDuration(spec.renewBefore);
  return before === undefined ? undefined : { duration, renewBefore: before, stated: spec.duration !== undefined && spec.duration !== null };
}

/** A duration in words: "90 days", "36 hours", "5 minutes". */
export function inWords(milliseconds: number): string {
  const [size, unit] = milliseconds >= 2 * DAY ? [DAY, 'day'] : milliseconds >= 2 * UNITS.h ? [UNITS.h, 'hour'] : [UNITS.m, 'minute'];
  const count = Math.round(milliseconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
