import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { app, Judge, objectsOf, policiesIn, policy } from './policed';
import {
  CertificateIssuer, ClientCertificate, NetworkPeer, NetworkPolicyEngine, NetworkPolicyOptions, ObjectStorage, ObserverIdentity, ObserverMetricsStore,
  OidcTenant, RemoteMetricsStore, S3Credentials, ServerCertificate, StorageCa, TempoMonolithicMemory, TempoMonolithicS3Tls, TempoStackS3, Tenancy,
  TenantPermission, ThanosExposure, TlsMinio, TlsNetworkPolicies, TlsNetworkPoliciesProps,
} from '../../src';
import { warningsOf } from '../../src/kube/warnings';
import { observer } from '../presets/metrics-table';
import { messageOf } from '../util/errors';

const ns = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });
const identity = (name: string, instance: string, component: string) => ({ 'app.kubernetes.io/component': component, 'app.kubernetes.io/instance': instance, 'app.kubernetes.io/name': name });
const TEMPO = { ...identity('tempo-monolithic', 'traces', 'tempo'), 'app.kubernetes.io/managed-by': 'tempo-operator' };
const MINIO = identity('minio', 'minio', 'object-store');
const tcp = (...numbers: (number | string)[]) => numbers.map((port) => ({ protocol: 'TCP', port }));

/** A store in one namespace and Tempo in another. */
function apart(options: TlsNetworkPoliciesProps = {}): App {
  const made = app();
  const tracing = new Chart(made, 'tracing', { namespace: 'tracing' });
  new TlsNetworkPolicies(tracing, 'policies', options);
  const storage = new Chart(made, 'storage', { namespace: 'storage' });
  const minio = new TlsMinio(storage, 'minio', { certificate: ServerCertificate.fromSecret('minio-tls', { ca: StorageCa.fromConfigMap('storage-ca') }) });
  new TempoMonolithicS3Tls(tracing, 'traces', { storage: minio.bucket('tempo') });
  new TlsNetworkPolicies(storage, 'policies');
  return made;
}

/** Tempo on a store outside. */
function outside(endpoint: string, networkPolicies: NetworkPolicyOptions = {}, credentials?: S3Credentials): App {
  const made = app();
  const chart = new Chart(made, 'tracing', { namespace: 'tracing' });
  const store = ObjectStorage.external(chart, 's3', { endpoint, region: 'eu-central-1' });
  new TempoMonolithicS3Tls(chart, 'traces', { storage: store.bucket('tempo', { credentials }) });
  new TlsNetworkPolicies(chart, 'policies', networkPolicies);
  return made;
}

const memory = (options: NetworkPolicyOptions, more: (chart: Chart) => void = () => {}) => {
  const made = app();
  const chart = new Chart(made, 'tracing', { namespace: 'tracing' });
  new TempoMonolithicMemory(chart, 'traces', {});
  const policies = new TlsNetworkPolicies(chart, 'policies', options);
  more(chart);
  return { made, policies };
};

describe('across namespaces', () => {
  const objects = objectsOf(apart());

  test('both sides name the other\'s namespace, and everything passes', () => {
    expect(policy(objects, 'traces-tempo').spec.egress[0]).toEqual({ to: [{ ...ns('storage'), podSelector: { matchLabels: MINIO } }], ports: tcp(9000) });
    expect(policy(objects, 'minio-object-store').spec.ingress[0].from).toEqual(expect.arrayContaining([{ ...ns('tracing'), podSelector: { matchLabels: TEMPO } }]));
    expect(new Judge(objects).blocked()).toEqual([]);
  });

  test('where only one side has policies, it is closed alone', () => {
    const only = (covers: (made: App) => Chart) => {
      const made = app();
      const [tracing, storage] = ['tracing', 'storage'].map((name) => new Chart(made, name, { namespace: name }));
      const minio = new TlsMinio(storage, 'minio', { certificate: ServerCertificate.fromSecret('minio-tls', { ca: StorageCa.fromConfigMap('storage-ca') }) });
      new TempoMonolithicS3Tls(tracing, 'traces', { storage: minio.bucket('tempo') });
      new TlsNetworkPolicies(tracing, 'policies', { covers: covers(made) });
      return policiesIn(objectsOf(made)).map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);
    };
    expect(only((made) => made.node.findChild('storage') as Chart)).toEqual(['storage/minio-bucket', 'storage/minio-object-store']);
    expect(only((made) => made.node.findChild('tracing') as Chart)).toEqual(['tracing/traces-tempo']);
  });
});

