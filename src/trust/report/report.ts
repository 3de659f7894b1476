import type { Unreadable } from '../documents';
import type { Ref } from '../inventory';
import type { Destination, Severity, Verdict } from '../model';
import type { Finding, JudgedConnection, Proof } from '../prove';

/** The version of the report's format: the first number changes when something is taken away or means another thing. */
export const REPORT_VERSION = '1.0.0';

/** An object that takes part in a connection. */
export interface ReportedEnd {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly field: string | null;
}

/** Who is dialled, where no object of the manifests answers: the host, or null where it is not known. */
export interface ReportedOutside {
  readonly external: string | null;
}

/** A connection as a report tells it. */
export interface ReportedConnection {
  readonly client: ReportedEnd;
  readonly server: ReportedEnd | ReportedOutside;
  readonly dialled: string | null;
  readonly tls: boolean;
  readonly mutual: boolean;
  readonly verdict: Verdict;
  readonly rules: readonly string[];
}

/** An object with the place it stands at. */
export interface ReportedPlace extends ReportedEnd {
  readonly file: string | null;
  readonly line: number | null;
}

/** A finding as a report tells it. */
export interface ReportedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  readonly fix: string;
  readonly resource: { readonly apiVersion: string; readonly kind: string; readonly namespace: string; readonly name: string };
  readonly field: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly related: readonly ReportedPlace[];
  /** the number of the connection in `connections` */
  readonly connection: number | null;
}

/** A finding that somebody has accepted. */
export interface ReportedAcknowledgement extends ReportedFinding {
  readonly reason: string;
}

/** How much there is of what. */
export interface ReportedSummary {
  readonly connections: number;
  readonly proved: number;
  readonly consistent: number;
  readonly unverified: number;
  readonly broken: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly objects: number;
  /** objects that no reader knows, and documents that are no objects */
  readonly skipped: number;
}

/** The result of a proof as data: the same manifests give the same bytes. The last three are there only when they say something. */
export interface Report {
  readonly version: string;
  /** null when validity was not judged */
  readonly now: string | null;
  readonly summary: ReportedSummary;
  readonly connections: readonly ReportedConnection[];
  readonly findings: readonly ReportedFinding[];
  readonly acknowledged?: readonly ReportedAcknowledgement[];
  readonly unknownKinds?: { readonly [kind: string]: number };
  readonly unreadable?: readonly Unreadable[];
}

/** The report of a proof, with what could not be read at all. */
export function reportOf(proof: Proof, unreadable: readonly Unreadable[] = []): Report {
  const verdicts = (verdict: Verdict) => proof.connections.filter((c) => c.verdict === verdict).length;
  const severities = (severity: Severity) => proof.findings.filter((f) => f.severity === severity).length;
  const unknown = Object.values(proof.unknownKinds).reduce((sum, count) => sum + count, 0);
  return {
    version: REPORT_VERSION,
    now: Number.isNaN(proof.now.getTime()) ? null : proof.now.toISOString(),
    summary: {
      connections: proof.connections.length,
      proved: verdicts('proved'),
      consistent: verdicts('consistent'),
      unverified: verdicts('unverified'),
      broken: verdicts('broken'),
      errors: severities('error'),
      warnings: severities('warning'),
      notes: severities('note'),
      objects: proof.objects,
      skipped: proof.skipped + unknown,
    },
    connections: proof.connections.map(connectionOf),
    findings: proof.findings.map(findingOf),
    ...(proof.acknowledged.length > 0 ? { acknowledged: proof.acknowledged.map((f) => ({ ...findingOf(f), reason: f.reason })) } : {}),
    ...(unknown > 0 ? { unknownKinds: proof.unknownKinds } : {}),
    ...(unreadable.length > 0 ? { unreadable } : {}),
  };
}

/** The report as a JSON text. */
export function jsonReport(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** Whether both sides show a certificate: as the server asks for it, or, where that is not known, as the client is given one. */
export function isMutual({ client, server, mutual }: JudgedConnection): boolean {
  return client.tls && (server === undefined || server.ref.kind === 'external' ? client.identity !== undefined : mutual !== undefined);
}

function connectionOf(connection: JudgedConnection): ReportedConnection {
  const { client, verdict, rules } = connection;
  return {
    client: endOf(client.ref),
    server: serverOf(connection),
    dialled: client.address?.text ?? null,
    tls: client.tls,
    mutual: isMutual(connection),
    verdict,
    rules,
  };
}

function serverOf({ client, server, destination }: JudgedConnection): ReportedEnd | ReportedOutside {
  const ref = server?.ref.kind === 'external' ? undefined : server?.ref ?? objectAt(destination);
  return ref ? endOf(ref) : { external: client.address?.host ?? null };
}

/** The object that is dialled, where nobody knows who answers for it. */
function objectAt(destination: Destination): Ref | undefined {
  switch (destination.kind) {
    case 'no-port': case 'no-pods': return destination.service;
    case 'unknown-server': return destination.workloads[0] ?? destination.service;
    default: return undefined;
  }
}

function findingOf({ rule, severity, title, message, fix, resource, related, connection }: Finding): ReportedFinding {
  const { field, file, line } = placeOf(resource);
  const { apiVersion, kind, namespace, name } = resource;
  return {
    rule,
    severity,
    title,
    message,
    fix,
    resource: { apiVersion, kind, namespace, name },
    field,
    file,
    line,
    related: (related ?? []).map(placeOf),
    connection: connection ?? null,
  };
}

function endOf({ kind, namespace, name, field }: Ref): ReportedEnd {
  return { kind, namespace, name, field: field ?? null };
}

function placeOf(ref: Ref): ReportedPlace {
  return { ...endOf(ref), file: ref.file ?? null, line: ref.line ?? null };
}

/** An object in words: "Secret tracing/minio-tls data["tls.crt"]". */
export function objectWords({ kind, namespace, name, field }: ReportedEnd): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}${field === null ? '' : ` ${field}`}`;
}
