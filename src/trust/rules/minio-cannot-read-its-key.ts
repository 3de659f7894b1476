import { ofMinio, runsMinio } from './minio';
import { rule } from './rule';
import { containerRef, WORKLOADS } from '../containers';
import { isUnreadable, modeInWords } from '../file-modes';
import { minioExample } from '../minio/example';
import { spoken } from '../stand-ins';

const volume = 'secret: {secretName: minio-tls, defaultMode: 256, items: [{key: tls.crt, path: public.crt}, {key: tls.key, path: private.key}]}';

export const minioCannotReadItsKey = rule({
  id: 'OT206',
  severity: 'error',
  title: 'MinIO runs as a user who may not read its certificate',
  what: 'The files of the certificate are mounted with a mode that only root may read, MinIO runs as another user, and the pod has no fsGroup.',
  why: 'The kubelet makes the files of a Secret for root; without fsGroup a mode such as 0400 keeps every other user out. MinIO finds the files, cannot read '
    + 'them and stops with "permission denied" (seen with RELEASE.2025-10-15 on a cluster).',
  fix: 'set fsGroup in the securityContext of the pod, or defaultMode: 0444 on the volume',
  violating: minioExample({ volume, securityContext: '{runAsUser: 1000}' }),
  satisfying: minioExample({ volume, securityContext: '{runAsUser: 1000, fsGroup: 1000}' }),
  on: 'object',
  kinds: WORKLOADS,
  among: runsMinio,
  check: (object, { inventory }) => ofMinio(object, inventory, (context, { pairs }) => {
    const [pair] = pairs;
    const file = pair && [pair.certificate, pair.key].find((one) => isUnreadable(context, one));
    return file && [{
      message: `${spoken(file.kind, file.name)} ${modeInWords(context, file, 'MinIO')}`,
      resource: containerRef(context),
      related: [inventory.refTo(file.kind, context.namespace, file.name)],
    }];
  }),
});
