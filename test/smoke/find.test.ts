import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Loopback, Run, runScript } from './servers';

const loopback = new Loopback();
jest.setTimeout(60_000);
/** For what never comes true: each step gives up after this many seconds, and so may a machine that is slow. */
const IMPATIENT = { FOUND_WITHIN: '1', TIMEOUT: '1' };
afterAll(async () => loopback.close());

/** A Tempo that lists this many traces after this many searches. */
interface FakeTempo {
  readonly traces?: number;
  readonly after?: number;
  readonly tenant?: string;
  readonly flush?: number;
}

interface Seen {
  readonly queries: string[];
  flushes: number;
}

async function tempo(fake: FakeTempo): Promise<{ url: string; seen: Seen }> {
  const seen: Seen = { queries: [], flushes: 0 };
  const port = await loopback.api((method, url, headers) => {
    if (fake.tenant !== undefined && headers['x-scope-orgid'] !== fake.tenant) { return { status: 401, body: 'no org id' }; }
    if (url.pathname === '/flush' && method === 'POST') { seen.flushes += 1; return { status: fake.flush ?? 204 }; }
    if (url.pathname !== '/api/search') { return { status: 404 }; }
    seen.queries.push(url.searchParams.get('q') ?? '');
    const found = seen.queries.length > (fake.after ?? 0) ? Math.min(fake.traces ?? 10, Number(url.searchParams.get('limit'))) : 0;
    const traces = [...Array(found).keys()].map((i) => ({ traceID: `3f${i}abc`, rootServiceName: 'pod-1' }));
    return { status: 200, body: JSON.stringify({ traces, metrics: { inspectedTraces: found } }) };
  });
  return { url: `http://127.0.0.1:${port}`, seen };
}

const META = 'smoke/tempo/single-tenant/8d3c1f2e-0000-4000-8000-000000000001/meta.json';

/** An mc that notes what it is called with and reads from standard input. */
function mc(log: string, onFind: string): string {
  return `printf '%s\\n' "$*" >>"${log}"
case $1 in
  alias) cat >>"${log}"; for file in "$MC_CONFIG_DIR"/certs/CAs/*; do printf 'CA %s\\n' "\${file##*/}" >>"${log}"; done ;;
  find) ${onFind} ;;
  *) exit 9 ;;
esac
`;
}

async function find(url: string, env: { [name: string]: string } = {}, stubs: { [name: string]: string } = {}): Promise<Run> {
  return runScript(loopback, 'find.sh', {
    SERVICE: 'pod-1', TRACES: '10', FOUND_WITHIN: '60', QUERY_URL: url, TENANT: '', STORE: '', WHY_NO_BLOCK: 'this Tempo keeps its blocks itself', ...env,
  }, stubs);
}

function bucket(url: string): { [name: string]: string } {
  const home = loopback.directory();
  mkdirSync(join(home, 'certs', 'CAs'), { recursive: true });
  writeFileSync(join(home, 'certs', 'CAs', 'ca.crt'), '');
  writeFileSync(join(home, 'access_key_id'), 'tempo\n');
  writeFileSync(join(home, 'access_key_secret'), 'not-in-any-argument');
  return {
    STORE: 'https://minio.tracing.svc:9000', FLUSH_URL: `${url}/flush`, BUCKET: 'tempo', PREFIX: 'single-tenant', PATH_STYLE: 'on', CREDENTIALS: home, MC_CONFIG_DIR: home,
  };
}

test.concurrent('finds the traces by the name of the pod\'s own service, and says when', async () => {
  const { url, seen } = await tempo({ after: 2 });
  const run = await find(url);
  expect(run).toMatchObject({ code: 0 });
  expect(run.lines).toEqual([
    expect.stringMatching(/^trace 3f0abc found after \d+\.\d s: ok \(10 of 10 traces of service pod-1\)$/),
    'the block in the bucket: skipped (this Tempo keeps its blocks itself)',
    'all checks passed',
  ]);
  expect(seen.queries).toEqual(Array(3).fill('{resource.service.name="pod-1"}'));
});

