/** An answer; undefined where the manifests do not tell. */
export type Maybe = boolean | undefined;

/** True when all are true, false when one is false, else not known. */
export function all(answers: readonly Maybe[]): Maybe {
  if (answers.includes(false)) { return false; }
  return answers.includes(undefined) ? undefined : true;
}

/** True when one is true, false when all are false, else not known. */
export function some(answers: readonly Maybe[]): Maybe {
  if (answers.includes(true)) { return true; }
  return answers.includes(undefined) ? undefined : false;
}
