import { X509Certificate } from 'node:crypto';
import { randomWorld } from './chains/worlds';
import { ca, key, leaf, NOT_AFTER, NOT_BEFORE, Random } from './fixtures';
import { askGo, describeWith, openssl } from './oracles';

import { Certificate } from '../../src/x509/certificate';
import { X509Error } from '../../src/x509/errors';
import { formatBlock } from '../../src/x509/ip';
import { issueCertificate } from '../../src/x509/issue';
import { KEY_USAGES } from '../../src/x509/oids';
import { armour } from '../../src/x509/pem';

const root = ca('Root', { organization: 'Example, "Inc" ' });
const full = leaf(root, {
  commonName: ' #odd+name;<x>',
  dnsNames: ['minio', '*.hl.tracing.svc'],
  ipAddresses: ['10.0.0.5', 'FD00:0:0::5', '::ffff:1.2.3.4', '::', '1:0:0:2:0:0:0:3'],
  usages: ['serverAuth', 'clientAuth'],
  overrides: { uris: ['spiffe://cluster.local/ns/a'], emails: ['ops@example.com'], serialNumber: 0xff01n },
});

test('every field of a leaf', () => {
  const { certificate } = full;
  expect(certificate).toMatchObject({
    version: 3,
    serialNumber: 0xff01n,
    notBefore: NOT_BEFORE,
    notAfter: NOT_AFTER,
    dnsNames: ['minio', '*.hl.tracing.svc'],
    ipAddresses: ['10.0.0.5', 'fd00::5', '1.2.3.4', '::', '1:0:0:2::3'],
    uris: ['spiffe://cluster.local/ns/a'],
    emails: ['ops@example.com'],
    basicConstraintsValid: true,
    isCa: false,
    pathLen: undefined,
    keyUsage: ['digitalSignature'],
    extKeyUsage: ['serverAuth', 'clientAuth'],
    nameConstraints: undefined,
    unhandledCriticalExtensions: [],
    signatureAlgorithm: 'ECDSA-SHA256',
    publicKeyAlgorithm: 'ECDSA',
    publicKeyBits: 256,
    curve: 'P-256',
    selfIssued: false,
    selfSigned: false,
  });
  expect(certificate.subject.text).toBe('CN=\\ #odd\\+name\\;\\<x\\>');
  expect(certificate.subject.commonName).toBe(' #odd+name;<x>');
  expect(certificate.issuer.text).toBe('CN=Root,O=Example\\, \\"Inc\\"\\ ');
  expect(certificate.issuer.raw.equals(root.certificate.subject.raw)).toBe(true);
  expect(certificate.authorityKeyId).toEqual(root.certificate.subjectKeyId);
  expect(certificate.pem).toBe(full.certificatePem);

  const node = new X509Certificate(certificate.raw);
  expect(certificate.fingerprint256).toBe(node.fingerprint256.replace(/:/g, '').toLowerCase());
  expect(certificate.publicKey.equals(node.publicKey)).toBe(true);
  expect(BigInt(`0x${node.serialNumber}`)).toBe(certificate.serialNumber);
});

test('a root', () => {
  expect(root.certificate).toMatchObject({
    isCa: true, pathLen: 0, keyUsage: ['keyCertSign', 'cRLSign'], extKeyUsage: undefined, selfIssued: true, selfSigned: true, dnsNames: [],
  });
});

test('self-signed is about the signature, not the name', () => {
  const impostor = issueCertificate({
    subject: { commonName: 'Root' }, notBefore: NOT_BEFORE, notAfter: NOT_AFTER, key: key('other'), issuer: { certificate: ca().certificate, key: key('stranger') },
  }).certificate;
  expect([impostor.selfIssued, impostor.selfSigned]).toEqual([true, false]);
});

test('name constraints', () => {
  const { certificate } = ca('Constrained', {
    overrides: { nameConstraints: { permitted: { dns: ['svc', '.example.com'], ip: ['10.0.0.0/8', 'fd00::/8'], uri: ['example.com'] }, excluded: { email: ['x@y.z'], ip: ['10.1.0.0/16'] } } },
  });
  const { permitted, excluded } = certificate.nameConstraints!;
  expect({ ...permitted, ip: permitted.ip.map(formatBlock) }).toEqual({ dns: ['svc', '.example.com'], ip: ['10.0.0.0/8', 'fd00::/8'], uri: ['example.com'], email: [] });
  expect({ ...excluded, ip: excluded.ip.map(formatBlock) }).toEqual({ dns: [], ip: ['10.1.0.0/16'], uri: [], email: ['x@y.z'] });
});

test('a parsed certificate does not follow changes of the buffer it came from', () => {
  const der = Buffer.from(full.certificate.raw);
  const parsed = Certificate.parse(der);
  der.fill(0);
  expect(parsed.equals(full.certificate)).toBe(true);
});

