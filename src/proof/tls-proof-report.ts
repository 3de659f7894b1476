import { TlsConnection, TlsFinding, TlsObject, TlsProofSummary } from './structs';
import type { Ref } from '../trust/inventory';
import type { Finding, JudgedConnection, Proof } from '../trust/prove';
import { isMutual, jsonReport, reportOf } from '../trust/report/report';
import { summaryLine, textReport } from '../trust/report/text';

/** What came of a proof. */
export class TlsProofReport {
  /** @internal */
  public static _of(proof: Proof, ofConstructs: boolean): TlsProofReport {
    return new TlsProofReport(proof, ofConstructs);
  }

  /** Every connection, in an order that does not hang on that of the manifests. */
  public readonly connections: TlsConnection[];
  /** What the rules found and nobody has acknowledged. */
  public readonly findings: TlsFinding[];
  /** What the rules found and somebody has acknowledged. */
  public readonly acknowledged: TlsFinding[];
  /** How much there is of what. */
  public readonly summary: TlsProofSummary;

  private readonly proof: Proof;

  private constructor(proof: Proof, ofConstructs: boolean) {
    this.proof = proof;
    const objectOf = (ref: Ref) => objectAt(ref, ofConstructs);
    this.connections = proof.connections.map((connection) => connectionOf(connection, objectOf));
    this.findings = proof.findings.map((finding) => findingOf(finding, objectOf));
    this.acknowledged = proof.acknowledged.map((finding) => findingOf(finding, objectOf));
    this.summary = reportOf(proof).summary;
  }

  /** The findings of severity "error": what cannot work, or silently runs without TLS or verification. */
  public get errors(): TlsFinding[] {
    return this.findings.filter((finding) => finding.severity === 'error');
  }

  /** Whether there is a connection, no error, and every connection is proved or consistent. */
  public get isProved(): boolean {
    const { connections, proved, consistent, errors } = this.summary;
    return connections > 0 && errors === 0 && proved + consistent === connections;
  }

  /** The report as `verify --format json` prints it; its schema is `schema/report.schema.json` in the package. */
  public toJson(): string {
    return jsonReport(reportOf(this.proof));
  }

  /** The report as `verify` prints it for a person. */
  public toText(): string {
    return textReport(this.proof);
  }

  /** One line that says how much there is of what. */
  public toString(): string {
    return summaryLine(this.proof, []);
  }
}

type ToObject = (ref: Ref) => TlsObject;

function connectionOf(connection: JudgedConnection, objectOf: ToObject): TlsConnection {
  const { client, server, destination, verdict, because, rules } = connection;
  const inside = server !== undefined && server.ref.kind !== 'external';
  return {
    client: objectOf(client.ref),
    ...(inside ? { server: objectOf(server.ref) } : {}),
    ...(!inside && client.address && (destination.kind === 'external' || destination.kind === 'not-here') ? { external: client.address.host } : {}),
    ...(client.address ? { dialled: client.address.text } : {}),
    tls: client.tls,
    mutual: isMutual(connection),
    verdict,
    because,
    rules: [...rules],
  };
}

function findingOf({ rule, severity, title, message, fix, resource, related, connection }: Finding, objectOf: ToObject): TlsFinding {
  return {
    rule,
    severity,
    title,
    message,
    fix,
    resource: objectOf(resource),
    related: (related ?? []).map(objectOf),
    ...(connection === undefined ? {} : { connection }),
  };
}

function objectAt({ apiVersion, kind, namespace, name, field, file }: Ref, ofConstructs: boolean): TlsObject {
  const construct = ofConstructs && file !== undefined ? { construct: file } : {};
  return { apiVersion, kind, namespace, name, ...(field === undefined ? {} : { field }), ...construct };
}
