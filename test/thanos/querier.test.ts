import { App, Chart, Duration, Testing } from 'cdk8s';
import { endpoints, story } from './fixture';
import {
  ClientCertificate, LegacyTls, QuerierEndpoints, ServerCertificate, SkipVerification, StorageCa, ThanosExposure, ThanosListener, ThanosQuerier,
  ThanosQuerierProps, ThanosVersion, TlsProof, TlsVersion,
} from '../../src';
import { warningsOf } from '../../src/kube/warnings';
import { makeCa, makeServer, NOW, serviceNames } from '../util/certificates';
import { messageOf } from '../util/errors';

const EU = makeCa('EU CA');
const US = makeCa('US CA');
const IN = makeCa('cluster CA');
const CLIENTS = makeCa('clients CA');

function client(name: string): ClientCertificate {
  const pair = makeServer(CLIENTS, [name], { usages: ['clientAuth'] });
  return ClientCertificate.unsafeInline({ certificate: pair.certificatePem, privateKey: pair.privateKeyPem, ca: CLIENTS.certificatePem });
}

function server(pair: ReturnType<typeof makeServer>): ServerCertificate {
  return ServerCertificate.unsafeInline({ certificate: pair.certificatePem, privateKey: pair.privateKeyPem, ca: IN.certificatePem });
}

function chart(): { app: App; chart: Chart } {
  const app = new App({ outdir: Testing.app().outdir });
  return { app, chart: new Chart(app, 'monitoring', { namespace: 'monitoring' }) };
}

function querier(props: Partial<ThanosQuerierProps> = {}, id: string = 'query'): { objects: any[]; made: ThanosQuerier; app: App } {
  const { app, chart: scope } = chart();
  const made = new ThanosQuerier(scope, id, { endpoints: story(), ...props });
  return { objects: Testing.synth(scope), made, app };
}

function one(objects: any[], kind: string, name?: string): any {
  const found = objects.filter((o) => o.kind === kind && (name === undefined || o.metadata.name === name));
  expect(found).toHaveLength(1);
  return found[0];
}

const deployment = (props: Partial<ThanosQuerierProps>) => one(querier(props).objects, 'Deployment', 'query');

describe('every connection is proved by what the manifests show and say', () => {
  const eu1 = makeServer(EU, ['thanos.eu1.example.com']);
  const us = makeServer(US, ['thanos.us.example.com']);
  const inside = makeServer(IN, [...serviceNames('secure', 'monitoring'), '*.secure-headless.monitoring.svc']);
  const modes: [string, LegacyTls | undefined][] = [
    ['0.42.4', undefined],
    ['0.41.0', LegacyTls.QUERIER_PER_REALM],
    ['0.41.0', LegacyTls.ENVOY],
    ['0.37.2', LegacyTls.QUERIER_PER_REALM],
    ['0.36.1', LegacyTls.QUERIER_PER_REALM],
    ['0.32.5', LegacyTls.ENVOY],
  ];
  test.each(modes)('v%s %s', (version, legacy) => {
    const { app, chart: scope } = chart();
    const V = ThanosVersion.of(version);
    const plain = new ThanosQuerier(scope, 'plain', { endpoints: new QuerierEndpoints(), version: V });
    const certificate = server(inside);
    const secure = new ThanosQuerier(scope, 'secure', {
      endpoints: new QuerierEndpoints(),
      version: V,
      grpc: ThanosListener.mutualTls({ certificate, clientCa: StorageCa.fromPem(CLIENTS.certificatePem) }),
    });
    const made = new QuerierEndpoints();
    made.addServer(plain);
    made.addServer(secure, { clientCertificate: client('observer') });
    made.addRealm('eu1', {
      ca: StorageCa.fromPem(EU.certificatePem, { name: 'eu1-ca' }),
      clientCertificate: client('eu1'),
      addresses: ['thanos.eu1.example.com:443'],
      strict: true,
      serverCertificatePem: eu1.certificatePem,
    });
    made.addRemoteCluster({ name: 'us', addresses: ['thanos.us.example.com:443'], caPem: US.certificatePem, serverCertificatePem: us.certificatePem });
    const query = new ThanosQuerier(scope, 'query', { endpoints: made, version: V, legacy });
    const report = TlsProof.of(app, { now: NOW });
    const verdicts = report.connections.map(({ dialled, verdict }) => `${dialled} ${verdict}`);
    expect(report.findings.map(({ rule, message }) => `${rule} ${message}`)).toEqual([]);
    expect(verdicts.filter((verdict) => !/ (proved|consistent)$/.test(verdict))).toEqual([]);
    for (const host of ['thanos.eu1.example.com:443', 'thanos.us.example.com:443', 'secure']) {
      expect(verdicts.filter((verdict) => verdict.includes(host) && verdict.endsWith(' proved')).length).toBeGreaterThan(0);
    }
    expect(query.treatments.map(({ transport }) => transport)).toEqual(['plaintext', 'mTLS', 'mTLS', 'TLS']);
    expect(query.describe()).toContain('thanos.eu1.example.com');
  });
});

