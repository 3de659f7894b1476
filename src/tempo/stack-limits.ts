import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { storedDuration } from './tempo-config';
import { StackRateLimitSpec } from '../crds/tempo-stack';
import { requireMap } from '../kube/kinds';
import { requireInteger } from '../kube/text';

/** How much a tenant may send and ask for. */
export interface TempoLimits {
  /**
   * The burst that is taken, in bytes.
   * @default - by the stack's size, else Tempo's own
   */
  readonly ingestionBurstSizeBytes?: number;
  /**
   * The rate that is taken, in bytes per second.
   * @default - by the stack's size, else Tempo's own
   */
  readonly ingestionRateLimitBytes?: number;
  /**
   * The largest trace that is taken, in bytes.
   * @default - Tempo's own
   */
  readonly maxBytesPerTrace?: number;
  /**
   * How many traces may be open at one time.
   * @default - Tempo's own
   */
  readonly maxTracesPerUser?: number;
  /**
   * The largest answer to a question for the values of a tag, in bytes.
   * @default - Tempo's own
   */
  readonly maxBytesPerTagValues?: number;
  /**
   * The longest time range of a search.
   * @default - that of the stack's `search`
   */
  readonly maxSearchDuration?: Duration;
}

/** How searches are bounded. */
export interface TempoSearch {
  /**
   * How many results a search has that asks for no number.
   * @default 20
   */
  readonly defaultResultLimit?: number;
  /**
   * The most results that a search may ask for.
   * @default - unlimited
   */
  readonly maxResultLimit?: number;
  /**
   * The longest time range of a search.
   * @default - unlimited
   */
  readonly maxDuration?: Duration;
}

/** A stack's `limits.global` and the values of `limits.perTenant`. */
export function rateLimit(scope: Construct, field: string, limits: TempoLimits): StackRateLimitSpec {
  requireMap(scope, field, limits, 'limits, for example { maxTracesPerUser: 10000 }');
  const count = (key: 'ingestionBurstSizeBytes' | 'ingestionRateLimitBytes' | 'maxBytesPerTrace' | 'maxTracesPerUser' | 'maxBytesPerTagValues') =>
    limits[key] === undefined ? undefined : requireInteger(scope, `${field}.${key}`, limits[key], 0, Number.MAX_SAFE_INTEGER);
  return {
    ingestion: {
      ingestionBurstSizeBytes: count('ingestionBurstSizeBytes'),
      ingestionRateLimitBytes: count('ingestionRateLimitBytes'),
      maxBytesPerTrace: count('maxBytesPerTrace'),
      maxTracesPerUser: count('maxTracesPerUser'),
    },
    query: {
      maxBytesPerTagValues: count('maxBytesPerTagValues'),
      maxSearchDuration: limits.maxSearchDuration && storedDuration(scope, `${field}.maxSearchDuration`, limits.maxSearchDuration),
    },
  };
}
