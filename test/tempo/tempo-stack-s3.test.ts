import { ApiObject, Duration, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { newBucket, newChart, Stack, stack } from './setup';
import { ClientCertificate, ObjectStorage, OperatorFeatureGate, TempoInstanceAddress, TempoStackS3, TempoStackSize, TlsVersion } from '../../src';

describe('storage of a stack', () => {
  test('says TLS where a stack decides it, with the store\'s CA', () => {
    const { resource, objects } = stack({ minTlsVersion: TlsVersion.V1_3, clientCertificate: ClientCertificate.fromSecret('tempo-client') });
    const caName = objects.find((o) => o.kind === 'ConfigMap').metadata.name;
    expect(resource.spec.storage).toEqual({
      secret: { name: 'tempo-bucket', type: 's3', credentialMode: 'static' },
      tls: { enabled: true, caName, certName: 'tempo-client', minVersion: 'VersionTLS13' },
    });
    expect(objects.at(-1)).toBe(resource);
  });

  test('says so too when there is none', () => {
    const chart = newChart();
    const bucket = ObjectStorage.unsafePlaintext(chart, 's3', { endpoint: 'http://minio:9000' }).bucket('tempo');
    expect(stack({ storage: bucket }, chart).resource.spec.storage.tls).toEqual({ enabled: false });
  });
});

describe('a stack', () => {
  test('notices a querier whose node is lost, as soon as it is told to', () => {
    const server = (tempoConfig?: object) => stack({ tempoConfig }).resource.spec.extraConfig.tempo.server;
    expect(server()).toEqual({ grpc_server_keepalive_time: '10s', grpc_server_keepalive_timeout: '5s' });
    expect(server({ server: { grpc_server_keepalive_time: '1m' } })).toEqual({ grpc_server_keepalive_time: '1m', grpc_server_keepalive_timeout: '5s' });
  });

  test('is seen by its components\' Services', () => {
    const { tempo } = stack();
    expect(tempo.tempoKind).toBe('TempoStack');
    expect(tempo.otlpGrpc).toEqual({ address: 'tempo-traces-distributor.tracing.svc:4317', tls: false, clientCertificateRequired: false });
    expect(tempo.otlpHttp?.address).toBe('tempo-traces-distributor.tracing.svc:4318');
    expect(tempo.queryUrl).toBe('http://tempo-traces-query-frontend.tracing.svc:3200');
    expect(tempo.flushUrl).toBeUndefined();
    expect(tempo.warnings).toEqual([]);
  });

  test('has pods that pass Pod Security "restricted", every component its own', () => {
    const { template } = stack().resource.spec;
    const contexts = [template.ingester, template.compactor, template.querier, template.distributor.component, template.queryFrontend.component];
    for (const { podSecurityContext } of contexts) {
      expect(podSecurityContext).toMatchObject({ runAsNonRoot: true, fsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' } });
    }
    expect(stack({ platformUser: true }).resource.spec.template.ingester.podSecurityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  });

  test('is as large, as lasting and as bounded as it is told', () => {
    const { spec } = stack({
      size: TempoStackSize.PICO,
      replicationFactor: 3,
      ingester: { replicas: 3, nodeSelector: { disk: 'ssd' }, tolerations: [{ operator: 'Exists' }], resources: { cpu: { request: kplus.Cpu.millis(100) } } },
      replicationZones: [{ topologyKey: 'topology.kubernetes.io/zone' }],
      storageSize: '20Gi',
      storageClassName: 'fast',
      retention: Duration.days(7),
      tenantRetention: { dev: Duration.days(1) },
      limits: { ingestionRateLimitBytes: 1000, maxSearchDuration: Duration.hours(1) },
      tenantLimits: { dev: { maxTracesPerUser: 5 } },
      search: { defaultResultLimit: 50, maxDuration: Duration.days(7) },
      networkPolicies: false,
      ringIpv6: true,
      ringInstanceAddress: TempoInstanceAddress.POD_IP,
      images: { tempo: 'registry.example.com/tempo:2.10.8-debug' },
      selfTracingFraction: 0.1,
      selfTracingEndpoint: 'http://localhost:4320',
    }).resource;
    expect(spec).toMatchObject({
      size: '1x.pico',
      replicationFactor: 3,
      replicationZones: [{ topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1 }],
      storageSize: '20Gi',
      storageClassName: 'fast',
      retention: { global: { traces: '168h0m0s' }, perTenant: { dev: { traces: '24h0m0s' } } },
      limits: { global: { ingestion: { ingestionRateLimitBytes: 1000 }, query: { maxSearchDuration: '1h0m0s' } }, perTenant: { dev: { ingestion: { maxTracesPerUser: 5 } } } },
      search: { defaultResultLimit: 50, maxDuration: '168h0m0s' },
      networkPolicy: { enabled: false },
      hashRing: { memberlist: { enableIPv6: true, instanceAddrType: 'podIP' } },
      images: { tempo: 'registry.example.com/tempo:2.10.8-debug' },
      observability: { tracing: { sampling_fraction: '0.1', otlp_http_endpoint: 'http://localhost:4320' } },
      template: { ingester: { replicas: 3, nodeSelector: { disk: 'ssd' }, tolerations: [{ operator: 'Exists' }], resources: { requests: { cpu: '100m' } } } },
    });
  });

  test.each<[string, Stack, number | undefined, number | undefined, boolean]>([
    ['nothing', {}, undefined, undefined, false],
    ['a size', { size: TempoStackSize.PICO }, undefined, undefined, false],
    ['two of everything, each span twice', { replicas: 2, replicationFactor: 2 }, 2, 2, false],
    ['a factor: as many ingesters, where the operator would take its quorum', { size: TempoStackSize.PICO, replicationFactor: 3 }, 3, undefined, false],
    ['numbers of its own', { replicas: 2, replicationFactor: 3, ingester: { replicas: 4 }, querier: { replicas: 5 } }, 4, 5, false],
    ['two of everything, each span three times', { replicas: 2, replicationFactor: 3 }, 3, 2, false],
    ['ingesters of which none may be away', { replicas: 2, replicationFactor: 3, ingester: { replicas: 2 } }, 2, 2, true],
  ])('has as many pods as it is told: %s', (_what, props, ingesters, queriers, warned) => {
    const { tempo, resource: { spec: { template } } } = stack(props);
    expect([template.ingester.replicas, template.querier.replicas]).toEqual([ingesters, queriers]);
    const others = [template.distributor, template.queryFrontend].map(({ component }) => component).concat(template.compactor);
    expect(others.map(({ replicas }) => replicas)).toEqual(others.map(() => props.replicas));
    expect(tempo.warnings.join()).toMatch(warned ? /no trace is taken while one is away/ : /^$/);
  });

  test('takes a Jaeger UI, metrics of traces and what the operator offers for watching', () => {
    const { tempo, resource } = stack({
      totalResources: { memory: { limit: Size.gibibytes(8) } },
      mcpServer: true,
      queryFrontend: { jaegerUi: { route: { host: 'jaeger.example.com' } }, jaegerMonitorPrometheusUrl: 'http://prometheus:9090' },
      metricsGenerator: { remoteWriteUrls: ['http://prometheus:9090/api/v1/write'], processors: ['span-metrics'] },
      operatorFeatureGates: [OperatorFeatureGate.OPENSHIFT_ROUTE, OperatorFeatureGate.PROMETHEUS_OPERATOR],
      observability: { serviceMonitors: true, prometheusRules: true },
    });
    expect(resource.spec.resources).toEqual({ total: { limits: { memory: '8Gi' } } });
    expect(resource.spec.template.queryFrontend).toMatchObject({
      jaegerQuery: {
        enabled: true,
        ingress: { type: 'route', host: 'jaeger.example.com', route: { termination: 'edge' } },
        monitorTab: { enabled: true, prometheusEndpoint: 'http://prometheus:9090' },
      },
      mcpServer: { enabled: true },
    });
    expect(resource.spec.template.metricsGenerator).toMatchObject({ enabled: true, remoteWriteURLs: ['http://prometheus:9090/api/v1/write'], processors: ['span-metrics'] });
    expect(resource.spec.observability.metrics).toEqual({ createServiceMonitors: true, createPrometheusRules: true });
    expect(tempo.warnings.join()).toContain('deprecated');
  });

  test('lets specOverrides and patches through', () => {
    const chart = newChart();
    const tempo = new TempoStackS3(chart, 'traces', { storage: newBucket(chart), specOverrides: { newField: { a: 1 } } });
    ApiObject.of(tempo).addJsonPatch(JsonPatch.add('/spec/other', 'x'));
    expect(chart.toJson().at(-1).spec).toMatchObject({ newField: { a: 1 }, other: 'x' });
  });
});
