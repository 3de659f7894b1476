import { objectWords } from './report';
import type { Report } from './report';
import { counted } from './text';
import type { Severity } from '../model';

const COMMANDS: { readonly [S in Severity]: string } = { error: 'error', warning: 'warning', note: 'notice' };

/** The report as workflow commands of GitHub Actions, which show findings beside the lines of a pull request. */
export function githubReport(report: Report): string {
  const lines = [
    ...report.findings.map(({ severity, rule, title, message, fix, file, line, resource, field }) => command(COMMANDS[severity], {
      file, line, title: `${rule} ${title}`,
    }, `${message}\n${objectWords({ ...resource, field })}\nfix: ${fix}`)),
    ...(report.unreadable ?? []).map(({ file, line, reason }) => command('error', { file, line: line ?? null, title: 'unreadable' }, reason)),
  ];
  const { connections, proved, consistent, unverified, broken, errors, warnings } = report.summary;
  const summary = `${counted(connections, 'connection')}: ${proved} proved, ${consistent} consistent, ${unverified} unverified, ${broken} broken; `
    + `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
  return [...lines, summary, ''].join('\n');
}

function command(name: string, properties: { readonly [key: string]: string | number | null }, message: string): string {
  const given = Object.entries(properties).filter(([, value]) => value !== null).map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${name}${given.length > 0 ? ` ${given.join(',')}` : ''}::${data(message)}`;
}

/** What ends a command or begins another is written as GitHub's own toolkit writes it (actions/toolkit, packages/core/src/command.ts). */
function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
