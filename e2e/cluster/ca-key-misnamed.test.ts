/**
 * The bundle lies under a key that is not among those that the operator reads (service-ca.crt, ca.crt, ca-bundle.crt: tempo-operator 0.22.0,
 * internal/handlers/storage/tls.go). The resource is never made into a pod; its condition says why. The prover says OT139.
 */
import { reporting, sideBySide } from './scene';
import { storeWithTempo } from './store-with-tempo';
import { authority, leafFor, pem, shown } from '../scenes/certificates';

const report = reporting('ca-key-misnamed');
const root = authority('Root');

/** The bundle under other keys. */
function objects(namespace: string, keys: readonly string[]): any[] {
  const all = storeWithTempo(namespace, shown(leafFor(namespace)(root)), pem(root));
  // A bundle of its own: that of the store's Jobs is not what is tried here.
  const data = Object.fromEntries(keys.map((key) => [key, pem(root)]));
  all.find(({ kind }) => kind === 'TempoMonolithic').spec.storage.traces.s3.tls.caName = 'bundle-of-tempo';
  return [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'bundle-of-tempo', namespace }, data }, ...all];
}

test.concurrent.each(['ca-bundle.crt', 'ca.crt', 'service-ca.crt'])('%s is read', async (key) => {
  await sideBySide(report, { name: `the bundle under ${key}`, objects: (namespace) => objects(namespace, [key]) });
});

test.concurrent.each(['ca.pem', 'tls.crt', 'CA.crt'])('%s is not', async (key) => {
  await sideBySide(report, {
    name: `the bundle under ${key}`,
    objects: (namespace) => objects(namespace, [key]),
    says: /CA ConfigMap must contain a 'service-ca\.crt', 'ca\.crt', or 'ca-bundle\.crt' key/,
    rule: 'OT139',
  });
});
