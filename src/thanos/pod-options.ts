import { ApiObjectMetadata } from 'cdk8s';
import { ContainerResources, IServiceAccount, k8s } from 'cdk8s-plus-28';
import { ThanosImage } from './images';
import { ImagePullPolicy } from '../kube/image-pull-policy';

/** What every pod of Thanos has in common. */
export interface ThanosPodOptions {
  /**
   * The image. Its tag tells the version, unless `version` does.
   * @default - the project's own image of the version
   */
  readonly image?: ThanosImage;
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
   * Requests and limits of the container. They replace the default as a whole; what is left out is left out.
   * @default - what the component needs to begin with
   */
  readonly resources?: ContainerResources;
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
   * Arguments beside those of this library, as "--name=value" or "--name". A flag that this library sets itself is refused: it has a property.
   * @default - none
   */
  readonly extraArgs?: string[];
  /**
   * Environment variables beside those of this library.
   * @default - none
   */
  readonly extraEnv?: { [name: string]: string };
  /**
   * Labels of the nodes that the pods may run on.
   * @default - any node
   */
  readonly nodeSelector?: { [label: string]: string };
  /**
   * Taints that the pods tolerate.
   * @default - none
   */
  readonly tolerations?: k8s.Toleration[];
  /**
   * Rules for the choice of a node.
   * @default - none
   */
  readonly affinity?: k8s.Affinity;
  /**
   * How the pods spread over zones and nodes.
   * @default - over nodes, as far as there are any
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
   * Name, namespace, labels and annotations. Labels and annotations reach every object.
   * @default - named after the construct id, in the chart's namespace
   */
  readonly metadata?: ApiObjectMetadata;
  /**
   * Labels of the pods beside those of the selector.
   * @default - none
   */
  readonly podLabels?: { [label: string]: string };
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly podAnnotations?: { [annotation: string]: string };
  /**
   * Fields laid over the workload's spec: maps merge, lists and scalars replace, null removes. The last word.
   * @default - none
   */
  readonly specOverrides?: { [field: string]: any };
  /**
   * The cluster's DNS domain.
   * @default "cluster.local"
   */
  readonly clusterDomain?: string;
}
