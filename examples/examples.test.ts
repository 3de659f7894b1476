import { find, synthesize, verdicts } from './testing';
import { prove } from '../src/trust/prove';
import { NOW } from '../test/util/certificates';

describe('blueprint', () => {
  test('Tempo verifies the store, and is not its root user', () => {
    const objects = synthesize('blueprint');
    expect(verdicts(objects)).toEqual(['consistent', 'proved']);
    const secrets = objects.filter((o) => o.kind === 'Secret');
    expect(secrets.find((s) => s.stringData.rootUser)?.stringData.rootUser).toBe('admin-of-minio');
    expect(find(objects, 'TempoMonolithic', 'simplest').spec.storage.traces.s3.secret).toBe(secrets.find((s) => s.stringData.endpoint)?.metadata.name);
  });
});

describe('connection-checks', () => {
  test('the connections verify, those of the checks too', () => {
    expect(new Set(verdicts(synthesize('connection-checks')))).toEqual(new Set(['consistent']));
  });

  test('Tempo\'s connection to its store is made with its bundle, each morning', () => {
    const objects = synthesize('connection-checks');
    expect(find(objects, 'CronJob', 'connections').spec.schedule).toBe('17 6 * * *');
    const { data } = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('connections-'));
    expect(data['connections.txt']).toMatch(/\|Tempo \(TempoMonolithic tracing\/traces\)[^|]*\|https:\/\/minio\.tracing\.svc:9000\|tls\|/);
    expect(find(objects, 'Deployment', 'debug').spec.replicas).toBe(0);
  });
});

describe('external-s3', () => {
  test('Tempo trusts the private CA, and the server outside is proved by its public certificate', () => {
    const objects = synthesize('external-s3');
    expect(verdicts(objects)).toEqual(['consistent', 'proved']);
    const { caName } = find(objects, 'TempoMonolithic', 'traces').spec.storage.traces.s3.tls;
    expect(find(objects, 'ConfigMap', caName).data['ca.crt']).toMatch(/BEGIN CERTIFICATE/);
  });
});

describe('gitops', () => {
  const WAVE = 'argocd.argoproj.io/sync-wave';

  test('nobody has to make a Secret, and none is written', () => {
    const objects = synthesize('gitops');
    expect(objects.filter(({ kind }) => kind === 'ExternalSecret').map(({ metadata }) => metadata.name).sort()).toEqual(['minio-root', 'minio-tempo']);
    expect(objects.some(({ kind }) => kind === 'Secret')).toBe(false);
    expect(verdicts(objects)).toEqual(['consistent']);
  });

  test('every object has a wave: Secrets before the server, the server before Tempo, checks last', () => {
    const objects = synthesize('gitops');
    const wave = (object: any) => Number(object.metadata.annotations[WAVE]);
    const waves = ['ExternalSecret minio-root', 'StatefulSet minio', 'TempoMonolithic traces'].map((each) => wave(find(objects, ...each.split(' ') as [string, string])));
    expect(waves).toEqual([...waves].sort((a, b) => a - b));
    const last = Math.max(...objects.map(wave));
    expect(new Set(objects.filter((object) => wave(object) === last).map(({ metadata }) => metadata.labels['app.kubernetes.io/component']))).toEqual(new Set(['smoke']));
  });
});

describe('high-availability', () => {
  test('four servers, of which each verifies the others, on four nodes, and two of everything of Tempo, but three ingesters', () => {
    const objects = synthesize('high-availability');
    expect(find(objects, 'StatefulSet', 'minio').spec).toMatchObject({ replicas: 4, podManagementPolicy: 'Parallel' });
    expect(find(objects, 'TempoStack', 'traces').spec).toMatchObject({
      size: '1x.pico', // of which the operator makes two of everything else
      replicationFactor: 3,
      template: { ingester: { replicas: 3 } },
      storage: { tls: { enabled: true } },
    });
    const { connections } = prove(objects.map((object) => ({ object })), { now: NOW });
    expect(connections.map(({ client }) => client.product).sort()).toEqual(['MinIO', 'MinIO', 'MinIO', 'MinIO', 'Tempo', 'mc']);
    expect(verdicts(objects)).toEqual(['consistent']);
  });
});

describe('mutual-tls', () => {
  test('receivers verify senders with the senders\' CA, and show a certificate of the servers\' CA', () => {
    const objects = synthesize('mutual-tls');
    expect(verdicts(objects)).toEqual(['consistent']);
    const { tls } = find(objects, 'TempoMonolithic', 'traces').spec.ingestion.otlp.grpc;
    expect(tls.caName).toBe('senders-ca-bundle');
    expect(find(objects, 'Certificate', tls.certName).spec.issuerRef.name).toBe('servers');
  });
});

describe('network-policies', () => {
  test('the connections verify, and no policy is in their way', () => {
    expect(verdicts(synthesize('network-policies'))).toEqual(['consistent']);
  });

  test('every pod is closed in both directions, and Tempo is open to those who are named', () => {
    const objects = synthesize('network-policies');
    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies.map(({ metadata, spec }) => [metadata.name, ...spec.policyTypes])).toEqual(
      ['minio-bucket', 'minio-object-store', 'smoke-smoke', 'traces-tempo'].map((name) => [name, 'Ingress', 'Egress']));
    const { ingress } = find(objects, 'NetworkPolicy', 'traces-tempo').spec;
    expect(ingress.find(({ from }: any) => from.some((peer: any) => peer.namespaceSelector?.matchLabels['observability/sends-traces']))?.ports).toEqual(
      [{ protocol: 'TCP', port: 4317 }, { protocol: 'TCP', port: 4318 }]);
  });
});

