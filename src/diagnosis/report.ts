import { Diagnoses, Diagnosis } from './diagnose';
import { JudgedConnection } from '../trust/prove';
import { objectName, place } from '../trust/refs';
import { plain } from '../trust/report/plain';
import { findRule } from '../trust/rules';

const MESSAGE = 300;

/** The connection in words: who dials what, and what the prover says of it. */
function words({ client, server, verdict, because }: JudgedConnection): string {
  return `${client.product} (${objectName(client.ref)}) dials ${client.address?.text ?? 'something'}${server ? `, ${server.product} (${objectName(server.ref)})` : ''}: ${verdict}, ${because}`;
}

function short(message: string): string {
  return message.length > MESSAGE ? `${message.slice(0, MESSAGE)}…` : message;
}

function block(diagnosis: Diagnosis, withManifests: boolean): string {
  const { symptom, file, line, message, count, connections, findings, rules } = diagnosis;
  const times = count > 1 ? `, and ${count - 1} more` : '';
  const shown = findings.slice(0, 3);
  return [
    `${file}:${line}${times}`,
    `  said   ${short(message)}`,
    `  means  ${symptom.means}`,
    ...connections.slice(0, 3).map((connection) => `  where  ${words(connection)}`),
    ...shown.flatMap(({ rule, resource, message: found, fix }) => [`  found  ${rule} ${objectName(resource)}${place(resource) === '' ? '' : ` (${place(resource)})`}: ${found}`, `  fix    ${fix}`]),
    ...(findings.length > shown.length ? [`         and ${findings.length - shown.length} more`] : []),
    ...(findings.length === 0 && withManifests ? ['  found  nothing of it in the manifests: what runs differs from them, or the fault lies outside'] : []),
    ...(findings.length === 0 ? [...rules.slice(0, 4).map((id) => `  rule   ${id} ${findRule(id)?.title}`), `  look   ${symptom.look}`] : []),
  ].map(plain).join('\n');
}

/** The diagnoses for a person to read. */
export function textOf({ diagnoses, unknown }: Diagnoses, withManifests: boolean): string {
  const unexplained = unknown.map(({ file, line, message, count }) => [
    `${file}:${line}${count > 1 ? `, and ${count - 1} more` : ''}`,
    `  said   ${short(message)}`,
    '  means  not known here',
  ].map(plain).join('\n'));
  const counts = `${diagnoses.length} explained, ${unknown.length} unknown`;
  return `${[...diagnoses.map((each) => block(each, withManifests)), ...unexplained, counts].join('\n\n')}\n`;
}

/** The diagnoses for a program to read. */
export function jsonOf({ diagnoses, unknown }: Diagnoses): string {
  return `${JSON.stringify({
    diagnoses: diagnoses.map(({ symptom, file, line, message, count, hosts, connections, findings, rules }) => ({
      symptom: symptom.id,
      file,
      line,
      count,
      message,
      means: symptom.means,
      look: symptom.look,
      hosts,
      rules: rules.map((id) => ({ id, title: findRule(id)?.title, fix: findRule(id)?.fix })),
      connections: connections.map(({ client, server, verdict, because }) => ({
        client: { kind: client.ref.kind, namespace: client.ref.namespace, name: client.ref.name },
        dialled: client.address?.text,
        ...(server ? { server: { kind: server.ref.kind, namespace: server.ref.namespace, name: server.ref.name } } : {}),
        verdict,
        because,
      })),
      findings: findings.map(({ rule, severity, message: found, fix, resource: { kind, namespace, name, file: at, line: where } }) => ({
        rule, severity, message: found, fix, resource: { kind, namespace, name }, ...(at === undefined ? {} : { file: at, line: where }),
      })),
    })),
    unknown,
  }, undefined, 2)}\n`;
}
