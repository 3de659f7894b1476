import { ApiObject } from 'cdk8s';
import { StorageCa } from './storage-ca';
import { Facts } from '../x509/facts';

/** What a certificate is wanted for; filled in by the construct that serves or shows it. */
export interface CertificateRequest {
  /** the construct's object name; objects made for the certificate are named after it */
  readonly owner: string;
  readonly namespace: string;
  readonly usage: 'server' | 'client';
  /** every name that the certificate should cover, the common name first */
  readonly dnsNames: readonly string[];
  /** the one name that our own clients dial: a certificate that is known must cover it */
  readonly dialled?: string;
  /** names by which servers of one store dial each other: a certificate that is known must cover them too */
  readonly peers?: readonly string[];
}

/** A certificate that has found its place: where the kubelet finds it, and what is publicly known of it. */
export interface BoundCertificate {
  readonly secretName: string;
  readonly certificateKey: string;
  readonly privateKeyKey: string;
  /** the objects made for it, for ordering */
  readonly objects: readonly ApiObject[];
  /** the bundle that verifies it */
  readonly ca?: StorageCa;
  readonly facts: Facts;
  /** annotations that the fronting Service must carry */
  readonly serviceAnnotations?: { readonly [key: string]: string };
  /** the certificate's PEM, where it is known */
  readonly certificate?: string;
}
