import { Construct } from 'constructs';
import { ClusterDns } from '../network';
import { RootCredentials, S3Credentials, StoreVolume, TlsMinio } from '../objectstore';
import { ServerCertificate } from '../pki';
import { OtlpReceiver, TempoMonolithicS3Tls } from '../tempo';
import { TracingStoreOptions } from './options';
import { TracingStore } from './tracing-store';

/** Properties of `OpenShiftTracingStore`. */
export interface OpenShiftTracingStoreProps extends TracingStoreOptions {
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
   * The object store's root user.
   * @default - existing Secret "minio-root" with rootUser and rootPassword
   */
  readonly rootCredentials?: RootCredentials;
  /**
   * The credentials of Tempo's bucket. With a revision, changed keys roll what reads them.
   * @default - existing Secret "minio-" and the bucket's name, with endpoint, bucket, access_key_id and access_key_secret
   */
  readonly credentials?: S3Credentials;
}

/**
 * A tracing store on OpenShift: the platform's service CA signs the certificates and fills the trust bundle, and the platform chooses the
 * users that pods run as. Receivers are plaintext: the operator gives them a certificate of the service CA only with a feature gate
 * (`OperatorFeatureGate.OPENSHIFT_SERVING_CERTS`) that not every installation has; senders in other namespaces send in the clear.
 *
 * @example
 *
 * new OpenShiftTracingStore(app, 'tracing', { storageClassName: 'gp3-csi' });
 */
export class OpenShiftTracingStore extends TracingStore {
  /** The object store. */
  public readonly minio: TlsMinio;
  public readonly tempo: TempoMonolithicS3Tls;

  constructor(scope: Construct, id: string, props: OpenShiftTracingStoreProps = {}) {
    super(scope, id, {
      ...props,
      networkPolicies: props.networkPolicies && { dns: ClusterDns.openShift(), ...props.networkPolicies },
      connectionCheck: props.connectionCheck && { ...props.connectionCheck, platformUser: props.connectionCheck.platformUser ?? true },
    });
    this.minio = new TlsMinio(this, 'minio', {
      certificate: ServerCertificate.openshiftServiceCa(),
      rootCredentials: props.rootCredentials,
      image: props.storeImage,
      imagePullPolicy: props.imagePullPolicy,
      clusterDomain: props.clusterDomain,
      storage: StoreVolume.claim({ size: props.storageSize ?? '100Gi', storageClassName: props.storageClassName }),
      platformUser: true,
    });
    this.tempo = new TempoMonolithicS3Tls(this, 'traces', {
      storage: this.minio.bucket(this.bucketName, props.credentials && { credentials: props.credentials }),
      storageClassName: props.storageClassName,
      retention: props.retention,
      platformUser: true,
      clusterDomain: props.clusterDomain,
      otlpGrpc: OtlpReceiver.plaintext(),
      otlpHttp: OtlpReceiver.plaintext(),
    });
    this.addSmokeTest(true);
  }
}