describe('pods', () => {
  const realm = (more: (e: QuerierEndpoints) => void, ca = EU.certificatePem) => endpoints((e) => {
    e.addRealm('eu1', { ca: StorageCa.fromPem(ca), addresses: ['a.example.com:443'] });
    more(e);
  });
  const before = querier({ endpoints: realm(() => undefined) }).objects;
  const after = (made: QuerierEndpoints) => querier({ endpoints: made }).objects;
  test('stay as they are when addresses come and go: only the file of endpoints is another', () => {
    const objects = after(realm((e) => { e.addToRealm('eu1', { addresses: ['b.example.com:443'], strict: true }); }));
    expect(one(objects, 'Deployment')).toEqual(one(before, 'Deployment'));
    expect(objects.filter((o) => !before.some((b) => JSON.stringify(b) === JSON.stringify(o))).map((o) => `${o.kind} ${o.metadata.name}`)).toEqual(['ConfigMap query-endpoints']);
  });
  test.each<[string, QuerierEndpoints]>([
    ['another CA', realm(() => undefined, US.certificatePem)],
    ['another lowest version', realm((e) => { e.addToRealm('eu1', { addresses: ['b.example.com:443'], minTlsVersion: TlsVersion.V1_2 }); })],
    ['another server name', realm((e) => { e.addToRealm('eu1', { addresses: ['b.example.com:443'], serverName: 'c.example.com' }); })],
    ['plaintext beside it', realm((e) => { e.addPlaintext('store.monitoring.svc:10901'); })],
    ['another realm', realm((e) => { e.addRealm('us', { ca: StorageCa.fromPem(US.certificatePem), addresses: ['b.example.com:443'] }); })],
  ])('roll with %s', (_, made) => {
    expect(one(after(made), 'Deployment').spec.template).not.toEqual(one(before, 'Deployment').spec.template);
  });
  test('roll with another revision', () => {
    expect(deployment({ endpointsRevision: '2' }).spec.template).not.toEqual(deployment({}).spec.template);
  });
  test('roll with another Envoy configuration, which Envoy reads once', () => {
    const make = (host: string) => deployment({
      version: ThanosVersion.V0_41, legacy: LegacyTls.ENVOY, endpoints: realm((e) => { e.addPlaintext('s.monitoring.svc:1'); e.addToRealm('eu1', { addresses: [`${host}:443`] }); }),
    });
    expect(make('b.example.com').spec.template).not.toEqual(make('c.example.com').spec.template);
  });
  test('have one directory for each realm, nothing by subPath, and nothing optional', () => {
    const { volumeMounts } = deployment({}).spec.template.spec.containers[0];
    expect(volumeMounts.map((m: any) => m.mountPath)).toEqual(['/etc/thanos/endpoints', '/etc/thanos/tls/eu1', '/etc/thanos/tls/us']);
    expect(JSON.stringify(deployment({}))).not.toMatch(/subPath|optional/);
  });
  test('wait as long as queries may take, for HTTP and gRPC one after the other', () => {
    const { spec } = deployment({ queryTimeout: Duration.minutes(5) }).spec.template;
    expect(spec.containers[0].args).toEqual(expect.arrayContaining(['--query.timeout=5m', '--http-grace-period=300s', '--grpc-grace-period=300s']));
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(600);
    expect(spec.containers[0].lifecycle.preStop.exec.command).toEqual(['sleep', '5']);
  });
  test('are asked late whether they are ready, where the version says so before it knows its endpoints', () => {
    const container = (version: ThanosVersion) => deployment({ version, legacy: LegacyTls.QUERIER_PER_REALM }).spec.template.spec.containers[0];
    const versions = [ThanosVersion.V0_39, ThanosVersion.V0_40, ThanosVersion.V0_42];
    const delays = versions.map((version) => container(version).readinessProbe.initialDelaySeconds);
    expect(delays).toEqual([10, undefined, undefined]);
  });
  test('of the realms share what was said of the querier, but for its users', () => {
    const { objects } = querier({ version: ThanosVersion.V0_41, legacy: LegacyTls.QUERIER_PER_REALM, replicas: 3, partialResponse: false, tenancy: { header: 'X-Tenant' } });
    const root = one(objects, 'Deployment', 'query');
    const leaf = one(objects, 'Deployment', 'query-eu1');
    expect(leaf.spec.replicas).toBe(3);
    expect(leaf.spec.template.spec.containers[0].args).toContain('--no-query.partial-response');
    expect(root.spec.template.spec.containers[0].args).toContain('--query.tenant-header=X-Tenant');
    expect(leaf.spec.template.spec.containers[0].args).not.toContain('--query.tenant-header=X-Tenant');
    expect(one(objects, 'Service', 'query-eu1-headless').spec.clusterIP).toBe('None');
  });
});

