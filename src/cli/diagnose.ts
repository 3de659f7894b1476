import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { elseTwo, Exit, usageError } from './errors';
import { withPath } from './files';
import { CliIo } from './io';
import { collect } from './options';
import { ProofOptions, proveManifests, withProofOptions } from './verify';
import { decoded } from '../diagnosis/decode';
import { diagnose, Log } from '../diagnosis/diagnose';
import { jsonOf, textOf } from '../diagnosis/report';

interface Options extends ProofOptions {
  readonly logs?: string[];
  readonly format: string;
}

const HELP = `
Reads what programs say when a connection fails, and tells what it means and which rule finds it. With the manifests, also where it lies:
  kubectl logs statefulset/tempo-traces | cdk8s-observability-tls diagnose manifests/
  kubectl get events -A > events.txt; cdk8s-observability-tls diagnose --logs events.txt --logs mc.log manifests/

Without --logs standard input is read. Nothing is sent anywhere, and no cluster is asked.

Exit codes: 0 every failure is explained; 1 one is told in words that are not known here; 2 called wrongly, or something could not be read.
`;

async function logsOf({ logs = ['-'] }: Options, paths: readonly string[], io: CliIo): Promise<Log[]> {
  if (logs.includes('-') && paths.includes('-')) {
    throw usageError('standard input is asked for twice', '--logs - and PATH -', 'one of them', 'write the log or the manifests into a file');
  }
  const read = logs.map(async (file): Promise<Log> => {
    if (file !== '-') { return { file, text: withPath('read', file, () => decoded(readFileSync(file))) }; }
    return { file: 'standard input', text: decoded(Buffer.from(await io.stdin?.() ?? [])) };
  });
  return Promise.all(read);
}

/** The `diagnose` subcommand. */
export function diagnoseCommand(io: CliIo): Command {
  return withProofOptions(new Command('diagnose')
    .description('tell what the messages of servers and clients mean, and which connection of the manifests they are about')
    .argument('[PATH...]', 'the manifests: files, folders, or - for standard input'))
    .option('--logs <FILE>', 'logs, events or descriptions, - for standard input (repeatable)', collect)
    .option('--format <FORMAT>', 'text, json', 'text')
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: Options) => elseTwo(async () => {
      if (!['text', 'json'].includes(options.format)) { throw usageError('--format: unknown', JSON.stringify(options.format), 'text, json'); }
      const logs = await logsOf(options, paths, io);
      const verified = paths.length === 0 ? undefined : await proveManifests(paths, options, [], io);
      const found = diagnose(logs, verified?.proof);
      io.out(options.format === 'json' ? jsonOf(found) : textOf(found, verified !== undefined));
      if ((verified?.problems.length ?? 0) > 0) { throw new Exit(2); }
      if (found.unknown.length > 0) { throw new Exit(1); }
    }));
}
