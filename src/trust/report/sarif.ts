import { objectWords } from './report';
import type { Report, ReportedFinding, ReportedPlace } from './report';
import type { Severity } from '../model';
import type { Rule } from '../rules/rule';

/** What is to be said of the program that made a report. */
export interface Tool {
  readonly name: string;
  readonly version: string;
}

/**
 * The report as SARIF 2.1.0, which code scanning services read. Findings that somebody has accepted are in it as suppressed; what could not be
 * read is a notification of the run.
 */
export function sarifReport(report: Report, rules: readonly Rule[], tool: Tool): string {
  const index = new Map(rules.map((rule, i) => [rule.id, i]));
  const results = [
    ...report.findings.map((finding) => resultOf(finding, index)),
    ...(report.acknowledged ?? []).map((finding) => ({ ...resultOf(finding, index), suppressions: [{ kind: 'external', status: 'accepted', justification: finding.reason }] })),
  ];
  const unreadable = (report.unreadable ?? []).map(({ file, line, reason }) => ({ level: 'error', message: { text: reason }, locations: [{ physicalLocation: physical(file, line ?? null) }] }));
  return `${JSON.stringify({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: tool.name, version: tool.version, rules: rules.map(descriptorOf) } },
      invocations: [{ executionSuccessful: unreadable.length === 0, ...(unreadable.length > 0 ? { toolExecutionNotifications: unreadable } : {}) }],
      columnKind: 'utf16CodeUnits',
      results,
    }],
  }, undefined, 2)}\n`;
}

const LEVELS: { readonly [S in Severity]: string } = { error: 'error', warning: 'warning', note: 'note' };

function descriptorOf({ id, severity, title, what, why, fix }: Rule): object {
  return {
    id,
    name: title.replace(/[^A-Za-z0-9]+(.)?/g, (_all, next: string | undefined) => (next ?? '').toUpperCase()).replace(/^./, (c) => c.toUpperCase()),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: what },
    help: { text: `${what}\n\nWhy: ${why}\n\nFix: ${fix}.`, markdown: `${what}\n\n**Why.** ${why}\n\n**Fix.** ${fix}.` },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function resultOf(finding: ReportedFinding, index: ReadonlyMap<string, number>): object {
  const { rule, severity, message, fix, field, file, line, resource, related } = finding;
  const own: ReportedPlace = { ...resource, field, file, line };
  return {
    ruleId: rule,
    ...(index.has(rule) ? { ruleIndex: index.get(rule) } : {}),
    level: LEVELS[severity],
    message: { text: `${message}. Fix: ${fix}.` },
    locations: [locationOf(own)],
    ...(related.length > 0 ? { relatedLocations: related.map(relatedOf) } : {}),
    // The same finding keeps its identity when lines move.
    partialFingerprints: { 'ruleObjectField/v1': [rule, resource.kind, resource.namespace, resource.name, field ?? ''].join('/') },
  };
}

function relatedOf(place: ReportedPlace, i: number): object {
  return { id: i + 1, ...locationOf(place), message: { text: objectWords(place) } };
}

function locationOf(place: ReportedPlace): object {
  return {
    ...(place.file === null ? {} : { physicalLocation: physical(place.file, place.line) }),
    logicalLocations: [{ name: place.name, fullyQualifiedName: objectWords(place), kind: 'resource' }],
  };
}

function physical(file: string, line: number | null): object {
  return { artifactLocation: { uri: fileUri(file) }, ...(line === null ? {} : { region: { startLine: line } }) };
}

/** A path as a URI: relative ones stay relative, so that they lead into the repository. */
export function fileUri(path: string): string {
  const slashed = path.replace(/[\ud800-\udfff]/gu, '\ufffd').replace(/\\/g, '/').replace(/^\.\//, '');
  const encoded = slashed.split('/').map((part) => encodeURIComponent(part)).join('/');
  return slashed.startsWith('/') ? `file://${encoded}` : encoded;
}
