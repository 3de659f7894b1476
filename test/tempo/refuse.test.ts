import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Monolithic, monolithic, newBucket, newChart, Stack, stack, storeCa } from './setup';
import {
  ClientCertificate, IBucket, ObjectStorage, OperatorFeatureGate, OtlpReceiver, S3Credentials, S3Encryption, ServerCertificate, SkipVerification,
  StorageCa, Tenancy,
  TempoMonolithicMemory, TempoMonolithicS3Tls, TempoStackS3, TempoStackSize, TenantPermission, TlsVersion,
} from '../../src';
import { messageOf } from '../util/errors';

const certificate = ServerCertificate.fromSecret('otlp-tls');
const ca = StorageCa.fromPem(storeCa.certificatePem);
const tls13 = 'TLS_AES_128_GCM_SHA256';
const tls12 = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';
const tenant = { name: 'dev', id: '1', issuerUrl: 'https://login.example.com', clientSecretName: 'dev-oidc' };
const role = { name: 'read', tenants: ['dev'], permissions: [TenantPermission.READ] };
const authorization = { roles: [role], roleBindings: [{ name: 'all', roles: ['read'], groups: ['dev'] }] };
const gateway = Tenancy.gatewayStatic([tenant], authorization);

/** A bucket of a store that says what a test wants it to say. */
function bucketAt(endpoint: any, more: object = {}): (chart: any) => IBucket {
  return (chart) => {
    const bucket = newBucket(chart);
    const store = { ...more, node: bucket.store.node, endpoint, host: 'minio.tracing.svc', port: 9000, forcePathStyle: true };
    return { node: bucket.node, bucketName: 'tempo', store, credentials: bucket.credentials } as unknown as IBucket;
  };
}
const plaintext = (chart: any) => ObjectStorage.unsafePlaintext(chart, 'plain', { endpoint: 'http://minio.tracing.svc:9000' }).bucket('tempo');
const withToken = (endpoint: string, storeCertificates?: StorageCa) => (chart: any) => ObjectStorage
  .external(chart, 'aws', { endpoint, ca: storeCertificates, region: 'eu-central-1' })
  .bucket('tempo', { credentials: S3Credentials.webIdentity('arn:aws:iam::123456789012:role/tempo') });

type Props = Omit<Monolithic, 'storage'> & { bucket?: (chart: any) => IBucket; storage?: any };
function build({ bucket, ...props }: Props) {
  const chart = newChart();
  return monolithic({ ...props, ...(bucket ? { storage: bucket(chart) } : {}) }, chart);
}

