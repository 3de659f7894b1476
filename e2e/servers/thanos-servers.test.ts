import { createHmac } from 'node:crypto';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { ApiObject } from 'cdk8s';
import { info, https } from './grpc';
import { eventually, handshake, manifests, secret } from './setup';
import {
  ClientCertificate, PrometheusPods, PrometheusStatefulSetProps, QuerierEndpoints, RootCredentials, S3Credentials, ServerCertificate, StorageCa,
  StoreVolume, ThanosCompactor, ThanosExposure, ThanosHttpTarget, ThanosListener, ThanosQuerier, ThanosQueryFrontend, ThanosReceive, ThanosRuler,
  ThanosSidecar, ThanosStoreGateway, ThanosVersion, TlsMinio,
} from '../../src';
import { Issued, issueCa, issueLeaf } from '../../src/x509/issue';
import { missingFrom } from '../../test/monitoring/metrics';
import { Node } from '../kubelet/node';
import { THANOS_RELEASES, Tool, tool } from '../kubelet/tools';
import { REMOTE_WRITE, remoteWrite } from '../scenes/remote-write';

const DAY = 86_400_000;
const NAMESPACE = 'thanos';
const RELEASE = THANOS_RELEASES[0];
const version = ThanosVersion.of(RELEASE);
const since = new Date(Date.now() - DAY);
const until = new Date(Date.now() + 30 * DAY);
const makeCa = (commonName: string) => issueCa({ commonName, notBefore: since, notAfter: until });
const servers = makeCa('servers');
const observers = makeCa('observers');
const writers = makeCa('writers');
const stranger = makeCa('stranger');
const leaf = (ca: Issued, commonName: string, dnsNames: string[], usage: 'serverAuth' | 'clientAuth') =>
  issueLeaf(ca, { commonName, dnsNames, usages: [usage], notBefore: since, notAfter: until });
const client = (ca: Issued, name: string) => leaf(ca, name, [name], 'clientAuth');
const pair = ({ certificatePem, privateKeyPem }: Issued) => ({ 'tls.crt': certificatePem, 'tls.key': privateKeyPem });
const shown = ({ certificatePem, privateKeyPem }: Issued) => ({ ca: servers.certificatePem, cert: certificatePem, key: privateKeyPem });
const serverNames = (name: string) => [name, `${name}.${NAMESPACE}.svc`, `*.${name}-headless.${NAMESPACE}.svc`, '*.prom-pods.thanos.svc', 'thanos.eu1.example.com'];
const observer = client(observers, 'observer');
const host = (name: string) => `${name}.${NAMESPACE}.svc`;

const serverCa = StorageCa.fromPem(servers.certificatePem, { name: 'servers' });
const certificate = (name: string) => ServerCertificate.fromSecret(`${name}-tls`, { ca: serverCa });
const clientCa = StorageCa.fromPem(observers.certificatePem, { name: 'observers' });
const guarded = (name: string) => ThanosListener.mutualTls({ certificate: certificate(name), clientCa });
const identity = ClientCertificate.fromSecret('observer-tls');
const PROMETHEUS: PrometheusStatefulSetProps = { name: 'prom', serviceName: 'prom-pods', selector: { app: 'prom' } };

let node: Node;
let prometheus: Server;

/** What a sidecar asks of its Prometheus (v0.42.4, pkg/promclient). */
function fakePrometheus(): Promise<Server> {
  const answers: { [path: string]: object } = {
    '/api/v1/status/config': { yaml: 'global:\n  external_labels:\n    cluster: eu1\n    replica: prom-0\n' },
    '/api/v1/status/buildinfo': { version: '3.14.0' },
    '/api/v1/status/flags': { 'storage.tsdb.min-block-duration': '2h', 'storage.tsdb.max-block-duration': '2h', 'storage.tsdb.path': '/prometheus' },
  };
  const server = createServer((request, response) => {
    const data = answers[request.url!.split('?')[0]];
    if (request.url === '/metrics') {
      response.setHeader('content-type', 'text/plain').end('# TYPE prometheus_tsdb_lowest_timestamp_seconds gauge\nprometheus_tsdb_lowest_timestamp_seconds 1700000000\n');
      return;
    }
    if (request.url === '/api/v1/read') {
      // Nothing found: one empty result (prometheus/prompb/remote.proto), in a Snappy block.
      response.setHeader('content-type', 'application/x-protobuf').setHeader('content-encoding', 'snappy').end(Buffer.from([2, 4, 0x0a, 0x00]));
      return;
    }
    response.statusCode = data ? 200 : 404;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ status: 'success', data: data ?? {} }));
  });
  return new Promise((done) => { server.listen(0, '127.0.0.1', () => { done(server); }); });
}

