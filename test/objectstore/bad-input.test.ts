import { Chart, Testing } from 'cdk8s';
import { minio, referenced, seaweedfs, tracing } from './fixture';
import { BucketAccess, ObjectStorage, ObjectStoreImage, RootCredentials, S3Credentials, StoreVolume, TlsMinio, TlsSeaweedFs } from '../../src/objectstore';
import { STORE_IMAGES } from '../../src/objectstore/images';
import { messageOf } from '../util/errors';

type Case = [what: string, value: unknown, problem: string, fix?: string];

/** Every error says where, what was given, and the way out; `messageOf` has checked its shape. */
function expectTaught(message: string, where: string, [, , problem, fix]: Case): void {
  expect(message.split('\n')[0]).toContain(`[${where}]`);
  expect(message).toContain(problem);
  expect(message).toMatch(/\n {2}got {6}\S/);
  expect(message).toContain(fix ?? 'fix');
}

describe('a bucket name', () => {
  const cases: Case[] = [
    ['nothing', undefined, 'bucketName must be text'],
    ['a number', 7, 'bucketName must be text'],
    ['a list', ['tempo'], 'bucketName must be text'],
    ['empty', '', 'bucketName is empty'],
    ['spaces', '   ', 'bucketName is empty'],
    ['a space at the end', 'tempo ', 'begins or ends with white space', 'use "tempo"'],
    ['a line break', 'tempo\n', 'begins or ends with white space'],
    ['two characters', 'ab', 'it has 2 characters'],
    ['64 characters', 'b'.repeat(64), 'it has 64 characters'],
    ['upper case', 'Tempo', 'other characters'],
    ['an underscore', 'tempo_traces', 'other characters'],
    ['a slash', 'tempo/traces', 'other characters'],
    ['Unicode', 'témpo', 'other characters'],
    ['an emoji', 'tempo-🚀', 'other characters'],
    ['a hyphen first', '-tempo', 'begins or ends'],
    ['a dot last', 'tempo.', 'begins or ends'],
    ['two dots', 'tem..po', 'a "." beside'],
    ['a dot beside a hyphen', 'tem.-po', 'a "." beside'],
    ['an IPv4 address', '192.0.2.1', 'looks like an IP address'],
    ['an IPv6 address', '2001:db8::1', 'other characters'],
    ['a reserved beginning', 'xn--tempo', 'reserves names that begin with "xn--"'],
    ['a reserved end', 'tempo-s3alias', 'reserves names that end with "-s3alias"'],
  ];
  test.each(cases)('of %s is refused by stores in the cluster', (...c) => {
    expectTaught(messageOf(() => minio({}, (store) => store.bucket(c[1] as string))), 'tracing/minio', c);
    expect(messageOf(() => seaweedfs({ buckets: [c[1] as string] }))).toContain('[tracing/weed] buckets[0]');
  });
  test.each(cases)('of %s is refused by stores outside', (...c) => {
    const store = ObjectStorage.external(tracing(), 's3', { endpoint: 'https://rgw.example.com' });
    expectTaught(messageOf(() => store.bucket(c[1] as string)), 'tracing/s3', c);
  });
  test('with a dot is refused where it would be a part of the host', () => {
    const store = ObjectStorage.external(tracing(), 's3', { endpoint: 'https://s3.eu-central-1.amazonaws.com' });
    expectTaught(messageOf(() => store.bucket('a.bc')), 'tracing/s3', ['', '', 'no wildcard certificate covers two labels', 'forcePathStyle: true']);
  });
});

