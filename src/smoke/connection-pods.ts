import { IConstruct } from 'constructs';
import { CHECK_PATHS, MountedKey, Target, targetsOf, volumePath } from './connection-targets';
import { CERTIFICATES_SH } from './script-certificates';
import { HANDSHAKES_SH, REPORT_SH } from './script-connections';
import { LIB_SH } from './script-lib';
import { Mount } from './smoke-job';
import { Complaint } from '../kube/invalid';
import type { World } from '../trust/world';

/** Where no client is covered. */
export const NOTHING: Complaint = {
  what: 'there is nothing to check: no client below what is covered dials anything', fix: 'leave it out, or cover the chart that has clients',
};

/** So many in one pod: the prover follows a script for 4000 steps, of which each takes some 40. */
const AT_ONCE = 80;

/** The handshakes of the clients that a construct, or what is below it, makes: by their namespace, in as many parts as pods are needed for them. */
export function partsBelow(
  construct: IConstruct, world: World, withKeys: boolean,
): { readonly namespace: string; readonly part: number; readonly targets: Target[] }[] {
  const { path } = construct.node;
  const below = (file: string | undefined) => file !== undefined && (path === '' || file === path || file.startsWith(`${path}/`));
  // Prometheus looks up by labels what a monitor selects, and is not below anything.
  const covered = world.connections.filter(({ client: { mayFail, ref, told } }) => mayFail !== true && ref.kind !== 'PodMonitor' && (below(ref.file) || below(told?.file)));
  const targets = targetsOf(covered, world.inventory, withKeys);
  return [...new Set(targets.map(({ namespace }) => namespace))].flatMap((namespace) => {
    const here = targets.filter((target) => target.namespace === namespace);
    const parts = Math.ceil(here.length / AT_ONCE);
    return Array.from({ length: parts }, (_, i) => ({ namespace, part: i + 1, targets: here.slice(i * AT_ONCE, (i + 1) * AT_ONCE) }));
  });
}

/** The command of a container that runs one of the scripts. */
export function scriptCommand(name: string): string[] {
  return ['/bin/sh', `${CHECK_PATHS.scripts}/${name}.sh`];
}

/** What each container mounts. */
export function checkMounts(configMapName: string, targets: readonly Target[]): Mount[] {
  return [
    { volume: { name: 'scripts', configMap: { name: configMapName } }, path: CHECK_PATHS.scripts },
    { volume: { name: 'work', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } }, path: CHECK_PATHS.work, writable: true },
    ...bundles(targets),
  ];
}

/** A word of a script of the shell. */
export function shellWord(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
}

/** The files of the ConfigMap. The requests are written out, one to a line: that is how the prover, and who writes policies, reads them. */
export function checkScripts(targets: readonly Target[]): { [file: string]: string } {
  const dial = targets.flatMap(({ kind, args, joined, file }, i) => (kind === 'skipped' ? [] : [
    ...(joined.length > 0 ? [`cat ${joined.map(shellWord).join(' ')} >${shellWord(file)}`] : []),
    `dial ${i + 1} ${args.map(shellWord).join(' ')}`,
  ]));
  const rows = targets.map(({ who, url, kind, identity, bundle, file, identityFile }, i) => [i + 1, who.join(', '), url, kind, identity, bundle, file, identityFile].join('|'));
  return {
    ...Object.assign({}, ...targets.map(({ files }) => files)),
    'certificates.sh': CERTIFICATES_SH,
    'connections.txt': `${rows.join('\n')}\n`,
    'dial.sh': `${dial.join('\n')}\n`,
    'handshakes.sh': HANDSHAKES_SH,
    'lib.sh': LIB_SH,
    'report.sh': REPORT_SH,
  };
}

/** One volume with every bundle and certificate. What is not there is told by the check, which says more than a pod that waits for its volume. */
function bundles(targets: readonly Target[]): Mount[] {
  const objects = new Map<string, Map<string, MountedKey>>();
  for (const mount of targets.flatMap(({ mounts }) => mounts)) {
    const object = `${mount.kind} ${mount.name}`;
    const keys = objects.get(object) ?? new Map<string, MountedKey>();
    objects.set(object, keys.set(mount.key, mount));
  }
  if (objects.size === 0) { return []; }
  const sources = [...objects.values()].map((keys) => {
    const all = [...keys.values()];
    const items = all.map((one) => ({ key: one.key, path: volumePath(one) }));
    return { [all[0].kind === 'Secret' ? 'secret' : 'configMap']: { name: all[0].name, items, optional: true } };
  });
  return [{ volume: { name: 'tls', projected: { sources } }, path: CHECK_PATHS.tls }];
}
