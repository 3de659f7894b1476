import { ThanosCommand } from './command';
import { isBefore } from './endpoints';
import { absence, fileMaterial, placeAt } from './files';
import { scriptOf } from './shell';
import { TlsUse, tlsUses, UNKNOWN } from './tls-faults';
import { SINCE } from './version-facts';
import { Ref } from '../inventory';
import { Violation } from '../model';
import { once } from '../once';
import { isOperated, isWhole } from '../operated-pods';
import { isMap, items } from '../values';

/** A file that a process is told to read, and that cannot be there. */
export interface MissingFile extends Violation {
  /** the process does not start without it */
  readonly fatal: boolean;
  readonly use?: TlsUse;
  /** nothing can be dialled without it */
  readonly needed: boolean;
}

/** Files that the process reads at its start whatever is in them. */
const FILE_FLAGS = ['objstore.config-file', 'http.config', 'query.config-file', 'alertmanagers.config-file', 'remote-write.config-file',
  'query-frontend.downstream-tripper-config-file', 'prometheus.http-client-file'];

/** Files of TLS and of configuration that are not where the process is told to look for them. */
export function missingFiles(command: ThanosCommand): readonly MissingFile[] {
  return once(command, work);
}

function work(command: ThanosCommand): MissingFile[] {
  const flags = [...FILE_FLAGS, ...(isBefore(command.version, SINCE.endpointFile) ? [] : ['endpoint.sd-config-file'])];
  const configs = flags.flatMap((flag) => {
    const path = command.args.value(flag);
    const why = path === undefined || path === '' ? undefined : missing(command, path);
    return why === undefined ? [] : [{ message: `--${flag}: ${why}`, resource: command.ref, fatal: true, needed: true }];
  });
  const tls = tlsUses(command).flatMap((use) => (['certFile', 'keyFile', 'caFile'] as const).flatMap((kind) => {
    const path = use[kind];
    const why = path === '' || path === UNKNOWN ? undefined : missing(command, path, kind);
    if (why === undefined) { return []; }
    // A missing certificate of a client of gRPC is noticed when a server asks for it, any other missing file at once.
    const needed = use.side === 'server' || kind === 'caFile' || !use.grpc;
    return [{ message: `${use.what}: ${why}`, resource: use.ref, related: others(command, use.ref), fatal: use.fatal && needed, needed, use }];
  }));
  return [...configs, ...tls];
}

function others(command: ThanosCommand, ref: Ref): Ref[] {
  return ref === command.ref ? [] : [command.ref];
}

/** Paths that images have, or that the kubelet and injectors fill. */
const ELSEWHERE = /^\/(etc\/(ssl|pki|ca-certificates)|usr|var\/run|run|vault|spiffe|tmp|proc|dev|opt)(\/|$)/;

/** Why a file cannot be there; undefined where it is, or may be. */
function missing(command: ThanosCommand, path: string, kind?: 'certFile' | 'keyFile' | 'caFile'): string | undefined {
  if (/[${}<>]/.test(path)) { return undefined; }
  const place = placeAt(command, path);
  switch (place.at) {
    case 'absent': return place.certain ? absence(place, path) : undefined;
    case 'file': {
      const why = fileMaterial(command, place.file, kind).missing;
      return why === undefined ? undefined : `there is no ${path}: ${why}`;
    }
    case 'image': return certainlyNotInImage(command, path) ? `there is no ${path}: nothing is mounted there, and the image has no such file` : undefined;
    default: return undefined;
  }
}

/** The project's own images hold the program and the public roots, and nothing else that could be meant. */
function certainlyNotInImage(command: ThanosCommand, path: string): boolean {
  const { container, workload, inventory } = command.context;
  if (!command.knownImage || !path.startsWith('/') || ELSEWHERE.test(path) || (isOperated(workload) && !isWhole(inventory, workload))) { return false; }
  // A script may write files before it starts the program.
  if (scriptOf([...items(container.command), ...items(container.args)].map(String)) !== undefined) { return false; }
  // What is added when the pod is made (Vault's agent, meshes) is not in the manifests.
  const notes = [workload.metadata, workload.spec?.template?.metadata, workload.spec?.podMetadata]
    .flatMap((metadata) => [metadata?.annotations, metadata?.labels]);
  return !notes.filter(isMap).some((note) => Object.keys(note).some((key) => /inject|vault|sidecar|linkerd|istio/.test(key)));
}
