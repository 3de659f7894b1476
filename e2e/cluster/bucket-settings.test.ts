/**
 * A bucket that keeps versions, locks them and has a quota, in a store that encrypts: Tempo writes to it, finds what it wrote, and merges blocks,
 * which deletes the old ones.
 */
import { Duration } from 'cdk8s';
import { eventually, inNamespace } from './cluster';
import { Flushes } from './flushes';
import { Proxy } from './proxy';
import { judge, reporting, told } from './scene';
import { storeWithTempo, TEMPO } from './store-with-tempo';
import { lostOf, Sender, Traces } from './traces';
import { MinioEncryptionKey } from '../../src';
import { authority, leafFor, pem, shown } from '../scenes/certificates';
import { secret } from '../scenes/manifests';

const report = reporting('bucket-settings');
const root = authority('Root');

let proxy: Proxy;
beforeAll(async () => { proxy = await Proxy.start(); });
afterAll(() => { proxy.close(); });

test('Tempo works with versions, lock, quota and encryption', async () => {
  await inNamespace(async (namespace) => {
    const { name } = namespace;
    const settings = { keepVersionsFor: Duration.days(2), lockFor: Duration.days(1), quota: '1Gi' };
    const all = storeWithTempo(name, shown(leafFor(name)(root)), pem(root), { encryptionKey: MinioEncryptionKey.fromSecret('minio-kms') }, settings);
    // The compactor knows of blocks when it has looked at the bucket: every five minutes unless told otherwise.
    const { spec } = all.find(({ kind }) => kind === 'TempoMonolithic');
    spec.extraConfig = { tempo: { ...spec.extraConfig?.tempo, storage: { trace: { blocklist_poll: '20s' } } } };
    const key = { ...secret('minio-kms', { key: `store:${Buffer.alloc(32, 7).toString('base64')}` }) } as any;
    const judgement = judge(all);
    await namespace.apply([{ ...key, metadata: { namespace: name, ...key.metadata } }, ...all]);
    await namespace.until('tempomonolithic', 'traces', 'Ready');
    const traces = new Traces(proxy, name, TEMPO);
    const flushes = new Flushes(namespace, proxy, TEMPO, traces);
    const sender = new Sender(traces, 3);
    try {
      for (let n = 0; n < 3; n++) { await flushes.works(); }
      const merged = () => proxy.metric(name, TEMPO, 'tempodb_compaction_blocks_total');
      const blocks = await eventually(240, merged, (count) => (count ?? 0) > 0);
      await flushes.works();
      await sender.end();
      expect(await lostOf(sender, traces)).toEqual([]);
      expect(await flushes.count('failed_flushes')).toBe(0);
      report.add({
        scenario: 'a bucket that keeps versions for two days, locks them for one and has a quota, in a store that encrypts',
        prover: told(judgement),
        cluster: `blocks are written, and ${blocks} merged; ${sender.taken.length} traces, 0 lost, no flush failed`,
      });
    } finally {
      sender.stop();
    }
  });
}, 900_000);
