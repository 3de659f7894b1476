import { ThanosAddress, readAddress } from './address';
import { ThanosCommand } from './command';
import { EndpointFile, readEndpointFile, usesGlobal, WrittenTls } from './endpoint-file';
import { contentsMatching, pathOrContent, Told } from './files';
import { SINCE } from './version-facts';
import { readYaml, scalar } from './yaml';
import { Ref } from '../inventory';
import { once } from '../once';
import { isMap, items } from '../values';
import { compareVersions, Version } from '../versions';

/** The TLS that a client of gRPC speaks, with everything decided. */
export interface EffectiveTls {
  readonly enabled: boolean;
  readonly skipVerify: boolean;
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
  readonly serverName: string;
  /** empty: Go's own */
  readonly minVersion: string;
}

/** An address that a querier is given, and how it will be dialled. */
export interface Endpoint {
  readonly address: ThanosAddress;
  readonly strict: boolean;
  readonly group: boolean;
  readonly serviceConfig: string;
  /** what the file sets for this endpoint; undefined for addresses of flags */
  readonly own?: WrittenTls;
  readonly tls: EffectiveTls;
  /** `own` has no effect: the address is looked up outside of a group, so that what is global holds */
  readonly ownIgnored: boolean;
  /** what `own` asks for, where it has no effect */
  readonly wanted?: EffectiveTls;
  /** where it is written */
  readonly ref: Ref;
  /** the flag or the place in the file that names it */
  readonly by: string;
}

/** Everything that a querier is told of its endpoints. */
export interface Endpoints {
  readonly endpoints: readonly Endpoint[];
  /** what holds for endpoints that set nothing: the file's defaults where it has some, else the flags */
  readonly global: EffectiveTls;
  readonly flags: EffectiveTls;
  readonly file?: EndpointFile;
  readonly told?: Told;
}

/** Whether a process is known to be of a version, or a later one. */
export function isAtLeast(version: Version | undefined, minor: number): boolean {
  return version !== undefined && compareVersions(version, [0, minor, 0]) >= 0;
}

/** Whether a process is known to be older than a version. */
export function isBefore(version: Version | undefined, minor: number): boolean {
  return version !== undefined && compareVersions(version, [0, minor, 0]) < 0;
}

/** Cleartext. */
export const CLEARTEXT: EffectiveTls = { enabled: false, skipVerify: false, certFile: '', keyFile: '', caFile: '', serverName: '', minVersion: '' };

/** The endpoints of a querier: those of its file, then those of its flags. Worked out once for each process. */
export function endpointsOf(command: ThanosCommand): Endpoints {
  return once(command, work);
}

/** The flags of a querier that name endpoints; the older ones went with v0.38. */
export const ENDPOINT_FLAGS: readonly string[] = ['endpoint', 'endpoint-group', 'endpoint-strict', 'endpoint-group-strict', 'store', 'store-strict', 'rule', 'metadata', 'exemplar', 'target'];

function work(command: ThanosCommand): Endpoints {
  const { args, version } = command;
  const flags = flagTls(command);
  // Versions before v0.38 have no such file, and exit over the flag.
  const told = isBefore(version, SINCE.endpointFile) ? undefined : pathOrContent(command, 'endpoint.sd-config');
  const file = told?.text === undefined ? undefined : readEndpointFile(told.text);
  // Before v0.42 the TLS keys of the file are unknown, and unknown keys are ignored.
  const readsTls = !isBefore(version, SINCE.clientConfig);
  const defaults = file && readsTls && !usesGlobal(file.defaults) ? file.defaults : undefined;
  const global = defaults ? { ...merge(defaults, undefined), serverName: defaults.serverName } : flags;
  const ofFile = (file?.endpoints ?? []).map((written, i): Endpoint => {
    const address = readAddress(written.address);
    const sets = readsTls && !usesGlobal(written.client);
    const ownIgnored = sets && address.lookup !== undefined && !written.group;
    return {
      address,
      strict: written.strict,
      group: written.group,
      serviceConfig: written.serviceConfig,
      own: written.client,
      ownIgnored,
      ...(ownIgnored ? { wanted: effectiveTls(written.client, global) } : {}),
      tls: sets && !ownIgnored ? effectiveTls(written.client, global) : global,
      ref: told!.ref,
      by: `endpoints[${i}]`,
    };
  });
  const ofFlags = ENDPOINT_FLAGS.flatMap((flag) => args.addresses(flag).map((value): Endpoint => ({
    address: readAddress(value), strict: flag.endsWith('-strict'), group: flag.includes('group'), serviceConfig: '', tls: global, ownIgnored: false, ref: command.ref, by: `--${flag}`,
  })));
  return { endpoints: [...ofFile, ...ofFlags, ...ofTargets(command, global)], global, flags, ...(file ? { file } : {}), ...(told ? { told } : {}) };
}

