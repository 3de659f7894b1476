import { ofMinio, runsMinio } from './minio';
import { rule } from './rule';
import { containerRef } from '../containers';
import { peersOf } from '../minio/endpoints';
import { minioExample } from '../minio/example';

const example = (set: string, service: string) => minioExample({
  args: "[server, --certs-dir=/certs, 'https://minio-{0...3}.minio-hl.tracing.svc.cluster.local/data']",
  more: 'readinessProbe: {httpGet: {path: /minio/health/cluster, port: 9000, scheme: HTTPS}}',
}).replace('serviceName: minio', `serviceName: minio-hl\n  replicas: 4${set}`) + `---
apiVersion: v1
kind: Service
metadata: {name: minio-hl, namespace: tracing}
spec: {clusterIP: None${service}, selector: {app: minio}, ports: [{name: https, port: 9000}]}
---
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: (leaf minio.tracing.svc,*.minio-hl.tracing.svc.cluster.local of one)
  tls.key: (key of minio.tracing.svc)
`;

export const minioServersWaitForEachOther = rule({
  id: 'OT215',
  severity: 'error',
  title: 'servers of one store wait for each other for ever',
  what: 'The servers of a distributed MinIO are ready only when there are enough of them, and come or are found only when they are ready.',
  why: '/minio/health/cluster answers 503 without a quorum (minio 7aac2a2c5, cmd/healthcheck-handler.go). A StatefulSet starts its next pod when the one before is ready, unless '
    + 'podManagementPolicy is Parallel; and the DNS has no name for a pod that is not ready, unless the headless Service has publishNotReadyAddresses.',
  fix: 'set podManagementPolicy: Parallel on the StatefulSet, and publishNotReadyAddresses: true on its headless Service',
  violating: example('', ', publishNotReadyAddresses: true'),
  satisfying: example('\n  podManagementPolicy: Parallel', ', publishNotReadyAddresses: true'),
  on: 'object',
  kinds: ['StatefulSet'],
  among: runsMinio,
  check: (object, { inventory }) => ofMinio(object, inventory, (context, { volumes, port }) => {
    const { spec } = object;
    const own = peersOf(volumes, port).filter(({ host }) => host.startsWith(`${object.metadata.name}-`));
    if (own.length < 2 || !/^\/minio\/health\/cluster(\/|$|\?)/.test(String(context.container.readinessProbe?.httpGet?.path ?? ''))) { return undefined; }
    const service = typeof spec?.serviceName === 'string' ? inventory.get('Service', context.namespace, spec.serviceName) : undefined;
    const ordered = spec?.podManagementPolicy === undefined || spec.podManagementPolicy === 'OrderedReady';
    const hidden = service?.spec?.clusterIP === 'None' && service.spec.publishNotReadyAddresses !== true;
    return [
      ...ordered ? [{ message: `it starts its pods one after the other, and the first is not ready without the others: ${own.length} servers`, resource: inventory.ref(object, 'spec.podManagementPolicy') }] : [],
      ...hidden ? [{
        message: `Service ${service.metadata.name} has no names for pods that are not ready, and none is ready before they find each other`,
        resource: inventory.ref(service, 'spec.publishNotReadyAddresses'),
        related: [containerRef(context, 'readinessProbe')],
      }] : [],
    ];
  }),
});
