import { bool, pointer, readYaml, scalar } from './yaml';
import { isMap } from '../values';

/** The TLS settings of one endpoint as they are written: undefined is "not set", which is not the same as empty. */
export interface WrittenTls {
  readonly enabled?: boolean;
  readonly skipVerify?: boolean;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly caFile?: string;
  readonly minVersion?: string;
  readonly serverName: string;
  readonly compression: string;
}

/** An endpoint as a file names it. */
export interface WrittenEndpoint {
  readonly address: string;
  readonly strict: boolean;
  readonly group: boolean;
  readonly serviceConfig: string;
  readonly client: WrittenTls;
}

/** A key that Thanos does not know, and ignores: where it stands. */
export interface UnknownKey {
  readonly key: string;
  /** "default_client_config.tls_config", "endpoints[2]" */
  readonly at: string;
  /** the address of the endpoint, where it is one's */
  readonly address?: string;
}

/** The file of --endpoint.sd-config(-file), as Thanos decodes it (v0.42.4, cmd/thanos/endpointset.go: yaml.v3, not strict). */
export interface EndpointFile {
  /** why the process exits over it */
  readonly problem?: string;
  readonly defaults: WrittenTls;
  /** whether the file has the keys that only v0.42 and later know */
  readonly hasDefaults: boolean;
  readonly endpoints: readonly WrittenEndpoint[];
  readonly unknown: readonly UnknownKey[];
}

/** The keys of the file, by what they are keys of. */
export const FILE_KEYS = {
  file: ['default_client_config', 'endpoints'],
  endpoint: ['address', 'strict', 'group', 'service_config', 'client_config'],
  client: ['tls_config', 'server_name', 'compression'],
  tls: ['enabled', 'insecure_skip_verify', 'cert_file', 'key_file', 'ca_file', 'min_version'],
} as const;

const BOOLEANS = ['strict', 'group', 'enabled', 'insecure_skip_verify'];
const NOTHING: WrittenTls = { serverName: '', compression: '' };

/** Reads an endpoint file. */
export function readEndpointFile(text: string): EndpointFile {
  const read = readYaml(text);
  const empty = { defaults: NOTHING, hasDefaults: false, endpoints: [], unknown: [] };
  if ('problem' in read) { return { ...empty, problem: `it is no YAML: ${read.problem}` }; }
  const { value } = read;
  if (value === undefined || value === null) { return empty; }
  if (Array.isArray(value)) {
    return { ...empty, problem: 'it is a list, as files for --store.sd-files and the proposal for --endpoints.config have it: a map with the key "endpoints" is read' };
  }
  const problem = mistyped(value);
  if (problem !== undefined || !isMap(value)) { return { ...empty, problem: problem ?? 'it is no map' }; }
  const unknown: UnknownKey[] = [];
  const note = (map: unknown, kind: keyof typeof FILE_KEYS, at: string, address?: string) => {
    for (const key of isMap(map) ? Object.keys(map) : []) {
      if (!(FILE_KEYS[kind] as readonly string[]).includes(key)) { unknown.push({ key, at, ...(address === undefined ? {} : { address }) }); }
    }
  };
  const noteClient = (client: unknown, at: string, address?: string) => {
    note(client, 'client', at, address);
    if (isMap(client)) { note(client.tls_config, 'tls', `${at}.tls_config`, address); }
  };
  note(value, 'file', 'the file');
  noteClient(value.default_client_config, 'default_client_config');
  const endpoints = (Array.isArray(value.endpoints) ? value.endpoints : []).map((endpoint: any, i: number): WrittenEndpoint => {
    const address = scalar(endpoint?.address);
    note(endpoint, 'endpoint', `endpoints[${i}]`, address);
    noteClient(endpoint?.client_config, `endpoints[${i}].client_config`, address);
    return {
      address,
      strict: bool(endpoint?.strict) ?? false,
      group: bool(endpoint?.group) ?? false,
      serviceConfig: scalar(endpoint?.service_config),
      client: written(endpoint?.client_config),
    };
  });
  return { defaults: written(value.default_client_config), hasDefaults: isMap(value.default_client_config), endpoints, unknown };
}

/** Whether an endpoint or the defaults set anything about TLS: if not, what is global holds (UseGlobalTLSOpts). */
export function usesGlobal(client: WrittenTls): boolean {
  const { enabled, skipVerify, certFile, keyFile, caFile, minVersion, serverName } = client;
  return [enabled, skipVerify, certFile, keyFile, caFile, minVersion].every((v) => v === undefined) && serverName === '';
}

function written(client: unknown): WrittenTls {
  if (!isMap(client)) { return NOTHING; }
  const tls = isMap(client.tls_config) ? client.tls_config : {};
  return {
    enabled: bool(tls.enabled),
    skipVerify: bool(tls.insecure_skip_verify),
    certFile: pointer(tls.cert_file),
    keyFile: pointer(tls.key_file),
    caFile: pointer(tls.ca_file),
    minVersion: pointer(tls.min_version),
    serverName: scalar(client.server_name),
    compression: scalar(client.compression),
  };
}

/** What yaml.v3 refuses to decode: a scalar where a map or a list has to be, and the other way round. */
function mistyped(value: unknown): string | undefined {
  if (!isMap(value)) { return 'it is no map'; }
  if (value.endpoints !== undefined && value.endpoints !== null && !Array.isArray(value.endpoints)) { return '"endpoints" is no list'; }
  const maps: [unknown, string][] = [[value.default_client_config, 'default_client_config']];
  (Array.isArray(value.endpoints) ? value.endpoints : []).forEach((endpoint: unknown, i: number) => {
    maps.push([endpoint, `endpoints[${i}]`], [isMap(endpoint) ? endpoint.client_config : undefined, `endpoints[${i}].client_config`]);
  });
  for (const [map, at] of [...maps]) { maps.push([isMap(map) ? map.tls_config : undefined, `${at}.tls_config`]); }
  for (const [map, at] of maps) {
    if (map === undefined || map === null) { continue; }
    if (!isMap(map)) { return `"${at}" is no map`; }
    for (const field of [...FILE_KEYS.endpoint, ...FILE_KEYS.client, ...FILE_KEYS.tls]) {
      const found = map[field];
      if (found === undefined || found === null || field === 'client_config' || field === 'tls_config') { continue; }
      if (typeof found === 'object') { return `"${field}" in "${at}" is no scalar`; }
      if (BOOLEANS.includes(field) && bool(found) === undefined) { return `"${field}" in "${at}" is ${JSON.stringify(found)}, and not true or false`; }
    }
  }
  return undefined;
}
