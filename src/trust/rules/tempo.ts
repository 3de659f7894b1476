import { Manifest } from '../inventory';
import { Answer, Violation } from '../model';
import { isTempo, TempoKind } from '../tempo/custom-resource';

/** A finding, or nothing where there is none. */
export type Found = Violation | undefined | false | '';

/**
 * The answer of a rule about Tempo's custom resources.
 *
 * @param kinds those that it is about
 * @param find what is wrong with one; undefined where the rule has nothing to say of it
 */
export function ofTempo(object: Manifest, kinds: readonly TempoKind[], find: (tempo: Manifest) => readonly Found[] | undefined): Answer {
  if (!isTempo(object) || !kinds.includes(object.kind as TempoKind)) { return 'not applicable'; }
  const found = find(object);
  if (found === undefined) { return 'not applicable'; }
  const violations = found.filter((violation): violation is Violation => Boolean(violation));
  return violations.length > 0 ? violations : 'satisfied';
}

/** Both kinds. */
export const EVERY_TEMPO: readonly TempoKind[] = ['TempoMonolithic', 'TempoStack'];
