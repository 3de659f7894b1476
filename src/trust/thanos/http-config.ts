import { posix } from 'node:path';
import { ThanosCommand } from './command';
import { contentAt } from './files';
import { bool, readYaml, scalar } from './yaml';
import { Ref } from '../inventory';
import { hasPlaceholder } from '../placeholders';
import { isMap } from '../values';

/** What a file for --http.config asks of the HTTP server (Prometheus' exporter-toolkit, web-config). */
export interface WebConfig {
  readonly ref: Ref;
  /** undefined where the manifests do not show the file */
  readonly tls: boolean | undefined;
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientCaFile: string;
  readonly clientAuth: 'none' | 'requested' | 'required';
  readonly minVersion: string;
  readonly maxVersion?: string;
  readonly basicAuth: boolean;
  /** why the file is refused */
  readonly faults: readonly string[];
}

/** The server's side of HTTP; undefined where no file is named, so that it is plain. */
export function webConfig(command: ThanosCommand): WebConfig | undefined {
  const flag = command.args.flags('http.config')[0];
  if (!flag || flag.value === '') { return undefined; }
  const unknown = { ref: command.ref, tls: undefined, certFile: '', keyFile: '', clientCaFile: '', clientAuth: 'none', minVersion: '', basicAuth: false, faults: [] } as const;
  if (flag.value === undefined) { return unknown; }
  const told = contentAt(command, flag.value);
  const read = told.text === undefined ? undefined : readYaml(told.text);
  if (!read || !('value' in read)) { return { ...unknown, ref: told.ref }; }
  return { ref: told.ref, ...webSettings(read.value, flag.value) };
}

/** What is in a web configuration of Prometheus' exporter-toolkit. Paths in it are relative to the file itself. */
export function webSettings(config: unknown, path: string): Omit<WebConfig, 'ref'> {
  const value = isMap(config) ? config : {};
  const tls = isMap(value.tls_server_config) ? value.tls_server_config : {};
  const file = (name: string) => (scalar(tls[name]) === '' ? '' : posix.resolve(posix.dirname(posix.resolve('/', path)), scalar(tls[name])));
  const auth = scalar(tls.client_auth_type);
  return {
    tls: file('cert_file') !== '' && file('key_file') !== '',
    certFile: file('cert_file'),
    keyFile: file('key_file'),
    clientCaFile: file('client_ca_file'),
    clientAuth: /^RequireAny|^RequireAndVerify/.test(auth) ? 'required' : /^Request|^VerifyClientCertIfGiven/.test(auth) ? 'requested' : 'none',
    minVersion: /^TLS1([0-3])$/.test(scalar(tls.min_version)) ? `1.${scalar(tls.min_version).slice(-1)}` : '1.2',
    ...(/^TLS1([0-3])$/.test(scalar(tls.max_version)) ? { maxVersion: `1.${scalar(tls.max_version).slice(-1)}` } : {}),
    basicAuth: isMap(value.basic_auth_users) && Object.keys(value.basic_auth_users).length > 0,
    faults: refused(tls),
  };
}

const AUTH = ['NoClientCert', 'RequestClientCert', 'RequireClientCert', 'RequireAnyClientCert', 'VerifyClientCertIfGiven', 'RequireAndVerifyClientCert'];
const VERSIONS = ['TLS10', 'TLS11', 'TLS12', 'TLS13'];

/** Why a server does not start with its TLS settings (exporter-toolkit 0.15.0, web/tls_config.go: ConfigToTLSConfig, TLSVersion.UnmarshalYAML). */
function refused(tls: { readonly [key: string]: unknown }): string[] {
  const [certificate, key, ca, auth] = [['cert', 'cert_file'], ['key', 'key_file'], ['client_ca', 'client_ca_file'], ['client_auth_type']]
    .map((names) => names.map((name) => scalar(tls[name])).find((text) => text !== '') ?? '');
  const versions = ['min_version', 'max_version'].filter((name) => scalar(tls[name]) !== '' && !hasPlaceholder(scalar(tls[name])) && !VERSIONS.includes(scalar(tls[name])))
    .map((name) => `${name} is ${JSON.stringify(tls[name])}, and the words there are ${VERSIONS.join(', ')}`);
  if (certificate + key + ca + auth === '' || hasPlaceholder(auth)) { return versions; }
  const lone = certificate !== '' && key !== '' ? [] : [`it has ${certificate === '' ? 'no certificate' : 'a certificate, and no key'}`];
  const unknown = auth !== '' && !AUTH.includes(auth) ? [`client_auth_type is ${JSON.stringify(auth)}, and the words there are ${AUTH.join(', ')}`] : [];
  const unused = ca !== '' && ['', 'NoClientCert'].includes(auth) ? ['it has a client CA, and no client_auth_type by which clients are verified'] : [];
  return [...versions, ...lone, ...unknown, ...unused];
}

/** The TLS settings of an HTTP client in Prometheus' words: tls_config with ca_file, cert_file, key_file, server_name, insecure_skip_verify. */
export function httpTls(tlsConfig: unknown, enabled: boolean) {
  const tls = isMap(tlsConfig) ? tlsConfig : {};
  return {
    enabled,
    skipVerify: bool(tls.insecure_skip_verify) ?? false,
    certFile: scalar(tls.cert_file),
    keyFile: scalar(tls.key_file),
    caFile: scalar(tls.ca_file),
    serverName: scalar(tls.server_name),
    minVersion: '',
  };
}
