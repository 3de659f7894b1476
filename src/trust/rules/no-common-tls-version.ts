import { rule } from './rule';

export const noCommonTlsVersion = rule({
  id: 'OT114',
  severity: 'error',
  title: 'client and server have no TLS version in common',
  what: 'The lowest version that one side allows is above the highest that the other speaks.',
  why: 'The handshake ends with "tls: client offered only unsupported versions" or "remote error: tls: protocol version not supported" (Go crypto/tls). '
    + "In Tempo's case a list of TLS 1.3 cipher suites is enough for it: Go then has nothing to offer for TLS 1.2.",
  fix: 'lower the minimum of the one side, or raise the maximum of the other',
  violating: `
apiVersion: v1
kind: ConfigMap
metadata: {name: tempo, namespace: tracing}
data:
  tempo.yaml: |
    distributor: {receivers: {otlp: {protocols: {grpc: {endpoint: '0.0.0.0:4317'}}}}}
    metrics_generator:
      storage:
        remote_write: [{url: 'https://receive.tracing.svc:19291/api/v1/receive', tls_config: {ca_file: /ca/ca.crt, max_version: TLS12}}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: tempo, namespace: tracing}
spec:
  template:
    spec:
      containers:
        - {name: tempo, image: 'docker.io/grafana/tempo:2.10.8', args: [-config.file=/conf/tempo.yaml], volumeMounts: [{name: conf, mountPath: /conf}, {name: ca, mountPath: /ca}]}
      volumes: [{name: conf, configMap: {name: tempo}}, {name: ca, configMap: {name: storage-ca}}]
---
apiVersion: v1
kind: Service
metadata: {name: receive, namespace: tracing}
spec: {selector: {app: receive}, ports: [{port: 19291}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: receive, namespace: tracing}
spec:
  template:
    metadata: {labels: {app: receive}}
    spec:
      containers:
        - name: receive
          image: quay.io/thanos/thanos:v0.42.0
          args: [receive, --remote-write.server-tls-cert=/tls/tls.crt, --remote-write.server-tls-key=/tls/tls.key, --remote-write.server-tls-min-version=1.3]
          volumeMounts: [{name: tls, mountPath: /tls}]
      volumes: [{name: tls, secret: {secretName: receive-tls}}]
---
apiVersion: v1
kind: Secret
metadata: {name: receive-tls, namespace: tracing}
stringData:
  tls.crt: (leaf receive.tracing.svc of one)
  tls.key: (key of receive.tracing.svc)
`,
  satisfying: `
apiVersion: v1
kind: ConfigMap
metadata: {name: tempo, namespace: tracing}
data:
  tempo.yaml: |
    distributor: {receivers: {otlp: {protocols: {grpc: {endpoint: '0.0.0.0:4317'}}}}}
    metrics_generator:
      storage:
        remote_write: [{url: 'https://receive.tracing.svc:19291/api/v1/receive', tls_config: {ca_file: /ca/ca.crt}}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: tempo, namespace: tracing}
spec:
  template:
    spec:
      containers:
        - {name: tempo, image: 'docker.io/grafana/tempo:2.10.8', args: [-config.file=/conf/tempo.yaml], volumeMounts: [{name: conf, mountPath: /conf}, {name: ca, mountPath: /ca}]}
      volumes: [{name: conf, configMap: {name: tempo}}, {name: ca, configMap: {name: storage-ca}}]
---
apiVersion: v1
kind: Service
metadata: {name: receive, namespace: tracing}
spec: {selector: {app: receive}, ports: [{port: 19291}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: receive, namespace: tracing}
spec:
  template:
    metadata: {labels: {app: receive}}
    spec:
      containers:
        - name: receive
          image: quay.io/thanos/thanos:v0.42.0
          args: [receive, --remote-write.server-tls-cert=/tls/tls.crt, --remote-write.server-tls-key=/tls/tls.key, --remote-write.server-tls-min-version=1.3]
          volumeMounts: [{name: tls, mountPath: /tls}]
      volumes: [{name: tls, secret: {secretName: receive-tls}}]
---
apiVersion: v1
kind: Secret
metadata: {name: receive-tls, namespace: tracing}
stringData:
  tls.crt: (leaf receive.tracing.svc of one)
  tls.key: (key of receive.tracing.svc)
`,
  on: 'connection',
  check: ({ client, server }) => {
    if (!client.tls || server?.tls !== true) { return 'not applicable'; }
    const above = (low: string | undefined, high: string | undefined) => low !== undefined && high !== undefined && low > high;
    const related = [server.ref];
    if (above(client.minVersion, server.maxVersion)) {
      return [{
        message: `${client.product} allows TLS ${client.minVersion} and newer, and ${server.product} speaks TLS ${server.maxVersion} at most`, resource: client.ref, related,
      }];
    }
    if (above(server.minVersion, client.maxVersion)) {
      return [{
        message: `${server.product} allows TLS ${server.minVersion} and newer, and ${client.product} speaks TLS ${client.maxVersion} at most`, resource: client.ref, related,
      }];
    }
    return 'satisfied';
  },
});
