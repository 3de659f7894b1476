import { posix } from 'node:path';
import { ContainerContext } from './containers';
import { Inventory } from './inventory';
import { Kept } from './model';
import { fileAt, MountedFile } from './mounts';
import { once } from './once';
import { isMap, items } from './values';

/** The files in which a container is shown keys of a Secret or ConfigMap. */
export function filesOf({ inventory, namespace, pod, container }: ContainerContext, { kind, name, key, privateKey }: Kept): readonly MountedFile[] {
  const field = kind === 'Secret' ? 'secret' : 'configMap';
  const named = (source: any): boolean => isMap(source?.[field]) && (source[field].secretName === name || source[field].name === name);
  return items(container.volumeMounts).flatMap((mount) => {
    const volume = items(pod.volumes).find((one) => one.name === mount.name);
    const sources = [volume, ...items(volume?.projected?.sources)].filter(named).map((source) => source[field]);
    const paths = mount.subPath ? [''] : sources.flatMap((source) => [key, privateKey].filter((one) => one !== undefined)
      .map((one) => items(source.items).find((item) => item.key === one)?.path ?? one));
    return paths.map((path) => fileAt(inventory, namespace, pod, container, posix.join(String(mount.mountPath), String(path))));
  }).filter((file): file is MountedFile => file?.kind === kind && file.name === name && (file.key === key || file.key === privateKey));
}

/** Whether the user of a container may not read a file that the kubelet made: it belongs to root, and to the pod's fsGroup where there is one. */
export function isUnreadable({ inventory, pod, container }: ContainerContext, { mode }: MountedFile): boolean {
  const security = { ...pod.securityContext, ...container.securityContext };
  if (typeof mode !== 'number' || typeof security.runAsUser !== 'number' || security.runAsUser === 0) { return false; }
  if (typeof pod.securityContext?.fsGroup === 'number' || isOpenShift(inventory)) { return false; }
  // The files belong to group 0, which a process has unless it is told another.
  const group = (security.runAsGroup ?? 0) === 0 || items(security.supplementalGroups).length > 0;
  const [ofGroup, ofOthers] = mode.toString(8).padStart(3, '0').slice(-2).split('').map(Number);
  return ofOthers < 4 && !(group && ofGroup >= 4);
}

/** In words: with what mode a file is mounted, and who should read it. */
export function modeInWords({ pod, container }: ContainerContext, { mode }: MountedFile, program: string): string {
  const user = container.securityContext?.runAsUser ?? pod.securityContext?.runAsUser;
  return `is mounted with mode 0${Number(mode).toString(8)}, ${program} runs as user ${user}, and the pod has no fsGroup`;
}

/** On OpenShift every pod is given a group that owns its volumes. */
function isOpenShift(inventory: Inventory): boolean {
  return once(inventory, ofOpenShift);
}

function ofOpenShift(inventory: Inventory): boolean {
  const names = (name: string): boolean => name.includes('openshift.io/');
  return inventory.objects.some(({ apiVersion, metadata: { annotations } }) =>
    names(apiVersion) || (isMap(annotations) && Object.keys(annotations).some(names)));
}
