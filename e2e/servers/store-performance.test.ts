import { Duration, Size } from 'cdk8s';
import './setup';
import { StorePerformanceCheck, StorePerformanceCheckProps } from '../../src';
import { Node } from '../kubelet/node';
import { tool } from '../kubelet/tools';
import { authority, leafFor, pem, shown } from '../scenes/certificates';
import { secret } from '../scenes/manifests';
import { APPLICATION, store } from '../scenes/store';

/** What the performance check says of a real store, and that each limit is kept. */
const NAMESPACE = 'tracing';
const root = authority('Storage CA');
const leaf = leafFor(NAMESPACE);
let node: Node;

/** Measures a store that runs already. */
async function measured(props: Partial<StorePerformanceCheckProps> = {}): Promise<{ code: number; lines: string[]; log: string }> {
  const objects = store({
    namespace: NAMESPACE,
    pair: shown(leaf(root)),
    ca: pem(root),
    clients: (chart, bucket) => { new StorePerformanceCheck(chart, 'performance', { bucket, objects: 20, handshakes: 20, timeout: Duration.seconds(10), ...props }); },
  });
  const own = objects.filter(({ metadata }) => metadata.name.startsWith('performance'));
  node.apply(own);
  const { code, log } = await node.job(own.find(({ kind }) => kind === 'Job').metadata.name);
  return { code, log, lines: log.trim().split('\n') };
}

beforeAll(async () => {
  node = new Node(NAMESPACE, { silo: { programs: [tool('minio'), tool('mc')], entrypoint: ['minio'] } });
  node.apply(store({ namespace: NAMESPACE, pair: shown(leaf(root)), ca: pem(root) }));
  await node.up('StatefulSet', 'minio');
  expect(await node.job(node.all('Job')[0].metadata.name)).toMatchObject({ code: 0 });
});
afterAll(async () => node.close());

test('handshakes, writing and reading are told with percentiles and throughput, in words and as data', async () => {
  const { code, lines } = await measured();
  const times = '20, p50 \\d+\\.\\d ms, p90 \\d+\\.\\d ms, p99 \\d+\\.\\d ms, at most \\d+\\.\\d ms';
  expect({ code, lines }).toEqual({
    code: 0,
    lines: [
      expect.stringMatching(`^TLS handshakes: ok \\(${times}\\)$`),
      expect.stringMatching(`^put of 1048576 bytes: ok \\(${times}, \\d+\\.\\d MiB/s\\)$`),
      expect.stringMatching(`^get of 1048576 bytes: ok \\(${times}, \\d+\\.\\d MiB/s\\)$`),
      expect.stringMatching(/^\{/),
      'all checks passed',
    ],
  });
  const told = JSON.parse(lines[3]);
  for (const { p50, p90, p99, max } of [told.handshakeMs, told.putMs, told.getMs]) {
    expect([p50 > 0, p50 <= p90, p90 <= p99, p99 <= max]).toEqual([true, true, true, true]);
  }
  expect(told).toMatchObject({ store: 'https://minio.tracing.svc:9000', result: 'ok', objectBytes: 1048576 });
  expect(told.putMibPerSecond).toBeGreaterThan(1);
});

test('a limit that is not kept fails, and says which', async () => {
  const { code, lines } = await measured({ objectSize: Size.mebibytes(8), maximumPut: Duration.millis(1), minimumThroughput: 100_000 });
  expect({ code, lines }).toEqual({
    code: 1,
    lines: expect.arrayContaining([
      expect.stringMatching(/^put of 8388608 bytes: FAILED \(p99 \d+\.\d ms, more than 1\.0 ms: 20, /),
      expect.stringMatching(/^get of 8388608 bytes: FAILED \(\d+\.\d MiB\/s, less than 100000: 20, /),
      expect.stringMatching(/"result":"failed"/),
    ]),
  });
});

test('keys that the store does not take are told in its words', async () => {
  node.apply([secret('minio-tempo', { ...APPLICATION, access_key_secret: 'wrong "and\\ odd' })]);
  expect(await measured()).toMatchObject({ code: 1, log: expect.stringMatching(/^put: FAILED \(HTTP 403 .*SignatureDoesNotMatch/m) });
});
