import { Node } from './syntax';

/** Names that people give to functions which end a script with an error; for those that are not defined where they are called. */
const FAILS = /^(fail|failed|failure|die|abort|fatal|error|err|panic|bail)$/;

/**
 * Whether a command has to succeed (1) or to fail (-1), by what is done after it with && and ||: `A && exit 1` means that A is to fail,
 * `A || exit 1` that it is to succeed. 0 where nothing shows: `A || true`.
 */
export function outcome(after: readonly { readonly op: '&&' | '||'; readonly node: Node }[], functions: ReadonlyMap<string, Node>): 1 | 0 | -1 {
  if (after.length === 0) { return 1; }
  let good: 'fails' | 'ends' | undefined;
  let bad: 'fails' | 'ends' | undefined;
  let otherwise = false;
  for (const { op, node } of after) {
    const left = ends(node, functions, 0);
    const end = left === 'same' ? (op === '||' ? 'fails' : 'ends') : left;
    if (op === '||') { otherwise = true; bad ??= end; } else if (!otherwise) { good ??= end; }
  }
  if (good === 'fails') { return bad === 'fails' ? 0 : -1; }
  if (good === 'ends' || bad === 'fails') { return 1; }
  return otherwise ? 0 : 1;
}

type End = 'fails' | 'ends' | 'same' | undefined;

/** How commands leave: with an error, in good order (exit 0, break), as the command before ended (a bare exit), or not at all. */
function ends(node: Node, functions: ReadonlyMap<string, Node>, deep: number): End {
  switch (node.kind) {
    case 'simple': {
      const [head, argument] = node.words.map((word) => word.map((part) => ('text' in part ? part.text : '$')).join(''));
      if (head === 'exit' || head === 'return') { return argument === undefined ? 'same' : argument === '0' ? 'ends' : 'fails'; }
      if (head === 'break') { return 'ends'; }
      if (head === 'false') { return 'fails'; }
      const function_ = head === undefined || deep > 3 ? undefined : functions.get(head);
      if (function_) { return ends(function_, functions, deep + 1) === 'fails' ? 'fails' : undefined; }
      return head !== undefined && FAILS.test(head) ? 'fails' : undefined;
    }
    case 'group': return first(node.body);
    case 'chain': return first([node.first, ...node.rest.map((r) => r.node)]);
    case 'pipe': return first(node.nodes);
    default: return undefined;
  }

  function first(nodes: readonly Node[]): End {
    for (const one of nodes) {
      const end = ends(one, functions, deep);
      if (end) { return end; }
    }
    return undefined;
  }
}
