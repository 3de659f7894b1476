import { generateKeyPairSync } from 'node:crypto';
import { CURL, job, MC, script } from './around-good';
import { bundle, issued } from './issued';
import { configMap, mapVolume, secret, secretVolume } from './kinds';
import { ca, key, keyPem, leaf } from './pki';
import { HOST, minio, minioContainer, pair, Store, store } from './store';
import { bad, good } from './tree';
import { issueLeaf } from '../../../src/x509/issue';
import { inDays } from '../../util/certificates';

const URL = `https://${HOST}:9000`;
const AT = 'StatefulSet/minio Secret/minio-tls';
const ENDS = `${AT} ConfigMap/storage-ca Job/check`;

/** MinIO and one client of it, without Tempo. */
const asked = (client: any, change: (s: Store) => void = () => undefined) => () => store((s) => {
  s.tempo = undefined;
  s.s3 = undefined;
  s.more.push(client);
  change(s);
});
const curl = script('check', CURL, `curl -fsS --cacert /ca/ca.crt ${URL}/minio/health/live`);
const mc = (image: string, at = '/root/.mc/certs/CAs') => script('check', image, `mc alias set store ${URL} a b`, { volumeMounts: [{ name: 'ca', mountPath: at }] });
const aws = job('check', 'amazon/aws-cli:2.22.7', ['aws', '--endpoint-url', URL, '--ca-bundle', '/ca/ca.crt', 's3', 'ls']);
const openssl = (...more: string[]) => job('check', 'alpine/openssl:3.3.2', ['openssl', 's_client', '-connect', `${HOST}:9000`, '-CAfile', '/ca/ca.crt', '-verify_return_error', '-verify_hostname', HOST, ...more]);
const commonName = (overrides: object = {}) => (s: Store): void => { s.tls = pair(leaf('', { keyName: 'cn', overrides: { subject: { commonName: HOST }, ...overrides } })); };
const onlyMiddle = (s: Store): void => {
  const middle = ca('middle', { above: 'one' });
  s.tls = pair(leaf(HOST, { of: 'middle' }));
  s.ca = configMap('storage-ca', { 'ca.crt': middle.certificatePem });
};
const trusting = (name: string) => (s: Store): void => { s.ca = configMap('storage-ca', { 'ca.crt': ca(name).certificatePem }); };

/** A key with the headers of RFC 1421, and what MinIO is told about its password. */
const encrypted = (variable: object | undefined, type: 'pkcs1' | 'pkcs8' = 'pkcs1') => () => store((s) => {
  const { certificatePem } = leaf(HOST, { keyType: 'rsa-2048' });
  s.tls = pair({ certificatePem, privateKeyPem: keyPem(key(`of ${HOST}`, 'rsa-2048'), type, 'open sesame') });
  const container = minioContainer();
  s.minio = minio('StatefulSet', { ...container, env: [...container.env, ...(variable ? [{ name: 'MINIO_CERT_PASSWD', ...variable }] : [])] });
});
/** MinIO with a hook that asks its own pod. */
const hooked = (command: string, names = HOST) => () => store((s) => {
  const container = minioContainer();
  s.tls = pair(leaf(names));
  s.minio = minio('StatefulSet', {
    ...container,
    volumeMounts: [...container.volumeMounts, { name: 'ca', mountPath: '/tmp/.mc/certs/CAs' }],
    lifecycle: { postStart: { exec: { command: ['sh', '-c', command] } } },
  }, [secretVolume('certs', 'minio-tls', { 'tls.crt': 'public.crt', 'tls.key': 'private.key' }), mapVolume('ca', 'storage-ca')]);
});
const selecting = (labels: object) => () => issued((p, s) => {
  s.tempo = undefined;
  s.s3 = undefined;
  p.bundle = bundle('storage-ca', [{ secret: { name: 'root', key: 'ca.crt' } }], { configMap: { key: 'roots.pem' }, namespaceSelector: { matchLabels: labels } });
  s.more.push(mc(MC));
});
const formats = (certificate: string, privateKey: string) => () => issued((p, s) => {
  p.leaf.spec.additionalOutputFormats = [{ type: 'CombinedPEM' }, { type: 'DER' }];
  s.minio = minio('StatefulSet', minioContainer(), [secretVolume('certs', 'minio-tls', { [certificate]: 'public.crt', [privateKey]: 'private.key' })]);
});

