import { Expander } from './expand';
import { SEVERAL, UNKNOWN } from './scope';
import { Node } from './syntax';

/** Whether a condition holds; undefined where that does not show. */
export function test(node: Node, expander: Expander, around: { exists(path: string): boolean | undefined }): boolean | undefined {
  if (node.kind === 'pipe' && node.nodes.length === 1) {
    const inner = test(node.nodes[0], expander, around);
    return inner === undefined ? undefined : inner !== node.negated;
  }
  if (node.kind !== 'simple' || node.words.some((word) => word.some((part) => 'commands' in part))) { return undefined; }
  if (node.words.length === 0) { return undefined; }
  // [[ … ]] splits no words.
  const double = expander.text(node.words[0], false, 0) === '[[';
  const fields = double ? node.words.map((word) => expander.text(word, false, 0)) : node.words.flatMap((word) => expander.fields(word));
  const [head, ...args] = fields;
  if (head === 'true' || head === ':') { return true; }
  if (head === 'false') { return false; }
  if (head !== '[' && head !== 'test' && head !== '[[' || fields.includes(SEVERAL)) { return undefined; }
  const last = args[args.length - 1];
  return condition(last === ']' || last === ']]' ? args.slice(0, -1) : args, around);
}

function condition(words: readonly string[], around: { exists(path: string): boolean | undefined }): boolean | undefined {
  if (words[0] === '!') {
    const inner = condition(words.slice(1), around);
    return inner === undefined ? undefined : !inner;
  }
  if (words.some((word) => word.includes(UNKNOWN))) { return undefined; }
  if (words.length === 1) { return words[0] !== ''; }
  if (words.length === 2) {
    if (words[0] === '-n') { return words[1] !== ''; }
    if (words[0] === '-z') { return words[1] === ''; }
    return /^-[efrs]$/.test(words[0]) ? around.exists(words[1]) : undefined;
  }
  if (words.length === 3) {
    if (words[1] === '=' || words[1] === '==') { return /[*?[]/.test(words[2]) ? undefined : words[0] === words[2]; }
    if (words[1] === '!=') { return /[*?[]/.test(words[2]) ? undefined : words[0] !== words[2]; }
  }
  return undefined;
}
