import { rule } from './rule';
import { blocked } from '../policies/finding';

export const egressBlocked = rule({
  id: 'OT500',
  severity: 'error',
  title: 'a NetworkPolicy does not let the client out to the server',
  what: 'A NetworkPolicy restricts where the client\'s pods may connect to, and no rule of any such policy allows the pods and the port that they dial.',
  why: 'Once a policy with the type Egress selects pods, everything that no rule allows is dropped, and the client waits until its timeout: no TLS handshake even begins. '
    + 'Policies add up, and see the pods\' own port, after the Service has translated it (Kubernetes, Network Policies; networking.k8s.io/v1).',
  fix: 'add an egress rule for the server\'s pods and their container port',
  violating: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: traces, namespace: tracing}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/name: tempo-monolithic, app.kubernetes.io/instance: traces}}
  policyTypes: [Egress]
  egress:
    - to: [{podSelector: {matchLabels: {app.kubernetes.io/name: minio}}}]
      ports: [{port: 9000}]
    - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
      ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
`,
  satisfying: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: traces, namespace: tracing}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/name: tempo-monolithic, app.kubernetes.io/instance: traces}}
  policyTypes: [Egress]
  egress:
    - to: [{podSelector: {matchLabels: {app: minio}}}]
      ports: [{port: 9000}]
    - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
      ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
`,
  on: 'connection',
  check: (connection, world) => blocked(connection, world, 'egress'),
});
