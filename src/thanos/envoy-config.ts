import { isIP } from 'node:net';
import { CompiledEnvoy, ENVOY_DIRECTORY } from './compile-result';
import { EndpointEntry, isLookedUp, RealmMaterial } from './endpoint-entry';
import { ThanosCompression } from './endpoint-props';
import { realmsOf } from './realm';
import { invalid } from '../kube/invalid';
import { TlsVersion } from '../kube/tls-version';
import { readAddress } from '../trust/thanos/address';

const FIRST_PORT = 10000;
/** Below Thanos' own ports. */
const MOST = 900;
const TYPE = 'type.googleapis.com/envoy.';
const HTTP_OPTIONS = 'extensions.upstreams.http.v3.HttpProtocolOptions';
/** Where the images of Envoy have the public roots. */
const SYSTEM_ROOTS = '/etc/ssl/certs/ca-certificates.crt';

/** The port of Envoy's administration, on the loopback interface. */
export const ENVOY_ADMIN_PORT = 9901;

/** An Envoy for endpoints with TLS, and what the querier dials in place of each. */
export function compileEnvoy(
  where: string, entries: readonly EndpointEntry[],
): { envoy: CompiledEnvoy; replacements: Map<EndpointEntry, EndpointEntry> } {
  if (entries.length > MOST) {
    throw invalid(where, { what: 'an Envoy has one port for each endpoint, and these are too many', saw: `${entries.length}`, allowed: `${MOST}`, fix: 'use LegacyTls.QUERIER_PER_REALM, or Thanos v0.42' });
  }
  const replacements = new Map<EndpointEntry, EndpointEntry>();
  const listeners: unknown[] = [];
  const clusters: unknown[] = [];
  entries.forEach((entry, i) => {
    check(where, entry);
    const { realm } = entry.tls!.material;
    const name = `${realm}-${i}`;
    const port = FIRST_PORT + i;
    listeners.push(listener(name, port, serverName(entry)));
    clusters.push(cluster(name, entry));
    const { strict, origin } = entry;
    replacements.set(entry, { address: readAddress(`127.0.0.1:${port}`), strict, group: false, compression: ThanosCompression.NONE, origin });
  });
  const materials = new Map(entries.map(({ tls }) => [tls!.material.realm, tls!.material]));
  const bootstrap = {
    // Secrets from files are a kind of discovery, for which Envoy wants to know who it is.
    node: { id: 'thanos-query', cluster: 'thanos' },
    admin: { address: socket('127.0.0.1', ENVOY_ADMIN_PORT) },
    static_resources: { listeners, clusters },
  };
  const files = Object.fromEntries([['envoy.yaml', yaml(bootstrap)], ...[...materials.values()].flatMap(secrets)]);
  return { envoy: { files, realms: realmsOf(entries) }, replacements };
}

function check(where: string, entry: EndpointEntry): void {
  const { address, tls, compression } = entry;
  const refuse = (what: string, fix: string) => invalid(where, { what, saw: `${address.text}, from ${entry.origin}`, allowed: 'fixed addresses, and groups that are looked up with dns+', fix });
  if (isLookedUp(entry)) {
    throw refuse('an Envoy would take everything found behind a name for copies of one server, and ask only one of them', 'set group: true if they are copies, name the servers one by one, or use LegacyTls.QUERIER_PER_REALM');
  }
  if (address.lookup !== undefined && address.lookup !== 'dns' && address.lookup !== 'dnsdualstack') { throw refuse('Envoy does not ask for SRV records', `write "dns+${address.host.replace(/^(_[^.]+\.)+/, '')}:10901"`); }
  if (tls!.material.skipVerification !== undefined) { throw refuse('an Envoy that verifies nothing is not made here', 'give the realm its ca'); }
  if (entry.serviceConfig !== undefined) { throw refuse('a service_config does not reach what Envoy dials', 'leave serviceConfig out'); }
  if (compression !== ThanosCompression.NONE) { throw refuse('compression is not told to a querier that dials an Envoy in its own pod', 'leave compression out'); }
}

function serverName({ address, tls }: EndpointEntry): string {
  return tls!.serverName ?? address.host.replace(/\.$/, '');
}

function socket(address: string, port: number): object {
  return { socket_address: { address, port_value: port } };
}

