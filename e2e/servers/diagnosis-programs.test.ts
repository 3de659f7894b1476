import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diagnose } from '../../src/diagnosis/diagnose';
import { issueLeaf } from '../../src/x509/issue';
import { THANOS, tool } from '../kubelet/tools';
import { authority, days, Pair, shown } from '../scenes/certificates';
import { output } from '../scenes/dialers';
import { nobody } from '../scenes/peers';

/** What MinIO, mc and Thanos say of what they are given, and of each other: provoked, and explained as just that. */
const leaf = () => shown(issueLeaf(authority('Root'), { commonName: 'localhost', dnsNames: ['localhost'], usages: ['serverAuth'], notBefore: days(-1), notAfter: days(30) }));
const good = leaf();
const ROOT = { MINIO_ROOT_USER: 'root-of-minio', MINIO_ROOT_PASSWORD: 'a-password-of-root' };
const folder = mkdtempSync(join(tmpdir(), 'diagnosis-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const thanos = (...args: string[]) => output(join(tool(THANOS), 'thanos'), args);
const bucket = (config: object) => thanos('tools', 'bucket', 'ls', '--objstore.config', JSON.stringify({ type: 'S3', config }));
const mc = (...args: string[]) => output(join(tool('mc'), 'mc'), ['--config-dir', join(folder, 'mc'), ...args], { HOME: folder });

/** A folder of certificates as MinIO reads it. */
function certificates(name: string, { certificate, key }: Pair): string {
  const at = join(folder, name);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'public.crt'), certificate);
  writeFileSync(join(at, 'private.key'), key, { mode: 0o600 });
  return at;
}

/** MinIO with what it does not start with. */
async function minio(certs: string, env: object = {}, as: readonly string[] = []): Promise<string> {
  const { port } = await nobody();
  const data = mkdtempSync(join(folder, 'data-'));
  chmodSync(data, 0o777);
  chmodSync(folder, 0o755);
  const program = [...as, join(tool('minio'), 'minio'), 'server', '--address', `127.0.0.1:${port}`, '--certs-dir', certs, data];
  return output(program[0], program.slice(1), { ...ROOT, HOME: data, ...env }, /API: /);
}

/** Somebody who may read nothing of root's. */
const NOBODY = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];

const tls = (pair: Pair, ...more: string[]) => {
  const at = certificates(`thanos-${Math.random().toString(36).slice(2)}`, pair);
  return thanos('query', '--http-address=127.0.0.1:0', '--grpc-address=127.0.0.1:0', `--grpc-server-tls-cert=${at}/public.crt`, `--grpc-server-tls-key=${at}/private.key`, ...more);
};
const swapped = { certificate: good.key, key: good.certificate };
const unreadable = () => {
  const at = certificates('unreadable', good);
  if (NOBODY.length === 0) { chmodSync(join(at, 'private.key'), 0); }
  return minio(at, {}, NOBODY);
};

test.concurrent.each([
  ['a flag that there is not', 'unknown-flag', 'OT301', () => thanos('query', '--endpoint.tls-config=x')],
  ['a CA that is not there', 'no-such-file', 'OT307', () => bucket({ bucket: 'tempo', endpoint: 'localhost:1', access_key: 'a', secret_key: 'b', http_config: { tls_config: { ca_file: '/nowhere/ca.crt' } } })],
  ['a key that there is not', 'unknown-key', 'OT119', () => bucket({ bucket: 'tempo', endpoint: 'localhost:1', acess_key: 'a' })],
  ['two ports', 'address-without-port', 'OT303', () => bucket({ bucket: 'tempo', endpoint: 'localhost:1:2', access_key: 'a', secret_key: 'b' })],
  ['a TLS version that there is not', 'unknown-tls-version', 'OT112', () => tls(good, '--grpc-server-tls-min-version=9')],
  ['the key of another certificate, Thanos', 'not-its-key', 'OT004', () => tls({ certificate: good.certificate, key: leaf().key })],
  ['the key of another certificate, MinIO', 'not-its-key', 'OT004', () => minio(certificates('another', { certificate: good.certificate, key: leaf().key }))],
  ['certificate and key swapped', 'no-certificate-in-file', 'OT003', () => minio(certificates('swapped', swapped))],
  ['a key that may not be read', 'unreadable-file', 'OT206', unreadable],
  ['a short password', 'minio-root-credentials', 'OT208', () => minio(certificates('good', good), { MINIO_ROOT_PASSWORD: 'short' })],
] as const)('%s', async (_wrong, symptom, rule, provoke) => {
  const text = await provoke();
  const told = diagnose([{ file: 'log', text }]).diagnoses.map((one) => [one.symptom.id, one.rules[0]]);
  expect({ told, text }).toEqual({ told: expect.arrayContaining([[symptom, rule]]), text });
});

