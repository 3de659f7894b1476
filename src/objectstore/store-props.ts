import { ApiObjectMetadata, Duration } from 'cdk8s';
import { ContainerResources, IServiceAccount, k8s } from 'cdk8s-plus-28';
import { ImagePullPolicy } from '../kube/image-pull-policy';
import { ServerCertificate } from '../pki';
import { ObjectStoreImage } from './images';
import { RootCredentials } from './root-credentials';
import { S3Credentials } from './s3-credentials';
import { StoreVolume } from './store-volume';

/** What every object store that this library runs has in common. */
export interface TlsObjectStoreProps {
  /** The server's certificate. The names it has to cover are computed from the Service. */
  readonly certificate: ServerCertificate;
  /**
   * Buckets to make, each with an application user of its own. The same as calling `bucket(name)` for each.
   * @default - none
   */
  readonly buckets?: string[];
  /**
   * The administrator's credentials.
   * @default - an existing Secret named after the store, with "-root"; keys rootUser and rootPassword
   */
  readonly rootCredentials?: RootCredentials;
  /**
   * Where the data is kept.
   * @default - a claim of 10Gi of the default storage class
   */
  readonly storage?: StoreVolume;
  /**
   * The server's image. Its own entrypoint is used: only arguments are given to it.
   * @default - the maintained image of the family, pinned
   */
  readonly image?: ObjectStoreImage;
  /**
   * The image of the Jobs that make buckets: it has to bring `mc` and a shell.
   * @default - for MinIO the server's image, else Silo's
   */
  readonly clientImage?: ObjectStoreImage;
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
   * The port of S3 over TLS, of the pod and of the Service alike.
   * @default - the family's own: 9000 for MinIO, 8333 for SeaweedFS
   */
  readonly port?: number;
  /**
   * The region that the store says it is in, and that requests are signed for.
   * @default - none: clients use us-east-1
   */
  readonly region?: string;
  /**
   * The cluster's DNS domain.
   * @default "cluster.local"
   */
  readonly clusterDomain?: string;
  /**
   * The host that clients dial, if not the Service's name.namespace.svc: the short name, for a certificate that covers only that, or
   * another name that the cluster resolves to the Service.
   * @default - name.namespace.svc
   */
  readonly dialledHost?: string;
  /**
   * User and group of the pods.
   * @default 10001
   */
  readonly uid?: number;
  /**
   * Whether the platform chooses user and group of the pods, as OpenShift does.
   * @default false
   */
  readonly platformUser?: boolean;
  /**
   * Requests and limits of the server's container. They replace the default as a whole; what is left out is left out.
   * @default - cpu 250m to 1, memory 512Mi to 2Gi, ephemeral storage 128Mi to 1Gi and the size of an ephemeral volume
   */
  readonly resources?: ContainerResources;
  /**
   * Labels of the nodes that the server may run on.
   * @default - any node
   */
  readonly nodeSelector?: { [label: string]: string };
  /**
   * Taints that the server tolerates.
   * @default - none
   */
  readonly tolerations?: k8s.Toleration[];
  /**
   * Rules for the choice of a node.
   * @default - none
   */
  readonly affinity?: k8s.Affinity;
  /**
   * How the pod spreads over zones and nodes.
   * @default - none
   */
  readonly topologySpreadConstraints?: k8s.TopologySpreadConstraint[];
  /**
   * The priority class of the pods.
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;
  /**
   * The service account of the pods. Its token is not mounted.
   * @default - the namespace's default, without its token
   */
  readonly serviceAccount?: IServiceAccount;
  /**
   * Environment variables of the server beside its own. A name that this library sets itself is refused: it has a property.
   * @default - none
   */
  readonly extraEnv?: { [name: string]: string };
  /**
   * Name, namespace, labels and annotations. Labels and annotations reach every object of the store.
   * @default - named after the construct id, in the chart's namespace
   */
  readonly metadata?: ApiObjectMetadata;
  /**
   * Labels of the server's pods beside those of the selector.
   * @default - none
   */
  readonly podLabels?: { [label: string]: string };
  /**
   * Annotations of the server's pods.
   * @default - none
   */
  readonly podAnnotations?: { [annotation: string]: string };
  /**
   * Fields laid over the StatefulSet's spec: maps merge, lists and scalars replace, null removes. The last word.
   * @default - none
   */
  readonly specOverrides?: { [field: string]: any };
  /**
   * How long the finished Jobs that made the buckets are kept. A Job that is gone is made again when the manifests are applied again; it
   * then finds everything in place and changes nothing. GitOps tools show that as drift.
   * @default - they are kept, so that applying again changes nothing
   */
  readonly bucketJobTtl?: Duration;
}

/** Options of a bucket in a store that this library runs. */
export interface StoreBucketOptions {
  /**
   * The application's credentials; they must not be the root user's. A Job makes a user with them in the store.
   * @default - an existing Secret named after the store and the bucket, for example "minio-tempo"
   */
  readonly credentials?: S3Credentials;
  /**
   * What the application may do in the bucket.
   * @default BucketAccess.READ_WRITE
   */
  readonly access?: BucketAccess;
  /**
   * Keeps objects that were replaced or deleted, as earlier versions, for this many days; then they are removed. Without an end the disk would fill: Tempo writes
   * blocks anew when it merges them, and deletes the old ones. Taken away again, it stays as it is in a bucket that exists. For MinIO.
   * @default - no versions
   */
  readonly keepVersionsFor?: Duration;
  /**
   * Locks every version for this many days after it was written: nobody deletes it but who may bypass governance. Needs `keepVersionsFor`, and a bucket
   * that does not exist yet. For MinIO.
   * @default - no lock
   */
  readonly lockFor?: Duration;
  /**
   * How much the bucket may hold: a Kubernetes quantity. MinIO measures now and then, so that it is no exact bound; beyond it no block is written. For MinIO.
   * @default - as much as the volume
   */
  readonly quota?: string;
}

/** What the application of a bucket may do in it. Nothing outside it, in either case. */
export enum BucketAccess {
  /** List, read, write and delete objects. */
  READ_WRITE = 'READ_WRITE',
  /** List and read objects. */
  READ_ONLY = 'READ_ONLY',
}
