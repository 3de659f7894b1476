/**
 * A store that is already there, in a namespace of others, with a CA of its own and a user for the bucket. Of the store, the manifests have its address, its
 * CA, and what may be told in public: the certificate without its key.
 */
import { inNamespace } from './cluster';
import { LOADED, reporting, sideBySide, smokeTested } from './scene';
import { ExternalS3TracingStore, StorageCa } from '../../src';
import { authority, leafFor, pem, shown } from '../scenes/certificates';
import { secret } from '../scenes/manifests';
import { ON_CLUSTER, preset } from '../scenes/presets';
import { APPLICATION, hostOf, store as ownStore } from '../scenes/store';

const report = reporting('external-s3');
const root = authority('Root');
const stranger = authority('Root');

/** Tempo on the store of another namespace, where `trusted` is what lies in the bundle in fact. */
function objects(namespace: string, elsewhere: string, certificate: string, trusted: string): any[] {
  const endpoint = `https://${hostOf(elsewhere)}:9000`;
  const store = { endpoint, ca: StorageCa.fromPem(pem(root)), publicFacts: { certificate } };
  const written = preset((app) => new ExternalS3TracingStore(app, namespace, { ...ON_CLUSTER, ...store }));
  for (const { data } of written.filter(({ kind, data: { 'ca.crt': bundle } = { 'ca.crt': undefined } }) => kind === 'ConfigMap' && bundle)) {
    for (const key of Object.keys(data)) { data[key] = trusted; }
  }
  const credentials: any = secret('s3-tempo', { ...APPLICATION, endpoint, bucket: 'tempo' });
  return [...written, { ...credentials, metadata: { namespace, ...credentials.metadata } }];
}

test('a store of others: reached and trusted, or not', async () => {
  await inNamespace(async (elsewhere) => {
    const pair = shown(leafFor(elsewhere.name)(root));
    await elsewhere.apply(ownStore({ namespace: elsewhere.name, pair, ca: pem(root), props: LOADED }));
    let applied: any[] = [];
    await Promise.all([
      sideBySide(report, {
        name: 'a store of another namespace, with its certificate told, and the smoke test',
        objects: (namespace) => (applied = objects(namespace, elsewhere.name, pair.certificate, pem(root))),
        then: (namespace) => smokeTested(namespace, applied),
      }),
      sideBySide(report, {
        name: 'a store of another namespace, and the CA of another',
        objects: (namespace) => objects(namespace, elsewhere.name, pair.certificate, pem(stranger)),
        says: /certificate signed by unknown authority/,
        rule: 'OT006',
      }),
    ]);
  });
});
