import { ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { RootCredentials, S3Credentials, StoreVolume, TlsMinio } from '../objectstore';
import { ServerCertificate } from '../pki';
import { TempoMonolithicS3Tls } from '../tempo';
import { OwnStoreOptions } from './options';
import { TracingStore } from './tracing-store';

/** Properties of `BlueprintTracingStore`. */
export interface BlueprintTracingStoreProps extends OwnStoreOptions {
  /**
   * MinIO's certificate and the CA that verifies it (steps 1 and 2 of the blueprint). The blueprint's own Secret would be
   * `ServerCertificate.fromSecret('minio-cert', { certificateKey: 'public.crt', privateKeyKey: 'private.key', ca })`.
   */
  readonly certificate: ServerCertificate;
  /**
   * MinIO's root user. The blueprint gives Tempo the root user; here they are two.
   * @default - existing Secret "minio-root" with rootUser and rootPassword
   */
  readonly rootCredentials?: RootCredentials;
  /**
   * Tempo's credentials (the Secret "minio" of the blueprint).
   * @default - existing Secret "minio" with endpoint, bucket, access_key_id and access_key_secret
   */
  readonly credentials?: S3Credentials;
}

/**
 * The blueprint "TempoMonolithic with S3 TLS Storage Backend", step by step with its own names (minio, tempo, simplest), in the form that
 * runs. What had to change, and why, is in docs/explanation/what-the-blueprint-gets-wrong.md.
 *
 * @example
 *
 * new BlueprintTracingStore(app, 'tracing', { certificate: ServerCertificate.unsafeFromDirectory('.certs', 'minio.tracing') });
 */
export class BlueprintTracingStore extends TracingStore {
  /** Step 1: MinIO over TLS, with its bucket. */
  public readonly minio: TlsMinio;
  /** Step 3: Tempo on that bucket. */
  public readonly tempo: TempoMonolithicS3Tls;

  constructor(scope: Construct, id: string, props: BlueprintTracingStoreProps) {
    super(scope, id, props);
    this.minio = new TlsMinio(this, 'minio', {
      certificate: props.certificate,
      rootCredentials: props.rootCredentials,
      image: props.storeImage,
      imagePullPolicy: props.imagePullPolicy,
      clusterDomain: props.clusterDomain,
      dialledHost: props.dialledHost,
      storage: StoreVolume.ephemeral(), // the blueprint's emptyDir
    });
    const bucket = this.minio.bucket(this.bucketName, { credentials: props.credentials ?? S3Credentials.fromSecret('minio') });
    const metadata: ApiObjectMetadata = { name: 'simplest' };
    this.tempo = new TempoMonolithicS3Tls(this, 'tempo', { storage: bucket, retention: props.retention, clusterDomain: props.clusterDomain, metadata });
    this.addSmokeTest(); // steps 5 and 6
  }
}
