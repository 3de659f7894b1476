import { IConstruct } from 'constructs';
import { acceptedIn } from './accepted';
import { proveConstruct, Told } from './construct-proof';
import { problemOf } from './problem';
import { TlsProofReport } from './tls-proof-report';
import { proveAtSynth } from '../kube/at-synth';
import { invalid } from '../kube/invalid';
import { readDocuments } from '../trust/documents';
import { Proof, prove } from '../trust/prove';
import { findRule } from '../trust/rules';
import { readVersion } from '../trust/versions';
import { ANY_TIME } from '../trust/world';

/** What the manifests do not tell. */
export interface TlsProofOptions {
  /**
   * The time at which certificates must be valid.
   * @default - validity is not judged
   */
  readonly now?: Date;
  /**
   * The version of Thanos, where its images do not tell.
   * @default - features of any version are taken as present
   */
  readonly thanosVersion?: string;
  /**
   * The version of Tempo, where its images do not tell.
   * @default - features of any version are taken as present
   */
  readonly tempoVersion?: string;
  /**
   * Domains of the cluster beside cluster.local.
   * @default - cluster.local only
   */
  readonly clusterDomains?: string[];
}

/** What is accepted, and why. */
export interface TlsAcknowledgement {
  /** The id of the rule, for example OT012. */
  readonly rule: string;
  /** Why its findings are no reason to stop; it stands in the report. */
  readonly reason: string;
  /**
   * From when on they are findings again. Judged only by a proof that is given the time.
   * @default - for good
   */
  readonly until?: Date;
}

/**
 * Shows of manifests, before they are deployed, that every TLS connection in them verifies: the certificate that a server shows, the name that
 * a client dials, the bundle it trusts. RULES.md lists what is looked for.
 *
 * An app that holds a construct of this library is proved whenever it is synthesized, and errors fail the synth, all at once.
 *
 * @example
 *
 * const report = TlsProof.of(app);
 * console.log(report.toText());
 */
export class TlsProof {
  /** Proves the objects of a construct and of everything below it, usually of an app. Nothing is thrown for what is found. */
  public static of(scope: IConstruct, options: TlsProofOptions = {}): TlsProofReport {
    return TlsProofReport._of(proveConstruct(scope, toldBy(options)), true);
  }

  /**
   * Proves manifests: YAML with any number of documents, or JSON.
   *
   * @throws when a document cannot be read
   */
  public static ofManifests(manifests: string, options: TlsProofOptions = {}): TlsProofReport {
    return TlsProofReport._of(proveText(manifests, options), false);
  }

  /** Has an app proved whenever it is synthesized, even if it holds no construct of this library. */
  public static atSynth(app: IConstruct): void {
    proveAtSynth(app);
  }

  /** For tests: throws with everything that is wrong unless there is a connection and every one of an app is proved or consistent. */
  public static assertProved(scope: IConstruct, options: TlsProofOptions = {}): void {
    check(proveConstruct(scope, toldBy(options)));
  }

  /** For tests: as `assertProved`, for manifests. */
  public static assertManifestsProved(manifests: string, options: TlsProofOptions = {}): void {
    check(proveText(manifests, options));
  }

  /** Accepts the findings of a rule at the objects that a construct and everything below it make. */
  public static acknowledge(scope: IConstruct, acknowledgement: TlsAcknowledgement): void {
    const { rule, reason, until } = acknowledgement;
    const found = findRule(String(rule));
    if (!found) { throw invalid(scope, { what: 'there is no such rule', got: rule, allowed: 'the ids in RULES.md', fix: 'take the id from the finding' }); }
    requireReason(scope, reason);
    acceptedIn(scope).acknowledgements.push({ rule: found.id, reason, until, construct: scope.node.path });
  }

  /** Switches the proof at synth off for a whole app, which `of` still proves. */
  public static off(app: IConstruct, reason: string): void {
    requireReason(app, reason);
    acceptedIn(app).off = reason;
  }

  private constructor() {}
}

function requireReason(scope: IConstruct, reason: unknown): void {
  if (typeof reason !== 'string' || reason.trim() === '') {
    throw invalid(scope, { what: 'no reason is given', got: reason, allowed: 'a few words', fix: 'say why, for whoever reads this next year' });
  }
}

function toldBy({ now, thanosVersion, tempoVersion, clusterDomains }: TlsProofOptions): Told {
  for (const [what, version] of [['thanosVersion', thanosVersion], ['tempoVersion', tempoVersion]] as const) {
    if (version !== undefined && !readVersion(version)) {
      throw invalid('TlsProof', { what: `${what} is no version`, got: version, allowed: 'numbers with points', fix: 'for example 2.8.0' });
    }
  }
  return { now, versions: { thanos: thanosVersion, tempo: tempoVersion }, clusterDomains };
}

function proveText(manifests: string, options: TlsProofOptions): Proof {
  const { sources, problems } = readDocuments('manifests', manifests);
  if (problems.length > 0) {
    const [{ line, reason }] = problems;
    throw invalid('TlsProof', { what: 'the manifests cannot be read', saw: `line ${line ?? 1}: ${reason}`, fix: 'give it YAML or JSON' });
  }
  const told = toldBy(options);
  return prove(sources, { ...told, now: told.now ?? ANY_TIME });
}

function check(proof: Proof): void {
  const problem = problemOf(proof);
  if (problem !== undefined) { throw new Error(problem); }
}
