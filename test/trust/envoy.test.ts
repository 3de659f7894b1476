import { NOW, objects } from './stage';
import { envoyExample } from '../../src/trust/envoy/example';
import { prove } from '../../src/trust/prove';
import { envoyChoosesNoHttp2 } from '../../src/trust/rules/envoy-chooses-no-http2';
import { thanosExample } from '../../src/trust/thanos/example';

const REMOTE = `
---
apiVersion: v1
kind: Secret
metadata: {name: eu1-tls, namespace: monitoring}
stringData: {tls.crt: '(leaf query of one, for clientAuth)', tls.key: (key of query), ca.crt: (ca one)}
---
apiVersion: v1
kind: Secret
metadata: {name: store-tls, namespace: monitoring}
stringData: {tls.crt: '(leaf store.eu1.svc of one)', tls.key: (key of store.eu1.svc), ca.crt: (ca one)}
---
apiVersion: v1
kind: Service
metadata: {name: store, namespace: monitoring}
spec: {selector: {app: thanos-store}, ports: [{port: 443, targetPort: 10901}]}
---
${thanosExample({
  component: 'store',
  args: ['--grpc-server-tls-cert=/etc/tls/tls.crt', '--grpc-server-tls-key=/etc/tls/tls.key', '--grpc-server-tls-client-ca=/etc/tls/ca.crt'],
  secrets: { '/etc/tls': 'store-tls' },
})}`;

const tree = (envoy: string) => `${envoy.replace(/address: thanos\.eu1\.example\.com, port/, 'address: store.monitoring.svc, port')}${REMOTE}`;
const proof = (yaml: string) => prove(objects(yaml).map((object) => ({ object })), { now: NOW });
const of = (yaml: string) => proof(yaml).connections.map((c) => [c.client.product, c.server?.product, c.verdict]);
const errors = (yaml: string) => proof(yaml).findings.filter((f) => f.severity === 'error').map((f) => `${f.rule} ${f.resource.kind}/${f.resource.name}`);
const named = (name: string) => envoyExample({ validation: `{trusted_ca: {filename: /etc/tls/ca.crt}, match_typed_subject_alt_names: [{san_type: DNS, matcher: {exact: ${name}}}]}` });

test('a querier, its Envoy on loopback, and the store behind it', () => {
  expect(of(tree(named('store.eu1.svc')))).toEqual([
    ['Envoy', 'the gRPC server of Thanos Store', 'proved'],
    ['Thanos Query', 'Envoy', 'consistent'],
  ]);
  expect(errors(tree(named('store.eu1.svc')))).toEqual([]);
});

test('the name that is compared is the one it is told, not the dialled one; without one, none is', () => {
  expect(errors(tree(named('store.monitoring.svc')))).toEqual(['OT007 Secret/store-tls']);
  const any = proof(tree(envoyExample({ validation: '{trusted_ca: {filename: /etc/tls/ca.crt}}' })));
  expect(any.connections.map((c) => c.verdict)).toEqual(['proved', 'consistent']);
  expect(any.findings.map((f) => f.rule)).toEqual(['OT341']);
});

test('names that are no hosts are looked for among those of their type', () => {
  const typed = (...types: string[]) => tree(envoyExample({
    validation: `{trusted_ca: {filename: /etc/tls/ca.crt}, match_typed_subject_alt_names: [${types.map((type) => `{san_type: ${type}, matcher: {exact: store.eu1.svc}}`).join(', ')}]}`,
  }));
  for (const types of [['URI'], ['EMAIL'], ['3'], ['URI', 'EMAIL']]) {
    expect([types, of(typed(...types))[0][2], errors(typed(...types))]).toEqual([types, 'broken', ['OT007 ConfigMap/envoy']]);
  }
  expect(errors(typed('URI', 'DNS'))).toEqual([]);
  // A certificate that does not show may have any name.
  expect(errors(typed('URI').replace("'(leaf store.eu1.svc of one)'", "'${CERTIFICATE}'"))).toEqual([]);
});

