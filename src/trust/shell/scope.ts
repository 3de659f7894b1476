import { Node } from './syntax';

/** Stands for text that does not show, within a word. */
export const UNKNOWN = '\u0000';

/** A word that stands for any number of words that do not show. */
export const SEVERAL = '\u0001';

/** What a shell holds at some point of a script. A subshell works on a copy. */
export class Scope {
  /** variables that the script has set; undefined is one that it has unset */
  public readonly variables = new Map<string, string | undefined>();
  public readonly functions = new Map<string, Node>();
  /** names that programs see beside those of the environment: for certain, or perhaps */
  private readonly exported = new Map<string, boolean>();

  /** @param positional $0, $1, … */
  constructor(private readonly outer: (name: string) => string | undefined, public positional: readonly string[] = ['sh'], public errexit = false) {}

  /** A variable or parameter: its text, perhaps with UNKNOWN in it, or undefined where it is not set. */
  public value(name: string): string | undefined {
    const counted = !this.positional.includes(SEVERAL);
    if (/^\d+$/.test(name)) { return counted ? this.positional[Number(name)] : UNKNOWN; }
    if (name === '*' || name === '@') { return this.positional.slice(1).join(' ').replace(/ ?\u0001 ?/g, UNKNOWN); }
    // What does not show may have been several words.
    if (name === '#' && counted && !this.positional.some((word) => word.includes(UNKNOWN))) { return String(this.positional.length - 1); }
    if (/^[#?$!-]$/.test(name)) { return UNKNOWN; }
    return this.variables.has(name) ? this.variables.get(name) : this.outer(name);
  }

  /** Sets a variable, or unsets it. */
  public set(name: string, value: string | undefined): void { this.variables.set(name, value); }

  /** Takes note that a function may be another one, or may be there at all. */
  public perhaps(name: string, body: Node): void {
    const known = this.functions.get(name);
    const counted = known?.kind === 'case' && known.bodies.some(([only, ...more]) => only === body && more.length === 0);
    if (known !== body && !counted) { this.functions.set(name, { kind: 'case', bodies: [known ? [known] : [], [body]] }); }
  }

  /** Lets programs see a variable. */
  public export(name: string): void { this.exported.set(name, true); }

  /** What a program sees that is started now with variables of its own; the script may change its own before somebody asks. */
  public environment(own: ReadonlyMap<string, string | undefined>): (name: string) => string | undefined {
    const { outer } = this;
    const seen = new Map<string, string | undefined>();
    for (const [name, value] of this.variables) {
      const certain = outer(name) !== undefined || this.exported.get(name);
      if (certain !== undefined) { seen.set(name, certain ? value : UNKNOWN); }
    }
    for (const [name, value] of own) { seen.set(name, value); }
    return (name) => (seen.has(name) ? seen.get(name) : outer(name));
  }

  /** The same again, to be changed by itself. */
  public copy(): Scope {
    const copy = new Scope(this.outer, this.positional, this.errexit);
    for (const [name, value] of this.variables) { copy.variables.set(name, value); }
    for (const [name, body] of this.functions) { copy.functions.set(name, body); }
    for (const [name, certain] of this.exported) { copy.exported.set(name, certain); }
    return copy;
  }

  /** Takes over what is common to several ways on; the rest is unknown. */
  public meet(ways: readonly Scope[]): void {
    const [first, ...others] = ways;
    for (const name of new Set(ways.flatMap((way) => [...way.variables.keys()]))) {
      const value = first.value(name);
      this.variables.set(name, others.every((way) => way.value(name) === value) ? value : UNKNOWN);
    }
    for (const name of new Set(ways.flatMap((way) => [...way.exported.keys()]))) {
      this.exported.set(name, ways.every((way) => way.exported.get(name) === true));
    }
    for (const name of new Set(ways.flatMap((way) => [...way.functions.keys()]))) {
      const bodies = [...new Set(ways.map((way) => way.functions.get(name)))];
      const [only] = bodies;
      this.functions.set(name, bodies.length === 1 && only ? only : { kind: 'case', bodies: bodies.map((body) => (body ? [body] : [])) });
    }
    const same = others.every(({ positional }) => positional.length === first.positional.length
      && positional.every((word, i) => word === first.positional[i]));
    this.positional = same ? first.positional : [first.positional[0], SEVERAL];
    this.errexit = ways.some(({ errexit }) => errexit);
  }
}

/** What two ways on have in common. */
export function joined(one: Scope | undefined, other: Scope | undefined): Scope | undefined {
  if (!one || !other || one === other) { return one ?? other; }
  const both = one.copy();
  both.meet([one, other]);
  return both;
}
