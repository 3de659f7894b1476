import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsValidationPluginProps } from './tls-validation-plugin';
import { invalid } from '../kube/invalid';
import { readDocuments, Unreadable } from '../trust/documents';
import type { Ref, Sourced } from '../trust/inventory';
import { Acknowledgement, Finding, Proof, prove } from '../trust/prove';
import { objectName } from '../trust/refs';
import { reportOf } from '../trust/report/report';
import { sarifReport } from '../trust/report/sarif';
import { connectionTable } from '../trust/report/text';
import { findRule, RULES } from '../trust/rules';
import { failsOn, THRESHOLDS } from '../trust/thresholds';
import { ANY_TIME } from '../trust/world';

/** What is used of cdk8s-cli's ValidationContext. */
export interface Context {
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: object): void;
    submit(status: 'success' | 'failure', metadata?: { readonly [key: string]: string }): void;
  };
  readonly logger?: { log(message: string): void };
}

/** Proves the manifests of a synth and fills in its report. */
export function checkManifests(context: Context, props: TlsValidationPluginProps): void {
  const { failOn = 'error', sarif } = props;
  if (!Object.hasOwn(THRESHOLDS, failOn)) {
    throw invalid('TlsValidationPlugin', { what: 'failOn is none', got: failOn, allowed: Object.keys(THRESHOLDS).join(', '), fix: 'leave it out for error' });
  }
  const sources: Sourced[] = [];
  const unreadable: Unreadable[] = [];
  for (const file of context.manifests) {
    const read = readDocuments(file, readFileSync(file));
    for (const source of read.sources) { sources.push(source); }
    unreadable.push(...read.problems);
  }
  const proof = prove(sources, { now: timeOf(props.now), acknowledgements: acknowledgementsOf(props) });
  for (const finding of proof.findings) { context.report.addViolation(violationOf(finding, context.manifests)); }
  for (const problem of unreadable) {
    context.report.addViolation({
      ruleName: 'unreadable', recommendation: problem.reason, fix: 'mend the manifest', violatingResources: [{ resourceName: problem.file, locations: [`line ${problem.line ?? 1}`], manifestPath: problem.file }],
    });
  }
  if (sarif !== undefined) {
    writeFileSync(sarif, sarifReport(reportOf(proof, unreadable), RULES, { name: 'cdk8s-observability-tls', version: packageVersion() }));
  }
  if (proof.connections.length > 0) { context.logger?.log(connectionTable(proof.connections)); }
  context.report.submit(unreadable.length > 0 || failsOn(proof, failOn) ? 'failure' : 'success', metadata(proof));
}

/** cdk8s shows violations by rule; each of ours has an object to change and says what is wrong with it. */
function violationOf({ rule, title, message, fix, resource, related }: Finding, manifests: readonly string[]): object {
  const violating = (ref: Ref) => ({
    resourceName: ref.name,
    locations: [`${objectName(ref)}${ref.field === undefined ? '' : ` ${ref.field}`}${ref.line === undefined ? '' : ` (line ${ref.line})`}`],
    manifestPath: ref.file ?? manifests[0] ?? '',
  });
  return { ruleName: `${rule} ${title}`, recommendation: message, fix, violatingResources: [resource, ...(related ?? [])].filter((ref) => ref.kind !== 'external' || ref === resource).map(violating) };
}

function metadata({ connections, now }: Proof): { [key: string]: string } {
  const verdicts = (['proved', 'consistent', 'unverified', 'broken'] as const).map((verdict) => [verdict, String(connections.filter((c) => c.verdict === verdict).length)]);
  return { connections: String(connections.length), ...Object.fromEntries(verdicts), now: Number.isNaN(now.getTime()) ? 'not judged' : now.toISOString() };
}

function timeOf(now: string | undefined): Date {
  const time = now === undefined ? ANY_TIME : new Date(now);
  if (now !== undefined && Number.isNaN(time.getTime())) { throw invalid('TlsValidationPlugin', { what: 'now is no time', got: now, allowed: 'ISO 8601', fix: 'for example 2026-01-31' }); }
  return time;
}

function acknowledgementsOf({ acknowledge = {} }: TlsValidationPluginProps): Acknowledgement[] {
  return Object.entries(acknowledge).map(([id, reason]) => {
    const rule = findRule(id);
    if (!rule || typeof reason !== 'string' || reason.trim() === '') {
      throw invalid('TlsValidationPlugin', { what: 'acknowledge needs rules with reasons', got: { [id]: reason }, allowed: 'ids in RULES.md', fix: "for example { OT012: 'replaced on Monday' }" });
    }
    return { rule: rule.id, reason };
  });
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { version: string }).version;
}
