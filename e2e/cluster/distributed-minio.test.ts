/**
 * MinIO as four servers, under load. One is killed, all are, one too many is to be evicted; then the leaf changes, and the CA by the steps of
 * docs/how-to/rotate-a-leaf.md, which rolls the servers one after the other. At the end every trace is found.
 */
import { eventually, inNamespace, PATIENCE, since } from './cluster';
import { Flushes } from './flushes';
import { rolledOut } from './observed';
import { judge, reporting, told } from './scene';
import { sharedByScenes } from './shared';
import { change, storeWithTempo, TEMPO } from './store-with-tempo';
import { lostOf, Sender, Traces } from './traces';
import { StorageCa, StoreVolume } from '../../src';
import { Issued } from '../../src/x509/issue';
import { authority, leafFor, Pair, pem, shown } from '../scenes/certificates';

const SERVERS = 4;
const report = reporting('distributed-minio');
const [first, next] = ['First', 'Next'].map((name) => authority(name));

const shared = sharedByScenes();

/** A leaf for the Service and for the pods. */
const leafOf = (namespace: string, issuer: Issued) =>
  leafFor(namespace)(issuer, { dnsNames: ['minio', `minio.${namespace}`, `minio.${namespace}.svc`, `*.minio-headless.${namespace}.svc`] });

const objects = (namespace: string, pair: Pair, current: Issued, after?: Issued): any[] =>
  storeWithTempo(namespace, pair, StorageCa.fromPem(pem(current), { next: after && pem(after) }), { servers: SERVERS, storage: StoreVolume.claim({ size: '1Gi' }) });


test('servers are killed, leaf and CA rotate, while traces are written: every trace is found', async () => {
  await inNamespace(async (namespace) => {
    const { name } = namespace;
    const all = (within: number) => eventually(within, () => namespace.readyOf('minio'), (n) => n === SERVERS);
    const pair = shown(leafOf(name, first));
    const traces = new Traces(shared.proxy, name, TEMPO);
    const flushes = new Flushes(namespace, shared.proxy, TEMPO, traces);
    const judgement = judge(objects(name, pair, first));
    expect(judgement.errors).toEqual([]);
    const began = performance.now();
    await namespace.apply(objects(name, pair, first));
    await all(PATIENCE);
    const started = since(began);
    await namespace.until('tempomonolithic', 'traces', 'Ready');
    const sender = new Sender(traces, 3);
    shared.senders.push(sender);
    await flushes.works();

    const add = (scenario: string, cluster: string) => { report.add({ scenario, prover: told(judgement), cluster }); };
    const failed = () => flushes.count('failed_flushes');
    const quiet = await failed();

    await namespace.kubectl('delete', 'pod', 'minio-2', '--force', '--grace-period=0');
    const killed = await flushes.works();
    await all(PATIENCE);
    add('MinIO of four servers: one killed while traces are written', `${started} s until all four were ready; the next block is written ${killed} s after the kill, `
      + `${await failed() - quiet} flushes failed`);

    expect(await namespace.evict('minio-1')).toMatch(/Success|201/);
    expect(await namespace.evict('minio-3')).toMatch(/disruption budget/);
    const evicted = await flushes.works();
    await all(PATIENCE);
    add('one of four evicted, and then another', `the second is refused: \`violate the pod's disruption budget\`; the next block after ${evicted} s`);

    const gone = performance.now();
    await namespace.kubectl('delete', 'pod', ...Array.from({ length: SERVERS }, (_, n) => `minio-${n}`), '--force', '--grace-period=0');
    await all(PATIENCE);
    const back = since(gone);
    await flushes.works();
    add('all four killed at once', `ready again after ${back} s, blocks are written again after ${since(gone)} s`);

    const before = await failed();
    const rotation = performance.now();
    const renewed = shown(leafOf(name, first));
    await change(namespace, renewed, { servers: SERVERS });
    await flushes.works();
    const afterLeaf = await failed();
    const rolled = async (written: any[]) => {
      await namespace.apply(written);
      await rolledOut(name, 'statefulset/minio');
      const { caName } = written.find(({ kind }) => kind === 'TempoMonolithic').spec.storage.traces.s3.tls;
      const trusted = () => namespace.kubectl('get', 'pod', 'tempo-traces-0', '-o', 'jsonpath={.spec.volumes[*].configMap.name}');
      await eventually(PATIENCE, trusted, (names) => names.includes(caName));
      await eventually(PATIENCE, async () => (await shared.proxy.service(name, TEMPO, 3200, '/ready')).status, (status) => status === 200);
      await flushes.works();
    };
    await rolled(objects(name, renewed, first, next));
    const replaced = shown(leafOf(name, next));
    await change(namespace, replaced, { servers: SERVERS });
    await flushes.works();
    await rolled(objects(name, replaced, next));
    const took = since(rotation);

    await sender.end();
    const lost = await lostOf(sender, traces);
    report.add({
      scenario: 'their leaf, then their CA (both trusted, new leaf, old one dropped) rotated',
      prover: told(judge(objects(name, replaced, next))),
      cluster: `${sender.taken.length} traces sent in all of this, ${lost.length} lost; ${afterLeaf - before} flushes failed for the leaf; longest pause of the sender ${Math.round(sender.longestGap / 1000)} s`,
      seconds: took,
    });
    expect(afterLeaf).toBe(before);
    expect(sender.taken.length).toBeGreaterThan(100);
    expect(lost).toEqual([]);
  });
}, 1_800_000);
