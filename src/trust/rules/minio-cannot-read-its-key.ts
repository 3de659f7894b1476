import { ofMinio, runsMinio } from './minio';
import { rule } from './rule';
import { ContainerContext, containerRef, WORKLOADS } from '../containers';
import { Inventory } from '../inventory';
import { minioExample } from '../minio/example';
import { once } from '../once';
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
    if (!pair || once(inventory, isOpenShift)) { return undefined; }
    const files = [pair.certificate, pair.key].filter((file) => unreadable(context, file.mode));
    return files.slice(0, 1).map((file) => ({
      message: `${spoken(file.kind, file.name)} is mounted with mode 0${Number(file.mode).toString(8)}, MinIO runs as user ${context.container.securityContext?.runAsUser ?? context.pod.securityContext?.runAsUser}, `
        + 'and the pod has no fsGroup',
      resource: containerRef(context),
      related: [inventory.refTo(file.kind, context.namespace, file.name)],
    }));
  }),
});

function unreadable({ pod, container }: ContainerContext, mode: unknown): boolean {
  const security = { ...pod.securityContext, ...container.securityContext };
  if (typeof mode !== 'number' || pod.securityContext?.fsGroup !== undefined || typeof security.runAsUser !== 'number' || security.runAsUser === 0) { return false; }
  // The files belong to group 0, which a process has unless it is told another.
  const group = (security.runAsGroup ?? 0) === 0 || (security.supplementalGroups ?? []).length > 0;
  const [ofGroup, ofOthers] = mode.toString(8).padStart(3, '0').slice(-2).split('').map(Number);
  return ofOthers < 4 && !(group && ofGroup >= 4);
}

/** On OpenShift every pod is given a group that owns its volumes. */
function isOpenShift(inventory: Inventory): boolean {
  const ofOpenShift = (name: string) => name.includes('openshift.io/');
  return inventory.objects.some(({ apiVersion, metadata: { annotations } }) =>
    ofOpenShift(apiVersion) || Object.keys(annotations ?? {}).some(ofOpenShift));
}
