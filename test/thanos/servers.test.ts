import { ApiObject, Duration, JsonPatch } from 'cdk8s';
import { container, flag, flags, shown, template } from './pods';
import { everything, guarded, NOW, observers, published, receive, ruler, SERVER_CA, Stage, store } from './stage';
import {
  IThanosServer, ObjectStorage, S3Credentials, StorageCa, StoreVolume, ThanosExposure, ThanosImage, ThanosListener, ThanosStoreGateway, ThanosVersion,
  TlsVersion,
} from '../../src';
import { TlsProof } from '../../src/proof';
import { mask } from '../util/mask';

describe('everything of a cluster', () => {
  const stage = everything();
  const { objects } = stage;

  test('is what it was', () => {
    expect(mask(stage.app.synthYaml())).toMatchSnapshot();
  });

  test('verifies: what lies in the manifests is proved, and nothing is found', () => {
    const report = TlsProof.of(stage.app, { now: NOW });
    expect(report.findings.filter((finding) => !/elsewhere\.example\.com/.test(JSON.stringify(finding)))).toEqual([]);
    expect(report.connections.filter(({ verdict, dialled }) => verdict !== 'proved' && !/elsewhere|alertmanager/.test(dialled ?? ''))).toEqual([]);
    expect(report.connections.length).toBeGreaterThanOrEqual(12);
  });

  test('has only pods that the Pod Security Standard "restricted" admits, with a probe each, and pinned images', () => {
    const pods = objects.filter((o) => o.spec?.template?.spec && o.metadata.labels['app.kubernetes.io/name'] === 'thanos');
    expect(pods.map((o) => `${o.kind} ${o.metadata.name}`).sort()).toEqual([
      'Deployment frontend', 'StatefulSet compactor', 'StatefulSet receive', 'StatefulSet ruler', 'StatefulSet store',
    ]);
    for (const object of pods) {
      const { spec } = template(object);
      expect(spec).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
      expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      const only = container(object);
      expect(only.securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true });
      expect(only.image).toBe('quay.io/thanos/thanos:v0.42.4');
      expect(only.resources.limits.memory).toBeDefined();
      const scheme = flag(object, 'http.config') === undefined ? 'HTTP' : 'HTTPS';
      for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) { expect(only[probe].httpGet).toMatchObject({ port: 'http', scheme }); }
      const grace = ['http-grace-period', 'grpc-grace-period'].reduce((sum, name) => sum + parseInt(flag(object, name) ?? '0', 10), 0);
      expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(grace);
    }
  });

  test('mounts no file by subPath, and every file that a flag names', () => {
    for (const object of objects.filter((o) => o.metadata.labels?.['app.kubernetes.io/name'] === 'thanos' && o.spec?.template)) {
      expect(JSON.stringify(container(object).volumeMounts)).not.toContain('subPath');
      const paths = flags(object).map((text) => text.split('=')[1] ?? '').filter((path) => path.startsWith('/etc/') && !path.includes('*'));
      expect(paths.length).toBeGreaterThan(0);
      expect(paths.filter((path) => shown(object, path) === undefined)).toEqual([]);
    }
  });

  test('has no key of the store and no private key in it', () => {
    const text = JSON.stringify(objects);
    expect(text).not.toMatch(/PRIVATE KEY/);
    for (const config of objects.filter((o) => o.kind === 'ConfigMap')) { expect(JSON.stringify(config.data)).not.toMatch(/access_key:|secret_key/); }
    expect(objects.filter((o) => o.kind === 'Secret')).toEqual([]);
  });

  test('budgets what has several pods', () => {
    expect(objects.filter((o) => o.kind === 'PodDisruptionBudget').map((o) => [o.metadata.name, o.spec.maxUnavailable]).sort()).toEqual([['frontend', 1], ['receive', 1], ['store', 1]]);
  });
});

