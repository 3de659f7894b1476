import { ApiObject } from 'cdk8s';
import { CompiledEnvoy, ENVOY_DIRECTORY } from './compile-result';
import { RealmFiles, RealmOwner } from './querier-files';
import { ThanosQuerierProps } from './querier-props';
import { emit } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { restrictedContainer } from '../kube/pod';
import { requireImage } from '../kube/text';

type Part = { readonly [key: string]: any };

/** Envoy's image, by a tag that was read from public uses of it on 2026-11-22, not pulled; e2e/servers/thanos-modes.test.ts runs the program of this release. */
export const ENVOY_IMAGE = 'docker.io/envoyproxy/envoy:distroless-v1.39.1';

/** An Envoy beside a querier. */
export interface EnvoySidecar {
  readonly container: Part;
  readonly volumes: readonly Part[];
  readonly objects: readonly ApiObject[];
}

/**
 * The Envoy as a native sidecar (an init container that stays: Kubernetes 1.29, or 1.28 with the feature gate SidecarContainers), so that it is there before the
 * querier and outlives it. It has no probe: all of its ports are on the loopback interface, where the kubelet does not reach, and nobody else either.
 */
export function envoySidecar(
  owner: RealmOwner, envoy: CompiledEnvoy, files: RealmFiles, uid: number | undefined, labels: { readonly [key: string]: string },
  props: ThanosQuerierProps,
): EnvoySidecar {
  const { scope, name, namespace } = owner;
  const config = emit(scope, 'EnvoyConfig', {
    apiVersion: 'v1', kind: 'ConfigMap', name: `${name}-envoy-${contentHash(envoy.files)}`, namespace, labels: { ...labels }, immutable: true, data: envoy.files,
  });
  const image = props.envoyImage === undefined ? ENVOY_IMAGE : requireImage(scope, 'envoyImage', props.envoyImage);
  return {
    container: {
      name: 'envoy',
      image,
      imagePullPolicy: props.imagePullPolicy ?? 'Always',
      restartPolicy: 'Always',
      // Of the image with a shell, the entrypoint would change users.
      command: ['/usr/local/bin/envoy'],
      args: ['-c', `${ENVOY_DIRECTORY}/envoy.yaml`, '--disable-hot-restart', '--log-level', 'warning'],
      resources: {
        requests: { 'cpu': '100m', 'memory': '64Mi', 'ephemeral-storage': '16Mi' },
        limits: { 'cpu': '1', 'memory': '256Mi', 'ephemeral-storage': '64Mi' },
      },
      securityContext: restrictedContainer(uid),
      volumeMounts: [{ name: 'envoy', mountPath: ENVOY_DIRECTORY, readOnly: true }, ...files.mounts],
    },
    volumes: [{ name: 'envoy', configMap: { name: config.name } }, ...files.volumes],
    objects: [config],
  };
}
