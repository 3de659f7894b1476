import { ApiObject } from 'cdk8s';
import { bucket, guarded, NOW, sidecar, Stage } from './stage';
import { PrometheusPods, ThanosSidecarProps } from '../../src';
import { TlsProof } from '../../src/proof';

describe('a sidecar', () => {
  const own = (props: Partial<ThanosSidecarProps> = {}, stage: Stage = new Stage()) => sidecar({
    prometheus: PrometheusPods.ofStatefulSet({ name: 'prom', serviceName: 'prom-pods', selector: { app: 'prom' } }), grpc: guarded('sidecar', ['*.prom-pods.thanos.svc']), ...props,
  }, stage);

  test('goes into the spec of a pod beside what is there', () => {
    const stage = new Stage();
    const { made } = own({ storage: bucket(stage), dataVolume: 'data' }, stage);
    const spec = made.addToPodSpec({ containers: [{ name: 'prometheus' }], volumes: [{ name: 'config' }], serviceAccountName: 'prometheus' });
    expect(spec.serviceAccountName).toBe('prometheus');
    expect(spec.containers.map(({ name }: any) => name)).toEqual(['prometheus', 'thanos-sidecar']);
    const [, added] = spec.containers;
    expect(added.args).toEqual(expect.arrayContaining(['sidecar', '--prometheus.url=http://localhost:9090', '--tsdb.path=/prometheus']));
    const mounted = added.volumeMounts.map(({ name }: any) => name);
    const volumes = spec.volumes.map(({ name }: any) => name);
    expect(mounted.filter((name: string) => name !== 'data' && !volumes.includes(name))).toEqual([]);
    expect(added.securityContext.runAsUser).toBeUndefined();
  });

  test('of the operator gets its keys by a patch of the container, and everything else by fields', () => {
    const stage = new Stage();
    const { made } = sidecar({ storage: bucket(stage), extraArgs: ['--min-time=-2h', '--no-shipper.upload-compacted'] }, stage);
    const spec = made.prometheusOperatorSpec();
    expect(spec.containers).toEqual([{ name: 'thanos-sidecar', env: [expect.objectContaining({ name: 'AWS_ACCESS_KEY_ID' }), expect.objectContaining({ name: 'AWS_SECRET_ACCESS_KEY' })] }]);
    expect(spec.thanos.additionalArgs).toEqual([{ name: 'grpc-server-max-connection-age', value: '1h' }, { name: 'min-time', value: '-2h' }, { name: 'no-shipper.upload-compacted' }]);
    expect(spec.thanos.volumeMounts.map(({ name }: any) => name)).toEqual(spec.volumes.map(({ name }: any) => name));
    expect(Object.keys(spec.podMetadata.annotations)).toEqual(['cdk8s-observability-tls/trust']);
    expect(stage.objects.filter((o) => o.data?.['web.yml'])).toEqual([]);
  });

  test('is an endpoint for each pod of Prometheus, under names that its certificate covers', () => {
    expect(sidecar().made.grpcPodAddresses).toEqual(['prometheus-k8s-0.prometheus-operated.thanos.svc:10901', 'prometheus-k8s-1.prometheus-operated.thanos.svc:10901']);
    expect(sidecar().made.tls!.serverNames).toContain('*.prometheus-operated.thanos.svc');
    expect(own().made.grpcPodAddresses).toEqual(['prom-0.prom-pods.thanos.svc:10901']);
    expect(sidecar().stage.find('Service', 'sidecar').spec.selector).toEqual({ 'operator.prometheus.io/name': 'k8s', 'app.kubernetes.io/name': 'prometheus' });
  });

  test('is proved in a pod of one\'s own', () => {
    const stage = new Stage();
    const { made } = own({ storage: bucket(stage), dataVolume: 'data' }, stage);
    new ApiObject(stage.chart, 'prom', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'prom' },
      spec: {
        serviceName: 'prom-pods',
        selector: { matchLabels: { app: 'prom' } },
        template: {
          metadata: { labels: { app: 'prom' }, annotations: made.podAnnotations() },
          spec: made.addToPodSpec({ containers: [{ name: 'prometheus', image: 'quay.io/prometheus/prometheus:v3.14.0' }], volumes: [{ name: 'data', emptyDir: {} }] }),
        },
      },
    });
    const report = TlsProof.of(stage.app, { now: NOW });
    expect(report.findings).toEqual([]);
    expect([...new Set(report.connections.map(({ verdict }) => verdict))]).toEqual(['proved']);
  });
});
