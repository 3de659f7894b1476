import { configMap, secret } from './kinds';
import { ca, key, keyPem, leaf, selfSigned } from './pki';
import { endpoint, HOST, pair, Store, store, withLeaf } from './store';
import { bad, Tree } from './tree';

const TLS = 'Secret/minio-tls';
const CA = 'ConfigMap/storage-ca';
const ENDS = 'StatefulSet/minio TempoMonolithic/traces';
const AT_LEAF = `${TLS} ${ENDS}`;
const AT_TRUST = `${TLS} ${CA} ${ENDS}`;

const bundle = (text: string) => store((s) => { s.ca = configMap('storage-ca', { 'ca.crt': text }); });
const under = (name: string, overrides: object, leafName: string = name): unknown[] => {
  const made = ca(name, { overrides });
  return withLeaf(leaf(HOST, { of: leafName }), (s) => { s.ca = configMap('storage-ca', { 'ca.crt': made.certificatePem }); });
};
const files = (crt: string, keyText: string) => store((s) => { s.tls = secret('minio-tls', { 'tls.crt': crt, 'tls.key': keyText }); });
const good = () => leaf(HOST);
const served = (build: () => { certificatePem: string; privateKeyPem: string }, more?: (s: Store) => void) => withLeaf(build(), more);

