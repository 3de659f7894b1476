import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { emit } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { compact } from '../kube/merge';
import { environment, restrictedContainer, restrictedPod } from '../kube/pod';

/** One step of a smoke Job: a container, less what all of them have in common. */
export interface SmokeStep {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: { readonly [name: string]: string };
  /** an environment variable that holds the pod's own name */
  readonly podNameIn?: string;
  readonly mounts: readonly Mount[];
}

/** A volume and where it is mounted. */
export interface Mount {
  readonly volume: { readonly name: string; readonly [source: string]: any };
  readonly path: string;
  readonly writable?: boolean;
}

/** What the Jobs of one smoke test share. */
export interface SmokeJobSettings {
  readonly name: string;
  readonly namespace: string;
  readonly labels: { readonly [key: string]: string };
  readonly metadata: ApiObjectMetadata;
  readonly annotations: { readonly [key: string]: string };
  readonly uid: number | undefined;
  readonly imagePullPolicy: string;
  readonly imagePullSecrets: readonly string[];
  readonly resources: { readonly [key: string]: any };
  /** undefined: whoever made the Job takes it away */
  readonly ttlSeconds: number | undefined;
}

/** How often a Job is tried again when something was not there in time. */
const RETRIES = 2;

/**
 * The spec of a Job.
 *
 * @param steps all but the last are init containers
 * @param podSeconds the longest time that one pod may take; with all tries spent and beyond, the Job is ended, and its pods with their logs go
 */
export function smokeJobSpec(settings: Omit<SmokeJobSettings, 'name' | 'namespace' | 'metadata' | 'annotations'>, steps: readonly SmokeStep[], podSeconds: number): { [key: string]: any } {
  const labels = { ...settings.labels };
  const containers = steps.map((step) => container(step, settings));
  const volumes = new Map(steps.flatMap((step) => step.mounts).map(({ volume }) => [volume.name, volume]));
  return compact({
    backoffLimit: RETRIES,
    ttlSecondsAfterFinished: settings.ttlSeconds,
    activeDeadlineSeconds: (RETRIES + 1) * (podSeconds + 300),
    // Exit code 1 is a verdict (script-lib.ts). A new pod would only say it again.
    podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [1] } }] },
    template: {
      metadata: { labels },
      spec: {
        // A new pod for a new try: init containers run again, which a restart within the pod would not do.
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        imagePullSecrets: settings.imagePullSecrets.length > 0 ? settings.imagePullSecrets.map((secret) => ({ name: secret })) : undefined,
        securityContext: restrictedPod(settings.uid),
        initContainers: containers.length > 1 ? containers.slice(0, -1) : undefined,
        containers: containers.slice(-1),
        volumes: [...volumes.values()],
      },
    },
  });
}

/**
 * Emits a Job whose name follows its content: a Job cannot be changed, so another content has to be another Job, and the same content is
 * the same Job, which an apply leaves alone.
 *
 * @param podSeconds as of `smokeJobSpec`
 */
export function emitSmokeJob(
  scope: Construct, id: string, suffix: string, settings: SmokeJobSettings, steps: readonly SmokeStep[], podSeconds: number,
): ApiObject {
  const { name: _name, namespace: _namespace, ...metadata } = settings.metadata;
  const spec = smokeJobSpec(settings, steps, podSeconds);
  return emit(scope, id, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    name: `${settings.name}-${suffix}-${contentHash(spec)}`,
    namespace: settings.namespace,
    labels: { ...settings.labels },
    metadata,
    annotations: settings.annotations,
    spec,
  });
}

function container(step: SmokeStep, settings: Pick<SmokeJobSettings, 'uid' | 'imagePullPolicy' | 'resources'>): { [key: string]: any } {
  const env = [
    ...(step.podNameIn === undefined ? [] : [{ name: step.podNameIn, valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }]),
    ...environment(step.env ?? {}),
  ];
  const mounts = step.mounts.map(({ volume, path, writable }) => ({ name: volume.name, mountPath: path, ...(writable ? {} : { readOnly: true }) }));
  return {
    name: step.name,
    image: step.image,
    imagePullPolicy: settings.imagePullPolicy,
    command: step.command,
    args: step.args,
    env: env.length > 0 ? env : undefined,
    resources: settings.resources,
    securityContext: restrictedContainer(settings.uid),
    volumeMounts: mounts.length > 0 ? mounts : undefined,
  };
}
