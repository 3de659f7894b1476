import { NOW, staged } from './stage';
import { mcExample, minioExample } from '../../src/trust/minio/example';
import { prove } from '../../src/trust/prove';

const found = (yaml: string) => prove(staged(yaml).map((object) => ({ object })), { now: NOW }).findings.filter((f) => /^OT2/.test(f.rule) || f.severity === 'error')
  .map((f) => `${f.rule} ${f.resource.kind}/${f.resource.name}`);
const MINIO = 'StatefulSet/minio';
const probe = (text: string) => minioExample({ more: text });
const SECRET = (crt: string, key: string) => `
apiVersion: v1
kind: Secret
metadata: {name: minio-tls, namespace: tracing}
stringData:
  tls.crt: "${crt}"
  tls.key: "${key}"
`;
const CRT = '(leaf minio.tracing.svc of one)';
const KEY = '(key of minio.tracing.svc)';

describe('right, however it is written', () => {
  test.each([
    ['a probe of the TCP port', probe('livenessProbe: {tcpSocket: {port: 9000}}')],
    ['a probe with HTTPS, by number and by name', probe('livenessProbe: {httpGet: {port: 9000, scheme: HTTPS}}\n          readinessProbe: {httpGet: {port: https, scheme: https}}')],
    ['a probe of another port', probe('livenessProbe: {httpGet: {port: 8080}}')],
    ['a probe by command', probe('livenessProbe: {exec: {command: [curl, -fk, \'https://localhost:9000/minio/health/live\']}}')],
    ['a probe by command that tries both', probe('livenessProbe: {exec: {command: [sh, -c, \'curl -f http://localhost:9000 || curl -fk https://localhost:9000\']}}')],
    ['a key without a final line break', SECRET(CRT, KEY).replace(/\(key of minio.tracing.svc\)/, KEY)],
    ['blank lines around certificates', SECRET(`\\n\\n${CRT}\\n\\n`, KEY)],
    ['a mode for everybody', minioExample({ securityContext: '{runAsUser: 1000}', volume: 'secret: {secretName: minio-tls, defaultMode: 292, items: [{key: tls.crt, path: public.crt}, {key: tls.key, path: private.key}]}' })],
    ['a mode for root\'s group', minioExample({ securityContext: '{runAsUser: 1000}', volume: 'secret: {secretName: minio-tls, defaultMode: 288, items: [{key: tls.crt, path: public.crt}, {key: tls.key, path: private.key}]}' })],
    ['a user of the image, with a group', minioExample({ securityContext: '{runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000}', volume: 'secret: {secretName: minio-tls, defaultMode: 256, items: [{key: tls.crt, path: public.crt}, {key: tls.key, path: private.key}]}' })],
    ['credentials that do not show', minioExample({ env: '[{name: MINIO_ROOT_USER, valueFrom: {secretKeyRef: {name: a, key: b}}}, {name: MINIO_ROOT_PASSWORD, valueFrom: {secretKeyRef: {name: a, key: c}}}]' })],
    ['credentials from a Secret that is not here', minioExample({ env: '[]', more: 'envFrom: [{secretRef: {name: elsewhere}}]' })],
    ['credentials from files', minioExample({ env: '[{name: MINIO_ROOT_USER_FILE, value: /a}, {name: MINIO_ROOT_PASSWORD_FILE, value: /b}]' })],
    ['the commands of an older mc', mcExample('mc alias set s https://minio.tracing.svc:9000 a b; mc admin policy add s rw /p', 'registry.example.com/mc:RELEASE.2022-01-01T00-00-00Z')],
    ['drives that sets divide', minioExample({ args: "[server, --certs-dir=/certs, '/a{1...12}', '/b{01...16}{1...2}']" })],
    ['two drives, one by one', minioExample({ args: '[server, --certs-dir=/certs, /a, /b]' })],
    ['drives in sets as the user wants them', minioExample({ args: "[server, --certs-dir=/certs, '/a{1...17}']", env: '[{name: MINIO_ERASURE_SET_DRIVE_COUNT, value: "17"}, {name: MINIO_ROOT_USER, value: root-of-store}, {name: MINIO_ROOT_PASSWORD_FILE, value: /b}]' })],
    ['braces that are no range', minioExample({ args: "[server, --certs-dir=/certs, '/a{x...y}']" })],
    ['an older way to name a store, which still works', mcExample('mc config host add s https://minio.tracing.svc:9000 a b')],
    ['a command that may be missing', mcExample('mc alias set s https://minio.tracing.svc:9000 a b; mc admin policy add s rw /p || mc admin policy create s rw /p')],
  ])('%s', (_what, yaml) => { expect(found(yaml)).toEqual([]); });

  test('plain http on purpose: the chart names a directory that nothing is mounted at', () => {
    const yaml = minioExample({ args: '[server, /data, -S, /etc/minio/certs]', volume: 'emptyDir: {}' });
    const store = '---\napiVersion: v1\nkind: Secret\nmetadata: {name: traces-s3, namespace: tracing}\nstringData: {endpoint: \'http://minio.tracing.svc:9000\', bucket: tempo, access_key_id: tempo, access_key_secret: from-elsewhere}\n';
    const tempo = '---\napiVersion: tempo.grafana.com/v1alpha1\nkind: TempoMonolithic\nmetadata: {name: traces, namespace: tracing}\nspec: {storage: {traces: {backend: s3, s3: {secret: traces-s3}}}}\n';
    expect(found(yaml + store + tempo)).toEqual([]);
  });
});

