import { ThanosCommand } from './command';
import { EffectiveTls } from './endpoints';
import { pathOrContent, Told } from './files';
import { httpTls } from './http-config';
import { bool, readYaml, scalar } from './yaml';
import { once } from '../once';
import { hasPlaceholder } from '../placeholders';
import { isMap } from '../values';

/** The object store of a component, as its configuration says (thanos-io/objstore 71d60dfe, client/factory.go and providers/s3/s3.go). */
export interface Objstore {
  readonly told: Told;
  /** upper case; undefined where the manifests do not show it */
  readonly type?: string;
  readonly s3?: S3Store;
  /** why the process exits over it */
  readonly problems: readonly string[];
}

/** The settings of an S3 store that decide how it is dialled. */
export interface S3Store {
  readonly endpoint: string;
  readonly bucket: string;
  /** the bucket is part of the host that is dialled */
  readonly virtualHost: boolean;
  readonly tls: EffectiveTls;
}

/** What a process is told of its object store; undefined where it is told nothing. */
export function objstoreOf(command: ThanosCommand): Objstore | undefined {
  return once(command, read);
}

function read(command: ThanosCommand): Objstore | undefined {
  const told = pathOrContent(command, 'objstore.config');
  if (!told) { return undefined; }
  if (told.text === undefined) { return { told, problems: [] }; }
  const text = told.text.replace(/\$\(([a-zA-Z_0-9]+)\)/g, (all, name) => command.context.env.get(name)?.value ?? all);
  const yaml = readYaml(text);
  if ('problem' in yaml) { return { told, problems: [`the object store's configuration is no YAML: ${yaml.problem}`] }; }
  // An empty configuration switches uploads off in some components.
  if (!isMap(yaml.value)) { return { told, problems: [] }; }
  const type = scalar(yaml.value.type).toUpperCase();
  if (type !== 'S3') { return { told, type, problems: wrongType(type, yaml.value) }; }
  const config = isMap(yaml.value.config) ? yaml.value.config : {};
  const http = isMap(config.http_config) ? config.http_config : {};
  const endpoint = scalar(config.endpoint);
  const secure = bool(config.insecure) !== true;
  return {
    told,
    type,
    s3: {
      endpoint,
      bucket: scalar(config.bucket),
      virtualHost: scalar(config.bucket_lookup_type) === 'virtual-hosted',
      // What tls_config says of skipping verification is overwritten by its neighbour (exthttp/transport.go).
      tls: { ...httpTls(http.tls_config, secure), skipVerify: bool(http.insecure_skip_verify) ?? false },
    },
    problems: [...misplaced(yaml.value, config, http), ...wrongEndpoint(endpoint)],
  };
}

const PROVIDERS = ['FILESYSTEM', 'GCS', 'S3', 'AZURE', 'SWIFT', 'COS', 'ALIYUNOSS', 'BOS', 'OCI', 'OBS'];

function wrongType(type: string, root: { readonly [key: string]: unknown }): string[] {
  if (PROVIDERS.includes(type) || hasPlaceholder(type) || type.includes('$') || (type === '' && root.config === undefined)) { return []; }
  return [`type ${type === '' ? 'is missing' : `is ${JSON.stringify(root.type)}`}, and there are ${PROVIDERS.join(', ')}`];
}

const TLS_FIELDS = ['ca_file', 'cert_file', 'key_file', 'server_name', 'insecure_skip_verify'];
const TLS_LIKE = /tls|^(ca|cert|key)(_|$)|server_name|skip_verify/;

/** Keys about TLS that stand where they are not known: the parser is strict, so that the process exits. */
function misplaced(root: { [key: string]: unknown }, config: { [key: string]: unknown }, http: { [key: string]: unknown }): string[] {
  const tls = isMap(http.tls_config) ? http.tls_config : {};
  const fields: [{ [key: string]: unknown }, string, string[]][] = [
    [root, 'the top level', []], [config, 'config', []],
    [http, 'config.http_config', ['tls_config', 'tls_handshake_timeout', 'insecure_skip_verify']], [tls, 'config.http_config.tls_config', TLS_FIELDS],
  ];
  return fields.flatMap(([map, at, allowed]) => Object.keys(map).filter((key) => TLS_LIKE.test(key) && !allowed.includes(key))
    .map((key) => `"${key}" is not known at ${at}: TLS is set by config.insecure and config.http_config.tls_config (${TLS_FIELDS.join(', ')})`));
}

function wrongEndpoint(endpoint: string): string[] {
  if (/^https?:\/\//i.test(endpoint)) { return [`endpoint is the URL ${endpoint}, and has to be host and port: "insecure" decides about TLS`]; }
  return /^[^/]+\/./.test(endpoint) ? [`endpoint ${endpoint} has a path, and has to be host and port`] : [];
}