/** A cluster of everything that serves, and a querier that was told of it by the model of endpoints. */
function everything(prometheusPort: number): any[] {
  return manifests(NAMESPACE, (chart) => {
    const minio = new TlsMinio(chart, 'minio', {
      certificate: certificate('minio'), storage: StoreVolume.ephemeral(), rootCredentials: RootCredentials.fromSecret('minio-root'),
    });
    const storage = minio.bucket('thanos', { credentials: S3Credentials.fromSecret('minio-thanos') });
    const data = StoreVolume.ephemeral();
    const exposure = ThanosExposure.loadBalancer('thanos.eu1.example.com');
    const store = new ThanosStoreGateway(chart, 'store', { version, storage, data, grpc: guarded('store'), exposure });
    const receive = new ThanosReceive(chart, 'receive', {
      version,
      storage,
      data,
      replicas: 2,
      replicationFactor: 2,
      grpc: guarded('receive'),
      remoteWrite: ThanosListener.mutualTls({ certificate: certificate('receive'), clientCa: StorageCa.fromPem(writers.certificatePem, { name: 'writers' }) }),
      peerCertificate: ClientCertificate.fromSecret('receive-peer-tls'),
      externalLabels: { cluster: 'eu1' },
    });
    new ThanosCompactor(chart, 'compactor', { version, storage, data, http: ThanosListener.tls({ certificate: certificate('compactor') }) });
    const ruler = new ThanosRuler(chart, 'ruler', {
      version,
      storage,
      data,
      grpc: guarded('ruler'),
      // The querier asks the ruler, and the ruler asks the querier: one of them has to be named before it is made.
      queriers: [ThanosHttpTarget.of('https://frontend.thanos.svc:10902', { ca: serverCa })],
      rules: { 'copy.yml': 'groups: [{ name: copy, interval: 1s, rules: [{ record: copied, expr: "max by (job) (written)" }] }]\n' },
    });
    const sidecar = new ThanosSidecar(chart, 'sidecar', {
      version,
      prometheus: PrometheusPods.ofStatefulSet(PROMETHEUS),
      grpc: guarded('sidecar'),
      storage,
      dataVolume: 'data',
      prometheusUrl: `http://localhost:${prometheusPort}`,
    });
    const endpoints = new QuerierEndpoints();
    for (const server of [receive, ruler, sidecar]) { endpoints.addServer(server, { clientCertificate: identity, realm: 'eu1' }); }
    // Before v0.42 all endpoints have one setting: a group with a server name of its own would be another.
    if (version.minor >= 42) {
      endpoints.addServer(store, { clientCertificate: identity, realm: 'eu1' });
    } else {
      endpoints.addToRealm('eu1', { addresses: [store.grpcAddress] });
    }
    const querier = new ThanosQuerier(chart, 'querier', {
      version,
      endpoints,
      http: ThanosListener.tls({ certificate: certificate('querier') }),
      // Names are looked up in the hosts file: there is no DNS server here.
      extraArgs: ['--store.sd-dns-resolver=golang'],
    });
    new ThanosQueryFrontend(chart, 'frontend', {
      version,
      querier,
      http: ThanosListener.tls({ certificate: certificate('frontend') }),
    });
    new ApiObject(chart, 'prom', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'prom' },
      spec: {
        serviceName: PROMETHEUS.serviceName,
        template: { metadata: { labels: PROMETHEUS.selector }, spec: sidecar.addToPodSpec({ containers: [], volumes: [{ name: 'data', emptyDir: {} }] }) },
      },
    });
    new ApiObject(chart, 'prom-pods', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'prom-pods' }, spec: { clusterIP: 'None', selector: PROMETHEUS.selector, ports: [] } });
  });
}

const WORKLOADS = ['store', 'receive', 'compactor', 'frontend', 'ruler', 'sidecar', 'querier', 'minio'];
const SERVE_GRPC = ['store', 'receive', 'ruler', 'sidecar'].map((name) => [name, host(name)] as const);

