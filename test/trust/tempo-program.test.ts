import { judged } from './tempo-judged';

interface Layout {
  readonly config: string;
  readonly args?: string;
  readonly image?: string;
  readonly env?: string;
  readonly mounts?: string;
  readonly volumes?: string;
  /** how the configuration is stored */
  readonly kind?: 'ConfigMap' | 'Secret';
}

const indent = (text: string, by: number) => text.trim().split('\n').join(`\n${' '.repeat(by)}`);

/** Tempo as a chart lays it: its configuration in a ConfigMap or a Secret, mounted as a file. */
const chart = ({ config, args = '[-target=all, -config.file=/conf/tempo.yaml, -mem-ballast-size-mbs=1024]', image = 'docker.io/grafana/tempo:2.9.0', kind = 'ConfigMap', ...rest }: Layout) => `
---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: memory}}}
---
apiVersion: v1
kind: ${kind}
metadata: {name: tempo-conf, namespace: tracing, labels: {helm.sh/chart: tempo-1.24.1}}
${kind === 'Secret' ? 'stringData' : 'data'}:
  overrides.yaml: |
    overrides: {}
  tempo.yaml: |
    ${indent(config, 4)}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: tempo, namespace: tracing}
spec:
  template:
    metadata: {labels: {app.kubernetes.io/name: tempo, app.kubernetes.io/instance: tempo}}
    spec:
      containers:
        - name: tempo
          image: ${image}
          args: ${args}
          env: ${rest.env ?? '[]'}
          ports: [{containerPort: 3200, name: http}, {containerPort: 4317, name: otlp-grpc}]
          volumeMounts: [{name: conf, mountPath: /conf}, ${rest.mounts ?? '{name: ca, mountPath: /etc/storage-ca, readOnly: true}'}]
      volumes: [{name: conf, ${kind === 'Secret' ? 'secret: {secretName: tempo-conf}' : 'configMap: {name: tempo-conf}'}}, ${rest.volumes ?? '{name: ca, configMap: {name: storage-ca}}'}]
---
apiVersion: v1
kind: Service
metadata: {name: tempo, namespace: tracing}
spec:
  selector: {app.kubernetes.io/name: tempo, app.kubernetes.io/instance: tempo}
  ports: [{name: http, port: 3200, targetPort: 3200}, {name: grpc-otlp, port: 4317, targetPort: otlp-grpc}]
`;

const s3 = (settings: string, rest = '') => `
multitenancy_enabled: false
server:
  http_listen_port: 3200
distributor:
  receivers:
    otlp: {protocols: {grpc: {endpoint: "0.0.0.0:4317"}, http: {endpoint: "0.0.0.0:4318"}}}
storage:
  trace:
    backend: s3
    wal: {path: /var/tempo/wal}
    s3: {bucket: tempo, ${settings}}
${rest}`;
const CA = 'tls_ca_path: /etc/storage-ca/ca.crt';
const stored = (layout: Layout) => judged(chart(layout)).connections;

