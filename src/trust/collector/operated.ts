import { posix } from 'node:path';
import { Manifest, namespaceOf } from '../inventory';
import { once } from '../once';
import { isMap, items } from '../values';

/** Whether an object is a collector of the OpenTelemetry operator that runs in pods of its own, and not in those of others. */
export function isOperatedCollector({ kind, apiVersion, spec }: Manifest): boolean {
  return kind === 'OpenTelemetryCollector' && apiVersion.startsWith('opentelemetry.io/') && isMap(spec) && spec.mode !== 'sidecar';
}

/**
 * The labels of the pods that the OpenTelemetry operator makes of a collector: its own, and these, beside one of the version of its image
 * (opentelemetry-operator be894441, internal/manifests/manifestutils/labels.go). Of one collector always the same object.
 */
export function collectorLabels(object: Manifest): { readonly [key: string]: string } {
  return once(object, labelsOf);
}

function labelsOf(object: Manifest): { readonly [key: string]: string } {
  const { name, labels } = object.metadata;
  const instance = `${namespaceOf(object)}.${name}`;
  // A longer one is cut, and where the namespace is left open so is this.
  const known = object.metadata.namespace !== undefined && instance.length <= 63;
  return {
    'app.kubernetes.io/name': `${name}-collector`,
    ...(isMap(labels) ? labels : {}),
    'app.kubernetes.io/component': 'opentelemetry-collector',
    ...(known ? { 'app.kubernetes.io/instance': instance } : {}),
    'app.kubernetes.io/managed-by': 'opentelemetry-operator',
    'app.kubernetes.io/part-of': 'opentelemetry',
  };
}

/**
 * The pod of a collector: one container, with what the resource says of it, and its `configmaps` below /var/conf (opentelemetry-operator be894441,
 * internal/manifests/collector/container.go, volume.go).
 */
export function collectorPod(spec: { readonly [field: string]: any }): { readonly [field: string]: any } {
  const listed = items(spec.configmaps).filter(isMap).map(({ name, mountpath }) => {
    const volume = `configmap-${name}`;
    return { volume: { name: volume, configMap: { name: String(name) } }, mount: { name: volume, mountPath: posix.join('/var/conf', String(mountpath ?? ''), volume) } };
  });
  const container = {
    image: 'otel/opentelemetry-collector',
    ...spec,
    command: undefined,
    args: undefined,
    volumeMounts: [...items(spec.volumeMounts), ...listed.map(({ mount }) => mount)],
  };
  return { volumes: [...items(spec.volumes), ...listed.map(({ volume }) => volume)], initContainers: spec.initContainers, containers: [container] };
}
