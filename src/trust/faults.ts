/** A part of this library that failed on some object. */
export interface Fault {
  /** what it was doing, and on which object */
  readonly doing: string;
  readonly message: string;
}

/** Runs one reader or rule. If it fails, that is noted, and the others go on with what there is. */
export function guarded<T>(faults: Fault[], doing: () => string, otherwise: T, work: () => T): T {
  try {
    return work();
  } catch (error) {
    faults.push({ doing: doing(), message: error instanceof Error ? error.message.split('\n')[0] : String(error) });
    return otherwise;
  }
}
