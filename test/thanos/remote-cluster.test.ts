import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { bucket, guarded, identity, NOW, OBSERVER_CA, published, SERVER_CA, Stage } from './stage';
import {
  CertificateIssuer, ObserverCluster, ObserverIdentity, PrometheusPods, RemoteCluster, RemoteClusterProps, ServerCertificate, StorageCa,
  ThanosExposure, ThanosListener, ThanosStoreGateway, ThanosVersion, TlsProof,
} from '../../src';
import { makeCa, makeServer, serviceNames } from '../util/certificates';
import { messageOf } from '../util/errors';

const observer = (ca = OBSERVER_CA, secret = 'observer-tls') => ObserverIdentity.of({
  certificate: identity(secret, ca), ca: StorageCa.fromPem(ca.certificatePem, { name: `${secret}-clients` }),
});

/** A cluster with a store gateway, in an app of its own, as it is deployed. */
function spoke(name: string, props: Partial<RemoteClusterProps> = {}, ca = makeCa(`Servers of ${name}`)): { stage: Stage; remote: RemoteCluster } {
  const stage = new Stage();
  const remote = new RemoteCluster(stage.chart, name, { identity: observer(), ...props });
  const host = `thanos.${name}.example.com`;
  remote.addStoreGateway('store', { storage: bucket(stage), certificate: published('store', [host], ca), exposure: ThanosExposure.loadBalancer(host) });
  return { stage, remote };
}

const file = (all: ObserverCluster) => JSON.parse(JSON.stringify(all.endpoints.compile(ThanosVersion.V0_42).queriers[0].endpointFile));

