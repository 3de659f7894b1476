import { ContainerContext } from '../containers';
import { Client, Reading } from '../model';
import { readAddress } from '../thanos/address';
import { clientTls, dialled, grpcClient, PRODUCTS } from '../thanos/client';
import { ThanosCommand, thanosCommand } from '../thanos/command';
import { CLEARTEXT, endpointsOf } from '../thanos/endpoints';
import { hashringMembers } from '../thanos/hashrings';
import { httpClientsOf } from '../thanos/http-clients';
import { neverStarts } from '../thanos/never-starts';
import { receiverTls } from '../thanos/tls-faults';
import { dialledEndpoints, unreachable } from '../thanos/unreachable';
import type { WorldOptions } from '../world';

/** What a `thanos` process dials beside its object store: a querier's endpoints, a ruler's queriers, other receivers, and HTTP. */
export function readThanosClients(context: ContainerContext, options: WorldOptions): Reading {
  const command = thanosCommand(context, options);
  if (!command) { return {}; }
  return { clients: [...grpcClients(command), ...httpClients(command)] };
}

function grpcClients(command: ThanosCommand): Client[] {
  const never = neverStarts(command);
  const { args, ref, component } = command;
  switch (component) {
    case 'query': return queriers(command, never);
    // The client of a ruler has no settings of TLS (v0.42.4, cmd/thanos/rule.go).
    case 'rule': return args.addresses('grpc-query-endpoint').map((text) => grpcClient(command, { ref, address: readAddress(text), tls: CLEARTEXT, neverConnects: never }));
    case 'receive': return hashringMembers(command).map(({ text, capnProto, ref: at }) =>
      grpcClient(command, { ref: at, address: readAddress(text), tls: capnProto ? CLEARTEXT : receiverTls(command), neverConnects: never }));
    default: return [];
  }
}

function queriers(command: ThanosCommand, never: string | undefined): Client[] {
  const { told } = endpointsOf(command);
  const hidden = told && told.text === undefined && never === undefined
    ? [{
      ref: told.ref,
      product: PRODUCTS.query,
      namespace: command.context.namespace,
      labels: command.context.labels,
      tls: true,
      trust: { system: true, bundles: [] },
      unknown: `the endpoints${told.path === undefined ? '' : ` in ${told.path}`} are not shown by the manifests: declare them`,
    }] : [];
  const ways = unreachable(command);
  const shown = dialledEndpoints(command).map((endpoint) => grpcClient(command, { ...endpoint, neverConnects: never ?? ways.get(endpoint) }));
  return [...hidden, ...shown];
}

function httpClients(command: ThanosCommand): Client[] {
  const never = neverStarts(command);
  return httpClientsOf(command).map(({ ref, address, tls }): Client => {
    const { text, lookup } = address;
    const at = dialled(address);
    const byPodName = lookup === 'dnssrvnoa' && tls.enabled && tls.serverName === '';
    const shown = (address.port !== undefined || at?.portName !== undefined) && !/[${}<>]/.test(text);
    return {
      ref,
      product: PRODUCTS[command.component],
      namespace: command.context.namespace,
      labels: command.context.labels,
      ...(shown ? { address: at } : { unknown: `what ${text} leads to is not shown by the manifests` }),
      ...clientTls(command, tls, 'http'),
      ...(byPodName ? { dialsPodNames: true } : lookup === undefined ? {} : { dialsAddresses: true }),
      ...(/^(localhost$|127\.|::1$)/.test(address.host) ? { beside: true } : {}),
      ...(never === undefined ? {} : { neverConnects: never }),
    };
  });
}
