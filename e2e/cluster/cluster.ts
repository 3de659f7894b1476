import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { note } from './report';
import { Answer, kubectl, kubectlBeside, restrictedNamespace } from '../scenes/kubectl';

/** Images that the cluster can pull instead of those in the manifests: a JSON object in the file E2E_IMAGES, from what is written to what is used. */
const images: { readonly [written: string]: string } = process.env.E2E_IMAGES ? JSON.parse(readFileSync(process.env.E2E_IMAGES, 'utf8')) : {};

/** The program that talks to the cluster of KUBECONFIG. */
export const KUBECTL = process.env.E2E_KUBECTL ?? 'kubectl';

const ask = (...args: readonly string[]): Promise<Answer> => kubectlBeside(KUBECTL, args);

/** The cluster's version. @throws when there is no cluster, or it has no Tempo operator */
export function requireCluster(): string {
  const version = kubectl(KUBECTL, ['version', '-o', 'json']);
  if (version.code !== 0) { throw new Error(`no cluster answers kubectl (set KUBECONFIG): ${version.error}`); }
  if (!hasKind('tempomonolithics.tempo.grafana.com')) { throw new Error('the cluster has no Tempo operator: install it, docs/tutorial.md says how'); }
  return JSON.parse(version.out).serverVersion.gitVersion;
}

/** Whether the cluster knows a kind of custom resource ("bundles.trust.cert-manager.io"). */
export function hasKind(name: string): boolean {
  return kubectl(KUBECTL, ['get', 'crd', name]).code === 0;
}

/** How many seconds ago something began, of `performance.now()`. */
export const since = (start: number) => Math.round((performance.now() - start) / 1000);

export const seconds = (n: number) => new Promise<void>((done) => { setTimeout(done, n * 1000); });

/** Looks every second until something holds. @throws with what was last seen when time is over */
export async function eventually<T>(within: number, see: () => Promise<T>, holds: (seen: T) => boolean): Promise<T> {
  const end = performance.now() + within * 1000;
  for (;;) {
    const seen = await see();
    if (holds(seen)) { return seen; }
    if (performance.now() > end) { throw new Error(`not after ${within} s; last seen: ${JSON.stringify(seen)}`); }
    await seconds(1);
  }
}

/** A namespace of a scene's own, in which Pods have to be of the Pod Security Standard "restricted" unless it is told otherwise. */
export class Namespace {
  /** Makes one with a name that nobody else has. */
  public static async make({ restricted = true }: { readonly restricted?: boolean } = {}): Promise<Namespace> {
    const name = `e2e-${randomBytes(4).toString('hex')}`;
    const namespace = new Namespace(name);
    await namespace.apply([restrictedNamespace(name, ...restricted ? ['enforce' as const] : [])]);
    return namespace;
  }

  private constructor(public readonly name: string) {}

