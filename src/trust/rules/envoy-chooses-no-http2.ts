import { rule } from './rule';

const example = (alpn: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: query, namespace: tracing}
spec:
  template:
    metadata: {labels: {app: query}}
    spec:
      containers:
        - name: query
          image: quay.io/thanos/thanos:v0.42.4
          args: [query, '--endpoint=store.tracing.svc:10901', --grpc-client-tls-secure, --grpc-client-tls-ca=/ca/ca.crt]
          volumeMounts: [{name: ca, mountPath: /ca}]
      volumes: [{name: ca, configMap: {name: storage-ca}}]
---
apiVersion: v1
kind: Service
metadata: {name: store, namespace: tracing}
spec: {selector: {app: store}, ports: [{port: 10901, targetPort: 10943}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: store, namespace: tracing}
spec:
  template:
    metadata: {labels: {app: store}}
    spec:
      containers:
        - {name: store, image: 'quay.io/thanos/thanos:v0.42.4', args: [store, --grpc-address=127.0.0.1:10901]}
        - {name: envoy, image: 'docker.io/envoyproxy/envoy:v1.39.1', args: [-c, /etc/envoy/envoy.yaml], volumeMounts: [{name: envoy, mountPath: /etc/envoy}, {name: tls, mountPath: /tls}]}
      volumes: [{name: envoy, configMap: {name: envoy}}, {name: tls, secret: {secretName: store-tls}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: envoy, namespace: tracing}
data:
  envoy.yaml: |
    static_resources:
      listeners:
        - name: in
          address: {socket_address: {address: 0.0.0.0, port_value: 10943}}
          filter_chains:
            - transport_socket:
                name: envoy.transport_sockets.tls
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                  common_tls_context:${alpn}
                    tls_certificates: [{certificate_chain: {filename: /tls/tls.crt}, private_key: {filename: /tls/tls.key}}]
              filters: [{name: envoy.filters.network.tcp_proxy, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy, stat_prefix: in, cluster: local}}]
      clusters:
        - name: local
          type: STATIC
          load_assignment: {cluster_name: local, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: 10901}}}}]}]}
---
apiVersion: v1
kind: Secret
metadata: {name: store-tls, namespace: tracing}
stringData:
  tls.crt: (leaf store.tracing.svc of one)
  tls.key: (key of store.tracing.svc)
`;

export const envoyChoosesNoHttp2 = rule({
  id: 'OT348',
  severity: 'error',
  title: 'Envoy ends the TLS of gRPC and does not choose HTTP/2',
  what: 'A client of Thanos v0.40 or later dials a listener of Envoy with TLS, whose alpn_protocols has no h2 or is absent.',
  why: 'A listener chooses a protocol only where alpn_protocols names it (envoy, api/envoy/extensions/transport_sockets/tls/v3/tls.proto, CommonTlsContext), and gRPC for Go '
    + 'refuses a server that chooses none since v1.67, which Thanos has since v0.40: "cannot check peer: missing selected ALPN property" (grpc-go, credentials/tls.go).',
  fix: 'set alpn_protocols: [h2] in the common_tls_context of the listener',
  violating: example(''),
  satisfying: example('\n                    alpn_protocols: [h2]'),
  on: 'connection',
  check: ({ client, server }) => {
    if (!client.demandsHttp2 || server?.alpn === undefined) { return 'not applicable'; }
    if (server.alpn.includes('h2')) { return 'satisfied'; }
    const chosen = server.alpn.length === 0 ? 'no alpn_protocols' : `alpn_protocols ${server.alpn.join(', ')}, without h2`;
    return [{ message: `${server.product} has ${chosen} on port ${server.port}, and ${client.product} refuses a server that does not choose h2`, resource: server.ref, related: [client.ref] }];
  },
});
