import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { emit } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { compact } from '../kube/merge';
import { environment, restrictedContainer, restrictedPod } from '../kube/pod';
import { CertificateAgent } from '../pki/binding';
import { podAgents, PodAgents } from '../pki/certificate-agent';

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
  /** the program that writes the volume */
  readonly agent?: CertificateAgent;
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
export function smokeJobSpec(
  settings: Omit<SmokeJobSettings, 'name' | 'namespace' | 'metadata' | 'annotations'>, steps: readonly SmokeStep[], podSeconds: number,
): { [key: string]: any } {
  const labels = { ...settings.labels };
  const containers = steps.map((step) => container(step, settings));
  const mounts = steps.flatMap((step) => step.mounts);
  const agents = podAgents('Job', mounts.flatMap(({ agent }) => agent ?? []), { ...settings, ends: true });
  const volumes = new Map(mounts.map(({ volume }) => [volume.name, volume]));
  const before = [...agents.initContainers, ...containers.slice(0, -1)];
  return compact({
    backoffLimit: RETRIES,
    ttlSecondsAfterFinished: settings.ttlSeconds,
    activeDeadlineSeconds: (RETRIES + 1) * (podSeconds + 300),
    // Exit code 1 is a verdict (script-lib.ts). A new pod would only say it again.
    podFailurePolicy: { rules: verdictsOf(containers, agents) },
    template: {
      metadata: { labels },
      spec: {
        // A new pod for a new try: init containers run again, which a restart within the pod would not do.
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        imagePullSecrets: settings.imagePullSecrets.length > 0 ? settings.imagePullSecrets.map((secret) => ({ name: secret })) : undefined,
        securityContext: restrictedPod(settings.uid),
        initContainers: before.length > 0 ? before : undefined,
        containers: containers.slice(-1),
        volumes: [...volumes.values(), ...agents.volumes],
      },
    },
  });
}

/** What agents end with is no verdict: a certificate that is not there yet is waited for, as long as the Job may take. */
function verdictsOf(containers: readonly { [key: string]: any }[], agents: PodAgents): { [key: string]: any }[] {
  if (agents.initContainers.length === 0) { return [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [1] } }]; }
  return [
    ...agents.initContainers.map(({ name }) => ({ action: 'Ignore', onExitCodes: { containerName: name, operator: 'NotIn', values: [0] } })),
    ...containers.map(({ name }) => ({ action: 'FailJob', onExitCodes: { containerName: name, operator: 'In', values: [1] } })),
  ];
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
