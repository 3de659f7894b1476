import { configMap, custom, mapVolume, secret, secretVolume, service, workload } from './kinds';
import { ca, leaf } from './pki';
import { bad, good, Tree } from './tree';

/** What measures and shows: Prometheus, Alertmanager, rulers, Grafana, collectors. */
const NS = 'monitoring';
const THANOS = 'quay.io/thanos/thanos:v0.42.4';
const pair = (name: string, hosts: string, of = 'one') => secret(name, { 'tls.crt': leaf(hosts, { of }).certificatePem, 'tls.key': leaf(hosts, { of }).privateKeyPem, 'ca.crt': ca(of).certificatePem }, NS);
const web = (name: string) => ({ web: { tlsConfig: { cert: { secret: { name, key: 'tls.crt' } }, keySecret: { name, key: 'tls.key' } } } });
const operated = (kind: string, name: string, spec: object) => custom('monitoring.coreos.com/v1', kind, name, spec, NS);

/** A Prometheus that alerts an Alertmanager with TLS. */
const alerting = (to: object, more: readonly unknown[] = []): unknown[] => [
  operated('Prometheus', 'k8s', { secrets: ['am-tls'], alerting: { alertmanagers: [{ namespace: NS, name: 'alertmanager-operated', port: 'web', apiVersion: 'v2', ...to }] } }),
  operated('Alertmanager', 'main', web('am-tls')),
  pair('am-tls', 'alertmanager.example.com'),
  ...more,
];

/** A receiver that takes writes over TLS, and somebody who writes. */
const receiving = (...writers: unknown[]): unknown[] => [
  workload('StatefulSet', 'receive', [{
    name: 'receive',
    image: THANOS,
    args: ['receive', '--tsdb.path=/data', '--label=a="b"', '--remote-write.server-tls-cert=/tls/tls.crt', '--remote-write.server-tls-key=/tls/tls.key'],
    volumeMounts: [{ name: 'tls', mountPath: '/tls' }],
  }], { volumes: [secretVolume('tls', 'receive-tls')] }, NS),
  service('receive', { app: 'receive' }, [{ port: 19291 }], NS),
  pair('receive-tls', 'receive.monitoring.svc'),
  configMap('bundle', { 'ca.crt': ca().certificatePem, 'other.crt': ca('two').certificatePem }, NS),
  ...writers,
];
const TO = 'https://receive.monitoring.svc:19291/api/v1/receive';
const written = (file: string) => receiving(operated('Prometheus', 'k8s', { configMaps: ['bundle'], remoteWrite: [{ url: TO, tlsConfig: { caFile: file } }] }));

/** A Prometheus without its operator. */
const plain = (config: object, args: readonly string[] = [], more: object = {}): unknown[] => [
  configMap('prometheus', { 'prometheus.yml': JSON.stringify(config), 'web.yml': JSON.stringify({ tls_server_config: { cert_file: 'tls/tls.crt', key_file: 'tls/tls.key' } }) }, NS),
  workload('Deployment', 'prometheus', [{
    name: 'server',
    image: 'quay.io/prometheus/prometheus:v3.5.0',
    args: ['--config.file=/etc/prometheus/prometheus.yml', ...args],
    ports: [{ containerPort: 9090 }],
    volumeMounts: [{ name: 'conf', mountPath: '/etc/prometheus' }, { name: 'tls', mountPath: '/etc/prometheus/tls' }, { name: 'bundle', mountPath: '/ca' }],
    ...more,
  }], { volumes: [mapVolume('conf', 'prometheus'), mapVolume('bundle', 'bundle'), secretVolume('tls', 'prometheus-tls')] }, NS),
  service('prometheus', { app: 'prometheus' }, [{ port: 9090 }], NS),
  pair('prometheus-tls', 'prometheus.monitoring.svc'),
];
const WITH_TLS = ['--web.config.file=/etc/prometheus/web.yml'];
const datasource = (more: object) => configMap('datasources', {
  'datasources.yaml': JSON.stringify({ apiVersion: 1, datasources: [{ name: 'Prometheus', type: 'prometheus', url: 'https://prometheus.monitoring.svc:9090', ...more }] }),
}, NS);
const TRUSTING = (pem: string) => ({ jsonData: { tlsAuthWithCACert: true }, secureJsonData: { tlsCACert: pem } });

