import { ThanosCompression } from './endpoint-props';
import { ThanosVersion } from './thanos-version';
import { THANOS_PATHS } from './tls-mounts';
import { TlsVersion } from '../kube/tls-version';
import { ClientCertificate, SkipVerification, StorageCa } from '../pki';
import { ThanosAddress } from '../trust/thanos/address';

/** The CA and the client certificate of a realm, and where they lie in a querier's pod. */
export interface RealmMaterial {
  readonly realm: string;
  readonly ca?: StorageCa;
  readonly clientCertificate?: ClientCertificate;
  /** undefined: the image's own roots */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly skipVerification?: SkipVerification;
}

/** The TLS of an endpoint, whatever the version of the querier. */
export interface EntryTls {
  readonly material: RealmMaterial;
  /** undefined: the host of the address */
  readonly serverName?: string;
  /** undefined: the version's own minimum */
  readonly minTlsVersion?: TlsVersion;
}

/** An endpoint of the model. */
export interface EndpointEntry {
  readonly address: ThanosAddress;
  readonly strict: boolean;
  readonly group: boolean;
  readonly serviceConfig?: string;
  readonly compression: ThanosCompression;
  /** undefined: plaintext */
  readonly tls?: EntryTls;
  readonly serverVersion?: ThanosVersion;
  readonly serverCertificatePem?: string;
  /** who asked for it, for messages */
  readonly origin: string;
}

/** Whether Thanos itself looks the address up, and dials what it finds. */
export function isLookedUp(entry: EndpointEntry): boolean {
  return entry.address.lookup !== undefined && !entry.group;
}

/** The server name that has to be said: none where it is the host of a fixed address anyway. */
export function saidServerName(entry: EndpointEntry): string | undefined {
  const name = entry.tls?.serverName;
  return name !== undefined && (entry.address.lookup !== undefined || name !== entry.address.host.replace(/\.$/, '')) ? name : undefined;
}

/** The directory of a realm's files in the pod. Each realm has one of its own. */
export function realmDirectory(realm: string): string {
  return `${THANOS_PATHS.realms}/${realm}`;
}
