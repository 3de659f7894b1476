import { posix } from 'node:path';
import { isTrue, isVault, isVaultImage, vaultVariable } from './variables';
import { callsOf, ContainerCall } from '../commands/calls';
import { CommandLine, on, readOptions } from '../commands/options';
import { textAt } from '../container-files';
import { ContainerContext, containerRef } from '../containers';
import { readHcl, several } from '../hcl';
import { Ref } from '../inventory';
import { filesBelow, fileRef, placeOf } from '../mounts';
import { UNKNOWN } from '../shell/run';
import { isMap, items } from '../values';
import { imageRepository } from '../versions';
import { fileIn } from '../written-files';

/** A server of Vault, or of OpenBao, that a container runs. */
export interface VaultServer {
  readonly product: 'Vault' | 'OpenBao';
  /** what it is told, file by file, as far as the manifests show it */
  readonly configs: readonly VaultConfig[];
  /** where it listens in addition, without TLS or with a certificate that it makes for itself: `-dev`, `-dev-tls` */
  readonly dev?: { readonly address: string; readonly tls: boolean };
}

/** One of its configuration files, or what stands for one. */
export interface VaultConfig {
  readonly values: { readonly [name: string]: any };
  readonly ref: Ref;
}

const OPTIONS = [
  '-config|--config', '-dev-listen-address|--dev-listen-address', '-dev-root-token-id|--dev-root-token-id', '-dev-tls-cert-dir|--dev-tls-cert-dir',
  '-dev-tls-san|--dev-tls-san', '-log-level|--log-level', '-log-format|--log-format', '-log-file|--log-file',
];
/** Each of them alone means development mode (hashicorp/vault 1.21.4, command/server.go). */
const DEV = ['-dev', '-dev-tls', '-dev-ha', '-dev-consul', '-dev-transactional', '-dev-leased-kv', '-dev-auto-seal', '-dev-kv-v1', '-dev-no-kv'];

/** The server of Vault that a container runs; undefined for others, and where its command line does not show. */
export function vaultServer(context: ContainerContext): VaultServer | undefined {
  const { container, words } = context;
  if (context.init) { return undefined; }
  const own = isVaultImage(imageRepository(container.image));
  // What it starts when nothing is said (hashicorp/vault 1.21.4 and openbao df6ce2ce, Dockerfile: CMD).
  if (own && words.length === 0) {
    const address = listens((name) => (context.env.has(name) ? context.env.get(name)?.value ?? UNKNOWN : undefined), ALL);
    return { product: productOf(context), configs: [], dev: { address, tls: false } };
  }
  const call = callsOf(context).find(({ words: [program, what], field }) => /^(args|command)$/.test(field) && (isVault(program) ? what === 'server' : own && program === 'server'));
  const byImage = call?.words[0] === 'server';
  const line = call && readOptions(call.words.slice(byImage ? 1 : 2), { values: OPTIONS });
  if (!call || !line) { return undefined; }
  const folder = productOf(context) === 'OpenBao' ? '/openbao/config' : '/vault/config';
  const paths = [...(byImage ? [folder] : []), ...(line.options.get('-config') ?? [])];
  const dev = DEV.some((option) => on(line, option) || on(line, `-${option}`));
  return {
    product: productOf(context, call),
    configs: [...paths.flatMap((path) => configsAt(context, path)), ...(paths.some((path) => path.replace(/\/+$/, '') === folder) ? local(context, call) : [])],
    ...(dev ? { dev: { address: devAddress(call, line, byImage), tls: on(line, '-dev-tls') || on(line, '--dev-tls') } } : {}),
  };
}

/** Where the image has a server listen that nobody told, and where the program would by itself (docker-entrypoint.sh, command/server.go). */
const ALL = '0.0.0.0:8200';
const LOOPBACK = '127.0.0.1:8200';

function devAddress(call: ContainerCall, line: CommandLine, byImage: boolean): string {
  const told = line.options.get('-dev-listen-address');
  return told?.[told.length - 1] ?? listens(call.variable, byImage ? ALL : LOOPBACK);
}

function listens(variable: (name: string) => string | undefined, usual: string): string {
  return vaultVariable('VAULT_DEV_LISTEN_ADDRESS', variable) || usual;
}

