import { Construct } from 'constructs';
import { requireBucketName } from './bucket-name';
import { requireEndpoint, requireRegion } from './endpoint';
import { IBucket, IObjectStore } from './object-store';
import { S3Credentials } from './s3-credentials';
import { serverFacts } from './server-facts';
import { derivedName } from '../kube/emit';
import { invalid } from '../kube/invalid';
import { requireMade } from '../kube/kinds';
import { CertificateFacts } from '../pki/options';
import { StorageCa } from '../pki/storage-ca';
import { Facts } from '../x509/facts';

/** Properties of `ObjectStorage.external`. */
export interface ExternalObjectStorageProps {
  /** "https://HOST" or "https://HOST:PORT", in lower case, without a path. An IPv6 address stands in brackets. */
  readonly endpoint: string;
  /**
   * The region that requests are signed for.
   * @default - read from the endpoint of AWS, else the client's own default
   */
  readonly region?: string;
  /**
   * The bundle that verifies the server.
   * @default - the public roots that the client's image brings
   */
  readonly ca?: StorageCa;
  /**
   * Whether buckets are addressed as a path and not as a host.
   * @default - false for AWS, else true
   */
  readonly forcePathStyle?: boolean;
  /**
   * What may be told of the server's certificate. With the certificate, names and trust are checked at synth and the connection can be proved.
   * @default - nothing: connections to it stay unverified
   */
  readonly publicFacts?: CertificateFacts;
  /**
   * The time to judge the certificate's validity at.
   * @default - validity is not judged
   */
  readonly now?: Date;
}

/** Properties of `ObjectStorage.unsafePlaintext`. */
export interface PlaintextObjectStorageProps {
  /** "http://HOST" or "http://HOST:PORT", in lower case, without a path. */
  readonly endpoint: string;
  /**
   * The region that requests are signed for.
   * @default - the client's own default
   */
  readonly region?: string;
  /**
   * Whether buckets are addressed as a path and not as a host.
   * @default true
   */
  readonly forcePathStyle?: boolean;
}

/** Options of a bucket in a store outside. */
export interface ExternalBucketOptions {
  /**
   * The application's credentials.
   * @default - an existing Secret named after the construct id of the store and the bucket, for example "s3-tempo"
   */
  readonly credentials?: S3Credentials;
}

/** Any S3 object store that this library does not run: AWS, Ceph, a MinIO in another cluster. Nothing is emitted for it. */
export class ObjectStorage extends Construct implements IObjectStore {
  /**
   * A store that speaks TLS.
   *
   * @throws for an endpoint that is not exactly https://HOST or https://HOST:PORT, and for a certificate that does not cover the host or
   *   does not verify against the bundle
   *
   * @example
   *
   * const store = ObjectStorage.external(chart, 's3', { endpoint: 'https://s3.eu-central-1.amazonaws.com' });
   * const bucket = store.bucket('tempo-traces', { credentials: S3Credentials.webIdentity('arn:aws:iam::123456789012:role/tempo') });
   */
  public static external(scope: Construct, id: string, props: ExternalObjectStorageProps): ObjectStorage {
    return new ObjectStorage(scope, id, 'https', props);
  }

  /**
   * For development only: a store without TLS. Keys are used for signatures only, but everything stored goes over the network in the clear.
   *
   * @throws for an endpoint that is not exactly http://HOST or http://HOST:PORT
   */
  public static unsafePlaintext(scope: Construct, id: string, props: PlaintextObjectStorageProps): ObjectStorage {
    return new ObjectStorage(scope, id, 'http', props);
  }

  public readonly endpoint: string;
  public readonly host: string;
  public readonly port: number;
  public readonly region?: string;
  public readonly forcePathStyle: boolean;
  public readonly ca?: StorageCa;
  /** @internal What of the server is known: consumers carry it in their annotation, because nothing is emitted for the store. */
  public readonly _facts: Facts;
  private readonly known = new Map<string, ExternalBucket>();

  private constructor(scope: Construct, id: string, scheme: 'http' | 'https', props: ExternalObjectStorageProps) {
    super(scope, id);
    const endpoint = requireEndpoint(this, scheme, props?.endpoint);
    const aws = /^s3[.-](?:fips\.|dualstack\.)*([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?$/.exec(endpoint.host)?.[1];
    this.endpoint = endpoint.url;
    this.host = endpoint.host;
    this.port = endpoint.port;
    this.region = props.region === undefined ? aws : requireRegion(this, props.region);
    this.forcePathStyle = props.forcePathStyle ?? aws === undefined;
    this.ca = props.ca === undefined ? undefined : requireMade(this, 'ca', props.ca, StorageCa, 'StorageCa.fromPem(pem)');
    this._facts = serverFacts(this, endpoint, props.publicFacts, props.ca, props.now);
  }

  /**
   * A bucket that exists in the store. Asking again for the same one without options gives the same object.
   *
   * @param bucketName 3 to 63 characters, by the rules of S3; without dots when buckets are addressed as hosts
   */
  public bucket(bucketName: string, options?: ExternalBucketOptions): IBucket {
    const name = requireBucketName(this, 'bucketName', bucketName, !this.forcePathStyle);
    const known = this.known.get(name);
    if (known !== undefined) {
      if (options?.credentials !== undefined && options.credentials !== known.credentials) {
        throw invalid(this, { what: 'this bucket is declared already with other credentials', got: name, fix: 'keep the first bucket(…) in a variable and use that' });
      }
      return known;
    }
    const credentials = options?.credentials ?? S3Credentials.fromSecret(derivedName(this, 'the name of the credentials Secret', this.node.id, name));
    requireMade(this, 'credentials', credentials, S3Credentials, "S3Credentials.fromSecret('tempo-s3')");
    const bucket = new ExternalBucket(this, `bucket-${name}`, name, credentials);
    this.known.set(name, bucket);
    return bucket;
  }
}

class ExternalBucket extends Construct implements IBucket {
  constructor(
    public readonly store: ObjectStorage,
    id: string,
    public readonly bucketName: string,
    public readonly credentials: S3Credentials,
  ) {
    super(store, id);
  }
}