describe('openshift', () => {
  test('the service CA is on both sides, and no pod chooses its user', () => {
    const objects = synthesize('openshift');
    expect(verdicts(objects)).toEqual(['consistent']);
    expect(find(objects, 'Service', 'minio').metadata.annotations['service.beta.openshift.io/serving-cert-secret-name']).toBe('minio-tls');
    expect(JSON.stringify(objects)).not.toMatch(/runAsUser|fsGroup/);
  });
});

describe('production', () => {
  test('nothing secret is written, and the chain is consistent by reference', () => {
    const objects = synthesize('production');
    expect(objects.some((o) => o.kind === 'Secret')).toBe(false);
    expect(verdicts(objects)).toEqual(['consistent']);
  });

  test('OTLP is received over TLS with a certificate for Tempo\'s own Service', () => {
    const objects = synthesize('production');
    const { certName } = find(objects, 'TempoMonolithic', 'traces').spec.ingestion.otlp.grpc.tls;
    expect(find(objects, 'Certificate', certName).spec.dnsNames).toContain('tempo-traces.tracing.svc');
  });
});

describe('seaweedfs', () => {
  test('Tempo dials SeaweedFS\' own port, and the chain is consistent', () => {
    const objects = synthesize('seaweedfs');
    expect(verdicts(objects)).toEqual(['consistent']);
    expect(find(objects, 'Service', 'seaweedfs').spec.ports[0].port).toBe(8333);
  });
});

describe('thanos-legacy', () => {
  const of = (namespace: string) => synthesize('thanos-legacy').filter((o) => o.metadata.namespace === namespace);

  test('each cluster has a querier of its own, and the one in front has no certificate of a cluster', () => {
    const objects = of('per-realm');
    const secrets = (name: string) => find(objects, 'Deployment', name).spec.template.spec.volumes
      .flatMap((volume: any) => (volume.projected?.sources ?? []).flatMap((source: any) => source.secret?.name ?? []));
    expect([secrets('querier-eu1'), secrets('querier-us1')]).toEqual([['eu1-client'], ['us1-client']]);
    expect(secrets('querier')).not.toEqual(expect.arrayContaining([expect.stringMatching(/-client$/)]));
  });

  test('or one querier, whose Envoy is reached from its own pod only', () => {
    const objects = of('envoy');
    expect(objects.filter((o) => o.kind === 'Deployment').map((o) => o.metadata.name).sort()).toEqual(['frontend', 'querier']);
    const config = objects.find((o) => o.kind === 'ConfigMap' && o.metadata.name.startsWith('querier-envoy-'));
    expect(config.data['envoy.yaml'].match(/^ +address: \S+$/gm)).not.toContain('0.0.0.0');
  });

  test('every connection verifies, with what is told of the clusters of somebody else', () => {
    expect(verdicts(synthesize('thanos-legacy'), 'thanos-legacy')).toEqual(['consistent']);
  });

  test('nothing secret is written', () => {
    expect(synthesize('thanos-legacy').some((o) => o.kind === 'Secret')).toBe(false);
  });
});

describe('thanos-observer', () => {
  test('each cluster lets in the observer alone, and the observer verifies each with its own CA', () => {
    const objects = synthesize('thanos-observer');
    const stores = objects.filter((o) => o.kind === 'StatefulSet' && o.metadata.name === 'store');
    expect(stores.map((o) => o.metadata.namespace).sort()).toEqual(['eu1', 'us1']);
    const clientCa = (store: any) => store.spec.template.spec.volumes.find((v: any) => v.name === 'grpc-tls').projected.sources[1].configMap.name;
    expect(new Set(stores.map(clientCa)).size).toBe(1);
    const { volumes } = find(objects, 'Deployment', 'querier').spec.template.spec;
    const bundles = volumes.flatMap((v: any) => (v.projected?.sources ?? []).flatMap((source: any) => source.configMap?.name ?? []));
    expect(bundles).toEqual(expect.arrayContaining(['eu1-ca', 'us1-ca']));
  });

  test('every connection verifies, with what is told of what somebody carries between the clusters', () => {
    expect(verdicts(synthesize('thanos-observer'), 'thanos-observer')).toEqual(['consistent']);
  });

  test('nothing secret is written', () => {
    expect(synthesize('thanos-observer').some((o) => o.kind === 'Secret')).toBe(false);
  });
});

describe('thanos-single-cluster', () => {
  test('every connection verifies by reference, and nothing secret is written', () => {
    const objects = synthesize('thanos-single-cluster');
    expect(verdicts(objects)).toEqual(['consistent']);
    expect(objects.some((o) => o.kind === 'Secret')).toBe(false);
  });

  test('every server of gRPC demands a certificate', () => {
    const servers = synthesize('thanos-single-cluster').filter((o) => ['store', 'receive'].includes(o.spec?.template?.spec.containers[0].args?.[0]));
    expect(servers).toHaveLength(2);
    for (const server of servers) { expect(server.spec.template.spec.containers[0].args.join(' ')).toContain('--grpc-server-tls-client-ca='); }
  });
});
