import { entry, entryTls } from './endpoint-checks';
import { EndpointEntry, EntryTls } from './endpoint-entry';
import { FileRealms } from './file-realms';
import { KnownKeys, optionalText, readDocument, readList, requireKeys, textList } from './strict-yaml';
import { invalid } from '../kube/invalid';
import { isMap } from '../trust/values';

/** Options of `QuerierEndpoints.fromProposalYaml`. */
export interface ProposalOptions {
  /**
   * The content of the files that `endpoints_sd_files` names, by path: Prometheus' file_sd, YAML or JSON. No version of Thanos watches such files for each
   * realm, so that their targets are read now.
   * @default - the file names none
   */
  readonly sdFiles?: { [path: string]: string };
}

const WHERE = 'QuerierEndpoints.fromProposalYaml';
const ITEM: KnownKeys = {
  keys: ['tls_config', 'endpoints', 'endpoints_sd_files', 'mode'],
  hints: {
    address: 'write endpoints: [ … ]',
    addresses: 'write endpoints: [ … ]',
    targets: 'write endpoints: [ … ]',
    strict: 'write mode: "strict"',
    name: 'remove it: items of the proposal have no names',
    client_config: 'write tls_config: client_config is of today\'s format, which fromSdConfig reads',
    default_client_config: 'use fromSdConfig: this is today\'s format',
    server_name: 'write it into tls_config',
    cert_file: 'write it into tls_config',
    key_file: 'write it into tls_config',
    ca_file: 'write it into tls_config',
    group: 'use addRealm: the proposal has no groups',
    service_config: 'use addRealm: the proposal has no groups',
    compression: 'use addRealm: the proposal has no compression',
  },
};
const TLS: KnownKeys = {
  keys: ['cert_file', 'key_file', 'ca_file', 'server_name'],
  hints: {
    enabled: 'leave it out: tls_config switches TLS on, and its absence is plaintext',
    insecure_skip_verify: 'use addRealm with skipVerification: the proposal verifies always',
    min_version: 'use addRealm with minTlsVersion: the proposal has no versions',
    ca: 'write ca_file',
    cert: 'write cert_file',
    key: 'write key_file',
  },
};

/** Reads the proposal's file. */
export function readProposal(text: string, options: ProposalOptions): EndpointEntry[] {
  const list = readList(WHERE, text, 'the proposal\'s file', (value) => (isMap(value) && 'endpoints' in value
    ? 'use fromSdConfig: a map with the key "endpoints" is today\'s format'
    : '- tls_config: {cert_file: …, key_file: …, ca_file: …, server_name: …}\n           endpoints: [ … ]'));
  const realms = new FileRealms();
  return list.flatMap((value, i) => readItem(value, i, realms, options));
}

function readItem(value: unknown, i: number, realms: FileRealms, options: ProposalOptions): EndpointEntry[] {
  const at = `[${i}]`;
  const item = requireKeys(WHERE, at, value, ITEM);
  const mode = optionalText(WHERE, `${at}.mode`, item.mode) ?? '';
  if (mode !== '' && mode !== 'strict') {
    throw invalid(WHERE, { what: `${at}.mode has an unknown value`, got: mode, allowed: '"strict", or "" for normal', fix: /strict/i.test(mode) ? 'write mode: "strict"' : 'leave mode out for endpoints that may be missing' });
  }
  const addresses = [...textList(WHERE, `${at}.endpoints`, item.endpoints), ...targets(at, item.endpoints_sd_files, options)];
  // The proposal's own example: an item of empty fields, which names nobody.
  if (addresses.length === 0) { requireKeys(WHERE, `${at}.tls_config`, item.tls_config ?? {}, TLS); return []; }
  const tls = readTls(`${at}.tls_config`, item.tls_config, realms);
  return addresses.map((address, k) => ({ ...entry(WHERE, `${at}.endpoints[${k}]`, address, { strict: mode === 'strict' }, tls), origin: `${WHERE}, item ${i + 1},` }));
}

function readTls(at: string, value: unknown, realms: FileRealms): EntryTls | undefined {
  if (value === undefined || value === null) { return undefined; }
  const tls = requireKeys(WHERE, at, value, TLS);
  const [certFile, keyFile, caFile, serverName] = TLS.keys.map((key) => optionalText(WHERE, `${at}.${key}`, tls[key]));
  if (certFile === undefined && keyFile === undefined && caFile === undefined && serverName === undefined) {
    throw invalid(WHERE, {
      what: `${at} sets nothing: whether its endpoints are dialled in plain text cannot be told`,
      saw: 'only empty values',
      allowed: 'ca_file, cert_file with key_file, server_name; or no tls_config at all for plaintext',
      fix: 'name the ca_file, or remove tls_config',
    });
  }
  return entryTls(WHERE, realms.of(WHERE, at, { caFile: caFile ?? '', certFile: certFile ?? '', keyFile: keyFile ?? '' }), serverName === undefined ? {} : { serverName });
}

function targets(at: string, value: unknown, { sdFiles = {} }: ProposalOptions): string[] {
  if (value === undefined || value === null) { return []; }
  if (!Array.isArray(value)) { throw invalid(WHERE, { what: `${at}.endpoints_sd_files must be a list`, got: value, allowed: 'a list of maps with "files"', fix: '- files: [ … ]' }); }
  const patterns = value.flatMap((group, i) => textList(WHERE, `${at}.endpoints_sd_files[${i}].files`, requireKeys(WHERE, `${at}.endpoints_sd_files[${i}]`, group, { keys: ['files'] }).files));
  return patterns.flatMap((pattern) => {
    const glob = new RegExp(`^${pattern.replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*/g, '[^/]*').replace(/\?/g, '[^/]')}$`);
    const found = Object.keys(sdFiles).filter((path) => path === pattern || glob.test(path));
    if (found.length === 0) {
      throw invalid(WHERE, {
        what: `${at}.endpoints_sd_files names a file whose content is not given`,
        got: pattern,
        allowed: 'files whose content is in sdFiles: no version of Thanos watches target files for each realm',
        fix: `fromProposalYaml(text, { sdFiles: { '${pattern}': readFileSync(…, 'utf8') } })`,
      });
    }
    return found.flatMap((path) => readTargets(path, sdFiles[path]));
  });
}

/** The targets of a file of Prometheus' file_sd; labels have no meaning for Thanos. */
function readTargets(path: string, text: string): string[] {
  const groups = readDocument(`${WHERE} sdFiles ${path}`, text);
  if (!Array.isArray(groups)) { throw invalid(WHERE, { what: `the file ${path} is no list of targets`, got: groups, allowed: '[{targets: [ … ]}]', fix: 'write it as Prometheus\' file_sd has it' }); }
  return groups.flatMap((group, i) => textList(WHERE, `${path}[${i}].targets`, requireKeys(WHERE, `${path}[${i}]`, group, { keys: ['targets', 'labels'] }).targets));
}
