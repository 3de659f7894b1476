import { isIP } from 'node:net';
import { contentHash } from '../kube/hash';
import type { Inventory } from '../trust/inventory';
import { Connection, Kept, Material } from '../trust/model';
import { compare, objectName } from '../trust/refs';

/** A file that the check mounts: a key of a Secret or ConfigMap of the client's. */
export type MountedKey = Pick<Kept, 'kind' | 'name' | 'key'>;

/** One handshake: from a namespace, with the trust of a client, to a server. Clients that would make the same one share it. */
export interface Target {
  readonly namespace: string;
  readonly who: readonly string[];
  readonly url: string;
  /** what is expected of it: that it verifies ("any-name": but for its name; "server-half": without the client's key), plaintext, or nothing */
  readonly kind: 'tls' | 'any-name' | 'server-half' | 'plaintext' | 'skipped';
  /** what is connected to, as HOST:PORT; empty of what is skipped */
  readonly to: string;
  /** the name that is expected */
  readonly name: string;
  /** arguments of curl, with the files that they name */
  readonly args: readonly string[];
  /** what it is verified with, in words; of what is skipped, why */
  readonly bundle: string;
  /** the bundle's file */
  readonly file: string;
  /** several bundles that are joined in that file */
  readonly joined: readonly string[];
  /** the client's certificate in words, and its file */
  readonly identity: string;
  readonly identityFile: string;
  /** the file of its key, where it is mounted */
  readonly keyFile: string;
  readonly mounts: readonly MountedKey[];
  /** bundles that stand in an object which cannot be mounted, by the file that is made of them */
  readonly files: { readonly [file: string]: string };
}

/** Where the check's pods find things. */
export const CHECK_PATHS = { scripts: '/etc/checks', tls: '/etc/tls', work: '/work' } as const;

const LOOPBACK = /^(localhost|127\..*|::1|0\.0\.0\.0)$/;

/** The handshakes that some connections are, each once, in an order of their own. */
export function targetsOf(connections: readonly Connection[], inventory: Inventory, withKeys: boolean): Target[] {
  const found = new Map<string, Target>();
  for (const connection of connections) {
    const { who: [who], ...same } = targetOf(connection, inventory, withKeys);
    const key = contentHash(same);
    found.set(key, { ...same, who: [...new Set([...found.get(key)?.who ?? [], who])].sort(compare) });
  }
  const place = ({ namespace, url, who }: Target) => [namespace, url, ...who].join('\n');
  return [...found.values()].sort((a, b) => compare(place(a), place(b)));
}

