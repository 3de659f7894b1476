import { MESSAGES } from './messages';
import { diagnose } from '../../src/diagnosis/diagnose';
import { mentionsIn, sameHost } from '../../src/diagnosis/mentions';
import { SYMPTOMS } from '../../src/diagnosis/symptoms';
import { minioExample } from '../../src/trust/minio/example';
import { prove } from '../../src/trust/prove';
import { RULES } from '../../src/trust/rules';
import { NOW, objects } from '../trust/stage';

const said = (text: string) => diagnose([{ file: 'x.log', text }]);

test.each(MESSAGES)('%s (%s): %s', (symptom, rule, message) => {
  const { diagnoses, unknown } = said(message);
  expect([diagnoses.map((one) => [one.symptom.id, one.rules[0]]), unknown]).toEqual([[[symptom, rule]], []]);
});

test('every rule of a symptom exists, and every symptom was seen', () => {
  const ids = RULES.map(({ id }) => id);
  expect(SYMPTOMS.flatMap(({ rules }) => rules).filter((id) => !ids.includes(id))).toEqual([]);
  // That of a clock is provoked by e2e/servers/diagnosis-programs.test.ts only: no manifest shows it.
  expect(SYMPTOMS.map(({ id }) => id).filter((id) => id !== 's3-clock' && !MESSAGES.some(([symptom]) => symptom === id))).toEqual([]);
  expect(SYMPTOMS.filter(({ means, look }) => !/^[\w'].*[^.]$/.test(means) || look === '').map(({ id }) => id)).toEqual([]);
});

test('a failure in words that are not known says so; what is no failure says nothing', () => {
  expect(said('level=error msg="the flux capacitor failed"\nlevel=info msg="no error, all failed over"\nready').unknown.map(({ line }) => line)).toEqual([1]);
});

test('what is said again is told once, with the first line and how often', () => {
  const { diagnoses } = said('a\nts=1 dial tcp: lookup minio on 10.96.0.10:53: no such host\nts=2 dial tcp: lookup minio on 10.96.0.10:53: no such host\nlookup other on 10.96.0.10:53: no such host');
  expect(diagnoses.map(({ line, count, hosts }) => [line, count, hosts])).toEqual([[2, 2, ['minio']], [4, 1, ['other']]]);
});

test.each([
  ['Get "https://minio.tracing.svc:9000/x?y": EOF', ['minio.tracing.svc:9000']],
  ['{Addr: "127.0.0.1:1", ServerName: \\"tempo:4317\\", }', ['tempo:4317']],
  ['certificate is valid for a, b, not minio.tracing.svc.', ['minio.tracing.svc']],
  ['certificate is valid for a, b, not minio.tracing.svc"} {"x"', ['minio.tracing.svc']],
  ['addr=store.eu1.example.com:443 msg="update of node failed"', ['store.eu1.example.com:443']],
  ['dial tcp 10.244.0.22:9000: connect: connection refused', ['10.244.0.22:9000']],
  ['dial tcp [fd00::1]:9000: connect: connection refused', ['fd00::1:9000']],
  ['nothing', []],
])('hosts in %s', (line, hosts) => {
  expect(mentionsIn(line).hosts.map(({ host, port }) => (port === undefined ? host : `${host}:${port}`))).toEqual(hosts);
});

test('names of one host', () => {
  expect([['minio.tracing.svc', 'minio.tracing.svc.cluster.local'], ['minio', 'minio.tracing.svc'], ['minio.', 'MINIO'], ['minio', 'minio-2.tracing'], ['a.b', 'a.c']]
    .map(([a, b]) => sameHost(a, b))).toEqual([true, true, true, false, false]);
});

describe('with the manifests', () => {
  const proofOf = (yaml: string) => prove(objects(yaml).map((object) => ({ object })), { now: NOW });

  test('the connection, the finding and its rule', () => {
    const tree = (leaf: string, host: string) => `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData: {tls.crt: "(leaf ${leaf} of one)", tls.key: "(key of ${leaf})"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: storage-ca, namespace: tracing}
data: {ca.crt: "(ca one)"}
---
apiVersion: v1
kind: Secret
metadata: {name: traces-s3, namespace: tracing}
stringData: {endpoint: "https://${host}:9000", bucket: tempo, access_key_id: tempo, access_key_secret: a-secret-of-tempo}
---
apiVersion: v1
kind: Service
metadata: {name: minio, namespace: tracing}
spec: {selector: {app: minio}, ports: [{port: 9000}]}
---
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec: {storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}}
---
${minioExample({})}`;
    const log = (host: string) => [{ file: 'tempo.log', text: `level=error err="Get \\"https://${host}:9000/tempo/\\": x509: certificate is valid for minio, not ${host}"` }];
    const [broken] = diagnose(log('minio.tracing.svc'), proofOf(tree('minio', 'minio.tracing.svc'))).diagnoses;
    expect(broken.rules).toEqual(['OT007']);
    expect(broken.connections.map(({ client, verdict }) => [client.ref.kind, verdict])).toEqual([['TempoMonolithic', 'broken']]);
    expect(broken.findings.map(({ resource }) => resource.name)).toEqual(['minio-tls']);
    // The same words, and manifests in which it is right: what runs is something else.
    const [right] = diagnose(log('minio.tracing.svc'), proofOf(tree('minio.tracing.svc', 'minio.tracing.svc'))).diagnoses;
    expect([right.findings, right.connections.map(({ verdict }) => verdict), right.rules[0]]).toEqual([[], ['proved'], 'OT007']);
    // Another server, which the manifests do not speak of.
    const [other] = diagnose(log('minio.elsewhere.svc'), proofOf(tree('minio', 'minio.tracing.svc'))).diagnoses;
    expect([other.findings, other.connections]).toEqual([[], []]);
  });
});
