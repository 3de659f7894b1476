import { rule } from './rule';
import { blocked } from '../policies/finding';

export const ingressBlocked = rule({
  id: 'OT501',
  severity: 'error',
  title: 'a NetworkPolicy does not let the client in to the server',
  what: 'A NetworkPolicy restricts who may connect to the server\'s pods, and no rule of any such policy allows the client\'s pods at that port.',
  why: 'Once a policy with the type Ingress selects pods (every policy that names no types has it), everything that no rule allows is dropped. A podSelector without a namespaceSelector '
    + 'means pods of the policy\'s own namespace (Kubernetes, Network Policies; networking.k8s.io/v1).',
  fix: 'add an ingress rule for the client\'s pods and the server\'s container port',
  violating: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: minio, namespace: tracing}
spec:
  podSelector: {matchLabels: {app: minio}}
  ingress:
    - from: [{podSelector: {matchLabels: {app: tempo}}}]
      ports: [{port: 9000}]
`,
  satisfying: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: minio, namespace: tracing}
spec:
  podSelector: {matchLabels: {app: minio}}
  ingress:
    - from: [{podSelector: {matchLabels: {app.kubernetes.io/name: tempo-monolithic, app.kubernetes.io/instance: traces}}}]
      ports: [{port: 9000}]
`,
  on: 'connection',
  check: (connection, world) => blocked(connection, world, 'ingress'),
});