describe('the store of a Tempo without the operator', () => {
  test.each<[string, Layout, string[]]>([
    ['over TLS', { config: s3(`endpoint: "minio.tracing.svc:9000", ${CA}`) }, ['Tempo minio.tracing.svc:9000 proved']],
    ['from a Secret', { config: s3(`endpoint: "minio.tracing.svc:9000", ${CA}`), kind: 'Secret' }, ['Tempo minio.tracing.svc:9000 proved']],
    ['insecure', { config: s3('endpoint: "minio.tracing.svc:9000", insecure: true') }, ['Tempo minio.tracing.svc:9000 broken OT001']],
    ['without a CA', { config: s3('endpoint: "minio.tracing.svc:9000"') }, ['Tempo minio.tracing.svc:9000 broken OT006']],
    ['without a CA in an image of one\'s own', { config: s3('endpoint: "minio.tracing.svc:9000"'), image: 'registry.example.com/tempo:1' }, ['Tempo minio.tracing.svc:9000 unverified OT031']],
    ['by a name that is not covered', { config: s3(`endpoint: "minio:9000", ${CA}`) }, ['Tempo minio:9000 broken OT007']],
    ['under another name', { config: s3(`endpoint: "minio:9000", ${CA}, tls_server_name: minio.tracing.svc`) }, ['Tempo minio:9000 proved']],
    ['without verification', { config: s3('endpoint: "minio.tracing.svc:9000", tls_insecure_skip_verify: true') }, ['Tempo minio.tracing.svc:9000 unverified']],
    ['with a CA that is not in the ConfigMap', { config: s3('endpoint: "minio.tracing.svc:9000", tls_ca_path: /etc/storage-ca/tls.crt') }, ['Tempo minio.tracing.svc:9000 broken OT003']],
    ['with a CA that is mounted nowhere', { config: s3('endpoint: "minio.tracing.svc:9000", tls_ca_path: /certs/ca.crt') }, ['Tempo minio.tracing.svc:9000 broken OT003']],
    ['with a CA that an image of one\'s own may hold', { config: s3('endpoint: "minio.tracing.svc:9000", tls_ca_path: /certs/ca.crt'), image: 'registry.example.com/tempo:1' },
      ['Tempo minio.tracing.svc:9000 unverified OT031']],
    ['with a CA between the public roots', {
      config: s3('endpoint: "minio.tracing.svc:9000", tls_ca_path: /etc/ssl/certs/storage.pem'),
      mounts: '{name: ca, mountPath: /etc/ssl/certs/storage.pem, subPath: ca.crt}',
    }, ['Tempo minio.tracing.svc:9000 proved']],
    ...[
      ['{name: ca, mountPath: /etc/ssl/certs/storage.crt, subPath: ca.crt}', 'proved'], ['{name: ca, mountPath: /etc/ssl/certs}', 'proved'],
      ['{name: ca, mountPath: /usr/local/share/ca-certificates}', 'broken OT006'], ['{name: ca, mountPath: /etc/ssl/certs/storage.crt, subPath: tls.crt}', 'broken OT006'],
    ].map(([mounts, verdict]): [string, Layout, string[]] => (
      [`with what Go finds in the image: ${mounts}`, { config: s3('endpoint: "minio.tracing.svc:9000"'), mounts }, [`Tempo minio.tracing.svc:9000 ${verdict}`]])),
    ['with SSL_CERT_FILE', { config: s3('endpoint: "minio.tracing.svc:9000"'), env: '[{name: SSL_CERT_FILE, value: /etc/storage-ca/ca.crt}]' }, ['Tempo minio.tracing.svc:9000 proved']],
    ['with SSL_CERT_FILE from elsewhere', { config: s3('endpoint: "minio.tracing.svc:9000"'), env: '[{name: SSL_CERT_FILE, valueFrom: {secretKeyRef: {name: none, key: a}}}]' },
      ['Tempo minio.tracing.svc:9000 unverified OT031']],
    ['with the public roots by name', { config: s3('endpoint: "minio.tracing.svc:9000", tls_ca_path: /etc/ssl/certs/ca-certificates.crt') },
      ['Tempo minio.tracing.svc:9000 broken OT006']],
    ['with variables', {
      config: s3('endpoint: "${S3_HOST}:${S3_PORT:-9000}", tls_ca_path: "${CA}"'),
      args: '[-config.file=/conf/tempo.yaml, -config.expand-env]',
      env: '[{name: S3_HOST, value: minio.tracing.svc}, {name: CA, value: /etc/storage-ca/ca.crt}]',
    }, ['Tempo minio.tracing.svc:9000 proved']],
    ['with a variable that does not show', {
      config: s3(`endpoint: "\${S3_HOST}:9000", ${CA}`),
      args: '[-config.file=/conf/tempo.yaml, -config.expand-env=true]',
      env: '[{name: S3_HOST, valueFrom: {secretKeyRef: {name: elsewhere, key: host}}}]',
    }, ['Tempo  unverified OT031']],
    ['with a projected CA in a subPath', {
      config: s3('endpoint: "minio.tracing.svc:9000", tls_ca_path: /ca.pem'),
      mounts: '{name: ca, mountPath: /ca.pem, subPath: trust.pem}',
      volumes: '{name: ca, projected: {sources: [{configMap: {name: storage-ca, items: [{key: ca.crt, path: trust.pem}]}}]}}',
    }, ['Tempo minio.tracing.svc:9000 proved']],
    ['of a distributor, which opens none', { config: s3(`endpoint: "minio:9000", ${CA}`), args: '[-target=distributor, -config.file=/conf/tempo.yaml]' }, []],
    ['on a disk', { config: 'distributor: {receivers: {otlp: null}}\nstorage: {trace: {backend: local, local: {path: /var/tempo}}}' }, []],
  ])('%s', (_what, layout, expected) => {
    expect(stored(layout)).toEqual(expected);
  });

  test('words of the shell', () => {
    const { connections } = judged(chart({ config: s3(`endpoint: "minio.tracing.svc:9000", ${CA}`), args: '[sh, -c, "exec /tempo -config.file /conf/tempo.yaml -target=querier"]' }));
    expect(connections).toEqual(['Tempo minio.tracing.svc:9000 proved']);
  });
});

test('a client certificate is read, and judged by a store that asks for one', () => {
  const config = s3(`endpoint: "minio.tracing.svc:9000", ${CA}, tls_cert_path: /tls/tls.crt, tls_key_path: /tls/tls.key`);
  const mounts = '{name: ca, mountPath: /etc/storage-ca}, {name: tls, mountPath: /tls}';
  expect(stored({ config, mounts, volumes: '{name: ca, configMap: {name: storage-ca}}, {name: tls, secret: {secretName: client}}' })).toEqual(['Tempo minio.tracing.svc:9000 proved']);
});

