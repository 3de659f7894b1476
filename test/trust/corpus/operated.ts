import { configMap, custom, mapVolume, secret, secretVolume, service, workload } from './kinds';
import { ca, leaf } from './pki';
import { bad, good, Tree } from './tree';

/** What stands in the resources of prometheus-operator as containers, volumes and files. */
const NS = 'monitoring';
const THANOS = 'quay.io/thanos/thanos:v0.42.4';
const HOST = 'prometheus-operated.monitoring.svc';
const pair = (name: string, hosts: string, of = 'one') => secret(name, { 'tls.crt': leaf(hosts, { of }).certificatePem, 'tls.key': leaf(hosts, { of }).privateKeyPem, 'ca.crt': ca(of).certificatePem }, NS);
const operated = (kind: string, name: string, spec: object) => custom('monitoring.coreos.com/v1', kind, name, spec, NS);
const TLS = ['--grpc-server-tls-cert=/tls/tls.crt', '--grpc-server-tls-key=/tls/tls.key'];
const mounted = [{ name: 'tls', mountPath: '/tls' }];
const volumes = [secretVolume('tls', 'server-tls')];

/** A querier that asks an address, and what it needs. */
const asking = (address: string, ...more: unknown[]): unknown[] => [
  pair('server-tls', HOST),
  configMap('roots', { 'ca.crt': ca().certificatePem }, NS),
  workload('Deployment', 'query', [{
    name: 'query', image: THANOS, args: ['query', `--endpoint=${address}`, '--grpc-client-tls-secure', '--grpc-client-tls-ca=/ca/ca.crt', `--grpc-client-server-name=${HOST}`], volumeMounts: [{ name: 'ca', mountPath: '/ca' }],
  }], { volumes: [mapVolume('ca', 'roots')] }, NS),
  ...more,
];
const sidecar = (spec: object, at = `${HOST}:10901`) => () => asking(at, operated('Prometheus', 'k8s', { volumes, ...spec }));
const patched = (patch: object, thanos: object = { version: 'v0.42.4' }) => sidecar({ thanos, containers: [{ name: 'thanos-sidecar', ...patch }] });
const ENDS = 'Prometheus/k8s Deployment/query Secret/server-tls';

/** A container of somebody's own beside Prometheus, and a Service that leads to it. */
const beside = (container: object, more: object = {}) => () => asking(`own.${NS}.svc:10911`,
  operated('Prometheus', 'k8s', { volumes: [...volumes, mapVolume('conf', 'envoy')], containers: [container], ...more }),
  service('own', { 'app.kubernetes.io/name': 'prometheus', 'prometheus': 'k8s', 'operator.prometheus.io/shard': '0' }, [{ port: 10911, targetPort: 'own' }], NS),
  configMap('envoy', { 'envoy.json': JSON.stringify(envoy) }, NS));
const own = (args: readonly string[]) => ({
  name: 'own-sidecar', image: THANOS, args: ['sidecar', '--grpc-address=:10911', '--prometheus.url=http://127.0.0.1:9090', ...args], ports: [{ name: 'own', containerPort: 10911 }], volumeMounts: mounted,
});
const typed = (name: string, more: object) => ({ '@type': `type.googleapis.com/envoy.extensions.${name}`, ...more });
const envoy = {
  static_resources: {
    listeners: [{
      address: { socket_address: { address: '0.0.0.0', port_value: 10911 } },
      filter_chains: [{
        transport_socket: {
          name: 'envoy.transport_sockets.tls',
          typed_config: typed('transport_sockets.tls.v3.DownstreamTlsContext', {
            common_tls_context: { alpn_protocols: ['h2'], tls_params: { tls_maximum_protocol_version: 'TLSv1_3' }, tls_certificates: [{ certificate_chain: { filename: '/tls/tls.crt' }, private_key: { filename: '/tls/tls.key' } }] },
          }),
        },
        filters: [{ name: 'envoy.filters.network.tcp_proxy', typed_config: typed('filters.network.tcp_proxy.v3.TcpProxy', { stat_prefix: 'a', cluster: 'thanos' }) }],
      }],
    }],
    clusters: [{ name: 'thanos', type: 'STATIC', load_assignment: { cluster_name: 'thanos', endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address: '127.0.0.1', port_value: 10901 } } } }] }] } }],
  },
};
const proxy = (path: string) => ({
  name: 'envoy', image: 'docker.io/envoyproxy/envoy:v1.31.0', args: ['-c', path], ports: [{ name: 'own', containerPort: 10911 }], volumeMounts: [...mounted, { name: 'conf', mountPath: '/etc/envoy' }],
});

