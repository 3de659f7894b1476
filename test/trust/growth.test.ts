import { prove } from '../../src/trust/prove';
import { NOW } from '../util/certificates';
import { trials } from '../util/trials';

/**
 * Manifests of which a careless search takes minutes: it looks through all of something once for each of them. Each is proved in seconds; there is no clock
 * here but the limit that every test has, which is why there are ten times as many in .ci/run.
 */
const range = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count * trials(1, 10) }, (_, i) => make(i));
const metadata = (name: string) => ({ name, namespace: 'big' });
const deployment = (containers: readonly object[], volumes: readonly object[] = []) => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: metadata('big'), spec: { template: { metadata: { labels: { app: 'big' } }, spec: { containers, volumes } } },
});
const thanos = (file: string) => [
  deployment([{ name: 'q', image: 'thanos:v0.42.4', args: ['query', '--endpoint.sd-config-file=/e/e.yaml'], volumeMounts: [{ name: 'e', mountPath: '/e' }] }], [{ name: 'e', configMap: { name: 'e' } }]),
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('e'), data: { 'e.yaml': file } },
];
const script = (text: string) => [deployment([{ name: 'c', image: 'curlimages/curl', command: ['sh', '-c', text] }])];
const minio = (more: object) => ({ name: 'm', image: 'minio/minio', args: ['server', '/data', '--certs-dir', '/certs'], ...more });

const BIG: readonly [string, () => readonly object[]][] = [
  ['endpoints in a file, each with a CA that is not there', () => thanos(`endpoints:\n${range(1_000, (i) => `- address: a${i}.example.com:443\n  client_config: {tls_config: {ca_file: /e/ca${i}.crt}}\n`).join('')}`)],
  ['keys of a Secret that is mounted whole', () => [
    { apiVersion: 'v1', kind: 'Secret', metadata: metadata('keys'), stringData: Object.fromEntries(range(4_000, (i) => [`k${i}`, 'v'])) },
    deployment([minio({ envFrom: [{ secretRef: { name: 'keys' } }], volumeMounts: [{ name: 'k', mountPath: '/certs' }] })], [{ name: 'k', secret: { secretName: 'keys' } }]),
  ]],
  ['mounts of a container', () => [deployment([minio({ volumeMounts: range(2_000, (i) => ({ name: `v${i}`, mountPath: `/certs/m${i}` })) })],
    range(2_000, (i) => ({ name: `v${i}`, secret: { secretName: 's', items: [{ key: 'k', path: 'p' }] } })))]],
  ['policies about one pod', () => [
    deployment([{ name: 'c', image: 'curlimages/curl', command: ['curl', 'https://x.big.svc/'] }]),
    ...range(1_000, (i) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: metadata(`p${i}`), spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: i }] }] } })),
  ]],
  ['a variable that doubles with every line', () => script(`${range(200, () => 'A=$A.$B\nB="x$A"\n').join('')}curl https://$A/`)],
  ['an object that is there again and again', () => range(1_000, () => deployment([{ name: 'c', image: 'x', env: [{ name: 'A', value: 'b' }] }]))],
];

test.each(BIG)('%s', (_, objects) => {
  expect(prove(objects().map((object) => ({ object })), { now: NOW }).faults).toEqual([]);
});
