import { at, isTempo as isResource, scalar } from './custom-resource';
import { textAt } from '../container-files';
import { ContainerContext, containersOf } from '../containers';
import { Inventory, Manifest, Ref } from '../inventory';
import { once } from '../once';
import { flag, isOn, shellWords } from '../readers/words';
import { isMap } from '../values';
import { imageRepository, imageTag, readVersion, Version } from '../versions';
import type { World } from '../world';
import { parseYaml } from '../yaml';

/** Tempo run without the operator, as the charts `tempo` and `tempo-distributed` lay it: its program is told a file with its configuration. */
export interface TempoProgram {
  readonly context: ContainerContext;
  readonly words: readonly string[];
  /** the parsed configuration, with the variables put in that the manifests show */
  readonly config: { readonly [key: string]: any };
  /** where its text stands */
  readonly ref: Ref;
  /** the component that runs; "all" for every one */
  readonly target: string;
  readonly version?: Version;
}

const PROGRAM = /(^|\/)tempo$/;

/** Reads a container that runs Tempo; undefined for any other, and where its configuration does not show. */
export function tempoProgram(context: ContainerContext, hinted?: string): TempoProgram | undefined {
  const words = shellWords(context.words);
  const path = flag(words, '-config.file', '--config.file');
  if (path === undefined) { return undefined; }
  const { text, ref } = textAt(context, path);
  if (text === undefined) { return undefined; }
  const expand = ['-config.expand-env', '--config.expand-env'].some((name) => isOn(words, name));
  const config = parsed(expand ? expandVariables(text, context) : text);
  if (config === undefined || !isTempo(config, words, context)) { return undefined; }
  const target = flag(words, '-target', '--target') ?? scalar(config.target) ?? 'all';
  const version = readVersion(imageTag(context.container.image)) ?? readVersion(hinted);
  return { context, words, config, ref, target, ...(version ? { version } : {}) };
}

/** Loki, Mimir and others have the same flag; only Tempo has traces in its storage, and receivers in its distributor. */
function isTempo(config: { readonly [key: string]: any }, words: readonly string[], context: ContainerContext): boolean {
  return at(config, 'storage', 'trace') !== undefined || at(config, 'distributor', 'receivers') !== undefined
    || PROGRAM.test(imageRepository(context.container.image)) || words.some((word) => PROGRAM.test(word));
}

function parsed(text: string): { readonly [key: string]: any } | undefined {
  try {
    const [config] = parseYaml(text);
    return isMap(config) ? config : undefined;
  } catch {
    // What is no YAML stops Tempo, and shows nothing of its connections.
    return undefined;
  }
}

/** Puts variables in as Tempo does with -config.expand-env (github.com/drone/envsubst); what is not known stays as it stands, with its $. */
function expandVariables(text: string, context: ContainerContext): string {
  return text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-=])([^}]*))?\}/g, (all, name: string, operator: string | undefined, other: string | undefined) => {
    const variable = context.env.get(name);
    if (variable?.value !== undefined) { return variable.value; }
    return variable === undefined && operator !== undefined && context.container.envFrom === undefined ? other ?? '' : all;
  });
}

/** Whether a value is told by a variable that the manifests do not show. */
export function isHidden(value: unknown): boolean {
  return typeof value === 'string' && value.includes('${');
}


/** The components that open the store. */
export function opensStore(target: string): boolean {
  return !/^(distributor|overrides|server|memberlist-kv|cache-provider)$/.test(target);
}

/** The components that receive traces. */
export function receives(target: string): boolean {
  return target.split(',').some((one) => ['all', 'scalable-single-binary', 'distributor'].includes(one.trim()));
}


/** Every Tempo of the manifests that runs without the operator, by its workload. */
export function tempoPrograms(inventory: Inventory): ReadonlyMap<Manifest, readonly TempoProgram[]> {
  return once(inventory, programsByWorkload);
}

/** Whether an object is a Tempo: a resource of the operator, or a workload that runs its program. */
export function runsTempo(object: Manifest, { inventory }: World): boolean {
  return isResource(object) || tempoPrograms(inventory).has(object);
}

function programsByWorkload(inventory: Inventory): ReadonlyMap<Manifest, readonly TempoProgram[]> {
  const found = new Map<Manifest, TempoProgram[]>();
  for (const context of containersOf(inventory)) {
    const program = tempoProgram(context);
    if (program) { found.set(context.workload, [...found.get(context.workload) ?? [], program]); }
  }
  return found;
}
