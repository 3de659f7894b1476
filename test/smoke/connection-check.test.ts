import { ApiObject, App, Chart, Duration, Size, Testing } from 'cdk8s';
import { checkConnections, Fields } from './connection-checks';
import {
  ConnectionCheck, DebugPod, DevTracingStore, NetworkPeer, ObjectStorage, S3Credentials, StorageCa, StorePerformanceCheck, StorePerformanceCheckProps,
  TlsProof,
} from '../../src';
import { certificates } from '../presets/table';

const SCHEDULE = '17 6 * * *';

/** An app of manifests as somebody else may write them, with a check. */
function checked(manifests: readonly any[], props: ConstructorParameters<typeof ConnectionCheck>[2] = {}): Fields {
  const app = Testing.app();
  const chart = new Chart(app, 'metrics', { namespace: 'metrics' });
  manifests.forEach((manifest, i) => new ApiObject(chart, `${i}`, manifest));
  new ConnectionCheck(chart, 'connections', props);
  TlsProof.off(app, 'only what is emitted is looked at');
  return checkConnections(Testing.synth(chart));
}

/** A pod that runs some commands, with a bundle and a pair. */
function client(name: string, script: string, more: object = {}): any {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [{
            name: 'client',
            image: 'docker.io/curlimages/curl:8.17.0',
            command: ['sh', '-ec', script],
            volumeMounts: [{ name: 'ca', mountPath: '/ca' }, { name: 'pair', mountPath: '/pair' }],
          }],
          volumes: [{ name: 'ca', configMap: { name: 'store-ca' } }, { name: 'pair', secret: { secretName: 'client-tls' } }],
          ...more,
        },
      },
    },
  };
}

describe('in a tracing store', () => {
  const app: App = Testing.app();
  const chart = new DevTracingStore(app, 'tracing', {
    unsafeCertificatesFrom: certificates,
    networkPolicies: { otlpSenders: [NetworkPeer.namespaces({ traces: 'yes' })] },
  });
  const check = new ConnectionCheck(chart, 'connections', { schedule: SCHEDULE });
  const debug = new DebugPod(chart, 'debug');
  const objects = Testing.synth(chart);
  const { rows, dial, pods, jobs } = checkConnections(objects);

  test('each connection is made once, with the bundle of its client', () => {
    expect(rows.map(({ who, url, kind }) => [who, url, kind])).toEqual([
      [expect.stringMatching(/^telemetrygen \(Job /), 'http://tempo-traces.tracing.svc:4317', 'plaintext'],
      ['Tempo (TempoMonolithic tracing/traces)', 'https://minio.tracing.svc:9000', 'tls'],
      [expect.stringMatching(/^mc \(Job /), 'https://minio.tracing.svc:9000', 'tls'],
    ]);
    expect(dial[1]).toMatch(/^dial 2 --cacert \/etc\/tls\/configmap-storage-ca-\w+\/service-ca\.crt --capath \/work\/no-roots https:\/\/minio\.tracing\.svc:9000\/$/);
    // mc trusts the public roots beside the bundle.
    expect(dial[2]).not.toContain('no-roots');
  });

  test('a Job runs once for each content, and a CronJob of one name again', () => {
    expect(check.cronJobName).toBe('connections');
    expect(jobs.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([['Job', expect.stringMatching(/^connections-once-\w{10}$/)], ['CronJob', 'connections']]);
    expect(jobs[1].spec).toMatchObject({ schedule: SCHEDULE, concurrencyPolicy: 'Forbid' });
  });

  test('the pods are restricted, have no token, write to memory only, and hold no Secret', () => {
    for (const pod of pods) {
      expect(pod).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } });
      for (const container of [...pod.initContainers, ...pod.containers]) {
        expect(container.securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
      }
      expect(pod.volumes.map((volume: any) => Object.keys(volume).find((key) => key !== 'name'))).toEqual(['configMap', 'emptyDir', 'projected']);
      expect(JSON.stringify(pod)).not.toContain('"secret"');
    }
  });

  test('the policies let it out to what it dials and to DNS, and those let it in', () => {
    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
    const own = policies.find(({ metadata }) => metadata.name === 'connections-smoke');
    expect(own.spec.podSelector.matchLabels).toEqual(check.selectorLabels);
    expect(own.spec.egress.map(({ ports }: any) => ports[0].port)).toEqual([4317, 9000, 53]);
    for (const name of ['minio-object-store', 'traces-tempo']) {
      const { ingress } = policies.find(({ metadata }) => metadata.name === name).spec;
      expect(ingress.flatMap(({ from }: any) => from)).toContainEqual({ podSelector: own.spec.podSelector });
    }
  });

  test('a pod to look from sleeps beside it, as closed and as open, with the commands for each connection', () => {
    const { spec } = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === debug.deploymentName);
    expect(spec).toMatchObject({ replicas: 0, selector: { matchLabels: debug.selectorLabels } });
    expect(spec.template.spec).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } });
    expect(spec.template.spec.restartPolicy).toBeUndefined();
    const { data } = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('debug-'));
    expect(data['commands.txt'].split('\n')).toEqual([
      expect.stringMatching(/^# telemetrygen \(Job .*\) -> http:\/\/tempo-traces\.tracing\.svc:4317, plaintext$/),
      'curl -v --http2-prior-knowledge http://tempo-traces.tracing.svc:4317/',
      'grpcurl -plaintext tempo-traces.tracing.svc:4317 list',
      '',
      expect.stringMatching(/^# Tempo \(TempoMonolithic tracing\/traces\) -> https:\/\/minio\.tracing\.svc:9000, verified with ConfigMap storage-ca-\w+ key service-ca\.crt$/),
      expect.stringMatching(/^curl -v --cacert \/etc\/tls\/configmap-storage-ca-\w+\/service-ca\.crt --capath \/work\/no-roots https:\/\/minio\.tracing\.svc:9000\/$/),
      expect.stringMatching(/^openssl s_client -connect minio\.tracing\.svc:9000 -servername minio\.tracing\.svc -verify_hostname minio\.tracing\.svc -CAfile \S+ -verify_return_error -showcerts < \/dev\/null$/),
      '',
      ...Array.from({ length: 4 }, () => expect.anything()),
    ]);
    const policy = objects.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'debug-debug');
    expect(policy.spec.egress.map(({ ports }: any) => ports[0].port)).toEqual([4317, 9000, 53]);
  });

  test('the prover sees its connections verify, and finds nothing more', () => {
    const report = TlsProof.of(app);
    expect(report.findings).toEqual([]);
    expect(report.connections.filter(({ client: { name } }) => name.startsWith('connections')).map(({ verdict }) => verdict)).toEqual(expect.arrayContaining(['proved']));
  });

  test('what it writes is there once after a second synth, and the same', () => {
    expect(Testing.synth(chart)).toEqual(objects);
  });
});