describe('TempoMonolithicS3Tls refuses', () => {
  test.each<[string, Props, string, string]>([
    // the store
    ['no bucket', { storage: { bucket: 'tempo' } }, 'storage is not a bucket', 'minio.bucket'],
    ['a bucket by its name', { storage: 'tempo' }, 'storage is not a bucket', 'minio.bucket'],
    ['an endpoint without a scheme', { bucket: bucketAt('minio.tracing.svc:9000') }, 'speak plaintext', 'write https://minio.tracing.svc:9000'],
    ['an endpoint in capitals', { bucket: bucketAt('HTTPS://minio:9000') }, 'a scheme that the operator does not know', 'in lower case'],
    ['an s3:// endpoint', { bucket: bucketAt('s3://tempo') }, 'a scheme that the operator does not know', 'https://'],
    ['an endpoint with a path', { bucket: bucketAt('https://minio:9000/tempo') }, 'has a path or a query', 'write https://minio:9000'],
    ['an endpoint with a query', { bucket: bucketAt('https://minio:9000?x=1') }, 'has a path or a query', 'write https://minio:9000'],
    ['an endpoint with a user', { bucket: bucketAt('https://u:p@minio:9000') }, 'has a user in it', 'credentials come from the bucket'],
    ['an endpoint with a line break', { bucket: bucketAt('https://minio:9000\n') }, 'has white space', 'write https://minio:9000'],
    ['an endpoint without a host', { bucket: bucketAt('https://') }, 'has no host', 'https://minio'],
    ['an endpoint that is no text', { bucket: bucketAt(9000) }, 'is not text', 'TlsMinio'],
    ['an endpoint with an impossible port', { bucket: bucketAt('https://minio:99999') }, 'out of range', '65535'],
    ['an endpoint with an impossible host', { bucket: bucketAt('https://minio_1:9000') }, 'neither a DNS name nor an IP address', 'correct the host'],
    ['TLS settings for a plaintext store', { bucket: plaintext, minTlsVersion: TlsVersion.V1_3 }, 'plaintext (http://)', 'https:// endpoint'],
    ['a client certificate for a plaintext store', { bucket: plaintext, clientCertificate: ClientCertificate.fromSecret('c') }, 'plaintext (http://)', 'https:// endpoint'],
    ['a CA for a plaintext store', { bucket: bucketAt('http://minio:9000', { ca }) }, 'plaintext (http://)', 'https:// endpoint'],
    ['a token with a private CA', { bucket: withToken('https://s3.eu-central-1.amazonaws.com', ca) }, 'private CA, which the operator ignores', 'static credentials'],
    ['a token for another store than AWS', { bucket: withToken('https://minio.example.com') }, 'the operator dials AWS', 'static credentials'],
    ['a token with TLS settings', { bucket: withToken('https://s3.eu-central-1.amazonaws.com'), minTlsVersion: TlsVersion.V1_2 }, 'reads no TLS setting', 'leave it out'],
    ['a server name for a plaintext store', { bucket: plaintext, extraConfig: { tlsServerName: 'minio' } }, 'plaintext (http://)', 'https:// endpoint'],
    // TLS
    ['an unknown TLS version', { minTlsVersion: 'VersionTLS12' as any }, 'minTlsVersion has an unknown value', '1.2, 1.3'],
    ['TLS 1.1', { minTlsVersion: '1.1' as any }, 'minTlsVersion has an unknown value', '1.2, 1.3'],
    ['an unknown cipher suite', { minTlsVersion: TlsVersion.V1_2, cipherSuites: ['TLS_FOO'] }, 'not a suite that Go offers', 'name of the list'],
    ['a cipher suite in OpenSSL\'s words', { minTlsVersion: TlsVersion.V1_2, cipherSuites: ['ECDHE-RSA-AES128-GCM-SHA256'] }, 'not a suite that Go offers', 'OpenSSL'],
    ['a cipher suite that Go calls insecure', { minTlsVersion: TlsVersion.V1_2, cipherSuites: ['TLS_RSA_WITH_RC4_128_SHA'] }, 'not a suite that Go offers', 'name of the list'],
    ['an empty list of suites', { minTlsVersion: TlsVersion.V1_2, cipherSuites: [] }, 'cipherSuites is empty', 'leave it out'],
    ['suites that are no list', { cipherSuites: tls13 as any }, 'cipherSuites must be a list', 'write cipherSuites: ['],
    ['TLS 1.2 with suites of TLS 1.3 only', { minTlsVersion: TlsVersion.V1_2, cipherSuites: [tls13] }, 'only suites of TLS 1.3', 'leave cipherSuites out'],
    ['TLS 1.3 with suites of TLS 1.2', { minTlsVersion: TlsVersion.V1_3, cipherSuites: [tls12] }, 'can never be used', 'TlsVersion.V1_2'],
    ['suites of TLS 1.2 without a version', { cipherSuites: [tls12] }, 'can never be used', 'TlsVersion.V1_2'],
    ['a client certificate in other keys', { clientCertificate: ClientCertificate.fromSecret('c', { certificateKey: 'public.crt' }) }, 'keys in which Tempo does not look', 'kubectl create secret tls'],
    // volumes
    ['a CA and a certificate of one name', { bucket: (c: any) => newBucket(c, StorageCa.fromConfigMap('store-tls')), clientCertificate: ClientCertificate.fromSecret('store-tls') }, 'fall on one volume', 'rename the Secret'],
    ['names that differ in punctuation', { bucket: (c: any) => newBucket(c, StorageCa.fromConfigMap('store.tls')), clientCertificate: ClientCertificate.fromSecret('store-tls') }, 'fall on one volume', 'rename the Secret'],
    ['a CA with a name too long for a volume', { bucket: (c: any) => newBucket(c, StorageCa.fromConfigMap('c'.repeat(64))) }, 'too long for a volume', 'shorter name'],
    ['a CA with a name of the operator\'s', { bucket: (c: any) => newBucket(c, StorageCa.fromConfigMap('tempo-storage')) }, 'a volume that the operator makes itself', 'rename the ConfigMap'],
    ['a CA with the name of the operator\'s bundle', { bucket: (c: any) => newBucket(c, StorageCa.fromConfigMap('tempo-traces-ca-bundle')) }, 'a volume that the operator makes itself', 'rename the ConfigMap'],
    // receivers
    ['a receiver that is none', { otlpGrpc: { tls: true } as any }, 'otlpGrpc is not a receiver', 'OtlpReceiver.plaintext()'],
    ['no receiver at all', { otlpGrpc: OtlpReceiver.disabled(), otlpHttp: OtlpReceiver.disabled() }, 'no trace can ever arrive', 'leave one of them out'],
    ['a client CA in a key that receivers do not read', { otlpGrpc: OtlpReceiver.mutualTls({ certificate, clientCa: StorageCa.fromConfigMap('senders') }) }, 'a key that receivers do not read', 'service-ca.crt'],
    ['a receiver\'s certificate in other keys', { otlpHttp: OtlpReceiver.tls({ certificate: ServerCertificate.fromSecret('c', { privateKeyKey: 'key.pem' }) }) }, 'keys in which Tempo does not look', 'tls.crt'],
    // names
    ['a name too long for the operator\'s annotations', { metadata: { name: 't'.repeat(37) } }, 'at most 36 characters', 'metadata.name'],
    ['a name in capitals', { metadata: { name: 'Traces' } }, 'not a DNS label', '"traces"'],
    ['a name with dots', { metadata: { name: 'a.b' } }, 'not a DNS label', '"a-b"'],
    // the rest
    ['a size that is no quantity', { size: '10 GB' }, 'size is not a Kubernetes quantity', '10Gi'],
    ['no size', { size: '0Gi' }, 'size is not a Kubernetes quantity', '10Gi'],
    ['an empty storage class', { storageClassName: ' ' }, 'storageClassName is empty', 'storageClassName'],
    ['no retention', { retention: Duration.seconds(0) }, 'retention must be longer than nothing', 'leave retention out'],
    ['no timeout', { timeout: Duration.seconds(0) }, 'timeout must be longer than nothing', 'leave timeout out'],
    ['an unknown management', { management: 'managed' as any }, 'management has an unknown value', 'Managed, Unmanaged'],
    ['an unknown gate', { operatorFeatureGates: ['prometheus' as any] }, 'operatorFeatureGates[0] has an unknown value', 'prometheusOperator'],
    ['ServiceMonitors without the gate', { observability: { serviceMonitors: true } }, 'needs a feature gate', 'FEATURE_GATES=prometheusOperator'],
    ['rules without the gate', { observability: { prometheusRules: true } }, 'needs a feature gate', 'PROMETHEUS_OPERATOR'],
    ['a data source without the gate', { observability: { grafanaDataSource: true } }, 'needs a feature gate', 'GRAFANA_OPERATOR'],
    ['rules without ServiceMonitors', { observability: { prometheusRules: true }, operatorFeatureGates: [OperatorFeatureGate.PROMETHEUS_OPERATOR] }, 'needs observability.serviceMonitors', 'serviceMonitors: true'],
    ['labels of nothing', { observability: { serviceMonitorLabels: { a: 'b' } } }, 'no effect without serviceMonitors', 'leave it out'],
    ['a route without the gate', { jaegerUi: { route: {} } }, 'needs a feature gate', 'jaegerUi.ingress'],
    ['an impossible ingress host', { jaegerUi: { ingress: { host: 'https://jaeger' } } }, 'neither a DNS name nor an IP address', 'scheme'],
    ['rights on queries without a gateway', { queryRbac: true }, 'queryRbac needs a gateway', 'Tenancy.gatewayStatic'],
    ['rights on queries with a Jaeger UI', { queryRbac: true, multitenancy: gateway, jaegerUi: {} }, 'does not work with a Jaeger UI', 'leave jaegerUi out'],
    ['a tenancy that is none', { multitenancy: true as any }, 'multitenancy is not a tenancy', 'Tenancy.headerOnly()'],
    ['TLS of a receiver behind a gateway', { multitenancy: gateway, otlpGrpc: OtlpReceiver.tls({ certificate }) }, 'behind a gateway', 'leave otlpGrpc out'],
    ['a data source behind a gateway', { multitenancy: gateway, observability: { grafanaDataSource: true }, operatorFeatureGates: [OperatorFeatureGate.GRAFANA_OPERATOR] }, 'does not work behind a gateway', 'in Grafana'],
    ['an environment that is no list', { env: { A: 'b' } as any }, 'env must be a list', 'env: ['],
    ['a variable without a name', { env: [{ value: 'b' }] }, 'env[0] has no name', 'secretKeyRef'],
    // settings of the store
    ['parts too small', { extraConfig: { partSize: Size.mebibytes(4) } }, 'partSize is out of range', 'Size.mebibytes(64)'],
    ['parts too large', { extraConfig: { partSize: Size.gibibytes(6) } }, 'partSize is out of range', '5 MiB to 5 GiB'],
    ['second requests without a time', { extraConfig: { hedgeRequestsUpTo: 3 } }, 'no effect without hedgeRequestsAt', 'Duration.millis(500)'],
    ['second requests at once', { extraConfig: { hedgeRequestsAt: Duration.millis(0) } }, 'longer than nothing', 'hedgeRequestsAt'],
    ['half a request', { extraConfig: { hedgeRequestsAt: Duration.millis(1), hedgeRequestsUpTo: 1.5 } }, 'out of range', 'whole number'],
    ['a server name with a port', { extraConfig: { tlsServerName: 'minio:9000' } }, 'neither a DNS name nor an IP address', 'port'],
    ['skipping without a reason', { extraConfig: { skipVerification: true as any } }, 'gives no reason', 'trust the store\'s CA'],
    ['a prefix with slashes', { extraConfig: { prefix: '/team/' } }, 'a "/" too many', '"team"'],
    ['too many tags', { extraConfig: { tags: Object.fromEntries([...'abcdefghijk'].map((key) => [key, '1'])) } }, 'not S3 object tags', 'at most 10'],
  ])('%s', (_what, props, problem, hint) => {
    const message = messageOf(() => build(props));
    expect(message).toMatch(/^\[tracing\/traces\]/);
    expect(message).toContain(problem);
    expect(message).toContain(hint);
  });

  test('an unknown service account name', () => {
    const chart = newChart();
    const account = { node: new Construct(chart, 'a').node, name: 'Not A Name' } as unknown as kplus.IServiceAccount;
    expect(messageOf(() => monolithic({ serviceAccount: account }, chart))).toContain('serviceAccount.name is not a Kubernetes object name');
  });

  test('a service account in another namespace', () => {
    const chart = newChart();
    const serviceAccount = new kplus.ServiceAccount(chart, 'account', { metadata: { name: 'tempo', namespace: 'other' } });
    expect(messageOf(() => monolithic({ serviceAccount }, chart))).toContain('other/tempo');
  });

  test('a service account of one\'s own with OpenShift\'s tenancy', () => {
    const chart = newChart();
    const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'account', 'tempo');
    expect(messageOf(() => monolithic({ serviceAccount, multitenancy: Tenancy.openshift([{ name: 'dev', id: '1' }]) }, chart))).toContain('leave serviceAccount out');
  });
});