describe('gRPC', () => {
  test('shows its own certificate, and lets in whom the client CA verifies', () => {
    const found = store().stage.find('StatefulSet', 'store');
    expect(shown(found, flag(found, 'grpc-server-tls-cert')!)).toBe('Secret store-tls tls.crt');
    expect(shown(found, flag(found, 'grpc-server-tls-key')!)).toBe('Secret store-tls tls.key');
    expect(shown(found, flag(found, 'grpc-server-tls-client-ca')!)).toBe(`ConfigMap ${observers().configMapName} ca.crt`);
    expect(flag(found, 'grpc-server-tls-min-version')).toBe('1.3');
  });

  test('asks nobody with TLS alone, and has no TLS where it is told so', () => {
    const tls = store({ grpc: ThanosListener.tls({ certificate: published('store'), minTlsVersion: TlsVersion.V1_2 }) }).stage.find('StatefulSet', 'store');
    expect([flag(tls, 'grpc-server-tls-cert'), flag(tls, 'grpc-server-tls-client-ca'), flag(tls, 'grpc-server-tls-min-version')]).toEqual([expect.any(String), undefined, '1.2']);
    const plain = store({ grpc: ThanosListener.plaintext() });
    expect(flags(plain.stage.find('StatefulSet', 'store')).filter((text) => /tls|http\.config/.test(text))).toEqual([]);
    expect(plain.made.tls).toBeUndefined();
  });

  test('tells queriers how it is dialled', () => {
    const { made } = store({ replicas: 2 });
    const server: IThanosServer = made;
    expect(server).toMatchObject({
      grpcAddress: 'store.thanos.svc:10901',
      // Its pods answer alike: each request goes to one of them.
      grpcReplicasAddress: 'store-headless.thanos.svc:10901',
    });
    expect(server.tls).toMatchObject({ clientAuth: true, minVersion: TlsVersion.V1_3 });
    expect(server.tls!.serverNames[0]).toBe('store.thanos.svc');
    expect(server.tls!.ca.certificates).toBe(StorageCa.fromPem(SERVER_CA.certificatePem).certificates);
  });

  test.each([[ThanosVersion.V0_32, undefined], [ThanosVersion.V0_36, undefined], [ThanosVersion.V0_37, '1.3'], [ThanosVersion.V0_42, '1.3']])('of %s has flags of that version only', (version, min) => {
    const { stage } = store({ version });
    const found = stage.find('StatefulSet', 'store');
    expect(flag(found, 'grpc-server-tls-min-version')).toBe(min);
    expect(flags(found).includes('--enable-auto-gomemlimit')).toBe(version._since(35));
    expect(flags(found).includes('--disable-admin-operations')).toBe(version._since(39));
    expect(container(found).image).toBe(`quay.io/thanos/thanos:${version}`);
    expect(TlsProof.of(stage.app, { now: NOW }).findings).toEqual([]);
  });

  test('has a longest age of connections, which a ruler has not', () => {
    expect(flag(store({ maxConnectionAge: Duration.minutes(10) }).stage.find('StatefulSet', 'store'), 'grpc-server-max-connection-age')).toBe('10m');
    // A ruler waits that long for what is under way when it ends.
    const rule = ruler().stage.find('StatefulSet', 'ruler');
    expect(flag(rule, 'grpc-server-max-connection-age')).toBe(flag(rule, 'grpc-grace-period'));
  });
});

describe('HTTP', () => {
  const web = (listener?: ThanosListener) => {
    const { stage } = store({ http: listener });
    const found = stage.find('StatefulSet', 'store');
    const config = stage.objects.find((o) => o.kind === 'ConfigMap' && o.data?.['web.yml']);
    return { found, text: config?.data['web.yml'] as string | undefined };
  };

  test('has the certificate of gRPC, and asks nobody: the kubelet has none', () => {
    const { found, text } = web();
    expect(text).toContain('cert_file: /etc/thanos/server/http/tls.crt');
    expect(text).not.toContain('client');
    expect(shown(found, '/etc/thanos/server/http/tls.crt')).toBe('Secret store-tls tls.crt');
  });

  test('can be plaintext, or demand a certificate, and probes follow', () => {
    const plain = web(ThanosListener.plaintext());
    expect([plain.text, container(plain.found).readinessProbe.httpGet.scheme]).toEqual([undefined, 'HTTP']);
    const mutual = web(guarded('store'));
    expect(mutual.text).toMatch(/client_auth_type: RequireAndVerifyClientCert\n {2}client_ca_file: \/etc\/thanos\/server\/http\/ca\.crt/);
    expect(container(mutual.found).livenessProbe).toMatchObject({ tcpSocket: { port: 'http' } });
  });
});

