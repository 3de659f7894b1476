import { assignedIn } from './assigned';
import { BUILTINS, Shell, Stop } from './builtins';
import { test } from './condition';
import { Expander } from './expand';
import { isCounting, isQuestion, looksForComplaint, Must, not, times } from './must';
import { outcome } from './outcome';
import { parseShell } from './parse';
import { start } from './programs';
import { joined, Scope, SEVERAL, UNKNOWN } from './scope';
import { Node, Word } from './syntax';

export { SEVERAL, UNKNOWN } from './scope';
export type { Must } from './must';

/** A program that a script starts. */
export interface Call {
  /** its words; UNKNOWN stands for text that does not show, SEVERAL for any number of words that do not */
  readonly words: readonly string[];
  readonly must: Must;
  /** whether it is started whenever the script comes so far; false where that depends on what does not show */
  readonly sure: boolean;
  /** the file that its output goes to */
  readonly into?: string;
  /** a variable as the program sees it: its text, UNKNOWN, or undefined where it is not set */
  variable(name: string): string | undefined;
}

/** What a script sees of the world around it. */
export interface Surroundings {
  /** a variable of the container: its text, UNKNOWN, or undefined where it is not set */
  variable(name: string): string | undefined;
  /** the text of a file; undefined where it does not show */
  file(path: string): string | undefined;
  /** whether a path is there; undefined where that does not show */
  exists(path: string): boolean | undefined;
}

const STEPS = 4000;
const CALLS_DEEP = 12;
const NO_VARIABLES: ReadonlyMap<string, string | undefined> = new Map();

/** Runs scripts without running them: follows their variables, functions and branches as far as they show, and gathers the programs they start. */
export class Run implements Shell {
  public readonly calls: Call[] = [];
  /** whether some part of it was not understood; then what was gathered may be read wrongly, and nothing should be said */
  public unclear = false;
  public readonly expander: Expander;
  /** what the shell holds at the moment */
  public scope: Scope;
  /** whether what is run now is run for certain */
  public sure = true;
  private steps = 0;
  private deep = 0;
  /** of each function that runs, the variables of before that are its own meanwhile */
  private readonly localized: Map<string, string | undefined>[] = [];

  constructor(public readonly around: Surroundings) {
    this.scope = new Scope((name) => around.variable(name));
    this.expander = new Expander(() => this.scope, (nodes, checked, must) => {
      this.within(this.scope.copy(), () => this.all(nodes, checked || this.scope.errexit ? must : 0));
    });
  }

  /** A script as text. */
  public script(text: string, args: readonly string[], must: Must): Stop {
    const nodes = parseShell(text);
    if (!nodes) { this.unclear = true; return undefined; }
    return this.calling(args, () => this.all(nodes, must));
  }

  /** A program with its words. */
  public program(words: readonly string[], must: Must): Stop {
    return start(this, words, { must, own: NO_VARIABLES, functions: true });
  }

  /** Takes note of one more step; false when there were too many of them. */
  public step(): boolean {
    this.steps += 1;
    if (this.steps > STEPS) { this.unclear = true; }
    return this.steps <= STEPS;
  }

  /** Runs something that changes another scope than ours: a subshell, a child. */
  public within(scope: Scope, body: () => Stop): void {
    const before = this.scope;
    this.scope = scope;
    body();
    this.scope = before;
  }

  /** Runs a function. */
  public call(body: Node, words: readonly string[], must: Must, own: ReadonlyMap<string, string | undefined>): Stop {
    if (this.deep >= CALLS_DEEP) { this.unclear = true; return undefined; }
    this.localized.push(new Map());
    for (const [name, value] of own) {
      this.localize(name);
      this.scope.set(name, value);
      this.scope.export(name);
    }
    const stop = this.calling([this.scope.positional[0], ...words.slice(1)], () => this.node(body, must));
    for (const [name, value] of this.localized.pop() ?? []) { this.scope.set(name, value); }
    return stop === 'all' ? 'all' : undefined;
  }

  /** Takes note that a function has a variable of its own. */
  public localize(name: string): void {
    const own = this.localized[this.localized.length - 1];
    if (own && !own.has(name)) { own.set(name, this.scope.value(name)); }
  }

  /** What stands behind eval. */
  public evaluate(text: string): Stop {
    const nodes = text.includes(UNKNOWN) || text.includes(SEVERAL) ? undefined : parseShell(text);
    if (!nodes) { this.unclear = true; return undefined; }
    return this.all(nodes, 0);
  }

