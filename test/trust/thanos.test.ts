import { objects, NOW } from './stage';
import { prove } from '../../src/trust/prove';
import { thanosExample } from '../../src/trust/thanos/example';

const PKI = `
---
apiVersion: v1
kind: Secret
metadata: {name: store-tls, namespace: monitoring}
stringData: {tls.crt: '(leaf thanos-store.monitoring.svc of one)', tls.key: (key of thanos-store.monitoring.svc), ca.crt: (ca one)}
---
apiVersion: v1
kind: Secret
metadata: {name: query-tls, namespace: monitoring}
stringData: {tls.crt: '(leaf query of one, for clientAuth)', tls.key: (key of query), ca.crt: (ca one)}
---
apiVersion: v1
kind: Service
metadata: {name: thanos-store, namespace: monitoring}
spec: {clusterIP: None, selector: {app: thanos-store}, ports: [{name: grpc, port: 10901, targetPort: grpc}, {name: http, port: 10902}]}
---
`;

const STORE_ARGS = ['--grpc-server-tls-cert=/etc/tls/tls.crt', '--grpc-server-tls-key=/etc/tls/tls.key', '--grpc-server-tls-client-ca=/etc/tls/ca.crt'];
const PORTS = 'ports: [{name: grpc, containerPort: 10901}, {name: http, containerPort: 10902}]';
const STORE = thanosExample({ component: 'store', args: STORE_ARGS, secrets: { '/etc/tls': 'store-tls' }, more: PORTS });
const PLAIN_STORE = thanosExample({ component: 'store', more: PORTS });

const proof = (yaml: string, thanos?: string) => prove(objects(yaml).map((object) => ({ object })), { now: NOW, versions: { thanos } });
const grpc = (yaml: string, thanos?: string) => proof(yaml, thanos).connections.filter((c) => c.client.product === 'Thanos Query');
const errors = (yaml: string, thanos?: string) => proof(yaml, thanos).findings.filter((f) => f.severity === 'error').map((f) => `${f.rule} ${f.resource.kind}/${f.resource.name}`);
const query = (endpoints: string, version = 'v0.42.4', args: string[] = []) => thanosExample({ endpoints, version, args, secrets: { '/etc/query': 'query-tls' } });
const tree = (store: string, querier: string) => `${store}${PKI}${querier}`;

const MTLS = 'tls_config: {ca_file: /etc/query/ca.crt, cert_file: /etc/query/tls.crt, key_file: /etc/query/tls.key}';

