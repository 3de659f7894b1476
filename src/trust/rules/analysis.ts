import { Ref } from '../inventory';
import { Analysis, Answer, Connection, Violation } from '../model';
import { distinct, sameRef } from '../refs';

type Failed = Extract<Analysis, { state: 'failed' }>;

/** The failed halves of a connection: the client verifying the server, and the server verifying the client. */
export function failures(connection: Connection, ...codes: readonly string[]): { failed: Failed; of: 'server' | 'client' }[] {
  return ([['server', connection.analysis], ['client', connection.mutual]] as const).flatMap(([of, analysis]) =>
    (analysis?.state === 'failed' && codes.includes(analysis.code) ? [{ failed: analysis, of }] : []));
}

/**
 * The answer of a rule that looks for one kind of failure. Not applicable where the connection was not judged at all; satisfied where it was
 * and did not fail in this way.
 */
export function answerFor(connection: Connection, codes: readonly string[], violation: (failed: Failed, of: 'server' | 'client') => Violation): Answer {
  const found = failures(connection, ...codes);
  if (found.length > 0) { return found.map(({ failed, of }) => violation(failed, of)); }
  return connection.analysis.state === 'unknown' || connection.analysis.state === 'plain' ? 'not applicable' : 'satisfied';
}

/** The others that take part in a connection: client, server, certificate, bundle; each once, without the one to change. */
export function participants(connection: Connection, resource: Ref, failed?: Failed): Ref[] {
  const all = [connection.client.ref, connection.client.told, connection.server?.ref, failed?.certificate?.ref, failed?.bundle?.ref].filter((r): r is Ref => r !== undefined && r.kind !== 'external');
  return distinct(all).filter((r) => !sameRef(r, resource));
}
