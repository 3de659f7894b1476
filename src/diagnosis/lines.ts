import { Part, partsOf } from './traces';

/** A line of a log as it is read: what colours a terminal taken away. */
export interface LogLine {
  readonly line: number;
  readonly message: string;
  /** "quiet": its writer says that nothing is wrong, and it tells of no error; "loud": its writer says that something is */
  readonly tone: 'quiet' | 'plain' | 'loud';
  /** what it is in a stack trace, where it stands in one */
  readonly part?: Part;
}

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]|${String.fromCharCode(0xfeff)}`, 'g');

/** How a level is written: logfmt and JSON, klog, Envoy, and the columns of zap and others. What stands before it may be of kubectl, stern or the container runtime. */
const LEVELS: readonly RegExp[] = [
  /\b(?:level|lvl|severity|levelname)\\*"?[=:]\s*\\*"?([a-z]+)/i,
  /^(?:\S+ ){0,4}([IWEF])\d{4} \d\d:\d\d:\d\d\.\d+ /,
  /^(?:\S+ ){0,3}\[[^\]]*\](?:\[\d+\])?\[([a-z]+)\]/,
  /^(?:\S+\s+){0,4}[[<]?(TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|PANIC|CRITICAL|SEVERE)\b/,
  /\t(trace|debug|info|notice|warn|error|fatal|panic)\t/,
];
const QUIET = /^(i|trace|debug|info|information|notice|normal)$/i;
const LOUD = /^(e|f|err|error|fatal|panic|critical|crit|alert|emerg|severe)$/i;

/** An error that is told beside a level: a field with something in it, or words that only errors have. */
const TELLS = [
  /\b(?:err|error|reason|cause)=(?!\s|$|\\*""|null\b|nil\b|<nil>|none\b|false\b)/i,
  /\\*"(?:err|error|errors|reason|cause|exception|stack_?trace|thrown)\\*":\s*(?!null|\\*""|\[\]|\{\}|false|0\b)/i,
  /\b(?:x509|tls): |\brpc error: |\bdial (?:tcp|udp) |\bcurl: \(\d+\)|\bSSL routines:|\b(?:Get|Put|Post|Head|Delete) \\*"\S+": /,
];

/** The lines of a text, whatever ends them. */
export function linesOf(text: string): LogLine[] {
  const written = text.split(/\r\n|\r|\n/).map((line) => line.replace(COLOURS, ''));
  const parts = partsOf(written);
  return written.map((line, i) => {
    // Envoy's access log has no spaces in what failed (seen with 1.39.1).
    const message = line.trim().replace(/TLS_error:\|\S+/g, (told) => told.replace(/(?<![A-Z])_|_(?![A-Z])/g, ' '));
    return { line: i + 1, message, tone: toneOf(message), part: parts[i] };
  });
}

function toneOf(message: string): LogLine['tone'] {
  const level = LEVELS.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined) ?? '';
  if (QUIET.test(level)) { return TELLS.some((pattern) => pattern.test(message)) ? 'plain' : 'quiet'; }
  return LOUD.test(level) ? 'loud' : 'plain';
}

/** Words of a failure. */
const FAILURE = /\b(error|err=|fatal|panic|fail(ed|ure|s)?|unable|cannot|could not|refused|denied|expired|timed out|unreachable|x509|BackOff|Warning|FailedMount|Unhealthy)\b|curl: \(\d+\)/i;
/** An exception by its name, whatever is told of it. */
const EXCEPTION = /(?:^|[\s"])(?:[\w$]+\.)+[A-Z][\w$]*(?:Exception|Error)(?=: |$)|^[A-Z][\w$]*(?:Exception|Error): /;
/** The same words where they tell of none: what did not happen, counts of nothing, settings. */
const NOT_ONE = new RegExp([
  '#failure=\\d+', 'library: \'[^\']*\'', '\\b(?:0|no|without) (?:errors?|fail(?:ed|ures?)|warnings?|denied|refused)\\b', '\\berror:\\s?<nil>',
  '\\b(?:err|error|failed|failures?|errors)\\\\*"?[=:]\\s*(?:\\\\*""|null|nil|<nil>|none|false|0)(?=[\\s,}"]|$)', '(?:^|\\s)--?[\\w.-]+(?:=\\S*)?',
].join('|'), 'gi');
/** A field in what `kubectl describe` shows, a name and its value in a column; and one of YAML or JSON with a single word. */
const FIELD = /^[A-Z][\w ./()-]*:(?:\s{2,}|\t|$)(.*)$/;
const WORD = /^(?:- )?"?[\w./-]+"?: +"?[^\s"]*"?,?$/;

/** Whether a line tells of a failure. */
export function tellsOfFailure({ message, tone }: LogLine): boolean {
  if (tone !== 'plain') { return tone === 'loud'; }
  if (EXCEPTION.test(message)) { return true; }
  const value = FIELD.exec(message)?.[1] ?? message;
  // One word is a state or a setting, which the message beside it explains.
  return /\s/.test(value.trim()) && !WORD.test(message) && FAILURE.test(value.replace(NOT_ONE, ' '));
}
