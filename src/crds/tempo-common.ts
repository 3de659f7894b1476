/**
 * Pieces that both Tempo custom resources have (tempo.grafana.com/v1alpha1, tempo-operator 0.22.0: api/tempo/v1alpha1/common_types.go,
 * auth.go, ingress_types.go). Names are the CRD's own, so that an object of these types is a piece of the spec as it stands.
 */

/** The API group and version of both kinds. */
export const TEMPO_API_VERSION = 'tempo.grafana.com/v1alpha1';

/** TLS of one place. The words of `minVersion` differ by place: object storage takes "VersionTLS12", receivers take "1.2". */
export interface TempoTlsSpec {
  readonly enabled: boolean;
  /** a ConfigMap in the resource's namespace */
  readonly caName?: string;
  /** a Secret in the resource's namespace with tls.crt and tls.key */
  readonly certName?: string;
  readonly minVersion?: string;
  readonly cipherSuites?: readonly string[];
}

/** Requests and limits of a container (Kubernetes core/v1 ResourceRequirements). */
export interface ResourceRequirementsSpec {
  readonly requests?: { readonly [resource: string]: string };
  readonly limits?: { readonly [resource: string]: string };
}

/** Subtrees of a pod that are passed on as they are. */
export type PodFields = { readonly [key: string]: any };

/** Configuration that the operator merges over what it generates. */
export interface TempoExtraConfigSpec {
  readonly tempo?: { readonly [section: string]: any };
}

/** An on/off switch. */
export interface EnabledSpec {
  readonly enabled: boolean;
}

/** An OpenID Connect client of a tenant. */
export interface TempoOidcSpec {
  /** a Secret with clientID, clientSecret and issuerCAPath */
  readonly secret?: { readonly name: string };
  readonly issuerURL: string;
  readonly redirectURL?: string;
  readonly groupClaim?: string;
  readonly usernameClaim?: string;
}

/** One tenant and how its users log in. */
export interface TempoAuthenticationSpec {
  readonly tenantName: string;
  readonly tenantId: string;
  readonly oidc?: TempoOidcSpec;
}

/** A set of permissions on tenants. */
export interface TempoRoleSpec {
  readonly name: string;
  readonly resources: readonly string[];
  readonly tenants: readonly string[];
  readonly permissions: readonly string[];
}

/** Who has which roles. */
export interface TempoRoleBindingSpec {
  readonly name: string;
  readonly subjects: readonly { readonly name: string; readonly kind: string }[];
  readonly roles: readonly string[];
}

/** Tenants of the gateway. */
export interface TempoTenantsSpec {
  readonly mode?: 'static' | 'openshift';
  readonly authentication?: readonly TempoAuthenticationSpec[];
  readonly authorization?: { readonly roles?: readonly TempoRoleSpec[]; readonly roleBindings?: readonly TempoRoleBindingSpec[] };
}

/** The OAuth proxy in front of a Jaeger UI. */
export interface JaegerAuthenticationSpec {
  readonly enabled: boolean;
  readonly sar?: string;
  readonly resources?: ResourceRequirementsSpec;
}
