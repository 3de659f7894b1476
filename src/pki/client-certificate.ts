import { Construct } from 'constructs';
import { BoundCertificate, CertificateRequest } from './binding';
import { readDirectory } from './certificate-directory';
import { CertificateSource, inlineSource, issuedSource, pemSource, secretSource } from './certificate-source';
import { csiSource } from './csi-source';
import { ICertificateIssuer } from './issuer';
import { CertificateDirectoryOptions, CertificatePemProps, CertificateTerms, InlineCertificateProps, IssuedCertificateOptions, SecretCertificateOptions, SecretsStoreVolumeOptions } from './options';
import { secretsStoreSource } from './secrets-store-source';
import { SpiffeCertificateOptions } from './spiffe-options';
import { spiffeSource } from './spiffe-source';
import { VaultAgentProps } from './vault-agent-props';
import { vaultAgentSource } from './vault-agent-source';

/**
 * Where the certificate and private key come from that a client shows to a server which asks for one (mutual TLS).
 *
 * @example
 *
 * const identity = ClientCertificate.fromSecret('tempo-s3-client');
 */
export class ClientCertificate {
  /**
   * An existing Secret in the client's namespace.
   *
   * @param secretName the Secret's name
   */
  public static fromSecret(secretName: string, options: SecretCertificateOptions = {}): ClientCertificate {
    return new ClientCertificate(secretSource('ClientCertificate.fromSecret', secretName, options));
  }

  /**
   * A cert-manager Certificate with extended key usage "client auth" and a new key at every renewal.
   *
   * @param issuer who signs it
   */
  public static issuedBy(issuer: ICertificateIssuer, options: IssuedCertificateOptions = {}): ClientCertificate {
    return new ClientCertificate(issuedSource('ClientCertificate.issuedBy', issuer, options));
  }

  /**
   * As `ServerCertificate.csiVolume`: cert-manager's csi-driver gives each pod a certificate of its own, with extended key usage "client auth".
   *
   * @param issuer who signs it
   */
  public static csiVolume(issuer: ICertificateIssuer, options: CertificateTerms = {}): ClientCertificate {
    return new ClientCertificate(csiSource('ClientCertificate.csiVolume', issuer, options), true);
  }

  /**
   * As `ServerCertificate.secretsStoreCsi`, with objects called `tls.crt` and `tls.key`.
   *
   * @param provider the provider's name
   * @param parameters its parameters
   */
  public static secretsStoreCsi(
    provider: string, parameters: { [name: string]: string }, options: SecretsStoreVolumeOptions = {},
  ): ClientCertificate {
    return new ClientCertificate(secretsStoreSource('ClientCertificate.secretsStoreCsi', provider, parameters, options), true);
  }

  /** As `ServerCertificate.spiffe`. A pod that has both has one identity, and one certificate. */
  public static spiffe(options: SpiffeCertificateOptions = {}): ClientCertificate {
    return new ClientCertificate(spiffeSource('ClientCertificate.spiffe', options), true);
  }

  /** As `ServerCertificate.vaultAgent`, for a role that allows clients. */
  public static vaultAgent(props: VaultAgentProps): ClientCertificate {
    return new ClientCertificate(vaultAgentSource('ClientCertificate.vaultAgent', props), true);
  }

  /** A certificate that is known now, with its key in an existing Secret. */
  public static fromPem(props: CertificatePemProps): ClientCertificate {
    return new ClientCertificate(pemSource('ClientCertificate.fromPem', props));
  }

  /** For development only: certificate and private key become a Secret in the manifest. */
  public static unsafeInline(props: InlineCertificateProps): ClientCertificate {
    return new ClientCertificate(inlineSource('ClientCertificate.unsafeInline', props));
  }

  /**
   * For development only: as `unsafeInline`, from the files that the `certs` command wrote: `<name>.crt`, `<name>.key` and `ca.crt`.
   *
   * @param directory the folder given to `certs --out`
   * @param name the name given to `certs --client`
   */
  public static unsafeFromDirectory(directory: string, name: string, options: CertificateDirectoryOptions = {}): ClientCertificate {
    return ClientCertificate.unsafeInline({ ...readDirectory('ClientCertificate.unsafeFromDirectory', directory, name), ...options });
  }

  private constructor(
    private readonly source: CertificateSource,
    /** @internal whether it comes as a volume of its own */
    public readonly _inVolume: boolean = false,
  ) {}

  /** @internal */
  public _bind(scope: Construct, request: CertificateRequest): BoundCertificate {
    return this.source(scope, request);
  }
}