describe('as each client makes it', () => {
  const ask = 'curl --fail --cacert /ca/ca.crt --cert /pair/tls.crt --key /pair/tls.key https://store.metrics.svc:9000/';

  test('a client certificate is read without its key, unless keys are asked for', () => {
    const without = checked([client('one', ask)]);
    expect(without.rows).toMatchObject([{ kind: 'server-half', identity: 'Secret client-tls key tls.crt', identityFile: '/etc/tls/secret-client-tls/tls.crt' }]);
    expect(JSON.stringify(without)).not.toContain('tls.key');
    const keys = checked([client('one', ask)], { mountClientKeys: true });
    expect(keys.rows).toMatchObject([{ kind: 'tls' }]);
    expect(keys.dial[0]).toContain('--cert /etc/tls/secret-client-tls/tls.crt --key /etc/tls/secret-client-tls/tls.key');
    expect(JSON.stringify(keys.pods)).toContain('"key":"tls.key"');
  });

  test('another name than the one dialled is expected as its client expects it', () => {
    const { dial, rows } = checked([client('one', 'curl --fail --cacert /ca/ca.crt --connect-to store.example.com:443:10.0.0.7:8443 https://store.example.com/')]);
    expect(rows).toMatchObject([{ url: 'https://store.example.com:8443' }]);
    expect(dial[0]).toContain('--connect-to store.example.com:8443:10.0.0.7:8443 https://store.example.com:8443/');
  });

  test('clients that would do the same share one handshake; each namespace has its own', () => {
    const script = 'curl --fail --cacert /ca/ca.crt https://store.metrics.svc:9000/';
    const there = client('three', script);
    const { rows, jobs } = checked([client('one', script), client('two', script), { ...there, metadata: { ...there.metadata, namespace: 'elsewhere' } }]);
    expect(rows.map(({ who }) => who)).toEqual(['curl (Deployment elsewhere/three)', 'curl (Deployment metrics/one), curl (Deployment metrics/two)']);
    expect(jobs.map(({ metadata }) => metadata.namespace)).toEqual(['elsewhere', 'metrics']);
  });

  test('what cannot be made is told with the reason, and not left out', () => {
    const { rows, dial } = checked([client('one', 'curl --fail -k https://store.metrics.svc:9000/ && curl --fail --cacert /nowhere/ca.crt https://other.metrics.svc/')]);
    expect(rows.map(({ url, kind, bundle }) => [url, kind, bundle])).toEqual([
      ['https://other.metrics.svc:443', 'skipped', 'the bundle that its client trusts does not show'],
      ['https://store.metrics.svc:9000', 'skipped', 'its client verifies nothing'],
    ]);
    expect(dial).toEqual([]);
  });

  test('many go to several Jobs, of each of which the prover can read all', () => {
    const script = Array.from({ length: 81 }, (_, i) => `curl --fail --cacert /ca/ca.crt https://store-${i}.metrics.svc:9000/`).join(' && ');
    const { rows, jobs, seen } = checked([client('one', script)]);
    expect(rows).toHaveLength(81);
    expect(jobs.map(({ metadata }) => metadata.name)).toEqual([expect.stringMatching(/^connections-once-/), expect.stringMatching(/^connections-2-once-/)]);
    expect(seen('Job')).toBe(81);
  });
});