/** A Prometheus with TLS on its web server, and a sidecar of somebody's own that asks it in its pod. */
const asksBeside = (url: string, client: object = {}) => () => [
  pair('server-tls', 'localhost'),
  configMap('web', { 'web.yml': JSON.stringify({ tls_server_config: { cert_file: '/tls/tls.crt', key_file: '/tls/tls.key' } }) }, NS),
  workload('StatefulSet', 'prometheus', [
    { name: 'prometheus', image: 'quay.io/prometheus/prometheus:v3.5.0', args: ['--config.file=/etc/prometheus.yml', '--web.config.file=/web/web.yml'], volumeMounts: [...mounted, { name: 'web', mountPath: '/web' }] },
    { name: 'thanos', image: THANOS, args: ['sidecar', `--prometheus.url=${url}`, `--prometheus.http-client=${JSON.stringify(client)}`], volumeMounts: mounted },
  ], { volumes: [...volumes, mapVolume('web', 'web')] }, NS),
];
const BESIDE = 'StatefulSet/prometheus ConfigMap/web Secret/server-tls';

/** A Prometheus that writes to another, whose web server has files. */
const writing = (file: string, listed: object, web: object = {}) => () => [
  pair('server-tls', HOST),
  configMap('roots', { 'ca.crt': ca().certificatePem }, NS),
  configMap('other', { 'ca.crt': ca('two').certificatePem }, NS),
  operated('Prometheus', 'a-first', { configMaps: ['other'], volumeMounts: [{ name: 'configmap-other', mountPath: '/ca' }] }),
  operated('Prometheus', 'k8s', { secrets: ['server-tls'], web: { tlsConfig: { certFile: '/etc/prometheus/secrets/server-tls/tls.crt', keyFile: '/etc/prometheus/secrets/server-tls/tls.key', ...web } } }),
  service('k8s', { 'app.kubernetes.io/instance': 'k8s' }, [{ port: 9090, targetPort: 'web' }], NS),
  operated('PrometheusAgent', 'agent', { ...listed, remoteWrite: [{ url: `https://k8s.${NS}.svc:9090/api/v1/write`, tlsConfig: { caFile: file, serverName: HOST } }] }),
];

/** A ruler that asks a querier and alerts, as files of Secrets have it. */
const ruling = (server: string, patch: readonly unknown[] = []) => () => [
  secret('ruler', {
    'query.yaml': JSON.stringify([{ scheme: 'https', static_configs: ['query.monitoring.svc:10902'], http_config: { tls_config: { ca_file: '/ca/ca.crt', server_name: server } } }]),
  }, NS),
  configMap('roots', { 'ca.crt': ca().certificatePem }, NS),
  configMap('web', { 'web.yml': JSON.stringify({ tls_server_config: { cert_file: '/tls/tls.crt', key_file: '/tls/tls.key' } }) }, NS),
  pair('server-tls', HOST),
  service('query', { app: 'query' }, [{ port: 10902 }], NS),
  workload('Deployment', 'query', [{ name: 'query', image: THANOS, args: ['query', '--http.config=/web/web.yml'], volumeMounts: [...mounted, { name: 'web', mountPath: '/web' }] }], { volumes: [...volumes, mapVolume('web', 'web')] }, NS),
  operated('ThanosRuler', 'rules', { queryConfig: { name: 'ruler', key: 'query.yaml' }, volumes: [mapVolume('ca', 'roots')], volumeMounts: [{ name: 'ca', mountPath: '/ca' }], containers: patch }),
];

