import { Command } from 'commander';
import { usageError } from './errors';
import { CliIo } from './io';
import { ruleText } from '../trust/report/rules-page';
import { findRule, RULES } from '../trust/rules';

/** The `explain` subcommand. */
export function explainCommand(io: CliIo): Command {
  return new Command('explain')
    .description('tell what a rule looks for, why, and how to mend it')
    .argument('<ID>', 'for example OT007')
    .action((id: string) => {
      const rule = findRule(id);
      if (!rule) throw usageError('no such rule', JSON.stringify(id), 'an id that "rules" lists');
      io.out(ruleText(rule));
    });
}

/** The `rules` subcommand. */
export function rulesCommand(io: CliIo): Command {
  return new Command('rules')
    .description('list all rules')
    .action(() => {
      for (const { id, severity, title } of RULES) io.out(`${id}  ${severity.padEnd(7)}  ${title}\n`);
    });
}
