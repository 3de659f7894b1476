import { ApiObject } from 'cdk8s';
import { StorageCa } from './storage-ca';
import { Facts } from '../x509/facts';

/** What a certificate is wanted for; filled in by the construct that serves or shows it. */
export interface CertificateRequest {
  /** the construct's object name; objects made for the certificate are named after it */
  readonly owner: string;
  readonly namespace: string;
  readonly usage: 'server' | 'client';
  /** the labels of the pods that will have it; undefined where an operator makes them */
  readonly podLabels?: { readonly [label: string]: string };
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

/**
 * What puts a certificate's files into each pod by itself: there is no Secret of them, and only who writes the pod can use it. Either a driver of the kubelet does
 * (`source`), or a program in the pod (`agent`). One of the two.
 */
export interface CertificateVolume {
  /** who makes it, for messages */
  readonly maker: string;
  /** the source of a volume that shows the pair under these names; mounted read-only and whole */
  source?(names: PairNames): { [key: string]: any };
  /** the program that writes the pair under these names; it may be asked several times, and answers the same */
  agent?(names: PairNames): CertificateAgent;
  /** what is publicly known of the files; throws for names that it cannot give them */
  facts?(names: PairNames): Facts;
}

/**
 * A program in the pod that writes a certificate's files into memory which the pod's containers share. It runs as an init container first, so that the files are there
 * before the server, and in Jobs too; and in a pod that does not end, as a container beside the server, to renew them. The pod's writer (podAgents) gives both the
 * memory, security, user and pull policy of the pod, so a maker says only what the program is and reads.
 */
export interface CertificateAgent {
  /**
   * Its container, and the volume that it writes; its init container is called so with "-once". A label of at most 50 characters. Two agents of one name in a pod are
   * one, so they have to be alike.
   */
  readonly name: string;
  readonly image: string;
  /** where the program writes the pair, under the names it was asked for; the readers' directory is another, of the same volume */
  readonly directory: string;
  /** what it is started with to write the files once and end: args, command, env */
  readonly once: { readonly [field: string]: any };
  /** what it is started with to renew them: args, command, env, ports and probes */
  readonly renewing: { readonly [field: string]: any };
  /** volumes that only it reads: its configuration, a socket, a token. Their names begin with its own */
  readonly mounts: readonly { readonly volume: { readonly name: string; readonly [source: string]: any }; readonly path: string }[];
  /** undefined: those of a small program */
  readonly resources?: { readonly [key: string]: any };
  /** the objects made for it: a ConfigMap (sharedConfigMap), to be applied before the pod */
  readonly objects: readonly ApiObject[];
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
