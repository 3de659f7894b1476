import { Construct } from 'constructs';
import { OwnMetricsStoreOptions } from './metrics-options';
import { common, MetricsStore } from './metrics-store';
import { IBucket, TlsMinio } from '../objectstore';
import { CertificateIssuer, ICertificateIssuer, ServerCertificate, StorageCa } from '../pki';
import { ObserverIdentity, RemoteCluster, ThanosCompactor, ThanosExposure, ThanosStoreGateway } from '../thanos';

/** Properties of `RemoteMetricsStore`. */
export interface RemoteMetricsStoreProps extends OwnMetricsStoreOptions {
  /** Who observes the cluster. */
  readonly identity: ObserverIdentity;
  /** The observer's way in. */
  readonly exposure: ThanosExposure;
  /**
   * Who signs the certificates.
   * @default - a CA of its own, made by cert-manager and spread by trust-manager
   */
  readonly issuer?: ICertificateIssuer;
  /**
   * The bundle with which the observer, in its own cluster, verifies this one.
   * @default - the ConfigMap NAME-ca in the observer's namespace, NAME being the id of the chart; somebody has to carry the CA there
   */
  readonly serverCa?: StorageCa;
  /**
   * The bucket with the blocks.
   * @default - one of a MinIO of its own
   */
  readonly storage?: IBucket;
}

/**
 * A cluster that an observer in another one asks: a bucket of blocks, a store gateway that lets in the observer and nobody else, its way in, and
 * the compactor of the bucket. `cluster` is what the observer is told.
 *
 * @example
 *
 * const eu1 = new RemoteMetricsStore(app, 'eu1', { identity, exposure: ThanosExposure.loadBalancer('thanos.eu1.example.com') });
 * const observer = new ObserverCluster();
 * observer.observe(eu1.cluster);
 */
export class RemoteMetricsStore extends MetricsStore {
  /** Who signs the certificates. */
  public readonly issuer: ICertificateIssuer;
  /** The object store, unless the bucket is of another one. */
  public readonly minio?: TlsMinio;
  /** What the observer asks. */
  public readonly store: ThanosStoreGateway;
  /** The cluster as its observer sees it. */
  public readonly cluster: RemoteCluster;

  constructor(scope: Construct, id: string, props: RemoteMetricsStoreProps) {
    super(scope, id, props);
    this.issuer = props.issuer ?? CertificateIssuer.bootstrap(this, 'pki', { name: id });
    this.minio = props.storage === undefined ? this._minio(ServerCertificate.issuedBy(this.issuer), props) : undefined;
    const storage = props.storage ?? this.minio!.bucket(props.bucketName ?? 'thanos');
    this.cluster = new RemoteCluster(this, id, {
      identity: props.identity, issuer: this.issuer, serverCa: props.serverCa ?? StorageCa.fromConfigMap(`${id}-ca`), version: props.version,
    });
    this.store = new ThanosStoreGateway(this, 'store', {
      ...common(props),
      storage,
      replicas: 2,
      grpc: this.cluster.listener(ServerCertificate.issuedBy(this.issuer)),
      exposure: props.exposure,
      data: this._claim('10Gi', props),
    });
    this.cluster.add(this.store);
    new ThanosCompactor(this, 'compactor', { ...common(props), storage, data: this._claim('100Gi', props) });
  }
}