describe('the bucket', () => {
  const config = (stage: Stage) => stage.find('ConfigMap', /^store-objstore-/).data['objstore.yml'];

  test('is named by a file without keys, and the keys come from its Secret', () => {
    const { stage } = store();
    expect(config(stage)).toBe([
      'type: S3', 'config:', '  bucket: "thanos"', '  endpoint: "minio.thanos.svc:9000"', '  bucket_lookup_type: path', '  insecure: false',
      '  http_config:', '    tls_config:', '      ca_file: "/etc/thanos/objstore/tls/ca.crt"', '',
    ].join('\n'));
    const from = (key: string) => ({ valueFrom: { secretKeyRef: { name: 'minio-thanos', key } } });
    expect(container(stage.find('StatefulSet', 'store')).env).toEqual([
      { name: 'AWS_ACCESS_KEY_ID', ...from('access_key_id') }, { name: 'AWS_SECRET_ACCESS_KEY', ...from('access_key_secret') },
    ]);
  });

  test('of AWS is taken with a token of the service account, whose audience is AWS', () => {
    const stage = new Stage();
    const credentials = S3Credentials.webIdentity('arn:aws:iam::123456789012:role/thanos');
    const storage = ObjectStorage.external(stage.chart, 's3', { endpoint: 'https://s3.eu-central-1.amazonaws.com' }).bucket('metrics', { credentials });
    new ThanosStoreGateway(stage.chart, 'store', { storage, grpc: guarded('store') });
    expect(config(stage)).toMatch(/endpoint: "s3\.eu-central-1\.amazonaws\.com"\n {2}region: "eu-central-1"\n {2}bucket_lookup_type: virtual-hosted\n {2}insecure: false\n$/);
    const found = stage.find('StatefulSet', 'store');
    expect(container(found).env.map(({ name }: any) => name)).toEqual(['AWS_ROLE_ARN', 'AWS_REGION', 'AWS_WEB_IDENTITY_TOKEN_FILE']);
    expect(template(found).spec.volumes.find((v: any) => v.name === 'aws-token').projected.sources[0].serviceAccountToken).toMatchObject({ audience: 'sts.amazonaws.com' });
  });

  test('in the clear is insecure, and nobody trusts anything', () => {
    const stage = new Stage();
    const storage = ObjectStorage.unsafePlaintext(stage.chart, 's3', { endpoint: 'http://minio.lab.example.com:9000' }).bucket('metrics');
    new ThanosStoreGateway(stage.chart, 'store', { storage, grpc: guarded('store') });
    expect(config(stage)).toMatch(/insecure: true\n$/);
  });
});

describe('receivers', () => {
  test('are a ring of pods by name, each of which knows itself', () => {
    const { stage, made } = receive({ replicas: 3, replicationFactor: 3, grpc: ThanosListener.tls({ certificate: published('receive') }) });
    const ring = JSON.parse(stage.find('ConfigMap', /^receive-hashring-/).data['hashrings.json']);
    expect(ring).toEqual([{ endpoints: made.grpcPodAddresses }]);
    const found = stage.find('StatefulSet', 'receive');
    expect(flag(found, 'receive.local-endpoint')).toBe('$(POD_NAME).receive-headless.thanos.svc:10901');
    expect(container(found).env).toContainEqual({ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } });
    expect(stage.find('Service', 'receive-headless').spec.publishNotReadyAddresses).toBe(true);
  });

  test('alone need no ring, and never listen for Cap\'n Proto to strangers', () => {
    const found = receive().stage.find('StatefulSet', 'receive');
    expect(flags(found).filter((text) => /hashring|replication|client-tls/.test(text))).toEqual([]);
    expect(flag(found, 'receive.capnproto-address')).toMatch(/^127\.0\.0\.1:/);
    expect(flag(receive({ version: ThanosVersion.V0_36 }).stage.find('StatefulSet', 'receive'), 'receive.capnproto-address')).toBeUndefined();
  });

  test('let writers in by another CA than readers', () => {
    const { stage, made } = receive();
    const found = stage.find('StatefulSet', 'receive');
    const clientCa = (name: string) => shown(found, flag(found, name)!);
    expect(clientCa('remote-write.server-tls-client-ca')).not.toBe(clientCa('grpc-server-tls-client-ca'));
    expect(made.remoteWriteUrl).toBe('https://receive.thanos.svc:19291/api/v1/receive');
  });
});

