import { ApiObjectMetadata, Duration } from 'cdk8s';
import { ContainerResources } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { ImagePullPolicy } from '../kube/image-pull-policy';
import { ObjectStoreImage } from '../objectstore/images';

/** What checks let you choose of their pods. */
export interface CheckPodOptions {
  /**
   * The image of the checks: it has to bring sh, coreutils, curl 7.88 or newer with OpenSSL, and mc.
   * @default - Silo's, pinned
   */
  readonly toolsImage?: ObjectStoreImage;
  /**
   * Whether the platform chooses user and group of the pods, as OpenShift does.
   * @default false
   */
  readonly platformUser?: boolean;
  /**
   * Requests and limits of the container. They replace the default as a whole; what is left out is left out.
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
}

/** What the Jobs of checks let you choose. */
export interface CheckJobOptions extends CheckPodOptions {
  /**
   * How long those have to come up who are not there yet. From 10 seconds to an hour.
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;
  /**
   * How long the finished Job is kept, with its log. After that a GitOps controller may make it anew, which runs the check again.
   * @default Duration.days(1)
   */
  readonly ttl?: Duration;
}

/** What is checked, and when. */
export interface ConnectionCheckOptions extends CheckJobOptions {
  /**
   * When it is repeated, as a CronJob: "17 6 * * *" is every day at 6:17.
   * @default - it runs once for each content
   */
  readonly schedule?: string;
  /**
   * Of a certificate in a chain, of a CA and of a client's certificate, how many days must be left. From 0 to 3650.
   * @default - 21, as in the rule OT012: a certificate of cert-manager with 90 days is renewed when 30 are left, so renewal has failed for nine days by then.
   * Of a certificate with a short life a quarter of it, where that is less
   */
  readonly minimumDaysLeft?: number;
  /**
   * Mounts the private keys with which clients show who they are, so that a server that demands a certificate is passed as they pass it. It puts each key into one
   * pod more than needs it. Without it the client's certificate is read, and its key is not: the server is verified, and that it accepts the client is not tried.
   * @default false
   */
  readonly mountClientKeys?: boolean;
}

/** Properties of `ConnectionCheck`. */
export interface ConnectionCheckProps extends ConnectionCheckOptions {
  /**
   * Whose connections are made: those of the clients below this construct.
   * @default - the chart
   */
  readonly covers?: IConstruct;
  /**
   * Name, labels and annotations of the objects. They are in the namespaces of the clients.
   * @default - named after the construct id
   */
  readonly metadata?: ApiObjectMetadata;
}
