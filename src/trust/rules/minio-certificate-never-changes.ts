import { ofMinio, runsMinio } from './minio';
import { rule } from './rule';
import { containerRef, WORKLOADS } from '../containers';
import { minioExample } from '../minio/example';
import { spoken } from '../stand-ins';

const SINGLE = minioExample({ mount: 'mountPath: /certs/public.crt, subPath: tls.crt}, {name: certs, mountPath: /certs/private.key, subPath: tls.key', volume: 'secret: {secretName: minio-tls}' });

export const minioCertificateNeverChanges = rule({
  id: 'OT205',
  severity: 'warning',
  title: 'the certificate is mounted with subPath, and never changes',
  what: 'public.crt and private.key of MinIO are single files, mounted with subPath.',
  why: 'The kubelet does not update files that are mounted with subPath (Kubernetes, Volumes): MinIO would take up a renewed certificate within seconds, and '
    + 'goes on with the old one until somebody restarts it (minio/pkg v3.1.3, certs/manager.go:246).',
  fix: 'mount the whole volume at the directory, with items that give the files their names',
  violating: SINGLE,
  satisfying: minioExample({}),
  on: 'object',
  kinds: WORKLOADS,
  among: runsMinio,
  check: (object, { inventory }) => ofMinio(object, inventory, (context, { pairs }) => (pairs.length === 0 ? undefined
    : pairs.filter(({ certificate, key }) => certificate.subPath && key.subPath).map(({ certificate }) => ({
      message: `the certificate of ${spoken(certificate.kind, certificate.name)} is mounted with subPath: the pod does not see a renewed one`,
      resource: containerRef(context, 'volumeMounts'),
      related: [inventory.refTo(certificate.kind, context.namespace, certificate.name)],
    })))),
});
