import { ApplyOrder } from '../gitops';
import { ImagePullPolicy } from '../kube/image-pull-policy';
import { MonitoringOptions } from '../monitoring';
import { NetworkPolicyOptions } from '../network';
import { ObjectStoreImage } from '../objectstore';
import { ConnectionCheckOptions } from '../smoke';
import { ThanosVersion } from '../thanos';

/** What every preset of metrics lets you choose. */
export interface MetricsStoreOptions {
  /**
   * In which order a GitOps tool applies what is in the chart.
   * @default - ApplyOrder.none()
   */
  readonly applyOrder?: ApplyOrder;
  /**
   * The namespace of everything in the chart.
   * @default - the chart's id
   */
  readonly namespace?: string;
  /**
   * Whether the chart makes its namespace, which then admits only pods of the Pod Security Standard "restricted" (v1.28).
   * @default true
   */
  readonly createNamespace?: boolean;
  /**
   * The version of Thanos.
   * @default - the newest that this library knows
   */
  readonly version?: ThanosVersion;
  /**
   * When the kubelet pulls images.
   * @default ImagePullPolicy.ALWAYS
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * The cluster's DNS domain, for the names in certificates.
   * @default "cluster.local"
   */
  readonly clusterDomain?: string;
  /**
   * Closes all pods of the chart to the network, but for the connections that it shows and those who are named here: see `TlsNetworkPolicies`. `{}` names nobody.
   * @default - no policies
   */
  readonly networkPolicies?: NetworkPolicyOptions;
  /**
   * Monitors and alerts for prometheus-operator: see `TlsMonitoring`. `{}` takes every default.
   * @default - none
   */
  readonly monitoring?: MonitoringOptions;
  /**
   * A Job that makes every connection of the chart, and with `schedule` a CronJob: see `ConnectionCheck`. `{}` takes every default. `monitoring` watches the CronJob
   * too, unless it is given other `certificateWatches`.
   * @default - none
   */
  readonly connectionCheck?: ConnectionCheckOptions;
}

/** What the presets of metrics with an object store of their own let you choose beside that. */
export interface OwnMetricsStoreOptions extends MetricsStoreOptions {
  /**
   * The name of the bucket.
   * @default "thanos"
   */
  readonly bucketName?: string;
  /**
   * The size of the object store's claim.
   * @default "100Gi"
   */
  readonly storageSize?: string;
  /**
   * The storage class of the claims.
   * @default - the cluster's default
   */
  readonly storageClassName?: string;
  /**
   * The image of the object store and of the Job that makes its bucket.
   * @default - the newest release of Silo, a maintained fork of MinIO, by tag and digest
   */
  readonly storeImage?: ObjectStoreImage;
}