describe('the way in', () => {
  const host = 'thanos.eu1.example.com';
  const exposed = (exposure: ThanosExposure) => {
    const { stage, made } = store({ exposure });
    return { made, object: stage.objects.find((o) => o.metadata.name === 'store-external' || !['Service', 'StatefulSet'].includes(o.kind) && o.metadata.name === 'store') };
  };

  test.each<[string, ThanosExposure, any]>([
    ['a load balancer', ThanosExposure.loadBalancer(host, { sourceRanges: ['203.0.113.0/24', '2001:db8::/32'], annotations: { x: 'y' } }), {
      kind: 'Service',
      metadata: { annotations: { x: 'y' } },
      spec: { type: 'LoadBalancer', loadBalancerSourceRanges: ['203.0.113.0/24', '2001:db8::/32'], ports: [{ name: 'grpc', port: 443, targetPort: 'grpc' }] },
    }],
    ['an ingress', ThanosExposure.ingress(host), {
      kind: 'Ingress',
      metadata: { annotations: { 'nginx.ingress.kubernetes.io/ssl-passthrough': 'true' } },
      spec: { ingressClassName: 'nginx', rules: [{ host, http: { paths: [{ backend: { service: { name: 'store', port: { name: 'grpc' } } } }] } }] },
    }],
    ['a route', ThanosExposure.openshiftRoute(host), {
      kind: 'Route', spec: { host, to: { kind: 'Service', name: 'store' }, port: { targetPort: 'grpc' }, tls: { termination: 'passthrough' } },
    }],
    ['a gateway', ThanosExposure.gatewayTlsRoute(host, 'edge', { gatewayNamespace: 'gateways', sectionName: 'tls', apiVersion: 'v1alpha2' }), {
      apiVersion: 'gateway.networking.k8s.io/v1alpha2',
      kind: 'TLSRoute',
      spec: { hostnames: [host], parentRefs: [{ name: 'edge', namespace: 'gateways', sectionName: 'tls' }], rules: [{ backendRefs: [{ name: 'store', port: 10901 }] }] },
    }],
  ])('by %s ends TLS nowhere but in the pod, under the name that outsiders dial', (_what, exposure, expected) => {
    const { made, object } = exposed(exposure);
    expect(object).toMatchObject(expected);
    expect(JSON.stringify(object)).not.toMatch(/secretName|certificateRefs/);
    expect(made.externalAddress).toBe(`${host}:443`);
    expect(made.tls!.serverNames).toContain(host);
  });
});

test('labels and annotations of the user reach every object, and a patch survives', () => {
  const stage = new Stage();
  const { made } = store({
    metadata: { labels: { team: 'metrics' }, annotations: { owner: 'sre' } }, replicas: 2, exposure: ThanosExposure.openshiftRoute('thanos.eu1.example.com'),
  }, stage);
  ApiObject.of(made).addJsonPatch(JsonPatch.add('/spec/fromTheFuture', { deep: true }));
  const own = stage.objects.filter((o) => o.metadata.labels?.['app.kubernetes.io/instance'] === 'store');
  expect(own.map((o) => o.kind).sort()).toEqual(['ConfigMap', 'ConfigMap', 'PodDisruptionBudget', 'Route', 'Service', 'Service', 'StatefulSet']);
  for (const object of own) { expect([object.kind, object.metadata.labels.team, object.metadata.annotations.owner]).toEqual([object.kind, 'metrics', 'sre']); }
  expect(stage.find('StatefulSet', 'store').spec.fromTheFuture).toEqual({ deep: true });
});

test('what is said of the pod reaches it', () => {
  const found = store({
    platformUser: true,
    data: StoreVolume.ephemeral({ sizeLimit: '5Gi' }),
    image: ThanosImage.of('registry.example.com/thanos/thanos:v0.41.0'),
    extraArgs: ['--store.grpc.series-max-concurrency=10'],
    extraEnv: { GOGC: '75' },
    nodeSelector: { disk: 'ssd' },
    specOverrides: { template: { spec: { hostname: 'x' } } },
    minTime: '-90d',
  }).stage.find('StatefulSet', 'store');
  expect(container(found)).toMatchObject({ image: 'registry.example.com/thanos/thanos:v0.41.0', resources: { limits: { 'ephemeral-storage': '5376Mi' } } });
  expect(flags(found)).toEqual(expect.arrayContaining(['--store.grpc.series-max-concurrency=10', '--min-time=-90d']));
  expect(container(found).env).toContainEqual({ name: 'GOGC', value: '75' });
  expect(template(found).spec).toMatchObject({ nodeSelector: { disk: 'ssd' }, hostname: 'x' });
  expect(template(found).spec.securityContext.runAsUser).toBeUndefined();
  expect(found.spec.volumeClaimTemplates).toBeUndefined();
});