  /** Commands one after the other. */
  public all(nodes: readonly Node[], must: Must): Stop {
    for (const node of nodes) {
      const stop = this.node(node, must);
      if (stop) { return stop; }
    }
    return undefined;
  }

  private calling(args: readonly string[], body: () => Stop): Stop {
    const before = this.scope.positional;
    this.scope.positional = args;
    this.deep += 1;
    const stop = body();
    this.deep -= 1;
    this.scope.positional = before;
    return stop;
  }

  private node(node: Node, must: Must, checked = false): Stop {
    if (!this.step()) { return 'all'; }
    switch (node.kind) {
      case 'simple': return this.simple(node, must, checked);
      case 'chain': return this.chain(node, must);
      case 'pipe': return this.pipe(node, must, checked);
      case 'group':
        if (!node.subshell) { return this.all(node.body, must); }
        this.within(this.scope.copy(), () => this.all(node.body, must));
        return undefined;
      case 'function': this.scope.functions.set(node.name, node.body); return undefined;
      case 'if': return this.conditional(node, must);
      case 'loop': return this.loop(node, must);
      case 'for': return this.iteration(node, must);
      case 'case': return this.either([...node.bodies, []], 0);
    }
  }

  private simple({ assign, words, stdin, into }: Extract<Node, { kind: 'simple' }>, must: Must, checked: boolean): Stop {
    const fields = words.flatMap((word) => this.expander.fields(word));
    if (fields.length === 0) {
      for (const [name, word] of assign) { this.scope.set(name, this.expander.text(word, checked, must)); }
      return undefined;
    }
    const own = new Map(assign.map(([name, word]) => [name, this.expander.text(word, checked, must)]));
    const [head, ...args] = fields;
    const builtin = this.scope.functions.has(head) ? undefined : BUILTINS[head];
    if (builtin) { return builtin(this, args, words.slice(1)); }
    const text = (word: Word | undefined) => word && this.expander.text(word, false, 0);
    return start(this, fields, { must, own, stdin: text(stdin), into: text(into), functions: true });
  }

  /** A && B || C: what has to succeed follows from what is done after it. */
  private chain({ first, rest }: Extract<Node, { kind: 'chain' }>, must: Must): Stop {
    let stop = this.node(first, times(must, outcome(rest, this.scope.functions)), true);
    if (stop) { return stop; }
    let known = test(first, this.expander, this.around);
    let certain = true;
    // What the shell holds where all so far has come out true, and where it has not.
    let [yes, no] = [known === false ? undefined : this.scope, known === true ? undefined : this.scope];
    for (const [i, { op, node }] of rest.entries()) {
      const from = op === '&&' ? yes : no;
      if (!from) { continue; }
      if (known === undefined && (op === '||' || isQuestion(i === 0 ? first : rest[i - 1].node))) { certain = false; }
      const need = op === '||' ? 0 : outcome(rest.slice(i + 1), this.scope.functions);
      this.scope = from.copy();
      stop = this.surely(certain, () => this.node(node, times(must, certain ? need : 0), true));
      if (stop && certain) { return stop; }
      const own = test(node, this.expander, this.around);
      const after = stop === 'all' ? undefined : this.scope;
      [yes, no] = op === '&&' ? [own === false ? undefined : after, joined(no, own === true ? undefined : after)]
        : [joined(yes, own === false ? undefined : after), own === true ? undefined : after];
      known = yes && no ? undefined : yes !== undefined;
    }
    const end = joined(yes, no);
    if (!end) { return 'all'; }
    this.scope = end;
    return undefined;
  }

  private pipe({ nodes, negated }: Extract<Node, { kind: 'pipe' }>, must: Must, checked: boolean): Stop {
    const own = negated ? not(must) : must;
    if (nodes.length === 1) { return this.node(nodes[0], own, checked); }
    // A pipe into grep that looks for an error message is a test that there is one.
    const last = nodes[nodes.length - 1];
    const searched = looksForComplaint(last);
    for (const node of nodes) { this.within(this.scope.copy(), () => this.node(node, searched && node !== last ? 0 : own, checked)); }
    return undefined;
  }

