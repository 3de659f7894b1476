import { ApiObject, App, Chart, Testing } from 'cdk8s';
import {
  ClientCertificate, PrometheusPods, ServerCertificate, StorageCa, ThanosCompactor, ThanosExposure, ThanosHttpTarget, ThanosListener,
  ThanosQueryFrontend, ThanosReceive, ThanosReceiveProps, ThanosRuler, ThanosRulerProps, ThanosSidecar, ThanosSidecarProps, ThanosStoreGateway,
  ThanosStoreGatewayProps, TlsMinio,
} from '../../src';
import { IBucket } from '../../src/objectstore';
import { issueLeaf } from '../../src/x509/issue';
import { inDays, makeCa, makeServer, NOW, serviceNames } from '../util/certificates';

/** Signs the servers. */
export const SERVER_CA = makeCa('Servers of eu1');
/** Signs the observer's certificates, and nothing else. */
export const OBSERVER_CA = makeCa('Clients of the observer');
/** Signs whoever writes. */
export const WRITER_CA = makeCa('Writers of eu1');

const NAMESPACE = 'thanos';

/** A namespace of Thanos, with a MinIO. */
export class Stage {
  public readonly app: App;
  public readonly chart: Chart;

  constructor() {
    this.app = Testing.app();
    this.chart = new Chart(this.app, NAMESPACE, { namespace: NAMESPACE });
  }

  /** The manifests. */
  public get objects(): any[] {
    return Testing.synth(this.chart);
  }

  /** One object, by kind and name; a name may be a pattern. */
  public find(kind: string, name: string | RegExp): any {
    const found = this.objects.filter((o) => o.kind === kind && (typeof name === 'string' ? o.metadata.name === name : name.test(o.metadata.name)));
    expect([kind, String(name), found.length]).toEqual([kind, String(name), 1]);
    return found[0];
  }
}

/** A certificate that is public knowledge, with the names of a Service, its pods and whatever else. */
export function published(name: string, more: string[] = [], ca = SERVER_CA): ServerCertificate {
  const headless = serviceNames(`${name}-headless`, NAMESPACE).slice(1).map((host) => `*.${host}`);
  return ServerCertificate.fromPem({
    secretName: `${name}-tls`,
    certificate: makeServer(ca, [...serviceNames(name, NAMESPACE), ...headless, ...more]).certificatePem,
    ca: StorageCa.fromPem(ca.certificatePem, { name: 'servers' }),
  });
}

/** A client's certificate that is public knowledge. */
export function identity(secretName: string, ca = OBSERVER_CA): ClientCertificate {
  const { certificatePem } = issueLeaf(ca, { commonName: secretName, dnsNames: [secretName], usages: ['clientAuth'], notBefore: inDays(-1), notAfter: inDays(365) });
  return ClientCertificate.fromPem({ secretName, certificate: certificatePem, ca: StorageCa.fromPem(ca.certificatePem) });
}

/** The bundle that verifies the observer. */
export function observers(): StorageCa {
  return StorageCa.fromPem(OBSERVER_CA.certificatePem, { name: 'observer-clients' });
}

/** gRPC that lets in the observer only. */
export function guarded(name: string, more: string[] = [], clientCa: StorageCa = observers()): ThanosListener {
  return ThanosListener.mutualTls({ certificate: published(name, more), clientCa });
}

export function bucket(stage: Stage): IBucket {
  return new TlsMinio(stage.chart, 'minio', { certificate: published('minio') }).bucket('thanos');
}

/** A store gateway called "store". */
export function store(props: Partial<ThanosStoreGatewayProps> = {}, stage: Stage = new Stage()): { stage: Stage; made: ThanosStoreGateway } {
  const made = new ThanosStoreGateway(stage.chart, 'store', { storage: bucket(stage), grpc: guarded('store', ['thanos.eu1.example.com']), ...props });
  return { stage, made };
}

/** A receiver called "receive". */
export function receive(props: Partial<ThanosReceiveProps> = {}, stage: Stage = new Stage()): { stage: Stage; made: ThanosReceive } {
  const certificate = published('receive');
  const made = new ThanosReceive(stage.chart, 'receive', {
    grpc: ThanosListener.mutualTls({ certificate, clientCa: observers() }),
    remoteWrite: ThanosListener.mutualTls({ certificate, clientCa: StorageCa.fromPem(WRITER_CA.certificatePem, { name: 'writers' }) }),
    ...props,
  });
  return { stage, made };
}

/** A ruler called "ruler". */
export function ruler(props: Partial<ThanosRulerProps> = {}, stage: Stage = new Stage()): { stage: Stage; made: ThanosRuler } {
  const made = new ThanosRuler(stage.chart, 'ruler', {
    queriers: [ThanosHttpTarget.of('http://querier.thanos.svc:10902')], grpc: guarded('ruler'), rules: { 'up.yml': 'groups: []\n' }, ...props,
  });
  return { stage, made };
}

/** A sidecar called "sidecar", of the operator's Prometheus "k8s". */
export function sidecar(props: Partial<ThanosSidecarProps> = {}, stage: Stage = new Stage()): { stage: Stage; made: ThanosSidecar } {
  const operated = serviceNames('prometheus-operated', NAMESPACE).slice(1).map((host) => `*.${host}`);
  const made = new ThanosSidecar(stage.chart, 'sidecar', { prometheus: PrometheusPods.ofOperator('k8s', { replicas: 2 }), grpc: guarded('sidecar', operated), ...props });
  return { stage, made };
}

/** Everything of a cluster, on one bucket. */
export function everything(): Stage {
  const stage = new Stage();
  const { chart } = stage;
  const storage = bucket(stage);
  new ThanosStoreGateway(chart, 'store', {
    storage, grpc: guarded('store', ['thanos.eu1.example.com']), replicas: 2, exposure: ThanosExposure.loadBalancer('thanos.eu1.example.com'),
  });
  const certificate = published('receive');
  new ThanosReceive(chart, 'receive', {
    storage,
    replicas: 3,
    replicationFactor: 2,
    grpc: ThanosListener.mutualTls({ certificate, clientCa: observers() }),
    remoteWrite: ThanosListener.mutualTls({ certificate, clientCa: StorageCa.fromPem(WRITER_CA.certificatePem, { name: 'writers' }) }),
    peerCertificate: identity('receive-peer'),
    externalLabels: { cluster: 'eu1' },
  });
  const frontend = new ThanosQueryFrontend(chart, 'frontend', {
    querier: ThanosHttpTarget.of('https://querier.elsewhere.example.com', { ca: StorageCa.fromPem(SERVER_CA.certificatePem, { name: 'servers' }) }),
    http: ThanosListener.tls({ certificate: published('frontend') }),
    replicas: 2,
  });
  new ThanosRuler(chart, 'ruler', {
    storage,
    queriers: [frontend],
    alertmanagers: [ThanosHttpTarget.of('http://alertmanager.thanos.svc:9093')],
    grpc: guarded('ruler'),
    rules: { 'up.yml': 'groups: [{ name: up, rules: [{ record: "cluster:up:sum", expr: "sum by (cluster) (up)" }] }]\n' },
  });
  new ThanosCompactor(chart, 'compactor', { storage });
  const { made } = sidecar({ storage }, stage);
  new ApiObject(chart, 'prometheus', {
    apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', metadata: { name: 'k8s' }, spec: { replicas: 2, ...made.prometheusOperatorSpec() },
  });
  return stage;
}

export { NOW };