describe('an endpoint', () => {
  const cases: Case[] = [
    ['nothing', undefined, 'endpoint must be text'],
    ['a number', 9000, 'endpoint must be text'],
    ['empty', '', 'endpoint is empty'],
    ['a line break at the end', 'https://s3.example.com\n', 'begins or ends with white space', 'use "https://s3.example.com"'],
    ['a space inside', 'https://s3 .example.com', 'contains white space'],
    ['a line break inside', 'https://s3.example\n.com', 'contains white space'],
    ['no scheme', 's3.example.com:9000', 'endpoint has no scheme', 'write https://s3.example.com:9000'],
    ['plain HTTP', 'http://s3.example.com', 'endpoint is plain HTTP', 'ObjectStorage.unsafePlaintext'],
    ['another scheme', 's3://tempo', 'does not start with https://', 'write https://tempo'],
    ['a scheme in upper case', 'HTTPS://s3.example.com', 'does not start with https://', 'write https://s3.example.com'],
    ['a slash at the end', 'https://s3.example.com/', 'has a path', 'write https://s3.example.com;'],
    ['a bucket in the path', 'https://s3.example.com/tempo', 'has a path', 'the bucket is named apart'],
    ['a query', 'https://s3.example.com?region=x', 'has a path, a query'],
    ['a fragment', 'https://s3.example.com#x', 'a fragment'],
    ['upper case', 'https://S3.example.com', 'not in lower case', 'write https://s3.example.com'],
    ['no host', 'https://', 'the host in endpoint is empty'],
    ['no host but a port', 'https://:9000', 'the host in endpoint is empty'],
    ['a port that is none', 'https://s3.example.com:port', 'no readable port'],
    ['no port after the colon', 'https://s3.example.com:', 'no readable port'],
    ['port 0', 'https://s3.example.com:0', 'the port in endpoint is out of range'],
    ['port 65536', 'https://s3.example.com:65536', 'the port in endpoint is out of range'],
    ['IPv6 without brackets', 'https://2001:db8::1', 'no readable host', 'https://[2001:db8::1]:9000'],
    ['brackets around no IPv6', 'https://[s3.example.com]', 'no readable host'],
    ['a bracket that is open', 'https://[2001:db8::1', 'no readable host'],
    ['half an IPv4 address', 'https://192.0.2', 'neither a DNS name nor an IP address'],
    ['Unicode', 'https://s3.exämple.com', 'neither a DNS name nor an IP address', 'xn--'],
    ['an underscore', 'https://s3_store.example.com', 'neither a DNS name nor an IP address'],
    ['a label of 64 characters', `https://${'a'.repeat(64)}.example.com`, 'neither a DNS name nor an IP address'],
    ['a wildcard', 'https://*.example.com', 'neither a DNS name nor an IP address'],
    ['a trailing dot', 'https://s3.example.com.', 'neither a DNS name nor an IP address'],
  ];
  test.each(cases)('of %s is refused', (...c) => {
    expectTaught(messageOf(() => ObjectStorage.external(tracing(), 's3', { endpoint: c[1] as string })), 'tracing/s3', c);
  });
  test('with credentials is refused, and they are not shown', () => {
    const message = messageOf(() => ObjectStorage.external(tracing(), 's3', { endpoint: 'https://tempo:hunter22@s3.example.com' }));
    expect(message).toContain('endpoint contains credentials');
    expect(message).not.toContain('hunter22');
  });
  test('with TLS is refused where plaintext was asked for', () => {
    expect(messageOf(() => ObjectStorage.unsafePlaintext(tracing(), 's3', { endpoint: 'https://s3.example.com' }))).toContain('write http://s3.example.com');
  });
  test('is refused when there are no properties at all', () => {
    expect(messageOf(() => ObjectStorage.external(tracing(), 's3', undefined as any))).toContain('endpoint must be text');
  });
});

