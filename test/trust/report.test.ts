import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { dump } from 'js-yaml';
import { NOW, staged } from './stage';
import { readDocuments, Unreadable } from '../../src/trust/documents';
import { Acknowledgement, prove, Proof } from '../../src/trust/prove';
import { githubReport } from '../../src/trust/report/github';
import { junitReport } from '../../src/trust/report/junit';
import { mermaidMap } from '../../src/trust/report/mermaid';
import { plain } from '../../src/trust/report/plain';
import { jsonReport, Report, reportOf } from '../../src/trust/report/report';
import { fileUri, sarifReport } from '../../src/trust/report/sarif';
import { coloured, textReport } from '../../src/trust/report/text';
import { RULES } from '../../src/trust/rules';
import { ANY_TIME } from '../../src/trust/world';

const NASTY = 'a "b" <c> & \'d\'|]]> --> ::error file=x,line=1::y %0A \u001b[31m \u202e \u0000 \ud800 ü 名 `|" end\n';
const schema = JSON.parse(readFileSync(join(__dirname, '../../schema/report.schema.json'), 'utf8'));
const ajv = new Ajv({ allErrors: true, formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) } });
const valid = ajv.compile(schema);
const sarif = ajv.compile(JSON.parse(readFileSync(join(__dirname, 'sarif-essentials.schema.json'), 'utf8')));

const inFile = (yaml: string, file = 'dist/a.yaml') => readDocuments(file, staged(yaml).map((object) => dump(object)).join('---\n')).sources;
const proofOf = (yaml: string, acknowledgements: Acknowledgement[] = []) => prove(inFile(yaml), { now: NOW, acknowledgements });

/** A proof in which every text is a nasty one. */
function nasty(): { proof: Proof; unreadable: Unreadable[] } {
  const proof = proofOf(RULES.find((rule) => rule.id === 'OT007')!.violating);
  const spoiled = JSON.parse(JSON.stringify(proof, (key, value: unknown) =>
    (typeof value === 'string' && ['name', 'namespace', 'message', 'fix', 'field', 'file', 'title', 'host', 'text', 'because'].includes(key) ? `${value}${NASTY}` : value))) as Proof;
  return { proof: { ...spoiled, now: NOW, unknownKinds: { [NASTY]: 2 } }, unreadable: [{ file: NASTY, line: 3, reason: NASTY }] };
}

const REPORTS: readonly [string, Report][] = [
  ['nothing', reportOf(prove([], { now: NOW }))],
  ['no time', reportOf(prove(inFile(''), { now: ANY_TIME }))],
  ['all right', reportOf(proofOf(''))],
  ['skipped objects', reportOf(prove([{ object: { apiVersion: 'x/v1', kind: 'Widget', metadata: { name: 'w' } } }, { object: 7 }, { object: { kind: 'Nameless' } }], { now: NOW }))],
  ['accepted', reportOf(proofOf(RULES.find((rule) => rule.id === 'OT007')!.violating, [{ rule: 'OT007', reason: NASTY }]))],
  ['nasty', reportOf(nasty().proof, nasty().unreadable)],
  ...RULES.flatMap((rule): [string, Report][] => [[`${rule.id} violated`, reportOf(proofOf(rule.violating))]]),
];

const EMPTY_SARIF = JSON.parse(sarifReport(REPORTS[0][1], RULES, { name: 'tool', version: '1.2.3' }));
const SARIF_TOOL = JSON.stringify(EMPTY_SARIF.runs[0].tool);

test('SARIF lists the rules as its schema asks for', () => {
  sarif(EMPTY_SARIF);
  expect(sarif.errors).toBeNull();
  expect(EMPTY_SARIF.runs[0].tool.driver.rules).toHaveLength(RULES.length);
});

describe.each(REPORTS)('%s', (_name, report) => {
  test('JSON is what the published schema says', () => {
    valid(JSON.parse(jsonReport(report)));
    expect(valid.errors).toBeNull();
  });

  test('SARIF has the shape that its schema asks for, and leads to the rules', () => {
    const log = JSON.parse(sarifReport(report, RULES, { name: 'tool', version: '1.2.3' }));
    const [{ tool, results }] = log.runs;
    // The rules are the same in every log. That no two of them are equal takes long to ask: they are looked at below, once.
    expect(JSON.stringify(tool)).toBe(SARIF_TOOL);
    sarif({ ...log, runs: [{ ...log.runs[0], tool: { ...tool, driver: { ...tool.driver, rules: tool.driver.rules.slice(0, 1) } } }] });
    expect(sarif.errors).toBeNull();
    for (const result of results) { expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId); }
    expect(results).toHaveLength(report.findings.length + (report.acknowledged ?? []).length);
  });

  test('JUnit is well-formed, and its numbers are right', () => {
    const elements = wellFormed(junitReport(report));
    const count = (name: string) => elements.filter((element) => element === name).length;
    const [, tests, failures, errors, skipped] = /<testsuite [^>]*tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)"/.exec(junitReport(report))!.map(Number);
    expect([tests, failures, errors, skipped]).toEqual([count('testcase'), count('failure'), count('error'), count('skipped')]);
    expect(failures > 0).toBe(report.summary.errors > 0);
  });

  test('GitHub gets one command a finding, and none from elsewhere', () => {
    const lines = githubReport(report).trimEnd().split('\n');
    expect(lines).toHaveLength(report.findings.length + (report.unreadable ?? []).length + 1);
    for (const line of lines.slice(0, -1)) { expect(line).toMatch(/^::(error|warning|notice) (file=[^,:]*,)?(line=\d+,)?title=[^,:]*::[^\r\n]*$/); }
  });

  test('Mermaid has only what is quoted or its own', () => {
    for (const line of mermaidMap(report).trimEnd().split('\n')) {
      expect(line).toMatch(/^(flowchart LR| {2}subgraph s\d+\["[^"[\]<>|]*"\]| {2}end| {2,4}n\d+\["[^"[\]|]*"\]| {2}n\d+ (-->|-\.->|--x)\|"[^"|]*"\| n\d+)$/);
    }
  });
});

