import { configMap } from './kinds';
import { ca, key, keyPem, leaf, selfSigned } from './pki';
import { HOST, pair, Store, store, withLeaf } from './store';
import { good, Tree } from './tree';
import { issueCa } from '../../../src/x509/issue';
import { inDays } from '../../util/certificates';

const bundle = (...pems: string[]) => configMap('storage-ca', { 'ca.crt': pems.join('') });
const trusting = (...pems: string[]) => (s: Store): void => { s.ca = bundle(...pems); };
const chain = (...pems: string[]) => ({ certificatePem: pems.join(''), privateKeyPem: leaf(HOST, { of: 'middle' }).privateKeyPem });

const middle = () => ca('middle', { above: 'one' });
const below = () => leaf(HOST, { of: 'middle' });
/** The CA "middle", signed by another root as well. */
const crossed = () => issueCa({ commonName: 'CA middle', notBefore: inDays(-300), notAfter: inDays(3000), key: middle().key, issuer: ca('two') });
const otherKey = () => ca('one again', { subject: 'CA one', keyName: 'another' });
const constrained = () => ca('only svc', { overrides: { nameConstraints: { permitted: { dns: ['svc', 'cluster.local'] } } } });

/** Certificates that look odd and are accepted by Go. */
export const CERTIFICATES_GOOD: readonly Tree[] = [
  good('an intermediate is the anchor', () => withLeaf((middle(), below()), trusting(middle().certificatePem)), 'proved'),
  good('the chain is served with its intermediate', () => withLeaf((middle(), chain(below().certificatePem, middle().certificatePem))), 'proved'),
  good('the chain is served with its root', () => withLeaf((middle(), chain(below().certificatePem, middle().certificatePem, ca().certificatePem))), 'proved'),
  good('the chain is out of order after the leaf', () => withLeaf((middle(), chain(below().certificatePem, ca().certificatePem, middle().certificatePem))), 'proved'),
  good('the intermediate is in the bundle, and not served', () => withLeaf((middle(), below()), trusting(ca().certificatePem, middle().certificatePem)), 'proved'),
  good('a cross-signed intermediate, and the client trusts the other root', () => withLeaf((middle(), chain(below().certificatePem, middle().certificatePem, crossed().certificatePem)), trusting(ca('two').certificatePem)), 'proved'),
  good('two CAs of one subject with different keys', () => store(trusting(otherKey().certificatePem, ca().certificatePem)), 'proved'),
  good('a bundle with CAs that nobody needs', () => store(trusting(ca('two').certificatePem, ca().certificatePem, ca('three').certificatePem)), 'proved'),
  good('a bundle with an expired CA beside the good one', () => store(trusting(ca('old', { until: -10 }).certificatePem, ca().certificatePem)), 'proved'),
  good('the CA renewed with its key: an expired one of the same name and key', () => store(trusting(ca('one, before', { subject: 'CA one', keyName: 'one', until: -10 }).certificatePem, ca().certificatePem)), 'proved'),
  good('a bundle with comments between its certificates', () => store(trusting(`# the CA\nsubject=CN = CA one\n\n${ca().certificatePem}\n# end\n`)), 'proved'),
  good('a bundle with something else than certificates', () => store(trusting('-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n', ca().certificatePem)), 'proved'),
  good('a bundle with a certificate that cannot be read beside the good one', () => store(trusting('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', ca().certificatePem)), 'proved'),
  good('the same CA twice', () => store(trusting(ca().certificatePem, ca().certificatePem)), 'proved'),
  good('ends of lines of Windows', () => store((s) => {
    s.ca = bundle(ca().certificatePem.replace(/\n/g, '\r\n'));
    s.tls = pair({ certificatePem: leaf(HOST).certificatePem.replace(/\n/g, '\r\n'), privateKeyPem: leaf(HOST).privateKeyPem.replace(/\n/g, '\r\n') });
  }), 'proved'),
  good('no line end at the end', () => store((s) => { s.ca = bundle(ca().certificatePem.trimEnd()); s.tls = pair({ certificatePem: leaf(HOST).certificatePem.trimEnd(), privateKeyPem: leaf(HOST).privateKeyPem.trimEnd() }); }), 'proved'),
  good('empty lines after the certificate', () => withLeaf({ certificatePem: `${leaf(HOST).certificatePem}\n\n`, privateKeyPem: leaf(HOST).privateKeyPem }), 'proved'),
  good('a wildcard', () => withLeaf(leaf('*.tracing.svc')), 'proved'),
  good('many names', () => withLeaf(leaf(Array.from({ length: 60 }, (_, i) => `host-${i}.example.com`).concat(HOST).join(' '))), 'proved'),
  good('a certificate without subject', () => withLeaf(leaf(HOST, { overrides: { subject: {} } })), 'proved'),
  good('another common name', () => withLeaf(leaf(HOST, { overrides: { subject: { commonName: 'something else' } } })), 'proved'),
  good('a leaf for server and client', () => withLeaf(leaf(HOST, { usages: ['serverAuth', 'clientAuth'] })), 'proved'),
  good('a leaf for any usage', () => withLeaf(leaf(HOST, { overrides: { extKeyUsage: ['any'] } })), 'proved'),
  good('a leaf without extended usage', () => withLeaf(leaf(HOST, { overrides: { extKeyUsage: false } })), 'proved'),
  good('a leaf that is a CA', () => withLeaf(leaf(HOST, { overrides: { basicConstraints: { ca: true } } })), 'proved'),
  good('a leaf without basic constraints and key usage', () => withLeaf(leaf(HOST, { overrides: { basicConstraints: false, keyUsage: false } })), 'proved'),
  good('a leaf that lives for ten years', () => withLeaf(leaf(HOST, { until: 3600 })), 'proved'),
  good('a leaf that outlives its CA by seconds', () => withLeaf(leaf(HOST, { overrides: { notAfter: new Date(inDays(3650).getTime() + 5000) } })), 'proved'),
  good('a leaf that is its own anchor', () => withLeaf(selfSigned(HOST), trusting(selfSigned(HOST).certificatePem)), 'proved'),
  good('a CA without key usage', () => withLeaf(leaf(HOST, { of: 'bare' }), trusting(ca('bare', { overrides: { keyUsage: false } }).certificatePem)), 'proved'),
  good('a CA with name constraints that allow it', () => withLeaf((constrained(), leaf(HOST, { of: 'only svc' })), trusting(constrained().certificatePem)), 'proved'),
  good('an RSA key in its old form', () => withLeaf({ certificatePem: leaf(HOST, { keyType: 'rsa-2048' }).certificatePem, privateKeyPem: keyPem(key(`of ${HOST}`, 'rsa-2048'), 'pkcs1') }), 'proved'),
  good('an RSA key as PKCS#8', () => withLeaf(leaf(HOST, { keyType: 'rsa-2048' })), 'proved'),
  good('an elliptic key in its old form', () => withLeaf({ certificatePem: leaf(HOST).certificatePem, privateKeyPem: keyPem(key(`of ${HOST}`), 'sec1') }), 'proved'),
  good('an Ed25519 key', () => withLeaf(leaf(HOST, { keyType: 'ed25519' })), 'proved'),
  good('P-384 under a CA of P-384', () => withLeaf((ca('384', { keyType: 'ecdsa-p384' }), leaf(HOST, { of: '384', keyType: 'ecdsa-p384' })), trusting(ca('384').certificatePem)), 'proved'),
  good('an elliptic leaf under an RSA CA', () => withLeaf((ca('rsa', { keyType: 'rsa-2048' }), leaf(HOST, { of: 'rsa' })), trusting(ca('rsa').certificatePem)), 'proved'),
  good('three CAs above the leaf', () => {
    ca('a', { overrides: { basicConstraints: { ca: true, pathLen: 2 } } });
    ca('b', { above: 'a', overrides: { basicConstraints: { ca: true, pathLen: 1 } } });
    ca('c', { above: 'b', overrides: { basicConstraints: { ca: true, pathLen: 0 } } });
    const end = leaf(HOST, { of: 'c' });
    return withLeaf({ certificatePem: [end, ca('c'), ca('b')].map((i) => i.certificatePem).join(''), privateKeyPem: end.privateKeyPem }, trusting(ca('a').certificatePem));
  }, 'proved'),
  good('a certificate that starts and ends within the day', () => withLeaf(leaf(HOST, { from: -0.5, until: 0.5 })), 'proved'),
  good('the key before the certificate in one file of several', () => store((s) => {
    s.tls.stringData['combined.pem'] = leaf(HOST).privateKeyPem + leaf(HOST).certificatePem;
  }), 'proved'),
];