describe('wrong', () => {
  test.each([
    ['HTTP by default', probe('livenessProbe: {httpGet: {path: /minio/health/live, port: 9000}}'), `OT200 ${MINIO}`],
    ['by command', probe('readinessProbe: {exec: {command: [sh, -c, \'curl -f http://127.0.0.1:9000/minio/health/ready\']}}'), `OT200 ${MINIO}`],
    ['gRPC', probe('startupProbe: {grpc: {port: 9000}}'), `OT200 ${MINIO}`],
    ['a key with EC PARAMETERS', SECRET(CRT, `-----BEGIN EC PARAMETERS-----\\nBggqhkjOPQMBBw==\\n-----END EC PARAMETERS-----\\n${KEY}`), 'OT202 Secret/minio-tls'],
    ['a key with its certificate', SECRET(CRT, `${KEY}${CRT}`), 'OT202 Secret/minio-tls'],
    ['a certificate with its key', SECRET(`${CRT}${KEY}`, KEY), 'OT202 Secret/minio-tls'],
    ['text after the certificate', SECRET(`${CRT}that is all`, KEY), 'OT202 Secret/minio-tls'],
    ['one file of two with subPath', minioExample({ mount: 'mountPath: /certs}, {name: certs, mountPath: /certs/private.key, subPath: private.key' }), 'OT202 Secret/minio-tls'],
    ['both files with subPath', minioExample({ mount: 'mountPath: /certs/public.crt, subPath: public.crt}, {name: certs, mountPath: /certs/private.key, subPath: private.key' }), `OT205 ${MINIO}`],
    ['a short password', minioExample({ env: '[{name: MINIO_ROOT_USER, value: root}, {name: MINIO_ROOT_PASSWORD, value: short}]' }), `OT208 ${MINIO}`],
    ['the older names, one of them', minioExample({ env: '[{name: MINIO_ACCESS_KEY, value: root}]' }), `OT208 ${MINIO}`],
    ['no credentials', minioExample({ env: '[]' }), `OT209 ${MINIO}`],
    ['seventeen drives, one by one', minioExample({ args: `[server, --certs-dir=/certs, ${Array.from({ length: 17 }, (_, i) => `/data${i}`).join(', ')}]` }), `OT214 ${MINIO}`],
    ['a second pool of one drive', minioExample({ args: "[server, --certs-dir=/certs, '/a{1...4}', '/b{1...1}']" }), `OT214 ${MINIO}`],
    ['servers that no set divides', minioExample({ args: "[server, --certs-dir=/certs, 'https://a-{1...17}.example.com/b{1...2}']" }), `OT214 ${MINIO}`],
    ['a withdrawn mc', mcExample('mc alias set s https://minio.tracing.svc:9000 a b', 'minio/mc:RELEASE.2025-08-13T08-35-41Z'), 'OT211 Job/bucket'],
    ['mc admin policy set', mcExample('mc alias set s https://minio.tracing.svc:9000 a b && mc admin policy set s rw user=tempo', 'pgsty/silo:RELEASE.2026-09-16T00-00-00Z'), 'OT212 Job/bucket'],
  ])('%s', (_what, yaml, expected) => { expect(found(yaml)).toEqual([expected]); });
});
