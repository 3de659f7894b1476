import { Duration } from 'cdk8s';
import { StorageCa } from './storage-ca';

/** Options of `spiffe`. */
export interface SpiffeCertificateOptions {
  /**
   * The bundle that verifies the trust domain's certificates: best the root above SPIRE (its UpstreamAuthority), since SPIRE changes its own CA often.
   * @default - not known: the other side is given its trust by hand
   */
  readonly ca?: StorageCa;
  /**
   * Whether the pods are registered, with the DNS names that clients dial: by a ClusterSPIFFEID, for spire-controller-manager. Else somebody registers them with these
   * names, and the prover does not know of it.
   * @default true
   */
  readonly register?: boolean;
  /**
   * DNS names beside the computed ones, for example that of an ingress.
   * @default - only the names of the Service
   */
  readonly additionalDnsNames?: string[];
  /**
   * How long a certificate is valid. SPIRE renews after half of it, and may give less (its CA's own end).
   * @default - the server's default_x509_svid_ttl, an hour unless configured
   */
  readonly duration?: Duration;
  /**
   * The class of the controllers that are to read the ClusterSPIFFEID (`className`): charts of SPIRE give their controller one.
   * @default - none: for controllers without a class, or that read those without
   */
  readonly className?: string;
  /**
   * Which certificate is taken where a pod has several: the hint of its registration.
   * @default - with `register`, that of its ClusterSPIFFEID; else none, and the first is taken
   */
  readonly hint?: string;
  /**
   * The image of spiffe-helper: 0.11.0, or one that reads the same configuration.
   * @default "ghcr.io/spiffe/spiffe-helper:0.11.0"
   */
  readonly helperImage?: string;
  /**
   * The file name of the Workload API's socket in the volume of the CSI driver.
   * @default "spire-agent.sock"
   */
  readonly socketName?: string;
}
