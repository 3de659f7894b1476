import { posix } from 'node:path';
import { fileProblems } from './files';
import { withPassword } from './password';
import { ContainerCall, callsOf } from '../commands/calls';
import { last, readOptions } from '../commands/options';
import { ContainerContext, mayHoldMore } from '../containers';
import { certificateIn, certificateInMap } from '../material';
import { Material } from '../model';
import { filesBelow, MountedFile, Place, placeOf } from '../mounts';
import { once } from '../once';
import { flag, shellWords } from '../readers/words';
import { SEVERAL, UNKNOWN } from '../shell/run';
import { items } from '../values';
import { imageRepository } from '../versions';

/** A certificate of MinIO with its key. */
export interface Pair {
  /** the sub-directory it lies in; empty for the one that is shown when no name is asked for */
  readonly below: string;
  readonly material: Material;
  readonly certificate: MountedFile;
  readonly key: MountedFile;
}

/** How a container starts MinIO. */
export interface MinioSetup {
  /** where it looks for public.crt and private.key; undefined where that does not show */
  readonly directory: string | undefined;
  readonly port: number;
  readonly consolePort?: number;
  /** what it is told to serve: folders, or URLs of all servers */
  readonly volumes: readonly string[];
  /** undefined where it does not show whether both files are there */
  readonly tls: boolean | undefined;
  /** those that it serves */
  readonly pairs: readonly Pair[];
  /** those and the ones that it does not take */
  readonly allPairs: readonly Pair[];
  /** which of public.crt and private.key are certainly not there */
  readonly missing: readonly string[];
  /** where the two files would be */
  readonly places?: { readonly certificate: Place; readonly key: Place };
}

const PROGRAM = /^(minio|silo)$/;
const IMAGE = /(^|\/)(minio|silo)$/;
const VALUES = ['--certs-dir|-S', '--address', '--console-address', '--config', '--config-dir|-C', '--ftp', '--sftp', '--idle-timeout', '--read-header-timeout'];

/** How a container starts MinIO (or one of its forks); undefined when it does not. */
export function minioSetup(context: ContainerContext): MinioSetup | undefined {
  return once(context, setup);
}

function setup(context: ContainerContext): MinioSetup | undefined {
  const args = serverArguments(context);
  if (!args) { return undefined; }
  const line = readOptions(args.filter((arg) => arg !== SEVERAL), { values: VALUES });
  const env = (name: string) => context.env.get(name)?.value;
  // Words that do not show may name another directory.
  const open = args.includes(SEVERAL) || args.some((arg) => arg.startsWith(UNKNOWN)) || line?.options.has('--config') === true || line?.options.has('--config-dir') === true;
  const told = line && last(line, '--certs-dir');
  const directory = told === undefined ? open ? undefined : usual(context) : posix.normalize(told).replace(/(.)\/$/, '$1');
  const port = portOf(line && last(line, '--address')) ?? portOf(env('MINIO_ADDRESS')) ?? Number(env('MINIO_API_PORT_NUMBER') ?? 9000);
  const consolePort = portOf(line && last(line, '--console-address')) ?? portOf(env('MINIO_CONSOLE_ADDRESS')) ?? (bitnami(context) ? Number(env('MINIO_CONSOLE_PORT_NUMBER') ?? 9001) : undefined);
  const written = line?.words ?? [];
  const volumes = written.length > 0 ? written : bitnami(context) ? bitnamiNodes(env, port) : wordsOf(env('MINIO_VOLUMES'), /\s+/);
  const common = { port, consolePort, volumes };
  if (directory === undefined || !directory.startsWith('/') || directory.includes(UNKNOWN)) { return { ...common, directory: undefined, tls: undefined, pairs: [], allPairs: [], missing: [] }; }
  return { ...common, directory, ...certificates(context, directory) };
}

function wordsOf(text: string | undefined, between: RegExp): string[] {
  return (text ?? '').split(between).filter((word) => word !== '');
}

