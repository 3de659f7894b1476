import { ContainerContext, containerRef } from '../containers';
import { Reading, Server } from '../model';
import { PRODUCTS } from '../thanos/client';
import { ThanosCommand, thanosCommand } from '../thanos/command';
import { isBefore } from '../thanos/endpoints';
import { bundleAt, certificateAt, isEmptyBundle } from '../thanos/files';
import { webConfig } from '../thanos/http-config';
import { items } from '../values';
import type { WorldOptions } from '../world';

const GRPC = ['query', 'store', 'sidecar', 'receive', 'rule'];

/** What a `thanos` process listens with: gRPC (the Store API), HTTP, and the remote write endpoint of receivers. */
export function readThanosServers(context: ContainerContext, options: WorldOptions): Reading {
  const command = thanosCommand(context, options);
  if (!command) { return {}; }
  return {
    servers: [
      ...(GRPC.includes(command.component) ? pairServer(command, 'grpc-address', '10901', 'grpc-server-tls', `the gRPC server of ${PRODUCTS[command.component]}`) : []),
      ...(command.component === 'receive' ? pairServer(command, 'remote-write.address', '19291', 'remote-write.server-tls', 'the remote write endpoint of Thanos Receive') : []),
      ...(command.component === 'receive' ? capnProtoServer(command) : []),
      ...webServer(command),
    ],
  };
}

/**
 * A server with flags for certificate, key and client CA (pkg/tls/options.go NewServerConfig): TLS with both files, none without either. A client CA
 * file without a certificate in it leaves the server in plain text (an error that is wrapped around nothing is no error).
 */
function pairServer(command: ThanosCommand, address: string, port: string, prefix: string, product: string): Server[] {
  const { args } = command;
  const flags = ['cert', 'key', 'client-ca'].map((name) => args.flags(`${prefix}-${name}`)[0]);
  const [certFile, keyFile, caFile] = flags.map((flag) => flag?.value ?? '');
  const unknown = flags.some((flag) => flag !== undefined && !flag.known) || !args.complete;
  const clientCa = caFile === '' ? undefined : bundleAt(command, caFile);
  const tls = certFile !== '' && keyFile !== '' && !(clientCa && isEmptyBundle(clientCa));
  const listens = listener(command, address, port);
  if (!listens) { return []; }
  const minVersion = args.value(`${prefix}-min-version`) ?? (isBefore(command.version, 26) ? undefined : '1.3');
  return [{
    ...listens,
    product,
    tls: unknown && !tls ? undefined : tls,
    certificates: tls ? [certificateAt(command, certFile, keyFile)] : [],
    clientAuth: tls && clientCa ? 'required' : 'none',
    ...(tls && clientCa ? { clientCa } : {}),
    ...(tls && minVersion !== undefined && /^1\.[0-3]$/.test(minVersion) ? { minVersion } : {}),
  }];
}

/** What receivers hand writes on to each other with, where they are told to: in the clear (v0.37.0 to v0.42.4, cmd/thanos/receive.go). */
function capnProtoServer(command: ThanosCommand): Server[] {
  const listens = isBefore(command.version, 37) ? undefined : listener(command, 'receive.capnproto-address', '19391');
  return listens ? [{ ...listens, product: 'the Cap\'n Proto server of Thanos Receive', tls: false, certificates: [], clientAuth: 'none' }] : [];
}

function webServer(command: ThanosCommand): Server[] {
  const listens = listener(command, 'http-address', '10902');
  if (!listens || (command.component === 'tools' && !command.args.words.includes('web'))) { return []; }
  const web = webConfig(command);
  return [{
    ...listens,
    product: `the HTTP server of ${PRODUCTS[command.component]}`,
    tls: web === undefined ? (command.args.complete ? false : undefined) : web.tls,
    certificates: web?.tls ? [certificateAt(command, web.certFile, web.keyFile)] : [],
    clientAuth: web?.tls ? web.clientAuth : 'none',
    ...(web?.tls && web.clientCaFile !== '' ? { clientCa: bundleAt(command, web.clientCaFile) } : {}),
    ...(web?.tls ? { minVersion: web.minVersion } : {}),
    ...(web?.tls && web.maxVersion !== undefined ? { maxVersion: web.maxVersion } : {}),
  }];
}

/** Where a server listens; undefined where the port is not shown. */
function listener(command: ThanosCommand, flag: string, defaultPort: string) {
  const { context, args } = command;
  const given = args.flags(flag);
  const address = given.length === 0 ? `0.0.0.0:${defaultPort}` : args.value(flag);
  const port = Number(/:(\d{1,5})$/.exec(address ?? '')?.[1] ?? NaN);
  if (!Number.isInteger(port)) { return undefined; }
  const name: unknown = items(context.container.ports).find((p) => p.containerPort === port)?.name;
  return {
    ref: containerRef(context),
    namespace: context.namespace,
    labels: context.labels,
    port,
    ...(typeof name === 'string' ? { portName: name } : {}),
    ...(/^(127\.|localhost:|\[::1\])/.test(address ?? '') ? { loopback: true } : {}),
  };
}
