import type { ShellWord } from './shell';
import { grouped } from '../once';

/** A flag as it is given: its value, unless only the running cluster knows it. */
export interface FlagValue {
  readonly name: string;
  /** undefined when the flag has none, or when `known` is false */
  readonly value?: string;
  readonly known: boolean;
  /** the value as it is written, with the variables in it, where `known` is false */
  readonly written?: string;
  /** the variable that is all of the value, where it is one: "$(OBJSTORE_CONFIG)" */
  readonly variable?: string;
}

/** Flags of Thanos that take no value. */
const SWITCHES = /^(no-.*|help|version|.*-tls-secure|.*-tls-skip-verify|.*partial-response|query\.(auto-downsampling|enforce-tenancy|enable-x-functions)|log\.request\.decision|shipper\.upload-compacted|wait|debug\..*|enable-auto-gomemlimit|.*disable-cors)$/;

/** The arguments of one `thanos` process, as its command line parser takes them apart (kingpin v2: --name=value or --name value, switches also --no-name). */
export class Args {
  /** words that are no flags: the component and its subcommands */
  public readonly words: readonly string[];
  /** false when more arguments may come from something that the manifests do not show (a variable of the shell, @file) */
  public readonly complete: boolean;
  private readonly all: readonly FlagValue[];
  private readonly byName: ReadonlyMap<string, readonly FlagValue[]>;

  constructor(given: readonly (ShellWord & { readonly variable?: string })[]) {
    const words: string[] = [];
    const all: FlagValue[] = [];
    let complete = true;
    for (let i = 0; i < given.length; i += 1) {
      const { text, known, variable } = given[i];
      const flag = /^--([A-Za-z][\w.-]*)(?:=([^]*))?$/.exec(text);
      if (!flag) {
        if (text.startsWith('@') || !known || text.startsWith('--')) { complete = false; } else { words.push(text); }
      } else if (flag[2] !== undefined) {
        all.push({ name: flag[1], known, variable, ...(known ? { value: flag[2] } : { written: flag[2] }) });
      } else if (SWITCHES.test(flag[1]) || i + 1 >= given.length || given[i + 1].text.startsWith('--')) {
        all.push({ name: flag[1], known: true });
      } else {
        i += 1;
        const { text: value } = given[i];
        all.push({ name: flag[1], known: given[i].known, variable: given[i].variable, ...(given[i].known ? { value } : { written: value }) });
      }
    }
    this.words = words;
    this.all = all;
    this.byName = grouped(all, ({ name }) => name);
    this.complete = complete;
  }

  /** All flags of a name, in order. */
  public flags(name: string): readonly FlagValue[] {
    return this.byName.get(name) ?? [];
  }

  /** The names of all flags that are given. */
  public get names(): readonly string[] {
    return [...this.byName.keys()];
  }

  /** Whether a flag is given, with whatever value. */
  public has(name: string): boolean {
    return this.byName.has(name);
  }

  /** The value of a flag; undefined where it is not given or not known. The last one wins. */
  public value(name: string): string | undefined {
    const found = this.flags(name);
    return found[found.length - 1]?.value;
  }

  /** All values of a flag that may be repeated, as far as they are known. */
  public values(name: string): string[] {
    return this.flags(name).flatMap((flag) => (flag.value === undefined ? [] : [flag.value]));
  }

  /** All values of a flag that may be repeated; those that are not known as they are written, with the variables in them. */
  public addresses(name: string): string[] {
    return this.flags(name).flatMap(({ value, written }) => value ?? written ?? []);
  }

  /** Whether a switch is on. */
  public isOn(name: string): boolean {
    if (!this.has(name)) { return false; }
    let on = false;
    for (const flag of this.all) {
      if (flag.name === name) { on = flag.value === undefined ? flag.known : /^(true|1|t)$/i.test(flag.value); }
      if (flag.name === `no-${name}`) { on = false; }
    }
    return on;
  }
}
