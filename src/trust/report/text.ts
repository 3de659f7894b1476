import { JudgedConnection } from '../prove';

/** The connections as a table for a person, one a line. */
export function connectionTable(connections: readonly JudgedConnection[]): string {
  const rows = connections.map(({ client, mutual, verdict, because }) => [
    client.namespace,
    `${client.ref.name} ──${client.tls ? (client.identity ?? mutual ? 'mTLS' : 'TLS') : 'plain'}──▶ ${client.address ? `${client.address.host}:${client.address.port}` : '?'}`,
    verdict,
    because,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length), 0));
  return rows.map((row) => row.map((cell, i) => (i < 3 ? cell.padEnd(widths[i]) : cell)).join('  ')).join('\n');
}
