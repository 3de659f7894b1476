/**
 * A TempoStack as it runs in production: two of everything, and three ingesters, which all get each span. Under load one pod of each component is killed, and one
 * ingester too many is to be evicted; then MinIO's leaf changes, and its CA by the steps of docs/how-to/rotate-a-leaf.md, each of which rolls the stack. At the end
 * every trace is found. Somebody asks for a trace all the time, and it is counted how often they get no answer.
 *
 * With a factor of 2 and two ingesters a killed one takes with it what the other did not get: Tempo 2.10.8 gives up the second write when the first has succeeded
 * (modules/distributor/distributor.go: the requests to ingesters have the context of the one that they serve). Seen here: 25 of 2464 traces.
 */
import { eventually, inNamespace, Namespace, PATIENCE, seconds, since } from './cluster';
import { Load } from './load';
import { judge, reporting, told } from './scene';
import { sharedByScenes } from './shared';
import { COMPONENTS, FACTOR, Ingesters, INGESTERS, isWhole, pods, storeWithStack, whole } from './stack';
import { change } from './store-with-tempo';
import { lostOf, Sender, traceId, Traces } from './traces';
import { StorageCa, StoreVolume } from '../../src';
import { Issued } from '../../src/x509/issue';
import { authority, leafFor, Pair, pem, shown } from '../scenes/certificates';

const report = reporting('tempo-stack-production');
const [first, next] = ['First', 'Next'].map((name) => authority(name));

const shared = sharedByScenes();

const objects = (namespace: string, pair: Pair, current: Issued, after?: Issued): any[] =>
  storeWithStack(namespace, pair, StorageCa.fromPem(pem(current), { next: after && pem(after) }), { storage: StoreVolume.claim({ size: '1Gi' }) });

/** Applies other trust, and waits until no pod has the old one, and all are ready. */
async function rolled(namespace: Namespace, ingesters: Ingesters, written: any[]): Promise<void> {
  const { caName } = written.find(({ kind }) => kind === 'TempoStack').spec.storage.tls;
  const ofStore = (name: string) => name.startsWith(caName.slice(0, caName.lastIndexOf('-'))); // the rest is a hash of the content
  await namespace.apply(written);
  await eventually(2 * PATIENCE, () => pods(namespace), (all) => {
    const trusted = all.flatMap(({ mounts }) => mounts.filter(ofStore));
    return isWhole(all) && trusted.length > 0 && trusted.every((name) => name === caName);
  });
  await ingesters.flushed();
}

test('a pod of each component is killed, leaf and CA of the store rotate, while traces are written: every trace is found', async () => {
  await inNamespace(async (namespace) => {
    const { name } = namespace;
    const ingesters = new Ingesters(namespace);
    const pair = shown(leafFor(name)(first));
    const traces = new Traces(shared.proxy, name, 'tempo-traces-distributor', 'tempo-traces-query-frontend');
    const judgement = judge(objects(name, pair, first));
    expect(judgement.errors).toEqual([]);
    const began = performance.now();
    await namespace.apply(objects(name, pair, first));
    await namespace.until('tempostack', 'traces', 'Ready', 2 * PATIENCE);
    await whole(namespace);
    const started = since(began);

    const known = traceId();
    await eventually(60, () => traces.send(known), (taken) => taken);
    await eventually(60, () => traces.found(known), (found) => found);
    const sender = new Sender(traces, 3);
    shared.senders.push(sender);
    const asked = new Load(1, async () => {
      await seconds(1);
      return await traces.found(known) ? undefined : 'no answer';
    });
    await ingesters.flushed();

    /** What one fault costs: how long the sender and those who ask had to wait, and which traces were sent until it was over. */
    const faults: { scenario: string; cluster: string; seconds: number; until: number }[] = [];
    const during = async (scenario: string, what: () => Promise<string>) => {
      const [unanswered, retries, start] = [asked.failures.length, sender.retries, performance.now()];
      sender.longestGap = 0;
      const seen = await what();
      const pause = Math.round(sender.longestGap / 100) / 10;
      faults.push({
        scenario: `a TempoStack, replication factor ${FACTOR}: ${scenario}`,
        cluster: `${seen}; longest pause of the sender ${pause} s, ${sender.retries - retries} attempts made again, ${asked.failures.length - unanswered} questions without an answer`,
        seconds: since(start),
        until: sender.taken.length,
      });
    };

    for (const component of COMPONENTS) {
      await during(`one ${component} killed`, async () => {
        const [{ name: victim }] = await pods(namespace, component);
        const start = performance.now();
        await namespace.kubectl('delete', 'pod', victim, '--force', '--grace-period=0');
        await seconds(2);
        await whole(namespace);
        const back = since(start);
        await ingesters.flushed();
        return `whole again after ${back} s`;
      });
    }

    await during('one ingester evicted, and then the other', async () => {
      expect(await namespace.evict(INGESTERS[0])).toMatch(/Success|201/);
      expect(await namespace.evict(INGESTERS[1])).toMatch(/disruption budget/);
      await seconds(2);
      await whole(namespace);
      await ingesters.flushed();
      return 'the second is refused: `violate the pod\'s disruption budget`';
    });

    const renewed = shown(leafFor(name)(first));
    await during('the leaf of the store renewed', async () => {
      const before = await ingesters.failed();
      await change(namespace, renewed);
      await ingesters.flushed();
      const more = await ingesters.failed() - before;
      expect(more).toBe(0);
      return `${more} flushes failed`;
    });

    const replaced = shown(leafFor(name)(next));
    await during('the CA of the store (both trusted, new leaf, old one dropped) rotated', async () => {
      await rolled(namespace, ingesters, objects(name, renewed, first, next));
      const before = await ingesters.failed();
      await change(namespace, replaced);
      await ingesters.flushed();
      expect(await ingesters.failed()).toBe(before);
      await rolled(namespace, ingesters, objects(name, replaced, next));
      return '0 flushes failed for the leaf';
    });

    await sender.end();
    await asked.end();
    const lost = await lostOf(sender, traces);
    faults.forEach(({ until, cluster, ...fault }, i) => {
      const sent = sender.taken.slice(faults[i - 1]?.until ?? 0, until);
      report.add({ ...fault, prover: told(judgement), cluster: `${cluster}; of ${sent.length} traces ${sent.filter((id) => lost.includes(id)).length} lost` });
    });
    report.add({
      scenario: `a TempoStack, replication factor ${FACTOR}: all of this`,
      prover: told(judge(objects(name, replaced, next))),
      cluster: `ready after ${started} s; ${sender.taken.length} traces sent, ${lost.length} lost; ${asked.answered} questions answered, ${asked.failures.length} not`,
    });
    expect(sender.taken.length).toBeGreaterThan(100);
    expect(lost).toEqual([]);
  });
}, 2_400_000);
