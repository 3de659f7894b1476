/** A piece of a word: text, or something that stands for text. */
export type Part =
  /** `expanded` is text that is split at blanks, because it stands for a variable: the word in ${NAME:-WORD} */
  | { readonly text: string; readonly quoted: boolean; readonly expanded?: true }
  /** $NAME, ${NAME}, ${NAME:-WORD} and their like; `op` is what stands between name and word */
  | { readonly variable: string; readonly op?: string; readonly word?: Word; readonly quoted: boolean }
  /** $(…) */
  | { readonly commands: readonly Node[]; readonly quoted: boolean }
  /** what this reader does not work out: arithmetic, `…`, arrays */
  | { readonly unknown: true; readonly quoted: boolean };

/** A word of a command. */
export type Word = readonly Part[];

/** A command, or several. */
export type Node =
  | { readonly kind: 'simple'; readonly assign: readonly (readonly [string, Word])[]; readonly words: readonly Word[]; readonly stdin?: Word; readonly into?: Word }
  | { readonly kind: 'chain'; readonly first: Node; readonly rest: readonly { readonly op: '&&' | '||'; readonly node: Node }[] }
  | { readonly kind: 'pipe'; readonly nodes: readonly Node[]; readonly negated: boolean }
  /** {…}, or (…) which changes nothing around it */
  | { readonly kind: 'group'; readonly body: readonly Node[]; readonly subshell?: true }
  | { readonly kind: 'if'; readonly branches: readonly { readonly test: readonly Node[]; readonly body: readonly Node[] }[]; readonly otherwise?: readonly Node[] }
  | { readonly kind: 'loop'; readonly until: boolean; readonly test: readonly Node[]; readonly body: readonly Node[] }
  | { readonly kind: 'for'; readonly name: string; readonly words?: readonly Word[]; readonly body: readonly Node[] }
  | { readonly kind: 'case'; readonly bodies: readonly (readonly Node[])[] }
  | { readonly kind: 'function'; readonly name: string; readonly body: Node };
