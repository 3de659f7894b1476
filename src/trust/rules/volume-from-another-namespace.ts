import { elsewhere } from '../brought';
import { WORKLOADS } from '../containers';
import { keysOf, namespaceOf } from '../inventory';
import { Server } from '../model';
import { once } from '../once';
import { objectName } from '../refs';
import { mounted } from './name-almost-right';
import { rule } from './rule';
import { isThere, unmentioned } from '../used-names';
import { World } from '../world';

export const volumeFromAnotherNamespace = rule({
  id: 'OT022',
  severity: 'error',
  title: 'a configuration that is mounted is in another namespace',
  what: 'A server or client mounts a Secret or ConfigMap that its namespace does not have, and one of that name that nobody uses is in another namespace.',
  why: 'Pods mount nothing from other namespaces (Kubernetes, volumes): the pod stays in ContainerCreating.',
  fix: 'make the object in the namespace of the workload',
  violating: `
apiVersion: v1
kind: ConfigMap
metadata: {name: minio-env, namespace: storage}
data: {config.env: 'export MINIO_BROWSER=off'}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: archive, namespace: tracing}
spec:
  serviceName: archive
  selector: {matchLabels: {app: archive}}
  template:
    metadata: {labels: {app: archive}}
    spec:
      containers: [{name: minio, image: 'docker.io/pgsty/silo:RELEASE.2026-09-16T00-00-00Z', args: [server, /data], volumeMounts: [{name: env, mountPath: /env}]}]
      volumes: [{name: env, configMap: {name: minio-env}}]
`,
  satisfying: `
apiVersion: v1
kind: ConfigMap
metadata: {name: minio-env, namespace: tracing}
data: {config.env: 'export MINIO_BROWSER=off'}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: archive, namespace: tracing}
spec:
  serviceName: archive
  selector: {matchLabels: {app: archive}}
  template:
    metadata: {labels: {app: archive}}
    spec:
      containers: [{name: minio, image: 'docker.io/pgsty/silo:RELEASE.2026-09-16T00-00-00Z', args: [server, /data], volumeMounts: [{name: env, mountPath: /env}]}]
      volumes: [{name: env, configMap: {name: minio-env}}]
`,
  on: 'object',
  kinds: WORKLOADS,
  check: (object, world) => {
    const { inventory } = world;
    const namespace = namespaceOf(object);
    if (!WORKLOADS.includes(object.kind) || !object.metadata.namespace || !once(world, takesPart).has(objectName(inventory.ref(object)))) { return 'not applicable'; }
    const found = mounted(object).flatMap(({ kind, name, field }) => {
      if (isThere(inventory, kind, namespace, name)) { return []; }
      const away = elsewhere(inventory, kind as 'Secret' | 'ConfigMap', namespace, name)
        // Of certificates OT016 tells.
        .filter((other) => other.kind === kind && !keysOf(other).some((key) => /\.(crt|pem|key)$/.test(key)) && unmentioned(inventory, kind, namespaceOf(other)).includes(other));
      return away.length === 0 ? [] : [{
        message: `${kind} ${name} is mounted in namespace ${namespace}, and it is in ${away.map(namespaceOf).join(', ')}`,
        resource: inventory.ref(object, field),
        related: away.map((other) => inventory.ref(other)),
      }];
    });
    return found.length > 0 ? found : 'satisfied';
  },
});

/** The objects that listen or dial. */
function takesPart(world: World): ReadonlySet<string> {
  return new Set([...world.servers, ...world.clients].flatMap(({ ref, container }: Pick<Server, 'ref' | 'container'>) => [ref, ...(container ? [container] : [])].map(objectName)));
}
