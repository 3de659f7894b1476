import { ca, key, leaf, NOT_AFTER, NOT_BEFORE, NOW } from './fixtures';
import { askGo, describeWith, openssl } from './oracles';
import { verifyChain } from '../../src/x509/chain';
import { X509Error } from '../../src/x509/errors';
import { generateKey, issueCa, issueCertificate, Issued, issueLeaf, KEY_TYPES, KeyType, loadCa } from '../../src/x509/issue';
import { readPrivateKey } from '../../src/x509/key';

const root = ca();

test.each([
  ['ecdsa-p256', 'ECDSA', 256, 'ECDSA-SHA256'],
  ['ecdsa-p384', 'ECDSA', 384, 'ECDSA-SHA384'],
  ['rsa-2048', 'RSA', 2048, 'SHA256-RSA'],
  ['ed25519', 'Ed25519', 256, 'Ed25519'],
] as [KeyType, string, number, string][])('%s', (keyType, algorithm, bits, signature) => {
  const { certificate, privateKeyPem } = issueCa({ commonName: 'x', notBefore: NOT_BEFORE, notAfter: NOT_AFTER, keyType });
  expect(certificate).toMatchObject({ publicKeyAlgorithm: algorithm, publicKeyBits: bits, signatureAlgorithm: signature, selfSigned: true });
  expect(readPrivateKey(privateKeyPem)).toMatchObject({ algorithm, bits });
});

test('an unknown key type is refused with the known ones', () => {
  expect(() => generateKey('dsa' as KeyType)).toThrow(/"dsa" is unknown; allowed: ecdsa-p256, ecdsa-p384, rsa-2048, rsa-4096, ed25519/);
});

test('a CA says what RFC 5280 wants of one', () => {
  const { certificate } = root;
  const critical = certificate.extensions.filter((extension) => extension.critical).map(({ oid }) => oid);
  expect(critical).toEqual(['2.5.29.19', '2.5.29.15']);
  expect(certificate).toMatchObject({ version: 3, isCa: true, pathLen: 0, keyUsage: ['keyCertSign', 'cRLSign'] });
  expect(certificate.subjectKeyId).toHaveLength(20);
  expect(certificate.authorityKeyId).toEqual(certificate.subjectKeyId);
});

test('serial numbers are positive, 16 octets long and random', () => {
  const serials = Array.from({ length: 20 }, () => leaf(root).certificate.serialNumber);
  expect(new Set(serials).size).toBe(20);
  for (const serial of serials) expect(serial.toString(16)).toMatch(/^[4-7][0-9a-f]{31}$/);
});

test('a leaf never outlives its CA, nor an intermediate its root', () => {
  const late = new Date('2030-01-01T00:00:00Z');
  expect(leaf(root, { notAfter: late }).certificate.notAfter).toEqual(NOT_AFTER);
  expect(ca('Middle', { issuer: root, notAfter: late }).certificate.notAfter).toEqual(NOT_AFTER);
  expect(() => leaf(root, { notBefore: late, notAfter: new Date('2031-01-01T00:00:00Z') })).toThrow(expect.objectContaining({ code: 'expired-ca' }));
});

test('times are cut to the second and written in the form their year needs', () => {
  const odd = ca('Odd', { notBefore: new Date('1969-12-31T23:59:58.900Z'), notAfter: new Date('2050-01-01T00:00:00.999Z') }).certificate;
  expect([odd.notBefore, odd.notAfter]).toEqual([new Date('1969-12-31T23:59:58Z'), new Date('2050-01-01T00:00:00Z')]);
  expect(odd.raw.includes('500101000000Z')).toBe(true);
  expect(odd.raw.includes('20500101000000Z')).toBe(true);
  expect(ca('Edge', { notAfter: new Date('2049-12-31T23:59:59Z') }).certificate.raw.includes('20491231')).toBe(false);
});

test.each<[string, () => Issued, string]>([
  ['a common name of 65', () => ca('x'.repeat(65)), 'invalid-subject'],
  ['an empty common name', () => ca('', { key: key('x') }), 'invalid-subject'],
  ['an end before the start', () => ca('x', { notBefore: NOT_AFTER, notAfter: NOT_BEFORE }), 'invalid-time'],
  ['no date', () => ca('x', { notAfter: new Date('never') }), 'invalid-time'],
  ['the year 10000', () => ca('x', { notAfter: new Date('+010000-01-01T00:00:00Z') }), 'invalid-time'],
  ['an umlaut in a DNS name', () => leaf(root, { dnsNames: ['bücher'] }), 'invalid-name'],
  ['no IP address', () => leaf(root, { ipAddresses: ['minio'] }), 'invalid-name'],
  ['no address block', () => ca('x', { overrides: { nameConstraints: { permitted: { ip: ['10.0.0.0/33'] } } } }), 'invalid-name'],
])('refuses %s', (_, make, code) => {
  expect(make).toThrow(X509Error);
  expect(make).toThrow(expect.objectContaining({ code }));
});

test('a name too long for the subject is left to the alternative names, which become critical', () => {
  const long = `${'a'.repeat(60)}.tracing.svc`;
  const { certificate } = leaf(root, { commonName: long, dnsNames: [long] });
  expect(certificate.subject.text).toBe('');
  expect(certificate.extensions.find(({ oid }) => oid === '2.5.29.17')!.critical).toBe(true);
  expect(verifyChain(certificate, { roots: [root.certificate], host: long, now: NOW }).ok).toBe(true);
});