describe('a property of a store', () => {
  const cases: Case[] = [
    ['certificate', undefined, 'certificate must be made by a method of ServerCertificate', 'ServerCertificate.issuedBy(issuer)'],
    ['certificate', 'minio-tls', 'certificate must be made by a method of ServerCertificate'],
    ['rootCredentials', { user: 'root' }, 'rootCredentials must be made by a method of RootCredentials', 'RootCredentials.fromSecret'],
    ['storage', '10Gi', 'storage must be made by a method of StoreVolume', 'StoreVolume.claim'],
    ['image', 'silo:v1', 'image must be made by a method of ObjectStoreImage', 'ObjectStoreImage.of'],
    ['clientImage', 'mc:v1', 'clientImage must be made by a method of ObjectStoreImage'],
    ['port', 0, 'port is out of range'],
    ['port', 65536, 'port is out of range'],
    ['port', 9000.5, 'port is out of range'],
    ['port', '9000', 'port is out of range'],
    ['uid', 0, 'uid is out of range'],
    ['uid', -1, 'uid is out of range'],
    ['uid', 'minio', 'uid is out of range'],
    ['region', '', 'region is empty'],
    ['region', 'eu central', 'region is not a region name'],
    ['region', 7, 'region must be text'],
    ['clusterDomain', 'cluster_local', 'clusterDomain is neither'],
    ['clusterDomain', '', 'clusterDomain is empty'],
    ['dialledHost', 'https://minio', 'dialledHost is neither'],
    ['dialledHost', 'minio:9000', 'dialledHost is neither'],
    ['dialledHost', '192.0.2.1', 'dialledHost is an IP address', 'leave it out'],
    ['dialledHost', '2001:db8::1', 'dialledHost is an IP address'],
    ['dialledHost', 'MinIO', 'dialledHost is neither'],
    ['buckets', 'tempo', 'buckets must be a list', 'buckets: ['],
    ['imagePullSecrets', 'registry', 'imagePullSecrets must be a list'],
    ['imagePullSecrets', ['Registry'], 'imagePullSecrets[0] is not a DNS label', '"registry"'],
    ['imagePullPolicy', 'Sometimes', 'imagePullPolicy has an unknown value', 'Always, IfNotPresent, Never'],
    ['extraEnv', { 'MINIO-X': 'on' }, 'no environment variable'],
    ['extraEnv', { MINIO_X: 1 }, 'no environment variable'],
    ['extraEnv', { MINIO_ROOT_PASSWORD_FILE: '/x' }, 'a variable that this library sets', 'use the property'],
    ['extraEnv', { MINIO_SITE_REGION: 'x' }, 'a variable that this library sets'],
    ['metadata', { name: 'Minio' }, 'metadata.name is not a DNS label', '"minio"'],
    ['metadata', { name: 'min.io' }, 'metadata.name is not a DNS label', '"min-io"'],
    ['metadata', { name: 'm'.repeat(53) }, 'metadata.name is not a DNS label of at most 52 characters'],
    ['metadata', { name: 'mïnio' }, 'metadata.name is not a DNS label'],
    ['metadata', { namespace: 'Tracing' }, 'the namespace is not a DNS label'],
    ['metadata', { namespace: 'a'.repeat(64) }, 'the namespace is not a DNS label of at most 63 characters'],
  ];
  test.each(cases)('%s: %p is refused', (...c) => {
    expectTaught(messageOf(() => minio({ [c[0]]: c[1] })), 'tracing/minio', c);
  });
  test('is missing when there are none at all', () => {
    expect(messageOf(() => new TlsMinio(tracing(), 'minio', undefined as any))).toContain('certificate must be made by');
    expect(messageOf(() => new TlsSeaweedFs(tracing(), 'weed', undefined as any))).toContain('certificate must be made by');
  });
  test('that excludes another is refused', () => {
    expect(messageOf(() => minio({ uid: 20000, platformUser: true }))).toContain('uid and platformUser exclude each other');
    expect(messageOf(() => minio({ port: 9001, console: true }))).toContain('port is taken by https-console');
  });
  test('is the namespace, when the chart has none', () => {
    expect(messageOf(() => new TlsMinio(new Chart(Testing.app(), 'bare'), 'minio', { certificate: referenced() }))).toContain('[bare/minio] the namespace is not known');
  });
  test('is the name, when two stores have one', () => {
    const chart = tracing();
    new TlsMinio(chart, 'minio', { certificate: referenced() });
    expect(messageOf(() => new TlsMinio(chart, 'other', { certificate: referenced(), metadata: { name: 'minio' } }))).toContain('two objects have one kind, namespace and name');
  });
  test.each<Case>([['maxVolumes', 0, 'maxVolumes is out of range'], ['maxVolumes', '200', 'maxVolumes is out of range']])('of SeaweedFS: %s: %p is refused', (...c) => {
    expectTaught(messageOf(() => seaweedfs({ [c[0]]: c[1] })), 'tracing/weed', c);
  });
  test('of a bucket is refused when it is unknown', () => {
    expect(messageOf(() => minio({}, (store) => store.bucket('tempo', { access: 'WRITE' as BucketAccess })))).toContain('READ_WRITE, READ_ONLY');
    expect(messageOf(() => minio({}, (store) => store.bucket('tempo', { credentials: 'tempo' as any })))).toContain('credentials must be made by a method of S3Credentials');
  });
});

