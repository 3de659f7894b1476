import { ApiObjectMetadata, Duration } from 'cdk8s';
import { ContainerResources, k8s } from 'cdk8s-plus-28';
import { ObjectStoreImage } from './images';
import { RootCredentials } from './root-credentials';
import { ServerSpread } from './server-spread';
import { StoreVolume } from './store-volume';
import { ImagePullPolicy } from '../kube/image-pull-policy';
import { ServerCertificate, StorageCa } from '../pki';

/** Properties of `MinioTenant`. */
export interface MinioTenantProps {
  /**
   * The servers' certificate. The names it has to cover are computed from the Services that the operator makes.
   * @default - the operator has the cluster sign one: then `autoCertCa` has to be given
   */
  readonly certificate?: ServerCertificate;
  /**
   * Has the operator ask the cluster for a certificate (`requestAutoCert`), and is the bundle that verifies what the cluster's signer signs. Which CA that is,
   * only the cluster knows: often that of the ConfigMap kube-root-ca.crt, on OpenShift and RKE2 another.
   * @default - none: then `certificate` has to be given
   */
  readonly autoCertCa?: StorageCa;
  /**
   * Buckets to make, each with an application user of its own. The same as calling `bucket(name)` for each.
   * @default - none
   */
  readonly buckets?: string[];
  /**
   * The administrator's credentials. The Secret has a third key, `config.env`, with the same in the operator's words: the lines `export MINIO_ROOT_USER="…"` and
   * `export MINIO_ROOT_PASSWORD="…"`.
   * @default - an existing Secret named after the Tenant, with "-root"; keys rootUser, rootPassword and config.env
   */
  readonly rootCredentials?: RootCredentials;
  /**
   * How many servers make the store: 1, or 4 and more. It cannot be changed later.
   * @default 4
   */
  readonly servers?: number;
  /**
   * How many volumes each server has, each of them as `storage` says. It cannot be changed later.
   * @default 1
   */
  readonly volumesPerServer?: number;
  /**
   * Where the data is kept: a claim, because the operator takes nothing else.
   * @default - a claim of 10Gi of the default storage class
   */
  readonly storage?: StoreVolume;
  /**
   * The name of the pool of servers: a part of the names of its pods.
   * @default "pool-0"
   */
  readonly poolName?: string;
  /**
   * How the servers spread over nodes and zones. `affinity` and `topologySpreadConstraints` take the place of what this writes.
   * @default ServerSpread.PREFERRED
   */
  readonly spread?: ServerSpread;
  /**
   * The servers' image. The operator's own default cannot be pulled any more.
   * @default - the maintained fork, pinned
   */
  readonly image?: ObjectStoreImage;
  /**
   * The image of the Jobs that make buckets: it has to bring `mc` and a shell.
   * @default - the servers' image
   */
  readonly clientImage?: ObjectStoreImage;
  /**
   * When images are pulled, but for those of the operator itself.
   * @default ImagePullPolicy.ALWAYS
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * The name of a Secret with credentials for the registry.
   * @default - none
   */
  readonly imagePullSecret?: string;
  /**
   * Whether the web console is served, on port 9443 of the Service with the Tenant's name and "-console".
   * @default false
   */
  readonly console?: boolean;
  /**
   * The region that the store says it is in, and that requests are signed for.
   * @default - none: clients use us-east-1
   */
  readonly region?: string;
  /**
   * The cluster's DNS domain, as the operator knows it (its variable CLUSTER_DOMAIN): the servers dial each other by names with it.
   * @default "cluster.local"
   */
  readonly clusterDomain?: string;
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
   * Requests and limits of the servers' container. They replace the default as a whole.
   * @default - cpu 250m to 1, memory 512Mi to 2Gi, ephemeral storage 128Mi to 1Gi
   */
  readonly resources?: ContainerResources;
  /**
   * Labels of the nodes that the servers may run on.
   * @default - any node
   */
  readonly nodeSelector?: { [label: string]: string };
  /**
   * Taints that the servers tolerate.
   * @default - none
   */
  readonly tolerations?: k8s.Toleration[];
  /**
   * Rules for the choice of a node.
   * @default - as `spread` says
   */
  readonly affinity?: k8s.Affinity;
  /**
   * How the pods spread over zones and nodes.
   * @default - as `spread` says
   */
  readonly topologySpreadConstraints?: k8s.TopologySpreadConstraint[];
  /**
   * The priority class of the pods.
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;
  /**
   * Environment variables of the servers beside their own. A name that this library sets itself is refused.
   * @default - none
   */
  readonly extraEnv?: { [name: string]: string };
  /**
   * The namespace in which the operator runs. In it lies what the operator trusts when it asks the servers how they are: the CA is put there as the Secret
   * operator-ca-tls-NAMESPACE-NAME, or, where it is not known at synth, listed by `RequiredSecrets` (key ca.crt).
   * @default - none: the operator has to know the CA already, or says in the Tenant's status that it cannot reach it
   */
  readonly operatorNamespace?: string;
  /**
   * Name, namespace, labels and annotations.
   * @default - named after the construct id, in the chart's namespace
   */
  readonly metadata?: ApiObjectMetadata;
  /**
   * Labels of the servers' pods beside those of the operator.
   * @default - none
   */
  readonly podLabels?: { [label: string]: string };
  /**
   * Annotations of the servers' pods.
   * @default - none
   */
  readonly podAnnotations?: { [annotation: string]: string };
  /**
   * Fields laid over the Tenant's spec: maps merge, lists and scalars replace, null removes. The last word.
   * @default - none
   */
  readonly specOverrides?: { [field: string]: any };
  /**
   * How long the finished Jobs that made the buckets are kept.
   * @default - they are kept, so that applying again changes nothing
   */
  readonly bucketJobTtl?: Duration;
}
