/**
 * The blueprint with certificates that somebody brings, in the Secrets that its page names: its smoke test writes traces, finds them, sees the block in the
 * bucket, and is refused where it has to be.
 */
import { reporting, sideBySide, smokeTested } from './scene';
import { BlueprintTracingStore, ServerCertificate, StorageCa } from '../../src';
import { authority, leafFor, pem, shown } from '../scenes/certificates';
import { secret } from '../scenes/manifests';
import { ON_CLUSTER, preset } from '../scenes/presets';
import { APPLICATION, hostOf, ROOT } from '../scenes/store';

const report = reporting('blueprint');
const root = authority('Root');

function objects(namespace: string): any[] {
  const { certificate, key } = shown(leafFor(namespace)(root));
  const ca = StorageCa.fromPem(pem(root));
  const layout = { secretName: 'minio-cert', certificateKey: 'public.crt', privateKeyKey: 'private.key', ca };
  return [
    ...preset((app) => new BlueprintTracingStore(app, namespace, {
      ...ON_CLUSTER,
      certificate: ServerCertificate.fromPem({ certificate, ...layout }),
    })),
    ...[
      secret('minio-cert', { 'public.crt': certificate, 'private.key': key }),
      secret('minio-root', ROOT),
      secret('minio', { ...APPLICATION, endpoint: `https://${hostOf(namespace)}:9000`, bucket: 'tempo' }),
    ].map((object: any) => ({ ...object, metadata: { namespace, ...object.metadata } })),
  ];
}

test('the blueprint, and its smoke test', async () => {
  let applied: any[] = [];
  await sideBySide(report, {
    name: 'the blueprint, with its smoke test',
    looksAt: ['tempomonolithic', 'simplest'],
    objects: (namespace) => (applied = objects(namespace)),
    then: (namespace) => smokeTested(namespace, applied),
  });
});
