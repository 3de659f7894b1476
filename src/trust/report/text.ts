import { plain } from './plain';
import { isMutual } from './report';
import type { Unreadable } from '../documents';
import type { Ref } from '../inventory';
import type { Client, Severity, Verdict } from '../model';
import type { Finding, JudgedConnection, Proof } from '../prove';
import { objectName, place } from '../refs';

/** Paints a text; `plainly` does not. */
export type Paint = (colour: 'red' | 'yellow' | 'cyan' | 'green' | 'bold' | 'dim', text: string) => string;

const CODES = { red: [31, 39], yellow: [33, 39], cyan: [36, 39], green: [32, 39], bold: [1, 22], dim: [2, 22] } as const;

/** For files and pipes. */
export const plainly: Paint = (_colour, text) => text;

/** For terminals. */
export const coloured: Paint = (colour, text) => `\u001b[${CODES[colour][0]}m${text}\u001b[${CODES[colour][1]}m`;

const SEVERITY: { readonly [S in Severity]: 'red' | 'yellow' | 'cyan' } = { error: 'red', warning: 'yellow', note: 'cyan' };
const VERDICT: { readonly [V in Verdict]: 'green' | 'yellow' | 'red' } = { proved: 'green', consistent: 'green', unverified: 'yellow', broken: 'red' };

/** Whom a client dials, in the table: a port that only the cluster can number (a name in a monitor, an SRV record) is told in the reader's words. */
function whom(address: Client['address']): string {
  if (!address) { return '?'; }
  return address.port === 0 ? address.text : `${address.host}:${address.port}`;
}

/** The connections as a table for a person, one a line. */
export function connectionTable(connections: readonly JudgedConnection[], paint: Paint = plainly): string {
  const rows = connections.map((connection) => {
    const { client, verdict, because } = connection;
    return [client.namespace, `${client.ref.name} ──${client.tls ? (isMutual(connection) ? 'mTLS' : 'TLS') : 'plain'}──▶ ${whom(client.address)}`, verdict, because].map(plain);
  });
  const widths = [0, 1, 2].map((column) => rows.reduce((widest, row) => Math.max(widest, row[column].length), 0));
  return rows.map((row) => row.map((cell, i) => {
    const padded = i < 3 ? cell.padEnd(widths[i]) : cell;
    return i === 2 ? paint(VERDICT[cell as Verdict], padded) : padded;
  }).join('  ')).join('\n');
}

/** The whole report for a person: what to mend first, then every connection, then how much of it there was. */
export function textReport(proof: Proof, unreadable: readonly Unreadable[] = [], paint: Paint = plainly): string {
  const grave = (severity: Severity) => proof.findings.filter((f) => f.severity === severity);
  const findings = [...grave('error'), ...grave('warning'), ...grave('note')].map((f) => findingText(f, proof, paint));
  const acknowledged = proof.acknowledged.map((f) => paint('dim', `accepted ${f.rule} ${plain(f.title)} at ${plain(objectName(f.resource))}: ${plain(f.reason)}`));
  return [
    ...findings,
    ...(acknowledged.length > 0 ? [acknowledged.join('\n')] : []),
    ...(proof.connections.length > 0 ? [connectionTable(proof.connections, paint)] : []),
    summaryLine(proof, unreadable, paint),
  ].join('\n\n') + '\n';
}

/** One finding: its head, its message, and the objects and the way out below each other. */
export function findingText(finding: Finding, proof: Pick<Proof, 'connections'>, paint: Paint = plainly): string {
  const { rule, severity, title, message, resource, related, fix, connection } = finding;
  const dialled = connection === undefined ? undefined : proof.connections[connection]?.client.address?.text;
  const rows: [string, string, string][] = [
    ['at', named(resource), where(resource)],
    ...(related ?? []).map((ref): [string, string, string] => ['with', named(ref), where(ref)]),
    ...(dialled === undefined ? [] : [['dialled', plain(dialled), ''] as [string, string, string]]),
  ];
  const width = rows.reduce((widest, [, name, at]) => (at === '' ? widest : Math.max(widest, name.length)), 0);
  return [
    `${paint(SEVERITY[severity], severity)} [${plain(shortName(resource))}] ${rule} ${paint('bold', plain(title))}`,
    `  ${plain(message)}`,
    ...rows.map(([label, name, at]) => `  ${label.padEnd(9)}${at === '' ? name : `${name.padEnd(width)}   ${paint('dim', at)}`}`),
    `  ${'fix'.padEnd(9)}${plain(fix)}`,
  ].join('\n');
}

/** How much there was. */
export function summaryLine(proof: Proof, unreadable: readonly Unreadable[], paint: Paint = plainly): string {
  const verdict = (v: Verdict) => proof.connections.filter((c) => c.verdict === v).length;
  const severity = (s: Severity) => proof.findings.filter((f) => f.severity === s).length;
  const shown = (colour: 'red' | 'yellow' | 'green', count: number, words: string) => (count > 0 ? paint(colour, words) : words);
  const unknown = Object.entries(proof.unknownKinds);
  const skipped = [...unknown.map(([kind, count]) => `${count} ${plain(kind)}`), ...(proof.skipped > 0 ? [`${proof.skipped} without kind or name`] : [])];
  const total = unknown.reduce((sum, [, count]) => sum + count, proof.skipped);
  const [errors, warnings, notes] = (['error', 'warning', 'note'] as const).map(severity);
  return [
    `${counted(proof.connections.length, 'connection')}: ${shown('green', verdict('proved'), `${verdict('proved')} proved`)}, ${verdict('consistent')} consistent, `
      + `${shown('yellow', verdict('unverified'), `${verdict('unverified')} unverified`)}, ${shown('red', verdict('broken'), `${verdict('broken')} broken`)}`,
    `${shown('red', errors, counted(errors, 'error'))}, ${shown('yellow', warnings, counted(warnings, 'warning'))}, ${counted(notes, 'note')}`,
    `${counted(proof.objects, 'object')}${total > 0 ? `, ${total} skipped (${skipped.join(', ')})` : ''}${unreadable.length > 0 ? `, ${paint('red', `${unreadable.length} unreadable`)}` : ''}`,
  ].join(' · ');
}

/** A count with its word. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function named(ref: Ref): string {
  return plain(`${objectName(ref)}${ref.field === undefined ? '' : ` ${ref.field}`}`);
}

function where(ref: Ref): string {
  return plain([place(ref), ...(ref.template === undefined ? [] : [`(Helm: ${ref.template})`])].join(' ').trim());
}

function shortName({ namespace, name }: Ref): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