describe('PEM with certificates', () => {
  test('all of them in order, other blocks skipped', () => {
    const text = `leaf\n${full.certificatePem}${full.privateKeyPem}${root.certificatePem}`;
    expect(Certificate.fromPem(text).map(({ raw }) => raw)).toEqual([full.certificate.raw, root.certificate.raw]);
  });

  test.each([
    ['nothing', '', 'no-certificate', 'empty'],
    ['a key', full.privateKeyPem, 'no-certificate', 'only PRIVATE KEY'],
    ['prose', 'see above', 'no-certificate', 'see above'],
    ['garbage in good armour', armour('CERTIFICATE', Buffer.from('garbage')), 'malformed-der', 'cut off'],
    ['a second one that is broken', full.certificatePem + armour('CERTIFICATE', full.certificate.raw.subarray(0, 99)), 'malformed-der', 'certificate 2 of 2'],
    ['bytes after the end', armour('CERTIFICATE', Buffer.concat([full.certificate.raw, Buffer.alloc(1)])), 'malformed-certificate', 'after the end'],
  ])('%s', (_, text, code, words) => {
    expect(() => Certificate.fromPem(text)).toThrow(X509Error);
    expect(() => Certificate.fromPem(text)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }));
  });

  test('a pool leaves out what Go leaves out', () => {
    const withHeader = full.certificatePem.replace('\n', '\nA: b\n\n');
    const text = root.certificatePem + root.certificatePem + withHeader + armour('CERTIFICATE', Buffer.from('garbage')) + full.privateKeyPem;
    expect(Certificate.poolFromPem(text)).toHaveLength(1);
    expect(Certificate.poolFromPem('nothing')).toEqual([]);
  });
});

/** Every octet changed, cut or doubled somewhere: nothing but X509Error may come out. */
function mutants(raw: Buffer, count: number, seed: number): Buffer[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const copy = Buffer.from(raw);
    const at = random.below(copy.length);
    switch (random.below(5)) {
      case 0: return copy.subarray(0, at);
      case 1: return Buffer.concat([copy.subarray(0, at), copy.subarray(at + 1)]);
      case 2: copy[at] = random.pick([0, 1, 0x1f, 0x30, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff]); return copy;
      case 3: copy[at] = (copy[at] + 1) % 256; return copy;
      default: copy[at] = random.below(256); return copy;
    }
  });
}

function parses(der: Buffer): Certificate | undefined {
  try {
    return Certificate.parse(der);
  } catch (error) {
    expect(error).toBeInstanceOf(X509Error);
    return undefined;
  }
}

test('garbage gives X509Error and nothing else', () => {
  const short = [[], [0x30], [0x30, 0x80], Array<number>(64).fill(0x30)].map((octets) => Buffer.from(octets));
  for (const der of [...mutants(full.certificate.raw, 600, 1), ...short]) {
    const certificate = parses(der);
    if (!certificate) continue;
    try {
      expect(typeof certificate.publicKey.type).toBe('string');
    } catch (error) {
      expect(error).toBeInstanceOf(X509Error);
    }
    expect(typeof certificate.selfSigned).toBe('boolean');
  }
});

function facts(c: Certificate): object {
  const list = <T>(items: readonly T[] | undefined): readonly T[] | null => items && items.length > 0 ? items : null;
  const b64 = (octets: Buffer | undefined): string | null => octets?.toString('base64') ?? null;
  const mask = (prefix: number, size: number): string => Array.from({ length: size }, (_, i) => {
    const bits = Math.min(8, Math.max(0, prefix - i * 8));
    return (256 - 2 ** (8 - bits)).toString(16).padStart(2, '0');
  }).join('');
  const blocks = (sign: string, side: 'permitted' | 'excluded'): string[] => (c.nameConstraints?.[side].ip ?? [])
    .map(({ address, prefix }) => `${sign}${address.toString('hex')}/${mask(prefix, address.length)}`);
  const known = ['RSA', 'ECDSA', 'Ed25519', 'DSA'].includes(c.publicKeyAlgorithm);
  return {
    version: c.version,
    serial: c.serialNumber.toString(),
    commonName: c.subject.commonName ?? '',
    subject: b64(c.subject.raw),
    issuer: b64(c.issuer.raw),
    notBefore: c.notBefore.getTime(),
    notAfter: c.notAfter.getTime(),
    dns: list(c.dnsNames),
    ips: c.ipAddresses,
    emails: list(c.emails),
    uris: c.uris.length,
    basic: c.basicConstraintsValid,
    ca: c.isCa,
    pathLen: c.pathLen ?? (c.basicConstraintsValid ? -1 : 0),
    keyUsage: KEY_USAGES.reduce((sum, name, i) => sum + (c.keyUsage?.includes(name) ? 2 ** i : 0), 0),
    extKeyUsages: c.extKeyUsage?.length ?? 0,
    permittedDns: list(c.nameConstraints?.permitted.dns),
    excludedDns: list(c.nameConstraints?.excluded.dns),
    permittedEmails: list(c.nameConstraints?.permitted.email),
    excludedEmails: list(c.nameConstraints?.excluded.email),
    permittedUris: list(c.nameConstraints?.permitted.uri),
    excludedUris: list(c.nameConstraints?.excluded.uri),
    ipBlocks: [...blocks('+', 'permitted'), ...blocks('-', 'excluded')],
    subjectKeyId: b64(c.subjectKeyId),
    authorityKeyId: b64(c.authorityKeyId),
    signature: c.signatureAlgorithm === 'unknown' ? '0' : c.signatureAlgorithm,
    publicKey: known ? c.publicKeyAlgorithm : '0',
    bits: known ? c.publicKeyBits ?? 0 : 0,
    unhandled: c.unhandledCriticalExtensions,
  };
}

