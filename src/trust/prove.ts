import { Fault, guardedEach } from './faults';
import { Inventory, Manifest, namespaceOf, Ref, Sourced } from './inventory';
import { Analysis, Connection, Severity, Subjects, Verdict, Violation } from './model';
import { onceForOne } from './once';
import { OBJECT_READERS } from './readers';
import { isKnownKind } from './readers/known-kinds';
import { compare, compareRefs, objectName } from './refs';
import { RULES } from './rules';
import { Rule } from './rules/rule';
import { unfinished } from './unfinished';
import { takingPart, World, WorldOptions } from './world';
import { Facts } from '../x509/facts';
import { remembering } from '../x509/memory';

/** A finding that somebody has accepted. */
export interface Acknowledgement {
  readonly rule: string;
  readonly reason: string;
  /** only findings at this object ("Kind/namespace/name"); all of the rule where it is absent */
  readonly resource?: string;
  /** only findings at objects that this construct (its path) makes */
  readonly construct?: string;
  /** from this time on the finding is shown again */
  readonly until?: Date;
}

/** What a proof is to know beside the manifests. */
export interface ProofOptions extends WorldOptions {
  readonly acknowledgements?: readonly Acknowledgement[];
  /** facts by namespace */
  readonly facts?: readonly { readonly namespace: string; readonly facts: Facts }[];
}

/** What a rule found. */
export interface Finding extends Violation {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly fix: string;
  /** the number of the connection (its index in the report) */
  readonly connection?: number;
}

/** A connection with its verdict. */
export interface JudgedConnection extends Connection {
  readonly verdict: Verdict;
  /** what the verdict rests on, in one sentence */
  readonly because: string;
  /** the ids of the rules that found something */
  readonly rules: readonly string[];
}

/** The result of a proof. The same manifests give the same proof, whatever the order they come in. */
export interface Proof {
  readonly now: Date;
  readonly connections: readonly JudgedConnection[];
  readonly findings: readonly Finding[];
  readonly acknowledged: readonly (Finding & { readonly reason: string })[];
  readonly objects: number;
  readonly skipped: number;
  /** how many objects of each kind no reader knows */
  readonly unknownKinds: { readonly [kind: string]: number };
  /** objects on which a reader or a rule of this library failed: a defect of it, which must not hide what the others found */
  readonly faults: readonly Fault[];
}

/** Proves manifests: reads them, connects clients with servers, and asks every rule. One pass, nothing is kept. */
export function prove(sources: readonly Sourced[], options: ProofOptions): Proof {
  return remembering(() => proveAll(sources, options));
}

function proveAll(sources: readonly Sourced[], options: ProofOptions): Proof {
  const inventory = new Inventory(sources, options.namespace);
  for (const { namespace, facts } of options.facts ?? []) { inventory.declare(namespace, facts); }
  const world = new World(inventory, options);
  const connections = [...world.connections].sort(byConnection);
  const subjects = subjectsIn(world, connections);
  const found = withoutEchoes(certain(RULES.flatMap((rule) => ask(rule, world, subjects(rule))), inventory, connections)).sort(byFinding);
  const unique = found.filter((finding, i) => i === 0 || byFinding(finding, found[i - 1]) !== 0);
  const findings: Finding[] = [];
  const acknowledged: (Finding & { reason: string })[] = [];
  for (const finding of unique) {
    const accepted = options.acknowledgements?.find((a) => accepts(a, finding, options.now));
    if (accepted) { acknowledged.push({ ...finding, reason: accepted.reason }); } else { findings.push(finding); }
  }
  const byNumber = new Map<number, Finding[]>();
  for (const finding of found) {
    if (finding.connection === undefined) { continue; }
    const same = byNumber.get(finding.connection);
    if (same) { same.push(finding); } else { byNumber.set(finding.connection, [finding]); }
  }
  const judged = connections.map((connection, i) => ({ ...connection, ...judge(connection, byNumber.get(i) ?? []) }));
  return {
    now: options.now,
    connections: judged,
    findings,
    acknowledged,
    objects: inventory.objects.length,
    skipped: inventory.skipped,
    unknownKinds: unknownKinds(inventory),
    faults: world.faults,
  };
}

/** Errors about objects that are as they will be applied: a text that is still to be filled in is unknown, and not wrong. */
function certain(findings: readonly Finding[], inventory: Inventory, connections: readonly Connection[]): Finding[] {
  return findings.filter(({ severity, resource, related, connection }) => severity !== 'error'
    || unfinished(inventory, [resource, ...related ?? [], ...(connection === undefined ? [] : takingPart(connections[connection]))]) === undefined);
}

/** A note about a connection of which an error says more is left out. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const broken = new Set(findings.filter((f) => f.severity === 'error').map((f) => f.connection));
  return findings.filter((f) => f.severity !== 'note' || f.connection === undefined || !broken.has(f.connection));
}

/** The documents about objects of some kinds, which are named in one text: there are many lists of kinds, and few that differ. */
const ofAny = (inventory: Inventory, kinds: string): readonly Manifest[] =>
  ([] as Manifest[]).concat(...kinds.split(',').map((kind) => inventory.documents(kind)));

