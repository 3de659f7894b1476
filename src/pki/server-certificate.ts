import { Construct } from 'constructs';
import { BoundCertificate, CertificateRequest } from './binding';
import { readDirectory } from './certificate-directory';
import { CertificateSource, inlineSource, issuedSource, pemSource, secretSource } from './certificate-source';
import { csiSource } from './csi-source';
import { checkPeers } from './inspect';
import { ICertificateIssuer } from './issuer';
import { CertificateDirectoryOptions, CertificatePemProps, CertificateTerms, InlineCertificateProps, IssuedCertificateOptions, SecretCertificateOptions, SecretsStoreVolumeOptions } from './options';
import { secretsStoreSource } from './secrets-store-source';
import { SpiffeCertificateOptions } from './spiffe-options';
import { spiffeSource } from './spiffe-source';
import { StorageCa } from './storage-ca';
import { VaultAgentProps } from './vault-agent-props';
import { vaultAgentSource } from './vault-agent-source';

/**
 * Where a server's certificate and private key come from. The names it must cover are computed from the Service in front of the server.
 *
 * @example
 *
 * const issuer = CertificateIssuer.fromClusterIssuerName(chart, 'issuer', 'internal', { ca: StorageCa.fromBundle('internal-ca') });
 * new TlsMinio(chart, 'minio', { certificate: ServerCertificate.issuedBy(issuer), buckets: ['tempo'] });
 */
export class ServerCertificate {
  /**
   * An existing Secret in the server's namespace.
   *
   * @param secretName the Secret's name
   * @throws for an impossible name, and for public facts that do not fit the server
   */
  public static fromSecret(secretName: string, options: SecretCertificateOptions = {}): ServerCertificate {
    return new ServerCertificate(secretSource('ServerCertificate.fromSecret', secretName, options));
  }

  /**
   * A cert-manager Certificate with the server's names, extended key usage "server auth" and a new key at every renewal.
   *
   * @param issuer who signs it
   * @throws for durations that cert-manager refuses, or that outlive the CA
   */
  public static issuedBy(issuer: ICertificateIssuer, options: IssuedCertificateOptions = {}): ServerCertificate {
    return new ServerCertificate(issuedSource('ServerCertificate.issuedBy', issuer, options));
  }

  /**
   * cert-manager's csi-driver gives each pod a certificate of its own, in a volume: its key is made on the pod's node, is never in a Secret, and is new at every
   * renewal. For whoever's pods are ours (stores, Thanos, checks); the Tempo operator and MinIO's take Secrets only, and refuse it. It needs the driver
   * (cert-manager/csi-driver) beside cert-manager.
   *
   * @param issuer who signs it
   * @throws for durations that cannot work, or that outlive the CA
   */
  public static csiVolume(issuer: ICertificateIssuer, options: CertificateTerms = {}): ServerCertificate {
    return new ServerCertificate(csiSource('ServerCertificate.csiVolume', issuer, options));
  }

  /**
   * The Secrets Store CSI driver puts the pair into the pods, and into no Secret: for whoever's pods are ours. The provider's objects have to have the names of the
   * files that the server reads: `public.crt` and `private.key` for MinIO, `tls.crt` and `tls.key` for all others. It asks by the pod's service account.
   *
   * @param provider the provider's name, for example "vault"
   * @param parameters its parameters, as its documentation has them
   * @throws for a list of objects without these names, and for public facts that do not fit the server
   */
  public static secretsStoreCsi(
    provider: string, parameters: { [name: string]: string }, options: SecretsStoreVolumeOptions = {},
  ): ServerCertificate {
    return new ServerCertificate(secretsStoreSource('ServerCertificate.secretsStoreCsi', provider, parameters, options));
  }

  /**
   * The pods' own identity in SPIFFE: spiffe-helper fetches it from the Workload API through the SPIFFE CSI driver and writes it into memory of each pod, once before the
   * server starts, and beside it to renew it. No Secret holds it. For whoever's pods are ours; it needs SPIRE with its agent, the driver (`csi.spiffe.io`) and
   * spire-controller-manager, which registers the pods with the names that clients dial.
   *
   * @throws for options that cannot work
   */
  public static spiffe(options: SpiffeCertificateOptions = {}): ServerCertificate {
    return new ServerCertificate(spiffeSource('ServerCertificate.spiffe', options));
  }

  /**
   * Vault issues the pair to an agent of its own in each pod, which renews it there: no key is in a Secret. For whoever's pods are ours. The agent shows a token of the
   * pod's service account that is for Vault alone.
   *
   * @throws for a path that issues nothing, and for durations that cannot work
   * @example
   *
   * const certificate = ServerCertificate.vaultAgent({
   *   server: 'https://vault.vault.svc:8200',
   *   path: 'pki_int/issue/tracing',
   *   authRole: 'tracing',
   *   ca: StorageCa.fromPem(currentCaPem),
   * });
   */
  public static vaultAgent(props: VaultAgentProps): ServerCertificate {
    return new ServerCertificate(vaultAgentSource('ServerCertificate.vaultAgent', props));
  }

  /**
   * A certificate that is known now, with its key in an existing Secret. Names, usage, order and issuer are checked at synth.
   *
   * @throws for a certificate that cannot serve
   */
  public static fromPem(props: CertificatePemProps): ServerCertificate {
    return new ServerCertificate(pemSource('ServerCertificate.fromPem', props));
  }

  /**
   * OpenShift's service CA signs it: the Service is annotated, the platform writes the Secret and renews it
   * (`service.beta.openshift.io/serving-cert-secret-name`). It covers `name.namespace.svc` and `name.namespace.svc.cluster.local`, and no pods: a store of
   * several servers cannot use it.
   */
  public static openshiftServiceCa(): ServerCertificate {
    return new ServerCertificate((scope, request) => {
      checkPeers(scope, 'certificate', request, () => false, [`${request.owner}.${request.namespace}.svc`]);
      const secretName = `${request.owner}-tls`;
      return {
        place: { secret: { name: secretName, certificateKey: 'tls.crt', privateKeyKey: 'tls.key' } },
        objects: [],
        ca: StorageCa.openshiftServiceCa(),
        facts: {},
        serviceAnnotations: { 'service.beta.openshift.io/serving-cert-secret-name': secretName },
      };
    });
  }

  /**
   * For development only: certificate and private key become a Secret in the manifest.
   *
   * @throws for a certificate that cannot serve, and for a key that is not its own
   */
  public static unsafeInline(props: InlineCertificateProps): ServerCertificate {
    return new ServerCertificate(inlineSource('ServerCertificate.unsafeInline', props));
  }

  /**
   * For development only: as `unsafeInline`, from the files that the `certs` command wrote: `<name>.crt`, `<name>.key` and `ca.crt`.
   *
   * @param directory the folder given to `certs --out`
   * @param name the server as `certs --server` was given it, for example "minio.tracing"
   * @throws when a file is missing, and for a certificate that cannot serve
   */
  public static unsafeFromDirectory(directory: string, name: string, options: CertificateDirectoryOptions = {}): ServerCertificate {
    return ServerCertificate.unsafeInline({ ...readDirectory('ServerCertificate.unsafeFromDirectory', directory, name), ...options });
  }

  private constructor(private readonly source: CertificateSource) {}

  /** @internal */
  public _bind(scope: Construct, request: CertificateRequest): BoundCertificate {
    return this.source(scope, request);
  }
}
