import { ApiObjectMetadata, Duration } from 'cdk8s';
import { ContainerResources } from 'cdk8s-plus-28';
import { ImagePullPolicy } from '../kube/image-pull-policy';
import { ObjectStoreImage } from '../objectstore/images';
import { ClientCertificate } from '../pki';
import { ITempo } from '../tempo';

/** Properties of `TraceSmokeTest`. */
export interface TraceSmokeTestProps {
  /** The Tempo to try. */
  readonly tempo: ITempo;
  /**
   * The tenant to write and read as (header X-Scope-OrgID). A Tempo with tenants needs one, a Tempo without has none.
   * @default - none
   */
  readonly tenant?: string;
  /**
   * What the sender shows to a receiver that demands a certificate.
   * @default - none: only for receivers without mutual TLS
   */
  readonly clientCertificate?: ClientCertificate;
  /**
   * How many traces are written, and have to be found. From 1 to 1000.
   * @default 10
   */
  readonly traces?: number;
  /**
   * The image of telemetrygen, which writes the traces.
   * @default - ghcr.io/open-telemetry/opentelemetry-collector-contrib/telemetrygen, by the tag that was tried
   */
  readonly telemetrygenImage?: string;
  /**
   * The image of the checks: it has to bring sh, coreutils, curl with HTTP/2, and mc.
   * @default - Silo's, pinned
   */
  readonly toolsImage?: ObjectStoreImage;
  /**
   * How long finished Jobs are kept, with their logs. After that a GitOps controller may make them anew, which runs the test again.
   * @default Duration.days(1)
   */
  readonly ttl?: Duration;
  /**
   * How long each step waits for what it needs: Tempo to be ready, the store to answer, the block to be in the bucket. From 10 seconds to an hour.
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;
  /**
   * Whether the platform chooses user and group of the pods, as OpenShift does.
   * @default false
   */
  readonly platformUser?: boolean;
  /**
   * Requests and limits of each container. They replace the default as a whole; what is left out is left out.
   * @default - cpu 20m to 500m, memory 64Mi to 256Mi, ephemeral storage 16Mi to 64Mi
   */
  readonly resources?: ContainerResources;
  /**
   * When images are pulled. A cluster without a registry needs `ImagePullPolicy.IF_NOT_PRESENT`.
   * @default ImagePullPolicy.ALWAYS
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Names of Secrets with credentials for the registry.
   * @default - none
   */
  readonly imagePullSecrets?: string[];
  /**
   * Name, namespace, labels and annotations of the Jobs.
   * @default - named after the construct id, in Tempo's namespace
   */
  readonly metadata?: ApiObjectMetadata;
}
