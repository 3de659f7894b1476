import { NOW, objects, STAGE } from './stage';
import { prove } from '../../src/trust/prove';

const job = (name: string, container: string, volumes = '[]', extra = '') => `
---
apiVersion: batch/v1
kind: Job
metadata: {name: ${name}, namespace: tracing}
spec:
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      restartPolicy: Never
      containers:
        - ${container.trim().split('\n').join('\n          ')}
      volumes: ${volumes}
${extra}`;
const CA = '[{name: ca, configMap: {name: storage-ca}}]';
const MOUNT = (path: string) => `volumeMounts: [{name: ca, mountPath: ${path}}]`;

/** What comes of the Job's clients: product, address, verdict and the rules with an error. */
const judged = (yaml: string) => prove(objects(`${STAGE}\n${yaml}`).map((object) => ({ object })), { now: NOW }).connections
  .filter((c) => c.client.ref.kind === 'Job' || c.client.ref.kind === 'CronJob')
  .map((c) => [c.client.product, c.client.address?.text, c.verdict, ...c.rules].join(' '));

describe('curl', () => {
  const curl = (args: string, mount = MOUNT('/ca'), volumes = CA, image = 'curlimages/curl:8.10.1') => judged(job('probe', `name: c\nimage: ${image}\n${args}\n${mount}`, volumes));
  test.each([
    ['as a list', 'command: [curl, --cacert, /ca/ca.crt, \'https://minio.tracing.svc:9000/minio/health/live\']', 'https://minio.tracing.svc:9000 proved'],
    ['args only', 'args: [--cacert, /ca/ca.crt, \'https://minio.tracing.svc:9000\']', 'https://minio.tracing.svc:9000 proved'],
    ['as a script', 'command: [/bin/sh, -ec]\nargs: ["curl -fsS --cacert /ca/ca.crt https://minio.tracing.svc:9000/minio/health/live"]', 'https://minio.tracing.svc:9000 proved'],
    ['with $(VAR)', 'env: [{name: U, value: \'https://minio.tracing.svc:9000\'}]\ncommand: [curl, --cacert, /ca/ca.crt, $(U)/x]', 'https://minio.tracing.svc:9000 proved'],
    ['with $VAR', 'env: [{name: U, value: \'https://minio.tracing.svc:9000\'}]\ncommand: [sh, -c, \'curl --cacert /ca/ca.crt "${U}/x"\']', 'https://minio.tracing.svc:9000 proved'],
    ['CURL_CA_BUNDLE', 'env: [{name: CURL_CA_BUNDLE, value: /ca/ca.crt}]\ncommand: [curl, \'https://minio.tracing.svc:9000\']', 'https://minio.tracing.svc:9000 proved'],
    ['SSL_CERT_FILE', 'env: [{name: SSL_CERT_FILE, value: /ca/ca.crt}]\ncommand: [curl, \'https://minio.tracing.svc:9000\']', 'https://minio.tracing.svc:9000 proved'],
    ['plain http', 'command: [curl, \'http://minio.tracing.svc:9000\']', 'http://minio.tracing.svc:9000 broken OT001'],
    ['no scheme', 'command: [curl, \'minio.tracing.svc:9000\']', 'http://minio.tracing.svc:9000 broken OT001'],
    ['-k', 'command: [curl, -sk, \'https://minio.tracing.svc:9000\']', 'https://minio.tracing.svc:9000 unverified'],
    ['the public roots', 'command: [curl, \'https://minio.tracing.svc:9000\']', 'https://minio.tracing.svc:9000 broken OT006'],
    ['a name that is not covered', 'command: [curl, --cacert, /ca/ca.crt, \'https://minio:9000\']', 'https://minio:9000 broken OT007'],
    ['a file that is not there', 'command: [curl, --cacert, /ca/tls.crt, \'https://minio.tracing.svc:9000\']', 'https://minio.tracing.svc:9000 broken OT003'],
    ['a file nowhere', 'command: [curl, --cacert, /etc/tls/tls.crt, \'https://minio.tracing.svc:9000\']', 'https://minio.tracing.svc:9000 broken OT003'],
    ['the port of another', 'command: [curl, --cacert, /ca/ca.crt, \'https://minio.tracing.svc\']', 'https://minio.tracing.svc broken OT011'],
  ])('%s', (_what, args, expected) => {
    const found = curl(args);
    expect(found).toHaveLength(1);
    expect(found[0].replace(/ OT(002|031)/g, '')).toBe(`curl ${expected}`);
  });

  test('an image of one\'s own may hold the CA', () => {
    expect(curl('command: [curl, \'https://minio.tracing.svc:9000\']', '', '[]', 'registry.example.com/tools:1')).toEqual(['curl https://minio.tracing.svc:9000 unverified OT031']);
  });

  test.each([
    'command: [sh, -c, \'! curl https://minio.tracing.svc:9000\']',
    'command: [sh, -c, \'if curl http://minio.tracing.svc:9000; then echo "plaintext!"; exit 1; fi\']',
    'command: [sh, -c, \'curl https://minio.tracing.svc:9000 || true\']',
    'command: [sh, -c, \'out=$(curl https://minio.tracing.svc:9000 2>&1); case $out in *certificate*) ;; *) exit 1 ;; esac\']',
    'command: [curl, \'https://localhost:9000\']',
    'command: [sh, -c, \'curl $OPTIONS\']',
    'command: [sh, -c, \'curl https://$(cat /x):9000\']',
    'command: [curl, -x, \'http://proxy:3128\', \'https://minio.tracing.svc:9000\']',
    'command: [sh, -c, \'curl https://minio.tracing.svc:9000 "\']',
    'command: [sh, -c, \'eval "curl https://minio.tracing.svc:9000"\']',
    'command: 3\nargs: {a: 1}',
    'command: [null, 1]\nenv: {a: 1}\nlivenessProbe: {exec: 4}',
  ])('says nothing of %s', (args) => { expect(curl(args)).toEqual([]); });
});

