/**
 * `backend: s3` is forgotten beside `s3:`. The API server fills in its default, memory, and the operator does as it is told: Tempo gets Ready, takes traces,
 * and keeps them in a volume that ends with its pod. Nobody sees it on the cluster: the bucket just stays empty. The prover says OT100. kubectl refuses to
 * send it, because it looks into the schema before the default is filled in (1.28.15); what applies without it (`--validate=false`, clients in programs) sends it.
 */
import { inNamespace } from './cluster';
import { Proxy } from './proxy';
import { reporting, sideBySide } from './scene';
import { storeWithTempo } from './store-with-tempo';
import { authority, leafFor, pem, shown } from '../scenes/certificates';

const report = reporting('backend-forgotten');
const root = authority('Root');

let proxy: Proxy;
beforeAll(async () => { proxy = await Proxy.start(); });
afterAll(() => { proxy.close(); });

function objects(namespace: string): any[] {
  const all = storeWithTempo(namespace, shown(leafFor(namespace)(root)), pem(root));
  delete all.find(({ kind }) => kind === 'TempoMonolithic').spec.storage.traces.backend;
  return all;
}

test('kubectl refuses it', async () => {
  await inNamespace(async (namespace) => {
    await expect(namespace.apply(objects(namespace.name))).rejects.toThrow(/missing required field "backend"/);
  });
});

test('a backend that is forgotten: Ready, and nothing is in the bucket', async () => {
  await sideBySide(report, {
    name: 'the backend forgotten beside its settings',
    objects,
    validate: false,
    rule: 'OT100',
    then: async (namespace) => {
      const { text } = await proxy.service(namespace.name, 'tempo-traces', 3200, '/status/config');
      expect(text).toMatch(/^\s+backend: local$/m);
    },
  });
});