test('the text for a person writes no control characters but its own colours', () => {
  const { proof, unreadable } = nasty();
  expect(textReport(proof, unreadable)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(textReport(proof, unreadable, coloured).replace(/\u001b\[(?:1|2|22|3[1-9]|39)m/g, '')).toBe(textReport(proof, unreadable));
  expect(plain('a\u001b[2Jb\nc\u202ed')).toBe('a\\u{1b}[2Jb c\\u{202e}d');
});

test('a finding says what is wrong, where, and the way out', () => {
  const text = textReport(proofOf(RULES.find((rule) => rule.id === 'OT007')!.violating));
  expect(text).toMatch(new RegExp([
    '^error \\[tracing/minio-tls\\] OT007 the server\'s certificate does not cover the dialled name',
    '  Tempo verifies minio\\.tracing\\.svc: .*the certificate is for minio, not for minio\\.tracing\\.svc',
    '  at       Secret tracing/minio-tls stringData\\["tls.crt"\\] +dist/a\\.yaml:\\d+',
  ].join('\n'), 'm'));
  expect(text).toMatch(/^ {2}with {5}TempoMonolithic tracing\/traces \S+ +dist\/a\.yaml:\d+$/m);
  expect(text).toMatch(/^ {2}dialled {2}https:\/\/minio\.tracing\.svc:9000$/m);
  expect(text).toMatch(/^ {2}fix {6}add DNS:minio\.tracing\.svc to the certificate, or dial a name that it covers$/m);
  expect(text).toMatch(/^tracing {2}traces ──TLS──▶ minio\.tracing\.svc:9000 {2}broken {2}/m);
  expect(text.trimEnd().split('\n').at(-1)).toMatch(/^1 connection: 0 proved, 0 consistent, 0 unverified, 1 broken · 1 error, .* · 6 objects$/);
});

test('the table tells in words what a monitor scrapes by the name of a port', () => {
  const named = (apiVersion: string, kind: string, rest: object) => ({ object: { apiVersion, kind, ...rest } });
  const container = { name: 'app', image: 'app', ports: [{ name: 'web', containerPort: 8080 }] };
  const sources = [
    named('monitoring.coreos.com/v1', 'PodMonitor', { metadata: { name: 'app' }, spec: { selector: { matchLabels: { app: 'x' } }, podMetricsEndpoints: [{ port: 'web' }] } }),
    named('v1', 'Pod', { metadata: { name: 'app', labels: { app: 'x' } }, spec: { containers: [container] } }),
  ];
  expect(textReport(prove(sources, { now: NOW }))).toContain('app ──plain──▶ the pods of PodMonitor app, port web');
  expect(textReport(prove(sources.slice(0, 1), { now: NOW }))).toMatch(/unverified +the manifests do not show the pods of PodMonitor app, port web/);
});

test('the line in a report is that of the field', () => {
  const sources = inFile(RULES.find((rule) => rule.id === 'OT007')!.violating);
  const text = staged(RULES.find((rule) => rule.id === 'OT007')!.violating).map((object) => dump(object)).join('---\n');
  const [finding] = reportOf(prove(sources, { now: NOW })).findings;
  expect(text.split('\n')[finding.line! - 1]).toMatch(/^ +tls\.crt:/);
});

test('whatever the order of objects and files, the report is the same to the byte', () => {
  for (const rule of RULES.filter((_r, i) => i % 7 === 0)) {
    const objects = staged(rule.violating);
    const files = objects.map((object, i) => readDocuments(`f${i}.yaml`, dump(object)).sources);
    const report = (order: typeof files) => jsonReport(reportOf(prove(order.flat(), { now: NOW })));
    expect(report([...files].reverse())).toBe(report(files));
    expect(report([...files.slice(3), ...files.slice(0, 3)])).toBe(report(files));
  }
});

test('paths as URIs', () => {
  expect(['a b/ü.yaml', './x.yaml', '/tmp/x#1.yaml', 'a\\b.yaml'].map(fileUri)).toEqual(['a%20b/%C3%BC.yaml', 'x.yaml', 'file:///tmp/x%231.yaml', 'a/b.yaml']);
});

/** The names of all elements of an XML text; throws where it is not well-formed. */
function wellFormed(xml: string): string[] {
  expect(xml).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n</);
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  expect(xml).not.toMatch(/[\ud800-\udfff]/u);
  const names: string[] = [];
  const open: string[] = [];
  const token = /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  token.lastIndex = xml.indexOf('\n') + 1;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    if (!match) { throw new Error(`no XML: ${xml.slice(at, at + 60)}`); }
    const [, closing, name, attributes, empty, text] = match;
    for (const part of [attributes, text]) { expect((part ?? '').replace(/&(amp|lt|gt|quot|#\d+);/g, '')).not.toContain('&'); }
    if (text !== undefined) { continue; }
    if (closing) { expect(open.pop()).toBe(name); } else { names.push(name); }
    if (!closing && !empty) { open.push(name); }
  }
  expect(open).toEqual([]);
  return names;
}