function productOf({ container }: ContainerContext, call?: ContainerCall): VaultServer['product'] {
  return call?.words[0] === 'bao' || /(^|\/)openbao(-[a-z-]+)?$/.test(imageRepository(container.image)) ? 'OpenBao' : 'Vault';
}

/** What a variable of the image brings: it is written beside the files of the folder, by its start (docker-entrypoint.sh), which a command may take the place of. */
function local(context: ContainerContext, call: ContainerCall): VaultConfig[] {
  if (items(context.container.command).length > 0 && !context.words.some((word) => word.includes('docker-entrypoint'))) { return []; }
  const text = vaultVariable('VAULT_LOCAL_CONFIG', (name) => call.variable(name));
  const values = text === undefined || text === '' ? undefined : readHcl(text);
  return values ? [{ values, ref: containerRef(context, 'env') }] : [];
}

/** The files at a path: one, or those of a folder whose names end as Vault's do (command/server/config.go, LoadConfigDir). */
function configsAt(context: ContainerContext, path: string): VaultConfig[] {
  const { inventory, namespace, pod, container } = context;
  const copied = copiedTo(context, path);
  const source = copied?.from ?? path;
  const place = placeOf(inventory, namespace, pod, container, posix.normalize(source));
  if (place.at === 'file') {
    const text = fileIn(context, source).text ?? textAt(context, source).text;
    const values = text === undefined ? undefined : readHcl(copied ? copied.change(text) : text);
    return values ? [{ values, ref: fileRef(inventory, namespace, place.file) }] : [];
  }
  const names = [...filesBelow(inventory, namespace, pod, container, source).keys()].filter((name) => /^[^/]+\.(hcl|json)$/.test(name)).sort();
  return names.flatMap((name) => configsAt(context, `${source.replace(/\/+$/, '')}/${name}`));
}

/**
 * The file that a script copies to a path, and what it changes there: the charts put addresses that only the pod knows in the place of words (hashicorp/vault-helm
 * 0.34.1, templates/_helpers.tpl: `sed -Ei "s|POD_IP|${POD_IP?}|g"`). What stands there then is unknown.
 */
function copiedTo(context: ContainerContext, path: string): { readonly from: string; readonly change: (text: string) => string } | undefined {
  const calls = callsOf(context);
  const copy = calls.find(({ words }) => words[0] === 'cp' && words[words.length - 1] === path);
  if (!copy || copy.words.length < 3) { return undefined; }
  const edits = calls.filter(({ words }) => words[0] === 'sed' && words[words.length - 1] === path).flatMap(({ words }) => words.slice(1, -1).filter((word) => /^s\W/.test(word)));
  return { from: copy.words[copy.words.length - 2], change: (text) => edits.reduce(edited, text) };
}

function edited(text: string, edit: string): string {
  const wanted = edit.slice(2).split(edit[1])[0];
  return /^\w+$/.test(wanted) ? text.split(wanted).join(UNKNOWN) : text;
}

/**
 * The blocks of a name, with the kind that a label or the object around them says: `listener "tcp" {}`, or in JSON {"listener": {"tcp": {}}} and a list of such objects.
 * A list inside of one is refused (tried with Vault 1.21.4).
 */
export function blocksOf(value: unknown): { readonly [name: string]: any }[] {
  return several(value).filter(isMap).flatMap((block) => {
    if (typeof block.type === 'string') { return [block]; }
    return Object.entries(block).flatMap(([type, inner]) => (isMap(inner) ? [{ type, ...inner }] : []));
  });
}

/** A switch of a configuration; undefined for what Vault refuses, or what does not show (go-secure-stdlib, parseutil.ParseBool). */
export function switchOf(value: unknown): boolean | undefined {
  if (value === undefined || value === null || value === '') { return false; }
  if (typeof value === 'number') { return value !== 0; }
  const text = String(value);
  return isTrue(text) ? true : /^(0|f|false)$/i.test(text) ? false : undefined;
}

/** The name of a container's port. */
export function portNameOf({ container }: ContainerContext, port: number): string | undefined {
  return items(container.ports).find((one) => one.containerPort === port)?.name;
}
