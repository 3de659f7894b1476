/**
 * A TempoStack as it runs in production loses a node that had one pod of it: an ingester, a distributor, a querier, a query-frontend, each in its turn. Its packets
 * vanish, Kubernetes finds out half a minute later (the operator's probes: every ten seconds, three times), and then the pod is away, or in another place. All the
 * time traces are written, and somebody asks for one; at the end every trace is found.
 */
import { eventually, inNamespace, seconds, since } from './cluster';
import { canLoseNodes, LostNode, NO_NODE, withoutPlace } from './lost-node';
import { Pace } from './pace';
import { judge, reporting, told } from './scene';
import { sharedByScenes } from './shared';
import { FACTOR, Ingesters, INGESTERS, pods, storeWithStack, whole } from './stack';
import { lostOf, Sender, traceId, Traces } from './traces';
import { StorageCa } from '../../src';
import { authority, leafFor, pem, shown } from '../scenes/certificates';

const NAME = `a TempoStack, replication factor ${FACTOR}`;
const report = reporting('node-loss-tempo-stack');
const ca = authority('Nodes');

const shared = sharedByScenes();

if (!canLoseNodes) { report.add({ scenario: `${NAME}: a node lost`, prover: 'not asked', cluster: NO_NODE }); }
const scene = canLoseNodes ? test : test.skip;

scene('the node of a pod of each component is lost while traces are written: every trace is found', async () => {
  await inNamespace(async (namespace) => {
    const { name } = namespace;
    const ingesters = new Ingesters(namespace);
    const traces = new Traces(shared.proxy, name, 'tempo-traces-distributor', 'tempo-traces-query-frontend');
    const objects = storeWithStack(name, shown(leafFor(name)(ca)), StorageCa.fromPem(pem(ca)));
    const judgement = judge(objects);
    expect(judgement.errors).toEqual([]);
    await namespace.apply(objects);
    await namespace.until('tempostack', 'traces', 'Ready');
    await whole(namespace);

    const known = traceId();
    await eventually(60, () => traces.send(known), (taken) => taken);
    await eventually(60, () => traces.found(known), (found) => found);
    const sender = new Sender(traces, 3);
    shared.senders.push(sender);
    const questions = new Pace(() => traces.found(known));
    await ingesters.flushed();

    /** What one lost node costs: until Kubernetes has noticed, and after that. */
    const lose = async (pod: string, what: () => Promise<string>) => {
      const start = performance.now();
      const cost = () => {
        const seen = `questions ${questions.told}, longest pause of the sender ${Math.round(sender.longestGap / 100) / 10} s`;
        questions.forget();
        sender.longestGap = 0;
        return seen;
      };
      cost();
      const node = await LostNode.of(namespace, pod, { atOnce: true });
      const noticed = await node.noticed();
      const before = cost();
      await seconds(30);
      const then = cost();
      const seen = await what();
      await node.returns();
      report.add({
        scenario: `${NAME}: the node of ${pod.replace(/^tempo-traces-(query-frontend|[a-z]+).*/, 'a pod of $1')} lost`,
        prover: told(judgement),
        cluster: `out of the endpoints after ${noticed} s, till then ${before}; in the next 30 s ${then}; ${seen}, meanwhile ${cost()}`,
        seconds: since(start),
      });
    };
    const gone = (pod: string) => namespace.kubectl('delete', 'pod', pod, '--force', '--grace-period=0');

    const [, , ingester] = INGESTERS;
    await lose(ingester, async () => {
      await withoutPlace(namespace, async () => {
        await gone(ingester);
        await seconds(20);
        expect(await namespace.kubectl('get', 'pod', ingester, '--ignore-not-found')).toBe('');
      });
      const start = performance.now();
      await whole(namespace);
      await ingesters.flushed();
      return `no pod for 20 s, then back with its volume, and all write blocks after ${since(start)} s`;
    });
    for (const component of ['distributor', 'querier', 'query-frontend']) {
      const [{ name: pod }] = await pods(namespace, component);
      await lose(pod, async () => {
        const start = performance.now();
        await gone(pod);
        await seconds(2);
        await whole(namespace);
        return `another in its place after ${since(start)} s`;
      });
    }

    await questions.end();
    await sender.end();
    const lost = await lostOf(sender, traces);
    report.add({ scenario: `${NAME}: all of these nodes`, prover: told(judgement), cluster: `${sender.taken.length} traces sent, ${lost.length} lost` });
    expect(sender.taken.length).toBeGreaterThan(100);
    expect(lost).toEqual([]);
  });
}, 1_800_000);
