import { ThanosCommand } from './command';
import { malformedAddresses, namelessGroups, unknownLookups } from './endpoint-faults';
import { Endpoint, endpointsOf } from './endpoints';
import { missingFiles } from './paths';
import { brokenPairs, TlsUse, wrongMinVersions } from './tls-faults';
import { grouped } from '../once';

/** The endpoints that a querier never gets through to, and why. */
export function unreachable(command: ThanosCommand): Map<Endpoint, string> {
  const found = new Map<Endpoint, string>();
  const faults = [...unknownLookups(command), ...malformedAddresses(command), ...namelessGroups(command)];
  for (const { endpoint, message } of faults) { found.set(endpoint, message); }
  const { endpoints } = endpointsOf(command);
  const byText = grouped(endpoints, ({ address }) => address.text);
  for (const { use, message } of [...brokenPairs(command), ...wrongMinVersions(command), ...missingFiles(command).filter(({ needed }) => needed)]) {
    if (!use) { continue; }
    // With broken defaults every endpoint is dropped, also those with settings of their own.
    const dropped = use.what === 'default_client_config' ? endpoints : byText.get(use.what)?.filter((endpoint) => uses(endpoint, use));
    for (const endpoint of dropped ?? []) { found.set(endpoint, message); }
  }
  return found;
}

function uses({ tls }: Endpoint, use: TlsUse): boolean {
  return tls.enabled && tls.certFile === use.certFile && tls.keyFile === use.keyFile && tls.caFile === use.caFile;
}
