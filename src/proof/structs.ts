/** An object that takes part in a connection, with the field that says so. */
export interface TlsObject {
  /** Its API version, for example "v1". */
  readonly apiVersion: string;
  /** Its kind. */
  readonly kind: string;
  /** Empty for kinds that are in no namespace. */
  readonly namespace: string;
  /** Its name. */
  readonly name: string;
  /**
   * For example `spec.template.spec.containers[0].args`.
   * @default - the whole object
   */
  readonly field?: string;
  /**
   * The path of the construct that makes the object.
   * @default - not made by a construct
   */
  readonly construct?: string;
}

/** One client that dials one server. */
export interface TlsConnection {
  /** Who dials. */
  readonly client: TlsObject;
  /**
   * Who answers.
   * @default - nobody among the manifests: see `external`
   */
  readonly server?: TlsObject;
  /**
   * The host that is dialled, where it lies outside the manifests.
   * @default - an object of the manifests answers, or what is dialled is not known
   */
  readonly external?: string;
  /**
   * The address as it stands in the client.
   * @default - it does not show
   */
  readonly dialled?: string;
  /** Whether the client speaks TLS. */
  readonly tls: boolean;
  /** Whether the client shows a certificate too. */
  readonly mutual: boolean;
  /** "proved", "consistent", "unverified" or "broken". */
  readonly verdict: string;
  /** What the verdict rests on, in one sentence. */
  readonly because: string;
  /** The rules that found something. */
  readonly rules: string[];
}

/** What a rule found. */
export interface TlsFinding {
  /** The id of the rule, for example OT007. */
  readonly rule: string;
  /** "error", "warning" or "note". */
  readonly severity: string;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** What is wrong, with the values. */
  readonly message: string;
  /** The shortest way out. */
  readonly fix: string;
  /** The object to change. */
  readonly resource: TlsObject;
  /** The others that take part. */
  readonly related: TlsObject[];
  /**
   * The number of the connection in the report.
   * @default - it is about no connection
   */
  readonly connection?: number;
}

/** How much there is of what. */
export interface TlsProofSummary {
  /** How many connections the manifests show. */
  readonly connections: number;
  /** How many of them verify with certificates. */
  readonly proved: number;
  /** How many agree by reference. */
  readonly consistent: number;
  /** How many cannot be judged by what the manifests show. */
  readonly unverified: number;
  /** How many cannot work. */
  readonly broken: number;
  /** How many findings are errors. */
  readonly errors: number;
  /** How many findings are warnings. */
  readonly warnings: number;
  /** How many findings are notes. */
  readonly notes: number;
  /** How many objects were read. */
  readonly objects: number;
  /** Objects of kinds that the prover does not know. */
  readonly skipped: number;
}
