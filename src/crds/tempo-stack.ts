import {
  EnabledSpec, JaegerAuthenticationSpec, PodFields, ResourceRequirementsSpec, TempoExtraConfigSpec, TempoTenantsSpec, TempoTlsSpec,
} from './tempo-common';

/**
 * `spec` of a TempoStack (tempo.grafana.com/v1alpha1, tempo-operator 0.22.0: api/tempo/v1alpha1/tempostack_types.go). Every field that a
 * user sets, under its own name; durations are texts like "30s", quantities texts like "10Gi".
 */
export interface TempoStackSpec {
  readonly managementState?: 'Managed' | 'Unmanaged';
  readonly size?: '1x.demo' | '1x.pico' | '1x.extra-small' | '1x.small' | '1x.medium';
  readonly limits?: { readonly global?: StackRateLimitSpec; readonly perTenant?: { readonly [tenant: string]: StackRateLimitSpec } };
  readonly timeout?: string;
  readonly storageClassName?: string;
  readonly resources?: { readonly total?: ResourceRequirementsSpec };
  readonly storageSize?: string;
  readonly images?: { readonly [component: string]: string };
  readonly storage: StackStorageSpec;
  readonly retention?: {
    readonly global?: { readonly traces: string };
    readonly perTenant?: { readonly [tenant: string]: { readonly traces: string } };
  };
  readonly serviceAccount?: string;
  readonly search?: { readonly defaultResultLimit?: number; readonly maxDuration?: string; readonly maxResultLimit?: number };
  readonly hashRing?: { readonly memberlist?: { readonly enableIPv6?: boolean; readonly instanceAddrType?: 'default' | 'podIP' } };
  readonly template?: StackTemplateSpec;
  readonly replicationFactor?: number;
  readonly replicationZones?: readonly { readonly maxSkew: number; readonly topologyKey: string }[];
  readonly tenants?: TempoTenantsSpec;
  readonly observability?: StackObservabilitySpec;
  readonly networkPolicy?: { readonly enabled?: boolean };
  readonly extraConfig?: TempoExtraConfigSpec;
  readonly env?: readonly PodFields[];
  readonly envFrom?: readonly PodFields[];
}

/** `spec.storage`. `tls.enabled` alone decides whether static credentials go over HTTPS; the endpoint's scheme does not. */
export interface StackStorageSpec {
  readonly secret: { readonly name: string; readonly type: 's3' | 'azure' | 'gcs'; readonly credentialMode?: 'static' | 'token' | 'token-cco' };
  readonly tls?: TempoTlsSpec;
}

/** Rate limits, global or of a tenant. */
export interface StackRateLimitSpec {
  readonly ingestion?: {
    readonly ingestionBurstSizeBytes?: number;
    readonly ingestionRateLimitBytes?: number;
    readonly maxBytesPerTrace?: number;
    readonly maxTracesPerUser?: number;
  };
  readonly query?: { readonly maxBytesPerTagValues?: number; readonly maxSearchDuration?: string };
}

/** What every component has. */
export interface StackComponentSpec {
  readonly replicas?: number;
  readonly nodeSelector?: { readonly [label: string]: string };
  readonly tolerations?: readonly PodFields[];
  readonly resources?: ResourceRequirementsSpec;
  readonly podSecurityContext?: PodFields;
}

/** `ingress` of the gateway and of the Jaeger UI. */
export interface StackIngressSpec {
  readonly type?: 'ingress' | 'route' | 'none' | '';
  readonly annotations?: { readonly [key: string]: string };
  readonly host?: string;
  readonly ingressClassName?: string;
  readonly route?: { readonly termination?: 'insecure' | 'edge' | 'passthrough' | 'reencrypt' };
}

/** `spec.template`: three components are flat, the others keep their common part under `component`. */
export interface StackTemplateSpec {
  readonly distributor?: { readonly component?: StackComponentSpec; readonly tls?: TempoTlsSpec };
  readonly ingester?: StackComponentSpec;
  readonly compactor?: StackComponentSpec;
  readonly querier?: StackComponentSpec;
  readonly queryFrontend?: { readonly component?: StackComponentSpec; readonly jaegerQuery?: StackJaegerQuerySpec; readonly mcpServer?: EnabledSpec };
  readonly gateway?: {
    readonly component?: StackComponentSpec;
    readonly enabled: boolean;
    readonly ingress?: StackIngressSpec;
    readonly rbac?: EnabledSpec;
  };
  readonly metricsGenerator?: {
    readonly component?: StackComponentSpec;
    readonly enabled: boolean;
    readonly remoteWriteURLs?: readonly string[];
    readonly processors?: readonly string[];
  };
}

/** `spec.template.queryFrontend.jaegerQuery`: deprecated since operator 0.22.0. */
export interface StackJaegerQuerySpec {
  readonly enabled: boolean;
  readonly ingress?: StackIngressSpec;
  readonly monitorTab?: { readonly enabled: boolean; readonly prometheusEndpoint: string; readonly redMetricsNamespace?: string };
  readonly resources?: ResourceRequirementsSpec;
  readonly tempoQuery?: { readonly resources?: ResourceRequirementsSpec };
  readonly servicesQueryDuration?: string;
  readonly findTracesConcurrentRequests?: number;
  readonly authentication?: JaegerAuthenticationSpec;
}

/** `spec.observability`. Metrics and Grafana need a feature gate of the operator that is off by default. */
export interface StackObservabilitySpec {
  readonly metrics?: {
    readonly createServiceMonitors?: boolean;
    readonly extraServiceMonitorLabels?: { readonly [key: string]: string };
    readonly createPrometheusRules?: boolean;
    readonly extraPrometheusRuleLabels?: { readonly [key: string]: string };
  };
  readonly tracing?: { readonly sampling_fraction?: string; readonly jaeger_agent_endpoint?: string; readonly otlp_http_endpoint?: string };
  readonly grafana?: { readonly createDatasource?: boolean; readonly instanceSelector?: PodFields };
}
