import { ApiObject, Chart, JsonPatch, Size, Testing, Yaml } from 'cdk8s';
import { Cpu, ServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { minio, published, referenced, tracing } from './fixture';
import { ImagePullPolicy } from '../../src/kube/image-pull-policy';
import { RequiredSecrets } from '../../src/kube/required-secrets';
import { ObjectStoreImage, RootCredentials, S3Credentials, StoreVolume, TlsMinio } from '../../src/objectstore';
import { CertificateIssuer, ServerCertificate, StorageCa } from '../../src/pki';
import { FACTS_ANNOTATION } from '../../src/x509/facts';
import { makeCa, makeServer, serviceNames } from '../util/certificates';

describe('the server', () => {
  test('is given arguments only, so that every fork\'s own entrypoint finds its binary', () => {
    const { server } = minio();
    expect(server.command).toBeUndefined();
    expect(server.args).toEqual(['server', '--certs-dir=/etc/minio/certs', '--address=:9000', '/data']);
  });

  test('finds its certificate under MinIO\'s own names, in an absolute directory that any user can read, never by subPath', () => {
    const manifests = minio();
    const mount = manifests.server.volumeMounts.find((m: any) => m.name === 'certificate');
    expect(mount).toEqual({ name: 'certificate', mountPath: '/etc/minio/certs', readOnly: true });
    expect(manifests.volume('certificate').secret).toEqual({
      secretName: 'minio-tls', items: [{ key: 'tls.crt', path: 'public.crt' }, { key: 'tls.key', path: 'private.key' }],
    });
    expect(JSON.stringify(manifests.all)).not.toContain('subPath');
  });

  test('reads its root credentials from files of a Secret that somebody has to make', () => {
    const chart = tracing();
    new TlsMinio(chart, 'minio', { certificate: referenced() });
    const manifests = minio();
    expect(manifests.env()).toMatchObject({ MINIO_ROOT_USER_FILE: '/etc/minio/root/user', MINIO_ROOT_PASSWORD_FILE: '/etc/minio/root/password' });
    // Never optional: MinIO takes a file that is not there for its published default credentials.
    expect(manifests.volume('root').secret).toEqual({
      secretName: 'minio-root', items: [{ key: 'rootUser', path: 'user' }, { key: 'rootPassword', path: 'password' }],
    });
    expect(RequiredSecrets.of(chart)).toContainEqual(expect.objectContaining({ namespace: 'tracing', name: 'minio-root', keys: { rootUser: '', rootPassword: '' } }));
  });

  test('is probed over HTTPS on its own port, with a liveness that is not the readiness', () => {
    const { livenessProbe, readinessProbe, startupProbe } = minio().server;
    for (const probe of [livenessProbe, readinessProbe, startupProbe]) { expect(probe.httpGet).toMatchObject({ scheme: 'HTTPS', port: 'https' }); }
    expect(livenessProbe.httpGet.path).toBe('/minio/health/live');
    expect(readinessProbe.httpGet.path).toBe('/minio/health/ready');
    expect(startupProbe.httpGet.path).toBe('/minio/health/live');
  });

  test('runs restricted, as a user above 10000, with nothing to write but its data and /tmp', () => {
    const manifests = minio();
    expect(manifests.pod.securityContext).toEqual({
      runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001, fsGroupChangePolicy: 'OnRootMismatch', seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(manifests.server.securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
    expect(manifests.server.volumeMounts.filter((m: any) => !m.readOnly).map((m: any) => m.mountPath)).toEqual(['/data', '/tmp']);
    expect(manifests.pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
  });

  test('leaves user and group to the platform when asked to', () => {
    const manifests = minio({ platformUser: true, buckets: ['tempo'] });
    expect(JSON.stringify([manifests.pod, manifests.job])).not.toMatch(/runAsUser|runAsGroup|fsGroup/);
    expect(manifests.pod.securityContext.runAsNonRoot).toBe(true);
  });

  test('runs as another user when asked to, and so do its Jobs', () => {
    const manifests = minio({ uid: 20000, buckets: ['tempo'] });
    expect(manifests.pod.securityContext).toMatchObject({ runAsUser: 20000, fsGroup: 20000 });
    expect(manifests.job.securityContext.runAsUser).toBe(20000);
  });

  test('has no console unless asked for one, and then on a fixed port', () => {
    expect(minio().env().MINIO_BROWSER).toBe('off');
    const manifests = minio({ console: true });
    expect(manifests.server.args).toContain('--console-address=:9001');
    expect(manifests.env().MINIO_BROWSER).toBe('on');
    expect(manifests.one('Service', 'minio').spec.ports.map((p: any) => [p.name, p.port])).toEqual([['https', 9000], ['https-console', 9001]]);
  });

  test('has its image pinned by tag and digest, by one table', () => {
    expect(minio().server.image).toMatch(/^docker\.io\/pgsty\/silo:RELEASE\.[-0-9TZ]+@sha256:[0-9a-f]{64}$/);
  });

  test('takes region, port, image, pull policy and registry credentials', () => {
    const manifests = minio({
      region: 'eu-central-1',
      port: 9443,
      image: ObjectStoreImage.of('registry.example.com/silo:v1'),
      imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
      imagePullSecrets: ['registry'],
      buckets: ['tempo'],
    }, (store) => {
      expect(store.endpoint).toBe('https://minio.tracing.svc:9443');
      expect(store.region).toBe('eu-central-1');
    });
    expect(manifests.env().MINIO_SITE_REGION).toBe('eu-central-1');
    expect(manifests.server.args).toContain('--address=:9443');
    expect(manifests.one('Service', 'minio').spec.ports[0]).toMatchObject({ port: 9443, targetPort: 'https' });
    for (const pod of [manifests.pod, manifests.job]) {
      expect(pod.imagePullSecrets).toEqual([{ name: 'registry' }]);
      expect(pod.containers[0]).toMatchObject({ image: 'registry.example.com/silo:v1', imagePullPolicy: 'IfNotPresent' });
    }
  });

  test('takes what decides where it runs', () => {
    const chart = tracing();
    const serviceAccount = ServiceAccount.fromServiceAccountName(chart, 'account', 'store');
    const manifests = minio({
      nodeSelector: { disk: 'fast' },
      tolerations: [{ key: 'storage', operator: 'Exists' }],
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } },
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
      priorityClassName: 'high',
      serviceAccount,
      podLabels: { 'team': 'sre', 'app.kubernetes.io/name': 'ignored' },
      podAnnotations: { note: 'x' },
      extraEnv: { MINIO_COMPRESSION_ENABLE: 'on' },
    });
    expect(manifests.pod).toMatchObject({
      nodeSelector: { disk: 'fast' }, tolerations: [{ key: 'storage', operator: 'Exists' }], priorityClassName: 'high', serviceAccountName: 'store', automountServiceAccountToken: false,
    });
    expect(manifests.pod.affinity.nodeAffinity).toBeDefined();
    expect(manifests.pod.topologySpreadConstraints[0].topologyKey).toBe('zone');
    const { metadata } = manifests.statefulSet.template;
    expect(metadata.labels).toMatchObject({ 'team': 'sre', 'app.kubernetes.io/name': 'minio' });
    expect(metadata.annotations).toEqual({ note: 'x' });
    expect(manifests.env().MINIO_COMPRESSION_ENABLE).toBe('on');
  });
});

describe('storage', () => {
  test('is a claim unless said otherwise', () => {
    const [claim] = minio({ storage: StoreVolume.claim({ size: '50Gi', storageClassName: 'fast' }) }).statefulSet.volumeClaimTemplates;
    expect(claim).toMatchObject({ kind: 'PersistentVolumeClaim', metadata: { name: 'data' } });
    expect(claim.spec).toEqual({ accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: '50Gi' } } });
    expect(minio().statefulSet.volumeClaimTemplates[0].spec).toEqual({ accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } });
  });

  test.each([['2Gi', '3Gi'], ['500M', '1501Mi'], ['1e9', '1978Mi']])('that is ephemeral (%s) counts into the ephemeral storage limit (%s)', (sizeLimit, limit) => {
    const manifests = minio({ storage: StoreVolume.ephemeral({ sizeLimit }) });
    expect(manifests.statefulSet.volumeClaimTemplates).toBeUndefined();
    expect(manifests.volume('data')).toEqual({ name: 'data', emptyDir: { sizeLimit } });
    expect(manifests.server.resources.limits['ephemeral-storage']).toBe(limit);
  });
});

