import { rule } from './rule';
import { policiesOf } from '../policies/passage';
import { readPolicy } from '../policies/policy';

export const policySelectsNobody = rule({
  id: 'OT505',
  severity: 'note',
  title: 'a NetworkPolicy selects no pods, and misses some by one label',
  what: 'The podSelector of a NetworkPolicy agrees with the labels of some pods but for the value of one label, and selects no other pods of the manifests.',
  why: 'A policy that selects nobody does nothing, and says nothing about it: what it was to deny stays open, what it was to allow stays denied (Kubernetes, Network Policies).',
  fix: 'write the label as the pods have it, or leave it if the policy is for pods that are not in these manifests',
  violating: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: traces, namespace: tracing}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/name: tempo-monolithic, app.kubernetes.io/instance: trace}}
  ingress: [{ports: [{port: 4317}]}]
`,
  satisfying: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: traces, namespace: tracing}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/name: tempo-monolithic, app.kubernetes.io/instance: traces}}
  ingress: [{ports: [{port: 4317}]}]
`,
  on: 'object',
  kinds: ['NetworkPolicy'],
  check: (object, world) => {
    if (object.kind !== 'NetworkPolicy' || object.apiVersion !== 'networking.k8s.io/v1') { return 'not applicable'; }
    const near = policiesOf(world).podIndex.nearMiss(readPolicy(object));
    if (!near) { return 'satisfied'; }
    const { pods, key, wanted, has } = near;
    return [{
      message: `NetworkPolicy ${object.metadata.name} selects no pods: it asks for ${key}=${wanted}, and those of ${pods.object.kind} ${pods.object.metadata.name} have ${key}=${has}`,
      resource: world.inventory.ref(object, 'spec.podSelector'),
      related: [world.inventory.ref(pods.object)],
    }];
  },
});
