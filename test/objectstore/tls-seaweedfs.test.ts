import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, JsonPatch } from 'cdk8s';
import { minio, seaweedfs } from './fixture';
import { BucketAccess, IObjectStore, RootCredentials, S3Credentials } from '../../src/objectstore';

test('is an object store like the other, at its own port', () => {
  const stores: IObjectStore[] = [];
  seaweedfs({}, (store) => stores.push(store));
  minio({}, (store) => stores.push(store));
  expect(stores.map(({ endpoint, host, port, forcePathStyle }) => ({ endpoint, host, port, forcePathStyle }))).toEqual([
    { endpoint: 'https://weed.tracing.svc:8333', host: 'weed.tracing.svc', port: 8333, forcePathStyle: true },
    { endpoint: 'https://minio.tracing.svc:9000', host: 'minio.tracing.svc', port: 9000, forcePathStyle: true },
  ]);
});

test('shows nothing but S3 outside the pod, and that with the certificate', () => {
  const manifests = seaweedfs();
  const { args } = manifests.server;
  expect(manifests.server.command).toBeUndefined();
  expect(args).toEqual(expect.arrayContaining([
    'server', '-ip=127.0.0.1', '-ip.bind=127.0.0.1', '-s3.ip.bind=0.0.0.0', '-s3.port=8333',
    '-s3.cert.file=/etc/seaweedfs-tls/tls.crt', '-s3.key.file=/etc/seaweedfs-tls/tls.key', '-s3.config=/etc/s3/identities.json',
  ]));
  // With an HTTPS port of its own, S3 would go on serving plain HTTP on the other.
  expect(args.join(' ')).not.toContain('port.https');
  expect(args).toEqual(expect.arrayContaining(['-s3.iam=false', '-s3.port.iceberg=0', '-s3.port.lance=0', '-master.telemetry=false']));
  for (const service of manifests.of('Service')) { expect(service.spec.ports.map((p: any) => p.port)).toEqual([8333]); }
});

test('finds its certificate where its arguments say, reads a new one within a minute, and locks the gRPC port beside S3', () => {
  const manifests = seaweedfs();
  expect(manifests.volume('certificate').secret.items.map((item: any) => item.path)).toEqual(['tls.crt', 'tls.key']);
  expect(manifests.server.volumeMounts).toContainEqual({ name: 'certificate', mountPath: '/etc/seaweedfs-tls', readOnly: true });
  expect(manifests.env()).toMatchObject({ WEED_TLS_CERT_REFRESH_INTERVAL: '30s', WEED_GRPC_S3_CERT: '/etc/seaweedfs-tls/tls.crt', WEED_GRPC_CA: '/etc/seaweedfs-tls/tls.crt' });
});

test('is probed over HTTPS at its own paths', () => {
  const { livenessProbe, readinessProbe } = seaweedfs().server;
  expect([livenessProbe, readinessProbe].map((probe) => [probe.httpGet.scheme, probe.httpGet.path])).toEqual([['HTTPS', '/healthz'], ['HTTPS', '/status']]);
});

test('runs restricted, its init container too, and the server sees no Secret of credentials', () => {
  const { pod, server } = seaweedfs({ buckets: ['tempo'] });
  for (const container of [...pod.initContainers, server]) {
    expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, runAsNonRoot: true });
    expect(container.resources.limits).toHaveProperty(['ephemeral-storage']);
  }
  expect(server.volumeMounts.map((m: any) => m.name)).toEqual(['data', 'certificate', 'tmp', 'identities']);
  expect(pod.volumes.find((v: any) => v.name === 'identities').emptyDir.medium).toBe('Memory');
});

test('knows every bucket, also those that are asked for later, and rolls when there is one more', () => {
  const secrets = (manifests: any) => manifests.pod.volumes.filter((v: any) => v.secret).map((v: any) => v.secret.secretName);
  expect(secrets(seaweedfs({ buckets: ['tempo'] }, (store) => store.bucket('thanos')))).toEqual(['minio-tls', 'weed-root', 'weed-tempo', 'weed-thanos']);
  expect(secrets(seaweedfs())).toEqual(['minio-tls', 'weed-root']);
});

test('makes its buckets by the same Job, with MinIO\'s client and without MinIO\'s administration', () => {
  const manifests = seaweedfs({ buckets: ['tempo'] });
  expect(manifests.job.containers[0].image).toContain('pgsty/silo');
  expect(manifests.script).toContain('mc mb --ignore-existing "root/$BUCKET"');
  expect(manifests.script).not.toContain('mc admin');
  expect(Object.keys(manifests.one('ConfigMap').data)).toEqual(['provision.sh']);
});

