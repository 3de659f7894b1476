/** Words that a program says when a connection fails, and what they mean. */
export interface Symptom {
  /** a short name, the same in every release */
  readonly id: string;
  /** the words, as they stand in a line of a log or event */
  readonly says: RegExp;
  /** one sentence: what has happened */
  readonly means: string;
  /** the rules that find it in manifests, the likeliest first; none where no manifest shows it */
  readonly rules: readonly string[];
  /** where to look when the manifests do not show it */
  readonly look: string;
}
