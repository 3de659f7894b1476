import { Manifest, Ref } from './inventory';
import type { Certificate } from '../x509/certificate';

/**
 * A certificate or a bundle, as far as the manifests show it: the PEM itself; or that cert-manager (or a platform) makes it, and from
 * what; or only the names that somebody declared; or that it cannot be there; or nothing.
 */
export interface Material {
  /** where it lies */
  readonly ref: Ref;
  /** the object and key from which pods mount it, where they do */
  readonly at?: Kept;
  readonly pem?: string;
  /** the private key of a certificate, where the manifests show it */
  readonly keyPem?: string;
  /** where that key lies */
  readonly keyRef?: Ref;
  /** the CAs it comes from (for a certificate, who signs it; for a bundle, whose certificates are in it), as comparable texts */
  readonly authorities?: readonly string[];
  /** whether more may be in a bundle than `pem` and `authorities` say, or more CAs may stand above a certificate */
  readonly open?: boolean;
  /** for a certificate that is asked for: itself, as an authority (who trusts it trusts nobody else) */
  readonly self?: string;
  /** for a certificate that is asked for: the certificates of its CAs, the nearest that shows first */
  readonly authorityPem?: string;
  /** whether the CA that signs it is among those */
  readonly nearestShown?: boolean;
  /** for a certificate that is asked for: the common names of all of its CAs, where all of them are still to be made */
  readonly authorityNames?: readonly string[];
  /** for a certificate: the names that were asked for or declared */
  readonly dnsNames?: readonly string[];
  /** for a certificate that is asked for: the usages, in cert-manager's words */
  readonly usages?: readonly string[];
  /** why there can be nothing, where there should be something: the object is here and has no such key */
  readonly missing?: string;
  /** with `missing`: what is there is of the other kind, a Secret for a ConfigMap */
  readonly otherKind?: boolean;
}

/** One key of a Secret or ConfigMap, and that of the private key beside it. */
export interface Kept {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
  readonly privateKey?: string;
}

/** Whether a server asks for a client certificate. */
export type ClientAuth = 'none' | 'requested' | 'required';

/** Something that listens, on one port. */
export interface Server {
  readonly ref: Ref;
  /** the container that runs it, where `ref` is what configures it */
  readonly container?: Ref;
  readonly product: string;
  readonly namespace: string;
  /** the labels of its pods, which Services and policies select */
  readonly labels: { readonly [key: string]: string };
  /** the container port, and its name */
  readonly port: number;
  readonly portName?: string;
  /** undefined when it is not known */
  readonly tls: boolean | undefined;
  /** the first is shown when no name is asked for; with several, the one that covers the name (SNI) */
  readonly certificates: readonly Material[];
  readonly clientAuth: ClientAuth;
  readonly clientCa?: Material;
  /** the lowest and the highest TLS version it speaks, for example "1.2" */
  readonly minVersion?: string;
  readonly maxVersion?: string;
  /** the protocols of which it chooses one while it shakes hands (ALPN); undefined where that is not known */
  readonly alpn?: readonly string[];
  /** listens on the loopback interface: only containers of the same pod reach it */
  readonly loopback?: boolean;
}

/** An address taken apart. */
export interface Address {
  /** as it stands in the manifest */
  readonly text: string;
  readonly host: string;
  /** 0 where a lookup finds it */
  readonly port: number;
  /** the name of the Service's port, which an SRV lookup asks for ("_grpc._tcp.HOST") */
  readonly portName?: string;
}

/** What a client trusts: the public roots of its image, or some bundles, or both. */
export interface Trust {
  readonly system: boolean;
  /** with `system`: the image is a known one, so that its roots are the public CAs and nobody else's (a company's own image may hold its own CA) */
  readonly onlyPublic?: boolean;
  /** an anchor has to sign itself: OpenSSL, unless it is told X509_V_FLAG_PARTIAL_CHAIN; Go and curl take any certificate of their bundle for one */
  readonly wholeChains?: boolean;
  readonly bundles: readonly Material[];
}

/** Something that dials. */
export interface Client {
  /** the object and the field that says what to dial */
  readonly ref: Ref;
  readonly product: string;
  readonly namespace: string;
  /** the labels of its pods, where it has some */
  readonly labels?: { readonly [key: string]: string };
  /** the labels of its pods of each kind, where several kinds of them dial: `labels` are those that all of them have */
  readonly kinds?: readonly { readonly [key: string]: string }[];
  /** undefined when the manifests do not show it; `unknown` says what to declare */
  readonly address?: Address;
  /** where the address stands, when that is another object */
  readonly told?: Ref;
  /** the process that dials, when `ref` is a file that it reads */
  readonly process?: Ref;
  readonly unknown?: string;
  readonly tls: boolean;
  readonly trust: Trust;
  /** the name it verifies instead of the dialled host */
  readonly serverName?: string;
  /** the name that it asks for (SNI), where that may be another than the one it verifies; empty for none */
  readonly sni?: string;
  /** verifies the chain and compares no name: `serverName` is only what it asks for */
  readonly anyName?: boolean;
  /** looks for a name among these kinds of subject alternative names only, which are no hosts */
  readonly namesAmong?: readonly ('URI' | 'email')[];
  /** takes the common name of a certificate that names neither hosts nor addresses: OpenSSL and curl do, Go does not */
  readonly commonName?: boolean;
  /** true when it does not verify the server at all */
  readonly skipVerify?: boolean;
  readonly identity?: Material;
  readonly minVersion?: string;
  readonly maxVersion?: string;
  /** refuses TLS servers that do not choose h2 (ALPN) */
  readonly demandsHttp2?: boolean;
  /** the resolver looks up addresses and dials those, so that the certificate must cover an IP address unless serverName is set */
  readonly dialsAddresses?: boolean;
  /** an SRV lookup finds names: of a headless Service those of its pods, and the certificate of each must cover its own; of another that of the Service */
  readonly dialsPodNames?: boolean;
  /** why it never gets as far as a handshake, whatever the server shows: it does not start, or skips this address (some rule says so at the object) */
  readonly neverConnects?: string;
  /** a check that expects to fail: a test that a server refuses what it should */
  readonly expectsRefusal?: boolean;
  /** dials where anything may listen (its own pod, what is behind an Ingress): a connection only where what listens at that port shows */
  readonly beside?: boolean;
  /** nothing shows that it has to succeed (a script that looks at what came of it): a connection only where it does */
  readonly mayFail?: boolean;
}