/** The --grpc-client-* flags of a querier. The lowest TLS version is 1.3 since v0.42, and Go's own before. */
export function flagTls({ args, version }: ThanosCommand, prefix = 'grpc-client-tls', serverName = 'grpc-client-server-name'): EffectiveTls {
  const value = (name: string) => args.value(`${prefix}-${name}`) ?? '';
  return {
    enabled: args.isOn(`${prefix}-secure`),
    skipVerify: args.isOn(`${prefix}-skip-verify`),
    certFile: value('cert'),
    keyFile: value('key'),
    caFile: value('ca'),
    serverName: args.value(serverName) ?? '',
    minVersion: isAtLeast(version, SINCE.clientMinVersion) ? args.value(`${prefix}-min-version`) ?? '1.3' : '',
  };
}

/**
 * The TLS of a client that sets something: `enabled: true` stops inheritance, `enabled: false` is cleartext, else each field falls back on the global one.
 * The defaults of a file have nothing to fall back on.
 */
export function effectiveTls(client: WrittenTls, global: EffectiveTls | undefined): EffectiveTls {
  if (client.enabled === false) { return CLEARTEXT; }
  const merged = merge(client, client.enabled === true ? undefined : global);
  return merged.enabled ? { ...merged, serverName: client.serverName } : CLEARTEXT;
}

/** applyDefaults: naming a file, or whether to verify, switches TLS on; otherwise the fallback decides, and without one it is off. */
function merge(client: WrittenTls, fallback: EffectiveTls | undefined): Omit<EffectiveTls, 'serverName'> {
  const { enabled, skipVerify, certFile, keyFile, caFile, minVersion } = client;
  const implied = [certFile, keyFile, caFile, skipVerify].some((v) => v !== undefined);
  return {
    enabled: enabled ?? (implied || (fallback?.enabled ?? false)),
    skipVerify: skipVerify ?? fallback?.skipVerify ?? false,
    certFile: certFile ?? fallback?.certFile ?? '',
    keyFile: keyFile ?? fallback?.keyFile ?? '',
    caFile: caFile ?? fallback?.caFile ?? '',
    minVersion: minVersion ?? fallback?.minVersion ?? '1.3',
  };
}

/** The addresses in files for --store.sd-files, which are looked up, and dialled with what is global. */
function ofTargets(command: ThanosCommand, global: EffectiveTls): Endpoint[] {
  return command.args.values('store.sd-files').flatMap((pattern) => contentsMatching(command, pattern)).flatMap((told): Endpoint[] => {
    const read = told.text === undefined ? undefined : readYaml(told.text);
    const groups = read && 'value' in read ? items(read.value) : [];
    return groups.filter(isMap).flatMap((group) => items(group.targets)).map((target): Endpoint => ({
      address: readAddress(scalar(target)), strict: false, group: false, serviceConfig: '', tls: global, ownIgnored: false, ref: told.ref, by: '--store.sd-files',
    }));
  });
}
