import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, cli, Outcome, scratch } from './harness';
import { Certificate } from '../../src/x509/certificate';
import { verifyChain } from '../../src/x509/chain';
import { KEY_TYPES } from '../../src/x509/issue';
import { keyMatches, minioKeyProblems } from '../../src/x509/key';
import { ca as makeCa, NOW } from '../x509/fixtures';
import { describeWith, openssl } from '../x509/oracles';

const TIME = ['--now', NOW.toISOString()];

afterAll(cleanUp);

function certs(out: string, ...args: string[]): Promise<Outcome> {
  return cli('certs', '--out', out, ...TIME, ...args);
}

function read(out: string, name: string): Certificate {
  return Certificate.fromPem(readFileSync(join(out, name), 'utf8'))[0];
}

function modeOf(path: string): string {
  return (statSync(path).mode % 0o1000).toString(8);
}

describe('certs writes', () => {
  test('a CA, a server with the Service names, a client; keys are private', async () => {
    const out = join(scratch(), 'new', 'pki');
    const { code, out: text, err } = await certs(out, '--server', 'minio.tracing', '--client', 'querier');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(readdirSync(out).sort()).toEqual(['ca.crt', 'ca.key', 'minio.tracing.crt', 'minio.tracing.key', 'querier.crt', 'querier.key']);
    expect(modeOf(out)).toBe('700');
    for (const name of ['ca', 'minio.tracing', 'querier']) {
      expect(modeOf(join(out, `${name}.key`))).toBe('600');
      expect(modeOf(join(out, `${name}.crt`))).toBe('644');
      const key = readFileSync(join(out, `${name}.key`), 'utf8');
      expect(minioKeyProblems(key)).toEqual([]);
      expect(keyMatches(read(out, `${name}.crt`), key)).toBe(true);
    }
    const [ca, server, client] = ['ca.crt', 'minio.tracing.crt', 'querier.crt'].map((name) => read(out, name));
    expect([ca.isCa, ca.pathLen, ca.keyUsage]).toEqual([true, 0, ['keyCertSign', 'cRLSign']]);
    expect(server.dnsNames).toEqual(['minio', 'minio.tracing', 'minio.tracing.svc', 'minio.tracing.svc.cluster.local']);
    expect([server.isCa, server.extKeyUsage, server.keyUsage]).toEqual([false, ['serverAuth'], ['digitalSignature']]);
    expect([client.subject.text, client.extKeyUsage, client.dnsNames]).toEqual(['CN=querier', ['clientAuth'], ['querier']]);
    for (const host of server.dnsNames) expect(verifyChain(server, { roots: [ca], host, now: NOW }).ok).toBe(true);
    expect(verifyChain(client, { roots: [ca], extKeyUsages: ['clientAuth'], now: NOW }).ok).toBe(true);
    // Valid a little before now, for clocks that run late.
    expect(NOW.getTime() - server.notBefore.getTime()).toBe(5 * 60_000);
    expect(server.notAfter.toISOString()).toBe('2026-08-30T12:00:00.000Z');
    expect(ca.notAfter.toISOString()).toBe('2036-05-29T12:00:00.000Z');

    expect(text).toMatch(/FILE +MODE +VALID UNTIL +SUBJECT +NAMES\n/);
    expect(text).toMatch(/minio\.tracing\.crt +0644 +2026-08-30 +CN=minio\.tracing +minio, minio\.tracing, minio\.tracing\.svc/);
    expect(text).toMatch(/ca\.key +0600 +- +private key/);
    expect(text).toMatch(/kubectl -n tracing create secret generic minio-tls --from-file=public\.crt=\S+minio\.tracing\.crt --from-file=private\.key=\S+minio\.tracing\.key/);
    expect(text).toMatch(/kubectl -n tracing create secret tls minio-tls --cert=\S+ --key=\S+/);
    expect(text).toMatch(/create configmap storage-ca --from-file=ca\.crt=\S+ --from-file=service-ca\.crt=/);
    expect(text).not.toContain('PRIVATE KEY');
  });

  test('more names after commas, as they stand', async () => {
    const out = scratch();
    await certs(out, '--cluster-domain', 'corp.example', '--server', 'minio.tracing,*.minio-hl.tracing.svc.corp.example,example.com,10.0.0.5,FD00:0::5');
    const server = read(out, 'minio.tracing.crt');
    expect(server.dnsNames).toEqual([
      'minio', 'minio.tracing', 'minio.tracing.svc', 'minio.tracing.svc.corp.example', '*.minio-hl.tracing.svc.corp.example', 'example.com',
    ]);
    expect(server.ipAddresses).toEqual(['10.0.0.5', 'fd00::5']);
  });

  test.each([
    ['localhost', 'localhost', ['localhost'], []],
    ['thanos.eu1.example.com', 'thanos.eu1.example.com', ['thanos.eu1.example.com'], []],
    ['dns:example.com', 'example.com', ['example.com'], []],
    ['10.0.0.5', '10.0.0.5', [], ['10.0.0.5']],
    ['::1,localhost', '--1', ['localhost'], ['::1']],
    ['*.example.com', 'wildcard.example.com', ['*.example.com'], []],
    ['a.example.com,svc:web.prod', 'a.example.com', ['a.example.com', 'web', 'web.prod', 'web.prod.svc', 'web.prod.svc.cluster.local'], []],
  ])('--server %s', async (given, name, dns, ips) => {
    const out = scratch();
    expect((await certs(out, '--server', given)).code).toBe(0);
    const server = read(out, `${name}.crt`);
    expect([server.dnsNames, server.ipAddresses]).toEqual([dns, ips]);
  });

  test.each(KEY_TYPES.filter((type) => type !== 'rsa-4096'))('--key-type %s', async (type) => {
    const out = scratch();
    expect((await certs(out, '--server', 'a.b', '--key-type', type)).code).toBe(0);
    const server = read(out, 'a.b.crt');
    expect(`${server.publicKeyAlgorithm} ${server.publicKeyBits}`).toBe({
      'ecdsa-p256': 'ECDSA 256', 'ecdsa-p384': 'ECDSA 384', 'rsa-2048': 'RSA 2048', 'rsa-4096': 'RSA 4096', 'ed25519': 'Ed25519 256',
    }[type]);
    expect(server.keyUsage).toEqual(type === 'rsa-2048' ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature']);
  });

  test('names too long for a common name are carried by the alternative names alone', async () => {
    const out = scratch();
    const given = `${'a'.repeat(50)}.${'b'.repeat(30)}`;
    expect((await certs(out, '--server', given)).code).toBe(0);
    const server = read(out, `${given}.crt`);
    expect(server.subject.text).toBe('');
    expect(server.extensions.find(({ oid }) => oid === '2.5.29.17')?.critical).toBe(true);
    expect(verifyChain(server, { roots: [read(out, 'ca.crt')], host: `${given}.svc`, now: NOW }).ok).toBe(true);
  });

  test('two runs differ in keys and serial numbers', async () => {
    const [one, two] = [scratch(), scratch()];
    await certs(one, '--client', 'x');
    await certs(two, '--client', 'x');
    expect(read(one, 'x.crt').serialNumber).not.toBe(read(two, 'x.crt').serialNumber);
    expect(readFileSync(join(one, 'x.key'), 'utf8')).not.toBe(readFileSync(join(two, 'x.key'), 'utf8'));
  });
});

describe('an existing CA', () => {
  test('is used again for more leaves, and says so', async () => {
    const out = scratch();
    await certs(out, '--server', 'minio.tracing');
    const before = readFileSync(join(out, 'ca.crt'), 'utf8');
    const { code, out: text } = await certs(out, '--client', 'querier');
    expect(code).toBe(0);
    expect(text).toMatch(/^Using the existing CA .*ca\.crt: CA "observability-ca", 3650 days left\./);
    expect(readFileSync(join(out, 'ca.crt'), 'utf8')).toBe(before);
    expect(verifyChain(read(out, 'querier.crt'), { roots: [read(out, 'ca.crt')], extKeyUsages: ['clientAuth'], now: NOW }).ok).toBe(true);
  });

  test('stays when leaves are renewed with --force, and goes with --new-ca --force', async () => {
    const out = scratch();
    await certs(out, '--server', 'minio.tracing');
    const [ca, server] = [read(out, 'ca.crt'), read(out, 'minio.tracing.crt')];
    expect((await certs(out, '--server', 'minio.tracing', '--force')).code).toBe(0);
    expect(read(out, 'ca.crt').equals(ca)).toBe(true);
    expect(read(out, 'minio.tracing.crt').equals(server)).toBe(false);
    expect((await certs(out, '--server', 'minio.tracing', '--new-ca')).code).toBe(1);
    expect(read(out, 'ca.crt').equals(ca)).toBe(true);
    expect((await certs(out, '--server', 'minio.tracing', '--new-ca', '--force')).code).toBe(0);
    expect(read(out, 'ca.crt').equals(ca)).toBe(false);
  });

  test('in another directory or file, with the intermediates a server must send', async () => {
    const [pki, out, other] = [scratch(), scratch(), scratch()];
    const root = makeCa('Root', { pathLen: 1 });
    const middle = makeCa('Middle', { issuer: root });
    writeFileSync(join(pki, 'ca.crt'), middle.certificatePem + root.certificatePem);
    writeFileSync(join(pki, 'ca.key'), middle.privateKeyPem);
    for (const [directory, path] of [[out, pki], [other, join(pki, 'ca.crt')]]) {
      expect((await certs(directory, '--server', 'a.b', '--ca', path)).code).toBe(0);
      expect(readdirSync(directory).sort()).toEqual(['a.b.crt', 'a.b.key', 'ca.crt']);
      const sent = Certificate.fromPem(readFileSync(join(directory, 'a.b.crt'), 'utf8'));
      expect(sent.map(({ subject }) => subject.text)).toEqual(['CN=a.b', 'CN=Middle']);
      expect(verifyChain(sent[0], { roots: [root.certificate], intermediates: sent.slice(1), host: 'a', now: NOW }).ok).toBe(true);
    }
  });

  test('leaves never outlive it', async () => {
    const out = scratch();
    const { err } = await certs(out, '--server', 'a.b', '--days', '90', '--ca-days', '30');
    expect(read(out, 'a.b.crt').notAfter).toEqual(read(out, 'ca.crt').notAfter);
    expect(err).toContain('end with their CA');
  });

  test.each([
    ['half a CA', (out: string) => writeFileSync(join(out, 'ca.crt'), makeCa().certificatePem), 'no ca.key'],
    ['a key of another', (out: string) => {
      writeFileSync(join(out, 'ca.crt'), makeCa().certificatePem);
      writeFileSync(join(out, 'ca.key'), makeCa('Other Root').privateKeyPem);
    }, 'does not belong'],
    ['an expired CA', (out: string) => {
      const old = makeCa('Old', { notAfter: new Date('2026-02-01T00:00:00Z') });
      writeFileSync(join(out, 'ca.crt'), old.certificatePem);
      writeFileSync(join(out, 'ca.key'), old.privateKeyPem);
    }, 'valid from'],
    ['garbage', (out: string) => {
      writeFileSync(join(out, 'ca.crt'), 'garbage');
      writeFileSync(join(out, 'ca.key'), 'garbage');
    }, 'no PEM certificate was found'],
  ])('%s is refused and left alone', async (_, prepare, message) => {
    const out = scratch();
    prepare(out);
    const before = readdirSync(out).map((name) => readFileSync(join(out, name), 'utf8'));
    const { code, err } = await certs(out, '--server', 'a.b');
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(readdirSync(out).map((name) => readFileSync(join(out, name), 'utf8'))).toEqual(before);
  });
});

describe('nothing is overwritten', () => {
  test('everything in the way is listed and nothing is written', async () => {
    const out = scratch();
    writeFileSync(join(out, 'a.b.key'), 'precious');
    symlinkSync('nowhere', join(out, 'c.crt'));
    const { code, err } = await certs(out, '--server', 'a.b', '--client', 'c');
    expect(code).toBe(1);
    expect(err).toMatch(/nothing was written.*\n.*a\.b\.key\n.*c\.crt\n.*--force/);
    expect(readdirSync(out).sort()).toEqual(['a.b.key', 'c.crt']);
    expect(readFileSync(join(out, 'a.b.key'), 'utf8')).toBe('precious');
  });

  test('--force replaces a link instead of writing through it, and tightens the mode', async () => {
    const out = scratch();
    writeFileSync(join(out, 'elsewhere'), 'precious');
    symlinkSync('elsewhere', join(out, 'a.b.crt'));
    writeFileSync(join(out, 'a.b.key'), 'old', { mode: 0o666 });
    expect((await certs(out, '--server', 'a.b', '--force')).code).toBe(0);
    expect(readFileSync(join(out, 'elsewhere'), 'utf8')).toBe('precious');
    expect(modeOf(join(out, 'a.b.key'))).toBe('600');
  });

  test('a failure while writing leaves nothing half-written', async () => {
    const out = scratch();
    mkdirSync(join(out, 'a.b.key', 'in-the-way'), { recursive: true });
    const { code, err } = await certs(out, '--server', 'a.b', '--force');
    expect(code).toBe(1);
    expect(err).toContain('cannot write');
    expect(readdirSync(out)).toEqual(['a.b.key']);
  });

  test('a directory that is none, or may not be written', async () => {
    const out = scratch();
    writeFileSync(join(out, 'file'), '');
    expect(await certs(join(out, 'file'), '--server', 'a.b')).toMatchObject({ code: 1, err: expect.stringContaining('is no directory') });
    expect(await certs(join(out, 'file', 'below'), '--server', 'a.b')).toMatchObject({ code: 1, err: expect.stringContaining('director') });
    if (process.getuid?.() !== 0) {
      const locked = join(out, 'locked');
      mkdirSync(locked);
      chmodSync(locked, 0o500);
      expect(await certs(locked, '--server', 'a.b')).toMatchObject({ code: 1, err: expect.stringContaining('permission denied') });
    }
  });
});

describeWith('openssl', 'what certs writes passes openssl verify -x509_strict', () => {
  test('server and client', async () => {
    const out = scratch();
    await certs(out, '--server', 'minio.tracing,10.0.0.5', '--client', 'querier');
    const at = ['-attime', String(NOW.getTime() / 1000), '-x509_strict', '-CAfile', join(out, 'ca.crt')];
    for (const args of [
      ['-purpose', 'sslserver', '-verify_hostname', 'minio.tracing.svc', join(out, 'minio.tracing.crt')],
      ['-purpose', 'sslserver', '-verify_ip', '10.0.0.5', join(out, 'minio.tracing.crt')],
      ['-purpose', 'sslclient', join(out, 'querier.crt')],
    ]) {
      expect(openssl(['verify', ...at, ...args])).toMatchObject({ status: 0, output: expect.stringContaining('OK') });
    }
  });
});