function targetOf(connection: Connection, inventory: Inventory, withKeys: boolean): Target {
  const { client } = connection;
  const { namespace, address, tls, serverName, trust, minVersion, maxVersion } = client;
  const dialled = address && { ...address, port: address.port || lookedUp(connection, inventory) };
  const host = (name: string) => (isIP(name) === 6 ? `[${name}]` : name);
  const url = dialled ? `${tls ? 'https' : 'http'}://${host(tls && serverName !== undefined ? serverName : dialled.host)}:${dialled.port || '?'}` : 'something';
  const none = { to: '', name: '', args: [], bundle: '', file: '', joined: [], identity: 'none', identityFile: '', keyFile: '', mounts: [], files: {} };
  const common = { namespace, who: [inWords(`${client.product} (${objectName(client.ref)})`)], url };
  const skipped = (why: string): Target => ({ ...common, ...none, kind: 'skipped', bundle: inWords(why) });

  if (!dialled) { return skipped(client.unknown ?? 'what it dials does not show'); }
  if (client.neverConnects !== undefined) { return skipped(client.neverConnects); }
  if (!/^[A-Za-z0-9._:-]+$/.test(`${dialled.host}${serverName ?? ''}`)) { return skipped('what it dials is still to be filled in'); }
  if (LOOPBACK.test(dialled.host)) { return skipped('it stays inside its pod, which nobody else reaches'); }
  if (dialled.port === 0) { return skipped('the port is found by a lookup'); }
  const to = `${host(dialled.host)}:${dialled.port}`;
  if (!tls) { return { ...common, ...none, kind: 'plaintext', to, name: dialled.host, args: [`http://${to}/`] }; }
  if (client.skipVerify) { return skipped('its client verifies nothing'); }
  if (serverName === undefined && client.dialsAddresses) { return skipped('its client verifies the addresses that a lookup finds'); }
  if (serverName === undefined && client.dialsPodNames) { return skipped('its client verifies the names of pods that a lookup finds'); }

  const bundles = trust.bundles.map((bundle) => bundleOf(bundle, namespace));
  const known = bundles.filter((bundle): bundle is Bundle => bundle !== undefined);
  if (!trust.system && (known.length === 0 || known.length < bundles.length)) { return skipped('the bundle that its client trusts does not show'); }
  const joined = known.length > 1 ? known.map(({ path }) => path) : [];
  const file = known.length > 1 ? `${CHECK_PATHS.work}/${contentHash(joined)}.crt` : known[0]?.path ?? '';
  const words = [...known.map((bundle) => bundle.words), ...(trust.system ? ['the public roots'] : [])].join(' and ');

  const identity = client.identity?.at?.kind === 'Secret' && client.identity.at.namespace === namespace ? client.identity.at : undefined;
  const identityFile = identity ? pathOf(identity) : '';
  const key = withKeys && identity?.privateKey !== undefined ? { kind: 'Secret', name: identity.name, key: identity.privateKey } as const : undefined;
  const args = [
    ...(known.length > 0 ? ['--cacert', file] : []),
    ...(known.length > 0 && !trust.system ? ['--capath', `${CHECK_PATHS.work}/no-roots`] : []),
    ...(identity && key ? ['--cert', identityFile, '--key', pathOf(key)] : []),
    ...(minVersion !== undefined && /^1\.[23]$/.test(minVersion) ? [`--tlsv${minVersion}`] : []),
    ...(maxVersion !== undefined && /^1\.[23]$/.test(maxVersion) ? ['--tls-max', maxVersion] : []),
    ...(serverName !== undefined && serverName !== dialled.host ? ['--connect-to', `${host(serverName)}:${dialled.port}:${to}`] : []),
    `${url}/`,
  ];
  return {
    ...common,
    kind: client.anyName ? 'any-name' : client.identity && !key ? 'server-half' : 'tls',
    to,
    name: serverName ?? dialled.host,
    args,
    bundle: words,
    file,
    joined,
    identity: identity ? `Secret ${identity.name} key ${identity.key}` : 'none',
    identityFile,
    keyFile: key ? pathOf(key) : '',
    mounts: [...known.flatMap(({ mount }) => mount ?? []), ...(identity ? [identity] : []), ...(key ? [key] : [])],
    files: Object.assign({}, ...known.map(({ text, path }) => (text === undefined ? {} : { [path.slice(CHECK_PATHS.scripts.length + 1)]: text }))),
  };
}

interface Bundle {
  readonly path: string;
  readonly words: string;
  readonly mount?: MountedKey;
  readonly text?: string;
}

/** A bundle as a pod of a namespace gets it: the very object, so that it follows every change; or what is in it, where that is no file of its own. */
function bundleOf({ at, pem, ref }: Material, namespace: string): Bundle | undefined {
  if (at?.namespace === namespace) {
    const { kind, name, key } = at;
    return { path: pathOf(at), words: `${kind} ${name} key ${key}`, mount: { kind, name, key } };
  }
  if (pem === undefined || pem.includes('PRIVATE KEY')) { return undefined; }
  return { path: `${CHECK_PATHS.scripts}/bundle-${contentHash(pem)}.crt`, words: inWords(`what ${objectName(ref)} holds`), text: pem };
}

function pathOf(at: MountedKey): string {
  return `${CHECK_PATHS.tls}/${volumePath(at)}`;
}

/** Where a key lies in the volume of all of them. */
export function volumePath({ kind, name, key }: MountedKey): string {
  return `${kind.toLowerCase()}-${name}/${key}`;
}

/** The port that a lookup of SRV records finds: that of the Service, or behind a headless one that of its pods. */
function lookedUp({ client, server, destination }: Connection, inventory: Inventory): number {
  const service = 'service' in destination && destination.service ? inventory.get('Service', destination.service.namespace, destination.service.name) : undefined;
  const ports: any[] = Array.isArray(service?.spec?.ports) ? service.spec.ports : [];
  const port = ports.find(({ name }) => name === client.address?.portName)?.port;
  if (service?.spec?.clusterIP === 'None') { return server?.port ?? 0; }
  return Number.isInteger(port) ? port : 0;
}

/** Words that stand in a field of a table and in JSON. */
function inWords(text: string): string {
  return text.replace(/[|"\\]/g, "'").replace(/[^ -~]+/g, '?');
}