test('what leads to a store is found by the name that is asked for, whatever name is compared', () => {
  const ingress = `
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: store, namespace: monitoring, annotations: {nginx.ingress.kubernetes.io/ssl-passthrough: 'true'}}
spec: {rules: [{host: thanos.eu1.example.com, http: {paths: [{path: /, backend: {service: {name: store, port: {number: 443}}}}]}}]}`;
  const outside = (envoy: string) => of(`${envoy}${REMOTE}${ingress}`)[0];
  expect(outside(named('store.eu1.svc'))).toEqual(['Envoy', 'the gRPC server of Thanos Store', 'proved']);
  expect(outside(named('thanos.eu1.example.com'))).toEqual(['Envoy', 'the gRPC server of Thanos Store', 'broken']);
  expect(outside(named('store.eu1.svc').replace('sni: thanos.eu1.example.com', 'sni: thanos.us1.example.com'))).toEqual(['Envoy', undefined, 'unverified']);
});

test('Envoy speaks TLS 1.2 at most unless it is told otherwise, and stores speak 1.3', () => {
  const old = tree(named('store.eu1.svc')).replace(/ *tls_params: .*\n/, '');
  expect(errors(old).map((e) => e.slice(0, 5))).toEqual(['OT114']);
});

test('certificates and CAs from files of the discovery service', () => {
  const sds = tree(named('store.eu1.svc'))
    .replace(/tls_certificates: .*\n/, 'tls_certificate_sds_secret_configs: [{name: client, sds_config: {path_config_source: {path: /etc/envoy/sds.yaml}}}]\n')
    .replace(/validation_context: .*\n/, `combined_validation_context:
                  default_validation_context: {match_typed_subject_alt_names: [{san_type: DNS, matcher: {exact: store.eu1.svc}}]}
                  validation_context_sds_secret_config: {name: ca, sds_config: {path_config_source: {path: /etc/envoy/sds.yaml}}}
  sds.yaml: |
    resources:
      - {name: client, tls_certificate: {certificate_chain: {filename: /etc/tls/tls.crt}, private_key: {filename: /etc/tls/tls.key}}}
      - {name: ca, validation_context: {trusted_ca: {filename: /etc/tls/ca.crt}}}
`);
  expect(of(sds).map(([, , verdict]) => verdict)).toEqual(['proved', 'consistent']);
  expect(errors(sds)).toEqual([]);
});

describe('certificates that stand in the configuration itself', () => {
  const names = 'match_typed_subject_alt_names: [{san_type: DNS, matcher: {exact: store.eu1.svc}}]';
  const pem = (text: string) => String(objects(`apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData: {x: '${text}'}`).map((o: any) => o.stringData.x)[0]);
  const told = (ca: string) => tree(envoyExample({ validation: `{trusted_ca: ${ca}, ${names}}` }));
  const verdicts = (yaml: string) => of(yaml).map(([, , verdict]) => verdict);

  test.each([
    ['a text', (text: string) => `{inline_string: ${JSON.stringify(pem(text))}}`],
    ['base64', (text: string) => `{inline_bytes: ${Buffer.from(pem(text)).toString('base64')}}`],
  ])('a CA as %s', (_name, ca) => {
    expect(verdicts(told(ca('(ca one)')))).toEqual(['proved', 'consistent']);
    expect(errors(told(ca('(ca one)')))).toEqual([]);
    expect(verdicts(told(ca('(ca two)')))).toEqual(['broken', 'consistent']);
    expect(errors(told(ca('(ca two)')))).toEqual(['OT006 ConfigMap/envoy']);
  });

  test.each(['{inline_string: "${CA}"}', '{inline_bytes: "<base64 of the CA>"}', '{environment_variable: CA}', '{inline_string: "-----BEGIN CERTIFICATE-----\\n${CA}\\n-----END CERTIFICATE-----"}'])('what others put there is not known: %s', (ca) => {
    expect(verdicts(told(ca))).toEqual(['unverified', 'consistent']);
    expect(errors(told(ca))).toEqual([]);
  });

  test('a client certificate', () => {
    const shows = (text: string) => errors(told('{filename: /etc/tls/ca.crt}').replace(
      /certificate_chain: .*? private_key: .*?\}/, () => `certificate_chain: {inline_string: ${JSON.stringify(pem(text))}}, private_key: {inline_string: "\${KEY}"}`));
    expect(shows('(leaf query of one, for clientAuth)')).toEqual([]);
    expect(shows('(leaf query of two, for clientAuth)')).toEqual(['OT006 ConfigMap/envoy']);
  });
});

