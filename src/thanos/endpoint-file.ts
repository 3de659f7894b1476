import { EndpointEntry, isLookedUp, RealmMaterial } from './endpoint-entry';
import { ThanosCompression } from './endpoint-props';
import { ThanosVersion } from './thanos-version';
import { minVersion, TlsClass } from './tls-class';
import { invalid } from '../kube/invalid';
import { SINCE } from '../trust/thanos/version-facts';

/** The most that a ConfigMap holds (Kubernetes 1.28, pkg/apis/core/validation: MaxSecretSize), less what the other keys may need. */
const MOST = 1024 * 1024 - 16 * 1024;

/**
 * The file of `--endpoint.sd-config-file`. Every endpoint is written out in full: Thanos' inheritance has exceptions that hang on which keys are there.
 *
 * @param lookedUp the settings for everything that is looked up outside of a group
 * @throws for a file that no ConfigMap can hold
 */
export function endpointFile(where: string, entries: readonly EndpointEntry[], version: ThanosVersion, lookedUp: TlsClass | undefined): string {
  const perEndpoint = version._since(SINCE.clientConfig);
  const lines: string[] = [];
  const first = lookedUp?.entries.find(isLookedUp);
  if (perEndpoint && first?.tls !== undefined) { lines.push('default_client_config:', ...client(first, version, '  ')); }
  lines.push(entries.length === 0 ? 'endpoints: []' : 'endpoints:');
  for (const entry of entries) {
    lines.push(`  - address: ${quoted(entry.address.text)}`);
    if (entry.strict) { lines.push('    strict: true'); }
    if (entry.group) { lines.push('    group: true'); }
    if (entry.serviceConfig !== undefined) { lines.push(`    service_config: ${quoted(entry.serviceConfig)}`); }
    // What is looked up outside of a group is dialled with the defaults, and its own settings would be ignored.
    if (perEndpoint && !isLookedUp(entry)) { lines.push('    client_config:', ...client(entry, version, '      ')); }
  }
  const text = `${lines.join('\n')}\n`;
  const size = Buffer.byteLength(text);
  if (size > MOST) {
    throw invalid(where, {
      what: 'the file of endpoints is larger than a ConfigMap can be',
      saw: `${size} bytes for ${entries.length} endpoints`,
      allowed: `${MOST} bytes`,
      fix: 'split the endpoints over several queriers (by region, say), and give those to one querier above them with addServer; '
        + 'servers that are copies of each other can be one group behind one name',
    });
  }
  return text;
}

function client(entry: EndpointEntry, version: ThanosVersion, indent: string): string[] {
  const { tls, compression } = entry;
  // Said only where it is not Thanos' own: an endpoint with settings of its own is not compressed unless it says so.
  const packed = compression === ThanosCompression.NONE || isLookedUp(entry) ? [] : [`${indent}compression: ${quoted(compression)}`];
  if (tls === undefined) { return [`${indent}tls_config: {enabled: false}`, ...packed]; }
  const { material } = tls;
  const settings = [
    'enabled: true',
    `insecure_skip_verify: ${material.skipVerification !== undefined}`,
    `ca_file: ${quoted(material.caFile ?? '')}`,
    `cert_file: ${quoted(material.certFile ?? '')}`,
    `key_file: ${quoted(material.keyFile ?? '')}`,
    `min_version: ${quoted(minVersion(entry, version) ?? '')}`,
  ];
  const name = serverNameOf(entry);
  return [
    ...(name === undefined ? [] : [`${indent}server_name: ${quoted(name)}`]),
    ...packed,
    `${indent}tls_config:`,
    ...settings.map((setting) => `${indent}  ${setting}`),
  ];
}

/** The server name that is written: for fixed addresses with a name also when it is the host, so that nothing is left to be worked out. */
export function serverNameOf({ address, group, tls }: EndpointEntry): string | undefined {
  const host = address.host.replace(/\.$/, '');
  return tls?.serverName ?? (tls !== undefined && address.lookup === undefined && !group && /[a-z]/.test(host) && !host.includes(':') ? host : undefined);
}

/** The flags of global client TLS, as all versions before v0.42 have them. */
export function clientFlags(material: RealmMaterial | undefined, serverName: string | undefined, compression: ThanosCompression): string[] {
  const tls = material === undefined ? [] : [
    '--grpc-client-tls-secure',
    ...(material.skipVerification === undefined ? [] : ['--grpc-client-tls-skip-verify']),
    ...(material.caFile === undefined || material.caFile === '' ? [] : [`--grpc-client-tls-ca=${material.caFile}`]),
    ...(material.certFile === undefined ? [] : [`--grpc-client-tls-cert=${material.certFile}`, `--grpc-client-tls-key=${material.keyFile}`]),
    ...(serverName === undefined ? [] : [`--grpc-client-server-name=${serverName}`]),
  ];
  return [...tls, ...(compression === ThanosCompression.NONE ? [] : [`--grpc-compression=${compression}`])];
}

/** JSON's quotes are YAML's. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
