import { posix } from 'node:path';
import { clientVariables } from './client';
import { byCertificate, WrittenFile } from './issued';
import { partsOf, pkiCall } from './templates';
import { isVault } from './variables';
import { callsOf } from '../commands/calls';
import { last, readOptions } from '../commands/options';
import { ContainerContext, containerRef } from '../containers';
import { readHcl, several } from '../hcl';
import { Ref } from '../inventory';
import { once } from '../once';
import { Call } from '../shell/run';
import { isMap } from '../values';
import { fileIn, named, volumeAt, WrittenFiles, writtenInto } from '../written-files';

/** An agent of Vault, or of OpenBao, that runs in a container. */
export interface VaultAgent {
  readonly context: ContainerContext;
  readonly call: Call;
  /** what it is told: undefined where the manifests do not show it */
  readonly config?: { readonly [name: string]: any };
  readonly ref: Ref;
  /**
   * the value of a setting of its connection: by option, by variable, by its configuration, the first that says something (hashicorp/vault 1.21.4, command/agent.go); with
   * UNKNOWN in it where it does not show
   */
  told(option: string, variable: string): string | undefined;
}

/** The agent that a container runs; undefined for others. */
export function vaultAgent(context: ContainerContext): VaultAgent | undefined {
  return once(context, read);
}

/** The volumes that agents write certificates into: their files, by the volume of the pod. */
export const agentVolumes = writtenInto(addFiles);

const OPTIONS = ['-config|--config', '-address|--address', '-ca-cert|--ca-cert', '-ca-path|--ca-path', '-tls-server-name|--tls-server-name', '-client-cert|--client-cert', '-client-key|--client-key', '-log-level|--log-level', '-namespace|--namespace'];

function read(context: ContainerContext): VaultAgent | undefined {
  if (!context.words.some((word) => /\bagent\b/.test(word))) { return undefined; }
  const call = callsOf(context).find(({ words }) => isVault(words[0]) && words[1] === 'agent');
  const line = call && readOptions(call.words.slice(2), { values: OPTIONS });
  if (!call) { return undefined; }
  const path = line && last(line, '-config');
  const { text, object, field } = path === undefined ? {} as ReturnType<typeof fileIn> : fileIn(context, path);
  const config = text === undefined ? undefined : readHcl(text);
  const variables = clientVariables(context, call);
  return {
    context,
    call,
    config,
    ref: object ? context.inventory.ref(object, field) : containerRef(context, call.field),
    told: (option, variable) => {
      const flag = line && last(line, `-${option}`);
      // A variable that is set takes the place of the configuration, also when it is empty (command/agent.go, setStringFlag).
      const env = flag ?? variables(variable);
      if (env !== undefined) { return env; }
      const value = several(config?.vault)[0]?.[option === 'address' ? 'address' : option.replace(/-/g, '_')];
      return value === undefined ? undefined : String(value);
    },
  };
}

function addFiles(context: ContainerContext, found: Map<unknown, WrittenFiles[]>): void {
  const { inventory } = context;
  const agent = vaultAgent(context);
  if (!agent?.config) { return; }
  const server = agent.told('address', 'VAULT_ADDR') || undefined;
  const { ref } = agent;
  const asked = { object: inventory.get(ref.kind, context.namespace, ref.name) ?? context.workload, field: ref.field ?? context.field };
  for (const [volume, files] of filesByVolume(agent)) {
    // The agent that runs once before the others, and the one that stays, write the same.
    if (found.has(volume)) { continue; }
    const into = `volume ${String(volume.name)} of ${named(inventory, context.workload, context.namespace)}`;
    found.set(volume, byCertificate(context.workload, into, files, server, asked));
  }
}

/** The files of certificates that an agent writes, by the volume of the pod that they are in, with their paths in it. */
function filesByVolume({ context, config }: VaultAgent): Map<any, WrittenFile[]> {
  const found = new Map<any, WrittenFile[]>();
  for (const template of [...several(config?.template), ...several(config?.templates)].filter(isMap)) {
    const text = typeof template.contents === 'string' ? template.contents : typeof template.source === 'string' ? fileIn(context, template.source).text : undefined;
    const call = text === undefined ? undefined : pkiCall(text);
    if (text === undefined || !call) { continue; }
    const { own, files } = partsOf(text);
    const all = [...(own === undefined || typeof template.destination !== 'string' ? [] : [[template.destination, own] as const]), ...files];
    for (const [path, part] of all) {
      const place = volumeAt(context, posix.normalize(path));
      if (!place) { continue; }
      const same = found.get(place.volume);
      const file = { path: place.below, part, call, template: String(template.destination) };
      if (same) { same.push(file); } else { found.set(place.volume, [file]); }
    }
  }
  return found;
}
