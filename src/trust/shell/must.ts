import { Node } from './syntax';

/** What is known of a command's success: 1 it has to succeed, -1 it has to fail, 0 nobody can say. */
export type Must = 1 | 0 | -1;

/** What people look for in the output of a command that is to fail. */
const COMPLAINT = /certificate|ssl|tls|refused|denied|unknown|error|fail|handshake|alert|bad|unauthori|forbidden|x509|40\d/i;

/** Whether a command asks something, and does nothing: what comes after `&&` may well not be done. */
export function isQuestion(node: Node): boolean {
  if (node.kind === 'pipe') { return node.negated || isQuestion(node.nodes[node.nodes.length - 1]); }
  if (node.kind === 'group') { return node.body.length > 0 && isQuestion(node.body[node.body.length - 1]); }
  if (node.kind === 'chain') { return [node.first, ...node.rest.map((each) => each.node)].some(isQuestion); }
  const head = node.kind === 'simple' && node.words[0]?.length === 1 ? node.words[0][0] : undefined;
  return head !== undefined && 'text' in head && /^(\[\[?|test|grep|command|type|which|false|\(\()$/.test(head.text);
}

/** What must come of a command that is asked for by another of which something must come. */
export function times(a: Must, b: Must): Must {
  return a === 1 ? b : a === -1 && b === 1 ? -1 : 0;
}

/** What must come of a command that is negated. */
export function not(must: Must): Must {
  return must === 0 ? 0 : must === 1 ? -1 : 1;
}

/** Whether a command searches the output of another for an error message. */
export function looksForComplaint(node: Node): boolean {
  return node.kind === 'simple' && node.words.some((word) => word.some((part) => 'text' in part && COMPLAINT.test(part.text)));
}

/** Whether a condition counts: [ "$n" -lt 10 ]. */
export function isCounting(node: Node): boolean {
  return node.kind === 'simple' && node.words.some(([part, ...more]) => more.length === 0 && part !== undefined && 'text' in part && /^-(lt|le|ne|gt|ge)$/.test(part.text));
}