describeWith('go', 'parsing against Go', () => {
  function compare(ders: readonly Buffer[]): number {
    const answers = askGo(ders.map((der) => ({ op: 'describe', certificate: der.toString('base64') })));
    let accepted = 0;
    for (const [i, der] of ders.entries()) {
      const ours = parses(der);
      const { uriHosts, ...theirs } = answers[i];
      const readable = ours ? facts(ours) : { error: expect.any(String) };
      expect({ der: der.toString('hex'), facts: readable }).toEqual({ der: der.toString('hex'), facts: ours && uriHosts ? { ...theirs, uris: uriHosts.length } : theirs });
      if (ours) accepted++;
    }
    return accepted;
  }

  const varied = [
    full, root, leaf(root, { key: key('leaf', 'rsa') }), leaf(root, { key: key('leaf', 'ed25519') }), leaf(root, { key: key('leaf', 'p384') }), leaf(root, { key: key('leaf', 'p521') }),
    ca('Constrained', { overrides: { nameConstraints: { permitted: { dns: ['svc'], ip: ['10.0.0.0/8', '::/0'], email: ['a@b.c', '.d'], uri: ['e'] }, excluded: { dns: ['x.svc'] } } } }),
    ca('Long', { notAfter: new Date('2099-12-31T23:59:59Z') }),
    leaf(root, { overrides: { extraExtensions: [{ oid: '1.2.3.4', critical: true, value: Buffer.from([5, 0]) }] } }),
  ].map(({ certificate }) => certificate.raw);

  test('fields of all kinds of certificates', () => {
    expect(compare(varied)).toBe(varied.length);
    const odd = Array.from({ length: 30 }, (_, i) => randomWorld(1000 + i, 0).certificates).flat();
    const accepted = compare(odd);
    expect(accepted).toBeGreaterThan(100);
    expect(accepted).toBeLessThan(odd.length);
  });

  const MUTANTS = Number(process.env.CERTIFICATE_MUTANTS ?? 3000);
  test(`${MUTANTS} damaged certificates: refused by both or read alike by both`, () => {
    const ders = varied.flatMap((raw, i) => mutants(raw, Math.ceil(MUTANTS / varied.length), 77 + i));
    const accepted = compare(ders);
    expect(accepted).toBeGreaterThan(100);
    expect(accepted).toBeLessThan(ders.length - 100);
  });
});

describeWith('openssl', 'certificates of other makers', () => {
  test.each([
    ['RSA-PSS', ['-newkey', 'rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048', '-sigopt', 'rsa_pss_saltlen:32'], 'SHA256-RSAPSS', '1.2.840.113549.1.1.10'],
    ['RSA key, PSS signature', ['-newkey', 'rsa:2048', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32'], 'SHA256-RSAPSS', 'RSA'],
    ['SHA-512', ['-newkey', 'rsa:2048', '-sha512'], 'SHA512-RSA', 'RSA'],
    ['T.61 and friends', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-multivalue-rdn', '-utf8'], 'ECDSA-SHA256', 'ECDSA'],
  ])('%s', (_, args, signature, publicKey) => {
    const made = openssl(['req', '-x509', '-nodes', '-keyout', '{key}', '-days', '30', '-subj', '/O=Größe/CN=a+OU=b', '-addext', 'subjectAltName=DNS:a', ...args], { key: '' });
    const [certificate] = Certificate.fromPem(made.output.slice(made.output.indexOf('-----BEGIN CERT')));
    expect([certificate.signatureAlgorithm, certificate.publicKeyAlgorithm]).toEqual([signature, publicKey]);
    if (publicKey !== '1.2.840.113549.1.1.10') expect(certificate.selfSigned).toBe(true);
  });

  test('a curve Go does not know is refused with the curves it knows', () => {
    const made = openssl(['req', '-x509', '-nodes', '-keyout', '{key}', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1', '-subj', '/CN=a'], { key: '' });
    expect(() => Certificate.fromPem(made.output.slice(made.output.indexOf('-----BEGIN CERT')))).toThrow(/1\.3\.132\.0\.10 is not one of P-224, P-256, P-384, P-521/);
  });
});
