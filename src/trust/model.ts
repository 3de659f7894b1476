import { Ref } from './inventory';

/**
 * A certificate or a bundle, as far as the manifests show it: the PEM itself; or that cert-manager (or a platform) makes it, and from
 * what; or only the names that somebody declared; or nothing.
 */
export interface Material {
  /** where it lies */
  readonly ref: Ref;
  readonly pem?: string;
  /** the CAs it comes from (for a certificate, who signs it; for a bundle, whose certificates are in it), as comparable texts */
  readonly authorities?: readonly string[];
  /** for a certificate: the names that were asked for or declared */
  readonly dnsNames?: readonly string[];
  /** why there is nothing, where there should be something */
  readonly missing?: string;
}

/** Something that listens. */
export interface Server {
  readonly ref: Ref;
  readonly product: string;
  /** the container port */
  readonly port: number;
  readonly tls: boolean;
  readonly certificate?: Material;
}

/** Something that dials. */
export interface Client {
  readonly ref: Ref;
  readonly product: string;
  /** what it dials, as it stands in the manifest */
  readonly url: Dialled;
  /** the bundle it trusts; undefined for the public roots of its image */
  readonly trust?: Material;
  readonly identity?: Material;
}

/** An address taken apart. */
export interface Dialled {
  readonly tls: boolean;
  readonly host: string;
  readonly port: number;
}

/** What is known of a connection: certificates verified, references that agree, something left unknown, or it cannot work. */
export type Verdict = 'proved' | 'consistent' | 'unverified' | 'broken';

/** One client dialling one server. */
export interface Connection {
  readonly client: Client;
  /** undefined when the address leads out of the manifests */
  readonly server?: Server;
  readonly verdict: Verdict;
  /** one sentence: what was found, or what to declare */
  readonly because: string;
}