describe('files with names of their own', () => {
  const made = () => QuerierEndpoints.fromProposalYaml('- {tls_config: {ca_file: /certs/eu1/ca.crt, cert_file: /certs/eu1/tls.crt, key_file: /certs/eu1/tls.key}, endpoints: ["a.example.com:443"]}');
  test('lie where their sources say', () => {
    const { spec } = deployment({ endpoints: made(), fileSources: [{ directory: '/certs/eu1', secret: 'eu1' }, { directory: '/certs/us', configMap: 'us' }] }).spec.template;
    expect(spec.volumes).toContainEqual({ name: 'files-0', secret: { secretName: 'eu1' } });
    expect(spec.containers[0].volumeMounts).toContainEqual({ name: 'files-0', mountPath: '/certs/eu1', readOnly: true });
    expect(JSON.stringify(spec)).not.toContain('"us"');
  });
  test('without a source are refused, with the line to write', () => {
    expect(messageOf(() => querier({ endpoints: made() }))).toContain("fileSources: [{ directory: '/certs/eu1', secret: '…' }]");
  });
});

test('scaling by load leaves the number of pods to it', () => {
  const { objects } = querier({ autoscaling: { maxReplicas: 5 } });
  expect(one(objects, 'Deployment').spec.replicas).toBeUndefined();
  expect(one(objects, 'HorizontalPodAutoscaler').spec).toMatchObject({ minReplicas: 2, maxReplicas: 5, scaleTargetRef: { kind: 'Deployment', name: 'query' } });
  expect(one(objects, 'PodDisruptionBudget').spec.maxUnavailable).toBe(1);
});

test('a querier of its own TLS has probes that speak it', () => {
  const pods = ['monitoring', 'monitoring.svc', 'monitoring.svc.cluster.local'].map((domain) => `*.query-headless.${domain}`);
  const pair = makeServer(IN, [...serviceNames('query', 'monitoring'), ...pods]);
  const certificate = server(pair);
  const tls = deployment({ grpc: ThanosListener.tls({ certificate }) }).spec.template.spec.containers[0];
  expect(tls.readinessProbe.httpGet.scheme).toBe('HTTPS');
  expect(tls.args).toContain('--grpc-server-tls-cert=/etc/thanos/server/grpc/tls.crt');
  const clientCa = StorageCa.fromPem(CLIENTS.certificatePem);
  expect(deployment({ http: ThanosListener.mutualTls({ certificate, clientCa }) }).spec.template.spec.containers[0].readinessProbe.tcpSocket).toEqual({ port: 'http' });
});

test.each<[string, ThanosVersion, string[]]>([
  ['0.32', ThanosVersion.V0_32, ['--query.default-tenant=main']],
  ['0.42', ThanosVersion.V0_42, ['--query.default-tenant-id=main', '--query.enforce-tenancy', '--query.tenant-label-name=tenant']],
])('tenants in the words of v%s', (_, version, flags) => {
  const tenancy = { defaultTenant: 'main', ...(version.minor > 33 ? { enforcedLabel: 'tenant' } : {}) };
  const { args } = deployment({ version, endpoints: new QuerierEndpoints(), tenancy }).spec.template.spec.containers[0];
  expect(args).toEqual(expect.arrayContaining(flags));
});

