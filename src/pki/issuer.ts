import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { StorageCa } from './storage-ca';

/** A cert-manager issuer, made here or existing. */
export interface ICertificateIssuer extends IConstruct {
  /** Its name. */
  readonly issuerName: string;
  /** Its kind: "Issuer", "ClusterIssuer", or that of an external issuer. */
  readonly issuerKind: string;
  /** Its API group. */
  readonly issuerGroup: string;
  /** The namespace it serves; undefined when it serves all. */
  readonly issuerNamespace?: string;
  /** The bundle that verifies what it signs; undefined when that is not known. */
  readonly ca?: StorageCa;
  /** The longest duration that a certificate of it may have without outliving the CA; undefined when that is not known. */
  readonly longestLeaf?: Duration;
}