describe('endpoints of a querier', () => {
  test('mutual TLS to a static address is proved, whatever the shape of the file', () => {
    for (const file of [
      `endpoints: [{address: "thanos-store.monitoring.svc:10901", client_config: {${MTLS}}}]`,
      `default_client_config: {${MTLS}}\nendpoints:\n  - address: thanos-store.monitoring.svc.cluster.local:10901\n    client_config: {server_name: thanos-store.monitoring.svc, ${MTLS}}`,
      `x-realm: &realm {${MTLS}}\nendpoints:\n  - {address: thanos-store.monitoring.svc:10901, client_config: {<<: *realm}}`,
      `endpoints:\n  - address: dns+thanos-store.monitoring.svc:10901\n    group: true\n    client_config: {server_name: thanos-store.monitoring.svc, ${MTLS}}`,
    ]) {
      expect(grpc(tree(STORE, query(file))).map((c) => c.verdict)).toEqual(['proved']);
      expect(errors(tree(STORE, query(file)))).toEqual([]);
    }
  });

  test('of one address given twice the last whose settings can be used is what is dialled, and differences are an error', () => {
    const at = 'address: "thanos-store.monitoring.svc:10901"';
    const own = `{${at}, client_config: {${MTLS}}}`;
    const off = `{${at}, client_config: {tls_config: {enabled: false}}}`;
    const unusable = `{${at}, client_config: {tls_config: {enabled: true, cert_file: /etc/query/tls.crt}}}`;
    const of = (...all: string[]) => tree(STORE, query(`endpoints: [${all.join(', ')}]`));
    const verdicts = (yaml: string) => grpc(yaml).map((c) => c.verdict);
    expect([verdicts(of(own, own)), errors(of(own, own))]).toEqual([['proved'], []]);
    expect([verdicts(of(off, own)), errors(of(off, own))]).toEqual([['proved'], ['OT316 ConfigMap/thanos-endpoints']]);
    expect(verdicts(of(own, off))).toEqual(['broken']);
    expect(errors(of(own, unusable))).toEqual(['OT306 ConfigMap/thanos-endpoints']);
    expect(verdicts(of(own, unusable)).sort()).toEqual(['broken', 'proved']);
    expect(errors(tree(STORE, query(`endpoints: [${own}]`, 'v0.42.4', ['--endpoint=thanos-store.monitoring.svc:10901'])))).toContain('OT316 Deployment/thanos-query');
    // A group is another address.
    expect(verdicts(of(own, `{${at}, group: true, client_config: {${MTLS}}}`))).toEqual(['proved', 'proved']);
  });

  test('without a port a single endpoint is dialled at 443 since v0.36, and a group not at all since v0.37', () => {
    const bare = (version: string, args: string[]) => thanosExample({ version, args });
    const group = thanosExample({ endpoints: 'endpoints: [{address: thanos-store.monitoring.svc, group: true}]' });
    const single = thanosExample({ endpoints: 'endpoints: [{address: thanos-store.monitoring.svc}]' });
    expect(errors(group)).toEqual(['OT305 ConfigMap/thanos-endpoints']);
    expect([errors(single), grpc(single).map((c) => c.client.address?.port)]).toEqual([[], [443]]);
    expect(errors(`${PLAIN_STORE}${PKI}${single}`)).toEqual(['OT013 Service/thanos-store']);
    expect(errors(bare('v0.35.1', ['--endpoint-strict=thanos-store.example.com']))).toEqual(['OT305 Deployment/thanos-query']);
    expect(errors(bare('v0.36.1', ['--endpoint-strict=thanos-store.example.com']))).toEqual([]);
    expect(errors(bare('v0.38.0', ['--endpoint-strict=thanos-store.example.com']))).toEqual(['OT303 Deployment/thanos-query']);
  });

  test('an SRV lookup finds the port by its name, behind a headless Service', () => {
    const file = `default_client_config: {server_name: thanos-store.monitoring.svc, ${MTLS}}\nendpoints: [{address: dnssrv+_grpc._tcp.thanos-store.monitoring.svc.cluster.local}]`;
    const [connection] = grpc(tree(STORE, query(file)));
    expect(connection.verdict).toBe('proved');
    expect(connection.server?.port).toBe(10901);
    expect(errors(tree(STORE, query(file.replace('_grpc', '_store'))))).toEqual(['OT011 ConfigMap/thanos-endpoints']);
  });

  test('without a server name, what a lookup finds is verified by its address', () => {
    const file = `default_client_config: {${MTLS}}\nendpoints: [{address: dns+thanos-store.monitoring.svc:10901}]`;
    expect(grpc(tree(STORE, query(file))).map((c) => c.verdict)).toEqual(['broken']);
    expect(errors(tree(STORE, query(file)))[0]).toMatch(/^OT007/);
  });

  test('the own settings of an endpoint that is looked up have no effect', () => {
    const file = `endpoints: [{address: dns+thanos-store.monitoring.svc:10901, client_config: {server_name: thanos-store.monitoring.svc, ${MTLS}}}]`;
    expect(errors(tree(STORE, query(file)))).toEqual(['OT001 ConfigMap/thanos-endpoints', 'OT308 ConfigMap/thanos-endpoints']);
  });

  test('before v0.42 the file sets no TLS', () => {
    const file = `endpoints: [{address: "thanos-store.monitoring.svc:10901", client_config: {${MTLS}}}]`;
    expect(errors(tree(STORE, query(file, 'v0.41.0')))).toEqual(['OT001 ConfigMap/thanos-endpoints', 'OT300 ConfigMap/thanos-endpoints']);
    expect(errors(tree(STORE, query(file, 'latest')))).toEqual([]);
    expect(errors(tree(STORE, query(file, 'latest')), '0.40.1')).toContain('OT300 ConfigMap/thanos-endpoints');
  });

  test('settings inherit field by field, unless TLS is switched on in words; the server name never does', () => {
    const file = (own: string) => `default_client_config: {server_name: other, ${MTLS}}\nendpoints: [{address: "thanos-store.monitoring.svc:10901", client_config: {${own}}}]`;
    expect(grpc(tree(STORE, query(file('tls_config: {min_version: "1.3"}')))).map((c) => c.verdict)).toEqual(['proved']);
    const [switched] = grpc(tree(STORE, query(file('tls_config: {enabled: true}'))));
    expect(switched.client.trust.bundles).toEqual([]);
    expect(switched.client.identity).toBeUndefined();
    expect(switched.verdict).toBe('broken');
    const [off] = grpc(tree(PLAIN_STORE, query(file('tls_config: {enabled: false}'))));
    expect([off.client.tls, off.verdict]).toEqual([false, 'consistent']);
    const [inherited] = grpc(tree(STORE, query(file(''))));
    expect(inherited.client.serverName).toBe('other');
  });

  test('an empty text is a setting, null is none', () => {
    const file = (own: string) => `endpoints: [{address: "thanos-store.monitoring.svc:10901", client_config: {tls_config: {${own}}}}]`;
    expect(grpc(tree(PLAIN_STORE, query(file('ca_file: ""')))).map((c) => c.client.tls)).toEqual([true]);
    expect(grpc(tree(PLAIN_STORE, query(file('ca_file: ')))).map((c) => c.client.tls)).toEqual([false]);
    expect(grpc(tree(PLAIN_STORE, query(file('insecure_skip_verify: false')))).map((c) => c.client.tls)).toEqual([true]);
    expect(grpc(tree(STORE, query(file('ca_file: /etc/query/ca.crt, min_version: 1.0')))).map((c) => c.client.minVersion)).toEqual(['1.0']);
  });

  test('flags: old names, environment, shell scripts', () => {
    const tls = ['--grpc-client-tls-secure', '--grpc-client-tls-ca', '/etc/query/ca.crt', '--grpc-client-tls-cert=/etc/query/tls.crt', '--grpc-client-tls-key=/etc/query/tls.key'];
    const old = thanosExample({ version: '0.31.0', args: ['--store=thanos-store.monitoring.svc:10901', ...tls], secrets: { '/etc/query': 'query-tls' } });
    expect(grpc(tree(STORE, old)).map((c) => c.verdict)).toEqual(['proved']);
    const script = old.replace(/args:\n[^]*?volumeMounts/, `command: [/bin/sh, -ec]
          args:
            - |
              # the address comes from the environment
              exec /bin/thanos query --log.level=info \\
                --store="\${STORE}:10901" ${tls.join(' ')}
          env: [{name: STORE, value: thanos-store.monitoring.svc}]
          volumeMounts`);
    expect(grpc(tree(STORE, script)).map((c) => c.verdict)).toEqual(['proved']);
    const variable = old.replace('"--store=thanos-store.monitoring.svc:10901"', '"--store=$(STORE):10901"').replace('volumeMounts', 'env: [{name: STORE, value: thanos-store}]\n          volumeMounts');
    expect(grpc(tree(STORE, variable)).map((c) => c.client.address?.host)).toEqual(['thanos-store']);
  });

  test('the name of the program is a value of a flag', () => {
    const engine = thanosExample({ args: ['--query.promql-engine', 'thanos', '--endpoint', 'thanos-store.monitoring.svc:10901'] });
    expect(grpc(tree(PLAIN_STORE, engine)).map((c) => c.verdict)).toEqual(['consistent']);
  });

  test('what the manifests do not show is unverified, and no error', () => {
    const hidden = thanosExample({ args: ['--endpoint.sd-config-file=/etc/query/endpoints.yaml'], secrets: { '/etc/query': 'elsewhere' } });
    expect(grpc(tree(STORE, hidden)).map((c) => c.verdict)).toEqual(['unverified']);
    expect(errors(tree(STORE, hidden))).toEqual([]);
    const filled = query('endpoints: [{address: "${STORE}:10901"}]');
    expect(errors(tree(STORE, filled))).toEqual([]);
  });
});

