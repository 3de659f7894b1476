import { ApiObject, Chart, Duration, JsonPatch, Size, Testing, YamlOutputType, App } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { bucket, env, FakeTempo, newChart, plain, secure, store, STORE_CA, synthesize } from './fakes';
import { ImagePullPolicy } from '../../src/kube/image-pull-policy';
import { RequiredSecrets } from '../../src/kube/required-secrets';
import { ObjectStorage, S3Credentials } from '../../src/objectstore';
import { ClientCertificate, StorageCa } from '../../src/pki';
import { TraceSmokeTest } from '../../src/smoke';
import { SCRIPTS } from '../../src/smoke/scripts';
import { makeCa } from '../util/certificates';

const WRITE = 'Job smoke-write-find';
const NEGATIVE = 'Job smoke-negative';

const podOf = (job: any) => job.spec.template.spec;
const containersOf = (job: any): any[] => [...(podOf(job).initContainers ?? []), ...podOf(job).containers];
const volume = (job: any, name: string) => podOf(job).volumes.find((v: any) => v.name === name);

function whole() {
  const chart = newChart();
  const tempo = new FakeTempo(chart, 'traces', { bucket: bucket(chart) });
  return { chart, tempo, ...synthesize(chart, { tempo }) };
}

describe('write and find', () => {
  test('waits, writes under the pod\'s own name, and finds by it', () => {
    const { objects } = whole();
    const [ready, write, find] = containersOf(objects.get(WRITE));
    expect([ready.name, write.name, find.name]).toEqual(['ready', 'write', 'find']);
    expect(write.command).toBeUndefined();
    expect(write.args).toEqual([
      'traces', '--otlp-endpoint=tempo-traces.tracing.svc:4317', '--otlp-insecure', '--service=$(SERVICE)', '--traces=10', '--rate=0',
    ]);
    expect(env(write).SERVICE).toBe('(metadata.name)');
    expect(env(find)).toMatchObject({ SERVICE: '(metadata.name)', TRACES: '10', TENANT: '', QUERY_URL: 'http://tempo-traces.tracing.svc:3200' });
    expect(env(ready)).toMatchObject({ QUERY_URL: 'http://tempo-traces.tracing.svc:3200', TIMEOUT: '300' });
  });

  test('sees the bucket with the application\'s keys, and verifies the store where mc looks for CAs', () => {
    const { objects, chart } = whole();
    const job = objects.get(WRITE);
    const find = podOf(job).containers[0];
    expect(env(find)).toMatchObject({
      STORE: 'https://minio.tracing.svc:9000', BUCKET: 'tempo', PREFIX: 'single-tenant', PATH_STYLE: 'on', FLUSH_URL: 'http://tempo-traces.tracing.svc:3200/flush',
    });
    expect(find.volumeMounts).toContainEqual({ name: 'store-ca', mountPath: `${env(find).MC_CONFIG_DIR}/certs/CAs`, readOnly: true });
    expect(volume(job, 'store-ca').configMap).toEqual({ name: 'storage-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] });
    // mc writes its configuration: a mount below a directory that is no volume would make that the root user's.
    expect(find.volumeMounts).toContainEqual({ name: 'work', mountPath: env(find).MC_CONFIG_DIR });
    expect(volume(job, 'credentials').secret).toMatchObject({ secretName: 'tempo-s3', items: [{ key: 'access_key_id' }, { key: 'access_key_secret' }] });
    expect(RequiredSecrets.of(chart).map((secret) => secret.name)).toEqual(['tempo-s3']);
  });

  test.each(['http://tempo:3200', 'http://tempo:3200/', 'http://tempo:3200/flush'])('flushes at /flush, given %s', (flushUrl) => {
    const chart = newChart();
    const { objects } = synthesize(chart, { tempo: new FakeTempo(chart, 'traces', { bucket: bucket(chart), flushUrl }) });
    expect(env(podOf(objects.get(WRITE)).containers[0]).FLUSH_URL).toBe('http://tempo:3200/flush');
  });

  test('the keys reach only the container that uses them', () => {
    const { objects } = whole();
    const users = [objects.get(WRITE), objects.get(NEGATIVE)].flatMap(containersOf)
      .filter((container) => container.volumeMounts?.some((mount: any) => mount.name === 'credentials')).map((container) => container.name);
    expect(users).toEqual(['find']);
  });

  test('inline credentials are one Secret with Tempo\'s own, not another', () => {
    const chart = newChart();
    const credentials = S3Credentials.unsafeInline({ accessKeyId: 'tempo', secretAccessKey: 'not-in-documents' });
    const inline = bucket(chart, credentials);
    credentials._bind(chart, { namespace: 'tracing', endpoint: inline.store.endpoint, bucket: 'tempo', region: undefined });
    const { objects } = synthesize(chart, { tempo: new FakeTempo(chart, 'traces', { bucket: inline }) });
    expect([...objects.keys()].filter((key) => key.startsWith('Secret'))).toEqual(['Secret tempo-s3']);
  });

  test('as a tenant', () => {
    const chart = newChart();
    const tempo = new FakeTempo(chart, 'traces', { multitenant: true, bucket: bucket(chart) });
    const { objects } = synthesize(chart, { tempo, tenant: 'team-a' });
    const [, write, find] = containersOf(objects.get(WRITE));
    expect(write.args).toContain('--otlp-header=X-Scope-OrgID="team-a"');
    expect(env(find)).toMatchObject({ TENANT: 'team-a', PREFIX: 'team-a' });
  });

  test('over HTTP where gRPC is off', () => {
    const chart = newChart();
    const { objects } = synthesize(chart, { tempo: new FakeTempo(chart, 'traces', { otlpGrpc: undefined }) });
    expect(containersOf(objects.get(WRITE))[1].args).toEqual(expect.arrayContaining(['--otlp-http', '--otlp-endpoint=tempo-traces.tracing.svc:4318', '--otlp-insecure']));
  });

  test.each([
    ['without a bucket', () => ({}), /keeps its blocks itself/],
    ['without /flush', (chart: Chart) => ({ bucket: bucket(chart), flushUrl: undefined }), /no POST \/flush/],
    ['with a role instead of keys', (chart: Chart) => ({
      bucket: bucket(chart, S3Credentials.webIdentity('arn:aws:iam::123456789012:role/tempo'), ObjectStorage.external(chart, 's3', { endpoint: 'https://s3.eu-central-1.amazonaws.com' })),
    }), /role of Tempo's service account/],
  ])('%s no bucket is looked at, and the log says why', (_name, has, why) => {
    const chart = newChart();
    const { objects } = synthesize(chart, { tempo: new FakeTempo(chart, 'traces', has(chart)) });
    const find = podOf(objects.get(WRITE)).containers[0];
    expect(env(find)).toMatchObject({ STORE: '', WHY_NO_BLOCK: expect.stringMatching(why) });
    expect(find.volumeMounts.map((mount: any) => mount.name)).toEqual(['scripts', 'work']);
  });
});

describe('receivers with TLS', () => {
  test('are written to with their CA, and their refusals are tried', () => {
    const chart = newChart();
    const ca = StorageCa.fromConfigMap('receiver-ca');
    const { objects } = synthesize(chart, { tempo: new FakeTempo(chart, 'traces', { otlpGrpc: secure(4317, ca), otlpHttp: secure(4318, ca) }) });
    const write = containersOf(objects.get(WRITE))[1];
    expect(write.args).toContain('--ca-cert=/etc/tls/grpc/ca.crt');
    expect(write.args.join()).not.toContain('insecure');
    expect(write.volumeMounts).toEqual([{ name: 'grpc-ca', mountPath: '/etc/tls/grpc', readOnly: true }]);
    expect(env(podOf(objects.get(NEGATIVE)).containers[0])).toMatchObject({
      GRPC: 'tempo-traces.tracing.svc:4317/',
      GRPC_CA: '/etc/tls/grpc/ca.crt',
      GRPC_MTLS: 'no',
      HTTP: 'tempo-traces.tracing.svc:4318/v1/traces',
      HTTP_CA: '/etc/tls/http/ca.crt',
      HTTP_MTLS: 'no',
    });
  });

  test('mutual TLS shows the client certificate, under its own keys, to receivers that ask', () => {
    const chart = newChart();
    const { objects } = synthesize(chart, {
      tempo: new FakeTempo(chart, 'traces', { otlpGrpc: secure(4317, STORE_CA(), true), otlpHttp: secure(4318, STORE_CA(), true) }),
      clientCertificate: ClientCertificate.fromSecret('sender', { certificateKey: 'cert.pem', privateKeyKey: 'key.pem' }),
    });
    const write = containersOf(objects.get(WRITE))[1];
    expect(write.args).toEqual(expect.arrayContaining(['--mtls', '--client-cert=/etc/tls/client/tls.crt', '--client-key=/etc/tls/client/tls.key']));
    const negative = objects.get(NEGATIVE);
    expect(volume(negative, 'client').secret).toEqual({ secretName: 'sender', items: [{ key: 'cert.pem', path: 'tls.crt' }, { key: 'key.pem', path: 'tls.key' }] });
    expect(env(podOf(negative).containers[0])).toMatchObject({ GRPC_MTLS: 'yes', HTTP_MTLS: 'yes', CLIENT_CERT: '/etc/tls/client/tls.crt' });
    const paths = podOf(negative).containers[0].volumeMounts.map((mount: any) => mount.mountPath);
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('a receiver of public roots needs no bundle', () => {
    const chart = newChart();
    const { objects } = synthesize(chart, { tempo: new FakeTempo(chart, 'traces', { otlpGrpc: secure(4317) }) });
    expect(containersOf(objects.get(WRITE))[1].args.join()).not.toMatch(/ca-cert|insecure/);
    expect(env(podOf(objects.get(NEGATIVE)).containers[0])).toMatchObject({ GRPC_CA: '' });
  });
});

describe('the negative Job', () => {
  test('knows the store by host, port and bucket, without a scheme', () => {
    expect(env(podOf(whole().objects.get(NEGATIVE)).containers[0])).toMatchObject({ STORE: 'minio.tracing.svc:9000/tempo', STORE_CA: '/etc/tls/store/ca.crt' });
  });

  test('says the port that a plain request would not guess', () => {
    const chart = newChart();
    const aws = ObjectStorage.external(chart, 's3', { endpoint: 'https://s3.eu-central-1.amazonaws.com' });
    const { objects } = synthesize(chart, { tempo: new FakeTempo(chart, 'traces', { bucket: bucket(chart, undefined, aws) }) });
    expect(env(podOf(objects.get(NEGATIVE)).containers[0])).toMatchObject({ STORE: 's3.eu-central-1.amazonaws.com:443/tempo', STORE_CA: '' });
  });

  test.each([
    ['no bucket and plain receivers', () => ({})],
    ['a store that is declared plaintext', (chart: Chart) => ({ bucket: bucket(chart, undefined, ObjectStorage.unsafePlaintext(chart, 's3', { endpoint: 'http://minio:9000' })) })],
  ])('is not there with %s', (_name, has) => {
    const chart = newChart();
    const { objects, smoke } = synthesize(chart, { tempo: new FakeTempo(chart, 'traces', has(chart)) });
    expect(objects.has(NEGATIVE)).toBe(false);
    expect(smoke.negativeJobName).toBeUndefined();
    expect(smoke.jobNames).toEqual([smoke.writeFindJobName]);
  });
});

describe('every pod', () => {
  test.each([WRITE, NEGATIVE])('%s is restricted, bounded and without a token', (name) => {
    const job = whole().objects.get(name);
    const pod = podOf(job);
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(job.spec).toMatchObject({
      backoffLimit: 2,
      ttlSecondsAfterFinished: 86_400,
      podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [1] } }] },
    });
    expect(job.spec.activeDeadlineSeconds).toBeGreaterThan(900);
    expect(job.spec.template.metadata.labels).toMatchObject({ 'app.kubernetes.io/component': 'smoke', 'app.kubernetes.io/instance': 'smoke' });
    for (const container of containersOf(job)) {
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true, capabilities: { drop: ['ALL'] },
      });
      for (const half of ['requests', 'limits']) { expect(Object.keys(container.resources[half]).sort()).toEqual(['cpu', 'ephemeral-storage', 'memory']); }
      expect(container.image).toMatch(/:[^:]*\d/);
      for (const mount of container.volumeMounts ?? []) { expect(pod.volumes.map((v: any) => v.name)).toContain(mount.name); }
    }
    for (const { name: used } of pod.volumes) {
      expect(containersOf(job).some((container) => container.volumeMounts?.some((mount: any) => mount.name === used))).toBe(true);
    }
  });

  test('leaves its user to the platform, and takes images, resources, pull policy and times as told', () => {
    const chart = newChart();
    const { objects } = synthesize(chart, {
      tempo: new FakeTempo(chart, 'traces'),
      platformUser: true,
      imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
      imagePullSecrets: ['registry'],
      telemetrygenImage: 'registry.example.com/telemetrygen:v0.161.0',
      resources: { cpu: { request: Cpu.millis(5) }, memory: { limit: Size.mebibytes(99) } },
      ttl: Duration.hours(1),
      timeout: Duration.minutes(2),
      traces: 25,
      metadata: { labels: { team: 'a' }, annotations: { note: 'b' }, namespace: 'elsewhere' },
    });
    const job = objects.get(WRITE);
    const pod = podOf(job);
    expect(pod.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(pod.imagePullSecrets).toEqual([{ name: 'registry' }]);
    expect(containersOf(job).map((c) => c.imagePullPolicy)).toEqual(Array(3).fill('IfNotPresent'));
    expect(containersOf(job)[1]).toMatchObject({
      image: 'registry.example.com/telemetrygen:v0.161.0', args: expect.arrayContaining(['--traces=25']), resources: { requests: { cpu: '5m' }, limits: { memory: '99Mi' } },
    });
    expect(containersOf(job)[1].securityContext.runAsUser).toBeUndefined();
    expect(env(containersOf(job)[0]).TIMEOUT).toBe('120');
    expect(job.spec.ttlSecondsAfterFinished).toBe(3600);
    expect(job.metadata).toMatchObject({ namespace: 'elsewhere', labels: { team: 'a' }, annotations: { note: 'b' } });
  });
});

