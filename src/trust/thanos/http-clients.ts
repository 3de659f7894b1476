import { readHttpAddress, ThanosAddress } from './address';
import { ThanosCommand } from './command';
import { EffectiveTls } from './endpoints';
import { pathOrContent, Told } from './files';
import { httpTls } from './http-config';
import { readYaml, scalar } from './yaml';
import { Ref } from '../inventory';
import { once } from '../once';
import { isMap, items } from '../values';

/** An HTTP address that a process dials. */
export interface HttpClient {
  readonly what: string;
  readonly ref: Ref;
  readonly address: ThanosAddress;
  readonly tls: EffectiveTls;
}

/** The HTTP servers that a process dials: Prometheus, the querier behind a query frontend, a ruler's queriers, Alertmanagers and remote write. */
export function httpClientsOf(command: ThanosCommand): readonly HttpClient[] {
  return once(command, work);
}

function work(command: ThanosCommand): HttpClient[] {
  const { args, component, ref } = command;
  switch (component) {
    case 'sidecar': return urls(args.addresses('prometheus.url').slice(-1), 'Prometheus', ref, tlsOf(document(command, 'prometheus.http-client')?.tls_config));
    case 'query-frontend':
      return urls(args.addresses('query-frontend.downstream-url').slice(-1), 'the querier', ref, tlsOf(document(command, 'query-frontend.downstream-tripper-config')?.tls_config));
    case 'rule': return ruler(command);
    default: return [];
  }
}

function ruler(command: ThanosCommand): HttpClient[] {
  const { args, ref } = command;
  const queries = pathOrContent(command, 'query.config');
  const alertmanagers = pathOrContent(command, 'alertmanagers.config');
  const remote = pathOrContent(command, 'remote-write.config');
  return [
    ...urls(args.addresses('query'), 'the querier', ref, tlsOf(undefined)),
    ...configured(queries, list(queries, command), 'the querier'),
    // A file takes the place of the flags (cmd/thanos/rule.go).
    ...(alertmanagers ? [] : urls(args.addresses('alertmanagers.url'), 'Alertmanager', ref, tlsOf(undefined), 9093)),
    ...configured(alertmanagers, items(object(alertmanagers, command)?.alertmanagers), 'Alertmanager', 9093),
    ...(remote ? items(object(remote, command)?.remote_write).filter(isMap)
      .flatMap((write) => urls([scalar(write.url)], 'the remote write endpoint', remote.ref, tlsOf(write.tls_config))) : []),
  ];
}

/** Entries with static_configs, scheme and http_config (pkg/clientconfig). */
function configured(told: Told | undefined, entries: readonly unknown[], what: string, port?: number): HttpClient[] {
  return told === undefined ? [] : entries.filter(isMap).flatMap((entry) => {
    const scheme = scalar(entry.scheme) || 'http';
    const texts = items(entry.static_configs).map(scalar).map((text) => text.replace(/^((?:[a-z]+\+)?)(?![a-z]+:\/\/)/, `$1${scheme}://`));
    return urls(texts, what, told.ref, tlsOf(isMap(entry.http_config) ? entry.http_config.tls_config : undefined), port);
  });
}

function urls(texts: readonly string[], what: string, ref: Ref, tls: EffectiveTls, port?: number): HttpClient[] {
  return texts.filter((text) => text !== '').map((text) => {
    const address = readHttpAddress(text, port);
    return { what, ref, address, tls: { ...tls, enabled: address.scheme === 'https' } };
  }).filter(({ address }) => address.host !== '');
}

function tlsOf(tlsConfig: unknown): EffectiveTls {
  return httpTls(tlsConfig, false);
}

function document(command: ThanosCommand, name: string): { [key: string]: any } | undefined {
  return object(pathOrContent(command, name), command);
}

function object(told: Told | undefined, command: ThanosCommand): { [key: string]: any } | undefined {
  const value = parsed(told, command);
  return isMap(value) ? value : undefined;
}

function list(told: Told | undefined, command: ThanosCommand): readonly unknown[] {
  return items(parsed(told, command));
}

function parsed(told: Told | undefined, command: ThanosCommand): unknown {
  if (told?.text === undefined) { return undefined; }
  const read = readYaml(told.text.replace(/\$\(([a-zA-Z_0-9]+)\)/g, (all, name) => command.context.env.get(name)?.value ?? all));
  return 'value' in read ? read.value : undefined;
}
