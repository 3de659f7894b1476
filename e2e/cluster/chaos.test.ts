/**
 * What goes wrong in operation: the store restarts, a Secret is deleted, a certificate ends. A sender writes all the time. What breaks, when it is seen, and
 * how it heals stands in docs/how-to/when-something-breaks.md; here it happens.
 */
import { eventually, inNamespace, Namespace, seconds, since } from './cluster';
import { Flushes } from './flushes';
import { Proxy } from './proxy';
import { judge, reporting, told } from './scene';
import { change, storeWithTempo, TEMPO } from './store-with-tempo';
import { lostOf, Sender, Traces } from './traces';
import { StoreVolume } from '../../src';
import { authority, leafFor, pem, shown } from '../scenes/certificates';
import { storeSecrets } from '../scenes/store';

const report = reporting('chaos');
const root = authority('Root');

let proxy: Proxy;
beforeAll(async () => { proxy = await Proxy.start(); });
afterAll(() => { proxy.close(); });

/** Something that breaks and heals, while traces are written; at the end none is missing. */
async function withLoad(namespace: Namespace, all: any[], what: (flushes: Flushes) => Promise<void>): Promise<Sender> {
  await namespace.apply(all);
  await namespace.until('tempomonolithic', 'traces', 'Ready');
  const traces = new Traces(proxy, namespace.name, TEMPO);
  const flushes = new Flushes(namespace, proxy, TEMPO, traces);
  const sender = new Sender(traces, 3);
  try {
    await flushes.works();
    await what(flushes);
    await sender.end();
  } finally {
    sender.stop();
  }
  expect(sender.taken.length).toBeGreaterThan(20);
  expect(await lostOf(sender, traces)).toEqual([]);
  return sender;
}

const ready = async (namespace: Namespace, pod: string) => namespace.is('pod', pod, 'Ready');

test.concurrent('the store restarts: with its data it is as before, and nothing is lost', async () => {
  await inNamespace(async (namespace) => {
    const all = storeWithTempo(namespace.name, shown(leafFor(namespace.name)(root)), pem(root), { storage: StoreVolume.claim({ size: '10Gi' }) });
    let [down, up] = [0, 0];
    const sender = await withLoad(namespace, all, async (flushes) => {
      const start = performance.now();
      await namespace.kubectl('delete', 'pod', 'minio-0', '--wait=true');
      down = since(start);
      await eventually(120, () => ready(namespace, 'minio-0'), (is) => is);
      await flushes.works();
      up = since(start);
    });
    report.add({
      scenario: 'the store\'s pod deleted',
      prover: 'no error',
      cluster: `another pod after ${down} s, blocks are written again after ${up} s; ${sender.taken.length} traces, 0 lost; Tempo stays Ready`,
    });
    expect(await namespace.is('tempomonolithic', 'traces', 'Ready')).toBe(true);
  });
});

test.concurrent('the store restarts without its data: the bucket is gone until its Job runs again', async () => {
  await inNamespace(async (namespace) => {
    const all = storeWithTempo(namespace.name, shown(leafFor(namespace.name)(root)), pem(root));
    const job = all.find(({ kind, metadata }) => kind === 'Job' && metadata.name.startsWith('minio-bucket-'));
    let [broken, healed] = [0, 0];
    const sender = await withLoad(namespace, all, async (flushes) => {
      const start = performance.now();
      await namespace.kubectl('delete', 'pod', 'minio-0', '--wait=true');
      await eventually(120, () => ready(namespace, 'minio-0'), (is) => is);
      await flushes.fails();
      broken = since(start);
      await eventually(60, () => namespace.seen('tempomonolithic', 'traces'), (seen) => /does not exist|InvalidAccessKeyId|Access Key Id you provided/i.test(seen));
      expect(await namespace.is('tempomonolithic', 'traces', 'Ready')).toBe(true); // nobody sees it there
      const repaired = performance.now();
      await namespace.kubectl('delete', 'job', job.metadata.name, '--wait=true');
      await namespace.apply([job]);
      await flushes.works();
      healed = since(repaired);
    });
    report.add({
      scenario: 'the pod of a store without a claim deleted: bucket and user are gone with it',
      prover: 'no error',
      cluster: `stays Ready; \`tempo_ingester_failed_flushes_total\` rises after ${broken} s; ${healed} s after the bucket's Job was made anew blocks are written; `
        + `${sender.taken.length} traces, 0 lost of what was not in the bucket`,
      seconds: broken,
    });
  });
});

