import { objects, Props, staged } from './stage';
import { prove } from '../../src/trust/prove';
import { NOW } from '../util/certificates';

/** What the prover says of the stage with some objects: connections of Prometheus as "dialled verdict", and errors by rule and object. */
function proof(yaml: string, stage = true): { connections: string[]; errors: string[] } {
  const all = stage ? staged(yaml) : objects(yaml, new Props());
  const { connections, findings, faults } = prove(all.map((object) => ({ object })), { now: NOW });
  expect(faults).toEqual([]);
  return {
    connections: connections.filter((c) => c.client.product !== 'Tempo').map((c) => `${c.client.product} → ${c.server?.product ?? c.destination.kind}: ${c.verdict}`),
    errors: findings.filter((f) => f.severity === 'error').map((f) => `${f.rule} ${f.resource.kind}/${f.resource.name}`),
  };
}

const service = `
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: tracing, labels: {app: minio}}
spec: {selector: {app: minio}, ports: [{name: https, port: 443, targetPort: 9000}, {name: api, port: 9000}]}
---
`;
const monitor = (endpoint: string, more = '') => `${service}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: minio, namespace: tracing}
spec: {selector: {matchLabels: {app: minio}}, endpoints: [${endpoint}]${more}}
---
`;
const ca = 'ca: {configMap: {name: storage-ca, key: ca.crt}}';

describe('ServiceMonitor', () => {
  test('Prometheus verifies a name when it is told one, else the address of a pod', () => {
    expect(proof(monitor(`{port: https, scheme: https, tlsConfig: {${ca}, serverName: minio.tracing.svc}}`))).toEqual({ connections: ['Prometheus → MinIO: proved'], errors: [] });
    expect(proof(monitor(`{port: https, scheme: HTTPS, tlsConfig: {${ca}}}`))).toEqual({ connections: ['Prometheus → MinIO: broken'], errors: ['OT007 ServiceMonitor/minio'] });
    expect(proof(monitor(`{port: https, scheme: https, tlsConfig: {${ca}, serverName: other}}`)).errors).toEqual(['OT007 Secret/minio-tls']);
    expect(proof(monitor('{port: https, scheme: https, tlsConfig: {insecureSkipVerify: true}}')).errors).toEqual([]);
  });

  test('http is what it speaks untold', () => {
    expect(proof(monitor('{port: https}')).errors).toEqual(['OT001 ServiceMonitor/minio']);
    expect(proof(monitor('{targetPort: 9000, scheme: https, tlsConfig: {serverName: minio.tracing.svc}}')).errors).toEqual(['OT006 ServiceMonitor/minio']);
  });

  test('a bundle without the key, or with another CA', () => {
    const told = (name: string, key: string) => monitor(`{port: https, scheme: https, tlsConfig: {serverName: minio.tracing.svc, ca: {configMap: {name: ${name}, key: ${key}}}}}`);
    expect(proof(told('storage-ca', 'tls.crt')).errors).toEqual(['OT003 ConfigMap/storage-ca']);
    expect(proof(`${told('other', 'ca.crt')}apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other, namespace: tracing}\ndata: {ca.crt: (ca two)}`).errors).toEqual(['OT006 ConfigMap/other']);
    expect(proof(told('elsewhere', 'ca.crt')).errors).toEqual([]);
  });

  test('what selects nothing, dials through a proxy, or is relabelled, dials nobody', () => {
    for (const endpoint of ['{port: none}', '{port: https, proxyUrl: "http://proxy"}', '{port: https, relabelings: [{targetLabel: __scheme__, replacement: https}]}',
      '{port: https, relabelings: [{action: keep, regex: x}]}']) {
      expect(proof(monitor(endpoint))).toEqual({ connections: [], errors: [] });
    }
    expect(proof(monitor('{port: https}', ', namespaceSelector: {matchNames: [other]}')).connections).toEqual([]);
    expect(proof(monitor('{port: https}', ', namespaceSelector: {any: true}')).errors).toEqual(['OT001 ServiceMonitor/minio']);
  });

  test('without a tlsConfig a scrape class may say how it verifies, unless Prometheus is here and has none', () => {
    const bare = monitor('{port: https, scheme: https}');
    expect(proof(bare).errors).toEqual(['OT006 ServiceMonitor/minio']);
    expect(proof(monitor('{port: https, scheme: https}', ', scrapeClass: tls')).connections).toEqual(['Prometheus → external: unverified']);
    expect(proof(`${bare}apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: k8s, namespace: monitoring}\nspec: {}`).errors).toEqual(['OT006 ServiceMonitor/minio']);
    expect(proof(`${bare}apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: k8s, namespace: monitoring}\nspec: {image: registry.example.com/prometheus:v3}`).errors)
      .toEqual(['OT007 ServiceMonitor/minio']);
  });
});

