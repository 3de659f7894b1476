import { ADDRESS_LOOKUPS, PLACEHOLDER, SRV_LOOKUPS } from './address';
import { ThanosCommand } from './command';
import { usesGlobal } from './endpoint-file';
import { EffectiveTls, Endpoint, Endpoints, endpointsOf, isAtLeast, isBefore } from './endpoints';
import { SINCE } from './version-facts';
import { Ref } from '../inventory';
import { Violation } from '../model';

/** What is wrong with one endpoint. */
export interface EndpointFault extends Violation {
  readonly endpoint: Endpoint;
}

/** The endpoints of a querier; nothing for other components. */
export function queried(command: ThanosCommand): Endpoints | undefined {
  return command.component === 'query' ? endpointsOf(command) : undefined;
}

/** A file of endpoints that the process exits over. */
export function unreadableFile(command: ThanosCommand): Violation[] {
  const all = queried(command);
  return all?.file?.problem === undefined || !all.told ? [] : [{ message: `the endpoints cannot be read: ${all.file.problem}`, resource: all.told.ref, related: beside(command, all.told.ref) }];
}

/** Endpoints that the process exits over (v0.42.4, cmd/thanos/endpointset.go validateEndpointConfig; pkg/extkingpin/flags.go). */
export function refusedEndpoints(command: ThanosCommand): EndpointFault[] {
  const { version } = command;
  const seen = new Set<string>();
  return every(command, (endpoint, say) => {
    const { address, own } = endpoint;
    const again = seen.has(`${endpoint.by} ${address.text}`);
    seen.add(`${endpoint.by} ${address.text}`);
    const byFlag = own === undefined && endpoint.by !== '--store.sd-files';
    if (endpoint.strict && address.lookup !== undefined && (!endpoint.group || isAtLeast(version, SINCE.endpointFile))) {
      return say(`${address.text} is strict, and is looked up ("${address.lookup}+"): a strict endpoint has to be a fixed address`);
    }
    if (own && endpoint.serviceConfig !== '' && !endpoint.group && !isBefore(version, SINCE.serviceConfig)) { return say(`${address.text} has a service_config, which only groups may have`); }
    if (own && !['', 'none', 'snappy'].includes(own.compression) && !isBefore(version, SINCE.clientConfig)) {
      return say(`${address.text} has the compression "${own.compression}", and only none and snappy are known`);
    }
    if (byFlag && address.text === '') { return say(`${endpoint.by} is given an empty address`); }
    if (byFlag && !address.text.includes(':') && address.lookup === undefined && !PLACEHOLDER.test(address.text) && (!endpoint.strict || isAtLeast(version, 38))) {
      return say(`${endpoint.by}=${address.text} has no port`);
    }
    // Until v0.37 a flag refused an address that it had already been given.
    return byFlag && again && isBefore(version, 38) && !endpoint.strict ? say(`${endpoint.by}=${address.text} is given twice, which v${version?.join('.')} refuses`) : [];
  });
}

/** Endpoints whose lookup this version does not know: they are never found, and only the log says so. */
export function unknownLookups(command: ThanosCommand): EndpointFault[] {
  const { version } = command;
  return every(command, ({ address, group }, say) => {
    if (address.lookup === undefined) { return []; }
    const known = [...ADDRESS_LOOKUPS, ...SRV_LOOKUPS];
    if (!known.includes(address.lookup)) { return say(`${address.text} asks for the lookup "${address.lookup}", and only ${known.join(', ')} are known`); }
    if (address.lookup === 'dnsdualstack' && isBefore(version, SINCE.dualStackLookups)) { return say(`${address.text}: dnsdualstack+ came with v0.42, and this is v${version?.join('.')}`); }
    return group && isBefore(version, SINCE.groupLookups)
      ? say(`${address.text}: until v0.36 the name of a group is looked up by gRPC itself, and the prefix "${address.lookup}+" is taken as a part of it`, 'leave the prefix away')
      : [];
  });
}

/** Addresses that lead nowhere. */
export function malformedAddresses(command: ThanosCommand): EndpointFault[] {
  const refused = new Set(refusedEndpoints(command).map(({ endpoint }) => endpoint));
  return every(command, (endpoint, say) => {
    const { address, by } = endpoint;
    const problem = address.problem ?? portNeeded(command, endpoint);
    if (problem === undefined || refused.has(endpoint) || PLACEHOLDER.test(address.text)) { return []; }
    return say(`${by}: the address "${address.text}" leads nowhere: ${problem}`);
  });
}

