import {
  EnabledSpec, JaegerAuthenticationSpec, PodFields, ResourceRequirementsSpec, TempoExtraConfigSpec, TempoTenantsSpec, TempoTlsSpec,
} from './tempo-common';

/**
 * `spec` of a TempoMonolithic (tempo.grafana.com/v1alpha1, tempo-operator 0.22.0: api/tempo/v1alpha1/tempomonolithic_types.go). Every
 * field that a user sets, under its own name; durations are texts like "30s", quantities texts like "10Gi".
 */
export interface TempoMonolithicSpec {
  readonly storage?: { readonly traces: MonolithicTracesSpec };
  readonly ingestion?: { readonly otlp?: { readonly grpc?: MonolithicOtlpSpec; readonly http?: MonolithicOtlpSpec } };
  readonly jaegerui?: MonolithicJaegerUiSpec;
  readonly multitenancy?: MonolithicMultitenancySpec;
  readonly observability?: MonolithicObservabilitySpec;
  readonly query?: { readonly rbac?: EnabledSpec; readonly mcpServer?: EnabledSpec };
  readonly resources?: ResourceRequirementsSpec;
  readonly podSecurityContext?: PodFields;
  /** read and write timeout of the HTTP server */
  readonly timeout?: string;
  readonly serviceAccount?: string;
  readonly management?: 'Managed' | 'Unmanaged';
  readonly extraConfig?: TempoExtraConfigSpec;
  readonly env?: readonly PodFields[];
  readonly envFrom?: readonly PodFields[];
  readonly nodeSelector?: { readonly [label: string]: string };
  readonly tolerations?: readonly PodFields[];
  readonly affinity?: PodFields;
}

/** `spec.storage.traces`. The CRD's default for `backend` is memory, also when an `s3` block is there. */
export interface MonolithicTracesSpec {
  readonly backend: 'memory' | 'pv' | 'azure' | 'gcs' | 's3';
  /** memory: the tmpfs; pv: the volume; object storage: the volume of the write-ahead log */
  readonly size?: string;
  readonly storageClassName?: string;
  readonly s3?: MonolithicS3Spec;
  readonly azure?: { readonly secret: string };
  readonly gcs?: { readonly secret: string };
}

/** `spec.storage.traces.s3`. */
export interface MonolithicS3Spec {
  readonly secret: string;
  readonly tls?: TempoTlsSpec;
  readonly credentialMode?: 'static' | 'token' | 'token-cco';
}

/** `spec.ingestion.otlp.grpc` and `.http`. A block that is left out is on. */
export interface MonolithicOtlpSpec {
  readonly enabled: boolean;
  readonly tls?: TempoTlsSpec;
}

/** `spec.jaegerui`: deprecated since operator 0.22.0. */
export interface MonolithicJaegerUiSpec {
  readonly enabled: boolean;
  readonly resources?: ResourceRequirementsSpec;
  readonly tempoQueryResources?: ResourceRequirementsSpec;
  readonly ingress?: {
    readonly enabled: boolean;
    readonly annotations?: { readonly [key: string]: string };
    readonly host?: string;
    readonly ingressClassName?: string;
  };
  readonly route?: {
    readonly enabled: boolean;
    readonly annotations?: { readonly [key: string]: string };
    readonly host?: string;
    readonly termination?: 'insecure' | 'edge' | 'passthrough' | 'reencrypt';
  };
  readonly authentication?: JaegerAuthenticationSpec;
  readonly servicesQueryDuration?: string;
  readonly findTracesConcurrentRequests?: number;
}

/** `spec.multitenancy`. The gateway runs only when there is a tenant in `authentication`. */
export interface MonolithicMultitenancySpec extends TempoTenantsSpec {
  readonly enabled: boolean;
  /** of the gateway's container */
  readonly resources?: ResourceRequirementsSpec;
}

/** `spec.observability`: everything in it needs a feature gate of the operator that is off by default. */
export interface MonolithicObservabilitySpec {
  readonly metrics?: {
    readonly serviceMonitors?: { readonly enabled: boolean; readonly extraLabels?: { readonly [key: string]: string } };
    readonly prometheusRules?: { readonly enabled: boolean; readonly extraLabels?: { readonly [key: string]: string } };
  };
  readonly grafana?: { readonly dataSource?: { readonly enabled: boolean; readonly instanceSelector?: PodFields } };
}
