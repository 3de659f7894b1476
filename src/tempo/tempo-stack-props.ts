import { Duration } from 'cdk8s';
import { ContainerResources } from 'cdk8s-plus-28';
import { TlsVersion } from '../kube/tls-version';
import { IBucket } from '../objectstore';
import { ClientCertificate } from '../pki';
import { OtlpReceiver } from './receivers';
import { TempoStackComponent, TempoStackGateway, TempoStackMetricsGenerator, TempoStackQueryFrontend } from './stack-components';
import { TempoLimits, TempoSearch } from './stack-limits';
import { TempoExtraConfig } from './tempo-config';
import { TempoOptions } from './tempo-options';

/** Sizes that the operator has numbers for (tempo-operator 0.22.0, internal/manifests/manifestutils/size.go): requests only, no limits. */
export enum TempoStackSize {
  /** One of everything, without requests: to try things on. */
  DEMO = '1x.demo',
  /** Two of everything: small, and goes on without one. */
  PICO = '1x.pico',
  /** About 100 GB a day. */
  EXTRA_SMALL = '1x.extra-small',
  /** About 500 GB a day. */
  SMALL = '1x.small',
  /** About 2 TB a day. */
  MEDIUM = '1x.medium',
}

/** The address that ring members give each other. */
export enum TempoInstanceAddress {
  /** The first private address of the pod. */
  DEFAULT = 'default',
  /** The pod's address, for clusters with public pod networks. */
  POD_IP = 'podIP',
}

/** A failure domain that components are spread over. */
export interface TempoReplicationZone {
  /** The node label whose values are the domains, for example "topology.kubernetes.io/zone". */
  readonly topologyKey: string;
  /**
   * By how many pods domains may differ.
   * @default 1
   */
  readonly maxSkew?: number;
}

/** Container images, each with a version of its own instead of the operator's. */
export interface TempoStackImages {
  /**
   * Tempo. Not a Tempo 3: this operator writes a configuration that it refuses.
   * @default - the operator's: 2.10.8
   */
  readonly tempo?: string;
  /**
   * The translator between Jaeger and Tempo.
   * @default - the operator's
   */
  readonly tempoQuery?: string;
  /**
   * The Jaeger UI.
   * @default - the operator's
   */
  readonly jaegerQuery?: string;
  /**
   * The gateway.
   * @default - the operator's
   */
  readonly tempoGateway?: string;
  /**
   * The gateway's authorizer.
   * @default - the operator's
   */
  readonly tempoGatewayOpa?: string;
  /**
   * OpenShift's OAuth proxy.
   * @default - the operator's
   */
  readonly oauthProxy?: string;
}

/** Properties of `TempoStackS3`. */
export interface TempoStackS3Props extends TempoOptions {
  /** The bucket that traces are kept in. It says where the store is, what verifies it and with which credentials. */
  readonly storage: IBucket;
  /**
   * The certificate that Tempo shows to a store which asks for one. MinIO never does.
   * @default - none
   */
  readonly clientCertificate?: ClientCertificate;
  /**
   * The oldest TLS version towards the store.
   * @default - the operator's TLS profile: TLS 1.3 only, unless it was installed with another
   */
  readonly minTlsVersion?: TlsVersion;
  /**
   * Cipher suites towards the store, in Go's (IANA) names.
   * @default - the operator's TLS profile; for TLS 1.2, the suites with forward secrecy
   */
  readonly cipherSuites?: string[];
  /**
   * Settings of the object store that the custom resource has no field for.
   * @default - none
   */
  readonly extraConfig?: TempoExtraConfig;
  /**
   * How OTLP is received, over gRPC and HTTP alike: a stack has one setting for both.
   * @default OtlpReceiver.plaintext()
   */
  readonly otlp?: OtlpReceiver;
  /**
   * The stack's size: requests, replicas and limits that were measured together.
   * @default - none: one of everything, and what the components' properties say
   */
  readonly size?: TempoStackSize;
  /**
   * Limits of all components together, of which the operator gives each its part, and a request of 30 % of that. Not together with `size`, which wins.
   * @default - none
   */
  readonly totalResources?: ContainerResources;
  /**
   * How many there are of every component that says no number of its own; of ingesters, no fewer than the replication factor.
   * @default - by the size; 1 without one. Of ingesters, the replication factor where it is given
   */
  readonly replicas?: number;
  /**
   * How many ingesters get each span. With 3, two have it before it is taken, and one that is killed takes nothing with it. With 2, one is enough, and the other
   * may not get it.
   * @default - by the size; 1 without one
   */
  readonly replicationFactor?: number;
  /**
   * Failure domains to spread over: a pod that finds none waits. Needs an image of Tempo with a shell (`images`); the operator's has none.
   * @default - none: over nodes where possible
   */
  readonly replicationZones?: TempoReplicationZone[];
  /**
   * The size of an ingester's volume.
   * @default "10Gi"
   */
  readonly storageSize?: string;
  /**
   * The storage class of ingesters' volumes.
   * @default - the cluster's default class
   */
  readonly storageClassName?: string;
  /**
   * How long traces are kept.
   * @default - the operator's: 48 hours
   */
  readonly retention?: Duration;
  /**
   * How long traces of single tenants are kept.
   * @default - as all others
   */
  readonly tenantRetention?: { readonly [tenant: string]: Duration };
  /**
   * How much every tenant may send and ask for.
   * @default - by the size, else Tempo's own limits
   */
  readonly limits?: TempoLimits;
  /**
   * How much single tenants may send and ask for.
   * @default - as all others
   */
  readonly tenantLimits?: { readonly [tenant: string]: TempoLimits };
  /**
   * How searches are bounded.
   * @default - Tempo's own bounds
   */
  readonly search?: TempoSearch;
  /**
   * The component that receives traces.
   * @default - as the stack is
   */
  readonly distributor?: TempoStackComponent;
  /**
   * The component that writes traces.
   * @default - as the stack is
   */
  readonly ingester?: TempoStackComponent;
  /**
   * The component that joins and deletes blocks.
   * @default - as the stack is
   */
  readonly compactor?: TempoStackComponent;
  /**
   * The component that reads traces.
   * @default - as the stack is
   */
  readonly querier?: TempoStackComponent;
  /**
   * The component that takes queries.
   * @default - as the stack is
   */
  readonly queryFrontend?: TempoStackQueryFrontend;
  /**
   * The gateway. Only with a `multitenancy` that has one.
   * @default - as the stack is
   */
  readonly gateway?: TempoStackGateway;
  /**
   * The component that makes metrics of traces.
   * @default - none
   */
  readonly metricsGenerator?: TempoStackMetricsGenerator;
  /**
   * Other images than the operator's.
   * @default - the operator's
   */
  readonly images?: TempoStackImages;
  /**
   * Whether the ring of the components speaks IPv6.
   * @default false
   */
  readonly ringIpv6?: boolean;
  /**
   * The address that ring members give each other.
   * @default TempoInstanceAddress.DEFAULT
   */
  readonly ringInstanceAddress?: TempoInstanceAddress;
  /**
   * Whether the operator makes NetworkPolicies for the stack.
   * @default true
   */
  readonly networkPolicies?: boolean;
  /**
   * The share of its own requests that Tempo traces, from 0 to 1. Only with `selfTracingEndpoint`.
   * @default - Tempo does not trace itself
   */
  readonly selfTracingFraction?: number;
  /**
   * The OTLP/HTTP URL that Tempo sends traces of itself to.
   * @default - Tempo does not trace itself
   */
  readonly selfTracingEndpoint?: string;
}
