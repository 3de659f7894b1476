import { fileText } from '../commands/calls';
import { ContainerContext } from '../containers';
import { isMap } from '../values';
import { parseYaml } from '../yaml';

/** A configuration as an object. */
export type Config = { readonly [part: string]: any };

/** A configuration as an object; undefined for a text that is none. */
export function collectorConfig(value: unknown): Config | undefined {
  if (isMap(value)) { return nested(value); }
  const parsed = typeof value === 'string' ? yamlOf(value) : undefined;
  return isMap(parsed) ? nested(parsed) : undefined;
}

/**
 * The configuration of a collector that is started with --config=URI: a file, a text (`yaml:`) or a variable (`env:`), of which later ones are put over earlier
 * ones, and --set over all of them (opentelemetry-collector v0.130.0, otelcol/flags.go, confmap/resolver.go). Undefined where one of them does not show.
 */
export function configOf(context: ContainerContext): Config | undefined {
  const all = valuesOf(context.words, 'config').map((uri) => collectorConfig(sourceAt(context, uri)));
  const shown = all.filter((one): one is Config => one !== undefined);
  return all.length === 0 || shown.length < all.length ? undefined : withSet(shown.reduce(merged), valuesOf(context.words, 'set'));
}

/** A configuration with what the flag --set puts over it, each as KEY.KEY=VALUE. */
export function withSet(config: Config, settings: readonly string[]): Config {
  return settings.reduce<Config>((so, setting) => {
    const [, key, value] = /^([^=]+)=([^]*)$/.exec(setting) ?? [];
    return key === undefined ? so : merged(so, nested({ [key.trim().replaceAll('.', '::')]: yamlOf(value.trim()) }));
  }, config);
}

function valuesOf(words: readonly string[], flag: string): string[] {
  return words.flatMap((word, i) => (word.startsWith(`--${flag}=`) ? [word.slice(flag.length + 3)] : word === `--${flag}` ? [words[i + 1] ?? ''] : []));
}

function sourceAt(context: ContainerContext, uri: string): string | undefined {
  const [, scheme = 'file', rest] = /^(?:(file|yaml|env|https?):)?([^]*)$/.exec(uri) as unknown as [string, string | undefined, string];
  switch (scheme) {
    case 'file': return fileText(context, rest);
    case 'yaml': return rest;
    case 'env': return context.env.get(rest)?.value;
    default: return undefined;
  }
}

/** Keys with `::` in them are paths. */
function nested(config: Config): Config {
  return Object.entries(config).reduce<Config>((so, [key, value]) => {
    const own = isMap(value) ? nested(value) : value;
    return merged(so, key.split('::').reverse().reduce<any>((inner, step) => ({ [step]: inner }), own));
  }, {});
}

function merged(below: Config, above: Config): Config {
  const put = (key: string, value: unknown): unknown => (isMap(value) && isMap(below[key]) ? merged(below[key], value) : value);
  const all = Object.entries(above).map(([key, value]) => [key, put(key, value)]);
  return { ...below, ...Object.fromEntries(all) };
}

/**
 * Settings with what ${env:NAME}, ${NAME} and ${file:PATH} stand for, where that shows; a text in which one does not show is left with it. What stands alone is
 * read as YAML: a switch, a number, a whole block (confmap/expand.go).
 */
export function expanded(value: any, context: ContainerContext): any {
  if (typeof value === 'string') {
    const alone = /^\$\{([^{}]*)\}$/.exec(value)?.[1];
    const found = alone === undefined ? undefined : standsFor(alone, context);
    if (found !== undefined) { return typed(found); }
    return value.replace(/\$\{([^{}]*)\}/g, (all, name) => standsFor(name, context) ?? all);
  }
  if (Array.isArray(value)) { return value.map((one) => expanded(one, context)); }
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, expanded(one, context)])) : value;
}

/** Whether something of settings stands for another that does not show. */
export function isOpen(value: unknown): boolean {
  return typeof value === 'string' && value.includes('${');
}

function standsFor(text: string, context: ContainerContext): string | undefined {
  const [, path] = /^file:(.+)$/.exec(text) ?? [];
  if (path !== undefined) { return fileText(context, path); }
  const [, name, other] = /^(?:env:)?([A-Za-z_]\w*)(?::-([^]*))?$/.exec(text) ?? [];
  if (name === undefined) { return undefined; }
  return context.env.get(name)?.value ?? (context.env.has(name) ? undefined : other);
}

function typed(text: string): unknown {
  const value = yamlOf(text);
  // Its text is kept beside a value that is no text: what wants a text takes that.
  return typeof value === 'boolean' || isMap(value) || Array.isArray(value) ? value : text;
}

function yamlOf(text: string): unknown {
  try {
    return parseYaml(text)[0];
  } catch {
    return undefined;
  }
}