/** A querier with TLS on its web server, and who scrapes it: a ScrapeConfig, or what a Secret adds to a Prometheus. */
const scraping = (...more: unknown[]) => () => [...ruling(HOST)().filter((object: any) => object.kind !== 'ThanosRuler'), ...more];
const TARGETS = ['query.monitoring.svc:10902'];
const scrapeConfig = (spec: object, targets = TARGETS) => custom('monitoring.coreos.com/v1alpha1', 'ScrapeConfig', 'query', { staticConfigs: [{ targets }], ...spec }, NS);
const trusting = (key = 'ca.crt') => ({ scheme: 'HTTPS', tlsConfig: { serverName: HOST, ca: { configMap: { name: 'roots', key } } } });
const adding = (job: object) => [
  secret('more', { 'jobs.yaml': JSON.stringify([{ job_name: 'query', static_configs: [{ targets: TARGETS }], ...job }]) }, NS),
  operated('Prometheus', 'k8s', { configMaps: ['roots'], additionalScrapeConfigs: { name: 'more', key: 'jobs.yaml' } }),
];
const ADDED = { scheme: 'https', tls_config: { ca_file: '/etc/prometheus/configmaps/roots/ca.crt', server_name: HOST } };

/** A policy that lets nobody in. */
const closed = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'closed', namespace: NS }, spec: { podSelector: {}, policyTypes: ['Ingress'] } };
const SERVED = { version: 'v0.42.4', volumeMounts: mounted, grpcServerTlsConfig: { certFile: '/tls/tls.crt', keyFile: '/tls/tls.key' } };

/** A store with the certificate that OpenShift makes, and a querier with the bundle that OpenShift writes into a ConfigMap, mounted whole. */
const onOpenShift = (file: string) => () => {
  const noted = (object: any, name: string, value: string) => ({ ...object, metadata: { ...object.metadata, annotations: { [`service.beta.openshift.io/${name}`]: value } } });
  return [
    noted(service('store', { app: 'store' }, [{ port: 10901 }], NS), 'serving-cert-secret-name', 'server-tls'),
    noted(configMap('roots', {}, NS), 'inject-cabundle', 'true'),
    workload('StatefulSet', 'store', [{ name: 'store', image: THANOS, args: ['store', ...TLS], volumeMounts: mounted }], { volumes }, NS),
    workload('Deployment', 'query', [{
      name: 'query', image: THANOS, args: ['query', '--endpoint=store.monitoring.svc:10901', '--grpc-client-tls-secure', `--grpc-client-tls-ca=/ca/${file}`], volumeMounts: [{ name: 'ca', mountPath: '/ca' }],
    }], { volumes: [mapVolume('ca', 'roots')] }, NS),
  ];
};

/** A proxy of which nothing is known, before a Prometheus that listens to its own pod only. */
const proxied = (port: number | string) => () => asking(`proxy.${NS}.svc:443`,
  operated('Prometheus', 'k8s', { listenLocal: true, containers: [{ name: 'proxy', image: 'example.com/proxy:1', ports: [{ name: 'tls', containerPort: 8443 }] }] }),
  service('proxy', { prometheus: 'k8s' }, [{ port: 443, targetPort: port }], NS));
const outwards = (port: number) => {
  const egress = [{ ports: [{ port: 53, protocol: 'UDP' }] }, { to: [{ podSelector: { matchLabels: { prometheus: 'k8s' } } }], ports: [{ port }] }];
  return { ...closed, metadata: { name: 'out', namespace: NS }, spec: { podSelector: { matchLabels: { app: 'query' } }, policyTypes: ['Egress'], egress } };
};

const LISTED = '/etc/prometheus/configmaps/roots/ca.crt';

