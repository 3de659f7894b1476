import type { Report, ReportedConnection, ReportedEnd } from './report';
import type { Verdict } from '../model';

const ARROWS: { readonly [V in Verdict]: string } = { proved: '-->', consistent: '-->', unverified: '-.->', broken: '--x' };

/**
 * The connections as a Mermaid flowchart: a box for every object, one around those of a namespace, and an arrow for every connection. Several
 * connections between two objects that say the same are one arrow.
 */
export function mermaidMap(report: Report): string {
  const nodes = new Map<string, { id: string; namespace: string; label: string }>();
  const node = (key: string, namespace: string, label: string): string => {
    const known = nodes.get(key);
    if (known) { return known.id; }
    const id = `n${nodes.size}`;
    nodes.set(key, { id, namespace, label });
    return id;
  };
  const object = ({ kind, namespace, name }: ReportedEnd) => node(`${kind}/${namespace}/${name}`, namespace, `${escaped(kind)}<br/>${escaped(name)}`);
  const arrows = report.connections.map((connection) => {
    const { client, server, verdict } = connection;
    const from = object(client);
    const host = 'external' in server ? server.external ?? 'not known' : undefined;
    const to = 'external' in server ? node(`external/${host}`, '', escaped(host ?? '')) : object(server);
    return `  ${from} ${ARROWS[verdict]}|"${escaped(labelOf(connection))}"| ${to}`;
  });
  const namespaces = [...new Set([...nodes.values()].map((n) => n.namespace))].filter((n) => n !== '').sort();
  const boxes = (namespace: string, indent: string) => [...nodes.values()].filter((n) => n.namespace === namespace).map(({ id, label }) => `${indent}${id}["${label}"]`);
  return [
    'flowchart LR',
    ...boxes('', '  '),
    ...namespaces.flatMap((namespace, i) => [`  subgraph s${i}["${escaped(namespace)}"]`, ...boxes(namespace, '    '), '  end']),
    ...new Set(arrows),
    '',
  ].join('\n');
}

function labelOf({ tls, mutual, verdict }: ReportedConnection): string {
  return `${tls ? (mutual ? 'mTLS' : 'TLS') : 'plain'} · ${verdict}`;
}

/** A text between quotes: whatever could end them, or be markup, is written as the number of its character, as Mermaid has it. */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} ._/·-]/gu, (c) => `#${c.codePointAt(0)};`);
}
