import { Expander, SEVERAL, UNKNOWN } from './expand';
import { isCounting, isQuestion, looksForComplaint, Must, not, times } from './must';
import { outcome } from './outcome';
import { parseShell } from './parse';
import { Node } from './syntax';
import { test } from './condition';

export { SEVERAL, UNKNOWN } from './expand';
export type { Must } from './must';

/** A program that a script starts. */
export interface Call {
  /** its words; UNKNOWN stands for text that does not show, SEVERAL for any number of words that do not */
  readonly words: readonly string[];
  readonly must: Must;
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

/** What is done after a command: the script goes on, or leaves a loop, a function, or all. */
type Stop = 'loop' | 'function' | 'all' | undefined;

const STEPS = 4000;
const CALLS_DEEP = 12;
const SHELLS = /^(ba|da|a|k|z)?sh$/;
/** Programs that start the rest of their words. The number is how many words of their own they have before it. */
const WRAPPERS: ReadonlyMap<string, number> = new Map([
  ['timeout', 1], ['env', 0], ['exec', 0], ['command', 0], ['nohup', 0], ['time', 0], ['nice', 0], ['sudo', 0], ['builtin', 0], ['setsid', 0], ['stdbuf', 0],
  ['tini', 0], ['dumb-init', 0], ['docker-entrypoint.sh', 0],
]);

/** Runs scripts without running them: follows their variables, functions and branches as far as they show, and gathers the programs they start. */
export class Run {
  public readonly calls: Call[] = [];
  /** whether some part of it was not understood; then what was gathered may be read wrongly, and nothing should be said */
  public unclear = false;
  private readonly expander: Expander;
  private readonly functions = new Map<string, Node>();
  private steps = 0;
  private deep = 0;
  private errexit = false;
  private journal: Map<string, string | undefined> | undefined;

  constructor(private readonly around: Surroundings) {
    this.expander = new Expander((name) => around.variable(name), (nodes, checked, must) => {
      this.all(nodes, checked || this.errexit ? must : 0);
    });
  }

  /** A script as text. */
  public script(text: string, args: readonly string[], must: Must): Stop {
    const nodes = parseShell(text);
    if (!nodes) { this.unclear = true; return undefined; }
    return this.calling(args, () => this.all(nodes, must));
  }