describe('mc', () => {
  const script = 'command: [/bin/sh, -c]\nargs: ["until mc alias set store https://minio.tracing.svc:9000 a b; do sleep 1; done; mc mb -p store/tempo"]';
  const mc = (text: string, volumes = CA, image = 'minio/mc:RELEASE.2025-08-13T08-35-41Z') => judged(job('bucket', `name: mc\nimage: ${image}\n${text}`, volumes)).map((one) => one.replace(/ OT(002|031)/g, ''));

  test.each([
    ['the CA in root\'s home', `${script}\n${MOUNT('/root/.mc/certs/CAs')}`],
    ['one file, under any name', `${script}\nvolumeMounts: [{name: ca, mountPath: /root/.mc/certs/CAs/anything, subPath: ca.crt}]`],
    ['MC_CONFIG_DIR', `${script}\nenv: [{name: MC_CONFIG_DIR, value: /tmp/mc}]\n${MOUNT('/tmp/mc/certs/CAs')}`],
    ['HOME', `${script}\nenv: [{name: HOME, value: /work}]\n${MOUNT('/work/.mc/certs/CAs/')}`],
    ['--config-dir', `args: [--config-dir, /mc, alias, set, store, 'https://minio.tracing.svc:9000', a, b]\n${MOUNT('/mc/certs/CAs')}`],
    ['MC_HOST', `command: [mc, mb, store/tempo]\nenv: [{name: MC_HOST_store, value: 'https://a:b@minio.tracing.svc:9000'}]\n${MOUNT('/root/.mc/certs/CAs')}`],
    ['the words of old', `command: [sh, -c, "mc config host add store https://minio.tracing.svc:9000 a b"]\n${MOUNT('/root/.mc/certs/CAs')}`],
    ['SSL_CERT_FILE', `${script}\nenv: [{name: SSL_CERT_FILE, value: /ca/ca.crt}]\n${MOUNT('/ca')}`],
  ])('%s', (_what, text) => { expect(mc(text)).toEqual([expect.stringMatching(/^mc https:\/\/.*minio.tracing.svc:9000 proved$/)]); });

  test.each([
    ['no CA', script, 'broken OT006'],
    ['the CA beside the folder', `${script}\n${MOUNT('/root/.mc/certs')}`, 'broken OT006'],
    ['the CA in another folder', `${script}\nenv: [{name: MC_CONFIG_DIR, value: /tmp/mc}]\n${MOUNT('/root/.mc/certs/CAs')}`, 'broken OT006'],
    ['plain http', 'command: [mc, alias, set, store, \'http://minio.tracing.svc:9000\', a, b]', 'broken OT001'],
    ['--insecure', 'command: [mc, --insecure, alias, set, store, \'https://minio.tracing.svc:9000\', a, b]', 'unverified'],
  ])('%s', (_what, text, verdict) => { expect(mc(text).map((one) => one.replace(/^mc \S+ /, ''))).toEqual([verdict]); });

  test('the keys of an alias without quotes', () => {
    const found = mc('command: [bash, -c, "mc alias set s https://minio.tracing.svc:9000 $(<$USER_FILE) $(cat /keys/password) && mc mb s/tempo"]');
    expect(found).toEqual([expect.stringMatching(/^mc https:\/\/minio.tracing.svc:9000 broken/)]);
    const bitnami = `command: [bash, -c, "mc alias set s https://minio.tracing.svc:9000 $(<$USER_FILE) $(<$PASSWORD_FILE)"]\n${MOUNT('/.mc/certs/CAs')}`;
    expect(mc(bitnami, CA, 'docker.io/bitnami/minio:2025.7.23-debian-12-r3')).toEqual(['mc https://minio.tracing.svc:9000 proved']);
    expect(mc('command: [bash, -c, "mc $OPTIONS alias set s https://minio.tracing.svc:9000 a b"]\nenv: [{name: OPTIONS, valueFrom: {secretKeyRef: {name: x, key: y}}}]')).toEqual([]);
  });

  test('an alias in the words of a variable, behind options, and tried until it succeeds', () => {
    const text = 'command: [sh, -c, "MC=\\"mc --config-dir /mc\\"\\nC=\\"$MC alias set s https://minio.tracing.svc:9000 $(cat /a) $(cat /b)\\"\\n$C\\nS=$?\\nuntil [ $S = 0 ]; do sleep 2; $C; S=$?; done"]';
    expect(mc(`${text}\n${MOUNT('/mc/certs/CAs')}`)).toContain('mc https://minio.tracing.svc:9000 proved');
    expect(mc(text)).toContain('mc https://minio.tracing.svc:9000 broken OT006');
  });

  test('an alias does not remember --insecure', () => {
    const found = mc('command: [sh, -c, "mc alias set s https://minio.tracing.svc:9000 a b --insecure && mc mb s/tempo"]');
    expect(found.map((one) => one.replace(/^mc \S+ /, '')).sort()).toEqual(['broken OT006', 'unverified']);
  });

  test('a script in a ConfigMap', () => {
    const extra = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: scripts, namespace: tracing}\ndata: {x.sh: "#!/bin/sh\\nset -e\\nconnect() { mc alias set s \\"$URL\\" \\"$A\\" \\"$B\\"; }\\nconnect\\n"}\n';
    const container = 'name: mc\nimage: minio/mc\ncommand: [/bin/sh, /scripts/x.sh]\nenv: [{name: URL, value: \'https://minio.tracing.svc:9000\'}, {name: A, valueFrom: {secretKeyRef: {name: nobody, key: a}}}]\nvolumeMounts: [{name: ca, mountPath: /root/.mc/certs/CAs}, {name: s, mountPath: /scripts}]';
    expect(judged(job('bucket', container, '[{name: ca, configMap: {name: storage-ca}}, {name: s, configMap: {name: scripts, defaultMode: 0555}}]', extra))).toEqual(['mc https://minio.tracing.svc:9000 proved']);
  });
});