describe('what two constructs cannot have together', () => {
  test('one name in one namespace', () => {
    const chart = newChart();
    const bucket = newBucket(chart);
    new TempoMonolithicS3Tls(chart, 'traces', { storage: bucket });
    const other = messageOf(() => new TempoStackS3(chart, 'more', { storage: bucket, metadata: { name: 'traces' } }));
    expect(other).toContain('cannot have the same name');
    expect(other).toContain('tracing/traces');
    expect(messageOf(() => new TempoMonolithicMemory(chart, 'again', { metadata: { name: 'traces' } }))).toContain('one name in one namespace');
    expect(() => new TempoMonolithicMemory(chart, 'elsewhere', { metadata: { name: 'traces', namespace: 'other' } })).not.toThrow();
  });
});

describe('values refuse', () => {
  const oidc = (change: object) => () => Tenancy.gatewayStatic([{ ...tenant, ...change }], authorization);
  const rights = (change: object) => () => Tenancy.gatewayStatic([tenant], { ...authorization, ...change } as any);
  test.each<[string, () => unknown, string]>([
    ['a receiver without a certificate', () => OtlpReceiver.tls({} as any), 'certificate is missing'],
    ['mutual TLS without a CA', () => OtlpReceiver.mutualTls({ certificate } as any), 'clientCa is missing'],
    ['mutual TLS without anything', () => OtlpReceiver.mutualTls(undefined as any), 'clientCa is missing'],
    ['a short reason', () => SkipVerification.because('because'), 'says too little'],
    ['no reason', () => SkipVerification.because('  '), 'reason is empty'],
    ['KMS without a key', () => S3Encryption.kms(''), 'keyId is empty'],
    ['no tenants', () => Tenancy.gatewayStatic([], authorization), 'tenants is empty'],
    ['no tenants on OpenShift', () => Tenancy.openshift([]), 'tenants is empty'],
    ['two tenants of one name', () => Tenancy.openshift([{ name: 'a', id: '1' }, { name: 'a', id: '2' }]), 'two tenants have one name'],
    ['two tenants of one id', () => Tenancy.openshift([{ name: 'a', id: '1' }, { name: 'b', id: '1' }]), 'two tenants have one id'],
    ['a tenant without an id', () => Tenancy.openshift([{ name: 'a' } as any]), 'tenants[0].id must be text'],
    ['a tenant\'s name with blanks', () => Tenancy.openshift([{ name: 'the devs', id: '1' }]), 'tenants[0].name is not a DNS label'],
    ['an issuer without TLS', oidc({ issuerUrl: 'http://login.example.com' }), 'issuerUrl is not an HTTPS URL'],
    ['an issuer that is no URL', oidc({ issuerUrl: 'login' }), 'issuerUrl is not an HTTPS URL'],
    ['a redirect without TLS', oidc({ redirectUrl: 'http://gw/callback' }), 'redirectUrl is not an HTTPS URL'],
    ['an impossible Secret', oidc({ clientSecretName: 'Dev' }), 'clientSecretName is not a Kubernetes object name'],
    ['no authorization', () => Tenancy.gatewayStatic([tenant], undefined as any), 'authorization.roles must be a list'],
    ['a role for nobody\'s tenant', rights({ roles: [{ ...role, tenants: ['prod'] }] }), 'the tenant in authorization.roles[0] is not there'],
    ['an unknown permission', rights({ roles: [{ ...role, permissions: ['admin'] }] }), 'permissions has an unknown value'],
    ['a binding of an unknown role', rights({ roleBindings: [{ name: 'b', roles: ['write'], users: ['a'] }] }), 'the role in authorization.roleBindings[0] is not there'],
    ['a binding to nobody', rights({ roleBindings: [{ name: 'b', roles: ['read'] }] }), 'binds its roles to nobody'],
  ])('%s', (_what, act, problem) => {
    expect(messageOf(act)).toContain(problem);
  });
});

