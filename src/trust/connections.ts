import { prove, JudgedConnection } from './prove';

/**
 * Every connection that some manifests show, judged at an instant.
 *
 * @param manifests parsed objects, in any order; Lists are taken apart
 * @param now the time at which certificates must be valid
 */
export function connections(manifests: readonly unknown[], now: Date): readonly JudgedConnection[] {
  return prove(manifests.map((object) => ({ object })), { now }).connections;
}
