import { ApiObject, App, Chart, Duration, JsonPatch, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { monolithic, newBucket, newChart, otherCa, storeCa } from './setup';
import {
  ClientCertificate, ManagementState, ObjectStorage, OperatorFeatureGate, RequiredSecrets, S3Credentials, S3Encryption, SkipVerification, StorageCa,
  TempoMonolithicS3Tls, TlsVersion,
} from '../../src';

describe('storage', () => {
  test('is S3, said in so many words, with the bucket\'s Secret and the store\'s CA', () => {
    const { resource, objects } = monolithic();
    const ca = objects.find((o) => o.kind === 'ConfigMap');
    expect(resource.apiVersion).toBe('tempo.grafana.com/v1alpha1');
    expect(resource.metadata).toMatchObject({ name: 'traces', namespace: 'tracing' });
    expect(resource.spec.storage).toEqual({
      traces: {
        backend: 's3',
        size: '10Gi',
        s3: { secret: 'tempo-bucket', credentialMode: 'static', tls: { enabled: true, caName: ca.metadata.name } },
      },
    });
    expect(ca.data['service-ca.crt']).toBe(storeCa.certificatePem);
  });

  test('needs nothing in extraConfig for a store that is addressed by path', () => {
    expect(monolithic().resource.spec.extraConfig).toBeUndefined();
  });

  test('with public roots has TLS without a CA', () => {
    const chart = newChart();
    const bucket = ObjectStorage.external(chart, 's3', { endpoint: 'https://s3.eu-central-1.amazonaws.com' }).bucket('traces', { credentials: S3Credentials.fromSecret('aws') });
    const { spec } = monolithic({ storage: bucket }, chart).resource;
    expect(spec.storage.traces.s3.tls).toEqual({ enabled: true });
    expect(spec.extraConfig.tempo.storage.trace.s3).toEqual({ region: 'eu-central-1' });
  });

  test('says how buckets are addressed only where Tempo would guess otherwise', () => {
    const s3 = (endpoint: string, forcePathStyle: boolean) => {
      const chart = newChart();
      const store = ObjectStorage.external(chart, 's3', { endpoint, forcePathStyle, region: 'eu-central-1' });
      return monolithic({ storage: store.bucket('traces', { credentials: S3Credentials.fromSecret('s') }) }, chart).resource.spec.extraConfig.tempo.storage.trace.s3;
    };
    expect(s3('https://s3.eu-central-1.amazonaws.com', true)).toEqual({ region: 'eu-central-1', forcepathstyle: true });
    expect(s3('https://s3.eu-central-1.amazonaws.com', false)).toEqual({ region: 'eu-central-1' });
    expect(s3('https://ceph.example.com', true)).toEqual({ region: 'eu-central-1' });
    expect(s3('https://ceph.example.com', false)).toEqual({ region: 'eu-central-1', bucket_lookup_type: 1 });
  });

  test('in plaintext has no TLS block at all', () => {
    const chart = newChart();
    const bucket = ObjectStorage.unsafePlaintext(chart, 's3', { endpoint: 'http://minio.tracing.svc:9000' }).bucket('tempo');
    expect(monolithic({ storage: bucket }, chart).resource.spec.storage.traces.s3.tls).toBeUndefined();
  });

  test('with a service account\'s token leaves TLS and region to the operator', () => {
    const chart = newChart();
    const store = ObjectStorage.external(chart, 's3', { endpoint: 'https://s3.eu-central-1.amazonaws.com' });
    const bucket = store.bucket('traces', { credentials: S3Credentials.webIdentity('arn:aws:iam::123456789012:role/tempo') });
    const { resource, objects } = monolithic({ storage: bucket }, chart);
    expect(resource.spec.storage.traces.s3.credentialMode).toBe('token');
    expect(resource.spec.extraConfig).toBeUndefined();
    const secret = objects.find((o) => o.kind === 'Secret');
    expect(Object.keys(secret.stringData).sort()).toEqual(['bucket', 'region', 'role_arn']);
    expect(secret.metadata.name).toBe(resource.spec.storage.traces.s3.secret);
  });

  test('shows a client certificate to a store that asks, and says that most do not', () => {
    const { tempo, resource } = monolithic({ clientCertificate: ClientCertificate.fromSecret('tempo-client') });
    expect(resource.spec.storage.traces.s3.tls.certName).toBe('tempo-client');
    expect(tempo.warnings.join()).toContain('MinIO does not');
  });

  test('writes the minimum version in the words of storage, with the suites that TLS 1.2 needs', () => {
    const older = monolithic({ minTlsVersion: TlsVersion.V1_2 }).resource.spec.storage.traces.s3.tls;
    expect(older.minVersion).toBe('VersionTLS12');
    expect(older.cipherSuites).toContain('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256');
    expect(older.cipherSuites).toContain('TLS_AES_128_GCM_SHA256');
    const newer = monolithic({ minTlsVersion: TlsVersion.V1_3 }).resource.spec.storage.traces.s3.tls;
    expect(newer.minVersion).toBe('VersionTLS13');
    expect(newer.cipherSuites).toBeUndefined();
    const chosen = ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'];
    expect(monolithic({ minTlsVersion: TlsVersion.V1_2, cipherSuites: chosen }).resource.spec.storage.traces.s3.tls.cipherSuites).toEqual(chosen);
  });

  test('takes size and class of the log\'s volume', () => {
    const { traces } = monolithic({ size: '20Gi', storageClassName: 'fast' }).resource.spec.storage;
    expect(traces).toMatchObject({ size: '20Gi', storageClassName: 'fast' });
    expect(monolithic({ size: '500Mi' }).tempo.warnings.join()).toContain('write-ahead log');
  });

  test('tells which Secret somebody has to make', () => {
    const { tempo } = monolithic();
    expect(RequiredSecrets.of(tempo)).toEqual([expect.objectContaining({
      namespace: 'tracing', name: 'tempo-bucket', keys: { endpoint: 'https://minio.tracing.svc:9000', bucket: 'tempo', access_key_id: '', access_key_secret: '' },
    })]);
  });

  test('carries its public facts', () => {
    const facts = JSON.parse(monolithic().resource.metadata.annotations['cdk8s-observability-tls/facts']);
    expect(facts.secrets['tempo-bucket']).toEqual({ endpoint: 'https://minio.tracing.svc:9000', bucket: 'tempo' });
  });
});

describe('a change of trust', () => {
  const manifests = (pem: string) => {
    const chart = newChart();
    return monolithic({ storage: newBucket(chart, StorageCa.fromPem(pem)) }, chart).objects;
  };
  const caOf = (objects: any[]) => objects.find((o) => o.kind === 'ConfigMap');

  test('of one byte gives the ConfigMap and caName another name, and changes nothing else', () => {
    const before = manifests(storeCa.certificatePem);
    // The only byte that can change while the bundle stays one: the last one of the signature. A trust store does not check a root's own.
    const der = Buffer.from(storeCa.certificatePem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    der[der.length - 1] = (der[der.length - 1] + 1) % 256;
    const changed = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/(.{64})/g, '$1\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
    const after = manifests(changed);
    const [old, next] = [before, after].map((objects) => caOf(objects).metadata.name);
    expect(next).not.toBe(old);
    const tempo = after.find((o) => o.kind === 'TempoMonolithic');
    expect(tempo.spec.storage.traces.s3.tls.caName).toBe(next);
    const restored = JSON.parse(JSON.stringify(after).split(next).join(old)).map((o: any) => (o.kind === 'ConfigMap' ? { ...o, data: caOf(before).data } : o));
    expect(restored).toEqual(before);
  });

  test('that adds the next CA does so too, and the same trust gives the same bytes', () => {
    const [both, one] = [storeCa.certificatePem + otherCa.certificatePem, storeCa.certificatePem].map((pem) => caOf(manifests(pem)).metadata.name);
    expect(both).not.toBe(one);
    expect(manifests(storeCa.certificatePem)).toEqual(manifests(storeCa.certificatePem));
  });
});

describe('as others see it', () => {
  test('it has the operator\'s Service names', () => {
    const { tempo } = monolithic();
    expect(tempo.tempoName).toBe('traces');
    expect(tempo.tempoKind).toBe('TempoMonolithic');
    expect(tempo.otlpGrpc).toEqual({ address: 'tempo-traces.tracing.svc:4317', tls: false, clientCertificateRequired: false });
    expect(tempo.otlpHttp?.address).toBe('tempo-traces.tracing.svc:4318');
    expect(tempo.queryUrl).toBe('http://tempo-traces.tracing.svc:3200');
    expect(tempo.flushUrl).toBe('http://tempo-traces.tracing.svc:3200/flush');
    expect(tempo.multitenant).toBe(false);
    expect(tempo.bucket?.bucketName).toBe('tempo');
  });

  test('what it needs comes before it in the manifest', () => {
    const chart = newChart();
    const account = new kplus.ServiceAccount(chart, 'account', { metadata: { name: 'tempo' } });
    const kinds = monolithic({ serviceAccount: account }, chart).objects.map((o) => o.kind);
    expect(kinds.indexOf('TempoMonolithic')).toBe(kinds.length - 1);
    expect(kinds).toEqual(expect.arrayContaining(['ConfigMap', 'ServiceAccount']));
  });

  test('moving it in the tree changes nothing', () => {
    const flat = monolithic().resource;
    const chart = newChart();
    const deeper = new kplus.ServiceAccount(chart, 'some-parent');
    new TempoMonolithicS3Tls(deeper, 'traces', { storage: newBucket(chart) });
    expect((Testing.synth(chart) as any[]).find((o) => o.kind === 'TempoMonolithic')).toEqual(flat);
  });

  test('the user\'s metadata is kept', () => {
    const { resource } = monolithic({ metadata: { name: 'simplest', namespace: 'tracing', labels: { team: 'a' }, annotations: { note: 'b' } } });
    expect(resource.metadata).toMatchObject({ name: 'simplest', labels: { 'team': 'a', 'app.kubernetes.io/managed-by': 'cdk8s' }, annotations: { note: 'b' } });
  });
});

describe('the rest of the resource', () => {
  test('has resources with a memory limit', () => {
    expect(monolithic().resource.spec.resources).toEqual({ requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '4Gi' } });
    const own = monolithic({ resources: { cpu: { request: kplus.Cpu.units(2) }, memory: { limit: Size.gibibytes(8) } } });
    expect(own.resource.spec.resources).toEqual({ requests: { cpu: '2' }, limits: { memory: '8Gi' } });
    expect(own.tempo.warnings).toEqual([]);
    expect(monolithic({ resources: {} }).tempo.warnings.join()).toContain('no memory limit');
  });

  test('passes Pod Security "restricted"', () => {
    expect(monolithic().resource.spec.podSecurityContext).toEqual({
      runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001, fsGroupChangePolicy: 'OnRootMismatch', seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(monolithic({ platformUser: true }).resource.spec.podSecurityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  });

  test('says when its security context was loosened', () => {
    expect(monolithic({ podSecurityContext: { seccompProfile: null } }).tempo.warnings.join()).toContain('restricted');
    const moved = monolithic({ podSecurityContext: { fsGroup: 2000 } });
    expect(moved.resource.spec.podSecurityContext.fsGroup).toBe(2000);
    expect(moved.tempo.warnings.join()).toContain('fsGroup is not 10001');
  });

  test('keeps traces as long as retention says', () => {
    expect(monolithic({ retention: Duration.days(7) }).resource.spec.extraConfig.tempo).toEqual({ compactor: { compaction: { block_retention: '168h' } } });
  });

  test('takes what the operator offers for watching, when its gates are on', () => {
    const { spec } = monolithic({
      operatorFeatureGates: [OperatorFeatureGate.PROMETHEUS_OPERATOR, OperatorFeatureGate.GRAFANA_OPERATOR],
      observability: { serviceMonitors: true, serviceMonitorLabels: { release: 'prom' }, prometheusRules: true, grafanaDataSource: true, grafanaInstanceSelector: { matchLabels: { a: 'b' } } },
    }).resource;
    expect(spec.observability).toEqual({
      metrics: { serviceMonitors: { enabled: true, extraLabels: { release: 'prom' } }, prometheusRules: { enabled: true } },
      grafana: { dataSource: { enabled: true, instanceSelector: { matchLabels: { a: 'b' } } } },
    });
  });

  test('has a Jaeger UI when it must, and says that it is going', () => {
    const { tempo, resource } = monolithic({
      jaegerUi: { ingress: { host: 'jaeger.example.com', ingressClassName: 'nginx' }, servicesQueryDuration: Duration.hours(24), findTracesConcurrentRequests: 4 },
    });
    expect(resource.spec.jaegerui).toEqual({
      enabled: true, ingress: { enabled: true, host: 'jaeger.example.com', ingressClassName: 'nginx' }, servicesQueryDuration: '24h0m0s', findTracesConcurrentRequests: 4,
    });
    expect(tempo.warnings.join()).toContain('deprecated since tempo-operator 0.22.0');
  });

  test('passes on scheduling, environment, timeout, management and service account', () => {
    const chart = newChart();
    const { spec } = monolithic({
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'a', operator: 'Exists' }],
      affinity: { podAntiAffinity: {} },
      env: [{ name: 'A', value: 'b' }],
      envFrom: [{ secretRef: { name: 'c' } }],
      timeout: Duration.minutes(1),
      management: ManagementState.UNMANAGED,
      serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chart, 'account', 'tempo'),
      mcpServer: true,
    }, chart).resource;
    expect(spec).toMatchObject({
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'a', operator: 'Exists' }],
      affinity: { podAntiAffinity: {} },
      env: [{ name: 'A', value: 'b' }],
      envFrom: [{ secretRef: { name: 'c' } }],
      timeout: '1m0s',
      management: 'Unmanaged',
      serviceAccount: 'tempo',
      query: { mcpServer: { enabled: true } },
    });
  });

  test('writes typed settings of the store into Tempo\'s own configuration', () => {
    const { tempo, resource } = monolithic({
      extraConfig: {
        partSize: Size.mebibytes(64),
        hedgeRequestsAt: Duration.millis(500),
        hedgeRequestsUpTo: 3,
        serverSideEncryption: S3Encryption.kms('key-1', { app: 'tempo' }),
        tlsServerName: 'minio.example.com',
        skipVerification: SkipVerification.because('lab appliance, replaced in March'),
        prefix: 'team/a',
        storageClass: 'STANDARD_IA',
        tags: { owner: 'a' },
        listBlocksConcurrency: 10,
      },
    });
    expect(resource.spec.extraConfig.tempo.storage.trace.s3).toEqual({
      part_size: 67108864,
      hedge_requests_at: '500ms',
      hedge_requests_up_to: 3,
      sse: { type: 'SSE-KMS', kms_key_id: 'key-1', kms_encryption_context: '{"app":"tempo"}' },
      tls_server_name: 'minio.example.com',
      tls_insecure_skip_verify: true,
      prefix: 'team/a',
      storage_class: 'STANDARD_IA',
      tags: { owner: 'a' },
      list_blocks_concurrency: 10,
    });
    expect(resource.metadata.annotations['cdk8s-observability-tls/skip-verification']).toBe('lab appliance, replaced in March');
    expect(tempo.warnings.join()).toContain('lab appliance');
  });
});

