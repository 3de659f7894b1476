import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { requireDataKey, requireName } from '../kube/text';
import { obtainSecret, requireSource, SecretSource } from '../secrets/secret-source';

/** Options of `MinioEncryptionKey.fromSecret`. */
export interface EncryptionKeySecretOptions {
  /**
   * The Secret's key with the text NAME:BASE64, of which the second part is 32 random bytes.
   * @default "key"
   */
  readonly key?: string;
  /**
   * What makes the Secret.
   * @default - somebody makes it: `RequiredSecrets` lists it
   */
  readonly source?: SecretSource;
}

/** Where the key lies. */
export interface BoundEncryptionKey {
  readonly secretName: string;
  readonly key: string;
  readonly objects: readonly ApiObject[];
}

/**
 * The key with which MinIO encrypts what it stores (`MINIO_KMS_SECRET_KEY_FILE`; minio 7aac2a2c5, internal/kms/config.go). It needs no other service; who has the key and
 * the disk has the data, and without the key nothing can be read any more: keep a copy.
 *
 * @example
 *
 * // kubectl create secret generic minio-kms --from-literal=key="store:$(openssl rand -base64 32)"
 * const encryptionKey = MinioEncryptionKey.fromSecret('minio-kms');
 */
export class MinioEncryptionKey {
  /**
   * An existing Secret in the store's namespace. MinIO reads it when it starts, and does not start without it.
   *
   * @param secretName the Secret's name
   * @throws for an impossible name
   */
  public static fromSecret(secretName: string, options: EncryptionKeySecretOptions = {}): MinioEncryptionKey {
    const where = 'MinioEncryptionKey.fromSecret';
    requireName(where, 'secretName', secretName);
    return new MinioEncryptionKey(secretName, requireDataKey(where, 'key', options.key ?? 'key'), requireSource(where, options.source));
  }

  private constructor(private readonly secretName: string, private readonly key: string, private readonly source: SecretSource | undefined) {}

  /** @internal */
  public _bind(scope: Construct, namespace: string): BoundEncryptionKey {
    const { secretName, key } = this;
    const objects = obtainSecret(scope, this.source, { namespace, name: secretName, purpose: 'key with which the object store encrypts, as NAME:BASE64', keys: { [key]: '' } });
    return { secretName, key, objects };
  }

  /** @internal */
  public get _secret(): { readonly secretName: string; readonly key: string } {
    return { secretName: this.secretName, key: this.key };
  }
}
