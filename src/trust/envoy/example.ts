/** What an example of a rule has Envoy do. */
export interface Example {
  readonly version?: string;
  readonly listen?: string;
  readonly port?: number;
  /** the lines of the validation_context, in YAML's flow style; none where it is absent */
  readonly validation?: string;
  readonly alpn?: string;
  readonly route?: string;
  readonly router?: string;
  readonly endpoint?: string;
}

/** The manifests of a querier with an Envoy beside it, for the examples of rules. */
export function envoyExample(example: Example): string {
  const {
    version = 'v1.31.0', listen = '127.0.0.1', port = 10000, validation = '{trusted_ca: {filename: /etc/tls/ca.crt}, match_typed_subject_alt_names: [{san_type: DNS, matcher: {exact: thanos.eu1.example.com}}]}',
    alpn = '[h2]', route = '{cluster: eu1, timeout: 0s}', router = 'http2_protocol_options: {}',
  } = example;
  const type = 'type.googleapis.com/envoy.extensions';
  return `
apiVersion: apps/v1
kind: Deployment
metadata: {name: thanos-query, namespace: monitoring}
spec:
  selector: {matchLabels: {app: thanos-query}}
  template:
    metadata: {labels: {app: thanos-query}}
    spec:
      containers:
        - {name: thanos, image: 'quay.io/thanos/thanos:v0.41.0', args: [query, '--endpoint=127.0.0.1:10000']}
        - name: envoy
          image: docker.io/envoyproxy/envoy:${version}
          args: [-c, /etc/envoy/envoy.yaml]
          volumeMounts: [{name: envoy, mountPath: /etc/envoy}, {name: tls, mountPath: /etc/tls}]
      volumes: [{name: envoy, configMap: {name: envoy}}, {name: tls, secret: {secretName: eu1-tls}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: envoy, namespace: monitoring}
data:
  envoy.yaml: |
    static_resources:
      listeners:
        - name: eu1
          address: {socket_address: {address: ${listen}, port_value: ${port}}}
          filter_chains:
            - filters:
                - name: envoy.filters.network.http_connection_manager
                  typed_config:
                    "@type": ${type}.filters.network.http_connection_manager.v3.HttpConnectionManager
                    stat_prefix: eu1
                    route_config: {virtual_hosts: [{name: eu1, domains: ["*"], routes: [{match: {prefix: /}, route: ${route}}]}]}
                    http_filters: [{name: envoy.filters.http.router, typed_config: {"@type": ${type}.filters.http.router.v3.Router}}]
      clusters:
        - name: eu1
          type: STRICT_DNS
          load_assignment:
            cluster_name: eu1
            endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: thanos.eu1.example.com, port_value: 443}}}}]}]
          typed_extension_protocol_options:
            envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
              "@type": ${type}.upstreams.http.v3.HttpProtocolOptions
              explicit_http_config: {${router}}
          transport_socket:
            name: envoy.transport_sockets.tls
            typed_config:
              "@type": ${type}.transport_sockets.tls.v3.UpstreamTlsContext
              sni: thanos.eu1.example.com
              common_tls_context:
                alpn_protocols: ${alpn}
                tls_params: {tls_maximum_protocol_version: TLSv1_3}
                tls_certificates: [{certificate_chain: {filename: /etc/tls/tls.crt}, private_key: {filename: /etc/tls/tls.key}}]
${validation === '' ? '' : `                validation_context: ${validation}\n`}`;
}
