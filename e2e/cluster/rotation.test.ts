/**
 * Rotation under load. A sender writes traces all the time, queues what is not taken and tries again, as an OpenTelemetry Collector does, while first the
 * leaf of the store changes, and then its CA by the four steps of docs/how-to/rotate-a-leaf.md. At the end every trace is found. Then the wrong order: a leaf
 * of a CA that Tempo does not have. Nothing on the cluster turns red; one metric gives it away.
 */
import { eventually, inNamespace, Namespace, PATIENCE } from './cluster';
import { Flushes } from './flushes';
import { judge, reporting, told } from './scene';
import { sharedByScenes } from './shared';
import { change, storeWithTempo, TEMPO } from './store-with-tempo';
import { lostOf, Sender, Traces } from './traces';
import { StorageCa } from '../../src';
import { Issued } from '../../src/x509/issue';
import { authority, leafFor, Pair, pem, shown } from '../scenes/certificates';

const report = reporting('rotation');
const [first, next, unknown] = ['First', 'Next', 'Unknown'].map((name) => authority(name));

const shared = sharedByScenes();

/** A store and its Tempo, which trusts one CA, or two while one takes the place of the other. */
const objects = (namespace: string, pair: Pair, current: Issued, after?: Issued): any[] =>
  storeWithTempo(namespace, pair, StorageCa.fromPem(pem(current), { next: after && pem(after) }));

/** The ConfigMap that the pod of Tempo mounts. */
const trusted = (namespace: Namespace) => namespace.kubectl('get', 'pod', 'tempo-traces-0', '-o', 'jsonpath={.spec.volumes[*].configMap.name}');

/** Applies other trust, and waits until Tempo runs with it. */
async function rolled(namespace: Namespace, all: any[]): Promise<void> {
  const { caName } = all.find(({ kind }) => kind === 'TempoMonolithic').spec.storage.traces.s3.tls;
  await namespace.apply(all);
  await eventually(PATIENCE, () => trusted(namespace), (names) => names.includes(caName));
  await eventually(PATIENCE, async () => (await shared.proxy.service(namespace.name, TEMPO, 3200, '/ready')).status, (status) => status === 200);
}

test('leaf and CA rotate under load, and every trace is found; a new leaf before its trust is seen by one metric', async () => {
  await inNamespace(async (namespace) => {
    const { name } = namespace;
    const leaf = leafFor(name);
    const begun = shown(leaf(first));
    const traces = new Traces(shared.proxy, name, TEMPO);
    const flushes = new Flushes(namespace, shared.proxy, TEMPO, traces);
    await namespace.apply(objects(name, begun, first));
    await namespace.until('tempomonolithic', 'traces', 'Ready');

    const sender = new Sender(traces, 4);
    shared.senders.push(sender);
    const start = performance.now();
    await flushes.works();

    const renewed = shown(leaf(first));
    await change(namespace, renewed); // a new leaf of the same CA
    await flushes.works();
    expect(await flushes.count('failed_flushes')).toBe(0);

    await rolled(namespace, objects(name, renewed, first, next)); // trust both: another name, so the operator rolls Tempo
    await flushes.works();
    const replaced = shown(leaf(next));
    await change(namespace, replaced); // then the leaf of the next CA
    await flushes.works();
    await rolled(namespace, objects(name, replaced, next)); // then drop the first
    await flushes.works();

    await sender.end();
    const took = Math.round((performance.now() - start) / 1000);
    const lost = await lostOf(sender, traces);
    report.add({
      scenario: 'leaf, then CA (both trusted, new leaf, old one dropped) rotated while traces are written',
      prover: told(judge(objects(name, replaced, next))),
      cluster: `${sender.taken.length} traces sent, ${lost.length} lost; ${sender.retries} attempts made again, longest pause ${Math.round(sender.longestGap / 1000)} s`,
      seconds: took,
    });
    expect(sender.taken.length).toBeGreaterThan(100);
    expect(lost).toEqual([]);
    expect(await flushes.count('failed_flushes')).toBe(0);

    // The wrong order: the leaf of a CA that nobody trusts yet. The prover is shown what would then be there.
    const wrong = shown(leaf(unknown));
    const judgement = judge(objects(name, wrong, next));
    const more = new Sender(traces, 2);
    shared.senders.push(more);
    const changed = performance.now();
    await change(namespace, wrong);
    await flushes.fails();
    const seen = Math.round((performance.now() - changed) / 1000);
    expect(await namespace.is('tempomonolithic', 'traces', 'Ready')).toBe(true);
    report.add({
      scenario: 'the leaf of a CA that is not trusted yet, in place of another',
      prover: told(judgement),
      milliseconds: judgement.milliseconds,
      cluster: 'stays Ready; `tempo_ingester_failed_flushes_total` rises',
      seconds: seen,
    });
    expect(judgement.errors).toContain('OT006');
    await rolled(namespace, objects(name, wrong, unknown)); // and it heals as soon as the trust is there
    await flushes.works();
    await more.end();
    expect(await lostOf(more, traces)).toEqual([]);
  });
}, 1_500_000);
