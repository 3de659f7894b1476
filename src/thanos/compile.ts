import { checkForVersion } from './compile-checks';
import { CompiledEnvoy, CompiledQuerier, ENDPOINT_DIRECTORY, ENDPOINT_FILE, EndpointTreatment, LegacyTls, ThanosCompilation, ThanosCompileOptions, ThanosTlsMode } from './compile-result';
import { compileWarnings } from './compile-warnings';
import { EndpointEntry, isLookedUp } from './endpoint-entry';
import { clientFlags, endpointFile } from './endpoint-file';
import { ThanosCompression } from './endpoint-props';
import { compileEnvoy } from './envoy-config';
import { rootAndLeaves } from './per-realm';
import { realmsOf } from './realm';
import { ThanosVersion } from './thanos-version';
import { TlsClass, tlsClasses, tlsSetting } from './tls-class';
import { treatment } from './treatment';
import { invalid } from '../kube/invalid';
import { requireLabel, requireOneOf } from '../kube/text';
import { CLIENT_FLAGS_UNTIL, SINCE } from '../trust/thanos/version-facts';

/** Compiles endpoints for a version. */
export function compileEndpoints(
  where: string, entries: readonly EndpointEntry[], version: ThanosVersion, options: ThanosCompileOptions,
): ThanosCompilation {
  const { legacy } = options;
  if (legacy !== undefined) { requireOneOf(where, 'legacy', legacy, Object.values(LegacyTls)); }
  const name = requireLabel(where, 'name', options.name ?? 'thanos-query', 50);
  const namespace = requireLabel(where, 'namespace', options.namespace ?? 'monitoring');
  const perEndpoint = version._since(SINCE.clientConfig);
  // What is looked up outside of a group has one setting in common from v0.42 on; before, everything has.
  const shared = tlsClasses(perEndpoint ? entries.filter(isLookedUp) : entries, version);
  const single = shared.length <= 1;
  checkForVersion(where, entries, version, !single && legacy === LegacyTls.ENVOY);
  if (single) {
    const querier = compileQuerier(where, '', entries, version, shared[0]);
    const rows = entries.map((entry) => treatment(entry, version, own(entry, version)));
    return result(version, perEndpoint ? ThanosTlsMode.PER_ENDPOINT : ThanosTlsMode.GLOBAL, [querier], undefined, rows, entries);
  }
  if (legacy === undefined) { throw severalRealms(where, version, shared); }
  return legacy === LegacyTls.ENVOY ? withEnvoy(where, entries, version) : perRealm(where, entries, version, shared, { name, namespace });
}

function result(
  version: ThanosVersion, mode: ThanosTlsMode, queriers: CompiledQuerier[], envoy: CompiledEnvoy | undefined, endpoints: EndpointTreatment[],
  entries: readonly EndpointEntry[],
): ThanosCompilation {
  const warnings = compileWarnings(entries, version, mode, queriers);
  return { version: version.text, mode, queriers, ...(envoy === undefined ? {} : { envoy }), endpoints, warnings };
}

/** How a querier is told of an endpoint when it is the only one. */
function own(entry: EndpointEntry, version: ThanosVersion): string {
  if (!version._since(SINCE.endpointFile)) { return entry.tls ? `${flagOf(entry)} and --grpc-client-tls-*` : flagOf(entry); }
  if (!entry.tls) { return 'endpoint file'; }
  if (!version._since(SINCE.clientConfig)) { return 'endpoint file and --grpc-client-tls-*'; }
  return isLookedUp(entry) ? 'default_client_config' : 'client_config';
}

function withEnvoy(where: string, entries: readonly EndpointEntry[], version: ThanosVersion): ThanosCompilation {
  const { envoy, replacements } = compileEnvoy(where, entries.filter(({ tls }) => tls !== undefined));
  const told = entries.map((entry) => replacements.get(entry) ?? entry);
  const classes = tlsClasses(version._since(SINCE.clientConfig) ? told.filter(isLookedUp) : told, version);
  if (classes.length > 1) { throw severalRealms(where, version, classes); }
  const querier = compileQuerier(where, '', told, version, classes[0]);
  const rows = entries.map((entry) => {
    const through = replacements.get(entry);
    return treatment(entry, version, through ? `Envoy at ${through.address.text}` : own(entry, version), true);
  });
  return result(version, ThanosTlsMode.ENVOY, [querier], envoy, rows, entries);
}

