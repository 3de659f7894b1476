import { ContainerContext, mayHoldMore } from '../containers';
import { placeOf } from '../mounts';
import { once } from '../once';
import { Call, Run, Surroundings, UNKNOWN } from '../shell/run';
import { items } from '../values';
import { isVaultImage } from '../vault/variables';
import { imageRepository } from '../versions';

/** A program that a container starts, with the field that says so. */
export interface ContainerCall extends Call {
  /** below the container: "args", "command", "livenessProbe.exec.command" */
  readonly field: string;
}

/** What the images of these programs start when no command is given. */
const ENTRYPOINTS: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)telemetrygen$/, 'telemetrygen'],
  [/(^|\/)minio\/mc$/, 'mc'],
  [/(^|\/)aws-cli$/, 'aws'],
  [/(^|\/)alpine\/curl$/, 'curl'],
  [/(^|\/)alpine\/openssl$/, 'openssl'],
  [/(^|\/)grpcurl$/, 'grpcurl'],
  [/(^|\/)rclone\/rclone$/, 'rclone'],
  [/(^|\/)s3cmd$/, 's3cmd'],
];

const VAULT_COMMANDS = /^(-.*|agent|auth|delete|kv|lease|list|login|operator|patch|plugin|policy|proxy|read|secrets|status|token|unwrap|write)$/;

/** Variables that an image or the runtime sets: where the manifests do not, nobody knows. */
const FROM_ELSEWHERE = /^(HOME|PATH|HOSTNAME|USER|LOGNAME|PWD|SHELL|TERM|LANG|KUBERNETES_.*|.*_SERVICE_(HOST|PORT)(_.*)?|.*_PORT(_.*)?)$/;

const HOOKS: readonly (readonly string[])[] = [
  ['livenessProbe'], ['readinessProbe'], ['startupProbe'], ['lifecycle', 'postStart'], ['lifecycle', 'preStop'],
];

/** The programs that a container starts, as far as its command, its scripts and its probes show them for certain. */
export function callsOf(context: ContainerContext): readonly ContainerCall[] {
  return once(context, gather);
}

function gather(context: ContainerContext): readonly ContainerCall[] {
  const { container } = context;
  const field = items(container.args).length > 0 ? 'args' : 'command';
  const main = started(context);
  const hooks = HOOKS.flatMap((path): ContainerCall[] => {
    const hook = path.reduce<any>((at, key) => at?.[key], container);
    return hook?.exec === undefined ? [] : gathered(context, items(hook.exec?.command).map(String), `${path.join('.')}.exec.command`);
  });
  return [...gathered(context, main, field), ...hooks];
}

/** The words that a container starts with: its command and args, with what its image starts where that is known. */
function started({ container, words }: ContainerContext): readonly string[] {
  if (items(container.command).length > 0 || words.length === 0) { return words; }
  const image = imageRepository(container.image);
  if (/(^|\/)curlimages\/curl$/.test(image)) { return /^-|:\/\//.test(words[0]) ? ['curl', ...words] : words; }
  // Vault's image looks whether it is asked for one of its subcommands; a server gets a folder of its own (docker-entrypoint.sh).
  if (isVaultImage(image) && VAULT_COMMANDS.test(words[0])) { return ['vault', ...words]; }
  const program = ENTRYPOINTS.find(([pattern]) => pattern.test(image))?.[1];
  return program === undefined || words[0] === program ? words : [program, ...words];
}

function gathered(context: ContainerContext, words: readonly string[], field: string): ContainerCall[] {
  if (words.length === 0 || words[0] === '') { return []; }
  const run = new Run(surroundings(context));
  // The kubelet replaces $(NAME); what it is replaced by does not always show.
  run.program(words.map((word, i) => (isScript(words, i) ? word : word.replace(/\$\([A-Za-z_][\w.-]*\)/g, UNKNOWN))), 1);
  return run.unclear ? [] : run.calls.map((call) => ({ ...call, field }));
}

/** Whether a word is shell text, in which $(NAME) is a command. */
function isScript(words: readonly string[], at: number): boolean {
  return /\s/.test(words[at]) || /^-[a-z]*c$/.test(words[at - 1] ?? '');
}

function surroundings(context: ContainerContext): Surroundings {
  const { container, env } = context;
  return {
    variable: (name) => {
      const known = env.get(name);
      if (known) { return known.value ?? UNKNOWN; }
      const declared = items(container.env).some((variable) => variable.name === name);
      return declared || mayHoldMore(context) || FROM_ELSEWHERE.test(name) ? UNKNOWN : undefined;
    },
    file: (path) => fileText(context, path),
    exists: (path) => {
      const place = placeOf(context.inventory, context.namespace, context.pod, container, path);
      return place.at === 'file' && !place.file.optional ? true : undefined;
    },
  };
}

/** The text of a file in a container that comes from a ConfigMap or Secret, where it shows. */
export function fileText(context: ContainerContext, path: string): string | undefined {
  if (!path.startsWith('/')) { return undefined; }
  const place = placeOf(context.inventory, context.namespace, context.pod, context.container, path.replace(/\/{2,}/g, '/'));
  if (place.at !== 'file') { return undefined; }
  const value = context.inventory.value(place.file.kind, context.namespace, place.file.name, place.file.key);
  return typeof value === 'string' ? value : undefined;
}
