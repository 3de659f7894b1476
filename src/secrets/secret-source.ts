import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { externalSecrets, ExternalSecretsOptions } from './external-secrets';
import { sealedSecret, SealedSecretOptions } from './sealed-secrets';
import { secretsStoreCsi, SecretsStoreCsiOptions } from './secrets-store-csi';
import { Provide, provideSecret, WantedSecret } from './wanted-secret';
import { requireMade } from '../kube/kinds';
import { RequiredSecret, requireSecret } from '../kube/required-secrets';

/**
 * What makes a Secret that manifests must not hold: the `source` of everything that is `fromSecret`. It is asked for the keys that are needed there, so nothing
 * is said twice. A source is a value: the same one may serve many Secrets.
 *
 * @example
 *
 * const source = SecretSource.externalSecrets('vault', { prefix: 'observability/' });
 * new TlsMinio(chart, 'minio', {
 *   certificate: ServerCertificate.fromSecret('minio-tls', { source, ca: StorageCa.fromPem(currentCaPem) }),
 *   rootCredentials: RootCredentials.fromSecret('minio-root', { source }),
 * });
 */
export class SecretSource {
  /**
   * The External Secrets operator fetches it from a store (ExternalSecret, external-secrets.io/v1: served since 0.16, the only version since 1.0). White space
   * at the ends of a value is taken off; `endpoint` and `bucket` of credentials are written for you.
   *
   * @param storeName the SecretStore or ClusterSecretStore
   * @throws for impossible names
   */
  public static externalSecrets(storeName: string, options: ExternalSecretsOptions = {}): SecretSource {
    return new SecretSource(externalSecrets('SecretSource.externalSecrets', storeName, options));
  }

  /**
   * Values that kubeseal sealed for the controller of Sealed Secrets (SealedSecret, bitnami.com/v1alpha1), for one Secret. `endpoint` and `bucket` of credentials
   * need not be sealed. Nothing is encrypted at synth, and nobody but the controller can say whether the values open, or what is in them.
   *
   * @param encryptedData a sealed value for each key, as `kubeseal --raw` prints it
   * @throws for a text that is no sealed value; where it is used, for a key that is needed and not sealed
   */
  public static sealed(encryptedData: { [key: string]: string }, options: SealedSecretOptions = {}): SecretSource {
    return new SecretSource(sealedSecret('SecretSource.sealed', encryptedData, options));
  }

  /**
   * The Secrets Store CSI driver syncs it from a provider (SecretProviderClass, secrets-store.csi.x-k8s.io/v1), for one Secret. The driver must be installed with
   * `syncSecret.enabled` and, for renewed certificates, `enableSecretRotation`. It can add nothing of its own: `endpoint` and `bucket` of credentials have to be
   * objects of the provider too.
   *
   * @param provider for example "vault", "aws", "azure" or "gcp"
   * @param parameters the provider's own, among them its objects
   * @throws for impossible names
   */
  public static secretsStoreCsi(provider: string, parameters: { [name: string]: string }, options: SecretsStoreCsiOptions = {}): SecretSource {
    return new SecretSource(secretsStoreCsi('SecretSource.secretsStoreCsi', provider, parameters, options));
  }

  private constructor(private readonly provide: Provide) {}

  /** @internal The objects that have it made. */
  public _provide(scope: Construct, wanted: WantedSecret): readonly ApiObject[] {
    return provideSecret(scope, this, this.provide, wanted);
  }
}

/** A source, where one is given. */
export function requireSource(where: string, source: SecretSource | undefined): SecretSource | undefined {
  return source === undefined ? undefined : requireMade(where, 'source', source, SecretSource, "SecretSource.externalSecrets('vault')");
}

/** A Secret that is referred to: made by its source, or noted as one that somebody has to make. */
export function obtainSecret(scope: Construct, source: SecretSource | undefined, secret: Omit<RequiredSecret, 'path'>): readonly ApiObject[] {
  if (source !== undefined) { return source._provide(scope, secret); }
  requireSecret(scope, secret);
  return [];
}
