import { MESSAGES } from './messages';
import { decoded } from '../../src/diagnosis/decode';
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
  expect([diagnoses.map((one) => [one.symptom.id, one.rules[0] ?? '']), unknown]).toEqual([[[symptom, rule]], []]);
});

test('every rule of a symptom exists, and every symptom was seen', () => {
  const ids = RULES.map(({ id }) => id);
  expect(SYMPTOMS.flatMap(({ rules }) => rules).filter((id) => !ids.includes(id))).toEqual([]);
  // No manifest shows these: a clock (e2e/servers/diagnosis-programs.test.ts), and the password of a key store (Java 17, two kinds of store).
  expect(SYMPTOMS.map(({ id }) => id).filter((id) => !['s3-clock', 'keystore-password'].includes(id) && !MESSAGES.some(([symptom]) => symptom === id))).toEqual([]);
  expect(SYMPTOMS.filter(({ means, look }) => !/^[\w'].*[^.]$/.test(means) || look === '').map(({ id }) => id)).toEqual([]);
});

test('a failure in words that are not known says so; what is no failure says nothing', () => {
  expect(said('level=error msg="the flux capacitor failed"\nlevel=info msg="no error, all failed over"\nready').unknown.map(({ line }) => line)).toEqual([1]);
});

/** Lines of healthy programs, and of `kubectl describe`, in which words of failures stand. */
test.each([
  'I1123 07:00:00.123456       1 controller.go:123] "Starting workers, failed ones are retried" err=null',
  'I1123 07:00:00.123456       1 trace.go:236] Trace[1]: "Reflector ListAndWatch" (error:<nil>)',
  '{"level":"info","ts":"2026-11-23T07:00:00Z","msg":"cannot be wrong","error":""}',
  '{"log":"{\\"level\\":\\"info\\",\\"msg\\":\\"failed over\\"}\\n","stream":"stderr"}',
  '{"severity":"INFO","message":"0 failed requests"}',
  '2026-11-23T07:00:00.000Z\tinfo\tservice@v0.100.0/service.go:99\tunable to find nothing',
  '2026-11-23T07:00:00.000Z  DEBUG  handshake failure is counted',
  '[2026-11-23 07:00:00.000][1][info][main] failed requests are retried',
  '[pod/tempo-traces-0/tempo] level=info ts=1 caller=main.go msg="connection refused" n=0',
  'tempo-traces-0 tempo 2026-11-23T07:00:00.000000000Z level=debug msg="context deadline exceeded is retried"',
  'level=\u001b[32minfo\u001b[0m msg="generating a self-signed certificate, errors are fatal"',
  'generating a self-signed certificate for the webhook',
  'storage secret minio-tempo was read',
  '      MINIO_ROOT_PASSWORD:  <set to the key \'rootPassword\' in secret \'minio-root\'>  Optional: false',
  '    Liveness:       http-get https://:https/minio/health/live delay=0s timeout=5s period=10s #success=1 #failure=3',
  'Pods Statuses:  0 Active (0 Ready) / 1 Succeeded / 0 Failed',
  'Failed Job History Limit:      3',
  '    Reason:    Error',
  '      "reason": "FailedMount",',
  'reason: Unhealthy',
  '      --log.error-format=json',
  'done: errors=0 failed: 0',
])('nothing is wrong in: %j', (line) => { expect(said(line)).toEqual({ diagnoses: [], unknown: [] }); });

const UNTRUSTED = 'x509: certificate signed by unknown authority';
test.each([
  `E1123 07:00:00.123456       1 reflector.go:1] Failed to watch: Get "https://minio.tracing.svc:9000/": ${UNTRUSTED}`,
  `{"level":"error","error":"Get \\"https://minio.tracing.svc:9000/\\": ${UNTRUSTED}"}`,
  `{"level":"info","msg":"will retry","error":"Get \\"https://minio.tracing.svc:9000/\\": ${UNTRUSTED}"}`,
  `level=info msg="retrying" err="Get \\"https://minio.tracing.svc:9000/\\": ${UNTRUSTED}"`,
  `[pod/tempo-traces-0/tempo] Get "https://minio.tracing.svc:9000/": ${UNTRUSTED}`,
  `2026-11-23T07:00:00.000000000Z stderr F Get "https://minio.tracing.svc:9000/": ${UNTRUSTED}`,
  '\ufeff\u001b[31mERROR\u001b[0m Get "https://minio.tracing.svc:9000/": x509: \u001b[1mcertificate signed\u001b[0m by unknown authority\r',
])('a message is known in every form of log: %j', (line) => {
  expect(said(line).diagnoses.map(({ symptom, hosts }) => [symptom.id, hosts])).toEqual([['unknown-authority', ['minio.tracing.svc:9000']]]);
});

test.each(['E1123 07:00:00.123456       1 reflector.go:1] all is odd', 'curl: (94) something of the year 2040', 'your session has expired.', 'certificate signed by unkn: x509', 'level=error msg=odd'])('not known: %s', (line) => {
  expect(said(line).unknown).toHaveLength(1);
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
  const others = [['minio.tracing.example.com', 'minio.tracing.svc'], ['minio-0.minio.tracing.svc', 'minio.tracing.svc'], ['eu1.thanos.example.com', 'thanos.example.com']];
  expect(others.filter(([a, b]) => sameHost(a, b))).toEqual([]);
  expect(sameHost('tempo.s3.dualstack.eu-central-1.amazonaws.com', 's3.eu-central-1.amazonaws.com')).toBe(true);
});

/** What programs write of one failure, as they write it: where, in what it ended, and why. */
const JAVA = `javax.net.ssl.SSLHandshakeException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed
\tat java.base/sun.security.ssl.TransportContext.fatal(TransportContext.java:370)
\tat app//com.example.Client$Failed.error(Client.java:12) ~[client.jar:?]
Caused by: sun.security.validator.ValidatorException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed
\tat java.base/java.security.cert.CertPathValidator.validate(CertPathValidator.java:309)
\t... 22 more
Caused by: java.security.cert.CertificateExpiredException: NotAfter: Sun Feb 01 00:00:00 UTC 2026`;
const PYTHON = `Traceback (most recent call last):
  File "/srv/error.py", line 464, in _make_request
    raise_timeout(err=failed, url=url)
ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/p.py", line 21, in <module>
    unable = error(failed)
    ^^^^^^^^^^^^^^^^^^^^^^
requests.exceptions.SSLError: HTTPSConnectionPool(host='minio', port=9000): Max retries exceeded with url: / (Caused by SSLError(SSLCertVerificationError(1, 'certificate has expired')))

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/srv/p.py", line 40, in <module>
app.StorageError: could not write`;
const NODE = `TypeError: fetch failed
    at node:internal/deps/undici/undici:13510:13
    at async main (/srv/error.js:3:1) {
  [cause]: Error: certificate has expired
      at TLSSocket.onConnectSecure (node:_tls_wrap:1679:34) {
    code: 'CERT_HAS_EXPIRED'
  }
}`;
const RUST = `error: Failed to fetch: https://minio:9000/
  cause: client error (Connect)
  cause: invalid peer certificate: certificate expired: verification time 1795429557 (UNIX)`;
const LOGBACK = JSON.stringify({ '@timestamp': '2026-11-23T10:00:00Z', 'level': 'INFO', 'message': 'will be tried again', 'stack_trace': JAVA });
const prefixed = (text: string) => text.split('\n').map((line) => `[pod/app-0/app] 2026-11-23T10:00:00.000000000Z ${line}`).join('\n');

test.each([
  ['Java', JAVA, []], ['java.util.logging', `Nov 23, 2026 10:15:00 AM Main main\nSEVERE: cannot store\n${JAVA}`, []], ['Logback, as JSON', LOGBACK, []], ['Python', PYTHON, ['minio:9000']],
  ['Node.js', NODE, []], ['Rust', RUST, []], ['Java, with prefixes', prefixed(JAVA), []], ['Python, with prefixes', prefixed(PYTHON), ['minio:9000']], ['Node.js, with prefixes', prefixed(NODE), []],
])('a stack trace is one failure, and its places are none: %s', (form, text, hosts) => {
  const { diagnoses, unknown } = said(`${text}\nready`);
  expect(diagnoses.map((one) => [one.symptom.id, one.hosts])).toEqual([['out-of-date', hosts]]);
  expect(unknown.map(({ message }) => message)).toEqual(form === 'java.util.logging' ? ['SEVERE: cannot store'] : []);
});

test('an exception that is not known says so, with what wraps it; the next failure stands for itself', () => {
  const lines = ['com.example.OddException: odd', '\tat com.example.Main.fatal(Main.java:1)', 'Caused by: java.lang.IllegalStateException', 'x', 'certificate has expired', 'StorageError: odd'];
  expect(said(lines.join('\n')).unknown.map(({ line }) => line)).toEqual([1, 3, 6]);
});

test('failures of two hosts are two, also where a trace tells the host in its end only', () => {
  const { diagnoses } = said(`${PYTHON}\n${PYTHON.replace('minio', 'other')}\ncertificate has expired`);
  expect(diagnoses.map(({ count, hosts, line }) => [count, hosts, line])).toEqual([[2, ['minio:9000'], 4], [2, ['other:9000'], 22], [1, [], 37]]);
});

test('UTF-16, as PowerShell writes it', () => {
  const text = 'curl: (6) Could not resolve host: minio';
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  expect([little, Buffer.from(little).swap16(), Buffer.from(text), Buffer.from(`\ufeff${text}`), Buffer.concat([Buffer.from(little).swap16(), Buffer.from([0])])]
    .map((bytes) => said(decoded(bytes)).diagnoses.map(({ symptom, hosts }) => [symptom.id, ...hosts]))).toEqual(Array(5).fill([['no-such-host', 'minio']]));
  expect([Buffer.alloc(0), Buffer.from([0xff])].map((bytes) => decoded(bytes).length)).toEqual([0, 1]);
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
