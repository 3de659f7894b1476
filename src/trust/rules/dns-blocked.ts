import { rule } from './rule';
import { blockedDns } from '../policies/finding';

export const dnsBlocked = rule({
  id: 'OT502',
  severity: 'error',
  title: 'a NetworkPolicy does not let the client ask DNS',
  what: 'A client dials a name, a NetworkPolicy restricts where its pods may connect to, and no rule of any such policy can be meant for the cluster\'s DNS over UDP.',
  why: 'A policy that allows the server alone blocks the question for its name, and nothing is ever dialled (kubernetes.io, Network Policies; tempo-operator 0.22.0 adds allow-dns to its own '
    + 'policies, internal/manifests/networkpolicies/policies.go). Resolvers ask over UDP first; a port without a protocol is TCP; a podSelector alone means the policy\'s own namespace, where DNS is not.',
  fix: 'allow UDP and TCP 53 to the pods k8s-app=kube-dns of namespace kube-system (on OpenShift 5353 to namespace openshift-dns)',
  violating: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: traces-storage, namespace: tracing}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/name: tempo-monolithic}}
  policyTypes: [Egress]
  egress:
    - to: [{podSelector: {matchLabels: {app: minio}}}]
      ports: [{protocol: TCP, port: 9000}]
`,
  satisfying: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: traces-storage, namespace: tracing}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/name: tempo-monolithic}}
  policyTypes: [Egress]
  egress:
    - to: [{podSelector: {matchLabels: {app: minio}}}]
      ports: [{protocol: TCP, port: 9000}]
    - to:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
          podSelector: {matchLabels: {k8s-app: kube-dns}}
      ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
`,
  on: 'connection',
  check: blockedDns,
});
