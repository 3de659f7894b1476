import { ApiObject, App, JsonPatch, Testing } from 'cdk8s';
import { certificates } from './table';
import {
  BlueprintTracingStore, CertificateWatch, ConnectionCheckOptions, DevTracingStore, ExternalS3TracingStore, ImagePullPolicy,
  MetricsStoreOptions, NetworkPeer, ObjectStoreImage, OpenShiftTracingStore, ProductionTracingStore, RequiredSecrets, RootCredentials,
  S3Credentials, ServerCertificate, SingleClusterMetricsStore, StorageCa, TlsProof, TracingStoreOptions,
} from '../../src';
import { connections } from '../../src/trust/connections';
import { inDays, makeCa, makeServer, NOW } from '../util/certificates';
import { messageOf } from '../util/errors';

const ca = makeCa();
const blueprint = (app: App, dialledHost?: string) => new BlueprintTracingStore(app, 'tracing', {
  dialledHost,
  // As the pair that the Tempo operator's own test ships: the short name only, itself a CA, no extended key usage.
  certificate: ServerCertificate.fromPem({
    certificate: makeServer(ca, ['minio'], { overrides: { basicConstraints: { ca: true }, extKeyUsage: undefined } }).certificatePem,
    secretName: 'minio-cert',
    certificateKey: 'public.crt',
    privateKeyKey: 'private.key',
    ca: StorageCa.fromPem(ca.certificatePem),
  }),
});

describe('the blueprint with a certificate like that of the operator\'s test', () => {
  test('dials the name that it covers, and the chain is proved', () => {
    const objects = Testing.synth(blueprint(Testing.app(), 'minio'));
    const found = connections(objects, NOW);
    expect(found.map((connection) => connection.verdict)).toEqual(found.map(({ client }) => (client.tls ? 'proved' : 'consistent')));
    expect(objects.find((o) => o.kind === 'Job').spec.template.spec.containers[0].env).toContainEqual({ name: 'ENDPOINT', value: 'https://minio:9000' });
  });

  test('is refused without dialledHost, with that as the way out', () => {
    expect(messageOf(() => blueprint(Testing.app()))).toMatch(/minio\.tracing\.svc, while the certificate covers minio[^]*dialledHost/);
  });
});

test('the cluster\'s domain reaches the names of the store and of the receivers', () => {
  const objects = Testing.synth(new ProductionTracingStore(Testing.app(), 'tracing', { clusterDomain: 'corp.internal' }));
  const names = objects.filter((o) => o.kind === 'Certificate' && o.spec.dnsNames).map((o) => o.spec.dnsNames);
  expect(names).toEqual([expect.arrayContaining(['minio.tracing.svc.corp.internal']), expect.arrayContaining(['tempo-traces.tracing.svc.corp.internal'])]);
  expect(JSON.stringify(objects)).not.toContain('cluster.local');
});

test('a production store may be dialled by another name, which its certificate then covers', () => {
  const objects = Testing.synth(new ProductionTracingStore(Testing.app(), 'tracing', { dialledHost: 'minio.tracing.svc.cluster.local' }));
  expect(JSON.stringify(objects)).toContain('https://minio.tracing.svc.cluster.local:9000');
});

test('certificates are judged at the time that is given', () => {
  const dev = (now: Date) => () => new DevTracingStore(Testing.app(), 'tracing', { unsafeCertificatesFrom: certificates, now });
  expect(dev(NOW)).not.toThrow();
  expect(messageOf(dev(inDays(400)))).toMatch(/certificate has expired/);
  const certificate = makeServer(ca, ['s3.example.com']).certificatePem;
  const external = (now: Date) => () => new ExternalS3TracingStore(Testing.app(), 'tracing', {
    endpoint: 'https://s3.example.com', ca: StorageCa.fromPem(ca.certificatePem), publicFacts: { certificate }, now,
  });
  expect(external(NOW)).not.toThrow();
  expect(messageOf(external(inDays(-400)))).toMatch(/is not valid yet/);
});

test.each([['production', ProductionTracingStore], ['openshift', OpenShiftTracingStore]])('changed keys roll what reads them: %s', (_name, preset) => {
  const objects = Testing.synth(new preset(Testing.app(), 'tracing', {
    rootCredentials: RootCredentials.fromSecret('root', { revision: 'a' }), credentials: S3Credentials.fromSecret('tempo', { revision: 'b' }),
  }));
  const find = (kind: string) => objects.find((o) => o.kind === kind).spec;
  expect(find('StatefulSet').template.metadata.annotations).toEqual({ 'cdk8s-observability-tls/credentials-revision': 'root=a' });
  expect(find('TempoMonolithic').env).toEqual([{ name: 'STORAGE_CREDENTIALS_REVISION', value: 'b' }]);
});