describe('an existing CA from its files', () => {
  test('issues again', () => {
    const loaded = loadCa(`# my CA\n${root.certificatePem}`, key('Root').export({ format: 'pem', type: 'sec1' }).toString());
    expect(verifyChain(leaf(loaded).certificate, { roots: [root.certificate], now: NOW }).ok).toBe(true);
  });

  test.each([
    ['the key of another', root.certificatePem, leaf(root).privateKeyPem, 'key-mismatch'],
    ['a leaf', leaf(root).certificatePem, leaf(root).privateKeyPem, 'not-a-ca'],
    ['no keyCertSign', ca('x', { overrides: { keyUsage: ['cRLSign'] } }).certificatePem, ca('x').privateKeyPem, 'not-a-ca'],
    ['no certificate', 'nothing', root.privateKeyPem, 'no-certificate'],
    ['no key', root.certificatePem, 'nothing', 'no-key'],
  ])('refuses %s', (_, certificate, keyPem, code) => {
    expect(() => loadCa(certificate, keyPem)).toThrow(expect.objectContaining({ code }));
  });
});

const TYPES = KEY_TYPES.filter((type) => type !== 'rsa-4096');
const fixtureKey = (type: KeyType, name: string) => key(name, ({ 'ecdsa-p256': 'p256', 'ecdsa-p384': 'p384', 'rsa-2048': 'rsa', 'rsa-4096': 'rsa', 'ed25519': 'ed25519' } as const)[type]);

/** A root, an intermediate and a leaf for servers and clients, of one kind of key. */
function family(type: KeyType): { top: Issued; middle: Issued; end: Issued } {
  const top = ca('Top', { key: fixtureKey(type, 'Top'), pathLen: 1 });
  const middle = ca('Middle', { issuer: top, key: fixtureKey(type, 'Top') });
  const end = issueLeaf(middle, {
    commonName: 'minio',
    dnsNames: ['minio', '*.hl.tracing.svc'],
    ipAddresses: ['10.0.0.5', 'fd00::5', '::ffff:1.2.3.4'],
    usages: ['serverAuth', 'clientAuth'],
    notBefore: NOT_BEFORE,
    notAfter: NOT_AFTER,
    key: fixtureKey(type, 'leaf'),
  });
  return { top, middle, end };
}

describeWith('openssl', 'openssl verify -x509_strict', () => {
  test.each(TYPES)('%s', (type) => {
    const { top, middle, end } = family(type);
    const files = { 'ca.pem': top.certificatePem, 'middle.pem': middle.certificatePem, 'leaf.pem': end.certificatePem };
    const common = ['verify', '-x509_strict', '-check_ss_sig', '-attime', String(NOW.getTime() / 1000), '-CAfile', '{ca.pem}', '-untrusted', '{middle.pem}'];
    for (const check of [
      ['-purpose', 'sslserver', '-verify_hostname', 'a.hl.tracing.svc'], ['-purpose', 'sslclient'], ['-purpose', 'sslserver', '-verify_ip', 'fd00::5'],
      ['-purpose', 'sslserver', '-verify_ip', '10.0.0.5'],
    ]) {
      expect(openssl([...common, ...check, '{leaf.pem}'], files)).toMatchObject({ status: 0, output: expect.stringContaining('OK') });
    }
    expect(openssl([...common, '-verify_hostname', 'other', '{leaf.pem}'], files).status).not.toBe(0);
  });

  test('a leaf without subject', () => {
    const long = `${'a'.repeat(60)}.tracing.svc`;
    const { certificatePem } = leaf(root, { commonName: long, dnsNames: [long] });
    expect(openssl(['verify', '-x509_strict', '-attime', String(NOW.getTime() / 1000), '-CAfile', '{ca}', '-verify_hostname', long, '{leaf}'],
      { ca: root.certificatePem, leaf: certificatePem })).toMatchObject({ status: 0 });
  });

  test('a CA made by openssl with another string type issues leaves that openssl accepts', () => {
    const made = openssl(['req', '-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-keyout', '-', '-subj', '/C=DE/O=Example/CN=Old CA', '-days', '30',
      '-addext', 'keyUsage=critical,keyCertSign']);
    const loaded = loadCa(made.output, made.output);
    const { notBefore, notAfter } = loaded.certificate;
    const { certificatePem } = issueLeaf(loaded, { dnsNames: ['a'], usages: ['serverAuth'], notBefore, notAfter });
    expect(openssl(['verify', '-x509_strict', '-attime', String(notBefore.getTime() / 1000), '-CAfile', '{ca}', '{leaf}'],
      { ca: loaded.certificatePem, leaf: certificatePem })).toMatchObject({ status: 0 });
  });
});

describeWith('go', 'Go Verify', () => {
  test.each(TYPES)('%s', (type) => {
    const all = Object.values(family(type));
    const answers = askGo([
      ...all.map(({ certificate }) => ({ op: 'add', certificate: certificate.raw.toString('base64') })),
      ...['minio', 'x.hl.tracing.svc', '10.0.0.5', '[fd00::5]', '1.2.3.4'].map((host) => ({ op: 'verify', leaf: 2, roots: [0], intermediates: [1], host, usages: ['serverAuth'], now: NOW })),
      { op: 'verify', leaf: 2, roots: [0], intermediates: [1], usages: ['clientAuth'], now: NOW },
      { op: 'verify', leaf: 2, roots: [0], intermediates: [1], host: 'other', usages: ['serverAuth'], now: NOW },
    ]);
    expect(answers.slice(3, 9).map(({ chains }) => chains?.length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(answers[9].code).toBe('host-mismatch');
  });
});

test('options for bad fixtures do what they say', () => {
  const { certificate } = issueCertificate({
    subject: {}, notBefore: NOT_BEFORE, notAfter: NOT_AFTER, key: key('x'), version: 1, hash: 'sha1', serialNumber: 128n,
  });
  expect(certificate).toMatchObject({ version: 1, signatureAlgorithm: 'ECDSA-SHA1', serialNumber: 128n, extensions: [] });
});
