import { Manifest } from '../inventory';
import { Answer, Severity, Subjects } from '../model';
import { World } from '../world';

/** A rule: one file each. What it says of itself goes to RULES.md and to `explain`. */
export interface Rule<S extends keyof Subjects = keyof Subjects> {
  /** OT and three digits; never used again for another rule */
  readonly id: string;
  readonly severity: Severity;
  /** a few words, without a final period */
  readonly title: string;
  /** what it looks for, in a sentence or two */
  readonly what: string;
  /** why it matters, and where that is known from: project, version, file */
  readonly why: string;
  /** the shortest way out */
  readonly fix: string;
  /** manifests that violate it, and manifests that satisfy it: they are run by the tests */
  readonly violating: string;
  readonly satisfying: string;
  /** what it looks at */
  readonly on: S;
  /** of a rule on objects: the kinds that it may have something to say of; it is not asked about others. Without it, it is asked about all */
  readonly kinds?: readonly string[];
  /** which objects of these kinds, where it is about a program that few of them run */
  readonly among?: (object: Manifest, world: World) => boolean;
  /** a pure function */
  check(subject: Subjects[S], world: World): Answer;
}

/** Keeps the type of a rule's subject. */
export function rule<S extends keyof Subjects>(definition: Rule<S>): Rule<S> {
  return definition;
}