describe('a check of the connections', () => {
  const peers = [NetworkPeer.pods({ namespace: 'monitoring' })];
  const unproved = (): App => {
    const app = Testing.app();
    TlsProof.off(app, 'asked for by name');
    return app;
  };
  const made = unproved();
  const options: TracingStoreOptions & MetricsStoreOptions = {
    connectionCheck: { schedule: '17 6 * * 1', minimumDaysLeft: 14 }, networkPolicies: { prometheus: peers }, monitoring: {}, imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
  };
  const tracing = Testing.synth(new ProductionTracingStore(made, 'tracing', { ...options, storeImage: ObjectStoreImage.of('registry.example.com/silo:1') }));
  const metrics = Testing.synth(new SingleClusterMetricsStore(made, 'metrics', options));
  const report = TlsProof.of(made);
  const find = (objects: any[], kind: string, name: RegExp) => objects.find((o) => o.kind === kind && name.test(o.metadata.name));
  const rules = (objects: any[]): any[] => find(objects, 'PrometheusRule', /./).spec.groups.flatMap((group: any) => group.rules);

  test('is what it was', () => {
    expect(find(tracing, 'CronJob', /./)).toMatchSnapshot();
    expect(find(tracing, 'NetworkPolicy', /^connections-smoke$/)).toMatchSnapshot();
    expect(rules(tracing).filter(({ alert }) => alert.startsWith('ConnectionCheck'))).toMatchSnapshot();
  });

  test('has the image and the pull policy of the preset', () => {
    for (const pod of [find(tracing, 'Job', /^connections-once-/).spec.template.spec, find(tracing, 'CronJob', /./).spec.jobTemplate.spec.template.spec]) {
      expect([...pod.initContainers, ...pod.containers].map(({ image, imagePullPolicy }) => [image, imagePullPolicy])).toEqual(Array(2).fill(['registry.example.com/silo:1', 'IfNotPresent']));
    }
  });

  test.each<[string, any[]]>([['tracing', tracing], ['metrics', metrics]])('makes each connection, is let through by the policies, and is watched: %s', (namespace, objects) => {
    const { 'connections.txt': rows, 'dial.sh': dial } = find(objects, 'ConfigMap', /^connections-/).data;
    const dialled = report.connections.filter(({ client }) => client.namespace === namespace && client.kind !== 'PodMonitor' && !client.name.startsWith('connections'));
    expect(dialled.flatMap(({ dialled: to }) => to?.replace(/^(\w+:\/\/|dns\+)|:\d+$/g, '') ?? []).filter((host) => !(rows + dial).includes(host))).toEqual([]);
    expect(report.findings.filter(({ rule }) => rule.startsWith('OT5'))).toEqual([]);
    const [failing, overdue] = rules(objects).filter(({ alert }) => alert.startsWith('ConnectionCheck'));
    expect([failing.expr, overdue.expr]).toEqual([expect.stringContaining('job_name=~"connections-[0-9]{8,}"'), expect.stringMatching(/"connections".* > 907200$/)]); // a week and a half
  });

  test('runs once without a schedule, and is no watch then; certificateWatches is what it is', () => {
    const watched = (connectionCheck: ConnectionCheckOptions, certificateWatches?: CertificateWatch[]) => {
      const objects = Testing.synth(new ProductionTracingStore(unproved(), 'tracing', { connectionCheck, monitoring: { certificateWatches }, smokeTest: false }));
      return [objects.some(({ kind }) => kind === 'CronJob'), rules(objects).some(({ alert }) => alert.startsWith('ConnectionCheck'))];
    };
    expect([watched({}), watched({ schedule: '@daily' }), watched({ schedule: '@daily' }, [CertificateWatch.certManager()])]).toEqual([[false, false], [true, true], [true, false]]);
  });

  test('on OpenShift the platform chooses its user, and a certificate that nobody else knows is watched by it', () => {
    const { spec } = find(Testing.synth(new OpenShiftTracingStore(unproved(), 'tracing', { connectionCheck: {} })), 'Job', /^connections-once-/);
    expect(spec.template.spec.securityContext.runAsUser).toBeUndefined();
    const existing = (connectionCheck?: ConnectionCheckOptions) => () => Testing.synth(new BlueprintTracingStore(unproved(), 'tracing', {
      certificate: ServerCertificate.fromSecret('minio-cert', { ca: StorageCa.fromPem(ca.certificatePem) }), monitoring: {}, connectionCheck,
    }));
    expect(existing()).toThrow('nothing tells when a certificate ends');
    expect(existing({ schedule: '@daily' })).not.toThrow();
  });

  test('two presets may share a namespace', () => {
    const app = unproved();
    const shared = { namespace: 'shared', monitoring: {}, connectionCheck: { schedule: '@daily' } };
    new ExternalS3TracingStore(app, 'tracing', { ...shared, endpoint: 'https://203.0.113.7' });
    new SingleClusterMetricsStore(app, 'metrics', { ...shared, createNamespace: false });
    const objects = app.charts.flatMap((chart) => Testing.synth(chart));
    expect(objects.filter(({ kind }) => /CronJob|PrometheusRule/.test(kind)).map(({ metadata }) => metadata.name).sort()).toEqual(['metrics-connections', 'metrics-monitoring', 'tracing-connections', 'tracing-monitoring']);
    for (const preset of ['tracing', 'metrics']) {
      const { spec } = find(objects, 'PrometheusRule', new RegExp(preset));
      const checks = spec.groups.flatMap((group: any) => group.rules).filter(({ alert }: any) => alert === 'ConnectionCheckOverdue').map(({ labels }: any) => [labels.namespace, labels.cronjob]);
      expect(checks).toEqual([['shared', `${preset}-connections`]]);
    }
  });

  test('the Secrets that monitors want are listed before a synth, and as they are after each', () => {
    const app = unproved();
    const store = new ProductionTracingStore(app, 'tracing', { monitoring: {} });
    const tokens = () => RequiredSecrets.of(store).filter(({ keys }) => 'token' in keys).map(({ namespace, name, path }) => [namespace, name, path]);
    expect(tokens()).toEqual([['tracing', 'minio-metrics', 'tracing/monitoring']]);
    Testing.synth(store);
    expect(tokens()).toEqual([['tracing', 'minio-metrics', 'tracing/monitoring']]);
    ApiObject.of(store.minio).addJsonPatch(JsonPatch.add('/spec/template/spec/containers/0/env/-', { name: 'MINIO_PROMETHEUS_AUTH_TYPE', value: 'public' }));
    expect(tokens()).toEqual([]);
  });
});
