import { Construct } from 'constructs';
import { BootstrapIssuer, BootstrapIssuerProps } from './bootstrap-issuer';
import { ICertificateIssuer } from './issuer';
import { StorageCa } from './storage-ca';
import { VaultIssuer, VaultIssuerProps } from './vault-issuer';
import { namespaceOf } from '../kube/emit';
import { requireName } from '../kube/text';

/** Options of an issuer that exists already. */
export interface ExistingIssuerOptions {
  /**
   * The bundle that verifies what the issuer signs. Where its certificates are not known, a proof takes it at its word that those of the issuer are among them.
   * @default - not known: give it to the certificates, or to the clients
   */
  readonly ca?: StorageCa;
  /**
   * The issuer's API group, for external issuers.
   * @default "cert-manager.io"
   */
  readonly group?: string;
  /**
   * The issuer's kind, for external issuers.
   * @default - "Issuer" or "ClusterIssuer"
   */
  readonly kind?: string;
}

/**
 * Who signs certificates: a cert-manager Issuer or ClusterIssuer (cert-manager v1).
 *
 * @example
 *
 * const issuer = CertificateIssuer.bootstrap(chart, 'pki');
 * new TlsMinio(chart, 'minio', { certificate: ServerCertificate.issuedBy(issuer) });
 */
export class CertificateIssuer {
  /**
   * A CA of one's own, from nothing: a self-signed root, a ClusterIssuer that signs with it, and a trust-manager Bundle that carries the
   * root to the namespaces of the clients. It needs cert-manager and trust-manager in the cluster, whose current releases need a Kubernetes
   * newer than 1.28 (`selectableFields` in cert-manager 1.21.1).
   *
   * @param scope the chart
   * @param id names the objects, unless `name` does
   * @throws for durations that cannot work, and for impossible names
   */
  public static bootstrap(scope: Construct, id: string, props: BootstrapIssuerProps = {}): BootstrapIssuer {
    return new BootstrapIssuer(scope, id, props);
  }

  /**
   * An Issuer that exists in the chart's namespace.
   *
   * @param issuerName its name
   */
  public static fromIssuerName(scope: Construct, id: string, issuerName: string, options: ExistingIssuerOptions = {}): ICertificateIssuer {
    return new ExistingIssuer(scope, id, issuerName, options.kind ?? 'Issuer', namespaceOf(scope, `${scope.node.path}/${id}`), options);
  }

  /**
   * A ClusterIssuer that exists.
   *
   * @param issuerName its name
   */
  public static fromClusterIssuerName(scope: Construct, id: string, issuerName: string, options: ExistingIssuerOptions = {}): ICertificateIssuer {
    return new ExistingIssuer(scope, id, issuerName, options.kind ?? 'ClusterIssuer', undefined, options);
  }

  /**
   * An Issuer (or ClusterIssuer) that has HashiCorp Vault's PKI sign. The key stays with cert-manager. Vault's role decides which names and which kinds of keys it
   * signs: its default takes RSA only, while certificates here have ECDSA keys unless they say `keyAlgorithm`.
   *
   * @param scope the chart
   * @param id names the issuer, unless `name` does
   * @throws for an address without TLS, and for a path that does not sign
   */
  public static vault(scope: Construct, id: string, props: VaultIssuerProps): VaultIssuer {
    return new VaultIssuer(scope, id, props);
  }

  private constructor() {}
}

class ExistingIssuer extends Construct implements ICertificateIssuer {
  public readonly issuerName: string;
  public readonly issuerGroup: string;
  public readonly ca?: StorageCa;
  constructor(
    scope: Construct,
    id: string,
    issuerName: string,
    public readonly issuerKind: string,
    public readonly issuerNamespace: string | undefined,
    options: ExistingIssuerOptions,
  ) {
    super(scope, id);
    this.issuerName = requireName(this, 'issuerName', issuerName);
    this.issuerGroup = requireName(this, 'group', options.group ?? 'cert-manager.io');
    this.ca = options.ca;
    this.ca?._holds(this);
  }
}
