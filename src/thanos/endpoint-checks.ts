import { isPrivateHost, requireAddress } from './endpoint-address';
import { EndpointEntry, EntryTls, isLookedUp, RealmMaterial } from './endpoint-entry';
import { ThanosCompression, ThanosEndpointOptions, ThanosTlsEndpointOptions } from './endpoint-props';
import { ThanosVersion } from './thanos-version';
import { invalid } from '../kube/invalid';
import { requireHost, requireOneOf, requireText } from '../kube/text';
import { TlsVersion } from '../kube/tls-version';
import { readCertificates } from '../pki/inspect';

/** An endpoint from what a user said of it. */
export function entry(
  where: string, field: string, address: unknown, options: ThanosEndpointOptions, tls?: EntryTls, serverCertificatePem?: string,
): EndpointEntry {
  const read = requireAddress(where, field, address);
  const made: EndpointEntry = {
    address: read,
    strict: requireSwitch(where, 'strict', options.strict),
    group: requireSwitch(where, 'group', options.group),
    ...(options.serviceConfig === undefined ? {} : { serviceConfig: options.serviceConfig }),
    compression: requireOneOf(where, 'compression', options.compression ?? ThanosCompression.NONE, Object.values(ThanosCompression)),
    ...(tls === undefined ? {} : { tls }),
    ...(options.serverVersion === undefined ? {} : { serverVersion: requireVersion(where, options.serverVersion) }),
    ...(serverCertificatePem === undefined ? {} : { serverCertificatePem }),
    origin: where,
  };
  checkMode(where, made);
  if (made.serviceConfig !== undefined) { checkServiceConfig(where, made); }
  if (tls !== undefined) { checkTls(where, made, tls); }
  return made;
}

/** The TLS of endpoints, from what a user said of them. */
export function entryTls(where: string, material: RealmMaterial, options: ThanosTlsEndpointOptions): EntryTls {
  const { serverName, minTlsVersion } = options;
  if (serverName !== undefined) { requireHost(where, 'serverName', serverName); }
  if (minTlsVersion !== undefined) { requireMinVersion(where, 'minTlsVersion', minTlsVersion); }
  return { material, ...(serverName === undefined ? {} : { serverName }), ...(minTlsVersion === undefined ? {} : { minTlsVersion }) };
}

/** The PEM of a certificate that may be told. */
export function requirePublicCertificate(where: string, pem: string | undefined): string | undefined {
  return pem === undefined ? undefined : readCertificates(where, 'serverCertificatePem', pem).map((certificate) => certificate.pem).join('');
}

/** A lowest TLS version that a querier can be told. TLS 1.0 and 1.1 are withdrawn (RFC 8996), and are not offered. */
export function requireMinVersion(where: string, field: string, value: unknown): TlsVersion {
  if (value === '1.0' || value === '1.1') {
    throw invalid(where, { what: `${field} allows a TLS version that is withdrawn (RFC 8996)`, got: value, allowed: Object.values(TlsVersion).join(', '), fix: 'use 1.2: every server of Thanos has spoken it from its first release on' });
  }
  return requireOneOf(where, field, value, Object.values(TlsVersion));
}

function requireSwitch(where: string, field: string, value: unknown): boolean {
  if (value !== undefined && typeof value !== 'boolean') {
    throw invalid(where, { what: `${field} must be true or false`, got: value, allowed: 'true, false', fix: `write ${field}: true, or leave it out` });
  }
  return value === true;
}

function requireVersion(where: string, value: unknown): ThanosVersion {
  if (!(value instanceof ThanosVersion)) {
    throw invalid(where, { what: 'serverVersion must be made by ThanosVersion', got: value, allowed: 'a ThanosVersion', fix: "for example ThanosVersion.of('0.42.4')" });
  }
  return value;
}