/** The servers that Bitnami's image makes arguments of: with a path or a range as they are, else with the port and the directory of its data (its chart, minio 17, and libminio.sh). */
function bitnamiNodes(env: (name: string) => string | undefined, port: number): string[] {
  if (!/^(yes|true|1)$/i.test(env('MINIO_DISTRIBUTED_MODE_ENABLED') ?? '')) { return []; }
  const scheme = env('MINIO_SCHEME') ?? 'http';
  return wordsOf(env('MINIO_DISTRIBUTED_NODES'), /[\s,;]+/).map((node) => (
    /^https?:/.test(node) ? node : `${scheme}://${/[/{]/.test(node) ? node : `${node}:${port}${env('MINIO_DATA_DIR') ?? '/bitnami/minio/data'}`}`));
}

function portOf(address: string | undefined): number | undefined {
  const port = /:(\d{1,5})$/.exec(address ?? '')?.[1];
  return port === undefined ? undefined : Number(port);
}

/** The words after `minio server`; undefined when nothing starts one. */
function serverArguments(context: ContainerContext): readonly string[] | undefined {
  const { container } = context;
  const calls = callsOf(context).filter((call) => call.field === 'args' || call.field === 'command');
  const named = calls.find((call) => PROGRAM.test(call.words[0]) && call.words.includes('server'));
  if (named) { return after(named.words); }
  const isImage = IMAGE.test(imageRepository(container.image));
  const bare = isImage && items(container.command).length === 0 ? calls.find((call: ContainerCall) => call.words.includes('server') && call.words[0] !== 'mc') : undefined;
  if (bare) { return after(bare.words); }
  if (calls.length === 0 && isImage && context.words.length > 0) {
    // A script that is not understood: the words of its text, as far as they look like those of a server.
    const words = shellWords(context.words);
    const program = words.findIndex((word) => /(^|\/)(minio|silo)$/.test(word));
    const at = words.indexOf('server');
    const directory = flag(words, '--certs-dir', '-S');
    return at >= 0 && program >= 0 && directory !== undefined && !directory.includes('$') ? [SEVERAL, '--certs-dir', directory] : undefined;
  }
  return bitnami(context) && context.words.length === 0 ? [] : undefined;
}

/** What is said to the server: flags stand before the word "server" too, and perhaps their values as words of their own. */
function after(words: readonly string[]): readonly string[] {
  const at = words.indexOf('server');
  const first = words.slice(0, at).findIndex((word) => word.startsWith('-'));
  return [...(first < 0 ? [] : words.slice(first, at)), ...words.slice(at + 1)];
}

function bitnami(context: ContainerContext): boolean {
  return /(^|\/)bitnami(legacy|secure)?\/minio$/.test(imageRepository(context.container.image));
}

/** ~/.minio/certs; undefined where it does not show whose home that is. */
function usual(context: ContainerContext): string | undefined {
  if (bitnami(context)) { return '/certs'; }
  const home = context.env.get('HOME');
  if (home) { return home.value === undefined ? undefined : `${home.value}/.minio/certs`; }
  const security = { ...context.pod.securityContext, ...context.container.securityContext };
  // MinIO's own image has no user of such a number, so that home is "/" (opencontainers/runc, libcontainer); and /root is not for others.
  if (/(^|\/)minio\/minio$/.test(imageRepository(context.container.image)) && security.runAsUser >= 1000 && security.runAsUser < 65534) {
    return mayHoldMore(context) ? undefined : '/.minio/certs';
  }
  const root = security.runAsNonRoot !== true && (security.runAsUser ?? 0) === 0;
  // silo's image sets HOME (pgsty/silo, Dockerfile.goreleaser); without it home is what the image says of the user, for others than root perhaps "/".
  const directory = /(^|\/)silo$/.test(imageRepository(context.container.image)) ? '/tmp/.minio/certs' : '/root/.minio/certs';
  const mounts = items(context.container.volumeMounts).map((mount) => String(mount.mountPath ?? '')).filter((path) => /\/\.minio(\/|$)/.test(path));
  const elsewhere = mounts.some((path) => !path.startsWith(directory.replace(/\/certs$/, '')));
  return elsewhere || (mounts.length > 0 && !root && directory.startsWith('/root')) ? undefined : directory;
}