test.concurrent('seven of ten traces are not enough', async () => {
  const { url } = await tempo({ traces: 7 });
  const run = await find(url, IMPATIENT);
  expect(run.code).toBe(2);
  expect(run.lines[0]).toMatch(/^7 of 10 traces found after \d+\.\d s: FAILED \(service pod-1: HTTP 200 \{"traces"/);
  expect(run.lines[1]).toContain('log of the init container "write"');
});

test.concurrent('a Tempo that is not there is no trace found', async () => {
  const run = await find('http://127.0.0.1:1', IMPATIENT);
  expect(run.code).toBe(2);
  expect(run.lines[0]).toMatch(/^0 of 10 traces found after .*: FAILED \(service pod-1: curl: \(7\)/);
});

test.concurrent('reads as the tenant', async () => {
  const { url } = await tempo({ tenant: 'team-a' });
  expect((await find(url, { TENANT: 'team-a' })).code).toBe(0);
  expect((await find(url, { ...IMPATIENT, TENANT: 'team-b' })).text).toMatch(/FAILED \(service pod-1: HTTP 401 no org id\)/);
});

test.concurrent('flushes, and sees the block in the bucket', async () => {
  const { url, seen } = await tempo({});
  const log = join(loopback.directory(), 'log');
  const run = await find(url, bucket(url), { mc: mc(log, `[ -f "${log}.late" ] && echo ${META} || : >"${log}.late"`) });
  expect(run).toMatchObject({ code: 0 });
  expect(run.lines.slice(1)).toEqual([
    `flushed: ok (${url}/flush: HTTP 204)`,
    expect.stringMatching(/^block tempo\/single-tenant\/8d3c1f2e-[-0-9]+\/meta\.json seen after \d+\.\d s: ok \(in the bucket tempo of https:\/\/minio\.tracing\.svc:9000\)$/),
    'all checks passed',
  ]);
  expect(seen.flushes).toBe(1);
  const calls = readFileSync(log, 'utf8').trimEnd().split('\n');
  expect(calls).toEqual([
    'alias set smoke https://minio.tracing.svc:9000 --api S3v4 --path on',
    'tempo',
    'not-in-any-argument',
    'CA ca.crt',
    expect.stringMatching(/^find smoke\/tempo\/single-tenant --name meta\.json --newer-than \d+s$/),
    expect.stringMatching(/^find /),
  ]);
});

test.concurrent.each([
  ['an empty bucket', 'true', 'no meta.json of the last minutes under tempo/single-tenant'],
  ['a store that does not verify', 'echo "mc: <ERROR> x509: certificate signed by unknown authority" >&2; exit 1', 'x509: certificate signed by unknown authority'],
])('%s is no block', async (_name, stub, reason) => {
  const { url } = await tempo({});
  const run = await find(url, { ...bucket(url), TIMEOUT: '1' }, { mc: mc(join(loopback.directory(), 'log'), stub) });
  expect(run.code).toBe(2);
  expect(run.lines[2]).toMatch(/^no block in the bucket after \d+\.\d s: FAILED \(tempo of https:\/\/minio/);
  expect(run.lines[2]).toContain(reason);
});

test.concurrent('a flush that is refused is said, and no block is looked for', async () => {
  const { url } = await tempo({ flush: 500 });
  const run = await find(url, { ...bucket(url), TIMEOUT: '1' }, { mc: 'exit 9' });
  expect(run.code).toBe(2);
  expect(run.lines[1]).toMatch(/^not flushed after .*: FAILED \(.*\/flush: HTTP 500 \)$/);
  expect(run.lines).toHaveLength(2);
});

describe('ready', () => {
  const ready = async (statuses: number[], timeout: string = '60') => {
    let calls = 0;
    const port = await loopback.api(() => ({ status: statuses[Math.min(calls++, statuses.length - 1)], body: 'Ingester not ready: waiting for 15s after being ready\n' }));
    return runScript(loopback, 'ready.sh', { QUERY_URL: `http://127.0.0.1:${port}`, TIMEOUT: timeout });
  };

  test.concurrent('waits until Tempo says so', async () => {
    const run = await ready([503, 503, 200]);
    expect(run).toMatchObject({ code: 0 });
    expect(run.lines).toEqual([expect.stringMatching(/^Tempo is ready after \d+\.\d s: ok \(http:/)]);
  });

  test.concurrent('takes a proxy that does not know the path for one that answers', async () => {
    expect((await ready([404])).code).toBe(0);
  });

  test.concurrent('gives up with what Tempo said', async () => {
    const run = await ready([503], '1');
    expect(run.code).toBe(1);
    expect(run.lines).toEqual([expect.stringMatching(/^Tempo is not ready after \d+\.\d s: FAILED \(.*\/ready: HTTP 503 Ingester not ready: waiting/)]);
  });
});
