import { posix } from 'node:path';
import { registeredNames } from './registered';
import { askedByAgent } from '../asked-by-agent';
import { last, readOptions } from '../commands/options';
import { ContainerContext } from '../containers';
import { readHcl } from '../hcl';
import { Manifest } from '../inventory';
import { mountFor } from '../mounts';
import { isMap, items } from '../values';
import { imageRepository } from '../versions';
import { fileIn, named, volumeAt, WrittenFiles, writtenInto } from '../written-files';

/** The volumes that spiffe-helper writes certificates into: their files, by the volume of the pod. */
export const helperVolumes = writtenInto(addFiles);

/** What a container's spiffe-helper writes (0.11.0, cmd/spiffe-helper/config/config.go): the one that runs once before the others, and the one that stays, the same. */
function addFiles(context: ContainerContext, found: Map<unknown, WrittenFiles[]>): void {
  const config = configOf(context);
  const { cert_dir: folder, svid_file_name: certificate, svid_key_file_name: key, svid_bundle_file_name: bundle } = config?.values ?? {};
  if (!config || typeof folder !== 'string' || !folder.startsWith('/')) { return; }
  const places = Object.entries({ 'tls.crt': certificate, 'tls.key': key, 'ca.crt': bundle }).flatMap(([part, file]) => {
    const place = typeof file === 'string' && file !== '' ? volumeAt(context, posix.join(folder, file)) : undefined;
    return place ? [{ volume: place.volume, item: { key: part, path: place.below } }] : [];
  });
  const [first] = places;
  if (!first || found.has(first.volume)) { return; }
  const name = `what spiffe-helper writes into volume ${String(first.volume.name)} of ${named(context.inventory, context.workload, context.namespace)}`;
  const registered = registeredNames(context, config.values.hint);
  const asked = registered ? { object: registered.by, field: 'spec.dnsNameTemplates' } : { object: config.object, field: config.field };
  const certificateOf = registered && certificateFor(context, name, registered.names, config.values.agent_address);
  found.set(first.volume, [{ name, items: places.map(({ item }) => item), certificate: certificateOf, asked }]);
}

/** What a container's spiffe-helper is told, where that shows; undefined for other containers. */
function configOf(
  context: ContainerContext,
): { readonly values: { readonly [name: string]: any }; readonly object: Manifest; readonly field: string } | undefined {
  const { container, words } = context;
  const at = words.findIndex((word) => posix.basename(word) === 'spiffe-helper');
  const ours = at >= 0 || (items(container.command).length === 0 && /(^|\/)spiffe-helper$/.test(imageRepository(container.image)));
  if (!ours) { return undefined; }
  const line = readOptions(words.slice(at + 1), { values: ['-config|--config'] });
  const path = line && last(line, '-config');
  const { text, object, field } = path === undefined ? {} as ReturnType<typeof fileIn> : fileIn(context, path);
  const values = text === undefined ? undefined : readHcl(text);
  return values && object && field !== undefined ? { values, object, field } : undefined;
}

/** The Certificate that would ask for the same. SVIDs are for servers and clients alike (spire 1.15.3, pkg/server/credtemplate/builder.go). */
function certificateFor(context: ContainerContext, name: string, dnsNames: readonly string[], socket: unknown): Manifest {
  const usages = ['digital signature', 'key encipherment', 'key agreement', 'server auth', 'client auth'];
  return askedByAgent(context.workload, name, { signer: { kind: 'Workload API', name: workloadApi(context, socket) }, dnsNames, usages });
}

/** Who answers at a socket: the driver that brings it; else it is told by its path. */
function workloadApi({ pod, container }: ContainerContext, socket: unknown): string {
  const path = String(socket);
  const { volume } = mountFor(pod, container, path) ?? {};
  return isMap(volume?.csi) && typeof volume.csi.driver === 'string' ? volume.csi.driver : path;
}
