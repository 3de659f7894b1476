/** Lines of a stack trace that say where in a program something went wrong, not what; and empty ones. */
const FRAMES: readonly RegExp[] = [
  /^(?:\[\S+\] ?)?(?:\d{4}-\d\d-\d\dT\S+ ?)?(?:std(?:out|err) [FP] ?)?\s*$/,
  /^(?:(?:\S+ ){0,4}(?:\t|\s{2,}))?at (?:async |new )?[\w.$/<>@[\] ~-]+(?::\d+)*\s?\([^)]*\)/, // Java, Node.js
  /^(?:(?:\S+ ){0,4}(?:\t|\s{2,}))?at (?:async )?(?:node:|file:|\/)\S+:\d+/, // Node.js, a function without a name
  /^(?:\S+ ){0,4}\s*\.\.\. \d+ (?:more|common frames omitted)$/,
  /^(?:\S+ ){0,4}\s*Traceback \(most recent call last\):$/,
  /^(?:\S+ ){0,4}\s*\d+: \S+\.go:\d+:\S+\(\)$/, // MinIO
  /^(?:\S+ ){0,4}\s*[\^~]+$/,
  /^(?:\S+ ){0,4}\s*code: '[A-Z\d_]+',?$/, // Node.js, beside the words
];
const PYTHON = /File "[^"]+", line \d+/;

/** A line that tells the cause of what the lines before it told: of Java, Node.js, Rust. */
const CAUSE = /^(?:\S+ ){0,4}\s*(?:Caused by\b|\[cause\]: |cause: |Suppressed: )/;
/** What Python writes between a cause and what became of it. */
const BECAME = /^(?:\S+ ){0,4}\s*(?:During handling of the above exception, another exception occurred:|The above exception was the direct cause of the following exception:)$/;

/** What a line is in a stack trace: a place; what is told as the cause of the lines before; or the word that they are the cause of the next. */
export type Part = 'frame' | 'cause' | 'became';

/** Which lines of a text belong to stack traces. What Python shows of a program stands below its place, further to the right. */
export function partsOf(lines: readonly string[]): (Part | undefined)[] {
  let code: number | undefined;
  return lines.map((line) => {
    const place = PYTHON.exec(line);
    if (place) {
      code = place.index;
      return 'frame';
    }
    if (code !== undefined && line.slice(code, code + 2) === '  ') { return 'frame'; }
    code = undefined;
    if (FRAMES.some((pattern) => pattern.test(line))) { return 'frame'; }
    return CAUSE.test(line) ? 'cause' : BECAME.test(line) ? 'became' : undefined;
  });
}
