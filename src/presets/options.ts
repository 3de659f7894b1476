import { Duration } from 'cdk8s';
import { ApplyOrder } from '../gitops';
import { ImagePullPolicy } from '../kube/image-pull-policy';
import { MonitoringOptions } from '../monitoring';
import { NetworkPolicyOptions } from '../network';
import { ObjectStoreImage } from '../objectstore';
import { ConnectionCheckOptions } from '../smoke';

/** What every preset lets you choose. */
export interface TracingStoreOptions {
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
   * The name of the bucket.
   * @default "tempo"
   */
  readonly bucketName?: string;
  /**
   * How long traces are kept.
   * @default - Tempo's own default, 14 days
   */
  readonly retention?: Duration;
  /**
   * Whether the smoke test's Jobs are part of the manifests.
   * @default true
   */
  readonly smokeTest?: boolean;
  /**
   * The image of the object store and of the Jobs that use its client.
   * @default - the newest release of Silo, a maintained fork of MinIO, by tag and digest
   */
  readonly storeImage?: ObjectStoreImage;
  /**
   * The image of telemetrygen, which writes the smoke test's traces.
   * @default - the release that was tried, by tag
   */
  readonly telemetrygenImage?: string;
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

/** What the presets with an object store of their own let you choose beside that. */
export interface OwnStoreOptions extends TracingStoreOptions {
  /**
   * The host by which the store is dialled: "minio" for a certificate that covers only that.
   * @default - minio.NAMESPACE.svc
   */
  readonly dialledHost?: string;
}
