import { Duration } from 'cdk8s';
import { LegacyTls } from './compile-result';
import { ThanosExposure } from './exposure';
import { ThanosListener } from './listener';
import { QuerierEndpoints } from './querier-endpoints';
import { ThanosWorkloadProps } from './workload-props';

/** Files that a querier finds under names of their own: what the proposal's file, or an endpoint file of yours, refers to. One of Secret and ConfigMap. */
export interface ThanosFileSource {
  /** The directory, absolute. Its files are called like the keys of the Secret or ConfigMap. */
  readonly directory: string;
  /**
   * An existing Secret, in the querier's namespace.
   * @default - see configMap
   */
  readonly secret?: string;
  /**
   * An existing ConfigMap, in the querier's namespace.
   * @default - see secret
   */
  readonly configMap?: string;
}

/** How many queriers there are, decided by their load. */
export interface ThanosAutoscaling {
  /** The most pods. */
  readonly maxReplicas: number;
  /**
   * The fewest pods.
   * @default 2
   */
  readonly minReplicas?: number;
  /**
   * The use of the requested CPU, in percent, that is aimed at.
   * @default 75
   */
  readonly cpuUtilization?: number;
}

/** Who may see which series. It is enforced by the querier that users ask, not by those behind it, and it authenticates nobody. */
export interface ThanosTenancy {
  /**
   * The HTTP header that names the tenant.
   * @default "THANOS-TENANT"
   */
  readonly header?: string;
  /**
   * The tenant of requests without the header.
   * @default "default-tenant"
   */
  readonly defaultTenant?: string;
  /**
   * The label of series that names their tenant: with it, requests see series of their own tenant only. Thanos v0.34 or later.
   * @default - tenants are told apart in metrics only
   */
  readonly enforcedLabel?: string;
  /**
   * The field of the client's certificate that names the tenant: organization, organizationalUnit or commonName. It needs mutual TLS of HTTP.
   * @default - the header names it
   */
  readonly certificateField?: string;
}

/** Properties of `ThanosQuerier`. */
export interface ThanosQuerierProps extends ThanosWorkloadProps {
  /** What is queried, and with which certificates. */
  readonly endpoints: QuerierEndpoints;
  /**
   * How gRPC is served: to queriers above this one. Users ask over HTTP.
   * @default ThanosListener.plaintext()
   */
  readonly grpc?: ThanosListener;
  /**
   * After which time a connection of gRPC has to be made anew, and certificates are looked at again. From one minute to one day.
   * @default Duration.minutes(60)
   */
  readonly maxConnectionAge?: Duration;
  /**
   * The way in for queriers of other clusters, to gRPC. It needs mutual TLS.
   * @default - none: it is reached inside of the cluster only
   */
  readonly exposure?: ThanosExposure;
  /**
   * What to do where one querier of the version cannot dial all endpoints as they are meant. It changes nothing where one can.
   * @default - that is an error, which names the ways out
   */
  readonly legacy?: LegacyTls;
  /**
   * The image of the Envoy beside the querier, for `LegacyTls.ENVOY`, with a fixed tag.
   * @default - Envoy's own image, pinned
   */
  readonly envoyImage?: string;
  /**
   * What lies in the directories that file names of the endpoints speak of.
   * @default - none: realms bring their certificates themselves
   */
  readonly fileSources?: ThanosFileSource[];
  /**
   * Labels that tell copies of the same series apart: they are merged.
   * @default ["replica", "prometheus_replica"]
   */
  readonly replicaLabels?: string[];
  /**
   * Labels that tell different parts of the data apart, for distributed queries. Thanos v0.37 or later.
   * @default - none
   */
  readonly partitionLabels?: string[];
  /**
   * Whether queries succeed although an endpoint does not answer.
   * @default true
   */
  readonly partialResponse?: boolean;
  /**
   * Whether queries are handed on to the queriers among the endpoints, which work them out where the data is. Everything that is no querier is ignored then.
   * @default false
   */
  readonly distributed?: boolean;
  /**
   * How long a query may take. Pods that are told to stop wait as long.
   * @default Duration.minutes(2)
   */
  readonly queryTimeout?: Duration;
  /**
   * Tenants.
   * @default - one tenant
   */
  readonly tenancy?: ThanosTenancy;
  /**
   * How often the file of endpoints is looked at. Thanos v0.38 or later.
   * @default Duration.minutes(1)
   */
  readonly reloadInterval?: Duration;
  /**
   * Any text: another one rolls the pods. Change it when an address has moved to another realm, or has become strict, while it stays in use: a running querier
   * keeps the connections that it has, as they are.
   * @default - none
   */
  readonly endpointsRevision?: string;
  /**
   * Scaling by load, in place of `replicas`.
   * @default - none
   */
  readonly autoscaling?: ThanosAutoscaling;
}