/** A Service that is not written in the manifests but that an operator makes of them. */
export interface MadeService {
  readonly name: string;
  readonly namespace: string;
  readonly selector: { readonly [key: string]: string };
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly targetPort?: number | string }[];
  readonly headless?: boolean;
  /** the object it is made of */
  readonly of: Ref;
}

/** A port of a Service to which something hands connections on as they are. */
export interface Backend {
  readonly service: string;
  readonly namespace: string;
  /** the Service's port, or its name; undefined for the only one that it has */
  readonly port?: number | string;
  /** in its place, the port of its pods */
  readonly targetPort?: number;
}

/** A host under which others than the cluster's own clients find a server: an Ingress, a Route, a listener of a Gateway. */
export interface Exposure {
  readonly ref: Ref;
  /** in lower case; "*." and what is behind it for all names of that form */
  readonly host: string;
  /** whether "*." stands for several labels */
  readonly deep?: boolean;
  readonly port: number;
  /** whether who answers does not hang on the name that is asked for (SNI) */
  readonly anyName?: boolean;
  /** that which ends TLS itself */
  readonly server?: Server;
  /** those to whom TLS is passed on, where nothing ends it */
  readonly backends?: readonly Backend[];
}

/** What a reader finds in an object. */
export interface Reading {
  readonly servers?: readonly Server[];
  readonly clients?: readonly Client[];
  readonly services?: readonly MadeService[];
  readonly exposures?: readonly Exposure[];
}

/** The pods that a Service selects: labels that they have for certain, and the port of theirs that it leads to, or its name. */
export interface Selected {
  readonly namespace: string;
  readonly labels: { readonly [key: string]: string };
  readonly port?: number;
  readonly portName?: string;
}

/** Where an address leads. */
export type Destination =
  /** `headless`: DNS knows the pods behind the Service, by names of their own; otherwise only the Service itself */
  | { readonly kind: 'server'; readonly servers: readonly Server[]; readonly service?: Ref; readonly headless?: boolean }
  /** pods of the manifests answer, and nobody knows what they speak; or `nobody` says why none of them does */
  | { readonly kind: 'unknown-server'; readonly service?: Ref; readonly workloads: readonly Ref[]; readonly port?: number; readonly nobody?: string }
  /** the Service has no such port */
  | { readonly kind: 'no-port'; readonly service: Ref; readonly ports: readonly number[] }
  /** the Service selects no pod of the manifests */
  | { readonly kind: 'no-pods'; readonly service: Ref; readonly selects?: Selected }
  /** a name of the cluster that the manifests do not have */
  | { readonly kind: 'not-here'; readonly host: string }
  /** `servers`: who answers where something exposes that host, which `by` names with the Services behind it */
  | { readonly kind: 'external'; readonly host: string; readonly servers?: readonly Server[]; readonly by?: readonly Ref[] };

/** What verification says of a connection, before any rule has looked at it. */
export type Analysis =
  | { readonly state: 'plain' }
  | { readonly state: 'skipped' }
  | { readonly state: 'proved'; readonly chain: readonly Certificate[]; readonly certificate: Material }
  | { readonly state: 'consistent'; readonly reason: string; readonly certificate?: Material }
  /** `code` is that of chain verification, or one of: tls-mismatch, missing-material, unreadable, empty-bundle, not-in-bundle, address-not-covered, never-connects */
  | { readonly state: 'failed'; readonly code: string; readonly message: string; readonly certificate?: Material; readonly bundle?: Material }
  | { readonly state: 'unknown'; readonly declare: string };

/** What is known of a connection: certificates verified, references that agree, something left unknown, or it cannot work. */
export type Verdict = 'proved' | 'consistent' | 'unverified' | 'broken';

/** One client dialling one server, as analysed. */
export interface Connection {
  readonly client: Client;
  readonly destination: Destination;
  readonly server?: Server;
  /** the client verifying the server */
  readonly analysis: Analysis;
  /** the server verifying the client, where it asks for a certificate */
  readonly mutual?: Analysis;
}

/** How grave a finding is. An error cannot work, or silently runs without TLS or verification. */
export type Severity = 'error' | 'warning' | 'note';

/** What a rule says of a subject it does not approve of. */
export interface Violation {
  /** one sentence, with the values */
  readonly message: string;
  /** the object to change */
  readonly resource: Ref;
  /** the others that take part */
  readonly related?: readonly Ref[];
  /** the shortest way out; the rule's own where this is absent */
  readonly fix?: string;
}

/** A rule's answer: not applicable, satisfied, or its violations. */
export type Answer = 'not applicable' | 'satisfied' | readonly Violation[];

/** What rules look at, one at a time. */
export interface Subjects {
  readonly object: Manifest;
  readonly server: Server;
  readonly client: Client;
  readonly connection: Connection;
}
