import { Chart, Testing } from 'cdk8s';
import { app, Judge, lessOne, objectsOf, policiesIn, policy } from './policed';
import {
  BlueprintTracingStore, ClusterDns, DevTracingStore, NetworkPeer, OpenShiftTracingStore, ProductionTracingStore, ServerCertificate,
  SingleClusterMetricsStore, StorageCa, TempoMonolithicS3Tls, TlsMinio, TlsNetworkPolicies, TlsProof, TraceSmokeTest,
} from '../../src';
import { certificates } from '../presets/table';
import { trials } from '../util/trials';

const PROMETHEUS = [NetworkPeer.pods({ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } })];
const DNS = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } }, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } };
const ports = (...numbers: number[]) => numbers.map((port) => ({ protocol: 'TCP', port }));
const pods = (name: string, instance: string, component: string, more = {}) => ({
  podSelector: { matchLabels: { 'app.kubernetes.io/component': component, 'app.kubernetes.io/instance': instance, 'app.kubernetes.io/name': name, ...more } },
});
const TEMPO = pods('tempo-monolithic', 'traces', 'tempo', { 'app.kubernetes.io/managed-by': 'tempo-operator' });
const SMOKE = pods('trace-smoke-test', 'smoke', 'smoke');
const MINIO = pods('minio', 'minio', 'object-store');
const BUCKET = pods('minio', 'minio', 'bucket');

const devApp = Testing.app();
new DevTracingStore(devApp, 'tracing', {
  unsafeCertificatesFrom: certificates,
  networkPolicies: { prometheus: PROMETHEUS, otlpSenders: [NetworkPeer.namespaces({ traces: 'yes' })], queryClients: [NetworkPeer.pods({ labels: { app: 'grafana' } })] },
});
const devObjects = objectsOf(devApp);
const metricsApp = app();
new SingleClusterMetricsStore(metricsApp, 'metrics', { networkPolicies: {} });
const metricsObjects = objectsOf(metricsApp);

describe('a tracing store', () => {
  test('each of its pods is closed in both directions, those of the operator too', () => {
    expect(policiesIn(devObjects).map(({ metadata, spec }) => [metadata.name, spec.policyTypes])).toEqual(
      ['minio-bucket', 'minio-object-store', 'smoke-smoke', 'traces-tempo'].map((name) => [name, ['Ingress', 'Egress']]));
    expect(policy(devObjects, 'traces-tempo').spec.podSelector).toEqual(TEMPO.podSelector);
  });

  test('the store lets in those who dial it and who scrape it, and goes nowhere', () => {
    const { ingress, egress } = policy(devObjects, 'minio-object-store').spec;
    const prometheus = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } }, podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } };
    expect(ingress).toEqual([{ from: [BUCKET, SMOKE, TEMPO, prometheus], ports: ports(9000) }]);
    expect(egress).toBeUndefined(); // named in policyTypes, and without a rule: closed
  });

  test('Tempo goes to its store and to DNS; senders, users and scrapers come in at the ports that are theirs', () => {
    const { ingress, egress } = policy(devObjects, 'traces-tempo').spec;
    expect(egress).toEqual([{ to: [MINIO], ports: ports(9000) }, { to: [DNS], ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }] }]);
    expect(ingress).toEqual([
      { from: [{ podSelector: { matchLabels: { app: 'grafana' } } }, expect.objectContaining({ namespaceSelector: expect.anything() })], ports: ports(3200) },
      { from: [SMOKE], ports: ports(3200, 4317) },
      { from: [{ namespaceSelector: { matchLabels: { traces: 'yes' } } }], ports: ports(4317, 4318) },
    ]);
  });

  test('the proof at synth finds nothing against them', () => {
    expect(TlsProof.of(devApp).findings.filter(({ rule }) => /^OT5/.test(rule))).toEqual([]);
  });

  test('stands before its pods, and is there once after a second synth', () => {
    const kinds = devObjects.map(({ kind }) => kind);
    expect(kinds.lastIndexOf('NetworkPolicy')).toBeLessThan(kinds.findIndex((kind) => /StatefulSet|Job|TempoMonolithic/.test(kind)));
    expect(objectsOf(devApp)).toEqual(devObjects);
  });
});

