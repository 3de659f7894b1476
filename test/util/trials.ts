/** How many random inputs a test tries: few in `npm test`, and many where MANY_TRIALS is set, as .ci/run does. */
export function trials(few: number, many: number): number {
  return process.env.MANY_TRIALS ? many : few;
}
