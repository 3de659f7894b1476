import { Chart, Duration, Testing } from 'cdk8s';
import { CA, storesWith, thanosWith, VOLUMES } from './volumes-fixture';
import {
  ClientCertificate, OtlpReceiver, PrometheusPods, RootCredentials, S3Credentials, ServerCertificate, TempoMonolithicMemory, TempoMonolithicS3Tls,
  ThanosListener, ThanosSidecar, TlsMinio, TraceSmokeTest,
} from '../../src';
import { podAgents } from '../../src/pki/certificate-agent';
import { messageOf } from '../util/errors';

const made = (namespace = 'tracing') => new Chart(Testing.app(), namespace, { namespace, disableResourceNameHashes: true });
const podOf = (objects: any[], name: string): any => objects.find(({ kind, metadata }) => /StatefulSet|Deployment|Job/.test(kind) && metadata.name.startsWith(name)).spec.template.spec;
const named = (list: any[] | undefined) => (list ?? []).map(({ name }) => name);
const objects = [...storesWith(VOLUMES.SPIFFE), ...thanosWith(VOLUMES.SPIFFE)];
const called = (kind: string, name: RegExp) => objects.filter((object) => object.kind === kind && name.test(object.metadata.name));

describe('a certificate that spiffe-helper writes', () => {
  const pod = podOf(objects, 'minio');

  test('is there before the server, and is renewed beside it, by the same program and configuration', () => {
    const [once] = pod.initContainers;
    const [server, helper] = pod.containers;
    expect([once.name, server.name, helper.name]).toEqual(['spiffe-helper-once', 'minio', 'spiffe-helper']);
    expect(once.args).toEqual([...helper.args, '-daemon-mode=false']);
    expect(once.volumeMounts).toEqual(helper.volumeMounts);
    expect(once.livenessProbe).toBeUndefined();
    expect(helper.livenessProbe.httpGet).toEqual({ path: '/live', port: helper.ports[0].name });
    expect(helper.readinessProbe.tcpSocket).toEqual({ port: helper.ports[0].name });
  });

  test('lies in memory that the server reads and only the helper writes', () => {
    const { mountPath } = pod.containers[1].volumeMounts.find(({ name }: any) => name === 'spiffe-helper');
    expect(pod.volumes.find(({ name }: any) => name === 'spiffe-helper')).toEqual({ name: 'spiffe-helper', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } });
    expect(pod.containers[0].volumeMounts).toContainEqual({ name: 'spiffe-helper', mountPath: '/etc/minio/certs', readOnly: true });
    const config = called('ConfigMap', /^spiffe-helper/).find(({ metadata }) => metadata.name === pod.volumes.find(({ configMap }: any) => /^spiffe-helper/.test(configMap?.name)).configMap.name);
    const text: string = config.data['helper.conf'];
    expect(text).toContain(`cert_dir = "${mountPath}"\n`);
    expect(text).toMatch(/svid_file_name = "public\.crt"\nsvid_key_file_name = "private\.key"/);
    expect(config.immutable).toBe(true);
  });

  test('is of a container like the others: user, group, no rights, limits', () => {
    for (const container of [...pod.initContainers, ...pod.containers]) {
      expect(container.securityContext).toEqual(pod.containers[0].securityContext);
      expect(Object.keys(container.resources).sort()).toEqual(['limits', 'requests']);
    }
  });

  test('is one for a pod, whoever of its certificates comes of it; and one for several mounts', () => {
    const querier = podOf(objects, 'querier');
    expect(named(querier.initContainers)).toEqual(['spiffe-helper-once']);
    expect(named(querier.containers)).toEqual(['query', 'spiffe-helper']);
    expect(new Set(named(querier.volumes)).size).toBe(querier.volumes.length);
    expect(querier.containers[0].volumeMounts.filter(({ name }: any) => name === 'spiffe-helper').map(({ mountPath }: any) => mountPath).length).toBeGreaterThan(2);
  });

  test('is registered once for a pod, with every name that is dialled, the dialled one first', () => {
    const ids = called('ClusterSPIFFEID', /./);
    expect(ids.map(({ metadata }) => metadata.name).sort()).toEqual(['monitoring-frontend', 'monitoring-minio', 'monitoring-querier', 'monitoring-receive', 'monitoring-store', 'tracing-minio', 'tracing-weed']);
    expect(ids.map(({ metadata }) => metadata.namespace)).toEqual(ids.map(() => undefined));
    const { spec } = ids.find(({ metadata }) => metadata.name === 'tracing-minio');
    expect(spec).toMatchObject({
      spiffeIDTemplate: 'spiffe://{{ .TrustDomain }}/ns/tracing/minio',
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'tracing' } },
      hint: 'tracing-minio',
    });
    expect(spec.dnsNameTemplates[0]).toBe('minio.tracing.svc');
    expect(spec.dnsNameTemplates).toContain('*.minio-headless.tracing.svc');
    const store = objects.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'minio');
    expect(store.spec.template.metadata.labels).toMatchObject(spec.podSelector.matchLabels);
    const kinds = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(kinds.indexOf('ClusterSPIFFEID tracing-minio')).toBeLessThan(kinds.indexOf('StatefulSet minio'));
  });

  test('a name that a wildcard covers is left out: SPIRE refuses both', () => {
    const chart = made();
    const additionalDnsNames = ['*.example.com', 's3.example.com', 'example.com'];
    const certificate = ServerCertificate.spiffe({ ca: CA, additionalDnsNames, duration: Duration.minutes(30), className: 'spire' });
    new TlsMinio(chart, 'minio', { certificate });
    const { spec } = Testing.synth(chart).find(({ kind }: any) => kind === 'ClusterSPIFFEID');
    expect(spec).toMatchObject({ ttl: '30m', className: 'spire' });
    expect(spec.dnsNameTemplates.filter((name: string) => /example/.test(name))).toEqual(['*.example.com', 'example.com']);
  });

  test('who is registered otherwise gets no registration', () => {
    const chart = made();
    new TlsMinio(chart, 'minio', { certificate: ServerCertificate.spiffe({ ca: CA, register: false }) });
    const all = Testing.synth(chart);
    expect(all.filter(({ kind }: any) => kind === 'ClusterSPIFFEID')).toEqual([]);
    expect(JSON.stringify(all.filter(({ kind }: any) => kind === 'ConfigMap'))).not.toContain('hint');
  });
});