describe('bad input', () => {
  const make = (props: any, id = 'connections') => () => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'metrics' });
    return new ConnectionCheck(chart, id, props);
  };
  test.each([
    [{ schedule: 'every day' }, /schedule is no schedule of a CronJob/],
    [{ schedule: '* * * *' }, /minute, hour, day, month/],
    [{ minimumDaysLeft: -1 }, /minimumDaysLeft is out of range/],
    [{ minimumDaysLeft: 2.5 }, /minimumDaysLeft is out of range/],
    [{ mountClientKeys: 'yes' }, /mountClientKeys must be true or false/],
    [{ toolsImage: 'silo' }, /toolsImage must be made by a method of ObjectStoreImage/],
    [{ timeout: 3 }, /timeout must be a Duration/],
    [{ metadata: { namespace: 'other' } }, /a check runs where its clients are/],
    [{ metadata: { name: 'Not a label' } }, /metadata.name is not a DNS label/],
    [{ metadata: { name: 'a'.repeat(45) } }, /at most 44 characters/], // of which the Job's name becomes a label
  ])('%j', (props, says) => { expect(make(props)).toThrow(says); });

  test('a chart in which nobody dials has nothing to check', () => {
    const app = Testing.app();
    new ConnectionCheck(new Chart(app, 'empty', { namespace: 'metrics' }), 'connections');
    expect(() => app.synthYaml()).toThrow(/there is nothing to check/);
  });
});

describe('StorePerformanceCheck', () => {
  const made = (props: Partial<StorePerformanceCheckProps> = {}) => {
    const chart = new Chart(Testing.app(), 'tracing', { namespace: 'tracing' });
    const store = ObjectStorage.external(chart, 's3', { endpoint: 'https://s3.example.com:9000', ca: StorageCa.fromConfigMap('s3-ca') });
    const bucket = store.bucket('tempo', { credentials: S3Credentials.fromSecret('tempo-keys') });
    const check = new StorePerformanceCheck(chart, 'performance', { bucket, ...props });
    return { check, objects: Testing.synth(chart) };
  };

  test('asks with the keys and the bundle of the bucket\'s application, and sends no key as an argument', () => {
    const { check, objects } = made({ maximumPut: Duration.millis(500), minimumThroughput: 20, objectSize: Size.mebibytes(8) });
    const { metadata, spec: { template: { spec } } } = objects.find(({ kind }) => kind === 'Job');
    expect(metadata.name).toBe(check.jobName);
    const env = Object.fromEntries(spec.containers[0].env.map(({ name, value }: any) => [name, value]));
    expect(env).toMatchObject({ STORE: 'https://s3.example.com:9000', BUCKET_URL: 'https://s3.example.com:9000/tempo', BYTES: '8388608', MAX_PUT: '500000', MAX_GET: '0', MIN_MIBS: '20' });
    expect(spec.volumes).toContainEqual(expect.objectContaining({ secret: expect.objectContaining({ secretName: 'tempo-keys' }) }));
    expect(spec.containers[0].command).toEqual(['/bin/sh', '/etc/smoke/performance.sh']);
    expect(spec).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } });
  });

  test.each([
    [{ objects: 0 }, /objects is out of range/],
    [{ maximumPut: 3 }, /maximumPut must be a Duration/],
    [{ objectSize: Size.gibibytes(1) }, /objectSize is not usable/],
    [{ minimumThroughput: 0.5 }, /minimumThroughput is out of range/],
    [{ bucket: undefined }, /bucket is missing/],
  ])('refuses %j', (props: any, says) => { expect(() => made(props)).toThrow(says); });
});
