import { Construct } from 'constructs';
import { OwnMetricsStoreOptions } from './metrics-options';
import { common, MetricsStore } from './metrics-store';
import { TlsMinio } from '../objectstore';
import { BootstrapIssuer, CertificateIssuer, ClientCertificate, ServerCertificate } from '../pki';
import { QuerierEndpoints, ThanosCompactor, ThanosListener, ThanosQuerier, ThanosQueryFrontend, ThanosReceive, ThanosStoreGateway } from '../thanos';

/** Properties of `SingleClusterMetricsStore`. */
export interface SingleClusterMetricsStoreProps extends OwnMetricsStoreOptions {
  /**
   * How many receivers there are. Each series is on two of them, where there are as many.
   * @default 3
   */
  readonly receivers?: number;
  /**
   * Labels of every series.
   * @default - only the receivers' own
   */
  readonly externalLabels?: { [name: string]: string };
}

/**
 * Metrics in one cluster, with TLS on both sides of every connection of gRPC and of remote write: receivers, a bucket, a store gateway, a compactor,
 * a querier and a frontend. Servers, readers and writers have a CA each, so that none can play another.
 *
 * @example
 *
 * const metrics = new SingleClusterMetricsStore(app, 'metrics', { externalLabels: { cluster: 'eu1' } });
 * const writer = ClientCertificate.issuedBy(metrics.writers);
 */
export class SingleClusterMetricsStore extends MetricsStore {
  /** Signs the servers. */
  public readonly servers: BootstrapIssuer;
  /** Signs those who read: the querier, and the receivers to each other. */
  public readonly readers: BootstrapIssuer;
  /** Signs those who write. */
  public readonly writers: BootstrapIssuer;
  /** The object store. */
  public readonly minio: TlsMinio;
  /** Where Prometheus writes to. */
  public readonly receive: ThanosReceive;
  /** What answers from the bucket. */
  public readonly store: ThanosStoreGateway;
  /** What asks both. */
  public readonly querier: ThanosQuerier;
  /** Where users ask. */
  public readonly frontend: ThanosQueryFrontend;

  constructor(scope: Construct, id: string, props: SingleClusterMetricsStoreProps = {}) {
    super(scope, id, props);
    this.servers = CertificateIssuer.bootstrap(this, 'pki', { name: id });
    this.readers = CertificateIssuer.bootstrap(this, 'readers', { name: `${id}-readers` });
    this.writers = CertificateIssuer.bootstrap(this, 'writers', { name: `${id}-writers` });
    const certificate = () => ServerCertificate.issuedBy(this.servers);
    this.minio = this._minio(certificate(), props);
    const storage = this.minio.bucket(props.bucketName ?? 'thanos');
    this.store = new ThanosStoreGateway(this, 'store', {
      ...common(props), storage, data: this._claim('10Gi', props), replicas: 2, grpc: ThanosListener.mutualTls({ certificate: certificate(), clientCa: this.readers.bundle }),
    });
    const replicas = props.receivers ?? 3;
    const receiver = certificate();
    this.receive = new ThanosReceive(this, 'receive', {
      ...common(props),
      storage,
      data: this._claim('50Gi', props),
      replicas,
      replicationFactor: Math.min(2, replicas),
      grpc: ThanosListener.mutualTls({ certificate: receiver, clientCa: this.readers.bundle }),
      remoteWrite: ThanosListener.mutualTls({ certificate: receiver, clientCa: this.writers.bundle }),
      peerCertificate: replicas > 1 ? ClientCertificate.issuedBy(this.readers) : undefined,
      externalLabels: props.externalLabels,
    });
    new ThanosCompactor(this, 'compactor', { ...common(props), storage, data: this._claim('100Gi', props) });
    const endpoints = new QuerierEndpoints();
    const clientCertificate = ClientCertificate.issuedBy(this.readers);
    for (const server of [this.store, this.receive]) { endpoints.addServer(server, { clientCertificate, realm: 'local' }); }
    this.querier = new ThanosQuerier(this, 'querier', {
      ...common(props), endpoints, replicas: 2, replicaLabels: ['receive_replica'], http: ThanosListener.tls({ certificate: certificate() }),
    });
    this.frontend = new ThanosQueryFrontend(this, 'frontend', {
      ...common(props), querier: this.querier, replicas: 2, http: ThanosListener.tls({ certificate: certificate() }),
    });
  }
}
