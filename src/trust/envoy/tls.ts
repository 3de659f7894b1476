import { Envoy } from './config';
import { hasVariable, isPlaceholder } from '../placeholders';
import { contentAt } from '../thanos/files';
import { bool, readYaml, scalar } from '../thanos/yaml';
import { isMap, items } from '../values';

/** What a TLS context of Envoy shows and verifies. */
export interface EnvoyTls {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
  /** what stands in the configuration itself, where no file is named */
  readonly inline: { readonly certificate?: string; readonly key?: string; readonly ca?: string };
  /** the CA comes from somewhere that the manifests do not show */
  readonly caHidden: boolean;
  /** verification is switched off in words */
  readonly acceptsUntrusted: boolean;
  /** the names of which the certificate has to have one; undefined where any name will do */
  readonly names?: readonly NameMatch[];
  readonly sni: string;
  readonly alpn: readonly string[];
  readonly minVersion?: string;
  readonly maxVersion?: string;
}

/** One name that is looked for: the name itself, or something else (a prefix, an expression). */
export interface NameMatch {
  readonly exact?: string;
  /** among these subject alternative names only */
  readonly among?: 'URI' | 'email';
}

/** The kinds of names that are no hosts, by name and number (envoy, common.proto, SubjectAltNameMatcher.SanType). */
const KINDS: { readonly [type: string]: 'URI' | 'email' | undefined } = { URI: 'URI', 3: 'URI', EMAIL: 'email', 1: 'email' };

/** Reads an UpstreamTlsContext or DownstreamTlsContext (envoy, api/envoy/extensions/transport_sockets/tls/v3). */
export function readTlsContext(envoy: Envoy, context: { readonly [key: string]: any }): EnvoyTls {
  const common = isMap(context.common_tls_context) ? context.common_tls_context : {};
  const combined = isMap(common.combined_validation_context) ? common.combined_validation_context : {};
  const secret = common.validation_context_sds_secret_config ?? combined.validation_context_sds_secret_config;
  const fetched = secret === undefined ? undefined : secretIn(envoy, secret)?.validation_context;
  const contexts = [fetched, combined.default_validation_context, common.validation_context].filter(isMap);
  const ca = contexts.map((c) => c.trusted_ca).filter(isMap);
  const certificate = items(common.tls_certificates).filter(isMap)[0]
    ?? items(common.tls_certificate_sds_secret_configs).map((s) => secretIn(envoy, s)?.tls_certificate).filter(isMap)[0];
  const params = isMap(common.tls_params) ? common.tls_params : {};
  const matchers = contexts.flatMap((c) => [
    ...items(c.match_typed_subject_alt_names)
      .map((m) => (isMap(m) ? { matcher: m.matcher, among: KINDS[scalar(m.san_type)] } : { matcher: m, among: undefined })),
    ...items(c.match_subject_alt_names).map((matcher) => ({ matcher, among: undefined })),
  ]);
  const names = matchers.map(({ matcher, among }): NameMatch => ({
    ...(among === undefined && isMap(matcher) && typeof matcher.exact === 'string' ? { exact: matcher.exact } : {}), ...(among === undefined ? {} : { among }),
  }));
  const old = contexts.flatMap((c) => items(c.verify_subject_alt_name)).map((name): NameMatch => ({ exact: scalar(name) }));
  const pinned = contexts.some((c) => items(c.verify_certificate_hash).length + items(c.verify_certificate_spki).length > 0);
  const bySni = bool(context.auto_sni_san_validation) === true ? [scalar(context.sni) === '' ? {} : { exact: scalar(context.sni) }] : [];
  const all = [...names, ...old, ...bySni, ...(pinned ? [{}] : [])];
  return {
    certFile: filename(certificate?.certificate_chain),
    keyFile: filename(certificate?.private_key),
    caFile: filename(ca[0]),
    inline: { ...inlined('certificate', certificate?.certificate_chain), ...inlined('key', certificate?.private_key), ...inlined('ca', ca[0]) },
    caHidden: (secret !== undefined && fetched === undefined) || ca.some((c) => filename(c) === '' && inlineText(c) === undefined) || contexts.some((c) => c.custom_validator_config !== undefined)
      || common.validation_context_certificate_provider_instance !== undefined || pinned
      || contexts.some((c) => c.ca_certificate_provider_instance !== undefined),
    acceptsUntrusted: contexts.some((c) => c.trust_chain_verification === 'ACCEPT_UNTRUSTED'),
    ...(all.length > 0 ? { names: all } : {}),
    sni: scalar(context.sni),
    // One text may hold several (tls.proto: "h2,http/1.1").
    alpn: items(common.alpn_protocols).flatMap((protocols) => scalar(protocols).split(',')),
    ...version('minVersion', params.tls_minimum_protocol_version),
    ...version('maxVersion', params.tls_maximum_protocol_version),
  };
}

/** A secret from a file of the file system's discovery service. */
function secretIn(envoy: Envoy, config: unknown): { [key: string]: any } | undefined {
  if (!isMap(config) || !isMap(config.sds_config)) { return undefined; }
  const { sds_config: sds, name } = config;
  const path = isMap(sds.path_config_source) ? scalar(sds.path_config_source.path) : scalar(sds.path);
  const text = path === '' ? undefined : contentAt(envoy, path).text;
  const read = text === undefined ? undefined : readYaml(text);
  const resources = read && 'value' in read && isMap(read.value) ? items(read.value.resources).filter(isMap) : [];
  return resources.find((resource) => scalar(resource.name) === scalar(name)) ?? resources[0];
}

function filename(source: unknown): string {
  return isMap(source) ? scalar(source.filename) : '';
}

/** The text of a DataSource that holds it (envoy, api/envoy/config/core/v3/base.proto: inline_string, or inline_bytes in base64); undefined for what others put there. */
function inlineText(source: unknown): string | undefined {
  const { inline_string: plain, inline_bytes: bytes } = isMap(source) ? source : {};
  const text = scalar(plain) !== '' ? scalar(plain) : isPlaceholder(scalar(bytes)) ? '' : Buffer.from(scalar(bytes), 'base64').toString('utf8');
  return /-----BEGIN [A-Z ]+-----/.test(text) && !isPlaceholder(text) && !hasVariable(text) ? text : undefined;
}

function inlined<K extends string>(key: K, source: unknown): { readonly [P in K]?: string } {
  const text = filename(source) === '' ? inlineText(source) : undefined;
  return (text === undefined ? {} : { [key]: text }) as { readonly [P in K]?: string };
}

function version<K extends string>(key: K, written: unknown): { readonly [P in K]?: string } {
  const match = /^TLSv1_([0-3])$/.exec(scalar(written));
  return (match ? { [key]: `1.${match[1]}` } : {}) as { readonly [P in K]?: string };
}