test('PodMonitor: pods by their labels, ports by their names', () => {
  const pods = (endpoint: string) => `
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: mi.nio, namespace: tracing}
spec: {selector: {matchLabels: {app: minio}}, podMetricsEndpoints: [${endpoint}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: minio, namespace: tracing}
spec:
  serviceName: minio
  template:
    metadata: {labels: {app: minio}}
    spec:
      containers:
        - name: minio
          image: docker.io/pgsty/silo:RELEASE.2026-09-16T00-00-00Z
          args: [server, --certs-dir=/etc/minio/certs, /data]
          ports: [{containerPort: 9000, name: api}]
          volumeMounts: [{name: certs, mountPath: /etc/minio/certs}]
      volumes: [{name: certs, secret: {secretName: minio-tls, items: [{key: tls.crt, path: public.crt}, {key: tls.key, path: private.key}]}}]
`;
  expect(proof(pods(`{port: api, scheme: https, tlsConfig: {${ca}, serverName: minio.tracing.svc}}`))).toEqual({ connections: ['Prometheus → MinIO: proved'], errors: [] });
  expect(proof(pods('{port: api}')).errors).toEqual(['OT001 PodMonitor/mi.nio']);
  expect(proof(pods('{port: nobody}')).errors).toEqual([]);
});

describe('Prometheus and ThanosRuler', () => {
  const secrets = `
apiVersion: v1
kind: Secret
metadata: {name: sidecar-tls, namespace: monitoring}
stringData: {tls.crt: "(leaf prometheus-operated.monitoring.svc of one)", tls.key: (key of prometheus-operated.monitoring.svc)}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ca, namespace: monitoring}
data: {ca.crt: (ca one)}
---
`;
  const query = (address: string, more = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: query, namespace: monitoring}
spec:
  template:
    metadata: {labels: {app: query}}
    spec:
      containers:
        - name: query
          image: quay.io/thanos/thanos:v0.41.0
          args: [query, '--endpoint=${address}', --grpc-client-tls-secure, --grpc-client-tls-ca=/ca/ca.crt${more}]
          volumeMounts: [{name: ca, mountPath: /ca}]
      volumes: [{name: ca, configMap: {name: ca}}]
---
`;
  const prometheus = (tls: string) => `
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: k8s, namespace: monitoring}
spec:
  volumes: [{name: tls, secret: {secretName: sidecar-tls}}]
  thanos:
    version: v0.41.0
    volumeMounts: [{name: tls, mountPath: /tls}]
    ${tls}
---
`;
  const tls = 'grpcServerTlsConfig: {certFile: /tls/tls.crt, keyFile: /tls/tls.key}';

  test('the sidecar serves what it is told, at prometheus-operated', () => {
    const sidecar = (told: string, address = 'prometheus-operated.monitoring.svc:10901') => proof(secrets + prometheus(told) + query(address), false);
    expect(sidecar(tls)).toEqual({ connections: ['Thanos Query → the gRPC server of Thanos Sidecar: proved'], errors: [] });
    expect(sidecar('listenLocal: false').errors).toEqual(['OT001 Prometheus/k8s']);
    expect(sidecar(tls, 'prometheus-operated.monitoring.svc.cluster.local:10901').errors).toEqual(['OT007 Secret/sidecar-tls']);
  });

  test('a policy for its pods that lets only the port of Prometheus itself in, by whatever name', () => {
    const policed = (ports: string, more = '') => proof(`${secrets}${prometheus(tls + more)}${query('prometheus-operated.monitoring.svc:10901')}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: prometheus, namespace: monitoring}