test('resources replace the default as a whole: what is left out is left out', () => {
  expect(minio().server.resources.limits).toMatchObject({ 'cpu': '1', 'memory': '2Gi', 'ephemeral-storage': '1Gi' });
  const memory = { request: Size.mebibytes(256), limit: Size.gibibytes(1) };
  const { resources } = minio({ resources: { cpu: { request: Cpu.millis(100) }, memory } }).server;
  expect(resources).toEqual({ requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } });
});

describe('names', () => {
  test('of the Service are all in the certificate, with those of the pods', () => {
    const chart = tracing();
    const issuer = CertificateIssuer.fromClusterIssuerName(chart, 'issuer', 'internal', { ca: StorageCa.fromBundle('internal') });
    const store = new TlsMinio(chart, 'minio', { certificate: ServerCertificate.issuedBy(issuer), clusterDomain: 'corp.example' });
    const certificate = Testing.synth(chart).find((object) => object.kind === 'Certificate');
    expect(certificate.spec.dnsNames).toEqual([
      'minio', 'minio.tracing', 'minio.tracing.svc', 'minio.tracing.svc.corp.example',
      '*.minio-headless.tracing', '*.minio-headless.tracing.svc', '*.minio-headless.tracing.svc.corp.example',
    ]);
    expect(store).toMatchObject({ host: 'minio.tracing.svc', port: 9000, endpoint: 'https://minio.tracing.svc:9000', certificateSecretName: 'minio-tls' });
  });

  test('of a certificate that covers the short name only are dialled when the user says so', () => {
    expect(() => minio({ certificate: published(['minio']) })).toThrow(/does not cover the name that clients dial[\s\S]*minio\.tracing\.svc[\s\S]*dialledHost/);
    minio({ certificate: published(['minio']), dialledHost: 'minio' }, (store) => expect(store.endpoint).toBe('https://minio:9000'));
  });

  test('that the certificate has beside the Service\'s can be dialled, and are asked for', () => {
    const chart = tracing();
    const issuer = CertificateIssuer.fromClusterIssuerName(chart, 'issuer', 'internal');
    new TlsMinio(chart, 'minio', { certificate: ServerCertificate.issuedBy(issuer), dialledHost: 's3.example.com' });
    expect(Testing.synth(chart).find((object) => object.kind === 'Certificate').spec.dnsNames).toContain('s3.example.com');
  });

  test('of Services: one fronts the server and one gives the pod its name; both select the pod', () => {
    const manifests = minio();
    const labels = manifests.statefulSet.template.metadata.labels;
    for (const service of manifests.of('Service')) { expect(labels).toMatchObject(service.spec.selector); }
    expect(manifests.statefulSet.serviceName).toBe('minio-headless');
    expect(manifests.one('Service', 'minio-headless').spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
    expect(manifests.one('Service', 'minio').spec.type).toBe('ClusterIP');
  });

  test('and selectors stay when the construct moves in the tree', () => {
    const make = (move: (chart: Chart) => Construct) => {
      const chart = tracing();
      new TlsMinio(move(chart), 'minio', { certificate: referenced(), buckets: ['tempo'] });
      return Yaml.stringify(...Testing.synth(chart));
    };
    expect(make((chart) => new Construct(new Construct(chart, 'a'), 'b'))).toBe(make((chart) => chart));
  });

  test('come from metadata where it has them; its labels and annotations reach every object', () => {
    const manifests = minio({ metadata: { name: 'store', namespace: 'data', labels: { team: 'sre' }, annotations: { note: 'x' } }, buckets: ['tempo'] });
    for (const object of manifests.all) {
      expect(object.metadata).toMatchObject({ namespace: 'data', labels: { team: 'sre' }, annotations: { note: 'x' } });
      expect(object.metadata.name).toMatch(/^store/);
    }
  });
});

describe('what a user adds', () => {
  test('by JsonPatch survives', () => {
    const manifests = minio({}, (store) => {
      ApiObject.of(store).addJsonPatch(JsonPatch.add('/spec/template/spec/hostAliases', [{ ip: '192.0.2.1' }]), JsonPatch.replace('/spec/replicas', 0));
      ApiObject.of(store).metadata.addAnnotation('added', 'later');
    });
    expect(manifests.pod.hostAliases).toEqual([{ ip: '192.0.2.1' }]);
    expect(manifests.statefulSet.replicas).toBe(0);
    expect(manifests.one('StatefulSet').metadata.annotations.added).toBe('later');
  });

  test('by specOverrides has the last word: maps merge, null removes', () => {
    const { statefulSet } = minio({ specOverrides: { minReadySeconds: 5, template: { spec: { terminationGracePeriodSeconds: null, dnsPolicy: 'Default' } } } });
    expect(statefulSet.minReadySeconds).toBe(5);
    expect(statefulSet.template.spec).toMatchObject({ dnsPolicy: 'Default', enableServiceLinks: false });
    expect(statefulSet.template.spec.terminationGracePeriodSeconds).toBeUndefined();
  });
});

describe('the manifest', () => {
  test('is the same, byte for byte, when it is made twice', () => {
    const make = () => {
      const chart = tracing();
      new TlsMinio(chart, 'minio', { certificate: referenced(), buckets: ['tempo', 'thanos'] });
      return [Yaml.stringify(...Testing.synth(chart)), Yaml.stringify(...Testing.synth(chart))];
    };
    const [first, again] = make();
    expect(again).toBe(first);
    expect(make()[0]).toBe(first);
  });

  test('holds no private key and no credential', () => {
    const manifests = minio({ buckets: ['tempo'], certificate: published(serviceNames('minio', 'tracing')) });
    expect(manifests.of('Secret')).toEqual([]);
    expect(JSON.stringify(manifests.all)).not.toContain('PRIVATE KEY');
  });

  test('holds them only when the user says unsafe, and then under names that follow the content', () => {
    const ca = makeCa();
    const { certificatePem: certificate, privateKeyPem: privateKey } = makeServer(ca, serviceNames('minio', 'tracing'));
    const make = (password: string) => minio({
      certificate: ServerCertificate.unsafeInline({ certificate, privateKey, ca: ca.certificatePem }),
      rootCredentials: RootCredentials.unsafeInline({ user: 'administrator', password }),
    }, (store) => store.bucket('tempo', { credentials: S3Credentials.unsafeInline({ accessKeyId: 'tempo', secretAccessKey: 'for-development' }) }));
    const names = make('first-password').of('Secret').map((secret) => secret.metadata.name);
    expect(names.sort()).toEqual([expect.stringMatching(/^minio-root-[0-9a-f]{10}$/), 'minio-tls', expect.stringMatching(/^tempo-s3-[0-9a-f]{10}$/)]);
    expect(make('other-password').pod.volumes).not.toEqual(make('first-password').pod.volumes);
  });

  test('tells what is public of the certificate where the server is', () => {
    const { metadata } = minio({ certificate: published(serviceNames('minio', 'tracing')) }).one('StatefulSet');
    expect(JSON.parse(metadata.annotations[FACTS_ANNOTATION]).secrets['minio-tls']['tls.crt']).toMatch(/^-----BEGIN CERTIFICATE-----/);
    expect(minio().one('StatefulSet').metadata.annotations).toBeUndefined();
  });

  test('asks OpenShift for a certificate on the Service that fronts the server, not on the headless one', () => {
    const manifests = minio({ certificate: ServerCertificate.openshiftServiceCa(), platformUser: true });
    expect(manifests.one('Service', 'minio').metadata.annotations).toEqual({ 'service.beta.openshift.io/serving-cert-secret-name': 'minio-tls' });
    expect(manifests.one('Service', 'minio-headless').metadata.annotations).toBeUndefined();
  });
});
