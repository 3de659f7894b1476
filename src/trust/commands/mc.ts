import { ContainerContext, containerRef } from '../containers';
import { Client, Material, Trust } from '../model';
import { Must, SEVERAL, UNKNOWN } from '../shell/run';
import { imageRepository } from '../versions';
import { ContainerCall } from './calls';
import { dialling, shownUrl } from './dial';
import { last, on, readOptions } from './options';
import { bundleAt, bundlesBelow, trustOf } from './trust';
import { items } from '../values';

const VALUES = [
  '--config-dir|-C', '--api', '--path', '--resolve', '--custom-header|-H', '--limit-upload', '--limit-download', '--region', '--user', '--group', '--name', '--older-than', '--newer-than',
  '--conn-read-deadline', '--conn-write-deadline', '--attr', '--tags', '--retention-mode', '--part-size', '--secret-key', '--access-key', '--expire-days', '--remote-bucket',
];

/** One command line of mc, taken apart. */
export interface McCommand {
  readonly call: ContainerCall;
  readonly insecure: boolean;
  /** the directory with certs/CAs; undefined where it does not show */
  readonly directory: string | undefined;
  readonly words: readonly string[];
}

/** The mc commands among some calls. */
export function mcCommands(context: ContainerContext, calls: readonly ContainerCall[]): McCommand[] {
  return calls.filter((call) => /^(mc|mcli)$/.test(call.words[0])).flatMap((call): McCommand[] => {
    const line = readOptions(withoutKeys(call.words.slice(1)), { values: VALUES, switches: ['--insecure'] });
    if (!line) { return []; }
    const insecure = on(line, '--insecure') || /^(1|true|on)$/i.test(call.variable('MC_INSECURE') ?? '');
    const directory = last(line, '--config-dir') ?? (call.variable('MC_CONFIG_DIR') || undefined) ?? below(context, call.variable('HOME'));
    return [{ call, insecure, directory, words: line.words }];
  });
}

/** The words of `mc alias set NAME URL KEYS`, whose keys may be written without quotes: they are no options. */
function withoutKeys(words: readonly string[]): readonly string[] {
  const alias = words.findIndex((word, i) => word === 'alias' && words[i + 1] === 'set'); // behind options, too
  return alias < 0 ? words : words.map((word, i) => (i >= alias + 4 && word === SEVERAL ? UNKNOWN : word));
}

/** The name and URL in `mc alias set NAME URL`, or in the older `mc config host add NAME URL`; undefined for other commands. */
export function aliasOf({ words }: McCommand): { name: string; url: string } | undefined {
  const at = words[0] === 'alias' && (words[1] === 'set' || words[1] === 's') ? 2
    : words[0] === 'config' && (words[1] === 'host' || words[1] === 'h') && (words[2] === 'add' || words[2] === 'a') ? 3 : undefined;
  return at === undefined || words[at + 1] === undefined ? undefined : { name: words[at], url: words[at + 1] };
}

/**
 * mc (minio/mc 77f82e18): it trusts the system's roots and every file in certs/CAs of its configuration directory. An alias does not remember
 * --insecure: every command verifies that does not say it again.
 */
export function readMc(context: ContainerContext, calls: readonly ContainerCall[]): Client[] {
  const commands = mcCommands(context, calls);
  if (commands.length === 0) { return []; }
  const aliases = new Map<string, { url: string; by?: McCommand }>();
  const clients: Client[] = [];
  const copied = copiedBundles(context, calls);
  for (const command of commands) {
    const set = aliasOf(command);
    if (set) {
      aliases.set(set.name, { url: set.url, by: command });
      clients.push(...dials(context, command, set.url, command.call.must, copied));
      continue;
    }
    for (const name of new Set(command.words.slice(1).map((word) => word.split('/')[0]))) {
      const url = aliases.get(name)?.url ?? (/^\w+$/.test(name) ? command.call.variable(`MC_HOST_${name}`) : undefined);
      if (url !== undefined) { clients.push(...dials(context, command, url, command.call.must, copied)); }
    }
  }
  return clients;
}

function dials(context: ContainerContext, command: McCommand, text: string, must: Must, copied: readonly Material[]): Client[] {
  const url = shownUrl(text.replace(/^(https?:\/\/)[^/]*@/i, '$1'));
  if (!url) { return []; }
  return dialling(context, command.call, must, {
    product: 'mc', ...url, trust: trust(context, command, copied), ...(command.insecure ? { skipVerify: true } : {}),
  });
}

/** What a script brings into certs/CAs before mc looks there: the files that it copies, or something that does not show. */
function copiedBundles(context: ContainerContext, calls: readonly ContainerCall[]): Material[] {
  const copies = calls.filter(({ words }) => /^(cp|install|ln|mv)$/.test(words[0]) && words[words.length - 1].includes('certs/CAs'));
  if (copies.length > 0) { return copies.flatMap(({ words }) => words.slice(1, -1).filter((word) => !word.startsWith('-')).map((word) => bundleAt(context, word))); }
  const script = context.words.join('\n');
  return /certs\/CAs|\.mc\b/.test(script) && /[^<]>|\b(cp|install|ln|mv|tee|curl|wget|openssl|tar)\b/.test(script) ? [{ ref: containerRef(context) }] : [];
}

function trust(context: ContainerContext, { directory, call }: McCommand, copied: readonly Material[]): Trust {
  const system = trustOf(context, { go: true, variable: call.variable });
  const bundles = directory === undefined ? [{ ref: containerRef(context) }] : bundlesBelow(context, `${directory.replace(/\/+$/, '')}/certs/CAs`);
  // Who mounts a CA for mc has no image that holds it already.
  const own = [...bundles, ...copied];
  return { ...system, onlyPublic: system.onlyPublic === true || own.length > 0, bundles: [...system.bundles, ...own] };
}

/** ~/.mc, where the manifests or a known image show what home is. */
function below(context: ContainerContext, home: string | undefined): string | undefined {
  if (home !== undefined && home !== '' && !home.includes(UNKNOWN)) { return `${home.replace(/\/+$/, '')}/.mc`; }
  const image = imageRepository(context.container.image);
  const user = context.container.securityContext?.runAsUser ?? context.pod.securityContext?.runAsUser;
  const nonRoot = context.container.securityContext?.runAsNonRoot ?? context.pod.securityContext?.runAsNonRoot;
  if (/(^|\/)pgsty\/silo$/.test(image)) { return '/tmp/.mc'; }
  // Their home is the root (bitnami/charts 5165628, bitnami/minio/templates/provisioning-job.yaml mounts /.mc).
  if (/(^|\/)bitnami(legacy|secure)?\/minio(-client)?$/.test(image)) { return '/.mc'; }
  // An image of somebody else's is started as root as well, where something is mounted for root.
  const forRoot = /(^|\/)minio\/mc$/.test(image) || items(context.container.volumeMounts).some((mount) => /^\/root\/\.mc(\/|$)/.test(String(mount.mountPath)));
  return forRoot && (user === undefined || user === 0) && nonRoot !== true ? '/root/.mc' : undefined;
}
