import { ApiObjectMetadata, Duration } from 'cdk8s';
import { ContainerResources, IServiceAccount } from 'cdk8s-plus-28';
import { TempoObservability } from './observability';
import { ManagementState, OperatorFeatureGate } from './operator';
import { Tenancy } from './tenancy';

/** What every Tempo takes, whichever way it is run. */
export interface TempoOptions {
  /**
   * How traces of several tenants are kept apart.
   * @default - there is one tenant
   */
  readonly multitenancy?: Tenancy;
  /**
   * Whether Tempo answers the Model Context Protocol (path /api/mcp of the query port), with which AI assistants read traces.
   * @default false
   */
  readonly mcpServer?: boolean;
  /**
   * Whether what a query shows depends on the user's rights. Only behind a gateway's tenancy, and without a Jaeger UI.
   * @default false
   */
  readonly queryRbac?: boolean;
  /**
   * What the operator makes for those who watch Tempo.
   * @default - nothing
   */
  readonly observability?: TempoObservability;
  /**
   * The features that your operator was installed with.
   * @default - none, as the operator's own manifests have it
   */
  readonly operatorFeatureGates?: OperatorFeatureGate[];
  /**
   * Whether the operator looks after the resource.
   * @default ManagementState.MANAGED
   */
  readonly management?: ManagementState;
  /**
   * How long a request may take, from the ingress to the last component.
   * @default Duration.seconds(30)
   */
  readonly timeout?: Duration;
  /**
   * The service account of Tempo's pods, in Tempo's namespace. It must be there before the resource is applied: the operator asks for it.
   * @default - the operator makes one, "tempo-" and Tempo's name
   */
  readonly serviceAccount?: IServiceAccount;
  /**
   * Whether the platform decides user and group of the pods, as OpenShift does.
   * @default false
   */
  readonly platformUser?: boolean;
  /**
   * Laid over the pods' security context, key by key; null removes a key.
   * @default - Pod Security "restricted", as user and group 10001
   */
  readonly podSecurityContext?: { readonly [key: string]: any };
  /**
   * Environment variables of the containers (Kubernetes EnvVar). `tempoConfig` can refer to them as ${NAME}.
   * @default - none
   */
  readonly env?: any[];
  /**
   * Sources of environment variables (Kubernetes EnvFromSource).
   * @default - none
   */
  readonly envFrom?: any[];
  /**
   * Configuration of Tempo that has no property here, in Tempo's own words. It is checked against the keys and types of Tempo 2.10.8,
   * which does not start with an unknown one. Properties and this must not set the same key.
   * @default - none
   */
  readonly tempoConfig?: { readonly [key: string]: any };
  /**
   * The DNS domain of the cluster, for the names in receivers' certificates.
   * @default "cluster.local"
   */
  readonly clusterDomain?: string;
  /**
   * Name, namespace, labels and annotations of the custom resource.
   * @default - named after the construct, in the chart's namespace
   */
  readonly metadata?: ApiObjectMetadata;
  /**
   * Laid over the finished `spec`, last and unchecked: maps merge key by key, lists and scalars replace, null removes.
   * @default - none
   */
  readonly specOverrides?: { readonly [key: string]: any };
}

/** Where pods may run (Kubernetes core/v1). */
export interface TempoScheduling {
  /**
   * Labels that the node must have.
   * @default - any node
   */
  readonly nodeSelector?: { readonly [label: string]: string };
  /**
   * Taints that are tolerated (Kubernetes Toleration).
   * @default - none
   */
  readonly tolerations?: any[];
}

/** Requests and limits of a container. */
export interface TempoResources {
  /**
   * Requests and limits of Tempo's container. Without a memory limit Tempo does not know how much memory it may use (the operator sets
   * GOMEMLIMIT to 80 % of it). The operator gives Tempo a 1 GiB memory ballast, which counts.
   * @default - requests of 250m CPU and 1Gi memory, a limit of 4Gi memory, and none on CPU
   */
  readonly resources?: ContainerResources;
}