/** A collector that writes to the receiver. */
const collector = (tls: object) => custom('opentelemetry.io/v1beta1', 'OpenTelemetryCollector', 'metrics', {
  volumes: [mapVolume('bundle', 'bundle')],
  volumeMounts: [{ name: 'bundle', mountPath: '/ca' }],
  config: {
    receivers: { otlp: { protocols: { grpc: {} } } },
    exporters: { 'prometheusremotewrite/thanos': { endpoint: TO, tls } },
    service: { pipelines: { metrics: { receivers: ['otlp'], exporters: ['prometheusremotewrite/thanos'] } } },
  },
}, NS);

/** A querier with TLS on its web server, and a ruler that asks it. */
const ruling = (scheme: string): unknown[] => [
  workload('Deployment', 'query', [{
    name: 'query',
    image: THANOS,
    args: ['query', '--http.config=/conf/web.yml', '--endpoint=nobody.example.com:443', '--grpc-client-tls-secure'],
    ports: [{ name: 'http', containerPort: 10902 }],
    volumeMounts: [{ name: 'conf', mountPath: '/conf' }, { name: 'tls', mountPath: '/conf/tls' }],
  }], { volumes: [mapVolume('conf', 'web'), secretVolume('tls', 'query-tls')] }, NS),
  configMap('web', { 'web.yml': JSON.stringify({ tls_server_config: { cert_file: 'tls/tls.crt', key_file: 'tls/tls.key' } }) }, NS),
  service('query', { app: 'query' }, [{ name: 'http', port: 10902, targetPort: 'http' }], NS, { clusterIP: 'None' }),
  pair('query-tls', 'query.example.com'),
  secret('ruler', {
    'query.yaml': JSON.stringify([{ scheme, static_configs: ['dnssrv+_http._tcp.query.monitoring.svc'], http_config: { tls_config: { ca_file: '/ca/ca.crt', server_name: 'query.example.com' } } }]),
  }, NS),
  operated('ThanosRuler', 'rules', { image: THANOS, queryConfig: { name: 'ruler', key: 'query.yaml' }, volumes: [secretVolume('ca', 'query-tls')], volumeMounts: [{ name: 'ca', mountPath: '/ca' }] }),
];

/** What works. */
export const CHARTS_MONITORING_GOOD: readonly Tree[] = [
  good('Prometheus verifies Alertmanager with the file that the operator mounts', () => alerting({ scheme: 'https', tlsConfig: { caFile: '/etc/prometheus/secrets/am-tls/ca.crt', serverName: 'alertmanager.example.com' } }), 'proved'),
  good('Prometheus alerts in the clear', () => [operated('Prometheus', 'k8s', { alerting: { alertmanagers: [{ name: 'alertmanager-operated', port: 'web' }] } }), operated('Alertmanager', 'main', {})], 'consistent'),
  good('Alertmanagers that are not here', () => [operated('Prometheus', 'k8s', { alerting: { alertmanagers: [{ namespace: 'other', name: 'am', port: 9093 }] } })], 'unverified'),

  good('Prometheus writes, with the file that the operator mounts', () => written('/etc/prometheus/configmaps/bundle/ca.crt'), 'proved'),
  good('Prometheus writes, with a file of which nothing is known', () => written('/elsewhere/ca.crt'), 'unverified'),
  good('a Prometheus of a chart writes', () => receiving(...plain({ remote_write: [{ url: TO, tls_config: { ca_file: '/ca/ca.crt' } }] })), 'proved'),
  good('a Prometheus of a chart writes, its bundle in its configuration', () => receiving(...plain({ remote_write: [{ url: TO, tls_config: { ca: ca().certificatePem } }] })), 'proved'),
  good('a Prometheus of a chart writes by a proxy, scrapes what it discovers and relabels', () => receiving(...plain({
    remote_write: [{ url: TO, proxy_url: 'http://proxy:3128' }], scrape_configs: [{ scheme: 'https', kubernetes_sd_configs: [{ role: 'node' }] }, { static_configs: [{ targets: ['receive:19291'] }], relabel_configs: [{ action: 'drop' }] }],
  })), ''),
  good('a Prometheus of a chart scrapes another over TLS', () => receiving(...plain({ scrape_configs: [{ scheme: 'https', tls_config: { ca_file: '/ca/ca.crt' }, static_configs: [{ targets: ['prometheus.monitoring.svc:9090', 'localhost:9090'] }] }] }, WITH_TLS)), 'proved'),
  good('a collector writes', () => receiving(collector({ ca_file: '/ca/ca.crt' })), 'proved'),

  good('Grafana verifies Prometheus', () => receiving(...plain({}, WITH_TLS), datasource(TRUSTING(ca().certificatePem))), 'proved'),
  good('Grafana verifies another name', () => receiving(...plain({}, WITH_TLS), datasource({ url: 'https://prometheus:9090', jsonData: { tlsAuthWithCACert: true, serverName: 'prometheus.monitoring.svc' }, secureJsonData: { tlsCACert: ca().certificatePem } })), 'proved'),
  good('Grafana takes its bundle from a variable', () => receiving(...plain({}, WITH_TLS), datasource(TRUSTING('$PROMETHEUS_CA'))), 'unverified'),
  good('Grafana asks in the clear', () => receiving(...plain({}), datasource({ url: 'http://prometheus.monitoring.svc:9090/' })), 'consistent'),
  good('a browser asks, a variable is asked', () => receiving(...plain({}, WITH_TLS), datasource({ access: 'direct', url: 'http://prometheus:9090' }), datasource({ url: 'http://${HOST}:9090' })), ''),
  good('a data source of Grafana\'s operator', () => receiving(...plain({}, WITH_TLS), custom('grafana.integreatly.org/v1beta1', 'GrafanaDatasource', 'p', {
    datasource: { access: 'proxy', url: 'https://prometheus.monitoring.svc:9090', ...TRUSTING(ca().certificatePem) },
  }, NS)), 'proved'),

  good('a ruler that looks up its queriers and verifies a name', () => ruling('https'), 'proved unverified'),
];

