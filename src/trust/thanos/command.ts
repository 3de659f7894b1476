import { Args } from './args';
import { commandsIn, scriptOf } from './shell';
import { ContainerContext, containerRef, containersIn } from '../containers';
import { Inventory, Manifest, Ref } from '../inventory';
import { operatedThanos } from '../monitoring/operated';
import { once } from '../once';
import { items } from '../values';
import { imageRepository, imageTag, readVersion, Version } from '../versions';
import type { World, WorldOptions } from '../world';

/** What a `thanos` process runs as. */
export type Component = 'query' | 'store' | 'sidecar' | 'receive' | 'rule' | 'compact' | 'query-frontend' | 'tools';

const COMPONENTS: readonly string[] = ['query', 'store', 'sidecar', 'receive', 'rule', 'compact', 'query-frontend', 'tools'];

/** A `thanos` process in a container. */
export interface ThanosCommand {
  readonly context: ContainerContext;
  readonly component: Component;
  readonly args: Args;
  /** undefined where neither the image nor the caller says */
  readonly version?: Version;
  /** whether the image is one of the project's own (or Bitnami's), of which it is known what lies in it */
  readonly knownImage: boolean;
  /** the container's arguments */
  readonly ref: Ref;
}

const PROGRAM = /(^|\/)thanos$/;
const IMAGE = /(^|[/-])thanos(-rhel\d+)?$/;
const KNOWN_IMAGE = /(^|\/)(thanos\/thanos|thanosio\/thanos|bitnami(legacy|secure)?\/thanos)$/;

/** Flags that only Thanos has in this spelling. */
const OWN_FLAGS = /^(grpc-address|grpc-(client|server)-tls-.*|objstore\.config(-file)?|query\.replica-label|endpoint\.sd-config(-file)?|query-frontend\.downstream-url|receive\..*)$/;

const known = new WeakMap<Inventory, WeakMap<Manifest, Map<string, ThanosCommand | undefined>>>();

/** The `thanos` process that a container runs; undefined for containers of other programs. Worked out once for readers and rules. */
export function thanosCommand(context: ContainerContext, options: Pick<WorldOptions, 'versions'>): ThanosCommand | undefined {
  const all = known.get(context.inventory) ?? new WeakMap<Manifest, Map<string, ThanosCommand | undefined>>();
  known.set(context.inventory, all);
  const own = all.get(context.workload) ?? new Map<string, ThanosCommand | undefined>();
  all.set(context.workload, own);
  if (!own.has(context.field)) { own.set(context.field, recognize(context, options)); }
  return own.get(context.field);
}

function recognize(context: ContainerContext, options: Pick<WorldOptions, 'versions'>): ThanosCommand | undefined {
  const { container, words } = context;
  const repository = imageRepository(container.image);
  // Nearly all containers run something else: a shell may start anything, others are known by their words.
  const may = IMAGE.test(repository) || COMPONENTS.includes(words[0]) || words.some((word) => PROGRAM.test(word)) || scriptOf(words) !== undefined;
  if (!may) { return undefined; }
  const given = wordsOf(context);
  // A later "thanos" is a value: --query.promql-engine thanos.
  const first = given.findIndex((word) => COMPONENTS.includes(word.text));
  const program = given.findIndex((word, i) => PROGRAM.test(word.text) && (first < 0 || i < first));
  if (program < 0 && !IMAGE.test(repository) && !COMPONENTS.includes(given[0]?.text)) { return undefined; }
  const args = new Args(given.slice(program + 1));
  // An image of another name is one of Thanos when it is started in a way that no other program is.
  if (program < 0 && !IMAGE.test(repository) && !args.names.some((name) => OWN_FLAGS.test(name))) { return undefined; }
  const component = args.words.find((word) => COMPONENTS.includes(word));
  if (component === undefined) { return undefined; }
  return {
    context,
    component: component as Component,
    args,
    version: versionOf(repository, container.image, options.versions?.thanos),
    knownImage: KNOWN_IMAGE.test(repository),
    ref: containerRef(context, Array.isArray(container.args) ? 'args' : 'command'),
  };
}

const byObject = (_: World) => new Map<Manifest, readonly ThanosCommand[]>();

/** The `thanos` processes of a workload, or of a resource of prometheus-operator; nothing for any other object. Rules ask this again and again: it is worked out once. */
export function thanosCommandsOf(world: World, object: Manifest): readonly ThanosCommand[] {
  const all = once(world, byObject);
  const found = all.get(object);
  if (found) { return found; }
  const contexts = [...containersIn(world.inventory, object), ...operatedThanos(world.inventory, object)];
  const commands = contexts.flatMap((context) => thanosCommand(context, world.options) ?? []);
  all.set(object, commands);
  return commands;
}

/** The version in an image's tag (Thanos has no release above 0.x: other numbers are somebody else's), else what the caller says. */
function versionOf(repository: string, image: unknown, hint: string | undefined): Version | undefined {
  const tag = IMAGE.test(repository) ? readVersion(imageTag(image)) : undefined;
  return tag?.[0] === 0 ? tag : readVersion(hint);
}

/** Command and args, with variables replaced as the kubelet does, and with the script of a shell taken apart. */
function wordsOf(context: ContainerContext): { text: string; known: boolean; variable?: string }[] {
  const raw = [...items(context.container.command), ...items(context.container.args)].map(String);
  const script = scriptOf(raw);
  if (script !== undefined) {
    const commands = commandsIn(expand(script, context).text, (name) => context.env.get(name)?.value);
    return commands.find((words) => words.some((word) => PROGRAM.test(word.text))) ?? [];
  }
  return raw.map((word) => {
    const variable = /^(?:--[\w.-]+=)?\$\(([\w.-]+)\)$/.exec(word)?.[1];
    return { ...expand(word, context), ...(variable === undefined ? {} : { variable }) };
  });
}

function expand(word: string, context: ContainerContext): { text: string; known: boolean } {
  let all = true;
  const text = word.replace(/\$\$|\$\(([A-Za-z_.-][A-Za-z0-9_.-]*)\)/g, (match, name) => {
    if (match === '$$') { return '$'; }
    const value = context.env.get(name)?.value;
    if (value === undefined) { all = false; }
    return value ?? match;
  });
  return { text, known: all };
}
