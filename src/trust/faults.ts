/** A part of this library that failed on some object. */
export interface Fault {
  /** what it was doing, and on which object */
  readonly doing: string;
  readonly message: string;
}

/** Runs one reader or rule on something. If it fails, that is noted, and the others go on with what there is. */
export function guarded<S, T>(faults: Fault[], doing: (subject: S) => string, otherwise: T, work: (subject: S) => T, subject: S): T {
  try {
    return work(subject);
  } catch (error) {
    faults.push({ doing: doing(subject), message: error instanceof Error ? error.message.split('\n')[0] : String(error) });
    return otherwise;
  }
}
