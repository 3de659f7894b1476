import { Duration } from 'cdk8s';
import { Manifests, minio, seaweedfs } from './fixture';
import { RequiredSecrets } from '../../src/kube/required-secrets';
import { BucketAccess, MinioEncryptionKey, StoreBucketOptions } from '../../src/objectstore';
import { messageOf } from '../util/errors';

const made = (options: StoreBucketOptions): { manifests: Manifests; policy: any; lines: string[] } => {
  const manifests = minio({}, (store) => store.bucket('tempo', options));
  const { data } = manifests.one('ConfigMap');
  return { manifests, policy: JSON.parse(data['policy.json']), lines: data['provision.sh'].split('\n') };
};
const denied = (policy: any) => policy.Statement.filter(({ Effect }: any) => Effect === 'Deny').flatMap(({ Action }: any) => Action);

test('versions have an end, and the application cannot delete them before', () => {
  const { manifests, policy, lines } = made({ keepVersionsFor: Duration.days(7) });
  expect(lines).toEqual(expect.arrayContaining([expect.stringContaining('mc version enable "root/$BUCKET"'), expect.stringContaining('mc ilm import "root/$BUCKET" <')]));
  expect(JSON.parse(manifests.one('ConfigMap').data['lifecycle.json']).Rules).toEqual([expect.objectContaining({
    Status: 'Enabled', Expiration: { ExpiredObjectDeleteMarker: true }, NoncurrentVersionExpiration: { NoncurrentDays: 7 },
  })]);
  expect(denied(policy)).toEqual(['admin:*', 's3:DeleteObjectVersion']);
});

test('a lock is asked for when the bucket is made; a quota is a number of bytes', () => {
  const { lines } = made({ keepVersionsFor: Duration.days(30), lockFor: Duration.hours(48), quota: '1.5Gi' });
  expect(lines).toContain('retry "bucket $BUCKET" mc mb --ignore-existing --with-lock "root/$BUCKET"');
  expect(lines).toEqual(expect.arrayContaining([expect.stringContaining('mc retention set --default governance 2d "root/$BUCKET"'), expect.stringContaining('--size 1610612736')]));
});

test('without settings nothing of them is written', () => {
  const { policy, lines } = made({ access: BucketAccess.READ_WRITE });
  expect(lines).toContain('retry "bucket $BUCKET" mc mb --ignore-existing "root/$BUCKET"');
  expect(lines.join('\n')).not.toMatch(/version|ilm|retention|quota/);
  expect(denied(policy)).toEqual(['admin:*']);
});

test.each<[string, StoreBucketOptions, RegExp]>([
  ['a lock without an end of versions', { lockFor: Duration.days(2) }, /nothing would ever remove them[^]*keepVersionsFor: Duration\.days\(2\)/],
  ['half a day', { keepVersionsFor: Duration.hours(12) }, /keepVersionsFor is not a number of days/],
  ['no time', { keepVersionsFor: '7d' as unknown as Duration }, /keepVersionsFor/],
  ['no quantity', { quota: 'much' }, /quota is not a Kubernetes quantity/],
])('%s is refused', (_what, options, message) => { expect(messageOf(() => made(options))).toMatch(message); });

test('SeaweedFS has none of them', () => {
  expect(messageOf(() => seaweedfs({}, (store) => store.bucket('tempo', { quota: '1Gi' })))).toMatch(/quota is not applied to buckets of this store[^]*TlsMinio/);
});

test('with a key, MinIO reads it from a file and encrypts what it stores; somebody has to make the Secret', () => {
  const chart: { required?: unknown } = {};
  const manifests = minio({ encryptionKey: MinioEncryptionKey.fromSecret('minio-kms') }, (store) => { chart.required = RequiredSecrets.of(store); });
  expect(manifests.env()).toMatchObject({ MINIO_KMS_SECRET_KEY_FILE: '/etc/minio/encryption/key', MINIO_KMS_AUTO_ENCRYPTION: 'on' });
  expect(manifests.volume('encryption').secret).toEqual({ secretName: 'minio-kms', items: [{ key: 'key', path: 'key' }] });
  expect(manifests.server.volumeMounts).toContainEqual({ name: 'encryption', mountPath: '/etc/minio/encryption', readOnly: true });
  expect(chart.required).toContainEqual(expect.objectContaining({ name: 'minio-kms', keys: { key: '' } }));
  expect(messageOf(() => minio({ encryptionKey: 'minio-kms' as unknown as MinioEncryptionKey }))).toMatch(/encryptionKey[^]*MinioEncryptionKey\.fromSecret/);
});
