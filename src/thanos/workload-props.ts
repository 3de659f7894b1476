import { Duration } from 'cdk8s';
import { ThanosExposure } from './exposure';
import { ThanosListener } from './listener';
import { ThanosPodOptions } from './pod-options';
import { ThanosVersion } from './thanos-version';
import { IBucket, StoreVolume } from '../objectstore';

/** What every workload of Thanos has in common. */
export interface ThanosWorkloadProps extends ThanosPodOptions {
  /**
   * The version of Thanos: it decides which flags there are.
   * @default - that of the image's tag, else the newest that this library knows
   */
  readonly version?: ThanosVersion;
  /**
   * How many pods there are.
   * @default - 1, where the component says nothing else
   */
  readonly replicas?: number;
  /**
   * How HTTP is served: metrics, probes, and the component's API.
   * @default - TLS with the certificate of gRPC, which probes and scrapes then verify or not as they are told; plaintext where gRPC has none
   */
  readonly http?: ThanosListener;
}

/** What workloads have in common that serve gRPC. */
export interface ThanosGrpcServerProps extends ThanosWorkloadProps {
  /** How gRPC is served: to queriers in the same trusted network, or to those who have a certificate. */
  readonly grpc: ThanosListener;
  /**
   * After which time a connection has to be made anew, and certificates are looked at again. From one minute to one day. A ruler has no such limit
   * (v0.42.4, cmd/thanos/rule.go takes it for a grace period).
   * @default Duration.minutes(60)
   */
  readonly maxConnectionAge?: Duration;
  /**
   * The way in for queriers of other clusters. It needs mutual TLS.
   * @default - none: it is reached inside of the cluster only
   */
  readonly exposure?: ThanosExposure;
}

/** What workloads have in common that keep files. */
export interface ThanosDataOptions {
  /**
   * Where files are kept.
   * @default - a claim of the default storage class, as large as the component needs to begin with
   */
  readonly data?: StoreVolume;
}

/** What workloads have in common that need a bucket. */
export interface ThanosBucketOptions {
  /** The bucket with the blocks. */
  readonly storage: IBucket;
}