describe('an image', () => {
  test.each<Case>([
    ['without a tag', 'docker.io/pgsty/silo', 'names no fixed version', 'pin the image'],
    ['called latest', 'docker.io/pgsty/silo:latest', 'names no fixed version'],
    ['of MinIO, now withdrawn', 'minio/minio:RELEASE.2025-09-07T16-13-09Z', 'no longer published', 'ObjectStoreImage.mirror'],
    ['of MinIO on Docker Hub', 'docker.io/minio/minio:RELEASE.2025-09-07T16-13-09Z', 'no longer published'],
    ['of MinIO on Quay', 'quay.io/minio/mc:RELEASE.2025-08-13T08-35-41Z', 'no longer published'],
    ['in upper case', 'docker.io/PGSTY/silo:v1', 'not an image reference'],
    ['with a space', 'silo :v1', 'not an image reference'],
    ['with a URL', 'https://docker.io/pgsty/silo:v1', 'not an image reference'],
    ['that is empty', '', 'reference is empty'],
    ['that is no text', undefined, 'reference must be text'],
  ])('%s is refused', (...c) => expectTaught(messageOf(() => ObjectStoreImage.of(c[1] as string)), 'ObjectStoreImage.of', c));

  test.each(Object.entries(STORE_IMAGES))('that is the default (%s) has a tag, a digest and the day on which it was looked up', (_name, { reference, lookedUp }) => {
    expect(ObjectStoreImage.of(reference).reference).toMatch(/:[^:@]+@sha256:[0-9a-f]{64}$/);
    expect(lookedUp).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  test('of one\'s own is taken under any name, but with a fixed version', () => {
    expect(ObjectStoreImage.mirror('quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z').reference).toContain('quay.io/minio');
    expect(ObjectStoreImage.of('registry.example.com/minio/minio:v1').reference).toContain('registry.example.com');
    expect(messageOf(() => ObjectStoreImage.mirror('quay.io/minio/minio'))).toContain('names no fixed version');
  });
});

describe('a volume', () => {
  test.each<[string, () => unknown, string]>([
    ['a size without a number', () => StoreVolume.claim({ size: 'big' }), 'size is not a Kubernetes quantity'],
    ['a size of zero', () => StoreVolume.claim({ size: '0Gi' }), 'size is not a Kubernetes quantity'],
    ['a negative size', () => StoreVolume.claim({ size: '-1Gi' }), 'size is not a Kubernetes quantity'],
    ['a size with an unknown unit', () => StoreVolume.claim({ size: '10GB' }), 'size is not a Kubernetes quantity'],
    ['a size that is a number', () => StoreVolume.claim({ size: 10 as any }), 'size must be text'],
    ['an impossible class', () => StoreVolume.claim({ storageClassName: 'Fast Disk' }), 'storageClassName is not a Kubernetes object name'],
    ['no access mode', () => StoreVolume.claim({ accessModes: [] }), 'accessModes is empty'],
    ['an unknown access mode', () => StoreVolume.claim({ accessModes: ['RWO' as any] }), 'accessModes[0] has an unknown value'],
    ['an empty limit', () => StoreVolume.ephemeral({ sizeLimit: ' ' }), 'sizeLimit is empty'],
  ])('of %s is refused', (_what, act, text) => expect(messageOf(act)).toContain(text));
});

describe('credentials', () => {
  test.each<[string, () => unknown, string]>([
    ['a Secret of an impossible name', () => RootCredentials.fromSecret('Root Secret'), 'secretName is not a Kubernetes object name'],
    ['a Secret of no name', () => RootCredentials.fromSecret(''), 'secretName is empty'],
    ['one key for both', () => RootCredentials.fromSecret('root', { userKey: 'x', passwordKey: 'x' }), 'userKey and passwordKey are the same key'],
    ['a key that is none', () => RootCredentials.fromSecret('root', { userKey: 'a/b' }), 'userKey is not a key of a Secret'],
    ['a short user', () => RootCredentials.unsafeInline({ user: 'ab', password: 'long-enough' }), 'user is not an access key'],
    ['the published default user', () => RootCredentials.unsafeInline({ user: 'minioadmin', password: 'long-enough' }), 'user is not an access key'],
    ['a user with a comma', () => RootCredentials.unsafeInline({ user: 'a,b', password: 'long-enough' }), 'user is not an access key'],
    ['a short password', () => RootCredentials.unsafeInline({ user: 'root', password: 'short' }), 'password is not a usable secret key'],
    ['the seed\'s password', () => RootCredentials.unsafeInline({ user: 'root', password: 'supersecret' }), 'password is not a usable secret key'],
    ['no password', () => RootCredentials.unsafeInline({ user: 'root' } as any), 'password must be text'],
    ['an impossible Secret for an application', () => S3Credentials.fromSecret('a_b'), 'secretName is not a Kubernetes object name'],
    ['a short key for an application', () => S3Credentials.unsafeInline({ accessKeyId: 'tempo', secretAccessKey: 'short' }), 'secretAccessKey is not a usable secret key'],
    ['a role that is none', () => S3Credentials.webIdentity('tempo'), 'roleArn is not the ARN of a role'],
  ])('of %s are refused', (_what, act, text) => {
    const message = messageOf(act);
    expect(message).toContain(text);
    expect(message).not.toContain('supersecret');
  });
});
