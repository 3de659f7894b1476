import { ThanosCommand } from './command';
import { describe, EndpointFault, every, malformedAddresses, namelessGroups, sameTls, unknownLookups } from './endpoint-faults';
import { Endpoint, endpointsOf } from './endpoints';
import { missingFiles } from './paths';
import { brokenPairs, TlsUse, wrongMinVersions } from './tls-faults';
import { grouped } from '../once';

/** The endpoints that a querier never gets through to, and why. */
export function unreachable(command: ThanosCommand): Map<Endpoint, string> {
  // Of several reasons the last one stands: what is never dialled has no name to verify.
  const faults = [...namelessGroups(command), ...unknownLookups(command), ...malformedAddresses(command)];
  return new Map([...faults.map(({ endpoint, message }) => [endpoint, message] as const), ...skipped(command)]);
}

/**
 * The endpoints that a querier dials, or tries to: of several with one address the last whose settings of TLS can be used (v0.42.4, cmd/thanos/endpointset.go,
 * removeDuplicateEndpointSpecs), and beside it those whose settings cannot.
 */
export function dialledEndpoints(command: ThanosCommand): Endpoint[] {
  const unusable = skipped(command);
  const { endpoints } = endpointsOf(command);
  const last = new Map(endpoints.filter((endpoint) => !unusable.has(endpoint)).map((endpoint) => [addressKey(endpoint), endpoint]));
  return endpoints.filter((endpoint) => unusable.has(endpoint) || last.get(addressKey(endpoint)) === endpoint);
}

/** One address twice, with different TLS: the last one wins. A lowest version that differs says nothing of whom either verifies. */
export function contradictions(command: ThanosCommand): EndpointFault[] {
  const unusable = skipped(command);
  const seen = new Map<string, Endpoint>();
  return every(command, (endpoint, say) => {
    if (unusable.has(endpoint)) { return []; }
    const before = seen.get(addressKey(endpoint));
    seen.set(addressKey(endpoint), endpoint);
    if (!before || sameTls({ ...before.tls, minVersion: '' }, { ...endpoint.tls, minVersion: '' })) { return []; }
    return say(`${endpoint.address.text} is given by ${before.by} (${describe(before.tls)}) and by ${endpoint.by} (${describe(endpoint.tls)}): the last one wins`);
  });
}

/** What endpoints are kept by: a group and a single endpoint of one address are two. */
function addressKey({ group, address }: Endpoint): string {
  return `${group ? 'group ' : ''}${address.text}`;
}

/** The endpoints that are left out for settings of TLS that cannot be used, and why. */
function skipped(command: ThanosCommand): Map<Endpoint, string> {
  const found = new Map<Endpoint, string>();
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
