import { SEVERAL } from '../shell/run';

/** The options and other words of a command line. */
export interface CommandLine {
  /** values by option, as it was written first in the list of its names; a switch has the empty text */
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly words: readonly string[];
}

/** How a program reads its options. */
export interface Grammar {
  /** options with a value; spellings of one option are separated by "|" */
  readonly values: readonly string[];
  /** switches that are asked for by another spelling: "--insecure|-k" */
  readonly switches?: readonly string[];
  /** letters after one dash are options each, the last with the rest as its value: -sSfo FILE */
  readonly letters?: boolean;
  /** everything after the first other word belongs to it (Go's flag package) */
  readonly stopsAtWord?: boolean;
}

/** Takes a command line apart; undefined where words that do not show may be options. */
export function readOptions(args: readonly string[], grammar: Grammar): CommandLine | undefined {
  if (args.includes(SEVERAL)) { return undefined; }
  const names = new Map<string, string>();
  const valued = new Set<string>();
  for (const option of grammar.values) { for (const name of option.split('|')) { names.set(name, option.split('|')[0]); valued.add(option.split('|')[0]); } }
  for (const option of grammar.switches ?? []) { for (const name of option.split('|')) { names.set(name, option.split('|')[0]); } }
  const options = new Map<string, string[]>();
  const words: string[] = [];
  const add = (name: string, value: string) => { options.set(name, [...(options.get(name) ?? []), value]); };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === '--') { words.push(...args.slice(i + 1)); break; }
    if (!arg.startsWith('-') || arg === '-') {
      words.push(arg);
      if (grammar.stopsAtWord) { words.push(...args.slice(i + 1)); break; }
      continue;
    }
    if (grammar.letters && !arg.startsWith('--')) {
      for (let at = 1; at < arg.length; at++) {
        const name = names.get(`-${arg[at]}`) ?? `-${arg[at]}`;
        if (!valued.has(name)) { add(name, ''); continue; }
        if (at + 1 < arg.length) { add(name, arg.slice(at + 1)); } else { i += 1; add(name, args[i] ?? ''); }
        break;
      }
      continue;
    }
    const equals = arg.indexOf('=');
    const spelled = equals < 0 ? arg : arg.slice(0, equals);
    const name = names.get(spelled) ?? spelled;
    if (equals >= 0) { add(name, arg.slice(equals + 1)); } else if (valued.has(name)) { i += 1; add(name, args[i] ?? ''); } else { add(name, ''); }
  }
  return { options, words };
}

/** The last value of an option. */
export function last(line: CommandLine, name: string): string | undefined {
  const values = line.options.get(name);
  return values?.[values.length - 1];
}

/** Whether a switch is on: given, and not as "=false". */
export function on(line: CommandLine, name: string): boolean {
  const value = last(line, name);
  return value !== undefined && !/^(false|0|f|no)$/i.test(value);
}
