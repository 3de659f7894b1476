import { ApiObjectMetadata, Duration } from 'cdk8s';
import { ContainerResources } from 'cdk8s-plus-28';
import { ThanosExposure } from './exposure';
import { ThanosImage } from './images';
import { ThanosListener } from './listener';
import { PrometheusPods } from './prometheus-pods';
import { ThanosVersion } from './thanos-version';
import { ImagePullPolicy } from '../kube/image-pull-policy';
import { IBucket } from '../objectstore';

/** Properties of `ThanosSidecar`. */
export interface ThanosSidecarProps {
  /** The pods of the Prometheus beside which it runs. */
  readonly prometheus: PrometheusPods;
  /** How gRPC is served. */
  readonly grpc: ThanosListener;
  /**
   * How HTTP is served: metrics and probes. The Prometheus operator cannot be told; there it is plaintext.
   * @default - TLS with the certificate of gRPC; plaintext where gRPC has none
   */
  readonly http?: ThanosListener;
  /**
   * After which time a connection has to be made anew, and certificates are looked at again. From one minute to one day.
   * @default Duration.minutes(60)
   */
  readonly maxConnectionAge?: Duration;
  /**
   * The way in for queriers of other clusters. It needs mutual TLS, and one pod: pods of Prometheus hold different data.
   * @default - none: it is reached inside of the cluster only
   */
  readonly exposure?: ThanosExposure;
  /**
   * The bucket to which Prometheus' blocks are uploaded. Prometheus must not compact them then.
   * @default - none: nothing is uploaded
   */
  readonly storage?: IBucket;
  /**
   * The name of the volume with Prometheus' data, which is mounted where it is in Prometheus. It is needed for uploads, unless the Prometheus
   * operator mounts it.
   * @default - none
   */
  readonly dataVolume?: string;
  /**
   * Where that volume is mounted.
   * @default "/prometheus"
   */
  readonly dataPath?: string;
  /**
   * Where Prometheus listens in the pod.
   * @default "http://localhost:9090"
   */
  readonly prometheusUrl?: string;
  /**
   * The version of Thanos.
   * @default - that of the image's tag, else the newest that this library knows
   */
  readonly version?: ThanosVersion;
  /**
   * The image.
   * @default - the project's own image of the version
   */
  readonly image?: ThanosImage;
  /**
   * When the image is pulled.
   * @default ImagePullPolicy.ALWAYS
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Requests and limits of the container. They replace the default as a whole.
   * @default - cpu 100m to 1, memory 128Mi to 512Mi
   */
  readonly resources?: ContainerResources;
  /**
   * Arguments beside those of this library, as "--name=value" or "--name".
   * @default - none
   */
  readonly extraArgs?: string[];
  /**
   * Name, namespace, labels and annotations of the objects that are made. The namespace has to be that of Prometheus.
   * @default - named after the construct id, in the chart's namespace
   */
  readonly metadata?: ApiObjectMetadata;
  /**
   * The cluster's DNS domain.
   * @default "cluster.local"
   */
  readonly clusterDomain?: string;
}
