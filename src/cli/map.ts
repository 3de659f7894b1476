import { Command } from 'commander';
import { elseTwo, Exit } from './errors';
import { CliIo } from './io';
import { ProofOptions, proveManifests, withProofOptions } from './verify';
import { mermaidMap } from '../trust/report/mermaid';
import { reportOf } from '../trust/report/report';

/** The `map` subcommand. */
export function mapCommand(io: CliIo): Command {
  return withProofOptions(new Command('map')
    .description('draw the connections of any manifests as a Mermaid flowchart')
    .argument('<PATH...>', 'files, folders, or - for standard input'))
    .action(async (paths: string[], options: ProofOptions) => elseTwo(async () => {
      const { proof, problems } = await proveManifests(paths, options, [], io);
      io.out(mermaidMap(reportOf(proof)));
      if (problems.length > 0) throw new Exit(2);
    }));
}
