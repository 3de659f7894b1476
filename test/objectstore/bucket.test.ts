import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, Duration, JsonPatch, Testing } from 'cdk8s';
import { Manifests, minio, published, referenced, tracing } from './fixture';
import { RequiredSecrets } from '../../src/kube/required-secrets';
import { BucketAccess, ObjectStoreImage, RootCredentials, S3Credentials, TlsMinio } from '../../src/objectstore';
import { provisioningScript } from '../../src/objectstore/provisioning';
import { ServerCertificate, StorageCa } from '../../src/pki';
import { TempoMonolithicS3Tls } from '../../src/tempo';
import { FACTS_ANNOTATION } from '../../src/x509/facts';
import { makeCa, serviceNames } from '../util/certificates';
import { messageOf } from '../util/errors';

describe('the Job of a bucket', () => {
  test('verifies the store with the CA of its certificate, in mc\'s own directory, and never skips that', () => {
    const ca = makeCa();
    const manifests = minio({ certificate: published(serviceNames('minio', 'tracing'), ca), buckets: ['tempo'] });
    const [container] = manifests.job.containers;
    const { configMapName } = StorageCa.fromPem(ca.certificatePem);
    expect(manifests.env(container)).toMatchObject({ ENDPOINT: 'https://minio.tracing.svc:9000', BUCKET: 'tempo', MC_CONFIG_DIR: '/mc' });
    expect(manifests.volume('ca', manifests.job).configMap).toEqual({ name: configMapName, items: [{ key: 'ca.crt', path: 'ca.crt' }] });
    expect(container.volumeMounts).toContainEqual({ name: 'ca', mountPath: '/mc/certs/CAs', readOnly: true });
    // mc writes its configuration, keys included: in memory, and in a directory that the user of the pod may write.
    expect(container.volumeMounts).toContainEqual({ name: 'client', mountPath: '/mc' });
    expect(manifests.volume('client', manifests.job).emptyDir.medium).toBe('Memory');
    expect(manifests.of('ConfigMap').map((map) => map.metadata.name)).toContain(configMapName);
    expect(JSON.stringify(manifests.all)).not.toMatch(/insecure|skip/i);
  });

  test('reads root\'s keys and the application\'s from two Secrets, as files', () => {
    const { job } = minio({ buckets: ['tempo'] });
    const volumes = Object.fromEntries(job.volumes.filter((v: any) => v.secret).map((v: any) => [v.name, v.secret]));
    expect(volumes.root.secretName).toBe('minio-root');
    expect(volumes.application).toEqual({
      secretName: 'minio-tempo', items: [{ key: 'access_key_id', path: 'access_key_id' }, { key: 'access_key_secret', path: 'access_key_secret' }],
    });
    expect(JSON.stringify(job.containers[0])).not.toContain('secretKeyRef');
  });

  test('says which Secret the application needs, with everything in it that is public', () => {
    const chart = tracing();
    new TlsMinio(chart, 'minio', { certificate: referenced(), buckets: ['tempo'] });
    expect(RequiredSecrets.of(chart)).toContainEqual(expect.objectContaining({
      name: 'minio-tempo', keys: { endpoint: 'https://minio.tracing.svc:9000', bucket: 'tempo', access_key_id: '', access_key_secret: '' },
    }));
  });

  test('makes a user with the least that the application needs, by today\'s commands', () => {
    const manifests = minio({ buckets: ['tempo'] });
    expect(manifests.script).toMatch(/mc mb --ignore-existing "root\/\$BUCKET"/);
    expect(manifests.script).toMatch(/mc admin policy create root "bucket-\$BUCKET"/);
    expect(manifests.script).toMatch(/mc admin policy attach root "bucket-\$BUCKET" --user "\$user"/);
    expect(manifests.script).not.toMatch(/policy (add|set|update)|config host/);
    const policy = JSON.parse(manifests.one('ConfigMap').data['policy.json']);
    expect(policy.Statement.map((s: any) => [s.Effect, s.Resource])).toEqual([['Allow', ['arn:aws:s3:::tempo']], ['Allow', ['arn:aws:s3:::tempo/*']], ['Deny', undefined]]);
    expect(policy.Statement.flatMap((s: any) => s.Action)).toEqual([
      's3:ListBucket', 's3:GetBucketLocation',
      's3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:GetObjectTagging', 's3:PutObjectTagging', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts',
      'admin:*', // denied: else MinIO lets every user make access keys for itself
    ]);
  });

  test('lets an application read only when asked to', () => {
    const manifests = minio({}, (store) => store.bucket('tempo', { access: BucketAccess.READ_ONLY }));
    expect(manifests.one('ConfigMap').data['policy.json']).not.toMatch(/Put|Delete|Abort/);
  });

  test('runs restricted, with limits, retries and no token', () => {
    const { spec } = minio({ buckets: ['tempo'] }).one('Job');
    const pod = spec.template.spec;
    expect(spec.backoffLimit).toBe(10);
    expect(pod).toMatchObject({ restartPolicy: 'OnFailure', automountServiceAccountToken: false, enableServiceLinks: false });
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(pod.containers[0].securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
    expect(Object.keys(pod.containers[0].resources.limits)).toEqual(['cpu', 'ephemeral-storage', 'memory']);
  });

  test('is never selected by the Service of the store', () => {
    const manifests = minio({ buckets: ['tempo'] });
    expect(manifests.one('Job').spec.template.metadata.labels).not.toMatchObject(manifests.one('Service', 'minio').spec.selector);
  });

  test('is kept when it is done, unless a time is given: applying again changes nothing', () => {
    expect(minio({ buckets: ['tempo'] }).one('Job').spec.ttlSecondsAfterFinished).toBeUndefined();
    expect(minio({ buckets: ['tempo'], bucketJobTtl: Duration.hours(1) }).one('Job').spec.ttlSecondsAfterFinished).toBe(3600);
  });

  test('carries the facts of what it dials and trusts', () => {
    const facts = JSON.parse(minio({ buckets: ['tempo'] }).one('Job').metadata.annotations[FACTS_ANNOTATION]);
    expect(facts.secrets['minio-tempo']).toEqual({ endpoint: 'https://minio.tracing.svc:9000', bucket: 'tempo' });
  });

  test('comes after the store and its CA in the manifest', () => {
    const manifests = minio({ certificate: published(serviceNames('minio', 'tracing')), buckets: ['tempo'] });
    expect(manifests.all[manifests.all.length - 1].kind).toBe('Job');
  });

  test('takes another image for its client, and JsonPatches', () => {
    const { job } = minio({ clientImage: ObjectStoreImage.of('registry.example.com/mc:v1') }, (store) => {
      ApiObject.of(store.bucket('tempo')).addJsonPatch(JsonPatch.add('/spec/template/spec/hostNetwork', false));
    });
    expect(job.containers[0].image).toBe('registry.example.com/mc:v1');
    expect(job.hostNetwork).toBe(false);
  });
});

describe('the name of the Job', () => {
  const nameOf = (props: object, bucket = 'tempo') => minio({ ...props, buckets: [bucket] }).one('Job').metadata.name;

  test('follows its content', () => {
    expect(nameOf({})).toMatch(/^minio-bucket-tempo-[0-9a-f]{10}$/);
    expect(nameOf({})).toBe(nameOf({}));
    expect(nameOf({ port: 9001 })).not.toBe(nameOf({}));
    expect(nameOf({ uid: 20000 })).not.toBe(nameOf({}));
    expect(nameOf({ metadata: { labels: { team: 'sre' } } })).toBe(nameOf({}));
  });

  test('follows what the user says of the state of either Secret, and the pod follows that of root\'s', () => {
    const of = (root?: string, application?: string) => minio({ rootCredentials: RootCredentials.fromSecret('minio-root', { revision: root }) }, (store) => {
      store.bucket('tempo', { credentials: S3Credentials.fromSecret('minio-tempo', { revision: application }) });
    });
    const names = [of(), of('2'), of(undefined, '2'), of('2', '2')].map((manifests) => manifests.one('Job').metadata.name);
    expect(new Set(names).size).toBe(4);
    expect(names[0]).toBe(nameOf({}));
    const annotations = (manifests: Manifests) => manifests.statefulSet.template.metadata.annotations;
    expect(annotations(of())).toBeUndefined();
    expect(annotations(of('2', '3'))).toEqual({ 'cdk8s-observability-tls/credentials-revision': 'root=2' });
    expect(messageOf(() => RootCredentials.fromSecret('minio-root', { revision: '' }))).toContain('revision is empty');
    expect(messageOf(() => S3Credentials.fromSecret('minio-tempo', { revision: 2 as any }))).toContain('revision must be text');
  });

  test('has at most 63 characters and no dot, and still tells buckets apart', () => {
    const long = 'b'.repeat(63);
    expect(nameOf({}, long).length).toBeLessThanOrEqual(63);
    expect(nameOf({}, long)).not.toBe(nameOf({}, `${'b'.repeat(62)}c`));
    expect(nameOf({}, 'a.bc')).toMatch(/^minio-bucket-a-bc-[0-9a-f]{10}$/);
    expect(nameOf({}, 'a.bc')).not.toBe(nameOf({}, 'a-bc'));
    expect(nameOf({ metadata: { name: 'm'.repeat(52) } }, long)).toMatch(/^m{52}-[0-9a-f]{10}$/);
  });
});

describe('asking for a bucket', () => {
  test('twice gives the same one, made by one Job', () => {
    const manifests = minio({ buckets: ['tempo'] }, (store) => {
      expect(store.bucket('tempo')).toBe(store.bucket('tempo'));
      expect(store.bucket('tempo')).toMatchObject({ bucketName: 'tempo', store });
      expect(store.buckets.map((bucket) => bucket.bucketName)).toEqual(['tempo']);
    });
    expect(manifests.of('Job')).toHaveLength(1);
  });

  test('again with other options is refused: they would be lost', () => {
    const message = messageOf(() => minio({ buckets: ['tempo'] }, (store) => store.bucket('tempo', { access: BucketAccess.READ_ONLY })));
    expect(message).toContain('[tracing/minio] this bucket is declared already');
    expect(message).toContain('"tempo"');
  });

  test('of a store whose CA is not known is refused, with the way out', () => {
    const message = messageOf(() => minio({ certificate: ServerCertificate.fromSecret('minio-tls'), buckets: ['tempo'] }));
    expect(message).toContain('[tracing/minio/bucket-tempo] it is not known which CA verifies the store');
    expect(message).toContain("ServerCertificate.fromSecret('…', { ca: StorageCa.fromPem(…) })");
  });

  test('for the root user is refused where that can be seen', () => {
    const rootCredentials = RootCredentials.unsafeInline({ user: 'administrator', password: 'for-development' });
    const root = S3Credentials.unsafeInline({ accessKeyId: 'administrator', secretAccessKey: 'for-development' });
    expect(messageOf(() => minio({ rootCredentials }, (store) => store.bucket('tempo', { credentials: root })))).toContain('access key administrator for both');
    const same = S3Credentials.fromSecret('minio-root');
    expect(messageOf(() => minio({}, (store) => store.bucket('tempo', { credentials: same })))).toContain('Secret minio-root for both');
  });

  test('with a cloud role is refused', () => {
    const credentials = S3Credentials.webIdentity('arn:aws:iam::123456789012:role/tempo');
    expect(messageOf(() => minio({ region: 'eu-central-1' }, (store) => store.bucket('tempo', { credentials })))).toContain('knows no cloud roles');
  });

  test('with inline keys makes one Secret for each content, named after the bucket', () => {
    const chart = tracing();
    const store = new TlsMinio(chart, 'minio', { certificate: referenced() });
    for (const bucketName of ['tempo', 'a.b', 'c'.repeat(63)]) {
      const bucket = store.bucket(bucketName, { credentials: S3Credentials.unsafeInline({ accessKeyId: 'application', secretAccessKey: 'only-for-a-try' }) });
      new TempoMonolithicS3Tls(chart, `traces-${bucketName.slice(0, 3).replace('.', '-')}`, { storage: bucket });
    }
    const names = new Manifests(Testing.synth(chart)).of('Secret').map((secret) => secret.metadata.name);
    expect(names.map((name) => name.replace(/-[0-9a-f]{10}$/, ''))).toEqual(['tempo-s3', 'a-b-s3', `${'c'.repeat(49)}-s3`]);
    expect(Math.max(...names.map((name) => name.length))).toBe(63);
  });

  test('in two stores of one namespace makes two Jobs of different names', () => {
    const chart = tracing();
    new TlsMinio(chart, 'one', { certificate: referenced(), buckets: ['tempo'] });
    new TlsMinio(chart, 'two', { certificate: referenced(), buckets: ['tempo'] });
    expect(new Set(new Manifests(Testing.synth(chart)).of('Job').map((job) => job.metadata.name)).size).toBe(2);
  });

  test('of a store of the same name in another namespace makes a Job there', () => {
    const chart = new Chart(tracing().node.root as any, 'other', { namespace: 'other' });
    new TlsMinio(chart, 'minio', { certificate: referenced(), buckets: ['tempo'] });
    expect(new Manifests(Testing.synth(chart)).one('Job').metadata.namespace).toBe('other');
  });
});

describe('the script', () => {
  /** Runs the script in a shell with an mc that notes what it is told, its stdin too, and fails where `fails` matches. */
  function run(fails: string, files: { [name: string]: string } = {}): { status: number | null; out: string; calls: string } {
    const dir = mkdtempSync(join(tmpdir(), 'provision-'));
    const given = { 'root/user': 'root\n', 'root/password': 'root-secret', 'application/access_key_id': 'tempo', 'application/access_key_secret': 'app-secret\n', ...files };
    for (const [name, text] of Object.entries(given)) {
      mkdirSync(join(dir, name, '..'), { recursive: true });
      writeFileSync(join(dir, name), text);
    }
    const log = join(dir, 'log');
    writeFileSync(log, '');
    writeFileSync(join(dir, 'mc'), `#!/bin/sh\nwords="$*"\ncase $words in "alias set"*|*"user add"*) words="$words < $(cat | tr '\\n' ' ')";; esac\necho "$words" >> ${log}\ncase "$words" in ${fails}) echo "no: $words"; exit 1;; esac\n`);
    chmodSync(join(dir, 'mc'), 0o755);
    const script = minio({ buckets: ['tempo'] }).script.replaceAll('/etc/credentials', dir);
    const result = spawnSync('sh', ['-c', script], {
      encoding: 'utf8',
      env: { PATH: `${dir}:/usr/bin:/bin`, ENDPOINT: 'https://minio.tracing.svc:9000', BUCKET: 'tempo', ATTEMPTS: '3', PAUSE: '0' },
    });
    return { status: result.status, out: result.stdout + result.stderr, calls: readFileSync(log, 'utf8') };
  }

  test('does its steps in order and gives keys by stdin, never as arguments', () => {
    const { status, out, calls } = run('never');
    expect(out).toContain('bucket tempo is ready');
    expect(status).toBe(0);
    expect(calls.trim().split('\n')).toEqual([
      'alias set root https://minio.tracing.svc:9000 < root root-secret ',
      'mb --ignore-existing root/tempo',
      'admin user add root < tempo app-secret ',
      'admin policy create root bucket-tempo /etc/provision/policy.json',
      'admin policy attach root bucket-tempo --user tempo',
      'alias set app https://minio.tracing.svc:9000 < tempo app-secret ',
      'ls app/tempo',
    ]);
  });

  test('tries again a bounded number of times, and says why it gives up', () => {
    const { status, out, calls } = run('mb*');
    expect(status).toBe(1);
    expect(out).toMatch(/bucket tempo: not yet: no: mb[\s\S]*bucket tempo: FAILED: no: mb/);
    expect(calls.match(/^mb/gm)).toHaveLength(3);
  });

  test('refuses an application that would be root', () => {
    const { status, out, calls } = run('never', { 'application/access_key_id': 'root' });
    expect(status).toBe(1);
    expect(out).toContain("REFUSED: the application's access key is the root user's name");
    expect(calls).toBe('');
  });

  test.each(['root/user', 'root/password', 'application/access_key_id', 'application/access_key_secret'])('refuses an empty %s', (name) => {
    const { status, out, calls } = run('never', { [name]: '\n' });
    expect(status).toBe(1);
    expect(out).toMatch(new RegExp(`REFUSED: .*${name} is empty`));
    expect(calls).toBe('');
  });

  test('is one that a POSIX shell can read, and needs nothing but sh, cat, sleep and mc', () => {
    const script = provisioningScript('');
    execFileSync('sh', ['-n', '-c', script]);
    expect(script).not.toMatch(/\b(jq|openssl|curl|sed|awk|timeout|date|local|function)\b|\[\[/);
  });
});
