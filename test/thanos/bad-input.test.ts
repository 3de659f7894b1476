import { Duration } from 'cdk8s';
import { bucket, guarded, identity, published, receive, ruler, sidecar, Stage, store } from './stage';
import {
  ObjectStorage, PrometheusPods, S3Credentials, ServerCertificate, StorageCa, ThanosCompactor, ThanosExposure, ThanosHttpTarget, ThanosImage,
  ThanosListener, ThanosQueryFrontend, ThanosStoreGateway, ThanosVersion, TlsVersion,
} from '../../src';
import { THANOS_IMAGES } from '../../src/thanos/images';
import { messageOf } from '../util/errors';

type Case = [field: string, value: unknown, problem: string, fix?: string];

function expectTaught(message: string, where: string, [, , problem, fix]: Case): void {
  expect(message.split('\n')[0]).toContain(`[${where}]`);
  expect(message).toContain(problem);
  expect(message).toMatch(/\n {2}(got|allowed) {2,6}\S/);
  expect(message).toContain(fix ?? 'fix');
}

const outside = ThanosExposure.loadBalancer('thanos.eu1.example.com');

describe('a property of a store gateway', () => {
  test.each<Case>([
    ['grpc', undefined, 'grpc must be made by a method of ThanosListener', 'ThanosListener.mutualTls'],
    ['grpc', 'tls', 'grpc must be made by a method of ThanosListener'],
    ['http', {}, 'http must be made by a method of ThanosListener'],
    ['storage', undefined, 'storage is not a bucket', "minio.bucket('thanos')"],
    ['storage', 'thanos', 'storage is not a bucket'],
    ['data', '10Gi', 'data must be made by a method of StoreVolume'],
    ['image', 'thanos:v0.42.4', 'image must be made by a method of ThanosImage'],
    ['image', ThanosImage.of('registry.example.com/thanos:main-2026'), 'names no release of Thanos', 'ThanosVersion.of'],
    ['version', '0.42.4', 'version must be made by ThanosVersion', 'ThanosVersion.V0_42'],
    ['imagePullPolicy', 'Sometimes', 'imagePullPolicy has an unknown value', 'Always, IfNotPresent, Never'],
    ['imagePullSecrets', 'registry', 'imagePullSecrets must be a list'],
    ['replicas', 0, 'replicas is out of range'],
    ['replicas', 1.5, 'replicas is out of range'],
    ['replicas', '2', 'replicas is out of range'],
    ['uid', 0, 'uid is out of range'],
    ['platformUser', 'yes', 'platformUser must be true or false'],
    ['clusterDomain', 'cluster_local', 'clusterDomain is neither'],
    ['maxConnectionAge', Duration.seconds(10), 'maxConnectionAge is out of range', 'Duration.minutes(60)'],
    ['maxConnectionAge', Duration.days(2), 'maxConnectionAge is out of range'],
    ['maxConnectionAge', '1h', 'maxConnectionAge must be a Duration'],
    ['minTime', 'yesterday', 'minTime is no time', '-90d'],
    ['maxTime', '2026-01-01', 'maxTime is no time'],
    ['extraArgs', '--x=1', 'extraArgs must be a list'],
    ['extraArgs', ['x'], 'extraArgs[0] is no flag', 'begin with two dashes'],
    ['extraArgs', ['-x'], 'extraArgs[0] is no flag'],
    ['extraArgs', ['--min-time -2h'], 'apart by a space', '"--min-time=-2h"'],
    ['extraArgs', ['--grpc-server-tls-client-ca='], 'sets a flag that this library sets', 'use the property'],
    ['extraArgs', ['--objstore.config=type: FILESYSTEM'], 'sets a flag that this library sets'],
    ['extraArgs', ['--no-disable-admin-operations'], 'sets a flag that this library sets'],
    ['extraEnv', { AWS_ACCESS_KEY_ID: 'x' }, 'sets a variable that this library sets'],
    ['extraEnv', { 'A-B': 'x' }, 'no environment variable'],
    ['extraEnv', 'GOGC=75', 'extraEnv must be a map'],
    ['podLabels', 'team=x', 'podLabels must be a map'],
    ['tolerations', {}, 'tolerations must be a list'],
    ['resources', { requests: { cpu: '1' } }, 'resources has an unknown key'],
    ['exposure', 'thanos.eu1.example.com', 'exposure must be made by a method of ThanosExposure'],
    ['metadata', { name: 's'.repeat(53) }, 'at most 52 characters'],
    ['metadata', { name: 'Store' }, 'metadata.name is not a DNS label', '"store"'],
  ])('%s: %p is refused', (...c) => {
    expectTaught(messageOf(() => store({ [c[0]]: c[1] })), 'thanos/store', c);
  });

  test('is missing when there are none at all', () => {
    expect(messageOf(() => new ThanosStoreGateway(new Stage().chart, 'store', undefined as any))).toMatch(/\[thanos\/store\] grpc must be made by/);
  });

  test('contradicts another one', () => {
    const image = ThanosImage.of('registry.example.com/thanos:v0.41.0');
    expect(messageOf(() => store({ image, version: ThanosVersion.V0_42 }))).toContain('image and version contradict each other');
    expect(messageOf(() => store({ uid: 2000, platformUser: true }))).toContain('uid and platformUser exclude each other');
    const old = ThanosListener.tls({ certificate: published('store'), minTlsVersion: TlsVersion.V1_2 });
    expect(messageOf(() => store({ version: ThanosVersion.V0_36, grpc: old }))).toMatch(/v0\.36\.1 cannot[^]*leave minTlsVersion out/);
  });
});