/** One fault each. */
export const CHARTS_MONITORING_BAD: readonly Tree[] = [
  bad('Prometheus alerts in the clear where TLS is spoken', () => alerting({}), 'Prometheus/k8s Alertmanager/main'),
  bad('Prometheus alerts with the addresses of pods to verify', () => alerting({ scheme: 'https', tlsConfig: { caFile: '/etc/prometheus/secrets/am-tls/ca.crt' } }), 'Prometheus/k8s Alertmanager/main Secret/am-tls'),
  bad('Prometheus writes, and trusts another CA', () => written('/etc/prometheus/configmaps/bundle/other.crt'), 'Prometheus/k8s StatefulSet/receive Secret/receive-tls ConfigMap/bundle'),
  bad('a Prometheus of a chart writes, and trusts another CA', () => receiving(...plain({ remote_write: [{ url: TO, tls_config: { ca_file: '/ca/other.crt' } }] })), 'ConfigMap/prometheus StatefulSet/receive Secret/receive-tls ConfigMap/bundle'),
  bad('a Prometheus of a chart writes, and trusts public CAs', () => receiving(...plain({ remote_write: [{ url: TO }] })), 'ConfigMap/prometheus StatefulSet/receive Secret/receive-tls'),
  bad('a Prometheus of a chart writes in the clear', () => receiving(...plain({ remote_write: [{ url: TO.replace('https', 'http') }] })), 'ConfigMap/prometheus StatefulSet/receive'),
  bad('a Prometheus of a chart with TLS is probed without', () => receiving(...plain({}, WITH_TLS, { readinessProbe: { httpGet: { path: '/-/ready', port: 9090 } } })), 'Deployment/prometheus ConfigMap/prometheus'),
  bad('a collector writes, and trusts another CA', () => receiving(collector({ ca_file: '/ca/other.crt' })), 'OpenTelemetryCollector/metrics StatefulSet/receive Secret/receive-tls ConfigMap/bundle'),
  bad('Grafana trusts another CA', () => receiving(...plain({}, WITH_TLS), datasource(TRUSTING(ca('two').certificatePem))), 'ConfigMap/datasources Secret/prometheus-tls Deployment/prometheus ConfigMap/prometheus'),
  bad('Grafana asks in the clear where TLS is spoken', () => receiving(...plain({}, WITH_TLS), datasource({ url: 'http://prometheus.monitoring.svc:9090' })), 'ConfigMap/datasources Deployment/prometheus ConfigMap/prometheus'),
  bad('Grafana asks under a name that is not in the certificate', () => receiving(...plain({}, WITH_TLS), datasource({ url: 'https://prometheus:9090', ...TRUSTING(ca().certificatePem) })), 'ConfigMap/datasources Secret/prometheus-tls'),
  bad('a ruler asks in the clear where TLS is spoken', () => ruling('http'), 'Secret/ruler ThanosRuler/rules Deployment/query ConfigMap/web'),
];