function listener(name: string, port: number, authority: string): object {
  const route = {
    match: { prefix: '/' },
    // 15 s, the default, would end streams of series.
    route: { cluster: name, timeout: '0s', host_rewrite_literal: authority },
  };
  return {
    name,
    address: socket('127.0.0.1', port),
    filter_chains: [{
      filters: [{
        name: 'envoy.filters.network.http_connection_manager',
        typed_config: {
          '@type': `${TYPE}extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`,
          'stat_prefix': name,
          'codec_type': 'HTTP2',
          'stream_idle_timeout': '0s',
          'route_config': { virtual_hosts: [{ name, domains: ['*'], routes: [route] }] },
          'http_filters': [{ name: 'envoy.filters.http.router', typed_config: { '@type': `${TYPE}extensions.filters.http.router.v3.Router` } }],
        },
      }],
    }],
  };
}

function cluster(name: string, entry: EndpointEntry): object {
  const { address, tls, group } = entry;
  const { material } = tls!;
  const verified = serverName(entry);
  const literal = isIP(address.host) !== 0;
  return {
    name,
    type: literal ? 'STATIC' : group && address.lookup !== undefined ? 'STRICT_DNS' : 'LOGICAL_DNS',
    connect_timeout: '10s',
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address: socket(address.host.replace(/\.$/, ''), address.port!) } }] }] },
    typed_extension_protocol_options: {
      [`envoy.${HTTP_OPTIONS}`]: { '@type': `${TYPE}${HTTP_OPTIONS}`, 'explicit_http_config': { http2_protocol_options: {} } },
    },
    transport_socket: {
      name: 'envoy.transport_sockets.tls',
      typed_config: {
        '@type': `${TYPE}extensions.transport_sockets.tls.v3.UpstreamTlsContext`,
        ...(isIP(verified) === 0 ? { sni: verified } : {}),
        'common_tls_context': {
          // Servers of Thanos v0.40 and later turn clients without it away.
          alpn_protocols: ['h2'],
          // As a client Envoy would speak TLS 1.2 at most, and servers of Thanos speak TLS 1.3 unless they are told otherwise.
          tls_params: { tls_minimum_protocol_version: (tls!.minTlsVersion ?? TlsVersion.V1_3) === TlsVersion.V1_3 ? 'TLSv1_3' : 'TLSv1_2', tls_maximum_protocol_version: 'TLSv1_3' },
          ...(material.certFile === undefined ? {} : { tls_certificate_sds_secret_configs: [sds('client', `${material.realm}-client.yaml`)] }),
          combined_validation_context: {
            // A CA alone would accept any certificate of it.
            default_validation_context: { match_typed_subject_alt_names: [{ san_type: isIP(verified) === 0 ? 'DNS' : 'IP_ADDRESS', matcher: { exact: verified } }] },
            validation_context_sds_secret_config: sds('ca', `${material.realm}-ca.yaml`),
          },
        },
      },
    },
  };
}

function sds(name: string, file: string): object {
  return { name, sds_config: { resource_api_version: 'V3', path_config_source: { path: `${ENVOY_DIRECTORY}/${file}` } } };
}

/** The secrets of a realm as files of their own: Envoy watches the directories that these name, and no other files. */
function secrets({ realm, caFile, certFile, keyFile }: RealmMaterial): [string, string][] {
  const type = `${TYPE}extensions.transport_sockets.tls.v3.Secret`;
  const ca = caFile === undefined || caFile === '' ? SYSTEM_ROOTS : caFile;
  const validation = { trusted_ca: { filename: ca }, ...(ca === SYSTEM_ROOTS ? {} : { watched_directory: { path: directory(ca) } }) };
  const one = (secret: object): string => yaml({ resources: [{ '@type': type, ...secret }] });
  return [
    ...(certFile === undefined ? [] : [[`${realm}-client.yaml`, one({
      name: 'client',
      tls_certificate: {
        certificate_chain: { filename: certFile },
        private_key: { filename: keyFile },
        watched_directory: { path: directory(certFile) },
      },
    })] as [string, string]]),
    [`${realm}-ca.yaml`, one({ name: 'ca', validation_context: validation })],
  ];
}

function directory(file: string): string {
  return file.slice(0, file.lastIndexOf('/')) || '/';
}

function yaml(value: unknown): string {
  const { dump } = module.require('js-yaml') as typeof import('js-yaml');
  return dump(value, { lineWidth: -1, noRefs: true });
}
