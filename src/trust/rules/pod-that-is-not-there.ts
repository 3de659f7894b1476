import { podOf } from './pod-under-another-service';
import { rule } from './rule';
import { minioExample } from '../minio/example';
import { isMap } from '../values';

const example = (replicas: number) => minioExample({ args: "[server, --certs-dir=/certs, 'https://minio-{0...3}.minio-hl.tracing.svc/data']" })
  .replace('serviceName: minio', `serviceName: minio-hl\n  replicas: ${replicas}`) + `---
apiVersion: v1
kind: Service
metadata: {name: minio-hl, namespace: tracing}
spec: {clusterIP: None, selector: {app: minio}, ports: [{name: https, port: 9000}]}
---
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio.tracing.svc,*.minio-hl.tracing.svc of one)
  tls.key: (key of minio.tracing.svc)
`;

export const podThatIsNotThere = rule({
  id: 'OT025',
  severity: 'error',
  title: 'a pod is dialled that its StatefulSet does not have',
  what: 'A client dials POD-N.SERVICE, and the StatefulSet has so few replicas that there is no pod N.',
  why: 'The pods of a StatefulSet are numbered from spec.ordinals.start (0) on, as many as spec.replicas says (Kubernetes, StatefulSet, "Ordinal Index"): the name is not found. A '
    + 'new MinIO of several servers waits for all of them (seen with minio 7aac2a2c5).',
  fix: 'raise spec.replicas, or dial the pods that are there',
  violating: example(3),
  satisfying: example(4),
  on: 'connection',
  check: ({ client }, { inventory }) => {
    const named = podOf(inventory, client);
    const { replicas, ordinals } = isMap(named?.set.spec) ? named.set.spec : { replicas: undefined, ordinals: undefined };
    // Without a number somebody else says how many there are; with none of them the StatefulSet is switched off.
    if (named === undefined || typeof replicas !== 'number' || replicas < 1) { return 'not applicable'; }
    const { set, ordinal } = named;
    const start = typeof ordinals?.start === 'number' ? ordinals.start : 0;
    const scaled = inventory.all('HorizontalPodAutoscaler').some(({ spec }) => spec?.scaleTargetRef?.kind === 'StatefulSet' && spec.scaleTargetRef.name === set.metadata.name);
    if (scaled || (ordinal >= start && ordinal < start + replicas)) { return 'satisfied'; }
    const there = `${set.metadata.name}-${start}${replicas > 1 ? ` to ${set.metadata.name}-${start + replicas - 1}` : ''}`;
    return [{ message: `${client.product} dials ${client.address?.host}, and StatefulSet ${set.metadata.name} has ${there} only`, resource: client.ref, related: [inventory.ref(set, 'spec.replicas')] }];
  },
});
