import { runsMinio } from './minio';
import { rule } from './rule';
import { containerRef, containersIn, WORKLOADS } from '../containers';
import { filesOf, isUnreadable, modeInWords } from '../file-modes';
import { Ref } from '../inventory';
import { Kept, Material } from '../model';
import { once } from '../once';
import { spoken } from '../stand-ins';
import { thanosExample } from '../thanos/example';
import { World } from '../world';

const args = ['--grpc-server-tls-cert=/tls/tls.crt', '--grpc-server-tls-key=/tls/tls.key'];
const example = (fsGroup: string): string => thanosExample({ component: 'store', args, secrets: { '/tls': 'store-tls' } })
  .replace('secretName: store-tls', 'secretName: store-tls, defaultMode: 256').replace('containers:', `securityContext: {runAsUser: 1001${fsGroup}}\n      containers:`);

export const programCannotReadItsFiles = rule({
  id: 'OT026',
  severity: 'error',
  title: 'a program runs as a user who may not read its certificates',
  what: 'The files of a certificate, key or bundle are mounted with a mode that only root may read, the program that is told of them runs as another user, and the pod has no fsGroup.',
  why: 'The kubelet makes the files of Secrets and ConfigMaps for root (kubernetes 1.28, pkg/volume/util/atomic_writer.go and pkg/volume/volume_linux.go: only fsGroup changes their owner); '
    + 'without fsGroup a mode such as 0400 keeps every other user out: "permission denied".',
  fix: 'set fsGroup in the securityContext of the pod, or leave defaultMode at 0644',
  violating: example(''),
  satisfying: example(', fsGroup: 1001'),
  on: 'object',
  kinds: WORKLOADS,
  check: (object, world) => {
    // Of MinIO OT206 tells it; and what an operator makes of its own objects it gives a group.
    if (!WORKLOADS.includes(object.kind) || runsMinio(object, world)) { return 'not applicable'; }
    const used = once(world, materials);
    const found = containersIn(world.inventory, object).flatMap((context) => {
      const read = used.get(containerOf(containerRef(context)) ?? '') ?? [];
      return read.length === 0 ? [] : [{ context, file: read.flatMap((each) => filesOf(context, each)).find((one) => isUnreadable(context, one)) }];
    });
    if (found.length === 0) { return 'not applicable'; }
    return found.flatMap(({ context, file }) => (file === undefined ? [] : [{
      message: `${spoken(file.kind, file.name)} ${modeInWords(context, file, String(context.container.name))}`,
      resource: containerRef(context),
      related: [world.inventory.refTo(file.kind, context.namespace, file.name)],
    }]));
  },
});

/** What programs are told to read, by the container in which they run. */
function materials(world: World): ReadonlyMap<string, readonly Kept[]> {
  const found = new Map<string, Kept[]>();
  const add = (where: readonly (Ref | undefined)[], read: readonly (Material | undefined)[]): void => {
    const kept = read.flatMap((material) => material?.at ?? []);
    for (const at of new Set(where.flatMap((ref) => (ref && containerOf(ref)) ?? []))) { found.set(at, [...(found.get(at) ?? []), ...kept]); }
  };
  for (const { ref, container, certificates, clientCa } of world.servers) { add([ref, container], [...certificates, clientCa]); }
  for (const { ref, told, process, trust, identity } of world.clients) { add([ref, told, process], [...trust.bundles, identity]); }
  return found;
}

/** The container of an object to which a reference leads, as comparable text. */
function containerOf({ kind, namespace, name, field }: Ref): string | undefined {
  const [container] = /^.*?ontainers\[\d+\]/.exec(field ?? '') ?? [];
  return container === undefined ? undefined : `${kind} ${namespace}/${name} ${container}`;
}