export const OPERATED_GOOD: readonly Tree[] = [
  good('a piece with files for the sidecar', sidecar({ thanos: { grpcServerTlsConfig: { certFile: '/elsewhere/tls.crt', keyFile: '/elsewhere/tls.key' } } }), 'unverified'),
  good('a piece that is put over a Prometheus', writing(LISTED, {}), 'unverified'),
  good('a Prometheus and a piece that is put over it', () => [...writing(LISTED, {})(), operated('PrometheusAgent', 'agent', { replicas: 2, configMaps: ['roots'] })]),
  good('a proxy that nobody knows before a Prometheus', () => [...proxied('tls')(), outwards(8443)], 'unverified'),
  good('a port of which only the operator knows', proxied('reloader-web'), 'unverified'),
  good('a sidecar that asks its Prometheus over TLS', asksBeside('https://localhost:9090', { tls_config: { ca_file: '/tls/ca.crt' } }), 'proved'),
  good('a sidecar whose Prometheus listens elsewhere', asksBeside('http://localhost:9091'), ''),
  good('the bundle that OpenShift writes, mounted whole', onOpenShift('service-ca.crt'), 'consistent'),
  good('a policy, and pods with the network of their node', () => [...sidecar({ thanos: SERVED, hostNetwork: true })(), closed], 'proved'),
  good('a ScrapeConfig', scraping(scrapeConfig(trusting())), 'proved'),
  good('a ScrapeConfig of short names, of nobody knows which Prometheus', scraping(scrapeConfig(trusting(), ['query:10902'])), 'unverified'),
  good('a ScrapeConfig of short names, and a Prometheus that goes anywhere', scraping(scrapeConfig(trusting(), ['query:10902']),
    { ...operated('Prometheus', 'k8s', {}) as object, metadata: { name: 'k8s' } }), 'unverified'),
  good('a ScrapeConfig of short names, and a Prometheus', scraping(scrapeConfig(trusting(), ['query:10902']), operated('Prometheus', 'k8s', {})), 'proved'),
  good('a ScrapeConfig that is relabelled', scraping(scrapeConfig({ relabelings: [{ targetLabel: '__address__', replacement: 'a:1' }] })), ''),
  good('scrape configurations that a Secret adds', scraping(...adding(ADDED)), 'proved'),
  good('a sidecar of the operator\'s with arguments of somebody\'s own', patched({ args: ['sidecar', '--grpc-address=:10901', ...TLS], volumeMounts: mounted }), 'proved'),
  good('a sidecar of the operator\'s that gets its certificate through spec.containers', patched({ volumeMounts: mounted }, { grpcServerTlsConfig: { certFile: '/tls/tls.crt', keyFile: '/tls/tls.key' } }), 'proved'),
  good('a lowest version that an older sidecar is not told', sidecar({ thanos: { version: 'v0.36.1', volumeMounts: mounted, grpcServerTlsConfig: { certFile: '/tls/tls.crt', keyFile: '/tls/tls.key', minVersion: 'TLS12' } } }), 'proved'),
  good('a sidecar of somebody\'s own beside Prometheus', beside(own(TLS)), 'consistent proved'),
  good('a container of that name where the operator makes none', beside({ ...own(TLS), name: 'thanos-sidecar' }), 'consistent proved'),
  good('an Envoy beside Prometheus that ends TLS', beside(proxy('/etc/envoy/envoy.json'), { thanos: { listenLocal: true } }), 'consistent proved'),
  good('a volume that only the operator knows', beside({ ...own(['--grpc-server-tls-cert=/assets/a.crt', '--grpc-server-tls-key=/assets/a.key']), volumeMounts: [{ name: 'tls-assets', mountPath: '/assets' }] }), 'consistent unverified'),
  good('files of a web server of the operator\'s', writing('/ca/ca.crt', { volumes: [mapVolume('ca', 'roots')], volumeMounts: [{ name: 'ca', mountPath: '/ca' }] }), 'proved'),
  good('what a patch mounts into Prometheus', writing('/ca/ca.crt', { volumes: [mapVolume('ca', 'roots')], containers: [{ name: 'prometheus', volumeMounts: [{ name: 'ca', mountPath: '/ca' }] }] })),
  good('a ruler with its querier in a Secret', ruling(HOST), 'proved'),
  good('a certificate in a volume that a StatefulSet claims', () => asking('store.monitoring.svc:10901',
    service('store', { app: 'store' }, [{ port: 10901 }], NS),
    { ...workload('StatefulSet', 'store', [{ name: 'store', image: THANOS, args: ['store', ...TLS], volumeMounts: mounted }], {}, NS), spec: { ...workload('StatefulSet', 'store', [{ name: 'store', image: THANOS, args: ['store', ...TLS], volumeMounts: mounted }], {}, NS).spec, volumeClaimTemplates: [{ metadata: { name: 'tls' } }] } }), 'unverified'),
];

