import { Construct } from 'constructs';

/** The key of warnings in a construct's metadata (`construct.node.metadata`), where tools find them. */
export const WARNING = 'cdk8s-observability-tls/warning';

/** Notes something that works, but that its owner should know, once. It stays with the construct; nothing is printed. */
export function warn(construct: Construct, text: string): void {
  if (!warningsOf(construct).includes(text)) { construct.node.addMetadata(WARNING, text); }
}

/** The warnings of a construct, in the order they were noted. */
export function warningsOf(construct: Construct): string[] {
  return construct.node.metadata.filter((entry) => entry.type === WARNING).map((entry) => String(entry.data));
}