test('keeps JsonPatches and specOverrides', () => {
  const manifests = seaweedfs({ specOverrides: { minReadySeconds: 5 } }, (store) => ApiObject.of(store).addJsonPatch(JsonPatch.add('/spec/paused', true)));
  expect(manifests.statefulSet).toMatchObject({ minReadySeconds: 5, paused: true });
});

test('is rolled when the user says that keys have changed, root\'s or an application\'s: it reads both when it starts', () => {
  const manifests = seaweedfs({ rootCredentials: RootCredentials.fromSecret('weed-root', { revision: 'b' }) }, (store) => {
    store.bucket('tempo', { credentials: S3Credentials.fromSecret('weed-tempo', { revision: '2' }) });
    store.bucket('thanos');
  });
  expect(manifests.statefulSet.template.metadata.annotations).toEqual({ 'cdk8s-observability-tls/credentials-revision': 'root=b, tempo=2' });
});

describe('the identities', () => {
  type Files = { [name: string]: string };

  /** Runs the init container's script on files as the kubelet would mount them. */
  function run(change: (dirs: string[]) => Files = () => ({})): { status: number | null; err: string; json?: any } {
    const { pod } = seaweedfs({}, (store) => {
      store.bucket('tempo');
      store.bucket('thanos', { access: BucketAccess.READ_ONLY });
      store.bucket('tempo-archive', { credentials: S3Credentials.fromSecret('weed-tempo') });
    });
    const dir = mkdtempSync(join(tmpdir(), 'identities-'));
    const applications = pod.initContainers[0].volumeMounts.map((m: any) => m.name).filter((name: string) => name.startsWith('app-'));
    expect(applications).toHaveLength(2);
    const files: Files = {
      'root/user': 'administrator\n',
      'root/password': 'root+/secret=\n',
      [`${applications[0]}/user`]: 'tempo',
      [`${applications[0]}/password`]: 'tempo-secret',
      [`${applications[1]}/user`]: 'thanos',
      [`${applications[1]}/password`]: 'thanos $secret `x`',
      ...change(applications),
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(dir, name, '..'), { recursive: true });
      writeFileSync(join(dir, name), text);
    }
    const [shell, flag, script] = pod.initContainers[0].command;
    expect([shell, flag]).toEqual(['/bin/sh', '-c']);
    const result = spawnSync('sh', ['-c', script.replaceAll('/etc/credentials', dir).replaceAll('/etc/s3', dir)], { encoding: 'utf8' });
    return { status: result.status, err: result.stderr, json: result.status === 0 ? JSON.parse(readFileSync(join(dir, 'identities.json'), 'utf8')) : undefined };
  }

  test('are the administrator and one application for each Secret, which may use its own buckets only', () => {
    const { status, err, json } = run();
    expect(err).toBe('');
    expect(status).toBe(0);
    expect(json.identities.map((i: any) => [i.credentials[0].accessKey, i.credentials[0].secretKey, i.actions])).toEqual([
      ['administrator', 'root+/secret=', ['Admin', 'Read', 'Write', 'List', 'Tagging']],
      ['tempo', 'tempo-secret', ['Read:tempo', 'Write:tempo', 'List:tempo', 'Tagging:tempo', 'Read:tempo-archive', 'Write:tempo-archive', 'List:tempo-archive', 'Tagging:tempo-archive']],
      ['thanos', 'thanos $secret `x`', ['Read:thanos', 'List:thanos']],
    ]);
  });

  test.each<[string, (dirs: string[]) => Files, RegExp]>([
    ['an empty key', () => ({ 'root/password': '\n' }), /REFUSED: a key of root is empty/],
    ['a quote', ([app]) => ({ [`${app}/password`]: 'a"b' }), /REFUSED: a key of app-\w+ has a quote/],
    ['a backslash', ([app]) => ({ [`${app}/password`]: 'a\\b' }), /REFUSED: a key of app-\w+ has a quote, a backslash/],
    ['a line break inside', ([app]) => ({ [`${app}/user`]: 'a\nb' }), /REFUSED: .* control character/],
    ['an application that would be root', ([app]) => ({ [`${app}/user`]: 'administrator' }), /REFUSED: the access key of app-\w+ is taken/],
    ['two applications with one key', ([, app]) => ({ [`${app}/user`]: 'tempo' }), /REFUSED: the access key of app-\w+ is taken/],
  ])('are not written with %s', (_what, change, problem) => {
    const { status, err } = run(change);
    expect(status).not.toBe(0);
    expect(err).toMatch(problem);
  });
});
