import { ApiObject, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { emit } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { invalid } from '../kube/invalid';
import { requireName, requireText } from '../kube/text';
import { obtainSecret, requireSource, SecretSource } from '../secrets/secret-source';
import { Facts } from '../x509/facts';

/** Properties of `S3Credentials.unsafeInline`. */
export interface InlineS3Credentials {
  /** The access key's name: 3 characters or more, without "=" and ",". */
  readonly accessKeyId: string;
  /** The secret: 8 characters or more. It will stand in the manifest. */
  readonly secretAccessKey: string;
}

/** Options of `S3Credentials.fromSecret`. */
export interface S3SecretOptions {
  /**
   * What makes the Secret.
   * @default - somebody makes it: `RequiredSecrets` lists it
   */
  readonly source?: SecretSource;
  /**
   * Which state of the Secret's content this is, in words of your own ("2", "2026-11-22"). Nobody watches the Secret: change this when its
   * content has changed, and the bucket's Job runs again, and what reads the keys only when it starts is rolled.
   * @default - none: changed content has no effect until Job and pods are made again by hand
   */
  readonly revision?: string;
}

/** How a client proves who it is, in the Tempo operator's words (tempo-operator 0.22.0, `credentialMode`). */
export enum S3CredentialMode {
  /** An access key and its secret. */
  STATIC = 'static',
  /** A token of the pod's service account, exchanged for a role (AWS STS). */
  TOKEN = 'token',
  /** The same, arranged by OpenShift's Cloud Credential Operator. */
  TOKEN_CCO = 'token-cco',
}

/** What a Secret of credentials says beside them. The keys are those the Tempo operator reads (0.22.0, internal/handlers/storage/s3_secret.go). */
export interface S3SecretContext {
  readonly namespace: string;
  readonly endpoint: string;
  readonly bucket: string;
  readonly region?: string;
}

/** A Secret with everything that a client of one bucket needs. */
export interface BoundS3Credentials {
  readonly secretName: string;
  readonly objects: readonly ApiObject[];
  readonly facts: Facts;
  /** the access key's name, where it is known at synth */
  readonly accessKeyId?: string;
  /** the user's word for the state of an existing Secret */
  readonly revision?: string;
}

/**
 * Where the credentials of a bucket's application come from. They lie in a Secret of the shape that the Tempo operator reads: `endpoint`,
 * `bucket`, `access_key_id`, `access_key_secret`.
 *
 * @example
 *
 * const credentials = S3Credentials.fromSecret('tempo-s3');
 */
export class S3Credentials {
  /**
   * An existing Secret, in the namespace of each client, with the keys endpoint, bucket, access_key_id and access_key_secret.
   *
   * @param secretName the Secret's name
   * @throws for an impossible name
   */
  public static fromSecret(secretName: string, options: S3SecretOptions = {}): S3Credentials {
    const where = 'S3Credentials.fromSecret';
    requireName(where, 'secretName', secretName);
    const revision = options.revision === undefined ? undefined : requireText(where, 'revision', options.revision);
    const source = requireSource(where, options.source);
    return new S3Credentials(S3CredentialMode.STATIC, (scope, context) => {
      const { endpoint, bucket, namespace } = context;
      const objects = obtainSecret(scope, source, {
        namespace,
        name: secretName,
        purpose: `credentials for bucket ${bucket}`,
        keys: { endpoint, bucket, access_key_id: '', access_key_secret: '' },
      });
      return { secretName, revision, objects, facts: { secrets: { [secretName]: { endpoint, bucket } } } };
    });
  }

  /**
   * For development only: the credentials become a Secret in the manifest, named after its content, so that other credentials roll Tempo.
   *
   * @throws for credentials that S3 servers refuse, and for published defaults
   */
  public static unsafeInline(props: InlineS3Credentials): S3Credentials {
    const where = 'S3Credentials.unsafeInline';
    const accessKeyId = requireAccessKey(where, 'accessKeyId', props.accessKeyId);
    const secretAccessKey = requireSecretKey(where, 'secretAccessKey', props.secretAccessKey);
    return new S3Credentials(S3CredentialMode.STATIC, (scope, context) => {
      const { endpoint, bucket } = context;
      return { ...emittedSecret(scope, context, { access_key_id: accessKeyId, access_key_secret: secretAccessKey, endpoint, bucket }), accessKeyId };
    });
  }

  /**
   * An AWS role that the client's service account may take (IRSA). Nothing of it is secret, so the Secret is made here.
   *
   * @param roleArn for example "arn:aws:iam::123456789012:role/tempo"
   * @throws for text that is no role ARN; when bound, for a store without a region
   */
  public static webIdentity(roleArn: string): S3Credentials {
    const where = 'S3Credentials.webIdentity';
    if (!/^arn:aws[-a-z]*:iam::\d{12}:role\/\S+$/.test(requireText(where, 'roleArn', roleArn))) {
      throw invalid(where, { what: 'roleArn is not the ARN of a role', got: roleArn, allowed: 'arn:aws:iam::ACCOUNT:role/NAME', fix: 'copy it from the role\'s summary' });
    }
    return new S3Credentials(S3CredentialMode.TOKEN, (scope, context) =>
      emittedSecret(scope, context, { bucket: context.bucket, region: requireRegion(scope, context), role_arn: roleArn }));
  }

  /** A role arranged by OpenShift's Cloud Credential Operator. */
  public static openshiftCloudCredentials(): S3Credentials {
    return new S3Credentials(S3CredentialMode.TOKEN_CCO, (scope, context) =>
      emittedSecret(scope, context, { bucket: context.bucket, region: requireRegion(scope, context) }));
  }

  private constructor(
    /** How the client proves who it is. */
    public readonly mode: S3CredentialMode,
    private readonly bind: (scope: Construct, context: S3SecretContext) => BoundS3Credentials,
  ) {}

  /** @internal The Secret in the namespace of a client. */
  public _bind(scope: Construct, context: S3SecretContext): BoundS3Credentials {
    return this.bind(scope, context);
  }
}

const shared = new WeakMap<IConstruct, Map<string, ApiObject>>();

/** One Secret for a namespace and a content, however many clients of the bucket ask for it: its name tells of nothing else. */
function emittedSecret(scope: Construct, context: S3SecretContext, stringData: { [key: string]: string }): BoundS3Credentials {
  const bucket = context.bucket.replace(/\./g, '-').slice(0, 49).replace(/-+$/, '');
  const secretName = `${bucket}-s3-${contentHash(stringData)}`;
  const known = shared.get(scope.node.root) ?? new Map<string, ApiObject>();
  shared.set(scope.node.root, known);
  const key = `${context.namespace}/${secretName}`;
  let secret = known.get(key);
  if (secret === undefined) {
    secret = emit(Chart.of(scope), `s3-${context.namespace}-${secretName}`, {
      apiVersion: 'v1', kind: 'Secret', name: secretName, namespace: context.namespace, type: 'Opaque', immutable: true, stringData,
    });
    known.set(key, secret);
  }
  return { secretName, objects: [secret], facts: {} };
}

function requireRegion(scope: Construct, context: S3SecretContext): string {
  if (context.region === undefined) {
    throw invalid(scope, { what: 'the store has no region, which short-lived credentials need', fix: 'give the store its region, for example region: "eu-central-1"' });
  }
  return context.region;
}

/** An access key as MinIO takes it (internal/auth/credentials.go: 3 characters or more, without "=" and ","). */
export function requireAccessKey(where: IConstruct | string, field: string, value: unknown): string {
  const text = requireText(where, field, value);
  if (text.length < 3 || /[=,\s]/.test(text) || text === 'minioadmin') {
    throw invalid(where, { what: `${field} is not an access key`, got: text, allowed: '3 characters or more, without "=", "," and white space; not the published default', fix: 'choose a name, for example "tempo"' });
  }
  return text;
}

/** A secret key as MinIO takes it (8 characters or more), which is not in anybody's documentation. */
export function requireSecretKey(where: IConstruct | string, field: string, value: unknown): string {
  const text = requireText(where, field, value);
  if (text.length < 8 || /\s/.test(text) || ['minioadmin', 'supersecret', 'minio123', 'password'].includes(text)) {
    throw invalid(where, {
      what: `${field} is not a usable secret key`,
      saw: text.length < 8 ? `${text.length} characters` : '(a published default, or text with white space)',
      allowed: '8 characters or more, without white space, that stand in no documentation',
      fix: 'make one: openssl rand -base64 24',
    });
  }
  return text;
}
