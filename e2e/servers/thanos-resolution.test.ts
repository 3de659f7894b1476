import { writeFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import { eventually, secret } from './setup';
import { Case, CASES, HOST, hostAt, KINDS, manifestsOf, Placed, Row, TARGET } from '../../test/thanos/resolution/cases';
import { FILE, page, RELEASES, Results } from '../../test/thanos/resolution/page';
import { Dialled, inWords, stated, wantsAlpn } from '../../test/thanos/resolution/stated';
import { Node } from '../kubelet/node';
import { THANOS_RELEASES, Tool, tool } from '../kubelet/tools';
import { NAMES, secretsOf, Trial, trials, TRUSTED } from '../recorder/certificates';
import { SrvServer } from '../recorder/dns';
import { Recorded, Recorder } from '../recorder/recorder';

const IP = '127.78.0.1';
/** Ports below 1024 are for root only: whoever is not leaves out what needs SRV records, and what is dialled at the port that gRPC takes where none is written. */
const root = process.getuid?.() === 0;
const DEFAULT_PORT = 443;
/** Addresses of their own for servers that are dialled without a port. */
const BARE_IPS = Array.from({ length: 250 }, (_, i) => `127.78.1.${i + 1}`);
const TRIALS = trials([IP, ...BARE_IPS]);
const SECRETS = secretsOf();
const dns = new SrvServer((name) => {
  const port = /^_grpc\._tcp\.p(\d+)\.srv\.test$/.exec(name);
  return port ? { port: Number(port[1]), target: TARGET } : undefined;
});

/** Whether the page is to be written. */
const asked = process.env.UPDATE_ENDPOINT_TLS !== undefined;

/** A server of a trial. */
interface Tried extends Placed {
  readonly trial: Trial;
}

beforeAll(async () => { if (root) { await dns.listen(IP); } });
afterAll(async () => { if (root) { await dns.close(); } });

/** What the servers saw of a row: the same thing by whichever of them was dialled. */
function observed(seen: readonly { readonly trial: Trial; readonly record?: Recorded }[]): Dialled {
  const records = seen.flatMap(({ record }) => record ?? []);
  if (records.length === 0) { return { transport: 'never' }; }
  const same = <T>(values: readonly T[]): T => {
    expect([...new Set(values.map((value) => JSON.stringify(value)))]).toHaveLength(1);
    return values[0];
  };
  expect(records).toHaveLength(seen.length);
  if (same(records.map(({ transport }) => transport)) === 'plaintext') { return { transport: 'plaintext' }; }
  const from = same(records.map(({ hello }) => (Math.min(...hello!.versions) === 0x0304 ? '1.3' : Math.min(...hello!.versions) === 0x0303 ? '1.2' : 'older')));
  for (const { hello } of records) { expect(hello!.alpn).toContain('h2'); }
  const taken = (what: Trial['what']) => seen.filter(({ trial, record }) => trial.what === what && record!.accepted).map(({ trial }) => trial.means);
  const names = taken('name');
  const accepted = records.filter((record) => record.accepted);
  if (accepted.length === 0) { return { transport: 'TLS', from }; }
  const shows = same(accepted.map(({ shown }) => shown));
  const unverified = taken('ca').length === TRUSTED.length;
  expect([taken('ca').length, names.length]).toEqual(unverified ? [TRUSTED.length, Object.keys(NAMES).length] : [1, 1]);
  return { transport: 'TLS', from, ca: unverified ? 'nobody' : taken('ca')[0], name: unverified ? 'any' : names[0], ...(shows === undefined ? {} : { shows }) };
}

/** Runs a querier with a case, and sees how it dials each row; nothing where it ends by itself. */
async function run(one: Case, version: string): Promise<{ readonly rows?: readonly Dialled[]; readonly spoke: ReadonlySet<boolean> }> {
  const recorder = new Recorder(IP);
  const node = new Node('monitoring', { 'thanos/thanos': { programs: [tool(`thanos-${version}` as Tool)], entrypoint: ['thanos'] } }, IP);
  try {
    const placed: Tried[] = [];
    const bare = BARE_IPS.values();
    for (const row of one.rows) {
      for (const trial of TRIALS) {
        const at = 'bare' in KINDS[row.kind] ? { ip: bare.next().value!, port: DEFAULT_PORT } : undefined;
        placed.push({ row, trial, ...await recorder.listen(trial.presented, at) });
      }
    }
    for (const name of [HOST, TARGET]) { node.network.external(name, IP); }
    for (const { ip } of placed.filter((at) => at.ip !== IP)) { node.network.external(hostAt(ip), ip); }
    node.apply(loadAll(manifestsOf(one, version, placed)) as object[]);
    node.apply(Object.entries(SECRETS).map(([name, data]) => secret(name, data)));
    const pod = await node.start('Deployment', 'thanos-query');
    const [querier] = pod.containers;
    const expected = stated(one, version);
    if (expected === undefined) {
      expect(await querier.exit()).not.toBe(0);
      return { spoke: new Set() };
    }
    const dialled = (row: Row) => expected[one.rows.indexOf(row)].transport !== 'never';
    const missing = () => placed.filter((at) => dialled(at.row) && recorder.seen(at) === undefined).map(({ row, trial }) => `${row.kind} ${row.own}: ${trial.means}`);
    await eventually(20, () => {
      if (querier.exitCode !== undefined) { throw new Error(`the querier ended with ${querier.exitCode}:\n${querier.log}`); }
      return missing();
    }, (left) => left.length === 0);
    // What is not dialled has had its time by now: everything is tried at once, and again every 5 s, for which only the page is worth waiting.
    if (expected.every(({ transport }) => transport === 'never')) { await new Promise((done) => { setTimeout(done, asked ? 7_000 : 2_000); }); }
    const alpn = placed.filter((at) => at.trial.what === 'alpn' && recorder.seen(at)?.accepted === true);
    await new Promise((done) => { setTimeout(done, 500); });
    const rows = one.rows.map((row) => observed(placed.filter((at) => at.row === row && at.trial.what !== 'alpn').map((at) => ({ trial: at.trial, record: recorder.seen(at) }))));
    return { rows, spoke: new Set(alpn.map((at) => recorder.seen(at)!.spoke)) };
  } finally {
    await node.close();
    await recorder.close();
  }
}

const possible = ({ rows, ...rest }: Case): Case => ({ ...rest, rows: rows.filter(({ kind }) => root || !('srv' in KINDS[kind] || 'bare' in KINDS[kind])) });
const results: Results = new Map();

describe.each([...THANOS_RELEASES])('v%s', (version) => {
  test.each(CASES.map((one) => [one.title, possible(one)] as const))('%s: dials as it is stated', async (title, one) => {
    const { rows, spoke } = await run(one, version);
    const seen = rows?.map(inWords);
    expect(seen).toEqual(stated(one, version)?.map(inWords));
    expect([...spoke].filter((goesOn) => goesOn === wantsAlpn(version))).toEqual([]);
    results.set(`${version} ${title}`, seen);
  });
});

test('the page says what was seen', () => {
  if (asked) {
    expect(RELEASES.filter((release) => !THANOS_RELEASES.includes(release))).toEqual([]);
    writeFileSync(FILE, page(results));
  }
  expect(results.size).toBe(CASES.length * THANOS_RELEASES.length);
});
