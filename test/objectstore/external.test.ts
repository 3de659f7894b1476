import { Testing } from 'cdk8s';
import { tracing } from './fixture';
import { RequiredSecrets } from '../../src/kube/required-secrets';
import { ObjectStorage, S3CredentialMode, S3Credentials } from '../../src/objectstore';
import { externalFacts } from '../../src/objectstore/server-facts';
import { StorageCa } from '../../src/pki';
import { issueLeaf } from '../../src/x509/issue';
import { inDays, makeCa, makeServer, NOW } from '../util/certificates';
import { messageOf } from '../util/errors';

test('AWS: region and addressing come from the endpoint; public roots verify it; nothing is emitted', () => {
  const chart = tracing();
  const store = ObjectStorage.external(chart, 's3', { endpoint: 'https://s3.eu-central-1.amazonaws.com' });
  expect(store).toMatchObject({ host: 's3.eu-central-1.amazonaws.com', port: 443, region: 'eu-central-1', forcePathStyle: false, ca: undefined });
  const bucket = store.bucket('traces', { credentials: S3Credentials.webIdentity('arn:aws:iam::123456789012:role/tempo') });
  expect(bucket).toMatchObject({ bucketName: 'traces', store });
  expect(bucket.credentials.mode).toBe(S3CredentialMode.TOKEN);
  expect(Testing.synth(chart)).toEqual([]);
});

test.each([
  ['https://s3.eu-central-1.amazonaws.com', 'eu-central-1'],
  ['https://s3.dualstack.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
  ['https://s3-fips.us-east-2.amazonaws.com', 'us-east-2'],
  ['https://s3.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['https://rgw.example.com', undefined],
])('the region of %s is %s', (endpoint, region) => {
  expect(ObjectStorage.external(tracing(), 's3', { endpoint }).region).toBe(region);
});

test.each([
  ['https://rgw.example.com', 'rgw.example.com', 443],
  ['https://rgw.example.com:8443', 'rgw.example.com', 8443],
  ['https://192.0.2.7:9000', '192.0.2.7', 9000],
  ['https://[2001:db8::7]:9000', '2001:db8::7', 9000],
  ['https://[2001:db8::7]', '2001:db8::7', 443],
  ['https://minio:9000', 'minio', 9000],
])('%s is dialled at %s, port %i', (endpoint, host, port) => {
  expect(ObjectStorage.external(tracing(), 's3', { endpoint })).toMatchObject({ endpoint, host, port, forcePathStyle: true });
});

test('a store without TLS has to be asked for by name', () => {
  const store = ObjectStorage.unsafePlaintext(tracing(), 's3', { endpoint: 'http://rgw.example.com' });
  expect(store).toMatchObject({ endpoint: 'http://rgw.example.com', port: 80, ca: undefined });
});

test('a bucket without credentials uses an existing Secret named after store and bucket, and the same bucket is one object', () => {
  const chart = tracing();
  const bucket = ObjectStorage.external(chart, 's3', { endpoint: 'https://rgw.example.com' }).bucket('traces');
  bucket.credentials._bind(chart, { namespace: 'tracing', endpoint: bucket.store.endpoint, bucket: 'traces' });
  expect(RequiredSecrets.of(chart)).toMatchObject([{ name: 's3-traces', keys: { endpoint: 'https://rgw.example.com', bucket: 'traces' } }]);
  const store = bucket.store as ObjectStorage;
  expect(store.bucket('traces')).toBe(bucket);
  expect(messageOf(() => store.bucket('traces', { credentials: S3Credentials.fromSecret('other') }))).toContain('declared already with other credentials');
});

describe('what is told of the server\'s certificate', () => {
  const ca = makeCa();
  const endpoint = 'https://rgw.example.com:8443';
  const server = (publicFacts: object, more: object = {}) => ObjectStorage.external(tracing(), 's3', { endpoint, publicFacts, ...more });

  test('travels as a fact to whoever dials it', () => {
    const { certificatePem } = makeServer(ca, ['rgw.example.com']);
    const store = server({ certificate: certificatePem }, { ca: StorageCa.fromPem(ca.certificatePem), now: NOW });
    expect(externalFacts(store)).toEqual({ external: { 'rgw.example.com:8443': { certificate: certificatePem } } });
    expect(externalFacts(server({ dnsNames: ['*.example.com'] }))).toEqual({ external: { 'rgw.example.com:8443': { certificate: { dnsNames: ['*.example.com'] } } } });
    expect(externalFacts(ObjectStorage.external(tracing(), 's3', { endpoint }))).toEqual({});
  });

  test('covers an IP address by an IP name only', () => {
    const make = (leaf: object) => ObjectStorage.external(tracing(), 's3', {
      endpoint: 'https://192.0.2.7:9000',
      publicFacts: { certificate: issueLeaf(ca, { commonName: 'x', usages: ['serverAuth'], notBefore: inDays(-1), notAfter: inDays(90), dnsNames: ['192.0.2.7.example.com'], ...leaf }).certificatePem },
    });
    expect(externalFacts(make({ ipAddresses: ['192.0.2.7'] })).external).toHaveProperty(['192.0.2.7:9000']);
    expect(messageOf(() => make({}))).toContain('does not cover the name that clients dial');
  });

  test.each<[string, () => unknown, string]>([
    ['another host', () => server({ certificate: makeServer(ca, ['other.example.com']).certificatePem }), 'does not cover the name that clients dial'],
    ['another host, by names', () => server({ dnsNames: ['*.other.example.com'] }), 'does not cover the host that clients dial'],
    ['no name', () => server({ dnsNames: [] }), 'does not cover the host that clients dial'],
    ['a name that is none', () => server({ dnsNames: ['a b'] }), 'publicFacts.dnsNames[0]'],
    ['nothing', () => server({}), 'publicFacts.dnsNames must be a list'],
    ['another CA', () => server({ certificate: makeServer(makeCa('Other CA'), ['rgw.example.com']).certificatePem }, { ca: StorageCa.fromPem(ca.certificatePem) }), 'does not verify against its CA'],
    ['an expired certificate', () => server({ certificate: makeServer(ca, ['rgw.example.com']).certificatePem }, { now: inDays(400) }), 'has expired'],
    ['a client\'s certificate', () => server({ certificate: makeServer(ca, ['rgw.example.com'], { usages: ['clientAuth'] }).certificatePem }), 'may not be used by a server'],
    ['a private key', () => server({ certificate: makeServer(ca, ['rgw.example.com']).privateKeyPem }), 'holds a private key'],
  ])('is refused when it shows %s', (_what, act, text) => {
    const message = messageOf(act);
    expect(message).toContain('[tracing/s3]');
    expect(message).toContain(text);
  });
});