test('nothing anywhere turns verification off', () => {
  const { chart } = whole();
  expect(JSON.stringify(chart.toJson())).not.toMatch(/--insecure|--otlp-insecure-skip-verify|curl[^;\n]* -k\b|skip.verify/i);
  expect(Object.values(SCRIPTS).join('\n')).not.toMatch(/insecure|\s-k\s/);
});

describe('names', () => {
  const jobs = (chart: Chart, scope: Construct = chart, more: object = {}) => {
    const tempo = new FakeTempo(chart, 'traces', { bucket: bucket(chart) });
    return new TraceSmokeTest(scope, 'smoke', { tempo, ...more }).jobNames;
  };

  test('are the same wherever the construct stands, and in every chart', () => {
    const deep = newChart('another');
    expect(jobs(deep, new Construct(new Construct(deep, 'a'), 'b'))).toEqual(jobs(newChart()));
  });

  test('follow the content: another trust, another Job', () => {
    const chart = newChart();
    const other = new FakeTempo(chart, 'traces', { bucket: bucket(chart, undefined, store(chart, StorageCa.fromPem(makeCa().certificatePem))) });
    const changed = new TraceSmokeTest(chart, 'smoke', { tempo: other }).jobNames;
    const [write, negative] = jobs(newChart());
    expect(changed[0]).not.toBe(write);
    expect(changed[1]).not.toBe(negative);
    expect(jobs(newChart(), undefined, { traces: 11 })).toEqual([expect.not.stringContaining(write), negative]);
  });

  test('of the longest kind fit a label', () => {
    const chart = newChart();
    const { smoke } = synthesize(chart, { tempo: new FakeTempo(chart, 'traces', { bucket: bucket(chart) }) }, 's'.repeat(41));
    for (const name of smoke.jobNames) { expect(name.length).toBeLessThanOrEqual(63); }
    expect(smoke.writeFindJobName).toHaveLength(63);
  });

  test('select for policies', () => {
    expect(whole().smoke.selectorLabels).toEqual({
      'app.kubernetes.io/name': 'trace-smoke-test', 'app.kubernetes.io/instance': 'smoke', 'app.kubernetes.io/component': 'smoke',
    });
  });
});

