import { Connection } from '../model';

/** The connections as a table for a person, one a line. */
export function connectionTable(connections: readonly Connection[]): string {
  const rows = connections.map((c) => [
    c.client.ref.namespace,
    `${c.client.ref.name} ──${c.client.url.tls ? (c.client.identity ? 'mTLS' : 'TLS') : 'plain'}──▶ ${c.client.url.host}:${c.client.url.port}`,
    c.verdict,
    c.because,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length), 0));
  return rows.map((row) => row.map((cell, i) => (i < 3 ? cell.padEnd(widths[i]) : cell)).join('  ')).join('\n');
}
