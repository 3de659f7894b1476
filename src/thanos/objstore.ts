import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Owner } from './config-map';
import { THANOS_PATHS, TlsDirectory, tlsDirectory } from './tls-mounts';
import { emit } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { invalid } from '../kube/invalid';
import { IBucket, IObjectStore, S3CredentialMode } from '../objectstore';
import { madeBy } from '../objectstore/bucket-job';
import { requireBucketName } from '../objectstore/bucket-name';
import { BoundS3Credentials } from '../objectstore/s3-credentials';
import { externalFacts } from '../objectstore/server-facts';
import { StorageCa } from '../pki';
import { Facts, joinFacts } from '../x509/facts';

/** What a component needs to use its bucket. */
export interface BoundObjstore {
  readonly args: readonly string[];
  readonly env: readonly { readonly [key: string]: any }[];
  readonly volumes: readonly { readonly [key: string]: any }[];
  readonly mounts: readonly { readonly [key: string]: any }[];
  readonly objects: readonly ApiObject[];
  readonly facts: Facts;
  /** the bundle, which is read when the process starts */
  readonly ca?: StorageCa;
  /** the user's word for the state of the credentials, which are read when the process starts */
  readonly revision?: string;
  /** the path of objstore.yml */
  readonly file: string;
}

/** Who uses a bucket. */
export interface ObjstoreUser extends Owner {
  readonly bucket: IBucket;
}

const FILE = `${THANOS_PATHS.objstore}/config/objstore.yml`;
const TOKEN = { directory: '/var/run/secrets/aws', file: 'token' };

/**
 * A bucket as Thanos takes it: `objstore.yml` names store, bucket and CA in a ConfigMap, and holds no key. Without keys in the file the client
 * takes them from its environment, and that from the Secret (objstore 71d60dfe, providers/s3/s3.go: `EnvAWS` is first in the chain; minio-go
 * v7.0.93). File, CA and environment are read once: another content is another name, and another name another pod.
 *
 * @throws for what is no bucket, for a CA of a store without TLS, and for credentials that Thanos has no way to use
 */
export function bindObjstore(scope: Construct, user: ObjstoreUser): BoundObjstore {
  const { bucket, name, namespace, labels, metadata } = user;
  if (bucket?.store === undefined || bucket.credentials === undefined) {
    throw invalid(scope, { what: 'storage is not a bucket', got: bucket, allowed: 'an IBucket', fix: "storage: minio.bucket('thanos'), or a bucket of ObjectStorage.external" });
  }
  const store = bucket.store;
  const secure = requireScheme(scope, store);
  const bucketName = requireBucketName(scope, 'the bucket\'s name', bucket.bucketName, !store.forcePathStyle);
  const credentials = bucket.credentials._bind(scope, { namespace, endpoint: store.endpoint, bucket: bucketName, region: store.region });
  const ca = secure && store.ca ? store.ca._bind(scope, namespace) : undefined;
  const tls = ca && tlsDirectory('objstore-ca', `${THANOS_PATHS.objstore}/tls`, { ca });
  const text = objstoreFile(store, bucketName, secure, tls);
  const config = emit(scope, 'Objstore', {
    apiVersion: 'v1', kind: 'ConfigMap', name: `${name}-objstore-${contentHash(text)}`, namespace, labels, metadata, immutable: true, data: { 'objstore.yml': text },
  });
  const access = accessOf(scope, bucket, credentials);
  return {
    args: [`--objstore.config-file=${FILE}`],
    file: FILE,
    env: access.env,
    volumes: [{ name: 'objstore', configMap: { name: config.name } }, ...tls?.volumes ?? [], ...access.volumes],
    mounts: [{ name: 'objstore', mountPath: `${THANOS_PATHS.objstore}/config`, readOnly: true }, ...tls?.mounts ?? [], ...access.mounts],
    objects: [config, ...credentials.objects, ...madeBy(bucket), ...(tls?.objects ?? [])],
    facts: joinFacts(externalFacts(store), credentials.facts, tls?.facts),
    ca: tls && store.ca,
    revision: credentials.revision,
  };
}

function requireScheme(scope: Construct, store: IObjectStore): boolean {
  const secure = store.endpoint.startsWith('https://');
  if (!secure && store.ca !== undefined) {
    throw invalid(scope, { what: 'the store\'s endpoint is plaintext (http://), so its CA would not be used', got: store.endpoint, fix: 'give the store an https:// endpoint' });
  }
  return secure;
}

/** JSON strings are YAML strings: nothing in a name or a path can become anything else. */
function objstoreFile(store: IObjectStore, bucketName: string, secure: boolean, tls: TlsDirectory | undefined): string {
  const text = (value: string) => JSON.stringify(value);
  return [
    'type: S3',
    'config:',
    `  bucket: ${text(bucketName)}`,
    `  endpoint: ${text(store.endpoint.replace(/^https?:\/\//, ''))}`,
    ...(store.region === undefined ? [] : [`  region: ${text(store.region)}`]),
    `  bucket_lookup_type: ${store.forcePathStyle ? 'path' : 'virtual-hosted'}`,
    `  insecure: ${!secure}`,
    ...(tls?.caFile === undefined ? [] : ['  http_config:', '    tls_config:', `      ca_file: ${text(tls.caFile)}`]),
    '',
  ].join('\n');
}

type Access = { readonly [part in 'env' | 'volumes' | 'mounts']: readonly { readonly [key: string]: any }[] };

/** Who the client says it is: a key of the Secret, or a token of the service account that AWS takes for a role. */
function accessOf(scope: Construct, bucket: IBucket, credentials: BoundS3Credentials): Access {
  const from = (name: string, key: string) => ({ name, valueFrom: { secretKeyRef: { name: credentials.secretName, key } } });
  const { mode } = bucket.credentials;
  switch (mode) {
    case S3CredentialMode.STATIC:
      return { env: [from('AWS_ACCESS_KEY_ID', 'access_key_id'), from('AWS_SECRET_ACCESS_KEY', 'access_key_secret')], volumes: [], mounts: [] };
    case S3CredentialMode.TOKEN: return {
      env: [
        from('AWS_ROLE_ARN', 'role_arn'),
        from('AWS_REGION', 'region'),
        { name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: `${TOKEN.directory}/${TOKEN.file}` },
      ],
      volumes: [{ name: 'aws-token', projected: { sources: [{ serviceAccountToken: { audience: 'sts.amazonaws.com', expirationSeconds: 3600, path: TOKEN.file } }] } }],
      mounts: [{ name: 'aws-token', mountPath: TOKEN.directory, readOnly: true }],
    };
    default: throw invalid(scope, {
      what: 'Thanos does not know the credentials of OpenShift\'s Cloud Credential Operator',
      saw: `credentials of mode ${mode}`,
      allowed: 'an access key (S3Credentials.fromSecret), or a role of AWS (S3Credentials.webIdentity)',
      fix: 'use one of these for this bucket',
    });
  }
}