describe('the command line', () => {
  const found = (args: string[], version = 'v0.42.4') => errors(thanosExample({ version, args })).filter((rule) => rule.startsWith('OT349'));

  // Each was given to thanos query v0.42.4.
  test.each([
    ['--grpc-client-tls-secure=true'], ['--grpc-client-tls-skip-verify=false'], ['--no-grpc-client-tls-secure=false'], ['--grpc-client-tls-secure', '--no-grpc-client-tls-secure'],
    ['--grpc-server-tls-cert=/a', '--grpc-server-tls-cert=/a'], ['--grpc-client-server-name=a', '--grpc-client-server-name', 'b'], ['--http.config=/a', '--http.config=/b'],
  ])('%s %s is refused', (...args) => { expect(found(args.filter((arg) => arg !== undefined))).toEqual(['OT349 Deployment/thanos-query']); });

  test.each([
    ['--grpc-client-tls-secure'], ['--no-grpc-client-tls-secure'], ['--endpoint=a:1', '--endpoint=b:1'], ['--grpc-server-tls-cert=/a', '--grpc-server-tls-key=/a'],
    ['--grpc-server-tls-ciphers=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', '--grpc-server-tls-ciphers=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'],
  ])('%s %s is not', (...args) => { expect(found(args.filter((arg) => arg !== undefined))).toEqual([]); });

  test('what versions did whose parser was not seen is not said', () => {
    expect(found(['--grpc-server-tls-cert=/a', '--grpc-server-tls-cert=/a'], 'v0.28.0')).toEqual([]);
  });
});

