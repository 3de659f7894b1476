import { posix } from 'node:path';
import { byCertificate, WrittenFile } from './issued';
import { partsOf, pkiCall } from './templates';
import { podTemplate, WORKLOADS } from '../containers';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { once } from '../once';
import { hasPlaceholder } from '../placeholders';
import { named as spoken, WrittenFiles } from '../written-files';

/**
 * What Vault's injector adds to pods when they are made: a folder in memory that an agent fills, at one path in their containers (hashicorp/vault-k8s 1.7.6,
 * agent-inject/agent/annotations.go).
 */
export interface Injected {
  /** the folders, without a slash at their end; undefined where nobody here knows: another injector than HashiCorp's is asked, or they are still to be filled in */
  readonly folders?: readonly string[];
  /** the containers that get them; undefined for all */
  readonly containers?: readonly string[];
  /** certificates in them, their files by absolute path; others may be there too */
  readonly written: readonly WrittenFiles[];
}

const PREFIX = 'vault.hashicorp.com/';
const FOLDER = '/vault/secrets';

/** Injectors of others are asked by annotations that have such a name (bank-vaults, OpenBao). */
const OTHERS = /(^|[./-])(vault|openbao|bank-vaults)/;

/** What is injected into the pods of a spec; undefined where nothing says so. */
export function injectedInto(inventory: Inventory, pod: unknown): Injected | undefined {
  return once(inventory, allInjected).get(pod);
}

/** The files of certificates that are injected into any pods. */
export function allWritten(inventory: Inventory): readonly WrittenFiles[] {
  return [...once(inventory, allInjected).values()].flatMap(({ written }) => written);
}

function allInjected(inventory: Inventory): Map<unknown, Injected> {
  const found = new Map<unknown, Injected>();
  for (const object of [...WORKLOADS].sort().flatMap((kind) => inventory.documents(kind))) {
    const pod = podTemplate(object);
    if (!pod) { continue; }
    const { annotations } = pod;
    if (injectionOf(annotations)) {
      found.set(pod.spec, read(inventory, object, annotations, pod.field.replace(/spec$/, 'metadata.annotations')));
    } else if (Object.keys(annotations).some((key) => OTHERS.test(key) && !key.startsWith(PREFIX))) {
      found.set(pod.spec, { written: [] });
    }
  }
  return found;
}

/** What annotations tell the injector, by their names; undefined where they ask for nothing. */
export function injectionOf(annotations: { readonly [name: string]: unknown }): ((name: string) => string | undefined) | undefined {
  // What is not filled in yet may be yes, and of what is neither yes nor no the webhook makes no pod.
  if (/^(false|f|0|)$/i.test(String(annotations[`${PREFIX}agent-inject`] ?? ''))) { return undefined; }
  return (name) => {
    const value = annotations[`${PREFIX}${name}`];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
}

function read(inventory: Inventory, owner: Manifest, annotations: { readonly [name: string]: unknown }, field: string): Injected {
  const told = injectionOf(annotations) ?? (() => undefined);
  const main = folder(told('secret-volume-path') ?? FOLDER);
  const after = (start: string) => Object.keys(annotations).flatMap((key) => (key.startsWith(`${PREFIX}${start}`) ? [key.slice(PREFIX.length + start.length)] : []));
  const named = after('agent-inject-template-');
  const files = named.flatMap((name): WrittenFile[] => {
    const text = told(`agent-inject-template-${name}`) ?? '';
    const call = pkiCall(text);
    if (!call) { return []; }
    const { own, files: others } = partsOf(text);
    const path = posix.join(folder(told(`secret-volume-path-${name}`) ?? main),
      told(`agent-inject-file-${name}`) ?? fileName(name, told('preserve-secret-case')));
    const written = [...(own === undefined ? [] : [[path, own] as const]), ...others];
    return written.map(([at, part]) => ({ path: posix.normalize(at), part, call, template: name }));
  });
  const more = after('secret-volume-path-').map((name) => folder(told(`secret-volume-path-${name}`) ?? main));
  const folders = [main, ...more];
  const containers = told('agent-inject-containers')?.split(',').map((each) => each.trim());
  return {
    ...(folders.some(hasPlaceholder) ? {} : { folders }),
    ...(containers === undefined || containers.some(hasPlaceholder) ? {} : { containers }),
    written: byCertificate(owner, `the pods of ${spoken(inventory, owner, namespaceOf(owner))}`, files, told('service'), { object: owner, field }),
  };
}

/** The name of a file is the name of the secret, in small letters unless told otherwise. */
function fileName(name: string, preserve: string | undefined): string {
  return /^(true|t|1)$/i.test(preserve ?? '') ? name : name.toLowerCase();
}

function folder(path: string): string {
  return posix.normalize(path).replace(/\/+$/, '');
}

/** Whether a path of a container may be filled by what is injected. */
export function isInjected({ containers, folders }: Injected, container: any, path: string): boolean {
  const here = containers === undefined || containers.includes(String(container?.name));
  return here && (folders === undefined || folders.some((each) => path.startsWith(`${each}/`)));
}
