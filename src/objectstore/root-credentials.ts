import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { requireAccessKey, requireSecretKey } from './s3-credentials';
import { emit } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { invalid } from '../kube/invalid';
import { requireDataKey, requireName, requireText } from '../kube/text';
import { obtainSecret, requireSource, SecretSource } from '../secrets/secret-source';

/** Options of `RootCredentials.fromSecret`. */
export interface RootSecretOptions {
  /**
   * What makes the Secret.
   * @default - somebody makes it: `RequiredSecrets` lists it
   */
  readonly source?: SecretSource;
  /**
   * The Secret's key with the root user's name: 3 characters or more.
   * @default "rootUser"
   */
  readonly userKey?: string;
  /**
   * The Secret's key with the root user's password: 8 characters or more.
   * @default "rootPassword"
   */
  readonly passwordKey?: string;
  /**
   * Which state of the Secret's content this is, in words of your own ("2", "2026-11-22"). Nobody watches the Secret: change this when its
   * content has changed, and the server is rolled, and the Jobs of its buckets run again.
   * @default - none: changed content has no effect until server and Jobs are made again by hand
   */
  readonly revision?: string;
}

/** Properties of `RootCredentials.unsafeInline`. */
export interface InlineRootCredentials {
  /** The root user's name: 3 characters or more, without "=" and ",". */
  readonly user: string;
  /** The root user's password: 8 characters or more. It will stand in the manifest. */
  readonly password: string;
}

/** Where the root user's name and password lie. */
export interface BoundRootCredentials {
  readonly secretName: string;
  readonly userKey: string;
  readonly passwordKey: string;
  readonly objects: readonly ApiObject[];
  /** the user's name, where it is known at synth */
  readonly user?: string;
  /** the user's word for the state of an existing Secret */
  readonly revision?: string;
}

type Bind = (scope: Construct, owner: string, namespace: string, configEnv: boolean) => BoundRootCredentials;

/**
 * The credentials of a store's administrator. The server reads them, and the Jobs that make its buckets; applications never do.
 *
 * @example
 *
 * const rootCredentials = RootCredentials.fromSecret('minio-root', { userKey: 'username', passwordKey: 'password' });
 */
export class RootCredentials {
  /**
   * An existing Secret in the store's namespace. The server reads it when it starts: after a change of its content, change `revision`.
   *
   * @param secretName the Secret's name
   * @throws for an impossible name, and for one key that holds both
   */
  public static fromSecret(secretName: string, options: RootSecretOptions = {}): RootCredentials {
    const where = 'RootCredentials.fromSecret';
    requireName(where, 'secretName', secretName);
    const userKey = requireDataKey(where, 'userKey', options.userKey ?? 'rootUser');
    const passwordKey = requireDataKey(where, 'passwordKey', options.passwordKey ?? 'rootPassword');
    if (userKey === passwordKey) {
      throw invalid(where, { what: 'userKey and passwordKey are the same key', got: userKey, allowed: 'two keys', fix: 'name the key that holds each' });
    }
    const revision = options.revision === undefined ? undefined : requireText(where, 'revision', options.revision);
    const source = requireSource(where, options.source);
    return new RootCredentials((scope, _owner, namespace, configEnv) => {
      const keys = { [userKey]: '', [passwordKey]: '', ...(configEnv ? { 'config.env': '' } : {}) };
      const objects = obtainSecret(scope, source, { namespace, name: secretName, purpose: 'root credentials of the object store', keys });
      return { secretName, userKey, passwordKey, revision, objects };
    });
  }

  /**
   * For development only: the credentials become a Secret in the manifest, named after its content, so that other credentials roll the server.
   *
   * @throws for credentials that the server refuses, and for published defaults
   */
  public static unsafeInline(props: InlineRootCredentials): RootCredentials {
    const where = 'RootCredentials.unsafeInline';
    const known = { rootUser: requireAccessKey(where, 'user', props.user), rootPassword: requireSecretKey(where, 'password', props.password) };
    return new RootCredentials((scope, owner, namespace, configEnv) => {
      const stringData = { ...known, ...(configEnv ? { 'config.env': configEnvOf(where, known.rootUser, known.rootPassword) } : {}) };
      const secretName = `${owner}-root-${contentHash(stringData)}`;
      const secret = emit(scope, 'UnsafeRootCredentials', {
        apiVersion: 'v1', kind: 'Secret', name: secretName, namespace, type: 'Opaque', immutable: true, stringData,
      });
      return { secretName, userKey: 'rootUser', passwordKey: 'rootPassword', objects: [secret], user: known.rootUser };
    });
  }

  private constructor(private readonly bind: Bind) {}

  /** @internal @param configEnv whether the Secret has to hold them in the words of MinIO's operator too, as the key `config.env` */
  public _bind(scope: Construct, owner: string, namespace: string, configEnv: boolean = false): BoundRootCredentials {
    return this.bind(scope, owner, namespace, configEnv);
  }
}

/** The file that MinIO's operator reads: only lines with "export" count, and quotes around a value are no part of it (minio/operator v7.1.1, pkg/configuration). */
function configEnvOf(where: string, user: string, password: string): string {
  const odd = [user, password].find((value) => /["'\\$`]/.test(value));
  if (odd !== undefined) {
    throw invalid(where, { what: 'quotes, "\\" and "$" are read by MinIO\'s operator as something else', saw: 'one of them in user or password', allowed: 'other characters', fix: 'make one: openssl rand -hex 24' });
  }
  return `export MINIO_ROOT_USER="${user}"\nexport MINIO_ROOT_PASSWORD="${password}"\n`;
}