describe('a way in', () => {
  test.each<[string, () => unknown, string]>([
    ['to a server that asks nobody', () => store({ exposure: outside, grpc: ThanosListener.tls({ certificate: published('store') }) }), 'asks nobody who they are'],
    ['to plaintext', () => store({ exposure: outside, grpc: ThanosListener.plaintext() }), '(plaintext)'],
    ['to several receivers', () => receive({ exposure: outside, replicas: 2, peerCertificate: identity('peer') }), 'any one of 2 pods that hold different data'],
    ['to several Prometheus', () => sidecar({ exposure: outside }), 'any one of 2 pods that hold different data'],
    ['by an address', () => ThanosExposure.loadBalancer('192.0.2.1'), 'host is an IP address'],
    ['by a URL', () => ThanosExposure.ingress('https://thanos.example.com'), 'host is neither'],
    ['by a port of none', () => ThanosExposure.openshiftRoute('thanos.example.com', { port: 0 }), 'the port'.slice(4)],
    ['from no range', () => ThanosExposure.loadBalancer('thanos.example.com', { sourceRanges: ['10.0.0.0'] }), 'sourceRanges[0] is no range'],
    ['from too long a prefix', () => ThanosExposure.loadBalancer('thanos.example.com', { sourceRanges: ['10.0.0.0/33'] }), 'sourceRanges[0] is no range'],
    ['from half an address', () => ThanosExposure.loadBalancer('thanos.example.com', { sourceRanges: ['10.0/8'] }), 'sourceRanges[0]'],
    ['by a gateway of no name', () => ThanosExposure.gatewayTlsRoute('thanos.example.com', ''), 'gatewayName is empty'],
    ['by a route of an impossible version', () => ThanosExposure.gatewayTlsRoute('thanos.example.com', 'edge', { apiVersion: '1' }), 'apiVersion is no version'],
    ['under a name that the certificate does not cover', () => store({ exposure: ThanosExposure.ingress('other.example.com') }), 'does not cover the name'],
  ])('%s is refused', (_what, act, text) => expect(messageOf(act)).toContain(text));
});

describe('a listener', () => {
  test.each<[string, () => unknown, string]>([
    ['without a certificate', () => ThanosListener.tls({} as any), 'certificate is missing'],
    ['with a certificate\'s name', () => ThanosListener.tls({ certificate: 'store-tls' as any }), 'certificate is missing'],
    ['without a client CA', () => ThanosListener.mutualTls({ certificate: published('store') } as any), 'every client would be let in'],
    ['without anything', () => ThanosListener.mutualTls(undefined as any), 'clientCa is missing'],
    ['with an old TLS version', () => ThanosListener.tls({ certificate: published('store'), minTlsVersion: '1.1' as any }), 'minTlsVersion has an unknown value'],
  ])('%s is refused', (_what, act, text) => expect(messageOf(act)).toContain(text));

  test('whose CA nobody knows cannot be told to queriers', () => {
    const { made } = store({ grpc: ThanosListener.tls({ certificate: ServerCertificate.fromSecret('store-tls') }) });
    expect(messageOf(() => made.tls)).toContain('not known which CA verifies this server');
  });
});