/** What one program takes and another does not. */
export const PROGRAMS_GOOD = [
  good('a common name alone, for curl', asked(curl, commonName()), 'proved'),
  good('a common name alone, for the command line of AWS', asked(aws, commonName()), 'proved'),
  good('an intermediate for an anchor, for curl', asked(curl, onlyMiddle), 'proved'),
  good('an intermediate for an anchor, for OpenSSL that is told so', asked(openssl('-partial_chain'), onlyMiddle), 'proved'),
  good('an intermediate beside its root, for OpenSSL', asked(openssl(), (s) => {
    onlyMiddle(s);
    s.ca = configMap('storage-ca', { 'ca.crt': ca('middle').certificatePem + ca().certificatePem });
  }), 'proved'),
  good('mc of a mirror', asked(mc('harbor.example.com/mirror/mc:RELEASE.2025-08-13T08-35-41Z')), 'proved'),
  good('roots that the script gathers', asked(script('check', 'alpine:3.22', `apk add curl && update-ca-certificates && curl -fsS ${URL}/`, {
    volumeMounts: [{ name: 'ca', mountPath: '/usr/local/share/ca-certificates' }],
  })), 'proved'),
  good('roots that a script may gather', asked(job('check', 'alpine:3.22', ['/scripts/check.sh'], { volumeMounts: [{ name: 'ca', mountPath: '/usr/local/share/ca-certificates' }] }))),
  good('roots beside a program that nobody knows', asked(script('check', 'alpine:3.22', `/usr/bin/prepare\ncurl -fsS ${URL}/`, {
    volumeMounts: [{ name: 'ca', mountPath: '/usr/local/share/ca-certificates' }],
  })), 'unverified'),
  good('an encrypted key whose password MinIO has', encrypted({ value: 'open sesame' }), 'proved'),
  good('an encrypted key whose password does not show', encrypted({ valueFrom: { secretKeyRef: { name: 'password', key: 'password' } } }), 'proved'),
  good('a directory that is written with two slashes', () => store((s) => { s.minio = minio('StatefulSet', minioContainer({ args: ['server', '-S', '/etc//minio/certs/', '/data'] })); }), 'proved'),
  good('a hook that asks its own pod by a name that is covered', hooked('mc alias set local https://localhost:9000 a b', `${HOST} localhost`), 'proved proved'),
  good('a hook that tries both', hooked('mc alias set local http://localhost:9000 a b || mc alias set local https://localhost:9000 a b --insecure'), 'proved'),
  good('mc with a Bundle under a key of its own', selecting({ 'kubernetes.io/metadata.name': 'tracing' }), 'consistent'),
];

export const PROGRAMS_BAD = [
  bad('a common name alone, for mc', asked(mc(MC), commonName()), ENDS),
  bad('a common name that is another, for curl', asked(curl, commonName({ subject: { commonName: 'minio' } })), ENDS),
  bad('a common name beside an address, for curl', asked(curl, commonName({ ipAddresses: ['10.96.0.9'] })), ENDS),
  bad('an intermediate for an anchor, for OpenSSL', asked(openssl(), onlyMiddle), ENDS),
  bad('mc of a mirror, with the bundle of another CA', asked(mc('harbor.example.com/mirror/mc:RELEASE.2025-08-13T08-35-41Z'), trusting('two')), ENDS),
  bad('roots that nobody gathers, for mc', asked(mc(MC, '/usr/local/share/ca-certificates')), ENDS),
  bad('an encrypted key and another password', encrypted({ value: 'sesame' }), `${AT} TempoMonolithic/traces`),
  bad('an encrypted key and no password', encrypted(undefined), `${AT} TempoMonolithic/traces`),
  bad('an encrypted PKCS#8 with its password', encrypted({ value: 'open sesame' }, 'pkcs8'), `${AT} TempoMonolithic/traces`),
  bad('a hook that asks its own pod by a name that is not covered', hooked('mc alias set local https://localhost:9000 a b'), AT),
  bad('a hook that asks its own pod in the clear', hooked('mc alias set local http://localhost:9000 a b'), AT),
  bad('mc with a Bundle for another namespace', selecting({ 'kubernetes.io/metadata.name': 'storage' }), 'Job/check Bundle/storage-ca StatefulSet/minio'),
  bad('the combined file as the certificate of MinIO', formats('tls-combined.pem', 'tls.key'), 'StatefulSet/minio Certificate/minio-tls'),
  bad('a key without PEM as that of MinIO', formats('tls.crt', 'key.der'), 'StatefulSet/minio Certificate/minio-tls'),
  bad('a subject in two ways', () => issued((p) => { p.leaf.spec = { ...p.leaf.spec, commonName: 'minio', literalSubject: 'CN=minio,O=example' }; }), 'Certificate/minio-tls'),
  bad('a key on a curve with which TLS signs nothing', () => store((s) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp224r1' });
    const made = issueLeaf(ca(), { dnsNames: [HOST], usages: ['serverAuth'], notBefore: inDays(-1), notAfter: inDays(300), key: privateKey });
    s.tls = secret('minio-tls', { 'tls.crt': made.certificatePem, 'tls.key': made.privateKeyPem });
  }), `${AT} TempoMonolithic/traces ConfigMap/storage-ca`),
];