  /** A program with its words. */
  public program(words: readonly string[], must: Must, own: ReadonlyMap<string, string> = new Map(), stdin?: string): Stop {
    this.steps += 1;
    if (this.steps > STEPS) { this.unclear = true; return 'all'; }
    const name = words[0].slice(words[0].lastIndexOf('/') + 1);
    if (SHELLS.test(name)) { this.shell(words.slice(1), must, stdin); return undefined; }
    const skip = WRAPPERS.get(name);
    if (skip !== undefined) { return this.wrapped(words.slice(1), skip, must, own); }
    const function_ = this.functions.get(words[0]);
    if (function_) {
      if (this.deep >= CALLS_DEEP) { this.unclear = true; return undefined; }
      const stop = this.calling([words[0], ...words.slice(1)], () => this.node(function_, must));
      return stop === 'all' ? 'all' : undefined;
    }
    if (name === '.' || name === 'source') {
      const text = words[1] === undefined ? undefined : this.around.file(words[1]);
      if (text === undefined) { this.unclear = this.unclear || words[1] !== undefined && words[1].includes(UNKNOWN); return undefined; }
      const nodes = parseShell(text);
      if (!nodes) { this.unclear = true; return undefined; }
      return this.all(nodes, must);
    }
    const text = words[0].includes('/') ? this.around.file(words[0]) : undefined;
    if (text !== undefined && (/^#!.*\b(ba|da|a|k|z)?sh\b/.test(text) || words[0].endsWith('.sh'))) {
      this.script(text, words, must);
      return undefined;
    }
    // The variables as they are now: they may change before somebody asks.
    const seen = new Map([...this.expander.assigned, ...own]);
    const variable = (asked: string) => (seen.has(asked) ? seen.get(asked) : this.around.variable(asked));
    this.calls.push({ words: [name, ...words.slice(1)], must, variable });
    return undefined;
  }

  private shell(words: readonly string[], must: Must, stdin: string | undefined): void {
    const errexit = this.errexit;
    let i = 0;
    let command = false;
    while (i < words.length && /^[-+]/.test(words[i]) && words[i] !== '--') {
      if (/^-[a-z]*e/.test(words[i])) { this.errexit = true; }
      if (/^-[a-z]*c/.test(words[i])) { command = true; }
      i += /^[-+][a-z]*[oO]$/.test(words[i]) ? 2 : 1;
    }
    if (words[i] === '--') { i += 1; }
    const text = words[i] === undefined ? stdin : command ? words[i] : this.around.file(words[i]);
    if (text?.includes(SEVERAL) || text?.includes(UNKNOWN)) {
      this.unclear = true;
    } else if (text !== undefined) {
      this.script(text, command ? words.slice(i + 1) : words.slice(i), must);
    }
    this.errexit = errexit;
  }

  private wrapped(words: readonly string[], skip: number, must: Must, own: ReadonlyMap<string, string>): Stop {
    const variables = new Map(own);
    let i = 0;
    while (i < words.length && (words[i].startsWith('-') || /^[A-Za-z_]\w*=/.test(words[i]))) {
      const at = words[i].indexOf('=');
      if (!words[i].startsWith('-')) { variables.set(words[i].slice(0, at), words[i].slice(at + 1)); }
      i += /^-[sknu]$/.test(words[i]) ? 2 : 1;
    }
    const rest = words.slice(i + skip);
    return rest.length === 0 ? undefined : this.program(rest, must, variables);
  }

  private calling(args: readonly string[], body: () => Stop): Stop {
    const before = this.expander.positional;
    this.expander.positional = args;
    this.deep += 1;
    const stop = body();
    this.deep -= 1;
    this.expander.positional = before;
    return stop;
  }

  private all(nodes: readonly Node[], must: Must): Stop {
    for (const node of nodes) {
      const stop = this.node(node, must);
      if (stop) { return stop; }
    }
    return undefined;
  }

  private node(node: Node, must: Must, checked = false): Stop {
    this.steps += 1;
    if (this.steps > STEPS) { this.unclear = true; return 'all'; }
    switch (node.kind) {
      case 'simple': return this.simple(node, must, checked);
      case 'chain': return this.chain(node, must);
      case 'pipe': return this.pipe(node, must, checked);
      case 'group': return this.all(node.body, must);
      case 'function': this.functions.set(node.name, node.body); return undefined;
      case 'if': return this.conditional(node, must);
      case 'loop': return this.loop(node, must);
      case 'for': return this.iteration(node, must);
      case 'case': return this.either(node.bodies, 0);
    }
  }

  private simple({ assign, words, stdin }: Extract<Node, { kind: 'simple' }>, must: Must, checked: boolean): Stop {
    const fields = words.flatMap((word) => this.expander.fields(word));
    const own = new Map(assign.map(([name, word]) => [name, this.expander.text(word, checked, must)]));
    if (fields.length === 0) {
      for (const [name, value] of own) { this.set(name, value); }
      return undefined;
    }
    const [head, ...args] = fields;
    switch (head) {
      case 'export': case 'local': case 'readonly': case 'declare': case 'typeset':
        words.slice(1).forEach((word) => {
          const text = this.expander.text(word, false, 0);
          const at = text.indexOf('=');
          if (at > 0) { this.set(text.slice(0, at), text.slice(at + 1)); }
        });
        return undefined;
      case 'unset': args.forEach((name) => this.set(name, undefined)); return undefined;
      case 'read': case 'getopts': args.filter((a) => /^\w+$/.test(a)).forEach((name) => this.set(name, UNKNOWN)); return undefined;
      case 'shift': {
        const [self, ...rest] = this.expander.positional;
        this.expander.positional = [self, ...rest.slice(Number(args[0] ?? 1) || 1)];
        return undefined;
      }
      case 'set': this.options(args); return undefined;
      case 'return': return 'function';
      case 'exit': return 'all';
      case 'break': case 'continue': return 'loop';
      case 'eval': this.unclear = true; return undefined;
      default:
    }
    if (head === SEVERAL || head.includes(UNKNOWN)) { return undefined; }
    return this.program(fields, must, own, stdin && this.expander.text(stdin, false, 0));
  }

  private options(args: readonly string[]): void {
    if (args[0] === '--') { this.expander.positional = [this.expander.positional[0], ...args.slice(1)]; return; }
    args.forEach((arg, i) => {
      if (/^-[a-z]*e/.test(arg) || arg === '-o' && args[i + 1] === 'errexit') { this.errexit = true; }
      if (/^\+[a-z]*e/.test(arg)) { this.errexit = false; }
    });
  }

  /** A && B || C: what has to succeed follows from what is done after it. */
  private chain({ first, rest }: Extract<Node, { kind: 'chain' }>, must: Must): Stop {
    let known: boolean | undefined;
    let certain = true;
    for (let i = -1; i < rest.length; i++) {
      const op = i < 0 ? undefined : rest[i].op;
      if (op !== undefined && known !== undefined && (op === '&&') !== known) { continue; }
      const previous = i <= 0 ? first : rest[i - 1].node;
      if (op !== undefined && known === undefined && (op === '||' || isQuestion(previous))) { certain = false; }
      const node = i < 0 ? first : rest[i].node;
      const after = rest.slice(i + 1);
      const need = i >= 0 && rest[i].op === '||' ? 0 : outcome(after, this.functions);
      const stop = this.guarded(certain, () => this.node(node, times(must, certain ? need : 0), true));
      if (stop && certain) { return stop; }
      known = test(node, this.expander, this.around);
    }
    return undefined;
  }

  private pipe({ nodes, negated }: Extract<Node, { kind: 'pipe' }>, must: Must, checked: boolean): Stop {
    // A pipe into grep that looks for an error message is a test that there is one.
    const last = nodes[nodes.length - 1];
    const searched = nodes.length > 1 && looksForComplaint(last);
    const own = negated ? not(must) : must;
    let stop: Stop;
    for (const node of nodes) { stop = this.node(node, searched && node !== last ? 0 : own, checked); }
    return nodes.length === 1 ? stop : undefined;
  }

  private conditional({ branches, otherwise }: Extract<Node, { kind: 'if' }>, must: Must): Stop {
    const possible: (readonly Node[])[] = [];
    for (const [i, { test: condition, body }] of branches.entries()) {
      const others = [...branches.slice(i + 1).map((b) => b.body), ...(otherwise ? [otherwise] : [])];
      const after = ([['&&', body], ['||', others[0] ?? []]] as const).map(([op, nodes]) => ({ op, node: { kind: 'group', body: nodes } as const }));
      const need = times(must, outcome(after, this.functions));
      condition.forEach((node, n) => this.guarded(i === 0, () => this.node(node, n === condition.length - 1 && i === 0 ? need : 0, true)));
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
    const known = condition.length === 1 ? test(condition[0], this.expander, this.around) : undefined;
    const endless = known !== undefined && known !== until;
    // `until X` ends when X succeeds, and `while X` when it fails.
    const need: Must = until ? 1 : outcome([{ op: '&&', node: { kind: 'group', body } }], this.functions) === -1 ? -1 : 0;
    const negative = condition.length === 1 && condition[0].kind === 'pipe' && condition[0].negated && !until;
    condition.forEach((node, n) => this.node(node, n === condition.length - 1 ? times(must, negative ? -1 : need) : 0, true));
    if (known !== undefined && known === until) { return undefined; }
    if (endless) { const stop = this.all(body, must); return stop === 'loop' ? undefined : stop; }
    // Counting loops run at least once; of others nobody knows.
    const counts = condition.length === 1 && isCounting(condition[0]);
    this.either([body, []], counts ? must : 0);
    return undefined;
  }

  private iteration({ name, words, body }: Extract<Node, { kind: 'for' }>, must: Must): Stop {
    const fields = words === undefined ? this.expander.positional.slice(1) : words.flatMap((word) => this.expander.fields(word));
    const known = fields.length > 0 && fields.length <= 32 && !fields.includes(SEVERAL);
    if (!known) {
      if (fields.length === 0) { return undefined; }
      this.set(name, UNKNOWN);
      const stop = this.all(body, must);
      return stop === 'all' ? stop : undefined;
    }
    for (const field of fields) {
      this.set(name, field);
      const stop = this.all(body, must);
      if (stop === 'all' || stop === 'function') { return stop; }
      if (stop === 'loop') { break; }
    }
    return undefined;
  }

  /** One of several bodies runs, nobody knows which: what they set is unknown afterwards, unless all agree. */
  private either(bodies: readonly (readonly Node[])[], must: Must): Stop {
    const results = bodies.map((body) => {
      const outer = this.journal;
      const own = new Map<string, string | undefined>();
      this.journal = own;
      this.all(body, must);
      this.journal = outer;
      const after = new Map([...own.keys()].map((name) => [name, this.expander.assigned.get(name)]));
      for (const [name, value] of own) { this.restore(name, value); }
      return after;
    });
    for (const name of new Set(results.flatMap((r) => [...r.keys()]))) {
      const values = new Set(results.map((r) => (r.has(name) ? r.get(name) : this.expander.value(name))));
      this.set(name, values.size === 1 ? [...values][0] : UNKNOWN);
    }
    return undefined;
  }

  private guarded(certain: boolean, body: () => Stop): Stop {
    if (certain) { return body(); }
    const outer = this.journal;
    const own = new Map<string, string | undefined>();
    this.journal = own;
    const stop = body();
    this.journal = outer;
    for (const [name, before] of own) {
      if (this.expander.assigned.get(name) !== before) { this.set(name, UNKNOWN); } else { outer?.set(name, before); }
    }
    return stop;
  }

  private set(name: string, value: string | undefined): void {
    if (this.journal && !this.journal.has(name)) { this.journal.set(name, this.expander.assigned.get(name)); }
    this.expander.assigned.set(name, value ?? '');
  }

  private restore(name: string, value: string | undefined): void {
    if (value === undefined) { this.expander.assigned.delete(name); } else { this.expander.assigned.set(name, value); }
  }
}

