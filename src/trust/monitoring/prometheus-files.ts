import { Inventory, isMap, items, namespaceOf } from '../inventory';
import { fileAt, MountedFile } from '../mounts';
import { listedVolumes } from './operated';

/** A file in the container of some Prometheus of prometheus-operator, and the namespace of the object that it comes from. */
export interface PrometheusFile extends MountedFile {
  readonly namespace: string;
}

/**
 * The file that a path means in the container of Prometheus: `spec.secrets` and `spec.configMaps` are mounted at /etc/prometheus/secrets/NAME and
 * /etc/prometheus/configmaps/NAME (prometheus-operator 0.93, pkg/prometheus/common.go), other volumes where `spec.volumeMounts` says. Undefined
 * where no Prometheus of the manifests has it.
 */
export function prometheusFile(inventory: Inventory, path: string): PrometheusFile | undefined {
  for (const object of ['Prometheus', 'PrometheusAgent'].flatMap((kind) => inventory.all(kind))) {
    const spec = isMap(object.spec) ? object.spec : {};
    const listed = [['secret', spec.secrets, 'secrets'], ['configmap', spec.configMaps, 'configmaps']] as const;
    const volumes = [...items(spec.volumes), ...listed.flatMap(([kind, names]) => listedVolumes(kind, names))];
    const mounts = listed.flatMap(([kind, names, folder]) => listedVolumes(kind, names).map(({ name }, i) => ({ name, mountPath: `/etc/prometheus/${folder}/${String(items(names)[i])}` })));
    const file = fileAt(inventory, namespaceOf(object), { volumes }, { volumeMounts: [...items(spec.volumeMounts), ...mounts] }, path);
    if (file) { return { ...file, namespace: namespaceOf(object) }; }
  }
  return undefined;
}
