import { ThanosCommand } from './command';
import { beside, EndpointFault, every, queried } from './endpoint-faults';
import { UnknownKey } from './endpoint-file';
import { isAtLeast, isBefore } from './endpoints';
import { SINCE } from './version-facts';
import { hostAddress } from '../../x509/names';
import { Violation } from '../model';

/** A service_config that this version ignores, or that gRPC refuses. */
export function serviceConfigs(command: ThanosCommand): EndpointFault[] {
  return every(command, ({ serviceConfig, group, address }, say) => {
    if (serviceConfig === '') { return []; }
    if (isBefore(command.version, SINCE.serviceConfig)) { return say(`${address.text} has a service_config, which v${command.version?.join('.')} ignores`); }
    return group && !isObject(serviceConfig) ? say(`the service_config of ${address.text} is no JSON object`) : [];
  });
}

/** Endpoints whose `enabled: true` keeps them from the CA and the certificate that are global. */
export function forgottenDefaults(command: ThanosCommand): EndpointFault[] {
  const global = queried(command)?.global;
  return every(command, ({ own, ownIgnored, address, tls }, say) => {
    if (!global || own?.enabled !== true || ownIgnored || isBefore(command.version, SINCE.clientConfig)) { return []; }
    const lost = (['caFile', 'certFile', 'keyFile'] as const).filter((key) => global[key] !== '' && own[key] === undefined && tls[key] === '').map((key) => global[key]);
    return lost.length === 0 || tls.skipVerify ? [] : say(`${address.text} sets enabled: true, and so does without ${lost.join(', ')} of the defaults`);
  });
}

/** Groups with one member. */
export function lonelyGroups(command: ThanosCommand): EndpointFault[] {
  return !isAtLeast(command.version, SINCE.groupLookups) ? [] : every(command, ({ group, address }, say) =>
    (group && address.lookup === undefined && hostAddress(address.host) === undefined ? say(`${address.text} is a group and is not looked up: it has one member`) : []));
}

/** Keys that Thanos does not know, lost ones or others; undefined where there is no file. */
export function unknownKeys(command: ThanosCommand, choose: (keys: ReturnType<typeof sorted>) => readonly UnknownKey[]): Violation[] | undefined {
  const all = queried(command);
  if (!all?.file || !all.told) { return undefined; }
  const { ref } = all.told;
  return choose(sorted(command)).map(({ key, at, address }) => ({
    message: `"${key}" is not known at ${at}${address === undefined ? '' : ` (${address})`}, and is ignored`, resource: ref, related: beside(command, ref),
  }));
}

const TLS_LIKE = /tls|cert|^ca(_|$)|key_file|server_?name|verify|^enabled$|secure/i;

/** Unknown keys: those about TLS at endpoints (or above some) that are dialled without it, and the others. */
function sorted(command: ThanosCommand): { readonly lost: readonly UnknownKey[]; readonly other: readonly UnknownKey[] } {
  const all = queried(command);
  const plain = new Set(all?.endpoints.filter((e) => e.own !== undefined && !e.tls.enabled).map((e) => e.address.text));
  const unknown = all?.file?.unknown ?? [];
  const lost = unknown.filter(({ key, address }) => TLS_LIKE.test(key) && (address === undefined ? plain.size > 0 : plain.has(address)));
  return { lost, other: unknown.filter((one) => !lost.includes(one)) };
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
