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

/** The Secret in which a certificate lies. */
export interface CertificateSecret {
  readonly name: string;
  readonly certificateKey: string;
  readonly privateKeyKey: string;
}

/** File names of a certificate and its private key, in one directory. */
export interface PairNames {
  readonly certificate: string;
  readonly privateKey: string;
}

/** What puts a certificate's files into each pod by itself: there is no Secret of them, and only who writes the pod can use it. */
export interface CertificateVolume {
  /** who makes it, for messages */
  readonly maker: string;
  /** the source of a volume that shows the pair under these names; mounted read-only and whole */
  source(names: PairNames): { [key: string]: any };
  /** what is publicly known of the files; throws for names that it cannot give them */
  facts?(names: PairNames): Facts;
}

/** Where a certificate lies: one of the two. */
export type CertificatePlace = { readonly secret: CertificateSecret } | { readonly volume: CertificateVolume };

/** A certificate that has found its place: where the kubelet finds it, and what is publicly known of it. */
export interface BoundCertificate {
  readonly place: CertificatePlace;
  /** what its owner told of it, where that is not its PEM: the names it covers */
  readonly names?: readonly string[];
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