export const OPERATED_BAD: readonly Tree[] = [
  bad('files of the sidecar that nothing mounts', sidecar({ replicas: 1, thanos: { grpcServerTlsConfig: { certFile: '/elsewhere/tls.crt', keyFile: '/elsewhere/tls.key' } } }), ENDS),
  bad('a policy that does not let a querier out to a proxy before a Prometheus', () => [...proxied('tls')(), outwards(9090)], 'NetworkPolicy/out Deployment/query'),
  bad('a sidecar that asks its Prometheus in the clear', asksBeside('http://localhost:9090/'), BESIDE),
  bad('a sidecar that verifies the address of its Prometheus', asksBeside('https://127.0.0.1:9090', { tls_config: { ca_file: '/tls/ca.crt' } }), BESIDE),
  bad('a key that OpenShift does not write', onOpenShift('ca.crt'), 'Deployment/query ConfigMap/roots'),
  bad('a policy that lets nobody in to a sidecar', () => [...sidecar({ thanos: SERVED })(), closed], `NetworkPolicy/closed ${ENDS}`),
  bad('a ScrapeConfig in the clear', scraping(scrapeConfig({})), 'ScrapeConfig/query ConfigMap/web Deployment/query'),
  bad('a ScrapeConfig with a bundle that has another key', scraping(scrapeConfig(trusting('tls.crt'))), 'ScrapeConfig/query ConfigMap/roots'),
  bad('scrape configurations that a Secret adds, in the clear', scraping(...adding({})), 'Secret/more ConfigMap/web Deployment/query'),
  bad('a remote read without the bundle', scraping(operated('Prometheus', 'k8s', { remoteRead: [{ url: `https://${TARGETS[0]}/read`, tlsConfig: { serverName: HOST } }] })), 'Prometheus/k8s Secret/server-tls Deployment/query ConfigMap/web'),
  bad('arguments that take the place of the operator\'s and have no TLS', patched({ args: ['sidecar', '--grpc-address=:10901'] }, { volumeMounts: mounted, grpcServerTlsConfig: { certFile: '/tls/tls.crt', keyFile: '/tls/tls.key' } }), ENDS),
  bad('arguments of somebody\'s own with a file that is not there', patched({ args: ['sidecar', ...TLS.map((arg) => arg.replace('tls.', 'server.'))], volumeMounts: mounted }), ENDS),
  bad('fields of grpcServerTlsConfig that the operator does not read', sidecar({ thanos: { grpcServerTlsConfig: { cert: { secret: { name: 'server-tls', key: 'tls.crt' } }, keySecret: { name: 'server-tls', key: 'tls.key' } } } }), ENDS),
  bad('a sidecar of somebody\'s own without TLS', beside(own([])), ENDS),
  bad('a sidecar of somebody\'s own without the key', beside(own(TLS.slice(0, 1))), ENDS),
  bad('a bundle that spec.configMaps does not list', writing('/etc/prometheus/configmaps/roots/ca.crt', { configMaps: ['other'] }), 'PrometheusAgent/agent'),
  bad('a bundle that another Prometheus has', writing('/etc/prometheus/configmaps/other/ca.crt', { configMaps: ['other'] }), 'PrometheusAgent/agent ConfigMap/other Prometheus/k8s Secret/server-tls'),
  bad('a web server of the operator\'s that wants a certificate', writing('/ca/ca.crt', { volumes: [mapVolume('ca', 'roots')], volumeMounts: [{ name: 'ca', mountPath: '/ca' }] }, {
    clientAuthType: 'RequireAndVerifyClientCert', clientCAFile: '/etc/prometheus/secrets/server-tls/ca.crt',
  }), 'PrometheusAgent/agent Prometheus/k8s'),
  bad('a ruler that verifies another name than its querier has', ruling('query'), 'ThanosRuler/rules Secret/server-tls Deployment/query Secret/ruler'),
];