  /**
   * Applies objects, with the images that this cluster has: as kubectl does, which compares them with their schema first, or as others do, who do not.
   * @throws with the words of whoever refuses one
   */
  public async apply(objects: readonly object[], { validate = true }: { readonly validate?: boolean } = {}): Promise<void> {
    const items = JSON.parse(JSON.stringify(objects), (key, value: unknown) => (key === 'image' && typeof value === 'string' ? images[value] ?? value : value));
    const args = ['apply', '--server-side', '--force-conflicts', `--validate=${validate}`, '-f', '-'];
    const { code, error } = await kubectlBeside(KUBECTL, args, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    if (code !== 0) { throw new Error(error); }
  }

  /** Runs kubectl in it. @returns what it printed; nothing where it failed */
  public async kubectl(...args: readonly string[]): Promise<string> {
    return (await ask('-n', this.name, ...args)).out;
  }

  /** Asks Kubernetes to take a pod away, as one who empties a node does. @returns what it says */
  public async evict(pod: string): Promise<string> {
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace: this.name } };
    const { out, error } = await kubectlBeside(KUBECTL, ['create', '--raw', `/api/v1/namespaces/${this.name}/pods/${pod}/eviction`, '-f', '-'], JSON.stringify(eviction));
    return `${out}${error}`;
  }

  /** Whether a condition of an object holds. */
  public async is(kind: string, name: string, condition: string): Promise<boolean> {
    return await this.kubectl('get', kind, name, '-o', `jsonpath={.status.conditions[?(@.type=="${condition}")].status}`) === 'True';
  }

  /** Waits until a condition of an object holds. @throws with what is seen of it when time is over */
  public async until(kind: string, name: string, condition: string, within: number = PATIENCE): Promise<void> {
    try {
      await eventually(within, () => this.is(kind, name, condition), (holds) => holds);
    } catch {
      throw new Error(`${kind} ${name} is not ${condition} after ${within} s:\n${await this.seen(kind, name)}`);
    }
  }

  /** How many pods of a StatefulSet Kubernetes calls ready. */
  public async readyOf(statefulSet: string): Promise<number> {
    return Number(await this.kubectl('get', 'statefulset', statefulSet, '-o', 'jsonpath={.status.readyReplicas}') || 0);
  }

  /** What a Job's containers said, and whether it came to its end in success. */
  public async job(name: string, within: number = PATIENCE): Promise<{ readonly succeeded: boolean; readonly log: string }> {
    const ended = await eventually(within, () => this.kubectl('get', 'job', name, '-o', 'jsonpath={.status.conditions[?(@.status=="True")].type}'), (types) => /Complete|Failed/.test(types))
      .catch(() => 'too late');
    return { succeeded: /Complete/.test(ended), log: await this.kubectl('logs', `job/${name}`, '--all-containers', '--tail=400') };
  }

  /** What a person who looks sees of it: conditions, events, and the logs of every container, also those before its last restart. */
  public async seen(kind: string, name: string): Promise<string> {
    const conditions = this.kubectl('get', kind, name, '-o', 'jsonpath={.status.conditions}');
    const events = this.kubectl('get', 'events', '-o', 'jsonpath={range .items[*]}{.reason}: {.message}{"\\n"}{end}');
    const pods = (await this.kubectl('get', 'pods', '-o', 'jsonpath={.items[*].metadata.name}')).split(' ').filter((pod) => pod !== '');
    const logs = pods.flatMap((pod) => [[], ['--previous']].map((more) => this.kubectl('logs', pod, '--all-containers', '--tail=200', ...more)));
    return (await Promise.all([conditions, events, ...logs])).join('\n');
  }

  /** What runs in it: the images of its pods, and the versions that the Tempo operator tells of itself and of Tempo. */
  public async versions(): Promise<string[]> {
    const lines = await Promise.all([
      this.kubectl('get', 'pods', '-o', 'jsonpath={range .items[*]}{range .spec.initContainers[*]}{.image}{"\\n"}{end}{range .spec.containers[*]}{.image}{"\\n"}{end}{end}'),
      this.kubectl('get', 'tempomonolithics,tempostacks', '-o', 'jsonpath={range .items[*]}{"Tempo operator "}{.status.operatorVersion}{", Tempo "}{.status.tempoVersion}{"\\n"}{end}'),
    ]);
    return lines.flatMap((text) => text.split('\n')).filter((line) => line !== '' && !line.includes(' ,'));
  }

  /** Asks for its end, and does not wait for it. */
  public async remove(): Promise<void> {
    await ask('delete', 'namespace', this.name, '--wait=false');
  }
}

/** How long a person waits for the cluster, in seconds: E2E_PATIENCE on a slow one. */
export const PATIENCE = Number(process.env.E2E_PATIENCE ?? 240);

/** Does something in a namespace that is removed afterwards. */
export async function inNamespace<T>(what: (namespace: Namespace) => Promise<T>, options: { readonly restricted?: boolean } = {}): Promise<T> {
  const namespace = await Namespace.make(options);
  try {
    return await what(namespace);
  } finally {
    note(await namespace.versions());
    await namespace.remove();
  }
}

/** Removes objects that are in no namespace of a scene's own. */
export async function removeObjects(objects: readonly object[]): Promise<void> {
  await kubectlBeside(KUBECTL, ['delete', '--ignore-not-found', '--wait=false', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
}