test('on OpenShift it is OpenShift\'s DNS that is asked, at the port of its pods, unless another is named', () => {
  const asked = (networkPolicies: object) => {
    const made = app();
    new OpenShiftTracingStore(made, 'tracing', { networkPolicies });
    return policy(objectsOf(made), 'traces-tempo').spec.egress.at(-1);
  };
  expect(asked({})).toEqual({
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } }, podSelector: { matchLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } } }],
    ports: [{ protocol: 'UDP', port: 5353 }, { protocol: 'TCP', port: 5353 }],
  });
  expect(asked({ dns: ClusterDns.nodeLocal(['169.254.20.10', '10.96.0.10']) }).to).toEqual([{ ipBlock: { cidr: '169.254.20.10/32' } }, { ipBlock: { cidr: '10.96.0.10/32' } }, DNS]);
});

describe.each([['tracing', devObjects], ['metrics', metricsObjects]])('the prover on the policies of a store: %s', (_name, objects) => {
  const judge = new Judge(objects);
  // Of those who are only declared the manifests show no connection.
  const shown = policiesIn(objects).map((one) => structuredClone(one));
  for (const { spec } of shown) {
    for (const rule of spec.ingress ?? []) { rule.from = rule.from.filter((peer: any) => !peer.namespaceSelector && peer.podSelector.matchLabels.app !== 'grafana'); }
    spec.ingress = (spec.ingress ?? []).filter((rule: any) => rule.from.length > 0);
  }

  test('every connection passes, out and in, and may ask DNS', () => {
    expect(judge.connections.length).toBeGreaterThan(6);
    expect(judge.blocked()).toEqual([]);
  });

  test('without any one peer or port of any rule some connection does not', () => {
    const needless = [...lessOne(shown)].filter(({ policies }) => judge.blocked(policies).length === 0);
    expect([...lessOne(shown)].length).toBeGreaterThan(15);
    expect(needless.map(({ without }) => without)).toEqual([]);
  });
});

test('the preset of the blueprint, and that for production: every connection passes', () => {
  const made = app();
  new BlueprintTracingStore(made, 'a', { certificate: ServerCertificate.fromSecret('minio-cert', { ca: StorageCa.fromConfigMap('storage-ca') }), networkPolicies: {} });
  new ProductionTracingStore(made, 'b', { networkPolicies: {} });
  const objects = objectsOf(made);
  expect(policiesIn(objects).map(({ metadata: { namespace, name } }) => `${namespace}/${name}`)).toEqual([
    'a/minio-bucket', 'a/minio-object-store', 'a/smoke-smoke', 'a/simplest-tempo', 'b/minio-bucket', 'b/minio-object-store', 'b/smoke-smoke', 'b/traces-tempo',
  ]);
  expect(new Judge(objects).blocked()).toEqual([]);
});

describe('random apps', () => {
  /** Numbers that look random and are the same in every run (a linear congruential generator). */
  const dice = (seed: number) => {
    let state = seed;
    return (n: number) => {
      state = (state * 48271 + 11) % 2147483647;
      return Math.floor(state / 2147483647 * n);
    };
  };

  /** Stores, their Tempos and smoke tests in some namespaces, with policies in each chart, made at any time. */
  const random = (seed: number) => {
    const below = dice(seed);
    const made = app();
    const charts = Array.from({ length: 1 + below(3) }, (_, i) => new Chart(made, `c${i}`, { namespace: `ns-${below(3)}` }));
    const late = charts.filter((chart) => below(2) === 1 || !new TlsNetworkPolicies(chart, 'policies'));
    const stores = Array.from({ length: 1 + below(2) }, (_, i) => {
      const certificate = ServerCertificate.fromSecret(`minio-${i}-tls`, { ca: StorageCa.fromConfigMap(`ca-${i}`) });
      return new TlsMinio(charts[below(charts.length)], `minio-${i}`, { certificate });
    });
    for (let i = 0; i < 1 + below(3); i += 1) {
      const chart = charts[below(charts.length)];
      const tempo = new TempoMonolithicS3Tls(chart, `t${i}`, { storage: stores[below(stores.length)].bucket(`bucket-${i}`) });
      const beside = below(2) ? chart : charts[below(charts.length)];
      if (below(3) > 0) { new TraceSmokeTest(beside, `smoke-${i}`, { tempo, metadata: { namespace: chart.namespace } }); }
    }
    late.forEach((chart) => { new TlsNetworkPolicies(chart, 'policies'); });
    return objectsOf(made);
  };

  test.each(Array.from({ length: trials(3, 60) }, (_, i) => i * 7919 + 1))('seed %i: every connection passes, and no hole is needless', (seed) => {
    const objects = random(seed);
    const judge = new Judge(objects);
    expect(judge.connections.length).toBeGreaterThan(0);
    expect(judge.blocked()).toEqual([]);
    const needless = [...lessOne(policiesIn(objects))].filter(({ policies }) => judge.blocked(policies).length === 0);
    expect(needless.map(({ without }) => without)).toEqual([]);
  });
});
