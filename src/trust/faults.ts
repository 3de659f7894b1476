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
    faults.push(fault(doing(subject), error));
    return otherwise;
  }
}

/** Does the same with each of many things. Where it fails on one, that is noted, and it goes on with the next. */
export function guardedEach<S>(faults: Fault[], doing: (subject: S) => string, subjects: readonly S[], work: (subject: S, i: number) => void): void {
  let i = 0;
  while (i < subjects.length) {
    try {
      for (; i < subjects.length; i += 1) { work(subjects[i], i); }
    } catch (error) {
      faults.push(fault(doing(subjects[i]), error));
      i += 1;
    }
  }
}

function fault(doing: string, error: unknown): Fault {
  return { doing, message: error instanceof Error ? error.message.split('\n')[0] : String(error) };
}
