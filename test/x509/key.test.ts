import { ca, key, leaf } from './fixtures';
import { askGo, describeWith, openssl } from './oracles';
import { X509Error } from '../../src/x509/errors';
import { keyMatches, minioKeyProblems, normalizePrivateKey, readPrivateKey } from '../../src/x509/key';
import { armour } from '../../src/x509/pem';

const root = ca();
const own = leaf(root);
const rsa = leaf(root, { key: key('leaf', 'rsa') });
const ed = leaf(root, { key: key('leaf', 'ed25519') });
const p384 = leaf(root, { key: key('leaf', 'p384') });
const sec1 = key('leaf').export({ format: 'pem', type: 'sec1' }).toString();
const pkcs1 = key('leaf', 'rsa').export({ format: 'pem', type: 'pkcs1' }).toString();
const encrypted = key('leaf').export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
const legacy = key('leaf', 'rsa').export({ format: 'pem', type: 'pkcs1', cipher: 'aes-128-cbc', passphrase: 'x' }).toString();
const PARAMETERS = armour('EC PARAMETERS', Buffer.from('06082a8648ce3d030107', 'hex'));

test.each([
  ['PKCS#8 ECDSA', own.privateKeyPem, 'ECDSA', 256, 'P-256', 'PRIVATE KEY'],
  ['SEC 1', sec1, 'ECDSA', 256, 'P-256', 'EC PRIVATE KEY'],
  ['PKCS#8 RSA', rsa.privateKeyPem, 'RSA', 2048, undefined, 'PRIVATE KEY'],
  ['PKCS#1', pkcs1, 'RSA', 2048, undefined, 'RSA PRIVATE KEY'],
  ['Ed25519', ed.privateKeyPem, 'Ed25519', 256, undefined, 'PRIVATE KEY'],
  ['P-384', p384.privateKeyPem, 'ECDSA', 384, 'P-384', 'PRIVATE KEY'],
  ['after EC PARAMETERS', PARAMETERS + sec1, 'ECDSA', 256, 'P-256', 'EC PRIVATE KEY'],
  ['after certificates', own.certificatePem + own.privateKeyPem, 'ECDSA', 256, 'P-256', 'PRIVATE KEY'],
  ['PKCS#8 under a PKCS#1 label', own.privateKeyPem.replace(/PRIVATE KEY/g, 'RSA PRIVATE KEY'), 'ECDSA', 256, 'P-256', 'RSA PRIVATE KEY'],
])('reads %s', (_, pem, algorithm, bits, curve, label) => {
  expect(readPrivateKey(pem)).toMatchObject({ algorithm, bits, label });
  expect(readPrivateKey(pem).curve).toBe(curve);
});

test.each([
  ['nothing', '', 'no-key', 'empty'],
  ['a certificate', own.certificatePem, 'no-key', 'only CERTIFICATE'],
  ['encrypted PKCS#8', encrypted, 'encrypted-key', 'decrypt it first'],
  ['encrypted PKCS#1', legacy, 'encrypted-key', 'decrypt it first'],
  ['garbage', armour('PRIVATE KEY', Buffer.from('garbage')), 'unreadable-key', 'no PKCS#8'],
  ['a curve Go does not know', key('x', 'secp256k1').export({ format: 'pem', type: 'pkcs8' }).toString(), 'unsupported-key', 'P-256'],
  ['a public key', armour('PUBLIC KEY', Buffer.from('3000', 'hex')), 'no-key', 'only PUBLIC KEY'],
])('refuses %s', (_, pem, code, words) => {
  expect(() => readPrivateKey(pem)).toThrow(X509Error);
  expect(() => readPrivateKey(pem)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }));
});