  private conditional({ branches, otherwise }: Extract<Node, { kind: 'if' }>, must: Must): Stop {
    const possible: (readonly Node[])[] = [];
    for (const [i, { test: condition, body }] of branches.entries()) {
      const others = [...branches.slice(i + 1).map((b) => b.body), ...(otherwise ? [otherwise] : [])];
      const after = ([['&&', body], ['||', others[0] ?? []]] as const).map(([op, nodes]) => ({ op, node: { kind: 'group', body: nodes } as const }));
      const need = times(must, outcome(after, this.scope.functions));
      condition.forEach((node, n) => this.perhaps(i === 0, () => this.node(node, n === condition.length - 1 && i === 0 ? need : 0, true)));
      const known = condition.length === 1 ? test(condition[0], this.expander, this.around) : undefined;
      if (known === false) { continue; }
      if (known === true && possible.length === 0) { return this.all(body, must); }
      possible.push(body);
      if (known === true) { return this.either(possible, 0); }
    }
    if (possible.length === 0) { return otherwise ? this.all(otherwise, must) : undefined; }
    return this.either([...possible, otherwise ?? []], 0);
  }

  private loop({ until, test: condition, body }: Extract<Node, { kind: 'loop' }>, must: Must): Stop {
    this.forget([...condition, ...body]);
    const known = condition.length === 1 ? test(condition[0], this.expander, this.around) : undefined;
    const endless = known !== undefined && known !== until;
    // `until X` ends when X succeeds, and `while X` when it fails.
    const need: Must = until ? 1 : outcome([{ op: '&&', node: { kind: 'group', body } }], this.scope.functions) === -1 ? -1 : 0;
    const negative = condition.length === 1 && condition[0].kind === 'pipe' && condition[0].negated && !until;
    condition.forEach((node, n) => this.node(node, n === condition.length - 1 ? times(must, negative ? -1 : need) : 0, true));
    if (known !== undefined && known === until) { return undefined; }
    if (endless) { return leave(this.all(body, must)); }
    // Counting loops run at least once; of others nobody knows.
    const counts = condition.length === 1 && isCounting(condition[0]);
    this.either([body, []], counts ? must : 0);
    return undefined;
  }

  private iteration({ name, words, body }: Extract<Node, { kind: 'for' }>, must: Must): Stop {
    const fields = words === undefined ? this.scope.positional.slice(1) : words.flatMap((word) => this.expander.fields(word));
    if (fields.length === 0) { return undefined; }
    if (fields.length > 32 || fields.includes(SEVERAL)) {
      this.forget(body);
      // Where no word is certain there may be no round.
      const none = fields.every((field) => field === SEVERAL) ? this.scope.copy() : undefined;
      this.scope.set(name, UNKNOWN);
      const stop = leave(this.surely(false, () => this.all(body, must)));
      this.scope = joined(none, stop === 'all' ? undefined : this.scope) ?? this.scope;
      return none ? undefined : stop;
    }
    for (const field of fields) {
      this.scope.set(name, field);
      const stop = this.all(body, must);
      if (stop === 'loop') { break; }
      if (stop !== undefined && stop !== 'round') { return stop; }
    }
    return undefined;
  }

  /** What a loop may have changed in a round before is not known. */
  private forget(nodes: readonly Node[]): void {
    const { names, positional, functions } = assignedIn(nodes, this.scope.functions, (path) => {
      const text = this.around.file(path);
      return text === undefined ? undefined : parseShell(text);
    });
    for (const name of names) { this.scope.set(name, UNKNOWN); }
    if (positional) { this.scope.positional = [this.scope.positional[0], SEVERAL]; }
    for (const [name, body] of functions) { this.scope.perhaps(name, body); }
  }

  /** One of several bodies runs, nobody knows which: what they set is unknown afterwards, unless all agree. */
  private either(bodies: readonly (readonly Node[])[], must: Must): undefined {
    const before = this.scope;
    const ways = bodies.map((body) => {
      this.scope = before.copy();
      return { stop: this.surely(false, () => this.all(body, must)), scope: this.scope };
    });
    this.scope = before;
    const on = ways.filter(({ stop }) => stop !== 'all');
    if (on.length > 0) { before.meet(on.map(({ scope }) => scope)); }
  }

  /** Something that is done for certain, or that may not be done. */
  private perhaps(certain: boolean, body: () => Stop): Stop {
    if (certain) { return body(); }
    const before = this.scope;
    this.scope = before.copy();
    const stop = this.surely(false, body);
    this.scope = joined(before, stop === 'all' ? undefined : this.scope) ?? before;
    return stop;
  }

  /** Something that is done, for certain or not; where it may have ended the script, what follows is not certain either. */
  private surely(certain: boolean, body: () => Stop): Stop {
    if (certain) { return body(); }
    const before = this.sure;
    this.sure = false;
    const stop = body();
    this.sure = before && stop !== 'all';
    return stop;
  }
}

/** How a loop is left whose body was run once. */
function leave(stop: Stop): Stop {
  return stop === 'loop' || stop === 'round' ? undefined : stop;
}
