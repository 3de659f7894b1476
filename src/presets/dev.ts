import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Construct } from 'constructs';
import { RootCredentials, S3Credentials, StoreVolume, TlsMinio } from '../objectstore';
import { ServerCertificate } from '../pki';
import { TempoMonolithicS3Tls } from '../tempo';
import { OwnStoreOptions } from './options';
import { TracingStore } from './tracing-store';

/** Properties of `DevTracingStore`. */
export interface DevTracingStoreProps extends OwnStoreOptions {
  /**
   * The folder that `certs --out` wrote, with a server certificate for the store: `certs --out DIR --server minio.<namespace>`.
   * The private key in it becomes part of the manifest.
   */
  readonly unsafeCertificatesFrom: string;
  /**
   * The time to judge the certificate's validity at.
   * @default - validity is not judged
   */
  readonly now?: Date;
}

/**
 * A tracing store to try things on: certificates of the `certs` command, data in memory of the node, credentials in the manifest.
 * TLS and its verification are those of production. It needs the Tempo operator, and nothing else.
 *
 * @example
 *
 * new DevTracingStore(app, 'tracing', { unsafeCertificatesFrom: '.certs' });
 */
export class DevTracingStore extends TracingStore {
  /** The object store. */
  public readonly minio: TlsMinio;
  public readonly tempo: TempoMonolithicS3Tls;

  constructor(scope: Construct, id: string, props: DevTracingStoreProps) {
    super(scope, id, props);
    const server = `minio.${this.namespace}`; // as it is given to `certs --server`
    const certificate = ServerCertificate.unsafeFromDirectory(props.unsafeCertificatesFrom, server, { now: props.now });
    const password = passwords(props.unsafeCertificatesFrom, server);
    this.minio = new TlsMinio(this, 'minio', {
      certificate,
      image: props.storeImage,
      imagePullPolicy: props.imagePullPolicy,
      clusterDomain: props.clusterDomain,
      dialledHost: props.dialledHost,
      storage: StoreVolume.ephemeral(),
      rootCredentials: RootCredentials.unsafeInline({ user: 'root-of-minio', password: password('root') }),
    });
    const bucket = this.minio.bucket(this.bucketName, {
      credentials: S3Credentials.unsafeInline({ accessKeyId: 'tempo', secretAccessKey: password('tempo') }),
    });
    this.tempo = new TempoMonolithicS3Tls(this, 'traces', { storage: bucket, retention: props.retention, clusterDomain: props.clusterDomain });
    this.addSmokeTest();
  }
}

/** Passwords that stand in no documentation and are no two developers' the same, yet the same at every synth: drawn from the throw-away key. */
function passwords(directory: string, server: string): (user: string) => string {
  const seed = readFileSync(join(directory, `${server}.key`));
  return (user) => createHash('sha256').update(seed).update(user).digest('hex').slice(0, 32);
}