describe('a listener that ends the TLS of gRPC', () => {
  const { violating } = envoyChoosesNoHttp2;
  const rules = (yaml: string) => proof(yaml.replace(/^/, CA)).findings.filter((f) => f.rule === 'OT348').map((f) => f.message);
  const alpn = (protocols: string) => violating.replace('common_tls_context:\n', `common_tls_context:\n                    alpn_protocols: ${protocols}\n`);
  const CA = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: storage-ca, namespace: tracing}\ndata: {ca.crt: (ca one)}\n---\n';

  test('has to choose h2', () => {
    expect(rules(violating)).toEqual(['Envoy has no alpn_protocols on port 10943, and Thanos Query refuses a server that does not choose h2']);
    expect(rules(alpn('[http/1.1]'))).toHaveLength(1);
    for (const protocols of ['[h2]', '[http/1.1, h2]', '["h2,http/1.1"]']) { expect(rules(alpn(protocols))).toEqual([]); }
  });

  test('not for older clients, and not where nothing says how old they are, or they are told not to mind', () => {
    const query = (image: string, more = '') => rules(violating.replace('image: quay.io/thanos/thanos:v0.42.4\n          args', `image: ${image}${more}\n          args`));
    expect(query('quay.io/thanos/thanos:v0.40.1')).toHaveLength(1);
    expect(query('quay.io/thanos/thanos:v0.39.2')).toEqual([]);
    expect(query('quay.io/thanos/thanos:main')).toEqual([]);
    expect(query('quay.io/thanos/thanos:v0.42.4', "\n          env: [{name: GRPC_ENFORCE_ALPN_ENABLED, value: 'false'}]")).toEqual([]);
  });
});

test('an Envoy without TLS, and one whose configuration is not shown, are no fault', () => {
  const plain = envoyExample({}).replace(/ *transport_socket:\n[^]*$/, '');
  expect(proof(plain).findings.filter((f) => f.severity !== 'note')).toEqual([]);
  expect(errors(envoyExample({}).replace(/---[^]*$/, ''))).toEqual([]);
});

describe('a port of its own pod where no Envoy listens', () => {
  const elsewhere = envoyExample({ port: 10001 });
  const rules = (yaml: string) => proof(yaml).findings.filter((f) => f.rule === 'OT347').map((f) => f.message);

  test('is told of the endpoint', () => {
    expect(rules(elsewhere)).toEqual(['the querier dials 127.0.0.1:10000, and nothing in its pod listens there (Envoy listens on 10001)']);
    expect(rules(envoyExample({}))).toEqual([]);
  });

  test.each([
    ['another program is in the pod', (yaml: string) => yaml.replace('        - name: envoy\n', "        - {name: proxy, image: 'registry.example.com/proxy:1'}\n        - name: envoy\n")],
    ['listeners come from a server', (yaml: string) => yaml.replace('    static_resources:', '    dynamic_resources: {lds_config: {ads: {}}}\n    static_resources:')],
    ['a listener has more addresses', (yaml: string) => yaml.replace('        - name: eu1\n          address', '        - name: eu1\n          additional_addresses: [{address: {socket_address: {address: 127.0.0.1, port_value: 10000}}}]\n          address')],
    ['a second Envoy of the pod may listen anywhere', (yaml: string) => yaml.replace('        - name: envoy\n', "        - {name: second, image: 'docker.io/envoyproxy/envoy:v1.31.0', args: [-c, /elsewhere.yaml]}\n        - name: envoy\n")],
    ['it is the HTTP port of the querier itself', (yaml: string) => yaml.replace('127.0.0.1:10000', '127.0.0.1:10902')],
    ['the name is no loopback', (yaml: string) => yaml.replace('127.0.0.1:10000', 'store.monitoring.svc:10000')],
  ])('is not told where %s', (_name, change) => {
    expect(change(elsewhere)).not.toBe(elsewhere);
    expect(rules(change(elsewhere))).toEqual([]);
  });

  test('an init container that ends is nobody who listens; a sidecar may be', () => {
    const init = (more: string) => elsewhere.replace('      containers:\n', `      initContainers: [{name: wait, image: 'registry.example.com/wait:1'${more}}]\n      containers:\n`);
    expect(rules(init(''))).toHaveLength(1);
    expect(rules(init(', restartPolicy: Always'))).toEqual([]);
  });
});
