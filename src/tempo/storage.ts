import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { dialsTls } from './endpoint';
import { TempoKind } from './names';
import { tlsParameters } from './tls';
import { VolumeNames } from './volume-names';
import { TempoTlsSpec } from '../crds/tempo-common';
import { invalid } from '../kube/invalid';
import { requireMade } from '../kube/kinds';
import { TlsVersion } from '../kube/tls-version';
import { warn } from '../kube/warnings';
import { IBucket, IObjectStore, S3CredentialMode } from '../objectstore';
import { madeBy } from '../objectstore/bucket-job';
import { requireBucketName } from '../objectstore/bucket-name';
import { ClientCertificate } from '../pki';
import { BoundCertificate } from '../pki/binding';
import { requireCertificateSecret } from '../pki/certificate-layout';
import { Facts, joinFacts } from '../x509/facts';

const BUCKET_LOOKUP_DNS = 1;

/** Read by nobody. The operator appends spec.env to the container of Tempo, and so rolls the pod (tempo-operator 0.22.0, manifestutils/env.go). */
const REVISION_VARIABLE = 'STORAGE_CREDENTIALS_REVISION';

/** What a Tempo asks of its bucket. */
export interface StorageRequest {
  readonly kind: TempoKind;
  readonly name: string;
  readonly namespace: string;
  readonly bucket: IBucket;
  readonly clientCertificate?: ClientCertificate;
  readonly minTlsVersion?: TlsVersion;
  readonly cipherSuites?: readonly string[];
  readonly volumes: VolumeNames;
}

/** A bucket as the custom resources take it. */
export interface BoundStorage {
  readonly secretName: string;
  readonly credentialMode: 'static' | 'token' | 'token-cco';
  /** whether the endpoint is dialled with TLS */
  readonly secure: boolean;
  /** undefined for a plaintext endpoint */
  readonly tls?: TempoTlsSpec;
  /** what only Tempo's own configuration can say: `storage.trace.s3` */
  readonly s3Config: { readonly [key: string]: any };
  /** changes with the credentials where somebody tells that they did: Tempo has them in its environment, and is rolled by this */
  readonly env: readonly { readonly name: string; readonly value: string }[];
  /** to be applied before the custom resource: the operator does not look again for a CA that was missing */
  readonly objects: readonly ApiObject[];
  readonly facts: Facts;
}

/**
 * Makes a bucket reachable for a Tempo: its credentials and its CA in Tempo's namespace, and the TLS of the connection.
 *
 * @throws for what the operator would ignore in silence: TLS towards a plaintext endpoint, a private CA in token mode, a foreign endpoint
 */
export function bindStorage(scope: Construct, request: StorageRequest): BoundStorage {
  const { bucket, namespace, volumes } = request;
  if (bucket?.store === undefined || bucket.credentials === undefined) {
    throw invalid(scope, { what: 'storage is not a bucket', got: bucket, allowed: 'an IBucket', fix: 'storage: minio.bucket(\'tempo\'), or a bucket of ObjectStorage.external' });
  }
  const store = bucket.store;
  const mode = bucket.credentials.mode;
  const secure = dialsTls(scope, store);
  if (!secure) { refuseTlsSettings(scope, request, 'the store\'s endpoint is plaintext (http://), so no TLS setting would be used', 'give the store an https:// endpoint'); }
  if (mode !== S3CredentialMode.STATIC) { checkTokenMode(scope, request, store); }

  const credentials = bucket.credentials._bind(scope, {
    namespace, endpoint: store.endpoint, bucket: requireBucketName(scope, 'the bucket\'s name', bucket.bucketName, !store.forcePathStyle), region: store.region,
  });
  requireOneMeaning(scope, `${namespace}/${credentials.secretName}`, `bucket ${bucket.bucketName} at ${store.endpoint}`);
  const ca = secure && store.ca ? store.ca._bind(scope, namespace) : undefined;
  if (ca) { volumes.add('ConfigMap', ca.configMapName, 'the store\'s CA'); }
  if (request.clientCertificate !== undefined) {
    requireMade(scope, 'clientCertificate', request.clientCertificate, ClientCertificate, "ClientCertificate.fromSecret('tempo-s3-client')");
  }
  const identity = request.clientCertificate?._bind(new Construct(scope, 'S3Client'), {
    owner: `tempo-${request.name}-s3-client`, namespace, usage: 'client', dnsNames: [`tempo-${request.name}.${namespace}.svc`],
  });
  if (identity) {
    volumes.add('Secret', requireTlsKeys(scope, 'clientCertificate', identity), 'clientCertificate');
    warn(scope, 'clientCertificate: most object stores never ask for one (MinIO does not); it is shown only to a store that does');
  }
  const parameters = tlsParameters(scope, 'storage', request.minTlsVersion, request.cipherSuites);
  return {
    secretName: credentials.secretName,
    credentialMode: mode,
    secure,
    tls: secure ? { enabled: true, caName: ca?.configMapName, certName: identity && requireTlsKeys(scope, 'clientCertificate', identity), ...parameters } : undefined,
    s3Config: {
      // A region in the Secret of static credentials would make the operator refuse it (s3_secret.go); in token mode it is there already.
      ...(store.region !== undefined && mode === S3CredentialMode.STATIC ? { region: store.region } : {}),
      ...addressing(store),
    },
    env: credentials.revision === undefined ? [] : [{ name: REVISION_VARIABLE, value: credentials.revision }],
    objects: [...credentials.objects, ...madeBy(bucket), ...(ca?.objects ?? []), ...(identity?.objects ?? [])],
    facts: joinFacts(storeFacts(store), credentials.facts, ca?.facts, identity?.facts),
  };
}

