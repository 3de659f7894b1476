import { isIP } from 'node:net';
import { Chain, Known } from './chain';
import { linesOf, tellsOfFailure } from './lines';
import { mentionsIn, Mentions, sameHost } from './mentions';
import { Symptom } from './symptom';
import { SYMPTOMS } from './symptoms';
import { Finding, JudgedConnection, Proof } from '../trust/prove';
import { objectName } from '../trust/refs';

/** A text that programs wrote: a log, events, what `kubectl describe` tells. */
export interface Log {
  readonly file: string;
  readonly text: string;
}

/** What one message means, and where in the manifests that is. */
export interface Diagnosis {
  readonly symptom: Symptom;
  /** the first line that says it */
  readonly file: string;
  readonly line: number;
  readonly message: string;
  /** how many lines say the same of the same hosts */
  readonly count: number;
  readonly hosts: readonly string[];
  /** the connections of the manifests that it may be about */
  readonly connections: readonly JudgedConnection[];
  /** what the prover finds there, of the rules that the symptom has */
  readonly findings: readonly Finding[];
  /** the rules that find it in manifests: those that found something, else all that the symptom has */
  readonly rules: readonly string[];
}

/** A line that tells of a failure in words that are not known. */
export interface Unknown {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly count: number;
}

/** What a log says, line by line, each message once. */
export interface Diagnoses {
  readonly diagnoses: readonly Diagnosis[];
  readonly unknown: readonly Unknown[];
}

/** What the messages of some logs mean; with a proof of the manifests, which connections they are about. */
export function diagnose(logs: readonly Log[], proof?: Proof): Diagnoses {
  const known = new Map<string, Known>();
  const unknown = new Map<string, { file: string; line: number; message: string; count: number }>();
  for (const { file, text } of logs) {
    const chain = new Chain(known);
    for (const read of linesOf(text)) {
      const { line, message, tone, part } = read;
      if (part === 'frame') { continue; }
      chain.goTo(part);
      const symptom = tone === 'quiet' ? undefined : SYMPTOMS.find(({ says }) => says.test(message));
      const at = { file, line, message };
      if (symptom) {
        const mentions = mentionsIn(message);
        const hosts = mentions.hosts.map(({ host, port }) => (port === undefined ? host : `${host}:${port}`));
        chain.know({ first: { symptom, ...at, hosts }, mentions, count: 1 });
      } else if (tellsOfFailure(read)) {
        const key = message.replace(/[\d:.]+/g, '0');
        const before = unknown.get(key) ?? { ...at, count: 0 };
        if (chain.wait(before)) { continue; }
        before.count += 1;
        unknown.set(key, before);
      }
    }
  }
  return {
    diagnoses: [...known.values()].map(({ first, mentions, count }) => ({ ...first, count, ...placed(first.symptom, mentions, proof) })),
    unknown: [...unknown.values()].filter(({ count }) => count > 0),
  };
}

/** Where a symptom lies in the manifests. */
function placed(symptom: Symptom, mentions: Mentions, proof: Proof | undefined): Pick<Diagnosis, 'connections' | 'findings' | 'rules'> {
  if (!proof) { return { connections: [], findings: [], rules: symptom.rules }; }
  const about = proof.connections.filter((connection) => isAbout(mentions, connection));
  const broken = about.filter(({ verdict }) => verdict === 'broken');
  const findings = found(symptom, mentions, proof, about);
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  return { connections: broken.length > 0 ? broken : about, findings, rules: rules.length > 0 ? rules : symptom.rules };
}

/** Whether a connection dials one of the hosts that a line speaks of. */
function isAbout({ hosts }: Mentions, { client: { address } }: JudgedConnection): boolean {
  return address !== undefined && hosts.some(({ host, port }) => sameHost(host, address.host) && (port === undefined || port === address.port));
}

/** The objects at both ends of a connection. */
function endsOf({ client, server }: JudgedConnection): string[] {
  const materials = [...client.trust.bundles, client.identity, ...(server?.certificates ?? []), server?.clientCa];
  const refs = [client.ref, client.told, server?.ref, server?.container, ...materials.map((material) => material?.ref)];
  return refs.flatMap((ref) => (ref ? [objectName(ref)] : []));
}

/** What the prover finds of a symptom: at these connections; else of the objects that the line names; else, where it names nothing, anywhere. */
function found({ rules }: Symptom, { hosts, objects }: Mentions, proof: Proof, about: readonly JudgedConnection[]): Finding[] {
  const fits = proof.findings.filter(({ rule, severity }) => rules.includes(rule) && severity !== 'note')
    .sort((a, b) => rules.indexOf(a.rule) - rules.indexOf(b.rule));
  const ends = new Set(about.flatMap(endsOf));
  const there = fits.filter(({ connection, resource }) =>
    (connection === undefined ? ends.has(objectName(resource)) : about.includes(proof.connections[connection])));
  if (there.length > 0) { return there; }
  const named = fits.filter(({ resource, message }) => objects.some((name) => resource.name === name || message.includes(name)));
  if (named.length > 0) { return named; }
  if (about.length > 0) { return fits.filter(({ connection }) => connection === undefined); }
  // An address is that of a Service or pod, which manifests do not have.
  return objects.length === 0 && hosts.every(({ host }) => isIP(host) !== 0) ? fits : [];
}
