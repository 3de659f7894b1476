import { TlsVersion } from '../kube/tls-version';
import { ClientCertificate, SkipVerification, StorageCa } from '../pki';
import { ThanosVersion } from './thanos-version';

/** How a querier compresses what it sends (`--grpc-compression`, `compression`). */
export enum ThanosCompression {
  /** Not at all. */
  NONE = 'none',
  /** With Snappy. */
  SNAPPY = 'snappy',
}

/** What can be said of any endpoint of a querier. */
export interface ThanosEndpointOptions {
  /**
   * Whether the endpoint is always queried, even when it does not answer: a query then fails, or is partial, instead of leaving it out silently.
   * Only for fixed addresses: Thanos does not start with a strict address that is looked up.
   * @default false
   */
  readonly strict?: boolean;
  /**
   * Whether the addresses that are found behind the name are copies of one another: each request goes to one of them. Without it every address found is an
   * endpoint of its own, and all are asked.
   * @default false
   */
  readonly group?: boolean;
  /**
   * gRPC's service config for a group, as JSON: retries and load balancing. Thanos v0.40 or later.
   * @default - round robin
   */
  readonly serviceConfig?: string;
  /**
   * How requests are compressed. Before v0.42 all endpoints of a querier share one setting.
   * @default ThanosCompression.NONE
   */
  readonly compression?: ThanosCompression;
  /**
   * The version of the Thanos that answers, where it is known: some pairs of versions do not get on.
   * @default - not known
   */
  readonly serverVersion?: ThanosVersion;
}

/** What can be said of an endpoint that is dialled with TLS. */
export interface ThanosTlsEndpointOptions extends ThanosEndpointOptions {
  /**
   * The name that the server's certificate has to cover, where it is not the host of the address. Groups that are looked up need it.
   * @default - the host of the address
   */
  readonly serverName?: string;
  /**
   * The oldest TLS version to speak. Before v0.42 a querier cannot be told.
   * @default - TLS 1.3 from v0.42 on; before that Go's own minimum, TLS 1.2
   */
  readonly minTlsVersion?: TlsVersion;
  /**
   * The server's certificate (PEM, without its key), as a public fact: with it the connection can be proved before it is deployed.
   * @default - not known
   */
  readonly serverCertificatePem?: string;
}

/** Addresses of a realm that differ from the others in name, mode or TLS version. */
export interface ThanosRealmEndpoints extends ThanosTlsEndpointOptions {
  /** The addresses: "host:port", or "dns+host:port", "dnssrv+_grpc._tcp.host", "dnssrvnoa+…", "dnsdualstack+…" to look them up. */
  readonly addresses: string[];
}

/** A certificate realm: endpoints that are verified with one CA, and shown one client certificate. */
export interface ThanosRealmProps extends ThanosTlsEndpointOptions {
  /**
   * The addresses: "host:port", or "dns+host:port", "dnssrv+_grpc._tcp.host", "dnssrvnoa+…", "dnsdualstack+…" to look them up.
   * @default - none yet: see `addToRealm` and `addRemoteCluster`
   */
  readonly addresses?: string[];
  /**
   * The bundle that verifies the servers.
   * @default - the public roots in Thanos' image; refused for names that no public CA signs
   */
  readonly ca?: StorageCa;
  /**
   * The certificate that the querier shows (mutual TLS).
   * @default - none
   */
  readonly clientCertificate?: ClientCertificate;
  /**
   * Whether the roots in Thanos' image verify the servers although their names are private: for an image of your own that brings your CA.
   * @default false
   */
  readonly systemRoots?: boolean;
  /**
   * Not to verify the servers, with the reason. Anybody on the way can answer in their place then.
   * @default - servers are verified
   */
  readonly skipVerification?: SkipVerification;
}

/** Options of `QuerierEndpoints.addServer`. */
export interface ThanosServerOptions extends ThanosEndpointOptions {
  /**
   * The certificate that the querier shows. Required where the server demands one.
   * @default - none
   */
  readonly clientCertificate?: ClientCertificate;
  /**
   * The name of the realm that the server's endpoints belong to. Servers that are given the same CA and client certificate may share one.
   * @default - the first label of the server's address
   */
  readonly realm?: string;
}

/** A cluster of an inventory: plain data, as it can stand in a JSON or YAML file. */
export interface RemoteThanosCluster {
  /** The name of the cluster, and of its realm unless `realm` names another: a DNS label. */
  readonly name: string;
  /** Addresses of its queriers, sidecars, stores or receivers. */
  readonly addresses: string[];
  /**
   * A realm that exists already, whose CA and client certificate hold for this cluster too.
   * @default - a realm of its own
   */
  readonly realm?: string;
  /**
   * The CA (PEM, one certificate or several) that verifies its servers.
   * @default - see caConfigMap
   */
  readonly caPem?: string;
  /**
   * An existing ConfigMap, in the querier's namespace, with the CA under `ca.crt`.
   * @default - the public roots in Thanos' image
   */
  readonly caConfigMap?: string;
  /**
   * An existing Secret, in the querier's namespace, with the client certificate (`tls.crt`) and its key (`tls.key`).
   * @default - no client certificate
   */
  readonly clientSecret?: string;
  /**
   * The name that the servers' certificates have to cover, where it is not the host of the address.
   * @default - the host of the address
   */
  readonly serverName?: string;
  /**
   * The oldest TLS version to speak.
   * @default - TLS 1.3 from v0.42 on; before that TLS 1.2
   */
  readonly minTlsVersion?: TlsVersion;
  /**
   * Whether the addresses are always queried, even when they do not answer.
   * @default false
   */
  readonly strict?: boolean;
  /**
   * Whether the addresses found behind a name are copies of one another.
   * @default false
   */
  readonly group?: boolean;
  /**
   * How requests are compressed.
   * @default ThanosCompression.NONE
   */
  readonly compression?: ThanosCompression;
  /**
   * Whether the cluster is dialled without TLS, through a tunnel or a mesh that protects the way.
   * @default false
   */
  readonly plaintext?: boolean;
  /**
   * The servers' certificate (PEM, without its key), as a public fact.
   * @default - not known
   */
  readonly serverCertificatePem?: string;
}