test('warnings of endpoints stay with the querier', () => {
  const made = endpoints((e) => e.addRealm('a', { skipVerification: SkipVerification.because('a lab of 1998'), addresses: ['a.example.com:443'] }));
  expect(warningsOf(querier({ endpoints: made }).made).join('\n')).toContain('not verified');
  expect(warningsOf(querier({ replicaLabels: [], distributed: true }).made).join('\n')).toMatch(/side by side[^]*queriers only/);
});

describe('input that can never work', () => {
  const V37 = ThanosVersion.V0_37;
  test.each<[string, Partial<ThanosQuerierProps>, string]>([
    ['no endpoints', { endpoints: {} as QuerierEndpoints }, 'must be made by a method of QuerierEndpoints'],
    ['several realms before v0.42', { version: ThanosVersion.V0_41 }, 'LegacyTls.QUERIER_PER_REALM'],
    ['an unknown legacy', { legacy: 'PROXY' as LegacyTls }, 'QUERIER_PER_REALM'],
    ['a label for copies and parts', { replicaLabels: ['a'], partitionLabels: ['a'] }, 'tells copies apart and different data'],
    ['partition labels before v0.37', { version: ThanosVersion.V0_36, endpoints: new QuerierEndpoints(), partitionLabels: ['a'] }, 'v0.37'],
    ['a label with a dash', { replicaLabels: ['a-b'] }, 'no name of a label'],
    ['chain without copies', { replicaLabels: [], extraArgs: ['--deduplication.func=chain'] }, 'merges copies'],
    ['an endpoint as an argument', { extraArgs: ['--endpoint=a:1'] }, 'sets a flag that this library sets'],
    ['a file of endpoints as an argument', { extraArgs: ['--endpoint.sd-config=x'] }, 'sets a flag that this library sets'],
    ['client TLS as an argument', { extraArgs: ['--grpc-client-tls-secure'] }, 'sets a flag that this library sets'],
    ['stores as an argument', { extraArgs: ['--store.sd-files=/a'] }, 'sets a flag that this library sets'],
    ['a query timeout as an argument', { extraArgs: ['--query.timeout=1h'] }, 'sets a flag that this library sets'],
    ['replicas beside scaling', { replicas: 3, autoscaling: { maxReplicas: 4 } }, 'exclude each other'],
    ['scaling upside down', { autoscaling: { maxReplicas: 2, minReplicas: 3 } }, 'above'],
    ['a reload every second', { reloadInterval: Duration.seconds(1) }, 'reloadInterval'],
    ['a reload every hour', { reloadInterval: Duration.hours(1) }, 'reloadInterval'],
    ['no time for queries', { queryTimeout: Duration.seconds(0) }, 'queryTimeout'],
    ['tenants in certificates without mutual TLS', { tenancy: { certificateField: 'commonName' } }, 'does not demand any'],
    ['an unknown field', { tenancy: { certificateField: 'CN' } }, 'commonName'],
    ['enforced tenants before v0.34', { version: ThanosVersion.V0_33, endpoints: new QuerierEndpoints(), tenancy: { enforcedLabel: 't' } }, 'v0.34'],
    ['a header with a space', { tenancy: { header: 'X Y' } }, 'HTTP header'],
    ['a source in our directories', { fileSources: [{ directory: '/etc/thanos/tls/eu1', secret: 'a' }] }, 'is taken'],
    ['a source twice', { fileSources: [{ directory: '/a', secret: 'a' }, { directory: '/a', secret: 'b' }] }, 'is taken'],
    ['a source of nothing', { fileSources: [{ directory: '/a' }] }, 'either a secret or a configMap'],
    ['a source at no directory', { fileSources: [{ directory: 'a', secret: 'a' }] }, 'no absolute directory'],
    ['an Envoy of any version', { version: V37, legacy: LegacyTls.ENVOY, envoyImage: 'envoyproxy/envoy:latest' }, 'no fixed version'],
    ['a way in without mutual TLS', { exposure: ThanosExposure.loadBalancer('q.example.com') }, 'mutual TLS'],
  ])('%s is refused', (_, props, words) => {
    const message = messageOf(() => querier(props));
    expect(message).toContain('[monitoring/query]');
    expect(message).toContain(words);
  });
});
