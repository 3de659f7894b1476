import { ThanosCommand } from './command';
import { refusedEndpoints, unreadableFile } from './endpoint-faults';
import { objstoreOf } from './objstore';
import { missingFiles } from './paths';
import { brokenPairs, wrongMinVersions } from './tls-faults';
import { bothFlags, unknownFlags } from './versions';

const known = new WeakMap<ThanosCommand, string | null>();

/** Why a process exits before it dials anything; undefined where nothing shows that it does. */
export function neverStarts(command: ThanosCommand): string | undefined {
  let found = known.get(command);
  if (found === undefined) {
    const faults = [
      ...unknownFlags(command), ...bothFlags(command), ...unreadableFile(command), ...refusedEndpoints(command),
      ...[...brokenPairs(command), ...wrongMinVersions(command)].filter(({ use }) => use.fatal),
      ...missingFiles(command).filter(({ fatal }) => fatal),
    ];
    const why = faults[0]?.message ?? objstoreOf(command)?.problems[0];
    known.set(command, found = why === undefined ? null : `thanos ${command.component} does not start: ${why}`);
  }
  return found ?? undefined;
}
