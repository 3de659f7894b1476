import { EndpointEntry, saidServerName } from './endpoint-entry';
import { ThanosVersion } from './thanos-version';
import { TlsVersion } from '../kube/tls-version';
import { SINCE } from '../trust/thanos/version-facts';

/** Settings of TLS that one set of global flags, or one default, can hold. */
export interface TlsClass {
  readonly key: string;
  /** in words, for errors and tables */
  readonly label: string;
  readonly realm?: string;
  /** undefined where each fixed address is verified by its own host */
  readonly serverName?: string;
  readonly entries: readonly EndpointEntry[];
}

/** Endpoints by what they have in common: plaintext first, then in the order in which they were given. */
export function tlsClasses(entries: readonly EndpointEntry[], version: ThanosVersion): TlsClass[] {
  const found = new Map<string, EndpointEntry[]>();
  for (const entry of entries) {
    const key = tlsSetting(entry, version);
    const members = found.get(key);
    if (members) { members.push(entry); } else { found.set(key, [entry]); }
  }
  const classes = [...found].map(([key, members]): TlsClass => {
    const { tls } = members[0];
    const serverName = saidServerName(members[0]);
    const realm = tls?.material.realm;
    const label = realm === undefined ? 'plaintext' : `realm ${realm}${serverName === undefined ? '' : ` as ${serverName}`}`;
    return { key, label, ...(realm === undefined ? {} : { realm }), ...(serverName === undefined ? {} : { serverName }), entries: members };
  });
  return [...classes.filter(({ realm }) => realm === undefined), ...classes.filter(({ realm }) => realm !== undefined)];
}

/** The settings of an endpoint, apart from its address: equal texts dial equally. */
export function tlsSetting(entry: EndpointEntry, version: ThanosVersion): string {
  const { tls, compression } = entry;
  if (tls === undefined) { return JSON.stringify(['plaintext', compression]); }
  const { realm, caFile, certFile, keyFile, skipVerification } = tls.material;
  return JSON.stringify([realm, caFile ?? '', certFile ?? '', keyFile ?? '', saidServerName(entry) ?? '', minVersion(entry, version) ?? '', skipVerification !== undefined, compression]);
}

/** The oldest TLS version that a querier speaks to an endpoint; undefined for Go's own minimum, which is TLS 1.2. */
export function minVersion({ tls }: EndpointEntry, version: ThanosVersion): TlsVersion | undefined {
  if (tls === undefined || !version._since(SINCE.clientMinVersion)) { return undefined; }
  return tls.minTlsVersion ?? TlsVersion.V1_3;
}