beforeAll(async () => {
  prometheus = await fakePrometheus();
  const thanos = { programs: [tool(`thanos-${RELEASE}` as Tool)], entrypoint: ['thanos'] };
  node = new Node(NAMESPACE, { silo: { programs: [tool('minio'), tool('mc')], entrypoint: ['minio'] }, thanos });
  node.apply(everything((prometheus.address() as AddressInfo).port));
  node.apply([
    ...WORKLOADS.map((name) => secret(`${name}-tls`, pair(leaf(servers, 'first', serverNames(name), 'serverAuth')))),
    secret('observer-tls', pair(observer)),
    secret('receive-peer-tls', pair(client(observers, 'receive-peer'))),
    secret('minio-root', { rootUser: 'root-of-minio', rootPassword: 'a-password-of-root' }),
    secret('minio-thanos', { access_key_id: 'thanos', access_key_secret: 'a-password-of-thanos', endpoint: 'https://minio.thanos.svc:9000', bucket: 'thanos' }),
  ]);
  await node.up('StatefulSet', 'minio');
  const [job] = node.all('Job').map(({ metadata }) => metadata.name);
  expect(await node.job(job)).toMatchObject({ code: 0 });
  // Receivers find each other before they are ready.
  const pods = [await node.start('StatefulSet', 'receive', 0), await node.start('StatefulSet', 'receive', 1)];
  const { spec } = node.all('StatefulSet').find(({ metadata }) => metadata.name === 'receive').spec.template;
  for (const pod of pods) { await node.ready(pod, spec); }
  for (const name of ['store', 'compactor', 'prom']) { await node.up('StatefulSet', name); }
  const ruler = await node.start('StatefulSet', 'ruler');
  await node.up('Deployment', 'querier');
  await node.up('Deployment', 'frontend');
  await node.ready(ruler, node.all('StatefulSet').find(({ metadata }) => metadata.name === 'ruler').spec.template.spec);
}, 180_000);

afterAll(async () => {
  await node.close();
  await new Promise((done) => { prometheus.close(done); });
});

describe.each(SERVE_GRPC)('gRPC of the %s', (_name, address) => {
  test('answers the observer', async () => {
    expect(await info(node, address, 10901, shown(observer))).toBe('ok');
  });

  test('refuses whoever has no certificate, or that of another CA, or no TLS, or an old one', async () => {
    const { ca } = shown(observer);
    const refused = {
      'no certificate': await info(node, address, 10901, { ca }),
      'the certificate of a stranger': await info(node, address, 10901, shown(client(stranger, 'observer'))),
      'the certificate of a writer': await info(node, address, 10901, shown(client(writers, 'writer'))),
      'the certificate of a server': await info(node, address, 10901, shown(leaf(servers, 'store', serverNames('store'), 'serverAuth'))),
      'the right CA, for servers only': await info(node, address, 10901, shown(leaf(observers, 'observer', ['observer'], 'serverAuth'))),
      'no TLS': await info(node, address, 10901, 'plaintext'),
      'TLS 1.2': await info(node, address, 10901, { ...shown(observer), maxVersion: 'TLSv1.2' }),
    };
    expect(Object.entries(refused).filter(([, seen]) => seen === 'ok' || seen === 'timeout')).toEqual([]);
  });

  test('is not taken for another server', async () => {
    expect(await handshake(node, address, 10901, { ...shown(observer), ca: stranger.certificatePem })).toHaveProperty('refused');
  });
});

test('the querier that was told by the model finds every server healthy', async () => {
  const ask = async () => JSON.parse((await https(node, host('querier'), 10902, '/api/v1/stores', { ca: servers.certificatePem })).body).data;
  const healthy = (data: any) => ['sidecar', 'store', 'receive', 'rule'].every((kind) => data[kind]?.every((one: any) => one.lastError === null));
  const seen = await eventually(30, ask, healthy);
  const count = Object.fromEntries(Object.entries<any[]>(seen).map(([kind, all]) => [kind, all.length]));
  expect(count).toEqual({ sidecar: 1, store: 1, receive: 2, rule: 1 });
});

