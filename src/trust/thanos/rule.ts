import { ThanosCommand, thanosCommandsOf } from './command';
import { Manifest } from '../inventory';
import { Answer, Violation } from '../model';
import type { World } from '../world';

/**
 * The check of a rule about `thanos` processes: it looks at every process of a workload. Not applicable to objects that run none, and to processes
 * of which the check has nothing to say (undefined).
 */
export function ofThanos(check: (command: ThanosCommand, world: World) => readonly Violation[] | undefined): (object: Manifest, world: World) => Answer {
  return (object, world) => {
    const answers = thanosCommandsOf(world, object).flatMap((command) => check(command, world) ?? []);
    const applies = answers.length > 0 || thanosCommandsOf(world, object).some((command) => check(command, world) !== undefined);
    if (!applies) { return 'not applicable'; }
    return answers.length === 0 ? 'satisfied' : answers.map(({ message, resource, related, fix }) => ({
      message, resource, ...(related === undefined ? {} : { related }), ...(fix === undefined ? {} : { fix }),
    }));
  };
}
