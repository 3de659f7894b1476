import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Loopback, Pki, Run, runScript } from './servers';
import { Issued } from '../../src/x509/issue';

const pki = new Pki();
const server = pki.leaf();
const client = pki.leaf('clientAuth');
const loopback = new Loopback();
jest.setTimeout(60_000);
afterAll(async () => loopback.close());

function file(pem: string): string {
  const path = join(loopback.directory(), 'file.pem');
  writeFileSync(path, pem);
  return path;
}
const caFile = (ca: Issued = pki.ca) => file(ca.certificatePem);
const refuse = async (env: { [name: string]: string }): Promise<Run> => runScript(loopback, 'refuse.sh', env);

describe('the store', () => {
  test.concurrent.each(['complains', 'hangs up'] as const)('passes when it %s at plaintext and its certificate needs the CA', async (plaintext) => {
    const port = await loopback.store(server, plaintext);
    const run = await refuse({ STORE: `127.0.0.1:${port}/tempo`, STORE_CA: caFile() });
    expect(run).toMatchObject({ code: 0 });
    expect(run.lines).toEqual([
      expect.stringMatching(/^the store answers over TLS: ok \(verified with .*file\.pem, HTTP 403 after \d+\.\d s\)$/),
      expect.stringMatching(/^the store refuses plaintext: ok \(/),
      expect.stringMatching(/^a client without the CA refuses the store: ok \(curl: \(60\)/),
      'all checks passed',
    ]);
  });

  test.concurrent('fails when it serves S3 in plaintext beside TLS', async () => {
    const port = await loopback.store(server, 'serves');
    const run = await refuse({ STORE: `127.0.0.1:${port}/tempo`, STORE_CA: caFile() });
    expect(run.code).toBe(1);
    expect(run.text).toContain(`the store accepted plaintext: FAILED (http://127.0.0.1:${port}/tempo: HTTP 403 <?xml`);
    expect(run.text).not.toContain('all checks passed');
  });

  // The script would wait for a minute; a verdict is reached before, or the test runs out of time.
  test.concurrent('fails at once when it speaks plaintext only', async () => {
    const port = await loopback.store(undefined, 'serves');
    const run = await refuse({ STORE: `127.0.0.1:${port}/tempo`, STORE_CA: caFile() });
    expect(run.code).toBe(1);
    expect(run.lines).toEqual([expect.stringMatching(/^the store accepted plaintext: FAILED/)]);
  });

  test.concurrent('fails with the certificate\'s fault when the CA is another', async () => {
    const port = await loopback.store(server, 'complains');
    const run = await refuse({ STORE: `127.0.0.1:${port}/tempo`, STORE_CA: caFile(new Pki().ca) });
    expect(run.code).toBe(1);
    expect(run.lines).toEqual([expect.stringMatching(/^the store does not verify with .*: FAILED \(curl: \(60\)/)]);
  });

  test.concurrent('fails when the certificate names another host', async () => {
    const port = await loopback.store(pki.leaf('serverAuth', { dnsNames: ['minio.elsewhere.svc'] }), 'complains');
    const run = await refuse({ STORE: `127.0.0.1:${port}/tempo`, STORE_CA: caFile() });
    expect(run.code).toBe(1);
    expect(run.text).toMatch(/does not verify/);
  });

  test.concurrent('may be tried again when nothing listens, and no refusal is claimed', async () => {
    const run = await refuse({ STORE: '127.0.0.1:1/tempo', STORE_CA: caFile(), TIMEOUT: '1' });
    expect(run.code).toBe(2);
    expect(run.lines).toEqual([expect.stringMatching(/^the store gives no answer over TLS after \d.*: FAILED \(curl: \(7\)/)]);
  });

  test.concurrent('without a CA of its own is not asked to be refused', async () => {
    // The public roots of this machine do not verify a loopback server; a curl that says so once is enough to see what comes after.
    const port = await loopback.store(server, 'complains');
    const stub = 'case "$*" in *https:*) printf 403 ;; *) exec "$REAL_CURL" "$@" ;; esac\n';
    const run = await runScript(loopback, 'refuse.sh', { STORE: `127.0.0.1:${port}/tempo` }, { curl: stub });
    expect(run.code).toBe(0);
    expect(run.text).toContain('verified with the public roots');
    expect(run.text).toContain('a client without the CA refuses the store: skipped (it is verified with the public roots, which every client has)');
  });

  test.concurrent('no curlrc turns verification off', async () => {
    const port = await loopback.store(server, 'complains');
    const home = loopback.directory();
    writeFileSync(join(home, '.curlrc'), 'insecure\n');
    const run = await refuse({ STORE: `127.0.0.1:${port}/tempo`, STORE_CA: caFile(new Pki().ca), HOME: home, CURL_HOME: home });
    expect(run.code).toBe(1);
  });
});

describe('a gRPC receiver', () => {
  test.concurrent('with TLS passes', async () => {
    const port = await loopback.grpc(server, 'hangs up');
    const run = await refuse({ GRPC: `127.0.0.1:${port}/`, GRPC_CA: caFile(), GRPC_MTLS: 'no' });
    expect(run).toMatchObject({ code: 0 });
    expect(run.lines[0]).toMatch(/^the OTLP\/gRPC receiver answers over TLS: ok .*HTTP 415/);
    expect(run.lines).toHaveLength(4);
  });

  test.concurrent('that serves plaintext HTTP/2 too fails', async () => {
    const port = await loopback.grpc(server, 'serves');
    const run = await refuse({ GRPC: `127.0.0.1:${port}/`, GRPC_CA: caFile(), GRPC_MTLS: 'no' });
    expect(run.code).toBe(1);
    expect(run.text).toContain('the OTLP/gRPC receiver accepted plaintext: FAILED');
  });

  test.concurrent('that serves plaintext only fails at once', async () => {
    const port = await loopback.grpc(undefined, 'serves');
    const run = await refuse({ GRPC: `127.0.0.1:${port}/`, GRPC_CA: caFile(), GRPC_MTLS: 'no' });
    expect(run.code).toBe(1);
    expect(run.text).toContain('the OTLP/gRPC receiver accepted plaintext: FAILED');
  });

  const identity = () => ({ GRPC_MTLS: 'yes', CLIENT_CERT: file(client.certificatePem), CLIENT_KEY: file(client.privateKeyPem) });

  test.concurrent('with mutual TLS refuses who shows nothing', async () => {
    const port = await loopback.grpc(server, 'hangs up', pki.ca);
    const run = await refuse({ GRPC: `127.0.0.1:${port}/`, GRPC_CA: caFile(), ...identity() });
    expect(run).toMatchObject({ code: 0 });
    expect(run.text).toMatch(/the OTLP\/gRPC receiver refuses a client without a certificate: ok \(curl: \(\d+\)/);
  });

  test.concurrent('that only asks for a certificate fails', async () => {
    const port = await loopback.grpc(server, 'hangs up', pki.ca, false);
    const run = await refuse({ GRPC: `127.0.0.1:${port}/`, GRPC_CA: caFile(), ...identity() });
    expect(run.code).toBe(1);
    expect(run.text).toContain('the OTLP/gRPC receiver accepted a client without a certificate: FAILED (HTTP 415');
  });

  test.concurrent('that refuses our own certificate proves nothing', async () => {
    const port = await loopback.grpc(server, 'hangs up', new Pki().ca);
    const run = await refuse({ GRPC: `127.0.0.1:${port}/`, GRPC_CA: caFile(), ...identity(), TIMEOUT: '1' });
    expect(run.code).toBe(2);
    expect(run.lines).toEqual([expect.stringMatching(/gives no answer over TLS/)]);
  });
});

test.concurrent('one failure is enough, and the other servers are judged all the same', async () => {
  const bad = await loopback.store(server, 'serves');
  const good = await loopback.grpc(server, 'hangs up');
  const run = await refuse({ STORE: `127.0.0.1:${bad}/tempo`, STORE_CA: caFile(), GRPC: `127.0.0.1:${good}/`, GRPC_CA: caFile(), GRPC_MTLS: 'no' });
  expect(run.code).toBe(1);
  expect(run.text).toContain('the OTLP/gRPC receiver refuses plaintext: ok');
});
