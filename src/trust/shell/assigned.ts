import { Node, Word } from './syntax';

/** What commands may change, by their text. */
export interface Changes {
  readonly names: Set<string>;
  /** whether $1 and so on may be others afterwards */
  positional: boolean;
  /** functions that may be other ones afterwards, with what they may be */
  readonly functions: [string, Node][];
}

/**
 * What commands may set, with what the functions that they call and the files that they read may set: all that is not known any more once they may
 * have run before.
 *
 * @param file the commands in a file, where they show
 */
export function assignedIn(
  nodes: readonly Node[],
  functions: ReadonlyMap<string, Node>,
  file: (path: string) => readonly Node[] | undefined,
): Changes {
  const changes: Changes = { names: new Set(), positional: false, functions: [] };
  const read = new Set<string>();
  const seen = new Set<Node>();
  nodes.forEach(walk);
  return changes;

  function walk(node: Node): void {
    switch (node.kind) {
      case 'simple': return simple(node);
      case 'chain': [node.first, ...node.rest.map((each) => each.node)].forEach(walk); return;
      case 'pipe': node.nodes.forEach(walk); return;
      case 'group': node.body.forEach(walk); return;
      case 'if': node.branches.forEach(({ test, body }) => [...test, ...body].forEach(walk)); node.otherwise?.forEach(walk); return;
      case 'loop': [...node.test, ...node.body].forEach(walk); return;
      case 'for': changes.names.add(node.name); node.words?.forEach(expansions); node.body.forEach(walk); return;
      case 'case': node.bodies.flat().forEach(walk); return;
      case 'function':
        changes.functions.push([node.name, node.body]);
        call(node);
        return;
    }
  }

  function call(node: Node): void {
    if (seen.has(node)) { return; }
    seen.add(node);
    // A function has parameters of its own.
    const { positional } = changes;
    walk(node.kind === 'function' ? node.body : node);
    changes.positional = positional;
  }

  function simple({ assign, words }: Extract<Node, { kind: 'simple' }>): void {
    for (const [name, word] of assign) {
      changes.names.add(name);
      expansions(word);
    }
    words.forEach(expansions);
    const [head, ...args] = words.map((word) => word.map((part) => ('text' in part ? part.text : '')).join(''));
    if (/^(export|local|readonly|declare|typeset|unset|read|getopts)$/.test(head ?? '')) { args.forEach((arg) => changes.names.add(arg.replace(/[=+].*/s, ''))); }
    if (head === 'shift' || (head === 'set' && !args.every((arg) => /^[-+]\w/.test(arg)))) { changes.positional = true; }
    const function_ = head === undefined ? undefined : functions.get(head);
    if (function_) { call(function_); }
    if ((head === '.' || head === 'source') && args.length > 0 && !read.has(args[0])) {
      read.add(args[0]);
      file(args[0])?.forEach(walk);
    }
  }

  /** ${NAME:=WORD} sets a variable as well. */
  function expansions(word: Word): void {
    for (const part of word) {
      if ('variable' in part && part.op?.endsWith('=')) { changes.names.add(part.variable); }
      if ('variable' in part && part.word) { expansions(part.word); }
    }
  }
}