spec: {podSelector: {matchLabels: {app.kubernetes.io/name: prometheus}}, policyTypes: [Ingress], ingress: [{ports: [${ports}]}]}
`, false).errors;
    const closed = ['OT501 NetworkPolicy/prometheus'];
    expect(policed('{port: 9090}')).toEqual(closed);
    expect(policed('{port: web}, {port: 9090}')).toEqual(closed);
    expect(policed('{port: http}', '\n  portName: http')).toEqual(closed);
    expect(policed('{port: web}, {port: 10901}')).toEqual([]);
    // The name of a container's that the resource does not show, or that has the same one.
    expect(policed('{port: grpc}')).toEqual([]);
    expect(policed('{port: web}', '\n  portName: http')).toEqual([]);
    expect(policed('{port: web}', "\n  containers: [{name: own, image: 'registry.example.com/own:1', ports: [{name: web, containerPort: 10901}]}]")).toEqual([]);
  });

  test('the object store of the sidecar, its configuration in a Secret', () => {
    const store = (endpoint: string) => `${prometheus('objectStorageConfig: {name: objstore, key: objstore.yml}')}
apiVersion: v1
kind: Secret
metadata: {name: objstore, namespace: monitoring}
stringData: {objstore.yml: '{type: S3, config: {bucket: thanos, endpoint: "${endpoint}", insecure: true}}'}
`;
    expect(proof(store('minio.tracing.svc:9000')).errors).toEqual([expect.stringMatching(/^OT001 /)]);
  });

  test('remote writes, and the web server', () => {
    const write = (url: string, more = '') => `${secrets}apiVersion: monitoring.coreos.com/v1\nkind: PrometheusAgent\nmetadata: {name: agent, namespace: monitoring}\nspec: {remoteWrite: [{url: '${url}'${more}}]}\n---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: k8s, namespace: monitoring}
spec: {web: {tlsConfig: {cert: {secret: {name: sidecar-tls, key: tls.crt}}, keySecret: {name: sidecar-tls, key: tls.key}}}}
`;
    const url = 'https://prometheus-operated.monitoring.svc:9090/api/v1/write';
    expect(proof(write(url, ', tlsConfig: {ca: {configMap: {name: ca, key: ca.crt}}}'), false)).toEqual({ connections: ['Prometheus → the web server of Prometheus: proved'], errors: [] });
    expect(proof(write(url.replace('https', 'http')), false).errors).toEqual(['OT001 PrometheusAgent/agent']);
  });

  test('ThanosRuler', () => {
    const ruler = `${secrets}apiVersion: monitoring.coreos.com/v1
kind: ThanosRuler
metadata: {name: rules, namespace: monitoring}
spec:
  volumes: [{name: tls, secret: {secretName: sidecar-tls}}]
  volumeMounts: [{name: tls, mountPath: /tls}]
  ${tls}
---`;
    expect(proof(ruler + query('thanos-ruler-operated.monitoring.svc:10901', ', --grpc-client-server-name=prometheus-operated.monitoring.svc'), false))
      .toEqual({ connections: ['Thanos Query → the gRPC server of Thanos Rule: proved'], errors: [] });
    expect(proof(ruler + query('thanos-ruler-operated.monitoring.svc:10901'), false).errors).toEqual(['OT007 Secret/sidecar-tls']);
  });
});

describe('Prometheus without its operator', () => {
  const writes = (tlsConfig: string, file = '/conf/prometheus.yml', server = '') => proof(`
