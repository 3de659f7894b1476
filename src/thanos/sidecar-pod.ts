import { IConstruct } from 'constructs';
import { invalid } from '../kube/invalid';
import { isTree } from '../kube/merge';

type Part = { readonly [key: string]: any };

/** What a sidecar adds to somebody else's pod. */
export interface SidecarParts {
  readonly containers: readonly Part[];
  /** to be run before all others */
  readonly initContainers: readonly Part[];
  readonly volumes: readonly Part[];
}

/**
 * The spec of a pod with a sidecar in it.
 *
 * @throws for what is no spec of a pod, and for one that has a part of the sidecar already
 */
export function withSidecar(where: IConstruct, podSpec: { [field: string]: any }, made: () => SidecarParts): { [field: string]: any } {
  if (!isTree(podSpec) || !Array.isArray(podSpec.containers)) {
    throw invalid(where, { what: 'podSpec is not the spec of a pod', got: podSpec, allowed: 'a map with containers', fix: 'pass spec.template.spec of Prometheus\' StatefulSet' });
  }
  const { containers, initContainers, volumes } = made();
  const both = (what: string, there: unknown, ours: readonly Part[]) => (Array.isArray(there) ? there : [])
    .filter(({ name }: any) => ours.some((part) => part.name === name)).map(({ name }: any) => `${what} ${name}`);
  const taken = [
    ...both('container', podSpec.containers, containers), ...both('init container', podSpec.initContainers, initContainers), ...both('volume', podSpec.volumes, volumes),
  ];
  if (taken.length > 0) { throw invalid(where, { what: 'podSpec has a part of the sidecar already', saw: taken.join(', '), fix: 'take it out, and call this once' }); }
  return {
    ...podSpec,
    ...(initContainers.length > 0 ? { initContainers: [...initContainers, ...(podSpec.initContainers ?? [])] } : {}),
    containers: [...podSpec.containers, ...containers],
    volumes: [...(podSpec.volumes ?? []), ...volumes],
  };
}