describe('TempoStackS3 refuses', () => {
  test.each<[string, Stack, string, string]>([
    ['a name too long for the operator\'s annotations', { metadata: { name: 't'.repeat(25) } }, 'at most 24 characters', 'metadata.name'],
    ['an unknown size', { size: '1x.huge' as any }, 'size has an unknown value', '1x.medium'],
    ['a size and total resources', { size: TempoStackSize.PICO, totalResources: { memory: { limit: Size.gibibytes(8) } } }, 'no effect with a size', 'leave one out'],
    ['fewer ingesters than the quorum', { replicationFactor: 3, ingester: { replicas: 1 } }, 'needs 2 ingesters', 'replicas: 3'],
    ['none of everything', { replicas: 0 }, 'replicas is out of range', '1 to 1000'],
    ['total resources that are requests', { totalResources: { memory: { request: Size.gibibytes(8) } } }, 'requests, which the operator does not read', 'leave them out'],
    ['zones, with an image that has no shell', { replicationZones: [{ topologyKey: 'zone' }] }, 'no pod would start', 'images: { tempo'],
    ['zones, with the published image', { replicationZones: [{ topologyKey: 'zone' }], images: { tempo: 'docker.io/grafana/tempo:2.10.8' } }, 'no pod would start', 'leave replicationZones out'],
    ['a size with too few ingesters', { size: TempoStackSize.SMALL, ingester: { replicas: 1 } }, 'needs 2 ingesters', 'replicas: 2'],
    ['two zones of one key', { replicationZones: [{ topologyKey: 'zone' }, { topologyKey: 'zone' }], images: { tempo: 'registry.example.com/tempo:2.10.8' } }, 'one topologyKey', 'remove one'],
    ['a gateway without tenants', { gateway: {} }, 'gateway has no effect without tenants', 'say multitenancy'],
    ['a gateway with TLS of the receivers', { multitenancy: gateway, otlp: OtlpReceiver.tls({ certificate }) }, 'behind a gateway', 'leave otlp out'],
    ['an ingress and a route', { multitenancy: gateway, gateway: { ingress: {}, route: {} } }, 'an ingress and a route', 'leave one out'],
    ['a route without the gate', { multitenancy: gateway, gateway: { route: {} } }, 'needs a feature gate', 'gateway.ingress'],
    ['an ingress of a Jaeger UI behind a gateway', { multitenancy: gateway, queryFrontend: { jaegerUi: { ingress: {} } } }, 'behind a gateway', 'through the gateway'],
    ['metrics that go nowhere', { metricsGenerator: { remoteWriteUrls: [] } }, 'the metrics would go nowhere', 'remote-write URL'],
    ['metrics to no URL', { metricsGenerator: { remoteWriteUrls: ['prometheus:9090'] } }, 'is not a URL', 'with its scheme'],
    ['receivers that are off', { otlp: OtlpReceiver.disabled() }, 'cannot be off', 'leave otlp out'],
    ['Tempo 3', { images: { tempo: 'docker.io/grafana/tempo:3.0.3' } }, 'is a Tempo 3', 'leave it out'],
    ['an image that moves', { images: { tempo: 'docker.io/grafana/tempo:latest' } }, 'names no fixed version', 'pin the image'],
    ['half of self-tracing', { selfTracingFraction: 0.1 }, 'have an effect together only', 'selfTracingEndpoint'],
    ['too much self-tracing', { selfTracingFraction: 10, selfTracingEndpoint: 'http://c:4320' }, 'out of range', '0 to 1'],
    ['no retention of a tenant', { tenantRetention: { dev: Duration.seconds(0) } }, 'tenantRetention.dev must be longer than nothing', 'leave'],
    ['a limit below nothing', { limits: { maxBytesPerTrace: -1 } }, 'limits.maxBytesPerTrace is out of range', 'within that range'],
    ['no storage', { storageSize: '' }, 'storageSize is empty', 'leave it out'],
    ['an unknown TLS version', { minTlsVersion: '1.0' as any }, 'minTlsVersion has an unknown value', '1.2, 1.3'],
  ])('%s', (_what, props, problem, hint) => {
    const message = messageOf(() => stack(props));
    expect(message).toMatch(/^\[tracing\/traces\]/);
    expect(message).toContain(problem);
    expect(message).toContain(hint);
  });
});

test('one Secret of credentials for two buckets is refused, as Tempo reads the bucket from it; for one bucket it serves many', () => {
  const chart = newChart();
  const store = newBucket(chart).store as ObjectStorage;
  const credentials = S3Credentials.fromSecret('both');
  const tempo = (id: string, bucket: string) => new TempoMonolithicS3Tls(chart, id, { storage: store.bucket(bucket, { credentials }) });
  tempo('one', 'first');
  expect(() => tempo('two', 'first')).not.toThrow();
  expect(messageOf(() => tempo('three', 'second'))).toMatch(/tracing\/both for bucket first at https:\/\/minio\.tracing\.svc:9000, and for bucket second[^]*another name/);
});
