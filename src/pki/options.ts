import { Duration } from 'cdk8s';
import { StorageCa } from './storage-ca';
import { SecretSource } from '../secrets/secret-source';

/** Algorithm and size of a private key. */
export enum KeyAlgorithm {
  /** ECDSA on P-256: small, fast, read by every server this library knows. */
  ECDSA_P256 = 'ECDSA_P256',
  /** ECDSA on P-384. */
  ECDSA_P384 = 'ECDSA_P384',
  /** RSA with 2048 bits. */
  RSA_2048 = 'RSA_2048',
  /** RSA with 4096 bits. */
  RSA_4096 = 'RSA_4096',
  /** Ed25519: not read by every client. */
  ED25519 = 'ED25519',
}

/** What may be said in public of a certificate that lies in an existing Secret. One of the two. */
export interface CertificateFacts {
  /**
   * The certificate itself (PEM, leaf first, then its intermediates), without its key. With it every connection to the server can be proved.
   * @default - not known
   */
  readonly certificate?: string;
  /**
   * The DNS names it covers, where the certificate itself is not at hand.
   * @default - not known
   */
  readonly dnsNames?: string[];
}

/** Options of `fromSecret`. */
export interface SecretCertificateOptions {
  /**
   * What makes the Secret.
   * @default - somebody makes it: `RequiredSecrets` lists it
   */
  readonly source?: SecretSource;
  /**
   * The Secret's key with the certificate.
   * @default "tls.crt"
   */
  readonly certificateKey?: string;
  /**
   * The Secret's key with the private key.
   * @default "tls.key"
   */
  readonly privateKeyKey?: string;
  /**
   * The bundle that verifies the certificate: what the other side must trust.
   * @default - not known: the other side is given its trust by hand
   */
  readonly ca?: StorageCa;
  /**
   * What of the certificate may be told, so that names and trust are checked at synth.
   * @default - nothing: connections to it stay unverified
   */
  readonly publicFacts?: CertificateFacts;
  /**
   * The time to judge the certificate's validity at.
   * @default - validity is not judged
   */
  readonly now?: Date;
}

/** Properties of `fromPem`. */
export interface CertificatePemProps {
  /** The certificate (PEM, leaf first, then its intermediates). It is public; the key stays in the Secret. */
  readonly certificate: string;
  /** The existing Secret that holds the certificate and its key. */
  readonly secretName: string;
  /**
   * What makes the Secret.
   * @default - somebody makes it: `RequiredSecrets` lists it
   */
  readonly source?: SecretSource;
  /**
   * The Secret's key with the certificate.
   * @default "tls.crt"
   */
  readonly certificateKey?: string;
  /**
   * The Secret's key with the private key.
   * @default "tls.key"
   */
  readonly privateKeyKey?: string;
  /**
   * The bundle that verifies the certificate.
   * @default - not known: the other side is given its trust by hand
   */
  readonly ca?: StorageCa;
  /**
   * The time to judge the certificate's validity at.
   * @default - validity is not judged
   */
  readonly now?: Date;
}

/** Terms of a certificate that cert-manager has signed. */
export interface CertificateTerms {
  /**
   * How long a certificate is valid. An hour or more for `issuedBy`, ten minutes or more for `csiVolume`.
   * @default Duration.days(90)
   */
  readonly duration?: Duration;
  /**
   * How long before its end it is renewed. Five minutes or more.
   * @default - a third of the duration
   */
  readonly renewBefore?: Duration;
  /**
   * The private key's algorithm. A new key is made at each renewal.
   * @default KeyAlgorithm.ECDSA_P256
   */
  readonly keyAlgorithm?: KeyAlgorithm;
  /**
   * DNS names beside the computed ones, for example that of an ingress.
   * @default - only the names of the Service
   */
  readonly additionalDnsNames?: string[];
  /**
   * IP addresses that clients dial.
   * @default - none
   */
  readonly ipAddresses?: string[];
  /**
   * The bundle that verifies it.
   * @default - the issuer's own
   */
  readonly ca?: StorageCa;
}

/** Options of `issuedBy`. */
export interface IssuedCertificateOptions extends CertificateTerms {
  /**
   * The name of the Secret that cert-manager writes, and of the Certificate.
   * @default - the owner's name with "-tls"
   */
  readonly secretName?: string;
}

/** Options of `secretsStoreCsi`. */
export interface SecretsStoreVolumeOptions {
  /**
   * The bundle that verifies the certificate: what the other side must trust.
   * @default - not known: the other side is given its trust by hand
   */
  readonly ca?: StorageCa;
  /**
   * What of the certificate may be told, so that names and trust are checked at synth.
   * @default - nothing: connections to it stay unverified
   */
  readonly publicFacts?: CertificateFacts;
  /**
   * The time to judge the certificate's validity at.
   * @default - validity is not judged
   */
  readonly now?: Date;
}

/** Options of `unsafeFromDirectory`. */
export interface CertificateDirectoryOptions {
  /**
   * The time to judge the certificate's validity at.
   * @default - validity is not judged
   */
  readonly now?: Date;
}

/** Properties of `unsafeInline`. */
export interface InlineCertificateProps {
  /** The certificate (PEM, leaf first, then its intermediates). */
  readonly certificate: string;
  /** Its private key (PEM). It will stand in the manifest, readable for everybody who can read that. */
  readonly privateKey: string;
  /**
   * The CA that signed it (PEM), for the clients.
   * @default - not known: the other side is given its trust by hand
   */
  readonly ca?: string;
  /**
   * The time to judge the certificate's validity at.
   * @default - validity is not judged
   */
  readonly now?: Date;
}
