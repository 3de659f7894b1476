import { posix } from 'node:path';
import { flag } from './words';
import { readHostPort, readUrl } from '../addresses';
import { identityAt, trustOf } from '../commands/trust';
import { textAt } from '../container-files';
import { ContainerContext } from '../containers';
import { Ref } from '../inventory';
import { Address, Client, Reading } from '../model';
import { programServer } from '../monitoring/program-server';
import { tlsVersions } from '../monitoring/tls-config';
import { hasPlaceholder } from '../placeholders';
import { httpTls } from '../thanos/http-config';
import { readYaml } from '../thanos/yaml';
import { isMap, items } from '../values';
import { imageRepository } from '../versions';

type Settings = { readonly [field: string]: any };

/** A Prometheus, its configuration or a part of that, and where it stands. */
export interface Program {
  readonly context: ContainerContext;
  readonly ref: Ref;
  readonly config: Settings;
  /** the folder of its configuration, where that is known */
  readonly folder?: string;
}

/**
 * Prometheus without its operator (v3.5, config/config.go): a client of what it writes to and reads from, of Alertmanagers, and of the targets that
 * its configuration lists; a server with --web.config.file. What it discovers is not shown.
 */
export function readPrometheusProgram(context: ContainerContext): Reading {
  const { container, words } = context;
  const program = /(^|\/)prom(etheus)?\/prometheus$/.test(imageRepository(container.image)) || words.some((word) => /(^|\/)prometheus$/.test(word));
  const path = program ? flag(words, '--config.file') : undefined;
  if (path === undefined || context.init) { return {}; }
  const { text, ref } = textAt(context, path);
  const read = text === undefined ? undefined : readYaml(text);
  const config = read && 'value' in read && isMap(read.value) ? read.value : {};
  return { servers: programServer(context, 'Prometheus', 9090), clients: configuredClients({ context, ref, config, ...(path.startsWith('/') ? { folder: posix.dirname(path) } : {}) }) };
}

/** What a configuration lists. */
export function configuredClients(told: Program): Client[] {
  return [...remote(told), ...scraped(told), ...alerted(told)];
}

function remote({ config, ...told }: Program): Client[] {
  return [...items(config.remote_write), ...items(config.remote_read)].flatMap((one): Client[] => {
    const url = typeof one.url === 'string' && !/[${}<>]/.test(one.url) ? readUrl(one.url) : undefined;
    return url && direct(one) ? [client({ config, ...told }, url.address, url.tls, one.tls_config)] : [];
  });
}

/** Targets that are listed, unless relabelling may change them. */
function scraped(told: Program): Client[] {
  return items(told.config.scrape_configs).flatMap((job) => (items(job.relabel_configs).length > 0 ? [] : targets(told, job)));
}

function alerted(told: Program): Client[] {
  return items(told.config.alerting?.alertmanagers).flatMap((one) => (items(one.relabel_configs).length > 0 ? [] : targets(told, one)));
}

function targets(told: Program, settings: Settings): Client[] {
  const tls = settings.scheme === 'https';
  if (!direct(settings)) { return []; }
  return items(settings.static_configs).flatMap((group) => items(group.targets)).flatMap((target): Client[] => {
    const address = /[${}<>]/.test(String(target)) ? undefined : readHostPort(String(target), tls ? 443 : 80);
    return address && !/^(localhost|127\.|::1)/.test(address.host) ? [client(told, address, tls, settings.tls_config)] : [];
  });
}

function direct(settings: Settings): boolean {
  return settings.proxy_url === undefined && settings.proxy_from_environment !== true;
}

/** Files of a tls_config are looked for in the folder of the configuration (prometheus/common 0.72.1, config/http_config.go, SetDirectory), whatever the working directory is. */
function beside(folder: string | undefined, path: string): string {
  return folder === undefined || path === '' || path.startsWith('/') || hasPlaceholder(path) ? path : posix.join(folder, path);
}

function client({ context, ref, folder }: Program, address: Address, tls: boolean, config: unknown): Client {
  const { serverName, skipVerify, ...named } = httpTls(config, tls);
  const [caFile, certFile, keyFile] = [named.caFile, named.certFile, named.keyFile].map((path) => beside(folder, path));
  const inline = isMap(config) && typeof config.ca === 'string' ? config.ca : undefined;
  const variable = (name: string) => context.env.get(name)?.value;
  return {
    ref,
    product: 'Prometheus',
    namespace: context.namespace,
    labels: context.labels,
    address,
    tls,
    trust: inline === undefined ? trustOf(context, { ...(caFile === '' ? {} : { file: caFile }), go: true, variable }) : { system: false, bundles: [{ ref, pem: inline }] },
    ...(serverName === '' ? {} : { serverName }),
    ...(skipVerify ? { skipVerify } : {}),
    ...(certFile === '' ? {} : { identity: identityAt(context, certFile, keyFile === '' ? undefined : keyFile) }),
    // Go's clients begin at TLS 1.2 (crypto/tls); min_version and max_version are written as the operator's are (prometheus/common 0.72.1, config/http_config.go, TLSVersions).
    minVersion: '1.2',
    ...(isMap(config) ? tlsVersions({ minVersion: config.min_version, maxVersion: config.max_version }) : {}),
  };
}