/**
 * MinIO speaks TLS when, and only when, both public.crt and private.key are in the directory (minio 7aac2a2c5, cmd/common-main.go:942: with
 * either missing it serves plain HTTP without a word); every sub-directory may hold another pair, chosen by the name that a client asks for.
 */
function certificates(context: ContainerContext, directory: string): Pick<MinioSetup, 'tls' | 'pairs' | 'allPairs' | 'missing' | 'places'> {
  const { inventory, namespace, pod, container } = context;
  const places = (below: string) => {
    const [certificate, key] = ['public.crt', 'private.key'].map((name) => placeOf(inventory, namespace, pod, container, `${directory}/${below}${name}`));
    return { certificate, key };
  };
  const root = places('');
  const states = [state(context, root.certificate), state(context, root.key)];
  const tls = states.includes('absent') ? false : states.includes('unknown') ? undefined : true;
  const pairs: Pair[] = [];
  if (tls && root.certificate.at === 'file' && root.key.at === 'file') {
    pairs.push(pair(context, '', root.certificate.file, root.key.file));
    for (const path of filesBelow(inventory, namespace, pod, container, directory).keys()) {
      const folder = /^([^/]+)\/public\.crt$/.exec(path)?.[1];
      if (folder === undefined || folder === 'CAs' || folder.startsWith('..')) { continue; }
      const { certificate, key } = places(`${folder}/`);
      if (certificate.at === 'file' && key.at === 'file') { pairs.push(pair(context, folder, certificate.file, key.file)); }
    }
  }
  const missing = ['public.crt', 'private.key'].filter((_name, i) => states[i] === 'absent');
  return { tls, pairs: pairs.filter((one) => one.below === '' || fileProblems(one).length === 0), allPairs: pairs, missing, places: root };
}

/** Whether a file is there: it shows, it does not, or nobody can say. */
function state(context: ContainerContext, place: Place): 'there' | 'absent' | 'unknown' {
  switch (place.at) {
    case 'file': {
      const { kind, name, key, optional, listed } = place.file;
      const known = context.inventory.value(kind, context.namespace, name, key) !== undefined;
      const lacks = !known && (kind === 'Secret' ? certificateIn : certificateInMap)(context.inventory, context.namespace, name, key).missing !== undefined;
      // What is listed and not there keeps the pod from starting; else there is only no such file.
      if (lacks && (optional || !listed)) { return 'absent'; }
      return optional && !known ? 'unknown' : 'there';
    }
    case 'absent': return place.certain ? 'absent' : 'unknown';
    case 'volume': return 'unknown';
    case 'image': return 'absent';
  }
}

function pair(context: ContainerContext, below: string, certificate: MountedFile, key: MountedFile): Pair {
  return { below, certificate, key, material: withPassword(materialOf(context, certificate, key), context) };
}

function materialOf(context: ContainerContext, certificate: MountedFile, key: MountedFile): Material {
  const { inventory, namespace } = context;
  if (certificate.kind === 'Secret') {
    const same = key.kind === 'Secret' && key.name === certificate.name;
    const material = certificateIn(inventory, namespace, certificate.name, certificate.key, same ? key.key : undefined);
    return same ? material : { ...material, ...keyElsewhere(context, key) };
  }
  return { ...certificateInMap(inventory, namespace, certificate.name, certificate.key), ...keyElsewhere(context, key) };
}

function keyElsewhere(context: ContainerContext, key: MountedFile): Pick<Material, 'keyPem' | 'keyRef'> {
  const text = context.inventory.value(key.kind, context.namespace, key.name, key.key);
  return typeof text === 'string' ? { keyPem: text, keyRef: context.inventory.refTo(key.kind, context.namespace, key.name, `data["${key.key}"]`) } : {};
}
