/**
 * Matchers for jest: `import 'cdk8s-observability-tls/jest'` in a test, or name it in `setupFilesAfterEnv`. They take a construct (an app, a
 * chart), a list of objects (what `Testing.synth` gives), or YAML.
 */
import { Construct } from 'constructs';
import { errorsText, proveConstruct } from './proof/construct-proof';
import { problemOf } from './proof/problem';
import { readDocuments } from './trust/documents';
import { Proof, prove } from './trust/prove';
import { ANY_TIME } from './trust/world';

/** What a matcher is told beside what it looks at. */
export interface MatcherOptions {
  /** the time at which certificates must be valid; it is not judged without it */
  readonly now?: Date;
}

declare global {
  namespace jest {
    interface Matchers<R> {
      /** There is a connection, no error, and every connection is proved, or consistent by its references. */
      toBeProved(options?: MatcherOptions): R;
      /** Nothing is found that cannot work, or silently runs without TLS or verification. */
      toHaveNoTlsErrors(options?: MatcherOptions): R;
    }
  }
}

interface Result {
  readonly pass: boolean;
  message(): string;
}

/** The matchers, for `expect.extend` of a jest without globals. */
export const matchers = {
  toBeProved(received: unknown, options: MatcherOptions = {}): Result {
    const problem = problemOf(proofOf(received, options));
    return { pass: problem === undefined, message: () => problem ?? 'every connection is proved' };
  },
  toHaveNoTlsErrors(received: unknown, options: MatcherOptions = {}): Result {
    const problem = errorsText(proofOf(received, options));
    return { pass: problem === undefined, message: () => problem ?? 'there is no error in the TLS connections' };
  },
};

function proofOf(received: unknown, { now = ANY_TIME }: MatcherOptions): Proof {
  if (Construct.isConstruct(received)) { return proveConstruct(received, { now }); }
  if (Array.isArray(received)) { return prove(received.map((object: unknown) => ({ object })), { now }); }
  if (typeof received !== 'string') { throw new Error('expected a construct, a list of objects, or YAML'); }
  const { sources, problems } = readDocuments('manifests', received);
  if (problems.length > 0) { throw new Error(`the manifests cannot be read: line ${problems[0].line ?? 1}: ${problems[0].reason}`); }
  return prove(sources, { now });
}

// Where jest has no globals, the user extends the `expect` that he imports.
(globalThis as { expect?: { extend?(matchers: object): void } }).expect?.extend?.(matchers);
