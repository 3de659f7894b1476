/** The template of a workload's pods. */
export const template = (object: any) => object.spec.template;
/** Its first container. */
export const container = (object: any) => template(object).spec.containers[0];
/** The arguments of that. */
export const flags = (object: any): string[] => container(object).args;
/** The value of one of them. */
export const flag = (object: any, name: string): string | undefined => flags(object).find((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3);

/** The Secret or ConfigMap and key that a path in a container shows, by the volumes and mounts of its pod. */
export function shown(object: any, path: string): string | undefined {
  const { spec } = template(object);
  const mount = container(object).volumeMounts.filter((m: any) => path.startsWith(`${m.mountPath}/`)).sort((a: any, b: any) => b.mountPath.length - a.mountPath.length)[0];
  const volume = spec.volumes.find((v: any) => v.name === mount?.name);
  const file = path.slice((mount?.mountPath.length ?? 0) + 1);
  for (const source of volume?.projected?.sources ?? [volume]) {
    const [kind, body] = source.secret ? ['Secret', source.secret] : ['ConfigMap', source.configMap];
    const key = body?.items ? body.items.find((item: any) => item.path === file)?.key : file;
    if (key !== undefined) { return `${kind} ${body.name ?? body.secretName} ${key}`; }
  }
  return undefined;
}
