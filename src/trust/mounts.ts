/** A file in a container that comes from a Secret or a ConfigMap. */
export interface MountedFile {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly key: string;
}

/** Which object and key a path in a container shows, as the kubelet lays out Secret, ConfigMap and projected volumes. */
export function fileAt(pod: any, container: any, path: string): MountedFile | undefined {
  const mounts: any[] = container.volumeMounts ?? [];
  const mount = mounts
    .filter((m) => path === m.mountPath || path.startsWith(`${m.mountPath.replace(/\/$/, '')}/`))
    .sort((a, b) => b.mountPath.length - a.mountPath.length)[0];
  const volume = (pod.volumes ?? []).find((v: any) => v.name === mount?.name);
  if (!volume) { return undefined; }
  const below = path.slice(mount.mountPath.replace(/\/$/, '').length + 1);
  const file = [mount.subPath, below].filter((part) => part).join('/');
  const sources: any[] = volume.projected?.sources ?? [volume];
  for (const source of sources) {
    const found = inSource(source, file);
    if (found) { return found; }
  }
  return undefined;
}

function inSource(source: any, file: string): MountedFile | undefined {
  const secret = source.secret;
  const configMap = source.configMap;
  const items: any[] | undefined = (secret ?? configMap)?.items;
  const key = items ? items.find((item) => item.path === file)?.key : file;
  if (key === undefined) { return undefined; }
  if (secret) { return { kind: 'Secret', name: secret.secretName ?? secret.name, key }; }
  return configMap ? { kind: 'ConfigMap', name: configMap.name, key } : undefined;
}
