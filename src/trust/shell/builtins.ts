import { Expander, isAlternatives } from './expand';
import { Scope, SEVERAL, UNKNOWN } from './scope';
import { Word } from './syntax';

/** What is done after a command: the script goes on, goes on with the next round of a loop, or leaves a loop, a function, or all. */
export type Stop = 'round' | 'loop' | 'function' | 'all' | undefined;

/** A shell that runs a builtin. */
export interface Shell {
  readonly scope: Scope;
  readonly expander: Expander;
  /** takes note that a function is left with the variable as it was before */
  localize(name: string): void;
  /** runs the text of an eval */
  evaluate(text: string): Stop;
}

type Builtin = (shell: Shell, args: readonly string[], words: readonly Word[]) => Stop;

/** `export NAME=VALUE` and its like, whose values are not split. */
function declaring(each: (shell: Shell, name: string) => void): Builtin {
  return (shell, _args, words) => {
    for (const word of words) {
      const text = shell.expander.text(word, false, 0);
      const at = text.indexOf('=');
      const name = (at < 0 ? text : text.slice(0, at)).replace(/\+$/, '');
      if (!/^\w+$/.test(name)) { continue; }
      each(shell, name);
      if (at > 0) { shell.scope.set(name, text[at - 1] === '+' || isAlternatives(word) ? UNKNOWN : text.slice(at + 1)); }
    }
    return undefined;
  };
}

const local = declaring((shell, name) => {
  shell.localize(name);
  // Some shells keep the value of before, others do not.
  shell.scope.set(name, UNKNOWN);
});

const reading: Builtin = ({ scope }, args) => {
  args.filter((name) => /^[A-Za-z_]\w*$/.test(name)).forEach((name) => { scope.set(name, UNKNOWN); });
  return undefined;
};

/** Commands of the shell itself that change what comes after them. */
export const BUILTINS: { readonly [name: string]: Builtin | undefined } = Object.assign(Object.create(null) as object, {
  export: declaring(({ scope }, name) => { scope.export(name); }),
  readonly: declaring(() => undefined),
  local,
  declare: local,
  typeset: local,
  unset: (({ scope }, args) => {
    const [flag] = args;
    for (const name of args.filter((each) => !each.startsWith('-'))) {
      if (flag === '-f') { scope.functions.delete(name); } else { scope.set(name, undefined); }
    }
    return undefined;
  }) as Builtin,
  read: reading,
  getopts: ((shell, args, words) => reading(shell, [...args.slice(1), 'OPTARG', 'OPTIND'], words)) as Builtin,
  shift: (({ scope }, args) => {
    const [self, ...rest] = scope.positional;
    const count = args[0] === undefined ? 1 : /^\d+$/.test(args[0]) ? Number(args[0]) : undefined;
    scope.positional = count === undefined ? unknownParameters(self) : [self, ...withoutFirst(rest, count)];
    return undefined;
  }) as Builtin,
  set: (({ scope }, args) => {
    setOptions(scope, args);
    return undefined;
  }) as Builtin,
  eval: ((shell, args) => shell.evaluate(args.join(' '))) as Builtin,
  return: (() => 'function') as Builtin,
  exit: (() => 'all') as Builtin,
  break: (() => 'loop') as Builtin,
  continue: (() => 'round') as Builtin,
});

function unknownParameters(self: string): readonly string[] {
  return [self, SEVERAL];
}

/** Parameters after a shift; of an unknown number of them an unknown number is left. */
function withoutFirst(parameters: readonly string[], count: number): readonly string[] {
  const at = parameters.indexOf(SEVERAL);
  return at < 0 || at >= count ? parameters.slice(count) : [SEVERAL, ...parameters.slice(count + 1)];
}

/** `set -e`, `set -- a b`. What is no option ends the options. */
function setOptions(scope: Scope, args: readonly string[]): void {
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i];
    if (arg === '--' || !/^[-+]\w/.test(arg)) {
      scope.positional = [scope.positional[0], ...args.slice(arg === '--' ? i + 1 : i)];
      return;
    }
    const on = arg.startsWith('-');
    const named = /^[-+]\w*o$/.test(arg);
    if (/e/.test(arg) || (named && args[i + 1] === 'errexit')) { scope.errexit = on; }
    if (named) { i += 1; }
  }
}
