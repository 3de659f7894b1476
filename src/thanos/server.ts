import { TlsVersion } from '../kube/tls-version';
import { StorageCa } from '../pki';
import { ThanosVersion } from './thanos-version';

/** How a Thanos server secures its gRPC port, and what a client needs to get in. */
export interface ThanosServerTls {
  /** The bundle that verifies the server's certificate. */
  readonly ca: StorageCa;
  /** The names that the certificate covers. The first is the one to verify where the name that is dialled says nothing, as with looked-up addresses. */
  readonly serverNames: string[];
  /** Whether the server demands a client certificate (`--grpc-server-tls-client-ca`). */
  readonly clientAuth: boolean;
  /**
   * The oldest TLS version that the server accepts (`--grpc-server-tls-min-version`).
   * @default TlsVersion.V1_3
   */
  readonly minVersion?: TlsVersion;
}

/** A Thanos component that serves gRPC: store gateway, sidecar, receiver, ruler, or another querier. A querier learns from it how to dial it. */
export interface IThanosServer {
  /** Host and port of the Service in front of it, for example "store.thanos.svc:10901". */
  readonly grpcAddress: string;
  /**
   * The SRV name of its headless Service, for example "_grpc._tcp.store-headless.thanos.svc": every pod is an endpoint of its own then.
   * Set it where pods hold different data.
   */
  readonly grpcSrvName?: string;
  /**
   * Host and port of each pod, for example "store-0.store-headless.thanos.svc:10901", where pods have names of their own and their number is known.
   * A querier needs them to give pods that hold different data TLS settings of their own: it does not do so for addresses that it looks up.
   */
  readonly grpcPodAddresses?: string[];
  /**
   * Host and port behind which all pods are found, for example "query-headless.thanos.svc:10901", where all of them answer alike: each request goes to one of
   * them then.
   */
  readonly grpcReplicasAddress?: string;
  /** Its TLS; undefined for plaintext. */
  readonly tls?: ThanosServerTls;
  /** Whether a query must fail rather than go on without it. */
  readonly strictByNature?: boolean;
  /** The version of Thanos that it runs, where it is known: queriers of some versions do not get on with servers of others. */
  readonly serverVersion?: ThanosVersion;
}

/** A server that may have a way in from outside: those of this library. */
export interface IExposedServer extends IThanosServer {
  /** Host and port from outside; undefined where there is no way in. */
  readonly externalAddress?: string;
  /** The one bundle that verifies its clients; undefined where it asks nobody. */
  readonly clientCa?: StorageCa;
  /** Its certificate (PEM), where it is known. */
  readonly certificatePem?: string;
}