describe('a MinIO that runs', () => {
  let store: { readonly address: string; readonly close: () => void };

  beforeAll(async () => {
    const { port } = await nobody();
    const given = ['server', '--address', `127.0.0.1:${port}`, mkdtempSync(join(folder, 'store-'))];
    const server = spawn(join(tool('minio'), 'minio'), given, { env: { ...ROOT, PATH: process.env.PATH, HOME: folder }, stdio: 'ignore' });
    store = { address: `127.0.0.1:${port}`, close: () => server.kill('SIGKILL') };
    let made = '';
    for (const end = performance.now() + 60_000; !/successfully/.test(made) && performance.now() < end;) {
      made = await mc('alias', 'set', 'root', `http://${store.address}`, ROOT.MINIO_ROOT_USER, ROOT.MINIO_ROOT_PASSWORD);
    }
    await mc('mb', 'root/tempo');
    await mc('admin', 'user', 'add', 'root', 'tempo', 'a-password-of-tempo');
  });
  afterAll(() => store.close());

  const asked = (name: string, key: string, secret: string) =>
    bucket({ bucket: name, endpoint: store.address, insecure: true, access_key: key, secret_key: secret });
  const request = (...args: string[]) => output('curl', ['-sS', '--max-time', '5', ...args]);

  const signed = ['--aws-sigv4', 'aws:amz:us-east-1:s3', '-u', `${ROOT.MINIO_ROOT_USER}:${ROOT.MINIO_ROOT_PASSWORD}`];

  test.concurrent.each([
    ['no such user, mc', 's3-unknown-key', () => mc('alias', 'set', 'x', `http://${store.address}`, 'nobody', 'a-password-of-tempo')],
    ['no such user, Thanos', 's3-unknown-key', () => asked('tempo', 'nobody', 'a-password-of-tempo')],
    ['another password, mc', 's3-wrong-secret', () => mc('alias', 'set', 'y', `http://${store.address}`, 'tempo', 'another-password')],
    ['another password, Thanos', 's3-wrong-secret', () => asked('tempo', 'tempo', 'another-password')],
    ['no policy', 's3-denied', () => asked('tempo', 'tempo', 'a-password-of-tempo')],
    ['no bucket, mc', 's3-no-such-bucket', () => mc('ls', 'root/nothing')],
    ['no bucket, Thanos', 's3-no-such-bucket', () => asked('nothing', ROOT.MINIO_ROOT_USER, ROOT.MINIO_ROOT_PASSWORD)],
    ['a clock of another year', 's3-clock', () => request(...signed, '-H', 'X-Amz-Date: 20200101T000000Z', `http://${store.address}/tempo`)],
    ['TLS where it speaks none', 'plaintext-answer', () => request(`https://${store.address}/`)],
  ] as const)('%s', async (_wrong, symptom, provoke) => {
    const text = await provoke();
    expect({ told: diagnose([{ file: 'log', text }]).diagnoses.map((one) => one.symptom.id), text }).toEqual({ told: expect.arrayContaining([symptom]), text });
  });
});
