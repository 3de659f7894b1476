import { isIP } from 'node:net';
import { EndpointTreatment } from './compile-result';
import { EndpointEntry, isLookedUp } from './endpoint-entry';
import { ThanosVersion } from './thanos-version';
import { minVersion } from './tls-class';

/** What a version does with an endpoint, for a reader. Envoy is told a lowest version by every querier. */
export function treatment(entry: EndpointEntry, version: ThanosVersion, by: string, envoy: boolean = false): EndpointTreatment {
  const { address, tls, strict, group } = entry;
  const verified = verifies(entry);
  return {
    address: address.text,
    ...(tls === undefined ? {} : { realm: tls.material.realm }),
    transport: tls === undefined ? 'plaintext' : tls.material.skipVerification !== undefined ? 'TLS, unverified' : tls.material.certFile === undefined ? 'TLS' : 'mTLS',
    ...(verified === undefined ? {} : { verifies: verified }),
    ...(tls === undefined ? {} : { minTlsVersion: (envoy ? tls.minTlsVersion ?? '1.3' : minVersion(entry, version)) ?? '1.2' }),
    kind: [...(strict ? ['strict'] : []), group ? 'group' : isLookedUp(entry) ? 'looked up' : 'fixed'].join(' '),
    by,
  };
}

function verifies(entry: EndpointEntry): string | undefined {
  const { address, tls } = entry;
  if (tls === undefined) { return undefined; }
  if (tls.material.skipVerification !== undefined) { return 'nothing'; }
  if (tls.serverName !== undefined) { return tls.serverName; }
  if (!isLookedUp(entry)) { return address.host.replace(/\.$/, ''); }
  return address.lookup === 'dnssrvnoa' ? 'the names that are found' : 'the IP addresses that are found';
}

/** A table in Markdown. */
export function table(rows: readonly EndpointTreatment[]): string {
  const header = ['endpoint', 'kind', 'transport', 'realm', 'verifies', 'TLS', 'by'];
  const cells = rows.map((row) => [row.address, row.kind, row.transport, row.realm ?? '–', row.verifies ?? '–', row.minTlsVersion === undefined ? '–' : `${row.minTlsVersion}+`, row.by]);
  const widths = header.map((title, i) => cells.reduce((most, row) => Math.max(most, row[i].length), title.length));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [line(header), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...cells.map(line), ''].join('\n');
}

/** Whether an endpoint's server has to have an IP address in its certificate. */
export function verifiesAnAddress(entry: EndpointEntry): boolean {
  const { address, tls } = entry;
  if (tls === undefined || tls.serverName !== undefined || tls.material.skipVerification !== undefined) { return false; }
  return isIP(address.host) !== 0 || (isLookedUp(entry) && address.lookup !== 'dnssrvnoa');
}