describe('a bucket', () => {
  const on = (endpoint: (stage: Stage) => ObjectStorage, credentials?: S3Credentials) => () => {
    const stage = new Stage();
    return new ThanosStoreGateway(stage.chart, 'store', { storage: endpoint(stage).bucket('metrics', { credentials }), grpc: guarded('store') });
  };
  test('with credentials that Thanos cannot use is refused', () => {
    const aws = (stage: Stage) => ObjectStorage.external(stage.chart, 's3', { endpoint: 'https://s3.eu-central-1.amazonaws.com' });
    expect(messageOf(on(aws, S3Credentials.openshiftCloudCredentials()))).toContain('does not know the credentials of OpenShift');
  });
});

describe('an image', () => {
  test.each<[string, () => unknown, string]>([
    ['without a tag', () => ThanosImage.of('quay.io/thanos/thanos'), 'names no fixed version'],
    ['called latest', () => ThanosImage.of('quay.io/thanos/thanos:latest'), 'names no fixed version'],
    ['of Bitnami, now withdrawn', () => ThanosImage.of('docker.io/bitnami/thanos:0.39.2'), 'no longer published'],
    ['that is no text', () => ThanosImage.of(undefined as any), 'reference must be text'],
    ['of one\'s own without a tag', () => ThanosImage.mirror('bitnami/thanos'), 'names no fixed version'],
  ])('%s is refused', (_what, act, text) => expect(messageOf(act)).toContain(text));

  test('is that of the version, and the day is told on which its name was looked up', () => {
    expect(ThanosVersion.V0_42.image).toBe(`${THANOS_IMAGES.repository}:v0.42.4`);
    expect(THANOS_IMAGES.lookedUp).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(ThanosImage.mirror('bitnami/thanos:0.39.2').reference).toContain('bitnami');
  });
});

describe('a receiver', () => {
  test.each<[string, () => unknown, string]>([
    ['without a way to write', () => receive({ remoteWrite: undefined as any }), 'remoteWrite must be made by a method of ThanosListener'],
    ['that would not let its own pods in', () => receive({ replicas: 2 }), 'would let none of themselves in'],
    ['with a certificate that nobody sees', () => receive({ peerCertificate: identity('peer') }), 'peerCertificate is shown to nobody'],
    ['with more copies than pods', () => receive({ replicas: 2, replicationFactor: 3, peerCertificate: identity('peer') }), 'replicationFactor is out of range'],
    ['with a label of an impossible name', () => receive({ externalLabels: { 'a-b': 'c' } }), 'externalLabels has an entry that is no label'],
    ['with a label that is a number', () => receive({ externalLabels: { shard: 1 as any } }), 'externalLabels has an entry'],
    ['with a label that the kubelet would expand', () => receive({ externalLabels: { a: '$(HOME)' } }), 'externalLabels has an entry'],
    ['with its replica label twice', () => receive({ externalLabels: { receive_replica: 'a' } }), 'which tells the pods apart'],
    ['with an impossible replica label', () => receive({ replicaLabel: '1a' }), 'replicaLabel is no name of a label'],
    ['with a retention in words', () => receive({ retention: '15d' as any }), 'retention must be a Duration'],
    ['with another hashring', () => receive({ extraArgs: ['--receive.hashrings=[]'] }), 'sets a flag that this library sets'],
    ['of an old version with TLS and no certificate for its peers', () => receive({
      version: ThanosVersion.V0_32, replicas: 2, grpc: ThanosListener.tls({ certificate: published('receive') }),
    }), 'before v0.35 a receiver dials others with TLS only if it has a client certificate'],
    ['whose pods cannot verify each other', () => receive({
      replicas: 2, grpc: ThanosListener.tls({ certificate: ServerCertificate.fromSecret('x') }),
    }), 'could not verify each other'],
  ])('%s is refused', (_what, act, text) => expect(messageOf(act)).toContain(text));
});