test.concurrent('the Secret of the certificate deleted: noticed at the next start, and healed by its return', async () => {
  await inNamespace(async (namespace) => {
    const pair = shown(leafFor(namespace.name)(root));
    const all = storeWithTempo(namespace.name, pair, pem(root), { storage: StoreVolume.claim({ size: '10Gi' }) });
    const judgement = judge(all.filter(({ kind, metadata }) => kind !== 'Secret' || metadata.name !== 'minio-tls'));
    let [noticed, healed] = [0, 0];
    const sender = await withLoad(namespace, all, async (flushes) => {
      await namespace.kubectl('delete', 'secret', 'minio-tls');
      await seconds(90); // longer than the kubelet takes to look again
      await flushes.works(); // what runs keeps its files
      const start = performance.now();
      await namespace.kubectl('delete', 'pod', 'minio-0', '--wait=true');
      await eventually(120, () => namespace.kubectl('get', 'events'), (events) => /FailedMount.*secret "minio-tls" not found/.test(events));
      noticed = since(start);
      const repaired = performance.now();
      const [secret]: any[] = storeSecrets(namespace.name, pair);
      await namespace.apply([{ ...secret, metadata: { namespace: namespace.name, ...secret.metadata } }]);
      await eventually(240, () => ready(namespace, 'minio-0'), (is) => is);
      await flushes.works();
      healed = since(repaired);
    });
    report.add({
      scenario: 'the Secret of the store\'s certificate deleted',
      prover: told(judgement),
      milliseconds: judgement.milliseconds,
      cluster: `works on for 90 s and more; at the next start \`FailedMount: secret "minio-tls" not found\`, and ${healed} s after its return blocks are written; `
        + `${sender.taken.length} traces, 0 lost`,
      seconds: noticed,
    });
  });
});

test.concurrent('a certificate of two minutes: it fails when it has ended, and heals with another in the Secret', async () => {
  await inNamespace(async (namespace) => {
    const leaf = leafFor(namespace.name);
    const first = shown(leaf(root));
    const all = storeWithTempo(namespace.name, first, pem(root), { storage: StoreVolume.claim({ size: '10Gi' }) });
    let [failed, healed] = [0, 0];
    const short = () => leaf(root, { notAfter: new Date(Date.now() + 120_000) });
    const ends = short();
    const judged = { now: judge(withPair(all, shown(ends)), new Date()), then: judge(withPair(all, shown(ends)), new Date(Date.now() + 180_000)) };
    const sender = await withLoad(namespace, all, async (flushes) => {
      const pair = shown(short());
      const end = Date.now() + 120_000;
      await change(namespace, pair);
      await flushes.works();
      await seconds(Math.max(0, end - Date.now()) / 1000);
      await flushes.fails();
      failed = Math.round((Date.now() - end) / 1000);
      await eventually(60, () => namespace.seen('tempomonolithic', 'traces'), (seen) => /certificate has expired or is not yet valid/.test(seen));
      expect(await namespace.is('tempomonolithic', 'traces', 'Ready')).toBe(true);
      const start = performance.now();
      await change(namespace, first);
      await flushes.works();
      healed = since(start);
    });
    report.add({
      scenario: 'a certificate of two minutes, not renewed',
      prover: `${told(judged.then)} from its end on; ${judged.now.all.join(', ')} before`,
      milliseconds: judged.then.milliseconds,
      cluster: `stays Ready; \`certificate has expired\`, \`tempo_ingester_failed_flushes_total\` rises ${failed} s after its end; ${healed} s after another was put into the `
        + `Secret blocks are written; ${sender.taken.length} traces, 0 lost`,
      seconds: failed,
    });
    expect(judged.then.errors).toContain('OT005');
    expect(judged.now.errors).toEqual([]);
  });
});

/** The objects with another pair in the store's Secret. */
function withPair(all: any[], pair: { readonly certificate: string; readonly key: string }): any[] {
  return all.map((object) => (object.kind === 'Secret' && object.metadata.name === 'minio-tls'
    ? { ...object, stringData: { 'tls.crt': pair.certificate, 'tls.key': pair.key } } : object));
}
