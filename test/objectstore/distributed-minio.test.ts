import { Testing } from 'cdk8s';
import { Manifests, minio, published, referenced, tracing } from './fixture';
import { TlsNetworkPolicies } from '../../src';
import { warningsOf } from '../../src/kube/warnings';
import { ServerSpread, StoreVolume, TlsMinio, TlsMinioProps } from '../../src/objectstore';
import { ServerCertificate, StorageCa } from '../../src/pki';
import { erasureLayout } from '../../src/trust/minio/erasure';
import { prove } from '../../src/trust/prove';
import { makeCa, makeServer, NOW, serviceNames } from '../util/certificates';
import { messageOf } from '../util/errors';

const PEERS = ['*.minio-headless.tracing.svc'];
const NAMES = [...serviceNames('minio', 'tracing'), ...PEERS];
const ca = makeCa();
/** Four servers with two drives each, policies, and a bucket, whose certificate is known. */
const made = (() => {
  const chart = tracing();
  const store = new TlsMinio(chart, 'minio', { certificate: published(NAMES, ca), servers: 4, drivesPerServer: 2, buckets: ['tempo'] });
  new TlsNetworkPolicies(chart, 'policies', {});
  return { store, manifests: new Manifests(Testing.synth(chart)) };
})();
const { manifests } = made;
const selector = manifests.statefulSet.selector.matchLabels;

describe('several servers', () => {
  test('are one StatefulSet whose pods start together, and find each other before they are ready', () => {
    expect(manifests.statefulSet).toMatchObject({ replicas: 4, podManagementPolicy: 'Parallel', serviceName: 'minio-headless' });
    expect(manifests.one('Service', 'minio-headless').spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true, selector });
  });

  test('are told every drive of all of them, over TLS, by names that need no cluster domain', () => {
    expect(manifests.server.args).toEqual([
      'server', '--certs-dir=/etc/minio/certs', '--address=:9000', 'https://minio-{0...3}.minio-headless.tracing.svc:9000/data/{0...1}',
    ]);
    expect(manifests.statefulSet.volumeClaimTemplates.map((claim: any) => claim.metadata.name)).toEqual(['data-0', 'data-1']);
    expect(manifests.server.volumeMounts.slice(0, 2)).toEqual([{ name: 'data-0', mountPath: '/data/0' }, { name: 'data-1', mountPath: '/data/1' }]);
  });

  test('have the CA of the others beside their certificate: a bundle of another content is another name, and so rolls them', () => {
    const [secret, bundle] = manifests.volume('certificate').projected.sources;
    expect(secret.secret).toEqual({ name: 'minio-tls', items: [{ key: 'tls.crt', path: 'public.crt' }, { key: 'tls.key', path: 'private.key' }] });
    expect(bundle.configMap).toEqual({ name: expect.stringMatching(/^storage-ca-[0-9a-f]{10}$/), items: [{ key: 'ca.crt', path: 'CAs/ca.crt' }] });
    expect(manifests.one('ConfigMap', bundle.configMap.name).data['ca.crt']).toBe(ca.certificatePem);
  });

  test('are ready when there have been enough of them to read from for twenty seconds, which they tell before the probe gives up, and live without the others', () => {
    const { startupProbe, livenessProbe, readinessProbe, env } = manifests.server;
    const { value } = env.find(({ name }: { name: string }) => name === 'MINIO_API_CLUSTER_DEADLINE');
    expect(Number.parseInt(value, 10)).toBeLessThan(readinessProbe.timeoutSeconds);
    expect(readinessProbe).toMatchObject({ periodSeconds: 5, successThreshold: 5 });
    expect([startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet.path)).toEqual(['/minio/health/live', '/minio/health/live', '/minio/health/cluster/read']);
  });

  test('lose one at a time to those who empty nodes', () => {
    expect(manifests.one('PodDisruptionBudget').spec).toEqual({ maxUnavailable: 1, selector: { matchLabels: selector } });
  });

  test('may talk to each other where policies close them', () => {
    const { ingress, egress } = manifests.one('NetworkPolicy', 'minio-object-store').spec;
    const own = { podSelector: { matchLabels: selector } };
    expect(ingress).toEqual([{ from: [expect.anything(), own], ports: [{ protocol: 'TCP', port: 9000 }] }]);
    expect(egress).toEqual([{ to: [own], ports: [{ protocol: 'TCP', port: 9000 }] }, expect.objectContaining({ ports: expect.arrayContaining([{ protocol: 'UDP', port: 53 }]) })]);
  });

  test('are proved to verify each other', () => {
    const { connections, findings } = prove(manifests.all.map((object) => ({ object })), { now: NOW });
    const peers = connections.filter(({ client }) => client.product === 'MinIO');
    expect(peers.map(({ client, verdict }) => `${client.address?.text} ${verdict}`)).toEqual([0, 1, 2, 3].map((n) => `https://minio-${n}.minio-headless.tracing.svc:9000 proved`));
    expect(findings).toEqual([]);
  });

  test('keep their data apart from each other in development too', () => {
    const ephemeral = minio({ servers: 4, drivesPerServer: 2, storage: StoreVolume.ephemeral({ sizeLimit: '1Gi' }) });
    expect(ephemeral.pod.volumes.filter(({ name }: any) => /^data/.test(name))).toEqual([0, 1].map((n) => ({ name: `data-${n}`, emptyDir: { sizeLimit: '1Gi' } })));
    expect(ephemeral.server.resources.limits['ephemeral-storage']).toBe('3Gi');
  });
});