function perRealm(
  where: string, entries: readonly EndpointEntry[], version: ThanosVersion, shared: readonly TlsClass[],
  at: { readonly name: string; readonly namespace: string },
): ThanosCompilation {
  const { root, leaves } = rootAndLeaves(where, entries, version, shared, at);
  const rootShared = version._since(SINCE.clientConfig) ? tlsClasses(root.filter(isLookedUp), version)[0] : tlsClasses(root, version)[0];
  const queriers = [
    compileQuerier(where, '', root, version, rootShared),
    ...leaves.map((leaf) => compileQuerier(where, leaf.name, leaf.entries, version, leaf.class)),
  ];
  const by = new Map(leaves.flatMap((leaf) => leaf.entries.map((entry): [EndpointEntry, string] => [entry, `querier ${at.name}-${leaf.name}`])));
  const rows = entries.map((entry) => treatment(entry, version, by.get(entry) ?? own(entry, version)));
  return result(version, ThanosTlsMode.QUERIER_PER_REALM, queriers, undefined, rows, entries);
}

/** One querier: its flags and its file. `shared` is what one set of global settings has to say. */
function compileQuerier(
  where: string, name: string, entries: readonly EndpointEntry[], version: ThanosVersion, shared: TlsClass | undefined,
): CompiledQuerier {
  const perEndpoint = version._since(SINCE.clientConfig);
  const first = shared?.entries[0];
  const compression = first?.compression ?? ThanosCompression.NONE;
  if (perEndpoint && compression !== ThanosCompression.NONE && version._since(CLIENT_FLAGS_UNTIL)) {
    throw invalid(where, {
      what: 'compression of addresses that are looked up is told by --grpc-compression, which this version need not have any more',
      saw: `${version}, ${first?.address.text}`,
      allowed: 'compression for fixed addresses and for groups',
      fix: 'leave compression out for them, or set group: true',
    });
  }
  const flags = perEndpoint ? clientFlags(undefined, undefined, compression) : clientFlags(first?.tls?.material, shared?.serverName, compression);
  const settings = [...new Set(entries.map((entry) => tlsSetting(entry, version)))].sort();
  const realms = realmsOf(entries);
  if (!version._since(SINCE.endpointFile)) {
    return { name, args: [...entries.map((entry) => `${flagOf(entry)}=${addressFor(entry, version)}`), ...flags], realms, tlsSettings: settings };
  }
  const endpointFilePath = `${ENDPOINT_DIRECTORY}/${ENDPOINT_FILE}`;
  return {
    name,
    args: [`--endpoint.sd-config-file=${endpointFilePath}`, ...flags],
    endpointFile: endpointFile(where, entries, version, shared),
    endpointFilePath,
    realms,
    tlsSettings: settings,
  };
}

function flagOf({ strict, group }: EndpointEntry): string {
  return `--endpoint${group ? '-group' : ''}${strict ? '-strict' : ''}`;
}

/** Until v0.36 gRPC itself looks the name of a group up, and knows no prefixes. */
function addressFor({ address, group }: EndpointEntry, version: ThanosVersion): string {
  return group && !version._since(SINCE.groupLookups) ? address.text.replace(/^[a-z]+\+/, '') : address.text;
}

function severalRealms(where: string, version: ThanosVersion, classes: readonly TlsClass[]): Error {
  const perEndpoint = version._since(SINCE.clientConfig);
  const labels = classes.slice(0, 4).map(({ label, entries }) => `${label} (${entries[0].address.text}${entries.length > 1 ? `, and ${entries.length - 1} more` : ''})`);
  const more = classes.length > 4 ? [`and ${classes.length - 4} more`] : [];
  return invalid(where, {
    what: perEndpoint
      ? 'addresses that are looked up outside of a group all get one setting, and these want several'
      : `one querier of ${version} has one setting of TLS for all of its endpoints, and these want several: in a file this version would ignore client_config, and dial them alike`,
    saw: [...labels, ...more].join('; '),
    allowed: perEndpoint ? 'one realm, or plaintext, for everything that is looked up and no group' : 'Thanos v0.42 or later for settings of their own',
    fix: perEndpoint
      ? 'where the addresses found are copies of each other: group: true and serverName; else name the servers one by one, or legacy: LegacyTls.QUERIER_PER_REALM'
      : 'use ThanosVersion.V0_42, or legacy: LegacyTls.QUERIER_PER_REALM (a querier for each realm), or legacy: LegacyTls.ENVOY (an Envoy beside the querier)',
  });
}

