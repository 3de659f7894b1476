import { Construct } from 'constructs';
import { ObjectStorage, S3Credentials } from '../objectstore';
import { CertificateFacts, StorageCa } from '../pki';
import { TempoMonolithicS3Tls } from '../tempo';
import { TracingStoreOptions } from './options';
import { TracingStore } from './tracing-store';

/** Properties of `ExternalS3TracingStore`. */
export interface ExternalS3TracingStoreProps extends TracingStoreOptions {
  /** The S3 endpoint: "https://", host, and the port where it is not 443. */
  readonly endpoint: string;
  /**
   * The region that requests are signed for.
   * @default - the client's default, us-east-1
   */
  readonly region?: string;
  /**
   * The bundle that verifies the endpoint.
   * @default - the public roots of Tempo's image
   */
  readonly ca?: StorageCa;
  /**
   * Where the bucket's credentials come from.
   * @default - an existing Secret, named after the store and the bucket: "s3-" and the bucket's name
   */
  readonly credentials?: S3Credentials;
  /**
   * What may be told of the certificate that the endpoint shows. With the certificate, the connection can be proved.
   * @default - nothing: the connection stays unverified
   */
  readonly publicFacts?: CertificateFacts;
  /**
   * The time to judge that certificate's validity at.
   * @default - validity is not judged
   */
  readonly now?: Date;
}

/**
 * Tempo on an S3 that exists: AWS, Ceph, a MinIO elsewhere. The bucket has to exist too; Tempo never makes one.
 *
 * @example
 *
 * new ExternalS3TracingStore(app, 'tracing', { endpoint: 'https://s3.eu-central-1.amazonaws.com', region: 'eu-central-1' });
 */
export class ExternalS3TracingStore extends TracingStore {
  public readonly tempo: TempoMonolithicS3Tls;

  constructor(scope: Construct, id: string, props: ExternalS3TracingStoreProps) {
    super(scope, id, props);
    const store = ObjectStorage.external(this, 's3', {
      endpoint: props.endpoint,
      region: props.region,
      ca: props.ca,
      publicFacts: props.publicFacts,
      now: props.now,
    });
    this.tempo = new TempoMonolithicS3Tls(this, 'traces', {
      storage: store.bucket(this.bucketName, { credentials: props.credentials }),
      retention: props.retention,
      clusterDomain: props.clusterDomain,
    });
    this.addSmokeTest();
  }
}
