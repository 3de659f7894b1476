/** How a querier of one version is told about several certificate realms. */
export enum ThanosTlsMode {
  /** Every endpoint has its own settings in one file (Thanos v0.42 and later). */
  PER_ENDPOINT = 'PER_ENDPOINT',
  /** One setting for all endpoints: the flags `--grpc-client-*`, or no TLS at all. */
  GLOBAL = 'GLOBAL',
  /** A querier for each certificate realm, and one in front of them that asks them in plain text. */
  QUERIER_PER_REALM = 'QUERIER_PER_REALM',
  /** An Envoy beside the querier speaks TLS in its place. */
  ENVOY = 'ENVOY',
}

/** What to do where one querier cannot give endpoints different TLS: before Thanos v0.42, and for addresses of several realms that are looked up. */
export enum LegacyTls {
  /** One querier for each certificate realm behind a root querier: the alternative that the proposal for per-endpoint TLS names. */
  QUERIER_PER_REALM = 'QUERIER_PER_REALM',
  /** An Envoy in the querier's pod, with one listener on the loopback interface for each endpoint. */
  ENVOY = 'ENVOY',
}

/** Options of `QuerierEndpoints.compile`. */
export interface ThanosCompileOptions {
  /**
   * What to do where one querier of this version cannot dial all endpoints as they are meant. It changes nothing where one can.
   * @default - that is an error, which names the ways out
   */
  readonly legacy?: LegacyTls;
  /**
   * The name of the querier; queriers for realms are called NAME-REALM.
   * @default "thanos-query"
   */
  readonly name?: string;
  /**
   * The namespace of the querier.
   * @default "monitoring"
   */
  readonly namespace?: string;
}

/** What a version of Thanos does with one endpoint. */
export interface EndpointTreatment {
  /** The address as it was given. */
  readonly address: string;
  /**
   * The realm.
   * @default - plaintext
   */
  readonly realm?: string;
  /** "plaintext", "TLS", "mTLS" or "TLS, unverified". */
  readonly transport: string;
  /**
   * The name that the server's certificate has to cover, in words.
   * @default - plaintext: there is no certificate
   */
  readonly verifies?: string;
  /**
   * The oldest TLS version.
   * @default - plaintext
   */
  readonly minTlsVersion?: string;
  /** "fixed", "strict", "looked up" or "group". */
  readonly kind: string;
  /** How the querier is told: a place in its file, a flag, the querier of a realm, a listener of Envoy. */
  readonly by: string;
}

/** A querier to run. */
export interface CompiledQuerier {
  /** What is added to the name of the querier; empty for the one that users ask. */
  readonly name: string;
  /** Its flags about endpoints and client TLS. */
  readonly args: string[];
  /**
   * The file of endpoints, which belongs at `endpointFilePath`.
   * @default - the version has none
   */
  readonly endpointFile?: string;
  /**
   * Where `endpointFile` is looked for.
   * @default - the version has none
   */
  readonly endpointFilePath?: string;
  /** The realms whose files the querier reads, each in a directory of its own. */
  readonly realms: CompiledRealm[];
  /** The settings of TLS in use, apart from addresses: when they change, running queriers have to be restarted. */
  readonly tlsSettings: string[];
}

/** Files of a realm in a pod. */
export interface CompiledRealm {
  /** The realm's name. */
  readonly name: string;
  /**
   * The CA file.
   * @default - the image's own roots
   */
  readonly caFile?: string;
  /**
   * The client certificate.
   * @default - none
   */
  readonly certFile?: string;
  /**
   * The client certificate's key.
   * @default - none
   */
  readonly keyFile?: string;
}

/** The files of an Envoy beside the querier. */
export interface CompiledEnvoy {
  /** The files, by name; they belong into /etc/envoy. */
  readonly files: { [name: string]: string };
  /** The realms whose files Envoy reads. */
  readonly realms: CompiledRealm[];
}

/** What a version of Thanos is told so that every endpoint is dialled as it is meant. */
export interface ThanosCompilation {
  /** The version that this is for. */
  readonly version: string;
  /** How TLS is told. */
  readonly mode: ThanosTlsMode;
  /** The queriers: first the one that users ask, then those of realms. */
  readonly queriers: CompiledQuerier[];
  /**
   * The Envoy beside the first querier.
   * @default - none
   */
  readonly envoy?: CompiledEnvoy;
  /** What happens with each endpoint. */
  readonly endpoints: EndpointTreatment[];
  /** What works but should be known. */
  readonly warnings: string[];
}

/** The directory of the endpoint file in a querier's pod: a whole directory, because a file mounted by subPath never changes. */
export const ENDPOINT_DIRECTORY = '/etc/thanos/endpoints';

/** The name of the endpoint file. */
export const ENDPOINT_FILE = 'endpoints.yaml';

/** The directory of Envoy's files in its container. */
export const ENVOY_DIRECTORY = '/etc/envoy';