describe('escape hatches', () => {
  test('specOverrides have the last word, unknown fields included', () => {
    const { spec } = monolithic({ specOverrides: { newField: { a: 1 }, storage: { traces: { size: '1Ti' } }, resources: null } }).resource;
    expect(spec.newField).toEqual({ a: 1 });
    expect(spec.storage.traces).toMatchObject({ backend: 's3', size: '1Ti' });
    expect(spec.resources).toBeUndefined();
  });

  test('a JsonPatch reaches the YAML', () => {
    const app = new App();
    const chart = new Chart(app, 'tracing', { namespace: 'tracing' });
    const tempo = new TempoMonolithicS3Tls(chart, 'traces', { storage: newBucket(chart) });
    ApiObject.of(tempo).addJsonPatch(JsonPatch.add('/spec/newField', 'x'), JsonPatch.replace('/spec/storage/traces/size', '7Gi'));
    expect(app.synthYaml()).toMatch(/newField: x/);
    expect(app.synthYaml()).toMatch(/size: 7Gi/);
  });

  test('settings in Tempo\'s own words go beside the typed ones', () => {
    const { tempo } = monolithic({ retention: Duration.days(1), tempoConfig: { querier: { max_concurrent_queries: 40 }, compactor: { compaction: { compaction_window: '2h' } } } })
      .resource.spec.extraConfig;
    expect(tempo).toEqual({ querier: { max_concurrent_queries: 40 }, compactor: { compaction: { block_retention: '24h', compaction_window: '2h' } } });
  });
});
