import { IConstruct } from 'constructs';
import { invalid } from '../kube/invalid';
import { requireMap } from '../kube/kinds';

/** The variable with the pod's own name. */
export const POD_NAME = { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } } as const;

/**
 * Labels of everything that a component makes, as flags: `--label=name="value"`, the value quoted as in Go (v0.42.4, cmd/thanos/config.go
 * parseFlagLabels). The one that tells pods apart holds the pod's name.
 *
 * @throws for names that are no labels, and for values that the kubelet would take for variables
 */
export function labelFlags(where: IConstruct, labels: { readonly [name: string]: unknown } | undefined, replicaLabel: string): string[] {
  const given = Object.entries(requireMap(where, 'externalLabels', labels ?? {}, 'a map of names to texts')).map(([name, value]) => {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) || typeof value !== 'string' || value === '' || /[\u0000-\u001f]/.test(value) || value.includes('$(')) {
      throw invalid(where, {
        what: 'externalLabels has an entry that is no label',
        got: { [name]: value },
        allowed: 'names of letters, digits and "_"; values of text without control characters and without "$("',
        fix: "write { cluster: 'eu1' }",
      });
    }
    if (name === replicaLabel) {
      throw invalid(where, { what: `externalLabels sets ${name}, which tells the pods apart`, got: value, allowed: 'any other name', fix: 'leave it out, or choose another replicaLabel' });
    }
    return `--label=${name}=${JSON.stringify(value)}`;
  });
  return [...given, `--label=${replicaLabel}="$(${POD_NAME.name})"`];
}

/** The label that tells pods apart, and that queriers deduplicate by. */
export function requireReplicaLabel(where: IConstruct, value: unknown): string {
  if (typeof value !== 'string' || !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(value)) {
    throw invalid(where, { what: 'replicaLabel is no name of a label', got: value, allowed: 'letters, digits and "_", not beginning with a digit', fix: 'leave it out' });
  }
  return value;
}