describe('a cluster and its observer', () => {
  const { stage, remote } = spoke('eu1');

  test('the cluster lets in the one who shows what the other side holds, and nobody else', () => {
    const store = stage.find('StatefulSet', 'store');
    const { args } = store.spec.template.spec.containers[0];
    expect(args).toContain('--grpc-server-tls-client-ca=/etc/thanos/server/grpc/ca.crt');
    const bundle = store.spec.template.spec.volumes.find((v: any) => v.name === 'grpc-tls').projected.sources[1].configMap.name;
    expect(stage.find('ConfigMap', bundle).data['ca.crt']).toBe(StorageCa.fromPem(OBSERVER_CA.certificatePem).certificates);
    expect(stage.find('Service', 'store-external').spec.type).toBe('LoadBalancer');
    expect(TlsProof.of(stage.app, { now: NOW }).findings).toEqual([]);
  });

  test('the observer dials it by its way in, verifies it by its CA, and shows that identity', () => {
    const all = new ObserverCluster();
    all.observe(remote, { strict: true });
    expect(file(all)).toMatch(/address: "?thanos\.eu1\.example\.com:443"?/);
    expect(all.endpoints.describe(ThanosVersion.V0_42)).toMatch(/thanos\.eu1\.example\.com:443 \| strict fixed \| mTLS +\| eu1/);
    expect(all.endpoints.realmNames).toEqual(['eu1']);
    expect(all.clusters).toEqual([remote]);
  });

  test('clusters of one observer share its identity, or have one each', () => {
    const all = new ObserverCluster();
    all.observe(remote);
    all.observe(spoke('us1').remote);
    all.observe(spoke('ap1', { identity: observer(makeCa('Clients for ap1'), 'observer-ap1') }).remote);
    expect(all.endpoints.realmNames).toEqual(['eu1', 'us1', 'ap1']);
    expect(all.endpoints.addresses).toEqual(['thanos.eu1.example.com:443', 'thanos.us1.example.com:443', 'thanos.ap1.example.com:443']);
  });

  test('servers made otherwise are taken when they let in the observer alone', () => {
    const own = new Stage();
    const cluster = new RemoteCluster(own.chart, 'eu2', { identity: observer() });
    const make = (id: string, grpc: ThanosListener) => new ThanosStoreGateway(own.chart, id, {
      storage: bucketOf(own), grpc, exposure: ThanosExposure.ingress('thanos.eu1.example.com'),
    });
    cluster.add(make('a', cluster.listener(published('a', ['thanos.eu1.example.com']))));
    expect(cluster.servers).toHaveLength(1);
    expect(messageOf(() => cluster.add(make('b', guarded('b', ['thanos.eu1.example.com']))))).toMatch(/does not let in the observer of this cluster alone[^]*eu2\.listener/);
  });

  test('a sidecar of the operator\'s Prometheus is one of its servers', () => {
    const own = new Stage();
    const issuer = CertificateIssuer.bootstrap(own.chart, 'pki', { namespaces: ['thanos'] });
    const cluster = new RemoteCluster(own.chart, 'eu3', { identity: observer(), issuer, serverCa: StorageCa.fromPem(SERVER_CA.certificatePem) });
    const sidecar = cluster.addSidecar('thanos', { prometheus: PrometheusPods.ofOperator('k8s'), exposure: ThanosExposure.openshiftRoute('thanos.eu3.example.com') });
    new ApiObject(own.chart, 'k8s', { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', metadata: { name: 'k8s' }, spec: sidecar.prometheusOperatorSpec() });
    expect(own.find('Certificate', 'thanos-tls').spec.dnsNames).toContain('thanos.eu3.example.com');
    expect(cluster.servers).toEqual([expect.objectContaining({ address: 'thanos.eu3.example.com:443' })]);
    expect(TlsProof.of(own.app, { now: NOW }).findings).toEqual([]);
  });
});

const buckets = new WeakMap<Stage, ReturnType<typeof bucket>>();

/** One bucket of a stage, however many ask. */
function bucketOf(stage: Stage): ReturnType<typeof bucket> {
  const known = buckets.get(stage) ?? bucket(stage);
  buckets.set(stage, known);
  return known;
}

describe('is refused:', () => {
  test('a cluster that lets in whom another one\'s CA signs', () => {
    const eu = makeCa('Servers of eu');
    const all = new ObserverCluster();
    all.observe(spoke('eu', {}, eu).remote);
    // us trusts, as its client CA, what signs the servers of eu: who runs eu can make itself a client of us.
    const careless = spoke('us', { identity: observer(eu, 'observer-us') }).remote;
    expect(messageOf(() => all.observe(careless))).toMatch(/whoever runs eu could read us[^]*a CA of its own/);
    // And whichever of the two is observed first.
    const other = new ObserverCluster();
    other.observe(careless);
    expect(messageOf(() => other.observe(spoke('eu', {}, eu).remote))).toContain('whoever runs eu could read us');
  });

  test('a client CA known by the name of another cluster\'s bundle', () => {
    const named = (name: string) => StorageCa.fromConfigMap(name);
    const all = new ObserverCluster();
    all.observe(spoke('eu', { serverCa: named('shared-ca') }).remote);
    const us = ObserverIdentity.of({ certificate: identity('observer-us'), ca: named('shared-ca') });
    expect(messageOf(() => all.observe(spoke('us', { identity: us }).remote))).toContain('whoever runs eu could read us');
  });

  const stage = () => new Stage();
  const exposure = ThanosExposure.ingress('thanos.eu1.example.com');
  test.each<[string, () => unknown, string]>([
    ['an observer of no cluster', () => new ObserverCluster().observe({} as any), 'this is no RemoteCluster'],
    ['a cluster without servers', () => new ObserverCluster().observe(new RemoteCluster(stage().chart, 'eu', { identity: observer() })), 'no server that could be asked'],
    ['a cluster twice', () => { const all = new ObserverCluster(); all.observe(spoke('eu').remote); all.observe(spoke('eu').remote); }, 'a realm of this name exists'],
    ['a cluster without an identity', () => new RemoteCluster(stage().chart, 'eu', {} as any), 'identity must be made by a method of ObserverIdentity'],
    ['a cluster of no properties', () => new RemoteCluster(stage().chart, 'eu', undefined as any), 'identity must be made by'],
    ['a cluster of an impossible name', () => new RemoteCluster(stage().chart, 'EU', { identity: observer() }), 'is not a DNS label'],
    ['a store without a way in', () => { const s = stage(); new RemoteCluster(s.chart, 'eu', { identity: observer() }).addStoreGateway('store', { storage: bucket(s), certificate: published('store') } as any); }, 'store has no way in'],
    ['a store without a certificate', () => { const s = stage(); new RemoteCluster(s.chart, 'eu', { identity: observer() }).addStoreGateway('store', { storage: bucket(s), exposure }); }, 'store has no certificate, and the cluster has no issuer'],
    ['a server without a way in', () => { const s = stage(); const c = new RemoteCluster(s.chart, 'eu', { identity: observer() }); c.add(new ThanosStoreGateway(s.chart, 'x', { storage: bucket(s), grpc: c.listener(published('x')) })); }, 'has no way in'],
    ['servers that the observer could not verify', () => {
      const s = stage();
      new RemoteCluster(s.chart, 'eu', { identity: observer(), issuer: CertificateIssuer.bootstrap(s.chart, 'pki') }).addStoreGateway('store', { storage: bucket(s), exposure });
    }, 'not known how the observer, in its own cluster, verifies'],
    ['servers of two CAs', () => {
      const s = stage();
      const c = new RemoteCluster(s.chart, 'eu', { identity: observer() });
      for (const [id, ca] of [['a', makeCa('A')], ['b', makeCa('B')]] as const) {
        c.addStoreGateway(id, { storage: bucketOf(s), certificate: published(id, ['thanos.eu1.example.com'], ca), exposure });
      }
    }, 'verified by different CAs'],
    ['an identity without a certificate', () => ObserverIdentity.of({ ca: StorageCa.fromBundle('x') } as any), 'certificate is missing'],
    ['an identity without a CA', () => ObserverIdentity.of({ certificate: identity('x') } as any), 'ca is missing'],
  ])('%s', (_what, act, text) => expect(messageOf(act)).toContain(text));
});

test('both sides may stand in one app: the chart of the spoke and that of the observer', () => {
  const app: App = Testing.app();
  const chart = new Chart(app, 'eu1', { namespace: 'thanos' });
  const remote = new RemoteCluster(chart, 'eu1', { identity: observer() });
  const certificate = ServerCertificate.fromPem({
    secretName: 'store-tls',
    certificate: makeServer(SERVER_CA, [...serviceNames('store', 'thanos'), 'thanos.eu1.example.com']).certificatePem,
    ca: StorageCa.fromPem(SERVER_CA.certificatePem, { name: 'eu1' }),
  });
  const stage = new Stage();
  remote.addStoreGateway('store', { storage: bucket(stage), certificate, exposure: ThanosExposure.ingress('thanos.eu1.example.com') });
  const all = new ObserverCluster();
  all.observe(remote);
  expect(remote.servers[0].certificatePem).toMatch(/BEGIN CERTIFICATE/);
  expect(all.endpoints.addresses).toEqual(['thanos.eu1.example.com:443']);
});