test('what a writer writes is on both receivers, is answered through frontend and querier, and is what the ruler records from', async () => {
  const body = remoteWrite({ __name__: 'written', job: 'test' }, 42, Date.now());
  const write = (tls: object) => https(node, host('receive'), 19291, '/api/v1/receive', tls as any, { headers: REMOTE_WRITE, body });
  expect(await write(shown(client(writers, 'writer')))).toMatchObject({ status: 200 });
  await expect(write(shown(observer))).rejects.toThrow();
  await expect(write({ ca: servers.certificatePem })).rejects.toThrow();
  const ask = async (expr: string): Promise<any[]> => {
    const { body: text } = await https(node, host('frontend'), 10902, `/api/v1/query?query=${encodeURIComponent(expr)}&dedup=false`, { ca: servers.certificatePem });
    const answer = JSON.parse(text);
    return answer.status === 'success' ? answer.data.result : [text];
  };
  const written = await eventually(30, () => ask('written'), (result) => result.length === 2);
  expect(written.map(({ metric }) => metric.receive_replica).sort()).toEqual(['receive-0', 'receive-1']);
  expect(await eventually(30, () => ask('copied'), (result) => result.length > 0))
    .toMatchObject([{ metric: { rule_replica: 'ruler-0', job: 'test' }, value: [expect.any(Number), '42'] }]);
});

test.each(['store', 'compactor', 'receive', 'ruler'])('the %s uses its bucket over TLS, with the keys of its environment', async (name) => {
  const metrics = await eventually(30, async () => (await https(node, host(name), 10902, '/metrics', { ca: servers.certificatePem })).body, (text) =>
    name === 'receive' || name === 'ruler' || /thanos_objstore_bucket_operations_total\{[^}]*operation="iter"[^}]*\} [1-9]/.test(text));
  expect(metrics.split('\n').filter((line) => /^thanos_objstore_bucket_operation_failures_total.* [1-9]/.test(line))).toEqual([]);
});

test('what alerts and the dashboard ask for is what the components and the store export', async () => {
  const metrics = async (name: string, port: number, path: string, headers = {}) =>
    (await https(node, host(name), port, path, { ca: servers.certificatePem }, { headers })).body;
  const components = ['store', 'receive', 'compactor', 'ruler', 'querier', 'frontend'].map((name) => metrics(name, 10902, '/metrics'));
  expect(missingFrom((await Promise.all(components)).join('\n'), 'Thanos')).toEqual([]);
  // The token that `mc admin prometheus generate` makes (mc 77f82e18, cmd/admin-prometheus-generate.go): signed with the root user's password.
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = `${part({ alg: 'HS512', typ: 'JWT' })}.${part({ iss: 'prometheus', sub: 'root-of-minio', exp: Math.floor(Date.now() / 1000) + 3600 })}`;
  const authorization = `Bearer ${claims}.${createHmac('sha512', 'a-password-of-root').update(claims).digest('base64url')}`;
  expect(missingFrom(await metrics('minio', 9000, '/minio/metrics/v3', { authorization }), 'MinIO 7aac2a2c5')).toEqual([]);
  expect(await https(node, host('minio'), 9000, '/minio/metrics/v3', { ca: servers.certificatePem })).toMatchObject({ status: 403 });
});

test('HTTP is nothing without TLS', async () => {
  for (const name of ['store', 'frontend']) { expect(await info(node, host(name), 10902, 'plaintext')).not.toBe('ok'); }
});

test('a renewed certificate is shown without a restart, on gRPC and on HTTP; another client CA is not read before one', async () => {
  const renewed = leaf(servers, 'second', serverNames('store'), 'serverAuth');
  const nextCa = makeCa('next observers');
  const subject = async (port: number) => {
    const seen = await handshake(node, host('store'), port, shown(observer));
    return 'certificate' in seen ? seen.certificate.subject.CN : seen.refused;
  };
  expect([await subject(10901), await subject(10902)]).toEqual(['first', 'first']);
  const bundle = node.all('ConfigMap').find(({ metadata }) => metadata.name === clientCa.configMapName);
  node.apply([secret('store-tls', pair(renewed)), { ...bundle, data: { ...bundle.data, 'ca.crt': nextCa.certificatePem } }]);
  node.syncVolumes();
  expect([await subject(10901), await subject(10902)]).toEqual(['second', 'second']);
  expect(await info(node, host('store'), 10901, shown(observer))).toBe('ok');
  expect(await info(node, host('store'), 10901, shown(client(nextCa, 'observer')))).not.toBe('ok');
});
