/**
 * The node of a MinIO server is lost, of four: its packets vanish, and Kubernetes does not know for 40 s. Then those of two. Then one is lost for good, with its
 * disk, and another server takes its place with an empty one. All the time traces are written, blocks are written, and somebody asks for a trace that is in the
 * store only; at the end every trace is found.
 */
import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { eventually, inNamespace, PATIENCE, seconds, since } from './cluster';
import { Flushes } from './flushes';
import { canLoseNodes, LostNode, NO_NODE, withoutPlace } from './lost-node';
import { Pace } from './pace';
import { judge, LOADED, reporting, told, traces as tempoOn } from './scene';
import { sharedByScenes } from './shared';
import { TEMPO } from './store-with-tempo';
import { lostOf, Sender, traceId, Traces } from './traces';
import { StorageCa } from '../../src';
import { authority, leafFor, pem, shown } from '../scenes/certificates';
import { store } from '../scenes/store';

const SERVERS = 4;
/** Room for a node that others use too. */
const LEAST = { cpu: { request: Cpu.millis(10) }, memory: { request: Size.mebibytes(256), limit: Size.gibibytes(2) } };
const report = reporting('node-loss-minio');
const ca = authority('Nodes');

const shared = sharedByScenes();

/** The ingester keeps a block a minute when it is in the store, and Tempo looks into its bucket often: so questions are answered from the store. */
const FROM_STORE = {
  storage: { trace: { blocklist_poll: '15s' } },
  ingester: { complete_block_timeout: '1m' },
  query_frontend: { search: { query_backend_after: '0s' } },
};

const objects = (namespace: string): any[] => store({
  namespace,
  pair: shown(leafFor(namespace)(ca, { dnsNames: ['minio', `minio.${namespace}`, `minio.${namespace}.svc`, `*.minio-headless.${namespace}.svc`] })),
  ca: StorageCa.fromPem(pem(ca)),
  props: { ...LOADED, servers: SERVERS, resources: LEAST },
  clients: (chart, bucket) => { tempoOn(chart, bucket, { tempoConfig: FROM_STORE, resources: LEAST }); },
});

if (!canLoseNodes) { report.add({ scenario: 'MinIO of four servers: a node lost', prover: 'not asked', cluster: NO_NODE }); }
const scene = canLoseNodes ? test : test.skip;

scene('nodes are lost while traces are written: every trace is found', async () => {
  await inNamespace(async (namespace) => {
    const { name } = namespace;
    const ready = (n: number) => eventually(PATIENCE, () => namespace.readyOf('minio'), (now) => now === n);
    const traces = new Traces(shared.proxy, name, TEMPO);
    const flushes = new Flushes(namespace, shared.proxy, TEMPO, traces);
    const judgement = judge(objects(name));
    expect(judgement.errors).toEqual([]);
    await namespace.apply(objects(name));
    await ready(SERVERS);
    await namespace.until('tempomonolithic', 'traces', 'Ready');
    const known = traceId();
    await eventually(60, () => traces.send(known), (taken) => taken);
    const sender = new Sender(traces, 3);
    shared.senders.push(sender);
    await flushes.works();
    await seconds(90); // until the ingester has it no more

    const blocks = new Pace(async () => flushes.another());
    const questions = new Pace(async () => traces.found(known));
    let fewest = SERVERS;
    const count = new Pace(async () => {
      fewest = Math.min(fewest, await namespace.readyOf('minio'));
      return true;
    });
    /** What one fault costs. */
    const during = async (scenario: string, what: () => Promise<string>) => {
      const [failed, start] = [await flushes.count('failed_flushes'), performance.now()];
      [blocks, questions].forEach((pace) => { pace.forget(); });
      [sender.longestGap, fewest] = [0, SERVERS];
      const seen = await what();
      report.add({
        scenario: `MinIO of four servers: ${scenario}`,
        prover: told(judgement),
        cluster: `${seen}; never fewer than ${fewest} ready; blocks ${blocks.told}, questions ${questions.told}, ${await flushes.count('failed_flushes') - failed} flushes failed, longest pause of the sender ${Math.round(sender.longestGap / 100) / 10} s`,
        seconds: since(start),
      });
    };
    await during('nothing lost', async () => {
      await seconds(20);
      return 'all is well';
    });

    await during('a node lost, and back', async () => {
      const node = await LostNode.of(namespace, 'minio-2');
      const noticed = await node.noticed();
      await seconds(50);
      await node.returns();
      const start = performance.now();
      await ready(SERVERS);
      await flushes.works();
      return `out of the endpoints after ${noticed} s; ready ${since(start)} s after its return`;
    });
    expect(fewest).toBe(SERVERS - 1);

    await during('two nodes lost, and back', async () => {
      const nodes = await Promise.all(['minio-1', 'minio-3'].map((pod) => LostNode.of(namespace, pod)));
      const noticed = await Promise.all(nodes.map((node) => node.noticed()));
      await seconds(30);
      const left = await namespace.readyOf('minio');
      for (const node of nodes) { await node.returns(); }
      const start = performance.now();
      await flushes.works();
      const written = since(start);
      await ready(SERVERS);
      return `out of the endpoints after ${Math.max(...noticed)} s, ${left} ready then; blocks are written ${written} s after their return, all ready after ${since(start)} s`;
    });

    await during('a node lost for good, with its disk', async () => {
      const node = await LostNode.of(namespace, 'minio-0');
      const noticed = await node.noticed();
      await withoutPlace(namespace, async () => {
        await namespace.kubectl('delete', 'pod', 'minio-0', '--force', '--grace-period=0');
        const gone = performance.now();
        await eventually(PATIENCE, () => traces.found(known), (found) => found);
        report.add({ scenario: 'MinIO of four servers: the pod of a lost node deleted by force', prover: told(judgement), cluster: 'questions are answered again', seconds: since(gone) });
        await seconds(20);
        expect(await namespace.kubectl('get', 'pod', 'minio-0', '--ignore-not-found')).toBe('');
      });
      await node.returns();
      const start = performance.now();
      await ready(SERVERS);
      await flushes.works();
      return `out of the endpoints after ${noticed} s; another, with an empty disk, is ready ${since(start)} s after it found a place`;
    });

    await Promise.all([blocks, questions, count].map((pace) => pace.end()));
    await sender.end();
    const lost = await lostOf(sender, traces);
    report.add({ scenario: 'MinIO of four servers: all of these nodes', prover: told(judgement), cluster: `${sender.taken.length} traces sent, ${lost.length} lost` });
    expect(sender.taken.length).toBeGreaterThan(100);
    expect(lost).toEqual([]);
  });
}, 1_800_000);
