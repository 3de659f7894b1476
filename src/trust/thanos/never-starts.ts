import { ThanosCommand } from './command';
import { refusedArguments } from './command-line';
import { refusedEndpoints, unreadableFile } from './endpoint-faults';
import { webConfig } from './http-config';
import { objstoreOf } from './objstore';
import { missingFiles } from './paths';
import { brokenPairs, wrongMinVersions } from './tls-faults';
import { bothFlags, unknownFlags } from './versions';
import { once } from '../once';

/** Why a process exits before it dials anything; undefined where nothing shows that it does. */
export function neverStarts(command: ThanosCommand): string | undefined {
  return once(command, work);
}

function work(command: ThanosCommand): string | undefined {
  const faults = [
    ...unknownFlags(command), ...bothFlags(command), ...refusedArguments(command), ...unreadableFile(command), ...refusedEndpoints(command),
    ...[...brokenPairs(command), ...wrongMinVersions(command)].filter(({ use }) => use.fatal),
    ...missingFiles(command).filter(({ fatal }) => fatal),
  ];
  const why = faults[0]?.message ?? objstoreOf(command)?.problems[0] ?? webConfig(command)?.faults[0];
  return why === undefined ? undefined : `thanos ${command.component} does not start: ${why}`;
}
