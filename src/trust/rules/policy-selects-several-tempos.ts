import { rule } from './rule';
import { namespaceOf } from '../inventory';
import { requirements } from '../policies/selector';
import { isMap } from '../values';

/** What the Tempo operator names the pods of its two kinds; and an index of each kind that has all under one key. */
const KINDS: { readonly [name: string]: { readonly kind: string; readonly all: () => readonly string[] } | undefined } = {
  'tempo-monolithic': { kind: 'TempoMonolithic', all: () => [''] },
  'tempo': { kind: 'TempoStack', all: () => [''] },
};
const NAME = 'app.kubernetes.io/name';
const INSTANCE = 'app.kubernetes.io/instance';

export const policySelectsSeveralTempos = rule({
  id: 'OT504',
  severity: 'warning',
  title: 'a NetworkPolicy for one Tempo selects the pods of several',
  what: 'A NetworkPolicy selects the pods of the Tempo operator by their name and not by their instance, and its namespace has several instances.',
  why: 'The operator gives all instances the same app.kubernetes.io/name; only app.kubernetes.io/instance tells them apart (tempo-operator 0.22.0, internal/manifests/monolithic/labels.go). '
    + 'What is allowed to one is then allowed to all, and what is denied to one is denied to all, also to those that come later.',
  fix: 'add app.kubernetes.io/instance to the podSelector, and write one policy for each instance',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: others, namespace: tracing}
spec: {storage: {traces: {backend: pv}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: traces, namespace: tracing}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/name: tempo-monolithic}}
  policyTypes: [Ingress]
  ingress: [{ports: [{port: 4317}]}]
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: others, namespace: tracing}
spec: {storage: {traces: {backend: pv}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: traces, namespace: tracing}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/name: tempo-monolithic, app.kubernetes.io/instance: traces}}
  policyTypes: [Ingress]
  ingress: [{ports: [{port: 4317}]}]
`,
  on: 'object',
  kinds: ['NetworkPolicy'],
  check: (object, { inventory }) => {
    if (object.kind !== 'NetworkPolicy' || object.apiVersion !== 'networking.k8s.io/v1' || !isMap(object.spec)) { return 'not applicable'; }
    const wanted = requirements(object.spec.podSelector) ?? [];
    const made = wanted.flatMap(({ key, operator, values }) => (key === NAME && operator === 'In' && values.length === 1 ? [KINDS[values[0]]] : []))[0];
    if (!made || !wanted.every(({ key, operator }) => key === NAME || (key === 'app.kubernetes.io/managed-by' && operator === 'In'))) {
      return made ? 'satisfied' : 'not applicable';
    }
    const namespace = namespaceOf(object);
    const instances = inventory.having(made.kind, namespace, '', made.all).map((o) => o.metadata.name).sort();
    if (instances.length < 2) { return 'satisfied'; }
    return [{
      message: `NetworkPolicy ${object.metadata.name} selects the pods of ${instances.slice(0, 5).join(', ')}: it names no ${INSTANCE}`,
      resource: inventory.ref(object, 'spec.podSelector'),
      related: instances.slice(0, 5).map((name) => inventory.refTo(made.kind, namespace, name)),
    }];
  },
});
