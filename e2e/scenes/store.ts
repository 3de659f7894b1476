import { Chart } from 'cdk8s';
import { Pair } from './certificates';
import { manifests, secret } from './manifests';
import { IBucket, RootCredentials, S3Credentials, ServerCertificate, StorageCa, StoreBucketOptions, StoreVolume, TlsMinio, TlsMinioProps } from '../../src';

/** What the administrator of every store is called. */
export const ROOT = { rootUser: 'root-of-minio', rootPassword: 'a-password-of-root' };
/** Who uses the bucket. */
export const APPLICATION = { access_key_id: 'tempo', access_key_secret: 'a-password-of-tempo' };

/** A store in words of a scene. */
export interface StoreScene {
  readonly namespace: string;
  /** what the server shows */
  readonly pair: Pair;
  /** the bundle of its clients, which the manifests are written with: certificates, or more than that */
  readonly ca: string | StorageCa;
  /** the bundle that they have in fact, under the same name: what is written does not depend on it, so a fault in it is found by nobody at synth */
  readonly trusted?: string;
  /** options of the store that are different */
  readonly props?: Partial<TlsMinioProps>;
  /** options of its bucket that are different */
  readonly bucket?: StoreBucketOptions;
  /** who uses the bucket */
  readonly clients?: (chart: Chart, bucket: IBucket) => void;
}

/** The Service of the store, as it is dialled. */
export const hostOf = (namespace: string) => `minio.${namespace}.svc`;

/** The Secrets that the store's manifests ask for, as somebody makes them with kubectl. */
export function storeSecrets(namespace: string, pair: Pair): object[] {
  return [
    secret('minio-tls', { 'tls.crt': pair.certificate, 'tls.key': pair.key }),
    secret('minio-root', ROOT),
    secret('minio-tempo', { ...APPLICATION, endpoint: `https://${hostOf(namespace)}:9000`, bucket: 'tempo' }),
  ];
}

/** A store with one bucket, its clients, and the Secrets that their manifests ask for. */
export function store({ namespace, pair, ca, trusted, props, bucket: more, clients }: StoreScene): any[] {
  const objects = manifests(namespace, (chart) => {
    const minio = new TlsMinio(chart, 'minio', {
      certificate: ServerCertificate.fromSecret('minio-tls', { ca: ca instanceof StorageCa ? ca : StorageCa.fromPem(ca) }),
      storage: StoreVolume.ephemeral(),
      rootCredentials: RootCredentials.fromSecret('minio-root'),
      ...props,
    });
    const bucket = minio.bucket('tempo', { credentials: S3Credentials.fromSecret('minio-tempo'), ...more });
    clients?.(chart, bucket);
  });
  for (const { data } of objects.filter(({ kind }) => kind === 'ConfigMap')) {
    for (const key of ['ca.crt', 'service-ca.crt']) { if (trusted !== undefined && data[key] !== undefined) { data[key] = trusted; } }
  }
  return [...objects, ...storeSecrets(namespace, pair)].map((object: any) => ({ ...object, metadata: { namespace, ...object.metadata } }));
}
