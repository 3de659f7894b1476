import { PLACEHOLDER, ThanosAddress, readSrvName, SRV_LOOKUPS } from './address';
import { ThanosCommand } from './command';
import { EffectiveTls, isAtLeast } from './endpoints';
import { bundleAt, certificateAt, isEmptyBundle, trustIn } from './files';
import { SINCE } from './version-facts';
import { Ref } from '../inventory';
import { Client } from '../model';

/** A client of gRPC: what is dialled, with which TLS, from the pod of a `thanos` process. */
export interface GrpcClient {
  readonly ref: Ref;
  readonly address: ThanosAddress;
  /** the address is looked up inside of gRPC: what is verified is not the addresses found */
  readonly group?: boolean;
  readonly tls: EffectiveTls;
  readonly neverConnects?: string;
}

/** A client of gRPC servers, as connections are made of it. */
export function grpcClient(command: ThanosCommand, client: GrpcClient): Client {
  const { address, tls } = client;
  const lookedUp = address.lookup !== undefined;
  // An SRV lookup without addresses finds the names of pods.
  const ownNames = address.lookup === 'dnssrvnoa' && tls.enabled && tls.serverName === '';
  const shown = address.problem === undefined && !PLACEHOLDER.test(address.text) && !/^[a-z][a-z-]*:\/\//i.test(address.text);
  return {
    ref: client.ref,
    ...(client.ref === command.ref ? {} : { process: command.ref }),
    product: PRODUCTS[command.component],
    namespace: command.context.namespace,
    labels: command.context.labels,
    ...(shown ? { address: dialled(address) } : { unknown: `what ${address.text || 'an empty address'} leads to is not shown by the manifests` }),
    ...clientTls(command, tls, 'grpc'),
    // Unless the variable says otherwise (grpc-go, internal/envconfig).
    ...(tls.enabled && isAtLeast(command.version, SINCE.enforcesAlpn) && !command.context.env.has('GRPC_ENFORCE_ALPN_ENABLED') ? { demandsHttp2: true } : {}),
    ...(ownNames ? { dialsPodNames: true } : lookedUp && client.group !== true ? { dialsAddresses: true } : {}),
    ...(client.neverConnects === undefined ? {} : { neverConnects: client.neverConnects }),
  };
}

/** Names of the components, as messages call them. */
export const PRODUCTS = {
  'query': 'Thanos Query',
  'store': 'Thanos Store',
  'sidecar': 'Thanos Sidecar',
  'receive': 'Thanos Receive',
  'rule': 'Thanos Rule',
  'compact': 'Thanos Compact',
  'query-frontend': 'Thanos Query Frontend',
  'tools': 'Thanos Tools',
} as const;

/** What a TLS client of Thanos verifies, and shows. Clients of gRPC and of HTTP read their CA file with different code. */
export function clientTls(command: ThanosCommand, tls: EffectiveTls, over: 'grpc' | 'http'): Pick<Client, 'tls' | 'trust' | 'serverName' | 'skipVerify' | 'identity' | 'minVersion'> {
  if (!tls.enabled) { return { tls: false, trust: { system: true, bundles: [] } }; }
  // With a CA file that holds no certificate, all of the settings are dropped and gRPC's own hold (pkg/tls/options.go: errors.Wrap of a nil error is nil).
  if (over === 'grpc' && tls.caFile !== '' && isEmptyBundle(bundleAt(command, tls.caFile))) { return { tls: true, trust: trustIn(command, '') }; }
  return {
    tls: true,
    trust: trustIn(command, tls.caFile),
    ...(tls.serverName === '' ? {} : { serverName: tls.serverName }),
    ...(tls.skipVerify ? { skipVerify: true } : {}),
    ...(tls.certFile === '' || tls.keyFile === '' ? {} : { identity: certificateAt(command, tls.certFile, tls.keyFile) }),
    ...(/^1\.[0-3]$/.test(tls.minVersion) ? { minVersion: tls.minVersion } : {}),
  };
}

/** Where an address leads: an SRV name to a port by its name. */
export function dialled(address: ThanosAddress): Client['address'] {
  const srv = address.lookup !== undefined && SRV_LOOKUPS.includes(address.lookup) ? readSrvName(address.host) : undefined;
  const host = (srv?.host ?? address.host).replace(/\.$/, '');
  if (srv && address.port === undefined) { return { text: address.text, host, port: 0, portName: srv.port }; }
  // Since v0.36 gRPC looks names up itself, and takes 443 where no port is given (grpc-go v1.63 and later, internal/resolver/dns).
  return { text: address.text, host, port: address.port ?? (address.lookup === undefined ? 443 : 0) };
}