const meant = new WeakMap<IConstruct, Map<string, string>>();

/** Tempo reads endpoint and bucket from the Secret of its credentials: two Tempos with one Secret would write into one bucket, whatever they were given. */
function requireOneMeaning(scope: Construct, secret: string, bucket: string): void {
  const { root } = scope.node;
  const known = meant.get(root) ?? new Map<string, string>();
  meant.set(root, known);
  const other = known.get(secret) ?? bucket;
  if (other !== bucket) {
    throw invalid(scope, {
      what: 'one Secret of credentials is for two buckets, and Tempo reads endpoint and bucket from it',
      saw: `${secret} for ${other}, and for ${bucket}`,
      allowed: 'a Secret for each bucket, with the same keys if need be',
      fix: 'give one of the buckets S3Credentials.fromSecret(…) with another name',
    });
  }
  known.set(secret, bucket);
}

/** The Secret of a bound certificate, which has to hold it in the two keys that the operator mounts by name (tempo-operator 0.22.0, manifestutils/constants.go). */
export function requireTlsKeys(scope: Construct, field: string, bound: BoundCertificate): string {
  const secret = requireCertificateSecret(scope, field, bound, 'the Tempo operator');
  if (secret.certificateKey !== 'tls.crt' || secret.privateKeyKey !== 'tls.key') {
    throw invalid(scope, {
      what: `the Secret of ${field} has keys in which Tempo does not look`,
      saw: `${secret.certificateKey} and ${secret.privateKeyKey} in ${secret.name}`,
      allowed: 'tls.crt and tls.key',
      fix: 'store the pair under these keys: kubectl create secret tls does',
    });
  }
  return secret.name;
}

function checkTokenMode(scope: Construct, request: StorageRequest, store: IObjectStore): void {
  if (request.kind === 'TempoMonolithic') {
    refuseTlsSettings(scope, request, 'with credentials of a service account\'s token the operator reads no TLS setting', 'leave it out');
    const expected = `s3.${store.region}.amazonaws.com`;
    if (store.host !== expected) {
      throw invalid(scope, {
        what: 'with credentials of a service account\'s token the operator dials AWS, whatever the store\'s endpoint is',
        saw: `${store.host}, while it would dial ${expected}`,
        allowed: expected,
        fix: 'use static credentials for this store',
      });
    }
  }
  if (store.ca !== undefined) {
    throw invalid(scope, {
      what: 'the store has a private CA, which the operator ignores with credentials of a service account\'s token',
      got: store.ca.configMapName,
      allowed: 'static credentials with a private CA, or a token with public roots',
      fix: 'use static credentials (S3Credentials.fromSecret), or leave the CA out for AWS',
    });
  }
}

function refuseTlsSettings(scope: Construct, request: StorageRequest, what: string, fix: string): void {
  const set = (['clientCertificate', 'minTlsVersion', 'cipherSuites'] as const).filter((field) => request[field] !== undefined);
  if (set.length > 0 || (request.bucket.store.ca !== undefined && what.includes('plaintext'))) {
    throw invalid(scope, { what, saw: set.length > 0 ? `${set.join(', ')} with ${request.bucket.store.endpoint}` : `a CA with ${request.bucket.store.endpoint}`, fix });
  }
}

/**
 * How buckets are addressed, where Tempo's S3 client would guess otherwise: left alone it takes host names for AWS, Google and Aliyun, and
 * paths for everybody else (Tempo 2.10.8, minio-go v7, pkg/s3utils/utils.go).
 */
function addressing(store: IObjectStore): { [key: string]: any } {
  const guessesHost = /(^|\.)(amazonaws\.com(\.cn)?|googleapis\.com|aliyuncs\.com)$/.test(store.host);
  if (store.forcePathStyle === guessesHost) { return store.forcePathStyle ? { forcepathstyle: true } : { bucket_lookup_type: BUCKET_LOOKUP_DNS }; }
  return {};
}

/** What a store tells in public about its certificate, when it does. */
function storeFacts(store: IObjectStore): Facts | undefined {
  return (store as IObjectStore & { readonly _facts?: Facts })._facts;
}
