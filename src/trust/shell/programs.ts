import { Stop } from './builtins';
import { Must } from './must';
import { parseShell } from './parse';
import type { Run } from './run';
import { Scope, SEVERAL, UNKNOWN } from './scope';

const SHELLS = /^(ba|da|a|k|z)?sh$/;
/** A file that a shell reads when it is started as a program. */
const SHEBANG = /^#!.*\b(ba|da|a|k|z)?sh\b/;
/** Programs that start the rest of their words. The number is how many words of their own they have before it. */
const WRAPPERS: ReadonlyMap<string, number> = new Map([
  ['timeout', 1], ['env', 0], ['exec', 0], ['command', 0], ['nohup', 0], ['time', 0], ['nice', 0], ['sudo', 0], ['builtin', 0], ['setsid', 0], ['stdbuf', 0],
  ['tini', 0], ['dumb-init', 0], ['docker-entrypoint.sh', 0],
]);
/** Of these the shell itself knows what they are; others are programs, which know no functions. */
const OF_THE_SHELL = new Set(['time', 'builtin']);

/** How a program is started. */
export interface Start {
  readonly must: Must;
  /** variables before its name */
  readonly own: ReadonlyMap<string, string | undefined>;
  /** what it reads, where that shows */
  readonly stdin?: string;
  /** the file that its output goes to */
  readonly into?: string;
  /** whether the words may name a function */
  readonly functions: boolean;
}

/** Starts a program, or what stands behind its name: a function, a script, a shell. */
export function start(run: Run, words: readonly string[], how: Start): Stop {
  if (!run.step()) { return 'all'; }
  const { must, own } = how;
  const [path] = words;
  const name = path.slice(path.lastIndexOf('/') + 1);
  // What is started does not show: a call without a name, that nobody takes for theirs.
  if (path.includes(SEVERAL) || path.includes(UNKNOWN)) { return called(run, words, how); }
  if (SHELLS.test(name)) { return shell(run, words.slice(1), how); }
  const function_ = how.functions ? run.scope.functions.get(path) : undefined;
  if (function_) { return run.call(function_, words, must, own); }
  const skip = WRAPPERS.get(name);
  if (skip !== undefined) { return wrapped(run, name, words.slice(1), skip, how); }
  if (name === '.' || name === 'source') { return source(run, words[1], must); }
  const text = path.includes('/') ? run.around.file(path) : undefined;
  if (text !== undefined && (SHEBANG.test(text) || path.endsWith('.sh'))) { return inChild(run, text, words, how, false); }
  return called(run, [name, ...words.slice(1)], how);
}

function called(run: Run, words: readonly string[], { must, own, into }: Start): undefined {
  run.calls.push({ words, must, sure: run.sure, variable: run.scope.environment(own), ...(into === undefined ? {} : { into }) });
}

function source(run: Run, path: string | undefined, must: Must): Stop {
  const text = path === undefined ? undefined : run.around.file(path);
  if (text === undefined) {
    if (path?.includes(UNKNOWN)) { run.unclear = true; }
    return undefined;
  }
  const nodes = parseShell(text);
  if (!nodes) { run.unclear = true; return undefined; }
  const stop = run.all(nodes, must);
  return stop === 'function' ? undefined : stop;
}

/** `sh -c TEXT NAME ARG…`, `sh FILE ARG…`, or a shell that reads what stands behind <<. */
function shell(run: Run, words: readonly string[], how: Start): Stop {
  let errexit = false;
  let i = 0;
  let command = false;
  while (i < words.length && /^[-+]/.test(words[i]) && words[i] !== '--') {
    if (/^-[a-z]*e/.test(words[i])) { errexit = true; }
    if (/^-[a-z]*c/.test(words[i])) { command = true; }
    i += /^[-+][a-z]*[oO]$/.test(words[i]) ? 2 : 1;
  }
  if (words[i] === '--') { i += 1; }
  const text = words[i] === undefined ? how.stdin : command ? words[i] : run.around.file(words[i]);
  if (text?.includes(SEVERAL) || text?.includes(UNKNOWN)) { run.unclear = true; return undefined; }
  if (text === undefined) { return undefined; }
  const parameters = command ? words.slice(i + 1) : words.slice(i);
  return inChild(run, text, parameters.length > 0 ? parameters : ['sh'], how, errexit);
}

/** A script in a shell of its own: it has the variables that programs see, and nothing else of ours. */
function inChild(run: Run, text: string, parameters: readonly string[], { must, own }: Start, errexit: boolean): undefined {
  run.within(new Scope(run.scope.environment(own), parameters, errexit), () => run.script(text, parameters, must));
}

/** The program behind `env`, `timeout` and the like, with the variables that they set. */
function wrapped(run: Run, name: string, words: readonly string[], skip: number, how: Start): Stop {
  const own = new Map(how.own);
  let i = 0;
  while (i < words.length && (words[i].startsWith('-') || /^[A-Za-z_]\w*=/.test(words[i]))) {
    const at = words[i].indexOf('=');
    if (!words[i].startsWith('-')) { own.set(words[i].slice(0, at), words[i].slice(at + 1)); }
    if (name === 'env' && words[i] === '-u') { own.set(words[i + 1], undefined); }
    i += /^-[sknu]$/.test(words[i]) ? 2 : 1;
  }
  const rest = words.slice(i + skip);
  if (rest.length === 0) { return undefined; }
  const stop = start(run, rest, { ...how, own, functions: how.functions && OF_THE_SHELL.has(name) });
  return name === 'exec' ? 'all' : stop;
}