test('a Job fetches and ends: nothing stays beside it, and what the helper ends with is no verdict', () => {
  const chart = made();
  const certificate = ServerCertificate.fromSecret('receiver', { ca: CA });
  const tempo = new TempoMonolithicMemory(chart, 'traces', { otlpGrpc: OtlpReceiver.mutualTls({ certificate, clientCa: CA }) });
  new TraceSmokeTest(chart, 'smoke', { tempo, clientCertificate: ClientCertificate.spiffe() });
  const job = Testing.synth(chart).find(({ kind, metadata }: any) => kind === 'Job' && /write-find/.test(metadata.name));
  const { containers, initContainers } = job.spec.template.spec;
  expect(named(initContainers)).toEqual(['spiffe-helper-once', 'ready', 'write']);
  expect(named(containers)).toEqual(['find']);
  expect(initContainers[2].volumeMounts).toContainEqual(expect.objectContaining({ name: 'spiffe-helper', readOnly: true }));
  expect(job.spec.podFailurePolicy.rules).toEqual([
    { action: 'Ignore', onExitCodes: { containerName: 'spiffe-helper-once', operator: 'NotIn', values: [0] } },
    ...['ready', 'write', 'find'].map((containerName) => ({ action: 'FailJob', onExitCodes: { containerName, operator: 'In', values: [1] } })),
  ]);
});

test('a sidecar of Thanos brings it into the pods of others, by hand or by the operator', () => {
  const grpc = ThanosListener.mutualTls({ certificate: ServerCertificate.spiffe({ ca: CA }), clientCa: CA });
  const sidecar = new ThanosSidecar(made(), 'sidecar', { grpc, http: ThanosListener.plaintext(), prometheus: PrometheusPods.ofOperator('k8s') });
  const spec = sidecar.prometheusOperatorSpec();
  expect([named(spec.initContainers), named(spec.containers)]).toEqual([['spiffe-helper-once'], ['spiffe-helper']]);
  expect(named(spec.volumes).filter((name) => name.startsWith('spiffe'))).toEqual(['spiffe-helper', 'spiffe-helper-config', 'spiffe-helper-socket']);
  const pod = sidecar.addToPodSpec({ containers: [{ name: 'prometheus' }], initContainers: [{ name: 'first' }] });
  expect([named(pod.initContainers), named(pod.containers)]).toEqual([['spiffe-helper-once', 'first'], ['prometheus', 'thanos-sidecar', 'spiffe-helper']]);
  expect(messageOf(() => sidecar.addToPodSpec(pod))).toMatch(/container thanos-sidecar, container spiffe-helper, init container spiffe-helper-once, volume/);
});

test.each<[string, () => unknown, RegExp]>([
  ['a socket that is a path', () => ServerCertificate.spiffe({ socketName: '../agent.sock' }), /socketName is not one plain name/],
  ['a hint that ends the text', () => ClientCertificate.spiffe({ hint: 'a"b' }), /hint is not one plain name/],
  ['an image without a version', () => ServerCertificate.spiffe({ helperImage: 'ghcr.io/spiffe/spiffe-helper' }), /helperImage/],
  ['a duration that is too short', () => ServerCertificate.spiffe({ duration: Duration.seconds(30) }), /a minute or more/],
  ['terms of a registration that is not made', () => ServerCertificate.spiffe({ register: false, className: 'spire' }), /className would be said to nobody/],
  ['two terms for one pod', () => {
    const chart = made('monitoring');
    const certificate = (minutes: number) => ServerCertificate.spiffe({ ca: CA, duration: Duration.minutes(minutes) });
    const listener = (minutes: number) => ThanosListener.tls({ certificate: certificate(minutes) });
    return new ThanosSidecar(chart, 'sidecar', { grpc: listener(30), http: listener(60), prometheus: PrometheusPods.ofOperator('k8s') });
  }, /two certificates of one pod want it registered differently/],
  ['what Tempo shows its store', () => {
    const chart = made();
    const store = new TlsMinio(chart, 'minio', { certificate: ServerCertificate.spiffe({ ca: CA }), rootCredentials: RootCredentials.fromSecret('root') });
    const storage = store.bucket('tempo', { credentials: S3Credentials.fromSecret('minio-tempo') });
    return new TempoMonolithicS3Tls(chart, 'traces', { storage, clientCertificate: ClientCertificate.spiffe() });
  }, /clientCertificate has to be in a Secret[^]*spiffe-helper puts into pods/],
  ['two agents of one name', () => {
    const agent = { name: 'agent', image: 'a:1', directory: '/a', once: {}, renewing: {}, mounts: [], objects: [] };
    return podAgents('pod', [agent, { ...agent, image: 'a:2' }], { ends: false, uid: 1, imagePullPolicy: 'Always' });
  }, /agents called agent that differ/],
])('%s is refused', (_what, attempt, says) => { expect(messageOf(attempt)).toMatch(says); });
