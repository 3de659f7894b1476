import { ThanosCommand, thanosCommandsOf } from './command';
import { CONTAINER_KINDS } from '../containers';
import { Manifest } from '../inventory';
import { Answer, Violation } from '../model';
import type { World } from '../world';

/** Kinds of objects that run `thanos` processes. */
export const THANOS_KINDS: readonly string[] = CONTAINER_KINDS;

/** Whether an object runs `thanos` processes: rules about them are asked about no other. */
export function runsThanos(object: Manifest, world: World): boolean {
  return thanosCommandsOf(world, object).length > 0;
}

/**
 * The check of a rule about `thanos` processes: it looks at every process of a workload. Not applicable to objects that run none, and to processes
 * of which the check has nothing to say (undefined).
 */
export function ofThanos(
  check: (command: ThanosCommand, world: World) => readonly Violation[] | undefined,
): (object: Manifest, world: World) => Answer {
  return (object, world) => {
    const commands = thanosCommandsOf(world, object);
    if (commands.length === 0) { return 'not applicable'; }
    const answered = commands.map((command) => check(command, world)).filter((answer) => answer !== undefined);
    if (answered.length === 0) { return 'not applicable'; }
    const answers = answered.flat();
    return answers.length === 0 ? 'satisfied' : answers.map(({ message, resource, related, fix }) => ({
      message, resource, ...(related === undefined ? {} : { related }), ...(fix === undefined ? {} : { fix }),
    }));
  };
}