function checkMode(where: string, { address, strict, group }: EndpointEntry): void {
  if (strict && address.lookup !== undefined) {
    throw invalid(where, {
      what: 'a strict endpoint is looked up, and Thanos does not start with one',
      got: address.text,
      allowed: 'fixed addresses, HOST:PORT, where strict is set',
      fix: address.port === undefined ? 'leave strict out, or name each server with its port' : `write "${address.host}:${address.port}", or leave strict out`,
    });
  }
  if (group && address.lookup === 'dnssrvnoa') {
    throw invalid(where, {
      what: 'a group is looked up with dnssrvnoa+, which finds names, and a group needs addresses',
      got: address.text,
      allowed: 'dns+, dnsdualstack+ or dnssrv+ for groups',
      fix: `write "dnssrv+${address.host}"`,
    });
  }
}

function checkServiceConfig(where: string, { address, group, serviceConfig }: EndpointEntry): void {
  const text = requireText(where, 'serviceConfig', serviceConfig);
  if (!group) {
    throw invalid(where, { what: 'serviceConfig is for groups only, and Thanos does not start with it', saw: address.text, allowed: 'group: true beside it', fix: 'set group: true, or leave serviceConfig out' });
  }
  let config: unknown;
  try { config = JSON.parse(text); } catch { config = undefined; }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw invalid(where, {
      what: 'serviceConfig is no JSON object: gRPC refuses the endpoint every five seconds, and only the log says so',
      got: text,
      allowed: 'the JSON of a gRPC service config',
      fix: 'for example {"loadBalancingConfig":[{"round_robin":{}}]}',
    });
  }
  if ('retryPolicy' in config) {
    throw invalid(where, {
      what: 'serviceConfig has retryPolicy at its top, where gRPC does not look',
      got: text,
      allowed: 'retryPolicy inside of methodConfig',
      fix: '{"methodConfig":[{"name":[{}],"retryPolicy":{…}}]}',
    });
  }
}

function checkTls(where: string, made: EndpointEntry, tls: EntryTls): void {
  const { address, group } = made;
  const { ca, caFile, skipVerification } = tls.material;
  if (group && address.lookup !== undefined && tls.serverName === undefined && skipVerification === undefined) {
    throw invalid(where, {
      what: `a group is looked up and has no server name: what would be verified is the name "${address.lookup}+${address.host}", which no certificate has`,
      got: address.text,
      allowed: 'serverName: a name that the members\' certificates cover',
      fix: `serverName: '${address.host.replace(/^(_[^.]+\.)+/, '')}'`,
    });
  }
  const roots = ca === undefined && caFile === undefined && skipVerification === undefined;
  const name = tls.serverName ?? address.host;
  if (roots && isPrivateHost(name)) {
    throw invalid(where, {
      what: 'no CA is given for a name that no public CA signs',
      saw: `${address.text}${name === address.host ? '' : `, verified as ${name}`}`,
      allowed: 'ca, or systemRoots: true for an image that brings your own roots',
      fix: "ca: StorageCa.fromConfigMap('company-ca')",
    });
  }
}

/** A problem with a set of endpoints that only shows where they come together: the same server twice. */
export function checkNotTwice(where: string, known: ReadonlyMap<string, EndpointEntry>, made: EndpointEntry): void {
  const other = known.get(entryKey(made));
  if (other !== undefined) {
    const spelled = other.address.text === made.address.text ? '' : ` as ${other.address.text}`;
    throw invalid(where, {
      what: spelled === ''
        ? 'this address is given twice: Thanos would silently take the last one, whatever TLS it has'
        : 'this address is given twice, with and without the dot at its end: Thanos would ask that server twice',
      saw: `${made.address.text}, given by ${other.origin} before${spelled}`,
      allowed: 'each address once',
      fix: isLookedUp(made) ? 'leave one of them out' : 'leave one of them out, or use another address of the same server',
    });
  }
}

/**
 * What endpoints are told apart by: a group and a single endpoint of one address are two (pkg/query/endpointset.go). A name with the dot of the root at its end
 * is the same name, which Thanos does not know.
 */
export function entryKey({ address, group }: EndpointEntry): string {
  return `${group ? 'group ' : ''}${address.text.replace(/\.(?=(:\d+)?$)/, '')}`;
}