test('two synths give the same bytes', () => {
  const yaml = () => {
    const app = new App({ outdir: Testing.app().outdir, yamlOutputType: YamlOutputType.FILE_PER_APP });
    const chart = new Chart(app, 'tracing', { namespace: 'tracing' });
    new TraceSmokeTest(chart, 'smoke', { tempo: new FakeTempo(chart, 'traces', { bucket: bucket(chart) }) });
    return app.synthYaml();
  };
  expect(yaml()).toBe(yaml());
});

test('a patch of the main object survives', () => {
  const { chart, smoke } = whole();
  ApiObject.of(smoke).addJsonPatch(JsonPatch.add('/spec/unknownField', true));
  expect(chart.toJson().find((object: any) => object.metadata.name === smoke.writeFindJobName)).toMatchObject({ spec: { unknownField: true } });
});

test('everything that the Jobs read is printed before them', () => {
  const chart = newChart();
  const of = store(chart, StorageCa.fromPem(makeCa().certificatePem));
  synthesize(chart, { tempo: new FakeTempo(chart, 'traces', { bucket: bucket(chart, undefined, of), otlpHttp: plain(4318) }) });
  const kinds = chart.toJson().map((object: any) => object.kind);
  expect(kinds.lastIndexOf('ConfigMap')).toBeLessThan(kinds.indexOf('Job'));
});