describe('a sender that the manifests show', () => {
  const collector = (chart: Chart) => {
    const config = 'exporters: {otlp: {endpoint: "tempo-traces.tracing.svc:4317", tls: {insecure: true}}}\nservice: {pipelines: {traces: {receivers: [otlp], exporters: [otlp]}}}\nreceivers: {otlp: {protocols: {grpc: {}}}}\n';
    new ApiObject(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'collector' }, data: { 'config.yaml': config } });
    const spec = {
      containers: [{ name: 'otelcol', image: 'otel/opentelemetry-collector:0.100.0', args: ['--config=/etc/otel/config.yaml'], volumeMounts: [{ name: 'config', mountPath: '/etc/otel' }] }],
      volumes: [{ name: 'config', configMap: { name: 'collector' } }],
    };
    new ApiObject(chart, 'deployment', {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'collector' }, spec: { selector: { matchLabels: { app: 'collector' } }, template: { metadata: { labels: { app: 'collector', tier: 'edge' } }, spec } },
    });
  };

  test('is let in without a word, by what its workload is selected with, and is not closed itself', () => {
    const { made, policies } = memory({});
    collector(new Chart(made, 'edge', { namespace: 'edge' }));
    const objects = objectsOf(made);
    expect(policiesIn(objects).map(({ metadata }) => metadata.name)).toEqual(['traces-tempo']);
    expect(policy(objects, 'traces-tempo').spec.ingress).toEqual([{ from: [{ ...ns('edge'), podSelector: { matchLabels: { app: 'collector' } } }], ports: tcp(4317) }]);
    expect(warningsOf(policies)).toEqual([]);
  });

  test('without any sender there is a warning', () => {
    const { made, policies } = memory({});
    objectsOf(made);
    expect(warningsOf(policies)).toEqual([expect.stringContaining('nobody outside of this chart may send traces')]);
  });
});

