import { readAws } from '../commands/aws';
import { readRclone, readS3cmd } from '../commands/buckets';
import { ContainerCall, callsOf } from '../commands/calls';
import { readCurl } from '../commands/curl';
import { readGrpcurl, readHealthProbe } from '../commands/grpc';
import { readMc } from '../commands/mc';
import { readOpenssl } from '../commands/openssl';
import { readTelemetrygen } from '../commands/telemetrygen';
import { readVault } from '../commands/vault';
import { readWget } from '../commands/wget';
import { ContainerContext } from '../containers';
import { Client, Reading } from '../model';

/** Who reads which program. A new program is a new file in commands/ and a line here. */
const PROGRAMS: { readonly [name: string]: (context: ContainerContext, call: ContainerCall) => Client[] } = {
  'aws': readAws,
  'bao': readVault,
  'curl': readCurl,
  'grpc_health_probe': readHealthProbe,
  'grpc-health-probe': readHealthProbe,
  'grpcurl': readGrpcurl,
  'openssl': readOpenssl,
  'rclone': readRclone,
  's3cmd': readS3cmd,
  'telemetrygen': readTelemetrygen,
  'vault': readVault,
  'wget': readWget,
};

/** The clients among the programs that a container starts: in its command, its scripts and its probes. */
export function readCommands(context: ContainerContext): Reading {
  const calls = callsOf(context);
  if (calls.length === 0) { return {}; }
  const clients = [
    ...calls.flatMap((call) => (Object.prototype.hasOwnProperty.call(PROGRAMS, call.words[0]) ? PROGRAMS[call.words[0]](context, call) : [])),
    ...readMc(context, calls),
  ];
  // A script that asks the same thing twice is one client; what it does for certain stands for what it tries.
  const distinct = new Map<string, Client>();
  for (const client of clients) {
    const { product, ref, address, tls, skipVerify, serverName, expectsRefusal, trust, identity } = client;
    const bundles = trust.bundles.map((bundle) => [bundle.ref, bundle.missing]);
    const dialled = [address?.host, address?.port, tls, serverName];
    const key = JSON.stringify([product, ref.field, dialled, skipVerify, expectsRefusal, bundles, identity?.ref]);
    const known = distinct.get(key);
    if (!known || known.mayFail) { distinct.set(key, client); }
  }
  return { clients: [...distinct.values()] };
}
