import { ApiObjectMetadata } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { identity } from '../kube/emit';
import { invalid } from '../kube/invalid';

/** The kinds of Tempo that the operator runs. */
export type TempoKind = 'TempoMonolithic' | 'TempoStack';

/**
 * How long a resource's name may be, which is less than the 63 characters that the operator's webhook allows. The operator annotates pods
 * with the hashes of the certificates it makes for them, under "cert-hash-" and the Secret's name, and such a name has 63 characters at most
 * (tempo-operator 0.22.0, internal/manifests/manifestutils/annotations.go):
 * - TempoMonolithic: "cert-hash-tempo-NAME-signing-ca"
 * - TempoStack: "cert-hash-tempo-NAME-metrics-generator-mtls"
 */
const MAX_NAME: { readonly [kind in TempoKind]: number } = { TempoMonolithic: 36, TempoStack: 24 };

const taken = new WeakMap<IConstruct, Map<string, { kind: TempoKind; path: string }>>();

/**
 * Name and namespace of a Tempo.
 *
 * @throws for a name that the operator's own objects could not carry, and for one that a Tempo of the other kind has in the namespace
 */
export function tempoIdentity(
  scope: Construct, id: string, kind: TempoKind, metadata: ApiObjectMetadata | undefined,
): { name: string; namespace: string } {
  const found = identity(scope, id, metadata, MAX_NAME[kind]);
  const names = taken.get(scope.node.root) ?? new Map<string, { kind: TempoKind; path: string }>();
  taken.set(scope.node.root, names);
  const key = `${found.namespace}/${found.name}`;
  const other = names.get(key);
  if (other !== undefined) {
    throw invalid(`${scope.node.path}/${id}`, {
      what: other.kind === kind
        ? `two objects ${kind} have one name in one namespace, so one of them would be lost`
        : 'a TempoMonolithic and a TempoStack cannot have the same name in one namespace: the operator refuses the second',
      saw: `${key}, which ${other.path} has`,
      fix: 'give one of them another metadata.name or namespace',
    });
  }
  names.set(key, { kind, path: `${scope.node.path}/${id}` });
  return found;
}

/** A Service of a Tempo, as the operator names it. */
export function tempoService(name: string, component?: string): string {
  return component === undefined ? `tempo-${name}` : `tempo-${name}-${component}`;
}