describe('its receivers and its own servers', () => {
  const pair = 'cert_file: /tls/tls.crt, key_file: /tls/tls.key';
  const layout = (config: string): Layout => ({
    config, mounts: '{name: tls, mountPath: /tls}, {name: ca, mountPath: /etc/storage-ca}', volumes: '{name: tls, secret: {secretName: otlp-tls}}, {name: ca, configMap: {name: storage-ca}}',
  });
  const receiver = (tls: string, server = '{}') => layout(`server: ${server}\ndistributor: {receivers: {otlp: {protocols: {grpc: {endpoint: "0.0.0.0:4317", tls: ${tls}}}}}}\nstorage: {trace: {backend: local}}`);
  const CERTIFICATE = `
---
apiVersion: v1
kind: Secret
metadata: {name: otlp-tls, namespace: tracing}
stringData:
  tls.crt: (leaf tempo of one)
  tls.key: (key of tempo)
---
apiVersion: batch/v1
kind: Job
metadata: {name: ask, namespace: tracing}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - {name: send, image: 'ghcr.io/open-telemetry/opentelemetry-collector-contrib/telemetrygen:v0.135.0', args: [traces, ARGS], volumeMounts: [{name: ca, mountPath: /ca}]}
        - {name: find, image: 'curlimages/curl:8.10.1', args: [URL], volumeMounts: [{name: ca, mountPath: /ca}]}
      volumes: [{name: ca, configMap: {name: storage-ca}}]
`;
  const asked = (l: Layout, args: string, url = 'http://tempo:3200/ready') => judged(chart(l) + CERTIFICATE.replace('ARGS', args).replace('URL', url)).connections.sort();

  test.each<[string, Layout, string, string[]]>([
    ['plaintext', receiver('null'), '--otlp-endpoint=tempo:4317, --otlp-insecure', ['curl http://tempo:3200 consistent', 'telemetrygen tempo:4317 consistent']],
    ['TLS', receiver(`{${pair}}`), '--otlp-endpoint=tempo:4317, --ca-cert=/ca/ca.crt', ['curl http://tempo:3200 consistent', 'telemetrygen tempo:4317 proved']],
    ['TLS, and plaintext is sent', receiver(`{${pair}}`), '--otlp-endpoint=tempo:4317, --otlp-insecure', ['curl http://tempo:3200 consistent', 'telemetrygen tempo:4317 broken OT001']],
    ['mutual TLS', receiver(`{${pair}, client_ca_file: /etc/storage-ca/ca.crt}`), '--otlp-endpoint=tempo:4317, --ca-cert=/ca/ca.crt',
      ['curl http://tempo:3200 consistent', 'telemetrygen tempo:4317 broken OT010']],
    ['an API over TLS', receiver('null', `{http_tls_config: {${pair}}}`), '--otlp-endpoint=tempo:4317, --otlp-insecure',
      ['curl http://tempo:3200 broken OT001', 'telemetrygen tempo:4317 consistent']],
  ])('%s', (_what, l, args, expected) => {
    expect(asked(l, args)).toEqual(expected);
  });
});

