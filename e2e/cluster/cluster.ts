import { readFileSync } from 'node:fs';
import { Answer, kubectl as run, restrictedNamespace } from '../scenes/kubectl';

/** Images that the cluster can pull instead of those in the manifests: a JSON object in the file E2E_IMAGES, from what is written to what is used. */
const images: { readonly [written: string]: string } = process.env.E2E_IMAGES ? JSON.parse(readFileSync(process.env.E2E_IMAGES, 'utf8')) : {};

/** Runs kubectl (or the program E2E_KUBECTL) against the cluster of KUBECONFIG. */
const kubectl = (args: readonly string[], input?: string): Answer => run(process.env.E2E_KUBECTL ?? 'kubectl', args, input);

/** The cluster's version. @throws when there is no cluster, or it has no Tempo operator */
export function requireCluster(): string {
  const version = kubectl(['version', '-o', 'json']);
  if (version.code !== 0) { throw new Error(`no cluster answers kubectl (set KUBECONFIG): ${version.error}`); }
  if (kubectl(['get', 'crd', 'tempomonolithics.tempo.grafana.com']).code !== 0) { throw new Error('the cluster has no Tempo operator: install it, docs/tutorial.md says how'); }
  return JSON.parse(version.out).serverVersion.gitVersion;
}

/** A namespace of its own for a scene, in which Pods have to be of the Pod Security Standard "restricted". */
export class Namespace {
  constructor(public readonly name: string) {
    this.must(['apply', '--server-side', '-f', '-'], JSON.stringify(restrictedNamespace(name, 'enforce')));
  }

  /** Applies objects, with the images that this cluster has. @throws with the server's words when it refuses one */
  public apply(objects: readonly object[]): void {
    const items = JSON.parse(JSON.stringify(objects), (key, value: unknown) => (key === 'image' && typeof value === 'string' ? images[value] ?? value : value));
    this.must(['-n', this.name, 'apply', '--server-side', '--force-conflicts', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  }

  /** Whether a condition of an object holds. */
  public is(kind: string, name: string, condition: string): boolean {
    const { out } = kubectl(['-n', this.name, 'get', kind, name, '-o', `jsonpath={.status.conditions[?(@.type=="${condition}")].status}`]);
    return out === 'True';
  }

  /** What a person who looks sees of it: conditions, events, and the logs of every container, also those before its last restart. */
  public seen(kind: string, name: string): string {
    const conditions = kubectl(['-n', this.name, 'get', kind, name, '-o', 'jsonpath={.status.conditions}']).out;
    const events = kubectl(['-n', this.name, 'get', 'events', '-o', 'jsonpath={range .items[*]}{.reason}: {.message}{"\\n"}{end}']).out;
    const pods = kubectl(['-n', this.name, 'get', 'pods', '-o', 'jsonpath={.items[*].metadata.name}']).out.split(' ').filter((pod) => pod !== '');
    const logs = pods.flatMap((pod) => [[], ['--previous']].map((more) => kubectl(['-n', this.name, 'logs', pod, '--all-containers', '--tail=200', ...more]).out));
    return [conditions, events, ...logs].join('\n');
  }

  /** Asks for its end, and does not wait for it. */
  public remove(): void {
    kubectl(['delete', 'namespace', this.name, '--wait=false']);
  }

  private must(args: readonly string[], input: string): void {
    const { code, error } = kubectl(args, input);
    if (code !== 0) { throw new Error(error); }
  }
}