describe('the file of the HTTP server', () => {
  const found = (file: string) => errors(`${thanosExample({ args: ['--http.config=/etc/web/web.yaml'], secrets: { '/etc/web': 'web' } })}---
apiVersion: v1
kind: Secret
metadata: {name: web, namespace: monitoring}
stringData: {web.yaml: ${JSON.stringify(file)}}`).filter((rule) => rule.startsWith('OT350'));

  // Each was given to thanos query v0.42.4.
  test.each([
    'tls_server_config: {cert: x, key: y, min_version: "1.2"}', 'tls_server_config: {cert: x, key: y, max_version: TLS14}', 'tls_server_config: {cert: x}', 'tls_server_config: {key: x}',
    'tls_server_config: {client_auth_type: RequestClientCert}', 'tls_server_config: {cert: x, key: y, client_auth_type: Require}',
    'tls_server_config: {cert: x, key: y, client_ca: z}', 'tls_server_config: {cert: x, key: y, client_ca_file: /z, client_auth_type: NoClientCert}',
  ])('%s is refused', (file) => { expect(found(file)).toEqual(['OT350 Secret/web']); });

  test.each([
    '{}', 'tls_server_config: {}', 'basic_auth_users: {a: b}', 'tls_server_config: {cert: x, key: y, min_version: TLS12, max_version: TLS13}', 'tls_server_config: {cert: x, key: y, client_auth_type: RequestClientCert}',
    'tls_server_config: {cert: x, key: y, client_ca: z, client_auth_type: RequireAndVerifyClientCert}', 'tls_server_config: {cert: x, key: y, client_ca: z, client_auth_type: "${AUTH}", min_version: "${MIN}"}',
  ])('%s is not', (file) => { expect(found(file)).toEqual([]); });
});