describe('others', () => {
  const one = (text: string) => judged(job('one', `name: one\n${text}`, CA)).map((found) => found.replace(/ OT031/, ''));
  test.each([
    ['image: amazon/aws-cli\nargs: [--endpoint-url, \'https://minio.tracing.svc:9000\', s3, mb, \'s3://tempo\']', 'aws https://minio.tracing.svc:9000 broken OT006'],
    ['image: amazon/aws-cli\nargs: [s3, ls]\nenv: [{name: AWS_ENDPOINT_URL, value: \'https://minio.tracing.svc:9000\'}, {name: AWS_CA_BUNDLE, value: /ca/ca.crt}]\nvolumeMounts: [{name: ca, mountPath: /ca}]', 'aws https://minio.tracing.svc:9000 proved'],
    ['image: amazon/aws-cli\nargs: [--no-verify-ssl, --endpoint-url=https://minio.tracing.svc:9000, s3api, list-buckets]', 'aws https://minio.tracing.svc:9000 unverified'],
    ...[
      ['--ca-cert=/ca/ca.crt', 'proved'], ['--s3-region=x', 'broken OT006'], ['--no-check-certificate', 'unverified'], ['--ca-cert=/ca/tls.crt', 'broken OT003'],
    ].map(([word, verdict]) => [`image: rclone/rclone:1.71\nargs: [mkdir, 'store:tempo', ${word}]\nenv: [{name: RCLONE_CONFIG_STORE_TYPE, value: s3}, {name: RCLONE_CONFIG_STORE_ENDPOINT, value: 'https://minio.tracing.svc:9000'}]\n${MOUNT('/ca')}`, `rclone https://minio.tracing.svc:9000 ${verdict}`]),
    ...[
      ['--ca-certs=/ca/ca.crt', 'https://minio.tracing.svc:9000 proved'], ['--ssl', 'https://minio.tracing.svc:9000 broken OT006'], ['--no-ssl', 'http://minio.tracing.svc:9000 broken OT001'],
    ].map(([word, verdict]) => [`image: d3fk/s3cmd\nargs: [--host=minio.tracing.svc:9000, --host-bucket=, ${word}, mb, 's3://tempo']\n${MOUNT('/ca')}`, `s3cmd ${verdict}`]),
    ['image: busybox\ncommand: [wget, -qO-, \'https://minio.tracing.svc:9000/minio/health/live\']', 'wget https://minio.tracing.svc:9000 unverified'],
    ['image: debian\ncommand: [wget, --ca-certificate=/ca/ca.crt, \'https://minio.tracing.svc:9000\']\nvolumeMounts: [{name: ca, mountPath: /ca}]', 'wget https://minio.tracing.svc:9000 proved'],
    ['image: x\ncommand: [sh, -c, "openssl s_client -connect minio.tracing.svc:9000 -CAfile /ca/ca.crt -verify_return_error -verify_hostname minio.tracing.svc </dev/null"]\nvolumeMounts: [{name: ca, mountPath: /ca}]', 'openssl minio.tracing.svc:9000 proved'],
    ['image: x/telemetrygen:v1\nargs: [traces, --otlp-endpoint=tempo-traces:4317, --otlp-insecure, --traces, "10"]', 'telemetrygen tempo-traces:4317 consistent'],
    ['image: ghcr.io/open-telemetry/opentelemetry-collector-contrib/telemetrygen:v0.161.0\nargs: [traces, --otlp-endpoint, \'tempo-traces:4317\']', 'telemetrygen tempo-traces:4317 broken OT001'],
  ])('%s', (text, expected) => { expect(one(text)).toEqual([expected]); });

  test('files with the settings of rclone and s3cmd', () => {
    const files = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf, namespace: tracing}\ndata:\n  rclone.conf: "[other]\\ntype = s3\\n\\n[store]\\ntype = s3\\nendpoint = https://minio.tracing.svc:9000\\n"\n'
      + '  s3cfg: "[default]\\nhost_base = minio.tracing.svc:9000\\nhost_bucket = minio.tracing.svc:9000\\nuse_https = True\\nca_certs_file = /ca/ca.crt\\n"\n';
    const asked = (text: string) => judged(job('one', `name: one\n${text}\nvolumeMounts: [{name: ca, mountPath: /ca}, {name: conf, mountPath: /conf}]`, '[{name: ca, configMap: {name: storage-ca}}, {name: conf, configMap: {name: conf}}]', files));
    expect(asked('image: rclone/rclone\nargs: [--config, /conf/rclone.conf, --ca-cert, /ca/ca.crt, sync, "store:a", "other:b"]')).toEqual(['rclone https://minio.tracing.svc:9000 proved']);
    expect(asked('image: d3fk/s3cmd\nargs: [-c, /conf/s3cfg, ls]')).toEqual(['s3cmd https://minio.tracing.svc:9000 proved']);
    expect(asked('image: d3fk/s3cmd\nargs: [-c, /conf/s3cfg, "--host-bucket=%(bucket)s.minio.tracing.svc:9000", ls]')).toEqual([]);
    expect(asked('image: d3fk/s3cmd\nargs: [-c, /conf/nothing, --host=minio.tracing.svc:9000, --host-bucket=, ls]')).toEqual([]);
  });

  test('openssl that verifies nothing is a probe, and never an error', () => {
    expect(one('image: x\ncommand: [sh, -c, "openssl s_client -connect minio.tracing.svc:9000 </dev/null"]')).toEqual([]);
  });
});