describe('they spread', () => {
  const spread = (props: Partial<TlsMinioProps>) => {
    const { affinity, topologySpreadConstraints } = minio({ servers: 4, ...props }).pod;
    return { nodes: Object.keys(affinity?.podAntiAffinity ?? {}), zones: topologySpreadConstraints?.map((one: any) => one.whenUnsatisfiable) };
  };
  test.each([
    [undefined, 'preferredDuringSchedulingIgnoredDuringExecution', 'ScheduleAnyway'],
    [ServerSpread.NODES, 'requiredDuringSchedulingIgnoredDuringExecution', 'ScheduleAnyway'],
    [ServerSpread.ZONES, 'requiredDuringSchedulingIgnoredDuringExecution', 'DoNotSchedule'],
  ])('%s: %s, %s', (choice, nodes, zones) => { expect(spread({ spread: choice })).toEqual({ nodes: [nodes], zones: [zones] }); });

  test('not at all when told so, and as the user writes it where he does', () => {
    expect(spread({ spread: ServerSpread.NONE })).toEqual({ nodes: [], zones: undefined });
    expect(spread({ topologySpreadConstraints: [], affinity: { nodeAffinity: {} } })).toEqual({ nodes: ['preferredDuringSchedulingIgnoredDuringExecution'], zones: [] });
  });
});

describe('what cannot work is refused', () => {
  test.each<[string, Partial<TlsMinioProps>, RegExp]>([
    ['a certificate of the Service alone', { servers: 4, certificate: published(serviceNames('minio', 'tracing')) }, /does not cover the names by which the servers dial each other[^]*minio-0\.minio-headless\.tracing\.svc[^]*DNS:\*\.minio-headless/],
    ['one that is told of by its names', { servers: 4, certificate: ServerCertificate.fromSecret('minio-tls', { ca: StorageCa.fromConfigMap('ca'), publicFacts: { dnsNames: ['minio.tracing.svc'] } }) }, /names by which the servers dial each other/],
    ['one of OpenShift', { servers: 4, certificate: ServerCertificate.openshiftServiceCa() }, /names by which the servers dial each other/],
    ['no CA', { servers: 4, certificate: ServerCertificate.fromSecret('minio-tls') }, /not known which CA verifies the servers/],
    ['seventeen servers', { servers: 17 }, /17 servers with 1 drive each[^]*servers: 16/],
    ['half a server', { servers: 1.5 }, /servers is out of range/],
    ['no drive', { servers: 4, drivesPerServer: 0 }, /drivesPerServer is out of range/],
    ['drives of one server', { drivesPerServer: 4 }, /drivesPerServer is for a store of several servers/],
    ['a spread of one server', { spread: ServerSpread.NODES }, /spread is for a store of several servers/],
    ['a spread that is none', { servers: 4, spread: 'NODE' as ServerSpread }, /spread has an unknown value/],
  ])('%s', (_what, props, message) => { expect(messageOf(() => minio(props))).toMatch(message); });

  test('two servers work, with a warning: without one of them nothing is written', () => {
    const warned = (servers: number) => warningsOf(new TlsMinio(tracing(), 'minio', { certificate: referenced(), servers })).length;
    expect([2, 3, 4].map(warned)).toEqual([1, 0, 0]);
  });

  test('a development certificate needs the names of the pods too', () => {
    const inline = (names: string[]) => {
      const { certificatePem: certificate, privateKeyPem: privateKey } = makeServer(ca, names);
      return ServerCertificate.unsafeInline({ certificate, privateKey, ca: ca.certificatePem });
    };
    expect(messageOf(() => minio({ servers: 4, certificate: inline(NAMES.slice(0, -1)) }))).toMatch(/names by which the servers dial each other/);
    minio({ servers: 4, certificate: inline(NAMES) });
  });
});

test('drives lie in sets as MinIO lays them', () => {
  const layout = (servers: number, drives: number) => {
    const found = erasureLayout(servers, drives);
    return found && [found.setSize, found.parity, found.readsWithout, found.writesWithout];
  };
  expect(layout(2, 1)).toEqual([2, 1, 1, 0]);
  expect(layout(3, 1)).toEqual([3, 1, 1, 1]);
  expect(layout(4, 1)).toEqual([4, 2, 2, 1]);
  expect(layout(4, 2)).toEqual([8, 4, 2, 1]);
  expect(layout(3, 5)).toEqual([15, 4, 0, 0]);
  expect(layout(8, 4)).toEqual([16, 4, 2, 2]);
  // As cmd.GetAllSets of minio 7aac2a2c5 says of each of these, whatever the number of drives.
  const servers = Array.from({ length: 63 }, (_, i) => i + 2);
  const refused = servers.filter((n) => [1, 2, 7, 16].some((drives) => layout(n, drives) === undefined));
  expect(refused).toEqual([17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61]);
});
