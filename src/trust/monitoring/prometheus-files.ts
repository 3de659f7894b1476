import { absence } from '../container-files';
import { ContainerContext, started } from '../containers';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { MountedFile, Place, placeOf } from '../mounts';
import { allOperated, isWhole, listedVolumes, operatedPod, patchOf } from '../operated-pods';
import { isMap, items } from '../values';

/** A file in the container of some Prometheus of prometheus-operator, and the namespace of the object that it comes from. */
export interface PrometheusFile extends MountedFile {
  readonly namespace: string;
}

/** The folders where the operator mounts what `spec.secrets` and `spec.configMaps` list (prometheus-operator 0.93, pkg/prometheus/common.go, pkg/alertmanager/statefulset.go). */
const LISTED = /^\/etc\/(prometheus|alertmanager)\/(secrets|configmaps)\//;

/**
 * The file that a path means in the container of a Prometheus, Alertmanager or ThanosRuler, or why there is none: `spec.secrets` and `spec.configMaps` have
 * their folders, other volumes lie where `spec.volumeMounts` says. Whoever is not told which Prometheus gets what all of those have that have something there.
 */
export function operatedFile(
  inventory: Inventory, path: string, owner: Manifest | undefined,
): { readonly file?: PrometheusFile; readonly missing?: string } {
  const owners = owner ? [owner] : ['Prometheus', 'PrometheusAgent'].flatMap((kind) => allOperated(inventory, kind));
  const places = owners.map((object) => ({ namespace: namespaceOf(object), place: placeIn(inventory, object, path) }));
  const files = places.flatMap(({ namespace, place }): PrometheusFile[] => (place.at === 'file' ? [{ ...place.file, namespace }] : []));
  const [file] = files;
  if (file) { return files.every((other) => same(file, other)) ? { file } : {}; }
  const place = owner && isWhole(inventory, owner) ? places[0]?.place : undefined;
  if (place?.at === 'absent' && place.certain) { return { missing: absence(place, path) }; }
  return place?.at === 'image' && LISTED.test(path) ? { missing: `there is no ${path}: nothing is mounted there` } : {};
}

function placeIn(inventory: Inventory, object: Manifest, path: string): Place {
  const program = operatedProgram(inventory, object);
  return program ? placeOf(inventory, program.namespace, program.pod, program.container, path) : { at: 'image' };
}

/** The container of the program that the operator runs for a resource, as far as it has files, variables and an image; undefined for other objects. */
export function operatedProgram(inventory: Inventory, object: Manifest): ContainerContext | undefined {
  const own = operatedPod(object);
  if (!own) { return undefined; }
  const { spec, labels } = own;
  const namespace = namespaceOf(object);
  const program = object.kind === 'Alertmanager' ? 'alertmanager' : object.kind === 'ThanosRuler' ? 'thanos-ruler' : 'prometheus';
  const mounts = ([['secret', spec.secrets, 'secrets'], ['configmap', spec.configMaps, 'configmaps']] as const).flatMap(([kind, names, folder]) =>
    listedVolumes(kind, names).map(({ name }, i) => ({ name, mountPath: `/etc/${program}/${folder}/${String(items(names)[i])}` })));
  const patch = patchOf(spec, program)?.patch;
  const container = {
    name: program,
    image: patch?.image ?? spec.image ?? `quay.io/prometheus/${program}`,
    env: patch?.env,
    volumeMounts: [...items(patch?.volumeMounts).filter(isMap), ...items(spec.volumeMounts), ...mounts],
  };
  return { inventory, workload: object, made: true, namespace, labels, pod: spec, container, init: false, field: 'spec', ...started(inventory, namespace, container) };
}

function same(one: PrometheusFile, other: PrometheusFile): boolean {
  return (['kind', 'namespace', 'name', 'key'] as const).every((field) => one[field] === other[field]);
}
