import { IConstruct } from 'constructs';
import { ThanosPodOptions } from './pod-options';
import { RESTRICTED_UID, restrictedContainer, restrictedPod } from '../kube/pod';
import { containerResources } from '../kube/resources';

type Part = { readonly [key: string]: any };

/** What a pod of Thanos is made from, beside the user's properties. */
export interface ThanosPodParts {
  /** whose pod it is, for errors */
  readonly where: IConstruct;
  /** the container's name */
  readonly container: string;
  readonly image: string;
  readonly uid: number | undefined;
  readonly labels: { readonly selector: { [key: string]: string }; readonly all: { [key: string]: string } };
  readonly args: readonly string[];
  readonly env: readonly Part[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumes: readonly Part[];
  readonly mounts: readonly Part[];
  /** how the kubelet asks for "/-/healthy" or "/-/ready" */
  readonly probe: (path: string) => Part;
  /** for resources, where the user says nothing */
  readonly resources: Part;
  readonly initContainers?: readonly Part[];
  /** containers beside it */
  readonly agents?: readonly Part[];
  readonly annotations: { readonly [key: string]: string };
  /** at least as long as the grace periods of HTTP and gRPC together: they are waited for one after the other */
  readonly terminationGracePeriodSeconds: number;
  /** whether others take its place: then it goes on to serve until nobody is led to it any more */
  readonly drains: boolean;
  /** after how many seconds it is asked whether it is ready */
  readonly readyAfterSeconds?: number;
}

/** How long HTTP and gRPC wait for what is under way, each; Thanos would wait two minutes for each. */
export const GRACE_SECONDS = 60;

/**
 * How long a pod goes on to serve after it was taken out of its Services: every node has to hear of it, and Thanos closes its ports at once when it
 * is told to end. The images of Thanos have a sleep (v0.37.2 to v0.42.4, Dockerfile: busybox); without one the pod ends at once, as before.
 */
export const DRAIN_SECONDS = 5;

/** The template of the pods: one container, whose root file system is read-only, in a pod of the Pod Security Standard "restricted". */
export function thanosPodTemplate(parts: ThanosPodParts, props: ThanosPodOptions): Part {
  const annotations = { ...parts.annotations, ...props.podAnnotations };
  return {
    metadata: {
      labels: { ...parts.labels.all, ...props.podLabels, ...parts.labels.selector },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      serviceAccountName: props.serviceAccount?.name,
      imagePullSecrets: props.imagePullSecrets?.map((name) => ({ name })),
      nodeSelector: props.nodeSelector,
      tolerations: props.tolerations,
      affinity: props.affinity,
      topologySpreadConstraints: props.topologySpreadConstraints ?? [{
        maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: parts.labels.selector },
      }],
      priorityClassName: props.priorityClassName,
      terminationGracePeriodSeconds: parts.terminationGracePeriodSeconds,
      securityContext: restrictedPod(parts.uid),
      initContainers: parts.initContainers?.length ? parts.initContainers : undefined,
      containers: [thanosContainer(parts, props), ...(parts.agents ?? [])],
      volumes: parts.volumes.length > 0 ? onceEach(parts.volumes) : undefined,
    },
  };
}

/** The container. Arguments only: the entrypoint of every image of Thanos is the program. */
export function thanosContainer(parts: ThanosPodParts, props: ThanosPodOptions): Part {
  const { probe } = parts;
  const env = [...parts.env, ...Object.entries(props.extraEnv ?? {}).map(([name, value]) => ({ name, value }))];
  return {
    name: parts.container,
    image: parts.image,
    imagePullPolicy: props.imagePullPolicy ?? 'Always',
    args: [...parts.args, ...(props.extraArgs ?? [])],
    env: env.length > 0 ? env : undefined,
    ports: parts.ports.map((port) => ({ ...port, protocol: 'TCP' })),
    startupProbe: { ...probe('/-/healthy'), timeoutSeconds: 5, periodSeconds: 2, failureThreshold: 150 },
    livenessProbe: { ...probe('/-/healthy'), timeoutSeconds: 5, periodSeconds: 20, failureThreshold: 6 },
    readinessProbe: {
      ...probe('/-/ready'),
      ...(parts.readyAfterSeconds === undefined ? {} : { initialDelaySeconds: parts.readyAfterSeconds }),
      timeoutSeconds: 5,
      periodSeconds: 5,
      failureThreshold: 3,
    },
    lifecycle: parts.drains ? { preStop: { exec: { command: ['sleep', `${DRAIN_SECONDS}`] } } } : undefined,
    resources: props.resources === undefined ? parts.resources : containerResources(parts.where, 'resources', props.resources),
    securityContext: restrictedContainer(parts.uid),
    volumeMounts: parts.mounts.length > 0 ? parts.mounts : undefined,
  };
}

/** Volumes, each once: several certificates may lie in one. */
export function onceEach(volumes: readonly Part[]): Part[] {
  return [...new Map(volumes.map((volume) => [volume.name, volume])).values()];
}

/** User and group of the pods; undefined where the platform chooses them. */
export function podUid(props: ThanosPodOptions): number | undefined {
  return props.platformUser ? undefined : props.uid ?? RESTRICTED_UID;
}
