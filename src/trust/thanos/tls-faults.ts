import { ThanosCommand } from './command';
import { CLEARTEXT, EffectiveTls, endpointsOf, flagTls, isAtLeast, isBefore } from './endpoints';
import { bundleAt, isEmptyBundle } from './files';
import { httpClientsOf } from './http-clients';
import { webConfig } from './http-config';
import { objstoreOf } from './objstore';
import { SINCE } from './version-facts';
import { Ref } from '../inventory';
import { Violation } from '../model';
import { once } from '../once';

/** A set of TLS settings somewhere in what a process is told. */
export interface TlsUse {
  /** what it is for, in a message */
  readonly what: string;
  readonly ref: Ref;
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
  /** undefined where there is none; empty is a text too */
  readonly minVersion?: string;
  readonly side: 'server' | 'client';
  /** the whole process exits over what is wrong with it; otherwise one address is skipped */
  readonly fatal: boolean;
  /** read by the code that drops all settings over a CA file without certificates */
  readonly grpc: boolean;
}

/** All sets of TLS settings that a process uses. */
export function tlsUses(command: ThanosCommand): readonly TlsUse[] {
  return once(command, work);
}

function work(command: ThanosCommand): TlsUse[] {
  const { args, component, ref } = command;
  const server = (what: string, prefix: string): TlsUse[] => {
    const [certFile, keyFile, caFile] = ['cert', 'key', 'client-ca'].map((name) => given(command, `${prefix}-${name}`));
    const use = { what, ref, certFile, keyFile, caFile, minVersion: args.value(`${prefix}-min-version`), side: 'server' as const, fatal: true, grpc: true };
    return certFile + keyFile + caFile === '' ? [] : [use];
  };
  const client = (what: string, tls: EffectiveTls, at: Ref, fatal: boolean, grpc = true): TlsUse[] =>
    (tls.enabled ? [{ what, ref: at, certFile: tls.certFile, keyFile: tls.keyFile, caFile: tls.caFile, minVersion: tls.minVersion, side: 'client', fatal, grpc }] : []);
  const web = webConfig(command);
  const store = objstoreOf(command);
  return [
    ...server('the gRPC server', 'grpc-server-tls'),
    ...(component === 'receive' ? server('the remote write endpoint', 'remote-write.server-tls') : []),
    ...(component === 'receive' ? client('the client of other receivers', receiverTls(command), ref, true) : []),
    ...(component === 'query' ? ofQuery(command, client) : []),
    ...(web && web.certFile + web.keyFile !== ''
      ? [{ what: 'the HTTP server', ref: web.ref, certFile: web.certFile, keyFile: web.keyFile, caFile: web.clientCaFile, side: 'server' as const, fatal: true, grpc: false }] : []),
    ...(store?.s3 ? client('the client of the object store', store.s3.tls, store.told.ref, true, false) : []),
    ...httpClientsOf(command).flatMap((http) => client(`the client of ${http.what}`, { ...http.tls, enabled: true }, http.ref, true, false)),
  ];
}

/**
 * The TLS between receivers. Before v0.35 the certificate of the server switched it on, and verification came with the client CA of the server
 * (v0.34.1, cmd/thanos/receive.go, the arguments of StoreClientGRPCOpts).
 */
export function receiverTls(command: ThanosCommand): EffectiveTls {
  const flags = flagTls(command, 'remote-write.client-tls', 'remote-write.client-server-name');
  if (isBefore(command.version, SINCE.receiverClientTls)) {
    const enabled = given(command, 'grpc-server-tls-cert') !== '';
    return enabled ? { ...flags, enabled, skipVerify: given(command, 'grpc-server-tls-client-ca') === '' } : CLEARTEXT;
  }
  return isAtLeast(command.version, SINCE.receiverClientTls) || flags.enabled ? flags : CLEARTEXT;
}

function ofQuery(command: ThanosCommand, client: (what: string, tls: EffectiveTls, at: Ref, fatal: boolean) => TlsUse[]): TlsUse[] {
  const { endpoints, global, flags, told } = endpointsOf(command);
  const own = endpoints.filter((endpoint) => endpoint.tls !== global && endpoint.tls !== flags);
  return [
    ...client('the client of gRPC (--grpc-client-tls-*)', flags, command.ref, true),
    ...(global === flags || !told ? [] : client('default_client_config', global, told.ref, false)),
    ...own.flatMap((endpoint) => client(endpoint.address.text, endpoint.tls, endpoint.ref, false)),
  ];
}

/** The value of a flag; a text that names nothing where it is given and not known. */
function given(command: ThanosCommand, name: string): string {
  const flag = command.args.flags(name)[0];
  return flag === undefined ? '' : flag.value ?? UNKNOWN;
}

/** Stands for a value that only the cluster knows. */
export const UNKNOWN = '$(unknown)';

/** A certificate without its key, or a client CA without either: refused (pkg/tls/options.go NewServerConfig, NewClientConfig). */
export function brokenPairs(command: ThanosCommand): (Violation & { use: TlsUse })[] {
  return tlsUses(command).flatMap((use) => {
    const say = (message: string) => [{ message: `${use.what}: ${message}`, resource: use.ref, ...(use.ref === command.ref ? {} : { related: [command.ref] }), use }];
    // More arguments may come from what the manifests do not show.
    if (!command.args.complete && use.ref === command.ref) { return []; }
    if (use.certFile !== '' && use.keyFile === '') { return say(`it is given the certificate ${use.certFile} and no key`); }
    if (use.certFile === '' && use.keyFile !== '') { return say(`it is given the key ${use.keyFile} and no certificate`); }
    return use.side === 'server' && use.certFile === '' && use.caFile !== '' ? say(`it is given the client CA ${use.caFile}, and no certificate and key of its own`) : [];
  });
}

/** A lowest TLS version that there is not. */
export function wrongMinVersions(command: ThanosCommand): (Violation & { use: TlsUse })[] {
  return tlsUses(command).flatMap((use) => (use.minVersion !== undefined && use.minVersion !== '' && !/^1\.[0-3]$/.test(use.minVersion) && !/[$]/.test(use.minVersion)
    ? [{ message: `${use.what}: the lowest TLS version is "${use.minVersion}", and has to be 1.0, 1.1, 1.2 or 1.3`, resource: use.ref, use }] : []));
}

/** CA files of gRPC that hold no certificate. */
export function emptyBundles(command: ThanosCommand): Violation[] {
  return tlsUses(command).flatMap((use) => {
    if (!use.grpc || use.caFile === '' || use.caFile === UNKNOWN || (use.side === 'server' && (use.certFile === '' || use.keyFile === ''))) { return []; }
    const bundle = bundleAt(command, use.caFile);
    if (!isEmptyBundle(bundle)) { return []; }
    const comes = use.side === 'server' ? 'it serves plain text' : 'it trusts the public roots instead, and shows no certificate';
    return [{ message: `${use.what}: ${use.caFile} holds no certificate, so that ${comes}`, resource: bundle.ref, related: [command.ref] }];
  });
}

/** Lowest versions that have been withdrawn. */
export function oldVersions(command: ThanosCommand): Violation[] {
  return tlsUses(command).filter((use) => use.minVersion === '1.0' || use.minVersion === '1.1')
    .map((use) => ({ message: `${use.what} allows TLS ${use.minVersion}`, resource: use.ref }));
}