describe('a ruler', () => {
  const target = ThanosHttpTarget.of('http://querier.thanos.svc:10902');
  test.each<[string, () => unknown, string]>([
    ['without queriers', () => ruler({ queriers: [] }), 'queriers is empty'],
    ['with a querier by its name', () => ruler({ queriers: ['querier:10902' as any] }), 'queriers[0] has no httpUrl'],
    ['with a querier twice', () => ruler({ queriers: [target, target] }), 'names a server twice'],
    ['without rules', () => ruler({ rules: undefined }), 'there are no rules'],
    ['with rules of an impossible name', () => ruler({ rules: { '../x.yml': 'groups: []' } }), 'a file of an impossible name'],
    ['with rules that would not be read', () => ruler({ rules: { rules: 'groups: []' } }), 'a file of an impossible name'],
    ['with empty rules', () => ruler({ rules: { 'x.yml': ' ' } }), "rules['x.yml'] is empty"],
    ['with more rules than a ConfigMap holds', () => ruler({ rules: { 'x.yml': '#'.repeat(1024 * 1024) } }), 'more than a ConfigMap can hold'],
    ['with an impossible ConfigMap', () => ruler({ ruleConfigMaps: ['My Rules'] }), 'ruleConfigMaps[0] is not a Kubernetes object name'],
    ['with an age of connections, which it does not have', () => ruler({ maxConnectionAge: Duration.minutes(10) }), 'does nothing in a ruler'],
  ])('%s is refused', (_what, act, text) => expect(messageOf(act)).toContain(text));
});

describe('the others', () => {
  const stage = () => new Stage();
  const sts = PrometheusPods.ofStatefulSet({ name: 'prom', serviceName: 'prom', selector: { app: 'prom' } });
  test.each<[string, () => unknown, string]>([
    ['two compactors', () => { const s = stage(); return new ThanosCompactor(s.chart, 'c', { storage: bucket(s), replicas: 2 }); }, 'undo each other\'s work'],
    ['a compactor without a bucket', () => new ThanosCompactor(stage().chart, 'c', {} as any), 'storage is not a bucket'],
    ['a compactor with days as a number', () => { const s = stage(); return new ThanosCompactor(s.chart, 'c', { storage: bucket(s), retentionRaw: 30 as any }); }, 'retentionRaw must be a Duration'],
    ['a frontend of which nobody says how it is served', () => new ThanosQueryFrontend(stage().chart, 'f', { querier: ThanosHttpTarget.of('http://q:1') }), 'not said how the query frontend is served'],
    ['a frontend without a querier', () => new ThanosQueryFrontend(stage().chart, 'f', { http: ThanosListener.plaintext() } as any), 'querier[0] has no httpUrl'],
    ['a frontend with a certificate for plaintext', () => new ThanosQueryFrontend(stage().chart, 'f', {
      http: ThanosListener.plaintext(), querier: ThanosHttpTarget.of('http://q:1'), clientCertificate: identity('f'),
    }), 'clientCertificate is shown to nobody'],
    ['a target with a path', () => ThanosHttpTarget.of('https://querier/prefix'), 'url is not scheme, host and port'],
    ['a target with credentials', () => ThanosHttpTarget.of('https://me:secret@querier'), 'url is not scheme, host and port'],
    ['a target in the clear with a CA', () => ThanosHttpTarget.of('http://querier', { ca: StorageCa.fromBundle('x') }), 'its CA would not be used'],
    ['a sidecar of nobody', () => sidecar({ prometheus: { app: 'x' } as any }), 'prometheus must be made by a method of PrometheusPods'],
    ['a sidecar that uploads from nowhere', () => { const s = stage(); return sidecar({ storage: bucket(s), prometheus: sts, grpc: guarded('sidecar', ['*.prom.thanos.svc']) }, s).made.containerSpec(); }, 'not known on which volume'],
    ['a sidecar in no pod', () => sidecar().made.addToPodSpec({}), 'podSpec is not the spec of a pod'],
    ['a sidecar twice', () => { const { made } = sidecar(); return made.addToPodSpec(made.addToPodSpec({ containers: [] })); }, 'has a part of the sidecar already'],
    ['a sidecar of the operator with HTTPS', () => sidecar({ http: guarded('sidecar') }).made.prometheusOperatorSpec(), 'cannot be told how HTTP'],
    ['pods without labels', () => PrometheusPods.ofStatefulSet({ name: 'p', serviceName: 'p', selector: {} }), 'selector selects nothing'],
    ['an operated Prometheus of an impossible name', () => PrometheusPods.ofOperator('K8s'), 'name is not a DNS label'],
  ])('%s: refused', (_what, act, text) => expect(messageOf(act)).toContain(text));
});