/** Key files and what MinIO stops for. */
const FILES: [string, string, string[]][] = [
  ['canonical', own.privateKeyPem, []],
  ['SEC 1', sec1, []],
  ['no final newline', own.privateKeyPem.trimEnd(), []],
  ['CRLF', own.privateKeyPem.replace(/\n/g, '\r\n'), []],
  ['leading empty line', `\n${own.privateKeyPem}`, []],
  ['leading text', `Key Attributes\n${own.privateKeyPem}`, []],
  ['one more newline', `${own.privateKeyPem}\n`, ['extra-data']],
  ['a trailing blank', `${own.privateKeyPem} `, ['extra-data']],
  ['blanks on the END line', `${own.privateKeyPem.trimEnd()} \t\n`, []],
  ['key and certificate', own.privateKeyPem + own.certificatePem, ['extra-data']],
  ['certificate and key', own.certificatePem + own.privateKeyPem, ['extra-data', 'wrong-block']],
  ['EC PARAMETERS first', PARAMETERS + sec1, ['extra-data', 'wrong-block']],
  ['encrypted PKCS#8', encrypted, ['encrypted']],
  ['encrypted PKCS#1', legacy, ['encrypted']],
  ['byte order mark', `\ufeff${own.privateKeyPem}`, ['no-key']],
  ['a certificate alone', own.certificatePem, ['wrong-block']],
  ['nothing', '', ['no-key']],
  ['garbage in a block', armour('PRIVATE KEY', Buffer.from('garbage')), ['unreadable']],
];

test.each(FILES)('MinIO: %s', (_, pem, codes) => {
  const problems = minioKeyProblems(pem);
  expect(problems.map(({ code }) => code)).toEqual(codes);
  for (const { message } of problems) expect(message.length).toBeGreaterThan(30);
});

test('a normalized key is one every server takes', () => {
  for (const [, pem] of FILES.filter(([name]) => !/encrypted|byte order|alone|nothing|garbage/.test(name))) {
    const normal = normalizePrivateKey(pem);
    expect(minioKeyProblems(normal)).toEqual([]);
    expect(normal.endsWith('-----\n')).toBe(true);
    expect(keyMatches(own.certificate, normal)).toBe(true);
    expect(normalizePrivateKey(normal)).toBe(normal);
  }
  expect(() => normalizePrivateKey(own.privateKeyPem + rsa.privateKeyPem)).toThrow(/2 private keys/);
  expect(() => normalizePrivateKey(encrypted)).toThrow(/encrypted/);
});

test('key and certificate', () => {
  for (const [certificate, pem, matches] of [
    [own, own.privateKeyPem, true], [own, sec1, true], [rsa, pkcs1, true], [ed, ed.privateKeyPem, true],
    [own, rsa.privateKeyPem, false], [own, root.privateKeyPem, false], [ed, p384.privateKeyPem, false],
  ] as const) {
    expect(keyMatches(certificate.certificate, pem)).toBe(matches);
  }
});

describeWith('go', 'key files against Go', () => {
  test('accepted by both or refused by both', () => {
    const answers = askGo<{ ok?: boolean }>(FILES.map(([, pem]) => ({
      op: 'pair', certificate: Buffer.from(own.certificatePem).toString('base64'), text: Buffer.from(pem).toString('base64'),
    })));
    const accepted = (ok: (i: number) => boolean): string[] => FILES.map(([name], i) => `${name}: ${ok(i)}`);
    expect(accepted((i) => minioKeyProblems(FILES[i][1]).length === 0)).toEqual(accepted((i) => answers[i].ok === true));
  });

  test('every kind of key with its certificate', () => {
    const pairs = [own, rsa, ed, p384, leaf(root, { key: key('leaf', 'p521') }), root];
    const answers = askGo(pairs.map(({ certificatePem, privateKeyPem }) => ({
      op: 'pair', certificate: Buffer.from(certificatePem).toString('base64'), text: Buffer.from(privateKeyPem).toString('base64'),
    })));
    expect(answers).toEqual(pairs.map(() => ({ ok: true })));
  });
});

describeWith('openssl', 'keys of openssl', () => {
  test('ecparam -genkey writes parameters first, which MinIO stops for and normalizing mends', () => {
    const { output } = openssl(['ecparam', '-name', 'prime256v1', '-genkey']);
    expect(minioKeyProblems(output).map(({ code }) => code)).toEqual(['extra-data', 'wrong-block']);
    expect(minioKeyProblems(normalizePrivateKey(output))).toEqual([]);
  });

  test('a normalized key is unchanged for openssl', () => {
    const { status, output } = openssl(['pkey', '-in', '{k}', '-noout', '-check'], { k: normalizePrivateKey(pkcs1) });
    expect({ status, output }).toMatchObject({ status: 0, output: expect.stringContaining('valid') });
  });
});
