import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { RootCredentials, S3Credentials, StoreVolume, TlsMinio } from '../objectstore';
import { CertificateIssuer, ICertificateIssuer, ServerCertificate } from '../pki';
import { OtlpReceiver, TempoMonolithicS3Tls } from '../tempo';
import { OwnStoreOptions } from './options';
import { TracingStore } from './tracing-store';

/** Properties of `ProductionTracingStore`. */
export interface ProductionTracingStoreProps extends OwnStoreOptions {
  /**
   * Who signs the certificates.
   * @default - a CA of its own, made by cert-manager and spread by trust-manager
   */
  readonly issuer?: ICertificateIssuer;
  /**
   * The size of the object store's claim.
   * @default "100Gi"
   */
  readonly storageSize?: string;
  /**
   * The storage class of the claims.
   * @default - the cluster's default
   */
  readonly storageClassName?: string;
  /**
   * How many servers the object store has, each with a claim of that size. Cannot be changed later.
   * @default 1
   */
  readonly storeServers?: number;
  /**
   * The object store's root user.
   * @default - existing Secret "minio-root" with rootUser and rootPassword
   */
  readonly rootCredentials?: RootCredentials;
  /**
   * The credentials of Tempo's bucket. With a revision, changed keys roll what reads them.
   * @default - existing Secret "minio-" and the bucket's name, with endpoint, bucket, access_key_id and access_key_secret
   */
  readonly credentials?: S3Credentials;
  /**
   * The size of the claim of Tempo's write-ahead log.
   * @default "10Gi"
   */
  readonly walSize?: string;
}

/**
 * A tracing store for real traces: certificates by cert-manager that renew themselves, trust by trust-manager, persistent claims,
 * OTLP over TLS, credentials in Secrets that somebody else makes (`RequiredSecrets.of(app)` lists them). cert-manager 1.21.1 needs a
 * Kubernetes newer than 1.28.
 *
 * @example
 *
 * new ProductionTracingStore(app, 'tracing', { storageSize: '200Gi' });
 */
export class ProductionTracingStore extends TracingStore {
  /** Who signs the certificates. */
  public readonly issuer: ICertificateIssuer;
  /** The object store. */
  public readonly minio: TlsMinio;
  public readonly tempo: TempoMonolithicS3Tls;

  constructor(scope: Construct, id: string, props: ProductionTracingStoreProps = {}) {
    super(scope, id, props);
    this.issuer = props.issuer ?? CertificateIssuer.bootstrap(this, 'pki', { name: id });
    this.minio = new TlsMinio(this, 'minio', {
      certificate: ServerCertificate.issuedBy(this.issuer),
      rootCredentials: props.rootCredentials,
      image: props.storeImage,
      imagePullPolicy: props.imagePullPolicy,
      clusterDomain: props.clusterDomain,
      dialledHost: props.dialledHost,
      servers: props.storeServers,
      storage: StoreVolume.claim({ size: props.storageSize ?? '100Gi', storageClassName: props.storageClassName }),
    });
    const receiver = OtlpReceiver.tls({ certificate: ServerCertificate.issuedBy(this.issuer, { secretName: 'traces-otlp-tls' }) });
    this.tempo = new TempoMonolithicS3Tls(this, 'traces', {
      storage: this.minio.bucket(this.bucketName, props.credentials && { credentials: props.credentials }),
      size: props.walSize ?? '10Gi',
      storageClassName: props.storageClassName,
      retention: props.retention ?? Duration.days(14),
      clusterDomain: props.clusterDomain,
      otlpGrpc: receiver,
      otlpHttp: receiver,
    });
    this.addSmokeTest();
  }
}