describe('outside', () => {
  test('an address is an address', () => {
    expect(policy(objectsOf(outside('https://203.0.113.7:9000')), 'traces-tempo').spec.egress).toEqual([{ to: [{ ipBlock: { cidr: '203.0.113.7/32' } }], ports: tcp(9000) }]);
  });

  test('a name has the addresses that are given for it, or all at its port', () => {
    const egress = (...peers: NetworkPeer[]) => policy(objectsOf(outside('https://s3.example.com', { hosts: { 's3.example.com': peers } })), 'traces-tempo').spec.egress[0];
    expect(egress(NetworkPeer.cidr('203.0.113.0/24', ['203.0.113.0/28']))).toEqual({ to: [{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.0/28'] } }], ports: tcp(443) });
    expect(egress(NetworkPeer.anyone())).toEqual({ ports: tcp(443) });
    expect(policy(objectsOf(outside('https://s3.example.com', { hosts: { 'S3.Example.com.:443': [NetworkPeer.anyone()] } })), 'traces-tempo').spec.egress[0]).toEqual({ ports: tcp(443) });
    expect(egress(NetworkPeer.pods({ namespace: 'rook', labels: { app: 'rgw' }, port: 8443 }))).toEqual({ to: [{ ...ns('rook'), podSelector: { matchLabels: { app: 'rgw' } } }], ports: tcp(8443) });
  });

  test.each<[string, () => unknown, RegExp[]]>([
    ['a name', () => outside('https://s3.example.com').synthYaml(), [/cannot let pods out to a name/, /s3\.example\.com, which Tempo/, /NetworkPeer\.cidr\(.*NetworkPolicyEngine\.CILIUM/]],
    ['a host that nobody dials', () => outside('https://203.0.113.7', { hosts: { 'other.example.com': [NetworkPeer.anyone()] } }).synthYaml(), [/nobody covered dials/, /"other\.example\.com"/]],
    ['pods elsewhere, behind a lookup', () => {
      const made = app();
      new ObserverMetricsStore(made, 'metrics', { observer: observer(), networkPolicies: { engine: NetworkPolicyEngine.CILIUM, hosts: { 'thanos-store.monitoring.svc': [NetworkPeer.pods({ namespace: 'monitoring' })] } } });
      made.synthYaml();
    }, [/a lookup finds it/, /port: 10901/]],
    ['something that leads in', () => remote({}).synthYaml(), [/leads in from outside/, /Service eu1\/store-external leads to the gRPC server of Thanos Store/, /observers: \[/]],
    ['OpenShift\'s tenants, which ask the API server', () => openshift({}).synthYaml(), [/addresses of the API server/, /kubectl get endpoints kubernetes/]],
    ['a TempoStack whose operator makes no policies', () => stack({ networkPolicies: false }, {}).synthYaml(), [/TempoStack traces|TempoStack tracing\/traces/, /they are switched off/]],
    ['a scrape by a Prometheus that is nowhere', () => memory({}, (chart) => { new ApiObject(chart, 'monitor', MONITOR); }).made.synthYaml(), [/which pods Prometheus is does not show/, /prometheus: \[/]],
  ])('an error that names the way out: %s', (_name, act, says) => {
    let message = '';
    try { act(); } catch (e) { message = String(e); }
    for (const each of says) { expect(message).toMatch(each); }
    expect(message).toMatch(/\n +fix {6}\S/);
  });
});

const MONITOR = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata: { name: 'tempo' },
  spec: { selector: { matchLabels: { 'app.kubernetes.io/instance': 'traces' } }, podMetricsEndpoints: [{ port: 'http' }] },
};

function remote(networkPolicies: NetworkPolicyOptions): App {
  const made = app();
  const observers = ObserverIdentity.of({ certificate: ClientCertificate.fromSecret('observer-tls'), ca: StorageCa.fromConfigMap('observer-clients') });
  new RemoteMetricsStore(made, 'eu1', { identity: observers, exposure: ThanosExposure.loadBalancer('thanos.eu1.example.com'), networkPolicies });
  return made;
}

function openshift(networkPolicies: NetworkPolicyOptions): App {
  const made = app();
  const chart = new Chart(made, 'tracing', { namespace: 'tracing' });
  new TempoMonolithicMemory(chart, 'traces', { multitenancy: Tenancy.openshift([{ name: 'dev', id: '1' }]) });
  new TlsNetworkPolicies(chart, 'policies', networkPolicies);
  return made;
}

function stack(more: object, networkPolicies: NetworkPolicyOptions): App {
  const made = app();
  const chart = new Chart(made, 'tracing', { namespace: 'tracing' });
  const minio = new TlsMinio(chart, 'minio', { certificate: ServerCertificate.fromSecret('minio-tls', { ca: StorageCa.fromConfigMap('storage-ca') }) });
  new TempoStackS3(chart, 'traces', { storage: minio.bucket('tempo'), ...more });
  new TlsNetworkPolicies(chart, 'policies', networkPolicies);
  return made;
}

test('an observer of another cluster comes in where something leads in, and only there', () => {
  const objects = objectsOf(remote({ observers: [NetworkPeer.cidr('203.0.113.0/24')] }));
  expect(policy(objects, 'store-store-gateway').spec.ingress).toEqual([{ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: tcp(10901) }]);
  expect(policy(objects, 'minio-object-store').spec.ingress[0].from).toHaveLength(3);
});

test('the observer goes to what it observes, and nowhere else', () => {
  const made = app();
  new ObserverMetricsStore(made, 'metrics', {
    observer: observer(),
    networkPolicies: {
      hosts: {
        'thanos-store.monitoring.svc': [NetworkPeer.pods({ namespace: 'monitoring', labels: { app: 'thanos-store' }, port: 10901 })],
        'thanos.eu1.example.com': [NetworkPeer.cidr('203.0.113.1/32')],
        'thanos.us1.example.com:443': [NetworkPeer.cidr('203.0.113.2/32')],
      },
      queryClients: [NetworkPeer.pods({ namespace: 'grafana' })],
    },
  });
  const objects = objectsOf(made);
  expect(policy(objects, 'querier-query').spec.egress.slice(0, -1)).toEqual([
    { to: [{ ipBlock: { cidr: '203.0.113.1/32' } }, { ipBlock: { cidr: '203.0.113.2/32' } }], ports: tcp(443) },
    { to: [{ ...ns('monitoring'), podSelector: { matchLabels: { app: 'thanos-store' } } }], ports: tcp(10901) },
  ]);
  // Users ask the frontend, and the frontend the querier.
  expect(policy(objects, 'frontend-query-frontend').spec.ingress).toEqual([{ from: [ns('grafana')], ports: tcp(10902) }]);
  expect(policy(objects, 'querier-query').spec.ingress.flatMap(({ from }: any) => from)).toEqual([{ podSelector: { matchLabels: identity('thanos', 'frontend', 'query-frontend') } }]);
});

test('a gateway is asked and sent to in place of Tempo, and asks its issuers', () => {
  const tenants: OidcTenant[] = [{ name: 'dev', id: '1', issuerUrl: 'https://login.example.com/realm', clientSecretName: 'dev-oidc' }];
  const made = app();
  const chart = new Chart(made, 'tracing', { namespace: 'tracing' });
  new TempoMonolithicMemory(chart, 'traces', {
    multitenancy: Tenancy.gatewayStatic(tenants, { roles: [{ name: 'r', tenants: ['dev'], permissions: [TenantPermission.READ] }], roleBindings: [{ name: 'b', roles: ['r'], groups: ['g'] }] }),
  });
  const someone = (name: string) => [NetworkPeer.pods({ namespace: name })];
  new TlsNetworkPolicies(chart, 'policies', { prometheus: someone('p'), otlpSenders: someone('s'), queryClients: someone('q'), hosts: { 'login.example.com': [NetworkPeer.cidr('203.0.113.9/32')] } });
  const { ingress, egress } = policy(objectsOf(made), 'traces-tempo').spec;
  expect(ingress.map(({ from, ports }: any) => [from[0].namespaceSelector.matchLabels['kubernetes.io/metadata.name'], ports.map(({ port }: any) => port)])).toEqual(
    [['p', [3200, 8081]], ['q', [8080]], ['s', [8080, 8090]]]);
  expect(egress[0]).toEqual({ to: [{ ipBlock: { cidr: '203.0.113.9/32' } }], ports: tcp(443) });
});

test('the API server is known by its addresses, and only to those who ask it', () => {
  const apiServer = [NetworkPeer.cidr('10.0.0.1/32')];
  expect(policy(objectsOf(openshift({ apiServer })), 'traces-tempo').spec.egress[0]).toEqual({ to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: tcp(6443) });
  expect(JSON.stringify(objectsOf(memory({ apiServer, apiServerPort: 443 }).made))).not.toContain('10.0.0.1');
  expect(policy(objectsOf(openshift({ engine: NetworkPolicyEngine.CILIUM })), 'traces-tempo').spec.egress[0].toEntities).toEqual(['kube-apiserver']);
});

test('a TempoStack keeps the policies of its operator, beside which Prometheus is let in', () => {
  const prometheus = [NetworkPeer.pods({ namespace: 'monitoring' })];
  expect(policiesIn(objectsOf(stack({}, {}))).map(({ metadata }) => metadata.name)).toEqual(['minio-bucket', 'minio-object-store']);
  const objects = objectsOf(stack({}, { prometheus }));
  expect(policy(objects, 'traces-metrics').spec).toEqual({
    podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'traces', 'app.kubernetes.io/managed-by': 'tempo-operator', 'app.kubernetes.io/name': 'tempo' } },
    policyTypes: ['Ingress'],
    ingress: [{ from: [ns('monitoring')], ports: tcp(3200) }],
  });
  const tempo = { podSelector: { matchLabels: policy(objects, 'traces-metrics').spec.podSelector.matchLabels } };
  expect(policy(objects, 'minio-object-store').spec.ingress[0].from).toContainEqual(tempo);
});

describe('Cilium', () => {
  const cilium = (made: App) => policy(objectsOf(made), 'traces-tempo');

  test('lets out to names, and sees what DNS answers', () => {
    const { apiVersion, kind, spec } = cilium(outside('https://s3.example.com', { engine: NetworkPolicyEngine.CILIUM }));
    expect([apiVersion, kind]).toEqual(['cilium.io/v2', 'CiliumNetworkPolicy']);
    const dns = { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s-app': 'kube-dns' } };
    expect(spec).toEqual({
      endpointSelector: { matchLabels: TEMPO },
      ingress: [{}],
      egress: [
        { toFQDNs: [{ matchName: 's3.example.com' }], toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }] },
        { toEndpoints: [dns], toPorts: [{ ports: [{ port: '53', protocol: 'UDP' }, { port: '53', protocol: 'TCP' }], rules: { dns: [{ matchPattern: '*' }] } }] },
      ],
    });
  });

  test('knows the names of AWS, the bucket before them, and the token service of a role', () => {
    const { egress } = cilium(outside('https://s3.eu-central-1.amazonaws.com', { engine: NetworkPolicyEngine.CILIUM }, S3Credentials.webIdentity('arn:aws:iam::123456789012:role/tempo'))).spec;
    expect(egress[0].toFQDNs).toEqual([
      { matchPattern: '*.s3.dualstack.eu-central-1.amazonaws.com' }, { matchPattern: '*.s3.eu-central-1.amazonaws.com' },
      { matchName: 's3.dualstack.eu-central-1.amazonaws.com' }, { matchName: 's3.eu-central-1.amazonaws.com' }, { matchName: 'sts.eu-central-1.amazonaws.com' },
    ]);
  });

  test('has one kind of peers in a rule, and the same ports as Kubernetes', () => {
    const peers = [NetworkPeer.cidr('203.0.113.0/24', ['203.0.113.0/28']), NetworkPeer.pods({ namespace: 'edge' }), NetworkPeer.namespaces({ traces: 'yes' })];
    const { ingress } = cilium(memory({ engine: NetworkPolicyEngine.CILIUM, otlpSenders: peers, queryClients: [NetworkPeer.anyone()] }).made).spec;
    const toPorts = (...numbers: number[]) => [{ ports: numbers.map((port) => ({ port: `${port}`, protocol: 'TCP' })) }];
    expect(ingress).toEqual([
      { fromEntities: ['all'], toPorts: toPorts(3200) },
      { fromCIDRSet: [{ cidr: '203.0.113.0/24', except: ['203.0.113.0/28'] }], toPorts: toPorts(4317, 4318) },
      { fromEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'edge' } }, { matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.traces': 'yes' } }], toPorts: toPorts(4317, 4318) },
    ]);
  });
});

describe('bad input', () => {
  const made = (props: any) => { new TlsNetworkPolicies(new Chart(Testing.app(), 'c', { namespace: 'c' }), 'policies', props); };
  test.each<[string, () => unknown, RegExp]>([
    ['peers that are none', () => made({ prometheus: [{ namespace: 'monitoring' }] }), /prometheus\[0\] must be made by a method of NetworkPeer/],
    ['a peer alone', () => made({ otlpSenders: NetworkPeer.anyone() }), /otlpSenders must be a list/],
    ['addresses of hosts as text', () => made({ hosts: { 's3.example.com': ['203.0.113.0/24'] } }), /hosts\['s3\.example\.com'\]\[0\] must be made by/],
    ['another engine', () => made({ engine: 'calico' }), /engine has an unknown value/],
    ['DNS as text', () => made({ dns: '10.96.0.10' }), /dns must be made by a method of ClusterDns/],
    ['an address in place of a range', () => NetworkPeer.cidr('203.0.113.7'), /cidr is no range of addresses/],
    ['an exception of another range', () => NetworkPeer.cidr('203.0.113.0/24', ['198.51.100.0/28']), /except\[0\] is not a part of 203\.0\.113\.0\/24/],
    ['an exception of the other family', () => NetworkPeer.cidr('::/0', ['10.0.0.0/8']), /except\[0\] is not a part of/],
    ['an address within its range', () => NetworkPeer.cidr('203.0.113.5/24'), /bits set beyond its prefix[^]*203\.0\.113\.0\/24 for the range, or \/32/],
    ['an address of IPv6 within its range', () => NetworkPeer.cidr('2001:db8::7/64'), /2001:db8::\/64 for the range, or \/128/],
    ['IPv4 written as IPv6', () => NetworkPeer.cidr('::ffff:10.0.0.0/104'), /IPv4 as IPv4/],
    ['an exception that leaves nothing', () => NetworkPeer.cidr('203.0.113.0/24', ['203.0.113.0/24']), /smaller/],
    ['pods of which nothing is said', () => NetworkPeer.pods({}), /neither a namespace nor labels/],
    ['no labels at all', () => NetworkPeer.namespaces({}), /labels is empty, which would select everything/],
    ['a label that cannot be', () => NetworkPeer.pods({ labels: { 'a b': 'c' } }), /a label that cannot be/],
  ])('%s', (_name, act, says) => { expect(messageOf(act)).toMatch(says); });
});

test('a certificate of one\'s own issuer changes nothing of the network', () => {
  const made = app();
  const chart = new Chart(made, 'tracing', { namespace: 'tracing' });
  const minio = new TlsMinio(chart, 'minio', { certificate: ServerCertificate.issuedBy(CertificateIssuer.bootstrap(chart, 'pki')) });
  new TempoMonolithicS3Tls(chart, 'traces', { storage: minio.bucket('tempo') });
  new TlsNetworkPolicies(chart, 'policies');
  expect(new Judge(objectsOf(made)).blocked()).toEqual([]);
});