describe('a configuration that Tempo does not start with', () => {
  const good = `endpoint: "minio.tracing.svc:9000", ${CA}`;
  const errors = (settings: string, image = 'grafana/tempo:2.10.8', rest = '') => judged(chart({ config: s3(settings, rest), image })).errors.map((e) => e.split(' ')[0]);

  test.each<[string, string, string[]]>([
    ['http_config', `${good}, http_config: {}`, ['OT119']],
    ['sse_config', `${good}, sse_config: {type: SSE-S3}`, ['OT119']],
    ['the version word of a receiver', `${good}, tls_min_version: "1.2"`, ['OT135']],
    ['a suite of OpenSSL', `${good}, tls_cipher_suites: ECDHE-RSA-AES128-GCM-SHA256`, ['OT135']],
    ['a scheme in the endpoint', 'endpoint: "https://minio.tracing.svc:9000"', ['OT103']],
    ['small parts', `${good}, part_size: 1000`, ['OT120']],
    ['a key for KMS that is not there', `${good}, sse: {type: SSE-KMS}`, ['OT120']],
    ['all right', `${good}, tls_min_version: VersionTLS12, part_size: 67108864, forcepathstyle: true`, []],
  ])('%s', (_what, settings, expected) => {
    expect(errors(settings)).toEqual(expected);
  });

  test.each<[string, string, string[]]>([
    ['a version of a receiver', 'server: {tls_min_version: "1.2"}', ['OT135']],
    ['its own word', 'server: {tls_min_version: VersionTLS12}', []],
    ['a version that is still to be filled in', 'server: {tls_min_version: "${MIN}"}', []],
    ['a client_auth_type that there is not', 'server: {http_tls_config: {cert_file: /none, key_file: /none, client_auth_type: RequireAndVerify}}', ['OT135']],
    ['a client CA that nobody is held against', 'server: {grpc_tls_config: {cert_file: /none, key_file: /none, client_ca_file: /none}}', ['OT135']],
    ['the same, said', 'server: {grpc_tls_config: {cert_file: /none, key_file: /none, client_ca_file: /none, client_auth_type: NoClientCert}}', ['OT135']],
    ['a client CA with its type', 'server: {grpc_tls_config: {cert_file: /none, key_file: /none, client_ca_file: /none, client_auth_type: RequireAndVerifyClientCert}}', []],
    ['a client CA of a server without TLS, which nobody reads', 'server: {http_tls_config: {cert_file: /none, client_ca_file: /none}}', []],
    ['a receiver with a certificate alone', 'distributor: {receivers: {otlp: {protocols: {grpc: {tls: {cert_file: /none}}}}}}', ['OT135']],
    ['a receiver with a key alone', 'distributor: {receivers: {zipkin: {tls: {key_file: /none}}}}', ['OT135']],
    ['a receiver with both', 'distributor: {receivers: {otlp: {protocols: {grpc: {tls: {cert_file: /none, key_pem: "${KEY}"}}}}}}', []],
  ])('%s', (_what, rest, expected) => {
    expect(errors(good, 'grafana/tempo:2.10.8', rest).filter((rule) => rule === 'OT135')).toEqual(expected);
  });

  test('keys elsewhere are judged by 2.10 only where it is 2.10', () => {
    const rest = 'compactor: {block_retention: 48h}';
    expect(errors(good, 'grafana/tempo:2.10.3', rest)).toEqual(['OT119']);
    expect(errors(good, 'grafana/tempo:2.3.1', rest)).toEqual([]);
    expect(errors(good, 'grafana/tempo@sha256:0000', rest)).toEqual([]);
    expect(judged(chart({ config: s3(good, rest), image: 'grafana/tempo' }), { tempo: '2.10.8' }).errors).toHaveLength(1);
  });

  test('an S3 key of an older Tempo is left alone where the version is not known', () => {
    expect(errors(`${good}, insecure_skip_verify: false`, 'registry.example.com/tempo')).toEqual([]);
  });
});

test.each([
  ['Loki, which has the same flag', 'auth_enabled: false\nserver: {http_listen_port: 3100}\nstorage_config: {aws: {endpoint: "minio:9000", insecure: false}}', 'grafana/loki:3.0.0'],
  ['no YAML', '}{', 'grafana/tempo:2.10.8'],
  ['a list', '- a\n- b', 'grafana/tempo:2.10.8'],
  ['nonsense', 'storage: {trace: [1]}\ndistributor: {receivers: 7}\nmetrics_generator: {storage: {remote_write: [null, 3, {url: 5}]}}\nserver: {http_listen_port: x, http_tls_config: []}', 'grafana/tempo:2.10.8'],
  ['values of other types', 'storage: {trace: {backend: s3, s3: {endpoint: 9000, insecure: "false", tls_ca_path: 5, tls_server_name: [], sse: 4}}}\ndistributor: {receivers: {otlp: {protocols: {grpc: {endpoint: 5, tls: {cert_file: 6, client_ca_file: {}}}}}}}', 'grafana/tempo:2.10.8'],
])('%s', (_what, config, image) => {
  const { findings, connections } = judged(chart({ config, image, args: '[-config.file=/conf/tempo.yaml]' }));
  expect(findings.filter((f) => f.rule.startsWith('OT9'))).toEqual([]);
  expect(connections.every((c) => !c.includes('broken'))).toBe(true);
});

test('the receivers of its metrics', () => {
  const remote = (tls: string) => `metrics_generator: {storage: {path: /w, remote_write: [{url: "https://minio.tracing.svc:9000/api/v1/push", tls_config: ${tls}}]}}`;
  const store = s3(`endpoint: "minio.tracing.svc:9000", ${CA}`);
  expect(stored({ config: `${store}\n${remote('{ca_file: /etc/storage-ca/ca.crt}')}` })).toContain("Tempo's metrics generator https://minio.tracing.svc:9000/api/v1/push proved");
  expect(stored({ config: `${store}\n${remote('{}')}` })).toContain("Tempo's metrics generator https://minio.tracing.svc:9000/api/v1/push broken OT006");
  expect(stored({ config: `${store}\n${remote('{insecure_skip_verify: true}')}` })).toContain("Tempo's metrics generator https://minio.tracing.svc:9000/api/v1/push unverified");
});