/** Every fault that a certificate, a key or a bundle can have. */
export const CERTIFICATES_BAD: readonly Tree[] = [
  bad('the name is not covered', () => served(() => leaf('minio')), AT_LEAF),
  bad('the name of another namespace is covered', () => served(() => leaf('minio.default.svc')), AT_LEAF),
  bad('only the longer names are covered', () => served(() => leaf('minio.tracing.svc.cluster.local')), AT_LEAF),
  bad('the name is the common name only', () => served(() => leaf('', { keyName: 'cn', overrides: { subject: { commonName: HOST } } })), AT_LEAF),
  bad('a certificate of version 1 without names', () => served(() => leaf(HOST, { overrides: { version: 1 } })), AT_LEAF),
  bad('a wildcard for the wrong depth', () => served(() => leaf('*.svc')), AT_LEAF),
  bad('a wildcard inside of a label', () => served(() => leaf('min*.tracing.svc')), AT_LEAF),
  bad('an address is dialled and only names are covered', () => store((s) => { s.s3 = endpoint('https://10.96.7.7:9000'); s.service.spec.clusterIP = '10.96.7.7'; }), `${AT_LEAF} Secret/traces-s3`),
  bad('an address stands among the DNS names', () => served(() => leaf(`${HOST} 10.96.7.7`), (s) => { s.s3 = endpoint('https://10.96.7.7:9000'); s.service.spec.clusterIP = '10.96.7.7'; }), `${AT_LEAF} Secret/traces-s3`),
  bad('expired', () => served(() => leaf(HOST, { from: -100, until: -1 })), AT_LEAF),
  bad('not valid yet', () => served(() => leaf(HOST, { from: 2 })), AT_LEAF),
  bad('for clients only', () => served(() => leaf(HOST, { usages: ['clientAuth'] })), AT_LEAF),
  bad('signed by another CA', () => served(() => leaf(HOST, { of: 'two' })), AT_TRUST),
  bad('signed by another CA of the same name', () => served(() => (ca('impostor', { subject: 'CA one' }), leaf(HOST, { of: 'impostor' }))), AT_TRUST),
  bad('signed by itself and not trusted', () => served(() => selfSigned(HOST)), AT_TRUST),
  bad('the intermediate is not served', () => served(() => (ca('middle', { above: 'one' }), leaf(HOST, { of: 'middle' }))), AT_TRUST),
  bad('the intermediate stands before the leaf', () => {
    ca('middle', { above: 'one' });
    const end = leaf(HOST, { of: 'middle' });
    return withLeaf({ certificatePem: ca('middle').certificatePem + end.certificatePem, privateKeyPem: end.privateKeyPem });
  }, AT_TRUST),
  bad('the intermediate is no CA', () => {
    ca('no ca', { above: 'one', overrides: { basicConstraints: { ca: false } } });
    const end = leaf(HOST, { of: 'no ca' });
    return withLeaf({ certificatePem: end.certificatePem + ca('no ca').certificatePem, privateKeyPem: end.privateKeyPem });
  }, AT_TRUST),
  bad('the intermediate has expired', () => {
    ca('late', { above: 'one', until: -2 });
    const end = leaf(HOST, { of: 'late', from: -100, overrides: { notAfter: new Date('2027-01-01T00:00:00Z') } });
    return withLeaf({ certificatePem: end.certificatePem + ca('late').certificatePem, privateKeyPem: end.privateKeyPem });
  }, AT_TRUST),
  bad('the path is longer than the root allows', () => {
    ca('short', { overrides: { basicConstraints: { ca: true, pathLen: 0 } } });
    ca('below short', { above: 'short' });
    const end = leaf(HOST, { of: 'below short' });
    return withLeaf({ certificatePem: end.certificatePem + ca('below short').certificatePem, privateKeyPem: end.privateKeyPem }, (s) => {
      s.ca = configMap('storage-ca', { 'ca.crt': ca('short').certificatePem });
    });
  }, AT_TRUST),
  bad('the CA has expired', () => {
    ca('past', { until: -2 });
    return withLeaf(leaf(HOST, { of: 'past', from: -100, overrides: { notAfter: new Date('2027-01-01T00:00:00Z') } }), (s) => { s.ca = configMap('storage-ca', { 'ca.crt': ca('past').certificatePem }); });
  }, AT_TRUST),
  bad('the CA is no CA', () => under('not a CA', { basicConstraints: { ca: false } }), AT_TRUST),
  bad('the CA may not sign', () => under('cannot sign', { keyUsage: ['cRLSign'] }), AT_TRUST),
  bad('the CA is for clients only', () => under('for clients', { extKeyUsage: ['clientAuth'] }), AT_TRUST),
  bad('the CA may sign for another domain only', () => under('elsewhere', { nameConstraints: { permitted: { dns: ['example.com'] } } }), AT_TRUST),
  bad('the CA may not sign for this domain', () => under('not here', { nameConstraints: { excluded: { dns: ['tracing.svc'] } } }), AT_TRUST),
  bad('one name of many breaks the constraints of the CA', () => {
    ca('only ours', { overrides: { nameConstraints: { permitted: { dns: ['svc'] } } } });
    return withLeaf(leaf(`${HOST} minio.tracing.svc.cluster.local`, { of: 'only ours' }), (s) => { s.ca = configMap('storage-ca', { 'ca.crt': ca('only ours').certificatePem }); });
  }, AT_TRUST),
  bad('signed with SHA-1', () => (ca('sha', { keyType: 'rsa-2048', keyName: 'rsa' }), withLeaf(leaf(HOST, { of: 'sha', overrides: { hash: 'sha1' } }), (s) => { s.ca = configMap('storage-ca', { 'ca.crt': ca('sha').certificatePem }); })), AT_TRUST),
  bad('a critical extension that nobody understands', () => served(() => leaf(HOST, { overrides: { extraExtensions: [{ oid: '1.2.3.4.5', critical: true, value: new Uint8Array([5, 0]) }] } })), AT_TRUST),
  bad('the key of another certificate', () => served(() => ({ certificatePem: good().certificatePem, privateKeyPem: leaf('other').privateKeyPem })), AT_LEAF),
  bad('the key of the CA', () => served(() => ({ certificatePem: good().certificatePem, privateKeyPem: ca().privateKeyPem })), AT_LEAF),
  bad('the key is a certificate', () => files(good().certificatePem, good().certificatePem), AT_LEAF),
  bad('the key is empty', () => files(good().certificatePem, ''), AT_LEAF),
  bad('the key is Base64 of Base64', () => files(good().certificatePem, Buffer.from(good().privateKeyPem).toString('base64')), AT_LEAF),
  bad('the key is encrypted', () => files(good().certificatePem, keyPem(key(`of ${HOST}`), 'pkcs8', 'secret')), AT_LEAF),
  bad('the certificate is empty', () => files('', good().privateKeyPem), AT_LEAF),
  bad('the certificate is a placeholder', () => files('-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n', good().privateKeyPem), AT_LEAF),
  bad('the certificate is cut off', () => files(good().certificatePem.slice(0, 300), good().privateKeyPem), AT_LEAF),
  bad('the certificate is indented', () => files(good().certificatePem.replace(/^/gm, '  '), good().privateKeyPem), AT_LEAF),
  bad('the line ends of the certificate are written out', () => files(good().certificatePem.replace(/\n/g, '\\n'), good().privateKeyPem), AT_LEAF),
  bad('a byte order mark before the certificate', () => files(`\ufeff${good().certificatePem}`, good().privateKeyPem), AT_LEAF),
  bad('a request instead of a certificate', () => files(good().certificatePem.replace(/CERTIFICATE/g, 'CERTIFICATE REQUEST'), good().privateKeyPem), AT_LEAF),
  bad('certificate and key changed places', () => files(good().privateKeyPem, good().certificatePem), AT_LEAF),
  bad('the bundle is a comment', () => bundle('# ... (full CA certificate content)'), AT_TRUST),
  bad('the bundle is elided', () => bundle('-----BEGIN CERTIFICATE-----\nMIIFADCC...\n-----END CERTIFICATE-----\n'), AT_TRUST),
  bad('the bundle is Base64 of PEM', () => bundle(Buffer.from(ca().certificatePem).toString('base64')), AT_TRUST),
  bad('the bundle is a private key', () => bundle(ca().privateKeyPem), AT_TRUST),
  bad('the bundle begins with a byte order mark', () => bundle(`\ufeff${ca().certificatePem}`), AT_TRUST),
  bad('the bundle is that of another CA', () => bundle(ca('two').certificatePem), AT_TRUST),
  bad('the bundle is the leaf of another server', () => bundle(leaf('other').certificatePem), AT_TRUST),
  bad('the bundle has the old CA of the same name, with its old key', () => bundle(ca('one, old key', { subject: 'CA one', keyName: 'an old one' }).certificatePem), AT_TRUST),
  bad('the bundle has the headers of PEM that Go does not take', () => bundle(ca().certificatePem.replace('-----\n', '-----\nComment: ours\n\n')), AT_TRUST),
  bad('the second of two Tempos trusts another CA', () => store((s) => {
    s.more.push(configMap('other-ca', { 'ca.crt': ca('two').certificatePem }), JSON.parse(JSON.stringify(s.tempo).replace('"traces"', '"second"').replace('"storage-ca"', '"other-ca"')));
  }), `${TLS} ConfigMap/other-ca TempoMonolithic/second`),
  bad('the leaf of MinIO under the wrong keys of its Secret', () => store((s) => { s.tls = pair(good()); s.tls.stringData = { 'server.crt': good().certificatePem, 'server.key': good().privateKeyPem }; }), AT_LEAF),
  bad('an empty line after the key of MinIO', () => files(good().certificatePem, `${good().privateKeyPem}\n`), AT_LEAF),
  bad('the certificate after the key in the key file of MinIO', () => files(good().certificatePem, good().privateKeyPem + good().certificatePem), AT_LEAF),
  bad('parameters of the curve before the key of MinIO', () => files(good().certificatePem, `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${keyPem(key(`of ${HOST}`), 'sec1')}`), AT_LEAF),
];