/** Without a port only what gRPC looks up itself is dialled (at 443): single endpoints since v0.36, groups until then (pkg/query/endpointset.go, pkg/discovery/dns/grpc.go). */
function portNeeded({ version }: ThanosCommand, { address, group }: Endpoint): string | undefined {
  const { lookup, port, text } = address;
  if (lookup !== undefined || port !== undefined || /^[a-z][a-z-]*:\/\//i.test(text)) { return undefined; }
  if (group) { return isAtLeast(version, SINCE.groupLookups) ? 'the address of a group is dialled as it is written, and needs a port' : undefined; }
  return isBefore(version, SINCE.defaultPort) ? `it has no port, and v${version?.join('.')} takes none for it` : undefined;
}

/** Groups that are looked up and speak TLS without a server name: what is verified is "dns+HOST", prefix and all. */
export function namelessGroups(command: ThanosCommand): EndpointFault[] {
  return isBefore(command.version, SINCE.groupLookups) ? [] : every(command, ({ address, group, tls }, say) => {
    const { lookup } = address;
    if (!group || lookup === undefined || !tls.enabled || tls.skipVerify || tls.serverName !== '') { return []; }
    const name = address.text.replace(/:\d+$/, '');
    return say(`the group ${address.text} is dialled with TLS and no server name, so that the certificate would have to be for "${name}"`);
  });
}

/** Settings of endpoints that are looked up outside of a group: only what is global holds for what is found. */
export function ignoredSettings(command: ThanosCommand): EndpointFault[] {
  return every(command, ({ address, ownIgnored, wanted, tls, by }, say) => {
    if (!ownIgnored || wanted === undefined || sameTls(wanted, tls)) { return []; }
    return say(`client_config of ${by} is ignored: ${address.text} is looked up, and what is found is dialled ${describe(tls)} instead of ${describe(wanted)}`);
  });
}

/** Settings of TLS that only a later version reads, and that would change something. */
export function settingsBeforeTheirTime(command: ThanosCommand): Violation[] {
  const all = queried(command);
  if (!all?.file || !all.told || !isBefore(command.version, SINCE.clientConfig)) { return []; }
  const later = endpointsOf({ ...command, version: [0, 42, 0] });
  // A lowest version of TLS that nobody states is none that is missed.
  const states = ({ own }: Endpoint) => (own?.minVersion ?? all.file?.defaults.minVersion) !== undefined;
  const meant = (endpoint: Endpoint, { tls }: Endpoint) => (states(endpoint) ? tls : { ...tls, minVersion: endpoint.tls.minVersion });
  const changed = all.endpoints.filter((endpoint, i) => endpoint.address.text !== '' && !sameTls(endpoint.tls, meant(endpoint, later.endpoints[i])));
  if (changed.length === 0 || (!all.file.hasDefaults && all.file.endpoints.every((e) => usesGlobal(e.client)))) { return []; }
  const names = changed.map((e) => e.address.text);
  return [{
    message: `v${command.version?.join('.')} does not know client_config and default_client_config, and ignores them: it dials ${names.join(', ')} ${describe(changed[0].tls)}`,
    resource: all.told.ref,
    related: beside(command, all.told.ref),
  }];
}

/** Whether two sets of settings dial in the same way. */
export function sameTls(a: EffectiveTls, b: EffectiveTls): boolean {
  if (!a.enabled || !b.enabled) { return a.enabled === b.enabled; }
  return (['skipVerify', 'certFile', 'keyFile', 'caFile', 'serverName', 'minVersion'] as const).every((key) => a[key] === b[key]);
}

/** How an endpoint is dialled, in a few words. */
export function describe(tls: EffectiveTls): string {
  if (!tls.enabled) { return 'without TLS'; }
  const parts = [
    tls.caFile === '' ? 'the public roots' : tls.caFile, tls.certFile === '' ? '' : `the certificate ${tls.certFile}`, tls.serverName === '' ? '' : `the server name ${tls.serverName}`,
    tls.skipVerify ? 'no verification' : '', `TLS ${tls.minVersion || '1.2'} and newer`,
  ];
  return `with ${parts.filter((part) => part !== '').join(', ')}`;
}

/** Asks each endpoint of a querier. */
export function every(
  command: ThanosCommand,
  check: (endpoint: Endpoint, say: (message: string, fix?: string) => EndpointFault[]) => EndpointFault[],
): EndpointFault[] {
  return queried(command)?.endpoints.flatMap((endpoint) => check(endpoint, (message, fix) => [{
    message, resource: endpoint.ref, related: beside(command, endpoint.ref), ...(fix === undefined ? {} : { fix }), endpoint,
  }])) ?? [];
}

/** The process, where what is wrong stands somewhere else. */
export function beside(command: ThanosCommand, ref: Ref): Ref[] {
  return ref === command.ref ? [] : [command.ref];
}
