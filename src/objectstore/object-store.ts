import { IConstruct } from 'constructs';
import { StorageCa } from '../pki';
import { S3Credentials } from './s3-credentials';

/** An S3 object store, in the cluster or outside: what a client has to know to dial it and to verify it. */
export interface IObjectStore extends IConstruct {
  /** Scheme, host and port, for example "https://minio.tracing.svc:9000". */
  readonly endpoint: string;
  /** The host that clients dial: the one its certificate must cover. */
  readonly host: string;
  /** The port that clients dial. */
  readonly port: number;
  /** The region that requests are signed for; undefined for the client's default. */
  readonly region?: string;
  /** Whether buckets are addressed as a path ("https://host/bucket") and not as a host ("https://bucket.host"). */
  readonly forcePathStyle: boolean;
  /** The bundle that verifies its certificate; undefined when public roots do. */
  readonly ca?: StorageCa;
}

/** A bucket, and the credentials of the one application that uses it. */
export interface IBucket extends IConstruct {
  /** The bucket's name. */
  readonly bucketName: string;
  /** The store that it is in. */
  readonly store: IObjectStore;
  /** The application's credentials, never those of the store's root user. */
  readonly credentials: S3Credentials;
}
