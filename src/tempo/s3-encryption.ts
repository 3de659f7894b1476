import { requireText } from '../kube/text';

/**
 * Encryption of objects by the store (Tempo 2.10.8, `storage.trace.s3.sse`). There is no SSE-C here: its key would stand in the
 * custom resource. Give it as `tempoConfig` with a `${VARIABLE}` that `env` takes from a Secret.
 */
export class S3Encryption {
  /** With keys that the store manages (SSE-S3). */
  public static s3(): S3Encryption {
    return new S3Encryption({ type: 'SSE-S3' });
  }

  /**
   * With a key of a key management service (SSE-KMS).
   *
   * @param keyId the key's identifier or ARN
   * @param context what the key's policy asks for
   */
  public static kms(keyId: string, context?: { [key: string]: string }): S3Encryption {
    return new S3Encryption({
      type: 'SSE-KMS',
      kms_key_id: requireText('S3Encryption.kms', 'keyId', keyId),
      ...(context ? { kms_encryption_context: JSON.stringify(context) } : {}),
    });
  }

  private constructor(private readonly sse: { readonly [key: string]: string }) {}

  /** @internal `storage.trace.s3.sse`. */
  public _render(): { readonly [key: string]: string } {
    return this.sse;
  }
}
