import { objectWords } from './report';
import type { Report, ReportedConnection, ReportedFinding } from './report';

/**
 * The report as JUnit XML, which build servers read: a test case for every connection, one for every finding that is about none, and one for
 * whatever could not be read. Errors fail; warnings and notes are the output of a case.
 */
export function junitReport(report: Report): string {
  const byConnection = new Map<number, ReportedFinding[]>();
  for (const finding of report.findings) {
    if (finding.connection !== null) { byConnection.set(finding.connection, [...(byConnection.get(finding.connection) ?? []), finding]); }
  }
  const cases = [
    ...report.connections.map((connection, i) => testCase('connections', connectionWords(connection), byConnection.get(i) ?? [], `verdict: ${connection.verdict}`)),
    ...report.findings.filter((f) => f.connection === null).map((f) => testCase('objects', `${f.rule} ${objectWords({ ...f.resource, field: f.field })}`, [f])),
    ...(report.acknowledged ?? []).map((f) => `    <testcase classname="accepted" name="${xml(`${f.rule} ${objectWords({ ...f.resource, field: f.field })}`)}"><skipped message="${xml(f.reason)}"/></testcase>`),
    ...(report.unreadable ?? []).map(({ file, line, reason }) =>
      `    <testcase classname="files" name="${xml(file)}"><error message="${xml(`${line === undefined ? '' : `line ${line}: `}${reason}`)}"/></testcase>`),
  ];
  const count = (element: string) => cases.filter((text) => text.includes(`<${element} `)).length;
  const totals = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cdk8s-observability-tls" ${totals}>`,
    `  <testsuite name="TLS connections" ${totals}${report.now === null ? '' : ` timestamp="${report.now.replace(/\.\d+Z$/, 'Z')}"`}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(group: string, name: string, findings: readonly ReportedFinding[], said: string = ''): string {
  const errors = findings.filter((f) => f.severity === 'error');
  const others = findings.filter((f) => f.severity !== 'error').map(wordsOf);
  const output = [...(said === '' ? [] : [said]), ...others].join('\n');
  const file = findings.find((f) => f.file !== null)?.file ?? null;
  return [
    `    <testcase classname="${xml(group)}" name="${xml(name)}"${file === null ? '' : ` file="${xml(file)}"`}>`,
    // One case has one failure in the format's schema; further errors go into its text.
    ...(errors.length > 0 ? [`      <failure type="${xml(errors[0].rule)}" message="${xml(errors[0].message)}">${xml(errors.map(wordsOf).join('\n\n'))}</failure>`] : []),
    ...(output === '' ? [] : [`      <system-out>${xml(output)}</system-out>`]),
    '    </testcase>',
  ].join('\n');
}

function connectionWords({ client, server, dialled }: ReportedConnection): string {
  const to = 'external' in server ? server.external ?? 'not known' : objectWords(server);
  return `${objectWords(client)} to ${to}${dialled === null ? '' : ` (${dialled})`}`;
}

function wordsOf(finding: ReportedFinding): string {
  const at = finding.file === null ? '' : ` (${finding.file}${finding.line === null ? '' : `:${finding.line}`})`;
  return `${finding.severity} ${finding.rule} ${finding.title}\n${finding.message}\nat ${objectWords({ ...finding.resource, field: finding.field })}${at}\nfix: ${finding.fix}`;
}

/** Text in XML: escaped, and without the characters that XML 1.0 does not have at all. */
function xml(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/[\n\r\t]/g, (c) => `&#${c.charCodeAt(0)};`);
}