apiVersion: v1
kind: Secret
metadata: {name: receive-tls, namespace: tracing}
stringData: {tls.crt: (leaf receive.tracing.svc of one), tls.key: (key of receive.tracing.svc)}
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
          image: quay.io/thanos/thanos:v0.42.4
          args: [receive, --remote-write.server-tls-cert=/tls/tls.crt, --remote-write.server-tls-key=/tls/tls.key${server}]
          volumeMounts: [{name: tls, mountPath: /tls}]
      volumes: [{name: tls, secret: {secretName: receive-tls}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: prometheus, namespace: tracing}
data:
  own.crt: (ca one)
  other.crt: (ca two)
  prometheus.yml: |
    remote_write: [{url: 'https://receive.tracing.svc:19291/api/v1/receive', tls_config: {${tlsConfig}}}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: prometheus, namespace: tracing}
spec:
  template:
    spec:
      containers:
        - {name: prometheus, image: 'quay.io/prometheus/prometheus:v3.5.0', workingDir: /conf, args: [--config.file=${file}], volumeMounts: [{name: conf, mountPath: /conf}, {name: ca, mountPath: /conf/ca}]}
      volumes: [{name: conf, configMap: {name: prometheus}}, {name: ca, configMap: {name: storage-ca}}]
`);
  const verdict = (word: string) => [`Prometheus → the remote write endpoint of Thanos Receive: ${word}`];

  test('files of its configuration are looked for beside it', () => {
    expect(writes('ca_file: own.crt')).toEqual({ connections: verdict('proved'), errors: [] });
    expect(writes('ca_file: ca/ca.crt')).toEqual({ connections: verdict('proved'), errors: [] });
    expect(writes('ca_file: ../conf/own.crt')).toEqual({ connections: verdict('proved'), errors: [] });
    expect(writes('ca_file: other.crt')).toEqual({ connections: verdict('broken'), errors: ['OT006 ConfigMap/prometheus'] });
    expect(writes('ca_file: ca/own.crt').errors).toEqual(['OT003 StatefulSet/prometheus']);
  });

  test('where that is not shown, or the file is named by somebody else, nothing is said', () => {
    expect(writes('ca_file: other.crt', 'prometheus.yml')).toEqual({ connections: verdict('unverified'), errors: [] });
    expect(writes('ca_file: "${CA}"')).toEqual({ connections: verdict('unverified'), errors: [] });
  });

  test('versions of TLS', () => {
    const lowest = ', --remote-write.server-tls-min-version=1.3';
    expect(writes('ca_file: own.crt, max_version: TLS12', undefined, lowest)).toEqual({ connections: verdict('broken'), errors: ['OT114 ConfigMap/prometheus'] });
    expect(writes('ca_file: own.crt, max_version: TLS12', undefined, ', --remote-write.server-tls-min-version=1.2').errors).toEqual([]);
    expect(writes('ca_file: own.crt, max_version: TLS13', undefined, lowest).errors).toEqual([]);
    expect(writes('ca_file: own.crt, min_version: TLS13', undefined, lowest).errors).toEqual([]);
  });
});

test('nonsense is survived', () => {
  for (const kind of ['ServiceMonitor', 'PodMonitor', 'Probe', 'Prometheus', 'PrometheusAgent', 'ThanosRuler']) {
    for (const spec of ['null', '7', '[1]', '{endpoints: 7, selector: 7, thanos: 7, remoteWrite: {a: 1}, prober: [1]}',
      '{endpoints: [7, null, {port: [1], tlsConfig: {ca: 7, cert: {secret: 7}}}], selector: {matchLabels: {app: minio}}, podMetricsEndpoints: [7, {port: x, tlsConfig: 7}], prober: {url: 7}}',
      '{thanos: {volumeMounts: 7, grpcServerTlsConfig: 7, objectStorageConfig: {name: [1], key: 7}}, containers: [7, {name: thanos-sidecar, volumeMounts: 7}], volumes: 7, remoteWrite: [7, {url: 7}], web: {tlsConfig: {cert: 7}}}']) {
      expect(() => proof(`apiVersion: monitoring.coreos.com/v1\nkind: ${kind}\nmetadata: {name: x, namespace: tracing}\nspec: ${spec}`)).not.toThrow();
    }
  }
});
