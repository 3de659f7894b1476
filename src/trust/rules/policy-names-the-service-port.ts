import { rule } from './rule';
import { blockedByPort } from '../policies/finding';

export const policyNamesTheServicePort = rule({
  id: 'OT503',
  severity: 'error',
  title: 'a NetworkPolicy names the Service\'s port, and the pods listen on another',
  what: 'A NetworkPolicy allows the right pods at the port of the Service (by number or by name), and the Service leads to another port of the pods.',
  why: 'A Service translates the port before policies look at it: they see the container\'s port. The Tempo operator left the port out of its policies for that reason '
    + '(tempo-operator 0.22.0, internal/manifests/networkpolicies/components.go, #1363). Named ports of a policy are those of the containers, not those of the Service.',
  fix: 'name the container\'s port in the policy',
  violating: `
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: tracing}
spec: {selector: {app: minio}, ports: [{name: https, port: 443, targetPort: 9000}]}
---
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.tracing.svc:443', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: minio, namespace: tracing}
spec:
  podSelector: {matchLabels: {app: minio}}
  ingress:
    - from: [{podSelector: {matchLabels: {app.kubernetes.io/name: tempo-monolithic}}}]
      ports: [{port: 443}]
`,
  satisfying: `
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: tracing}
spec: {selector: {app: minio}, ports: [{name: https, port: 443, targetPort: 9000}]}
---
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: 'https://minio.tracing.svc:443', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: minio, namespace: tracing}
spec:
  podSelector: {matchLabels: {app: minio}}
  ingress:
    - from: [{podSelector: {matchLabels: {app.kubernetes.io/name: tempo-monolithic}}}]
      ports: [{port: 9000}]
`,
  on: 'connection',
  check: blockedByPort,
});
