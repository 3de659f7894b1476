import { NOW, objects } from './stage';
import { envoyExample } from '../../src/trust/envoy/example';
import { prove } from '../../src/trust/prove';
import { thanosExample } from '../../src/trust/thanos/example';
import { trials } from '../util/trials';
import { Random } from '../x509/fixtures';

const ODD: readonly unknown[] = [null, 0, -1, 3.5, true, '', 'x', '$(X)', [], [null], [[]], {}, { a: null }, '{', '- a', 'a: b', '::', 'constructor', '__proto__', '/', 'dns+', '+', '[::1]:0'];

/** Puts something odd at a random place of a tree, or takes something away. */
function mutate(value: any, random: Random): unknown {
  const keys = value !== null && typeof value === 'object' ? Object.keys(value) : [];
  if (keys.length === 0 || random.below(12) === 0) { return typeof value === 'string' && random.below(2) === 0 ? value.slice(random.below(value.length + 1)) : ODD[random.below(ODD.length)]; }
  const key = keys[random.below(keys.length)];
  const changed = mutate(value[key], random);
  return Array.isArray(value) ? value.map((v, i) => (String(i) === key ? changed : v)) : { ...value, [key]: changed };
}

const TREES = [
  thanosExample({
    endpoints: `default_client_config: {tls_config: {ca_file: /etc/tls/ca.crt}, server_name: a}
endpoints:
  - {address: dns+store.monitoring.svc:10901, group: true, client_config: {server_name: b, tls_config: {enabled: true, min_version: 1.2}}}
  - {address: "store:10901", strict: true}`,
    args: ['--http.config=/etc/tls/web.yaml', '--store.sd-files=/etc/tls/*.yaml', '--grpc-server-tls-cert=/etc/tls/tls.crt', '--grpc-server-tls-key=/etc/tls/tls.key'],
    secrets: { '/etc/tls': 'tls' },
    more: 'livenessProbe: {httpGet: {port: http, scheme: HTTPS}}',
  }),
  thanosExample({ component: 'rule', args: ['--query.config=[{static_configs: [a]}]', '--alertmanagers.config=alertmanagers: [{scheme: https, static_configs: [dns+a]}]', '--remote-write.config=remote_write: [{url: "https://a"}]'] }),
  thanosExample({ component: 'receive', args: ['--receive.hashrings=[{"endpoints": ["a:1", {"address": "b:2"}]}]', '--objstore.config={type: S3, config: {endpoint: "a:1", http_config: {tls_config: {ca_file: /a}}}}'] }),
  envoyExample({}),
];
const SECRET = `
---
apiVersion: v1
kind: Secret
metadata: {name: tls, namespace: monitoring}
stringData: {tls.crt: '(leaf a of one)', tls.key: (key of a), ca.crt: (ca one), web.yaml: 'tls_server_config: {cert_file: tls.crt, key_file: tls.key}', sd.yaml: '[{targets: [a]}]'}
`;

test.each(TREES.map((tree, i) => [i, tree] as const))('tree %i: nothing throws, whatever stands where', (i, tree) => {
  const random = new Random(i + 1);
  const whole = objects(`${tree}${SECRET}`);
  expect(prove(whole.map((object) => ({ object })), { now: NOW }).faults).toEqual([]);
  for (let n = 0; n < trials(50, 400); n += 1) {
    let mutated: any[] = whole;
    for (let changes = random.below(3); changes >= 0; changes -= 1) { mutated = mutate(mutated, random) as any[]; }
    const { faults } = prove((Array.isArray(mutated) ? mutated : [mutated]).map((object) => ({ object })), { now: NOW });
    expect(faults).toEqual([]);
  }
});

test.each(TREES.slice(0, 1))('the text of a file of endpoints, cut off and overwritten anywhere', (tree) => {
  const random = new Random(7);
  const all = objects(`${tree}${SECRET}`);
  for (let n = 0; n < trials(50, 400); n += 1) {
    const whole = structuredClone(all);
    const map = whole.find((o) => o.kind === 'ConfigMap');
    const text: string = map.data['endpoints.yaml'];
    const at = random.below(text.length);
    map.data['endpoints.yaml'] = text.slice(0, at) + ['', ':', '\n- ', '{', ']', '"', ' &a ', '*a', '!!int x', '\t', '? '][random.below(11)] + text.slice(at + random.below(4));
    expect(prove(whole.map((object) => ({ object })), { now: NOW }).faults).toEqual([]);
  }
});
