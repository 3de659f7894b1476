import { ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { CheckJobOptions, CheckPodOptions } from './connection-check-props';
import { PATHS } from './scripts';
import { requireSeconds } from './smoke-check-props';
import { SmokeJobSettings } from './smoke-job';
import { ImagePullPolicy } from '../kube/image-pull-policy';
import { requireBoolean, requireMade } from '../kube/kinds';
import { RESTRICTED_UID } from '../kube/pod';
import { containerResources } from '../kube/resources';
import { requireImage, requireList, requireName, requireOneOf } from '../kube/text';
import { ObjectStoreImage, STORE_IMAGES } from '../objectstore/images';

/** Requests and limits that are enough for curl, mc and a shell. */
export const SMALL_RESOURCES = {
  requests: { 'cpu': '20m', 'memory': '64Mi', 'ephemeral-storage': '16Mi' },
  limits: { 'cpu': '500m', 'memory': '256Mi', 'ephemeral-storage': '64Mi' },
};

/** Refuses what can never work. */
export function checkJobOptions(scope: Construct, options: CheckJobOptions): void {
  checkPodOptions(scope, options);
  requireSeconds(scope, 'timeout', options.timeout, 10, 3600, 'Duration.minutes(5)');
  requireSeconds(scope, 'ttl', options.ttl, 60, 31_536_000, 'Duration.days(1)');
}

/** Refuses what can never work in any pod. */
export function checkPodOptions(scope: Construct, options: CheckPodOptions): void {
  if (options.toolsImage !== undefined) { requireMade(scope, 'toolsImage', options.toolsImage, ObjectStoreImage, "ObjectStoreImage.of('registry/repository:tag')"); }
  if (options.platformUser !== undefined) { requireBoolean(scope, 'platformUser', options.platformUser); }
  requireOneOf(scope, 'imagePullPolicy', options.imagePullPolicy ?? ImagePullPolicy.ALWAYS, Object.values(ImagePullPolicy));
  requireList<string>(scope, 'imagePullSecrets', options.imagePullSecrets ?? []).forEach((secret, i) => requireName(scope, `imagePullSecrets[${i}]`, secret));
}

/** The image of the tools, checked. */
export function toolsImage(scope: Construct, { toolsImage: image }: CheckPodOptions): string {
  return requireImage(scope, 'toolsImage', image?.reference ?? STORE_IMAGES.silo.reference);
}

/** What the options say of a Job, less whose it is. */
export function jobSettings(scope: Construct, options: CheckJobOptions): Omit<SmokeJobSettings, 'name' | 'namespace' | 'labels' | 'metadata' | 'annotations'> {
  return {
    uid: options.platformUser ? undefined : RESTRICTED_UID,
    imagePullPolicy: options.imagePullPolicy ?? ImagePullPolicy.ALWAYS,
    imagePullSecrets: options.imagePullSecrets ?? [],
    resources: options.resources === undefined ? SMALL_RESOURCES : containerResources(scope, 'resources', options.resources),
    ttlSeconds: options.ttl?.toSeconds() ?? 86_400,
  };
}

/** The environment that lib.sh wants. */
export function scriptEnv(options: CheckJobOptions): { [name: string]: string } {
  return { HOME: PATHS.work, WORK: PATHS.work, TIMEOUT: `${options.timeout?.toSeconds() ?? 300}` };
}

/** Metadata without what names an object. */
export function withoutName(metadata: ApiObjectMetadata | undefined): ApiObjectMetadata {
  const { name: _name, namespace: _namespace, ...rest } = metadata ?? {};
  return rest;
}
