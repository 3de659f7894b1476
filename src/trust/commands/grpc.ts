import { readHostPort } from '../addresses';
import { ContainerContext } from '../containers';
import { Client } from '../model';
import { ContainerCall } from './calls';
import { dialling } from './dial';
import { CommandLine, last, on, readOptions } from './options';
import { identityAt, trustOf } from './trust';

/** Go's flag package takes one dash or two. */
function single(args: readonly string[]): string[] {
  return args.map((arg) => arg.replace(/^--(?=[a-z])/, '-'));
}

/** grpcurl (fullstorydev/grpcurl, cmd/grpcurl): TLS unless -plaintext. */
export function readGrpcurl(context: ContainerContext, call: ContainerCall): Client[] {
  const values = ['-cacert', '-cert', '-key', '-d', '-H', '-rpc-header', '-reflect-header', '-authority', '-servername', '-proto', '-import-path', '-protoset', '-max-time',
    '-connect-timeout', '-keepalive-time', '-max-msg-sz', '-format', '-user-agent', '-alts-target-service-account'];
  const line = readOptions(single(call.words.slice(1)), { values, stopsAtWord: true });
  return line ? dial(context, call, line, 'grpcurl', line.words[0], {
    tls: !on(line, '-plaintext'), ca: '-cacert', skip: '-insecure', cert: '-cert', key: '-key', name: ['-servername', '-authority'],
  }) : [];
}

/** grpc_health_probe (grpc-ecosystem/grpc-health-probe): no TLS unless -tls. */
export function readHealthProbe(context: ContainerContext, call: ContainerCall): Client[] {
  const values = ['-addr', '-service', '-user-agent', '-connect-timeout', '-rpc-timeout', '-rpc-header', '-tls-ca-cert', '-tls-client-cert', '-tls-client-key', '-tls-server-name'];
  const line = readOptions(single(call.words.slice(1)), { values });
  return line ? dial(context, call, line, 'grpc_health_probe', last(line, '-addr'), {
    tls: on(line, '-tls'), ca: '-tls-ca-cert', skip: '-tls-no-verify', cert: '-tls-client-cert', key: '-tls-client-key', name: ['-tls-server-name'],
  }) : [];
}

interface Names {
  readonly tls: boolean;
  readonly ca: string;
  readonly skip: string;
  readonly cert: string;
  readonly key: string;
  readonly name: readonly string[];
}

function dial(
  context: ContainerContext, call: ContainerCall, line: CommandLine, product: string, target: string | undefined, names: Names,
): Client[] {
  const address = target === undefined ? undefined : readHostPort(target);
  if (!address) { return []; }
  const certificate = last(line, names.cert);
  const serverName = names.name.map((name) => last(line, name)).find((name) => name !== undefined);
  return dialling(context, call, call.must, {
    product,
    address,
    tls: names.tls,
    trust: trustOf(context, { file: last(line, names.ca), go: true, variable: call.variable }),
    ...(serverName === undefined ? {} : { serverName }),
    ...(on(line, names.skip) ? { skipVerify: true } : {}),
    ...(certificate === undefined ? {} : { identity: identityAt(context, certificate, last(line, names.key)) }),
  });
}