/** What each rule is asked about. Most rules about objects share theirs with many others: they are looked for once. */
function subjectsIn(world: World, connections: readonly Connection[]): (rule: Rule) => readonly unknown[] {
  const { inventory, servers, clients } = world;
  const all: { readonly [S in keyof Subjects]: readonly Subjects[S][] } = {
    object: inventory.objects, server: servers, client: clients, connection: connections,
  };
  const chosen = (objects: readonly Manifest[], among: NonNullable<Rule['among']>): readonly Manifest[] => objects.filter((object) => {
    try {
      return among(object, world);
    } catch {
      // Of one on which this fails the rule itself will tell.
      return true;
    }
  });
  return ({ on, kinds, among }) => {
    if (!kinds) { return all[on]; }
    const found = onceForOne(inventory, kinds.join(), ofAny);
    return among ? onceForOne(found, among, chosen) : found;
  };
}

function ask(rule: Rule, world: World, subjects: readonly any[]): Finding[] {
  const found: Finding[] = [];
  const { id, severity, title, on } = rule;
  guardedEach(world.faults, (subject) => `${id} on ${describe(on, subject)}`, subjects, (subject, i) => {
    const answer = rule.check(subject, world);
    if (typeof answer === 'string') { return; }
    for (const violation of answer) {
      found.push({ rule: id, severity, title, ...violation, fix: violation.fix ?? rule.fix, ...(on === 'connection' ? { connection: i } : {}) });
    }
  });
  return found;
}

function judge(connection: Connection, findings: readonly Finding[]): { verdict: Verdict; because: string; rules: string[] } {
  const rules = [...new Set(findings.map((f) => f.rule))].sort(compare);
  const error = findings.find((f) => f.severity === 'error');
  if (error) { return { verdict: 'broken', because: error.message, rules }; }
  const failed = [connection.analysis, connection.mutual].find((a) => a?.state === 'failed');
  if (failed?.state === 'failed') { return { verdict: 'broken', because: failed.message, rules }; }
  const both = [connection.analysis, ...(connection.mutual ? [connection.mutual] : [])];
  const unknown = both.find((a) => a.state === 'unknown' || a.state === 'skipped');
  if (unknown) { return { verdict: 'unverified', because: explain(unknown), rules }; }
  const weakest = both.find((a) => a.state !== 'proved') ?? connection.analysis;
  return { verdict: weakest.state === 'proved' ? 'proved' : 'consistent', because: explain(weakest), rules };

  function explain(analysis: Analysis): string {
    switch (analysis.state) {
      case 'plain': return 'neither side speaks TLS';
      case 'skipped': return 'the client does not verify the server';
      case 'unknown': return analysis.declare;
      case 'consistent': return analysis.reason;
      case 'failed': return analysis.message;
      case 'proved': {
        const [leaf] = analysis.chain;
        const names = leaf.dnsNames.length + leaf.ipAddresses.length;
        return `${analysis.chain[analysis.chain.length - 1]} signed ${leaf}, ${names} name${names === 1 ? '' : 's'}`;
      }
    }
  }
}

function accepts(acknowledgement: Acknowledgement, finding: Finding, now: Date): boolean {
  const { kind, namespace, name, file } = finding.resource;
  const { construct } = acknowledgement;
  return acknowledgement.rule === finding.rule
    && (acknowledgement.until === undefined || !(now >= acknowledgement.until)) // at no particular time nothing has ended
    && (construct === undefined || construct === '' || file === construct || file?.startsWith(`${construct}/`) === true)
    && (acknowledgement.resource === undefined || acknowledgement.resource === `${kind}/${namespace}/${name}`);
}

/** How many objects there are of each kind that no reader knows. */
function unknownKinds(inventory: Inventory): { [kind: string]: number } {
  const unknown = inventory.kinds.filter((kind) => !isKnownKind(kind, OBJECT_READERS)).sort(compare);
  return Object.fromEntries(unknown.map((kind) => [kind, inventory.documents(kind).length]));
}

function describe(on: keyof Subjects, subject: any): string {
  if (on === 'object') { return `${subject.kind} ${namespaceOf(subject)}/${subject.metadata.name}`; }
  return objectName(on === 'connection' ? subject.client.ref : subject.ref);
}

function byConnection(a: Connection, b: Connection): number {
  return compareRefs(a.client.ref, b.client.ref)
    || compare(a.client.address?.text ?? '', b.client.address?.text ?? '')
    || compareRefs(a.server?.ref ?? NONE, b.server?.ref ?? NONE)
    || (a.server?.port ?? 0) - (b.server?.port ?? 0);
}

function byFinding(a: Finding, b: Finding): number {
  return compare(a.rule, b.rule) || compareRefs(a.resource, b.resource) || compare(a.message, b.message);
}

const NONE: Ref = { apiVersion: '', kind: '', namespace: '', name: '' };