describe('other components', () => {
  test('receivers: remote write, and each other', () => {
    const yaml = `${thanosExample({
      component: 'receive',
      version: 'v0.39.2',
      args: [
        '--grpc-server-tls-cert=/etc/tls/tls.crt', '--grpc-server-tls-key=/etc/tls/tls.key', '--remote-write.server-tls-cert=/etc/tls/tls.crt',
        '--remote-write.server-tls-key=/etc/tls/tls.key', '--remote-write.client-tls-secure', '--remote-write.client-tls-ca=/etc/tls/ca.crt',
        '--receive.hashrings=[{"endpoints": ["thanos-receive.monitoring.svc:10901", {"address": "thanos-receive.monitoring.svc:10901"}]}]',
      ],
      secrets: { '/etc/tls': 'receive-tls' },
    })}---
apiVersion: v1
kind: Secret
metadata: {name: receive-tls, namespace: monitoring}
data: {}
stringData: {tls.crt: '(leaf thanos-receive.monitoring.svc of one)', tls.key: (key of thanos-receive.monitoring.svc), ca.crt: (ca one)}
---
apiVersion: v1
kind: Service
metadata: {name: thanos-receive, namespace: monitoring}
spec: {selector: {app: thanos-receive}, ports: [{name: grpc, port: 10901}]}`;
    const { connections, findings } = proof(yaml);
    expect(connections.map((c) => [c.client.product, c.server?.product, c.verdict])).toEqual([['Thanos Receive', 'the gRPC server of Thanos Receive', 'proved']]);
    expect(findings.filter((f) => f.severity === 'error')).toEqual([]);
  });

  test('an object store in a Secret that the environment hands on', () => {
    const store = (s3: string) => `${thanosExample({ component: 'store', args: ['--objstore.config=$(OBJSTORE)'] })
      .replace('volumeMounts', 'env: [{name: OBJSTORE, valueFrom: {secretKeyRef: {name: objstore, key: thanos.yaml}}}]\n          volumeMounts')}---
apiVersion: v1
kind: Secret
metadata: {name: objstore, namespace: monitoring}
stringData: {thanos.yaml: '{type: s3, config: {${s3}}}'}`;
    const client = (s3: string) => proof(store(s3)).connections[0].client;
    expect(client('endpoint: minio.storage.svc:9000, bucket: b')).toMatchObject({ tls: true, address: { host: 'minio.storage.svc', port: 9000 }, ref: { kind: 'Secret', name: 'objstore' } });
    expect(client('endpoint: s3.example.com, bucket: b, insecure: true')).toMatchObject({ tls: false, address: { port: 80 } });
    expect(client('endpoint: s3.example.com, bucket: b, bucket_lookup_type: virtual-hosted')).toMatchObject({ address: { host: 'b.s3.example.com', port: 443 } });
    // What tls_config says of skipping is overwritten.
    expect(client('endpoint: s3.example.com, bucket: b, http_config: {tls_config: {insecure_skip_verify: true}}').skipVerify).toBeUndefined();
    expect(client('endpoint: s3.example.com, bucket: b, http_config: {insecure_skip_verify: true}').skipVerify).toBe(true);
  });

  test('a ruler has no TLS for gRPC, and has some for HTTP', () => {
    const rule = thanosExample({ component: 'rule', args: ['--grpc-query-endpoint=thanos-store.monitoring.svc:10901'] });
    expect(errors(tree(STORE, rule))).toEqual(['OT001 Deployment/thanos-rule']);
    const config = '--query.config=[{scheme: https, static_configs: [\'dns+query.example.com:9090\'], http_config: {tls_config: {server_name: q}}}]';
    const [client] = proof(thanosExample({ component: 'rule', args: [config] })).connections.map((c) => c.client);
    expect(client).toMatchObject({ tls: true, serverName: 'q', dialsAddresses: true, address: { host: 'query.example.com', port: 9090 } });
  });

  test('nothing of a sidecar that dials its own pod', () => {
    expect(proof(thanosExample({ component: 'sidecar', args: ['--prometheus.url=http://127.0.0.1:9090/'] })).connections).toEqual([]);
  });
});

test('a name of two words is of the cluster, unless it ends like one of the internet', () => {
  const warned = (address: string, more = '') => proof(`${query(`endpoints: [{address: "${address}"}]`)}${more}`).findings.filter((f) => f.rule === 'OT324').length;
  expect(['thanos-store.thanos:10901', 'dnssrv+_grpc._tcp.thanos-receive.observability', 'store.monitoring:10901', 'a.store.monitoring:10901'].map((address) => warned(address))).toEqual([0, 0, 0, 0]);
  expect(['thanos.example.com:10901', 'example.com:10901', 'thanos.eu:10901', 'dns+store.other.example:10901'].map((address) => warned(address))).toEqual([1, 1, 1, 1]);
  const { connections } = proof(query('endpoints: [{address: "elsewhere.monitoring:10901"}]'));
  expect(connections.map((c) => c.destination.kind)).toEqual(['not-here']);
});
