import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { PodFields, ResourceRequirementsSpec } from './tempo-common';
import { emit } from '../kube/emit';

/** A Secret with certificates; from `type` the operator concludes which keys it has, whatever the Secret's own type is. */
export interface TenantCertificateSpec {
  readonly name: string;
  readonly type?: 'kubernetes.io/tls' | 'cert-manager.io/v1';
}

/** One of `spec.pools`. */
export interface TenantPoolSpec {
  readonly name: string;
  readonly servers: number;
  readonly volumesPerServer: number;
  /** the operator appends the volume's number to `metadata.name` */
  readonly volumeClaimTemplate: { readonly metadata: { readonly name: string }; readonly spec: PodFields };
  readonly labels?: { readonly [label: string]: string };
  readonly annotations?: { readonly [annotation: string]: string };
  readonly resources?: ResourceRequirementsSpec;
  readonly nodeSelector?: { readonly [label: string]: string };
  readonly tolerations?: readonly PodFields[];
  readonly affinity?: PodFields;
  readonly topologySpreadConstraints?: readonly PodFields[];
  readonly securityContext?: PodFields;
  readonly containerSecurityContext?: PodFields;
}

/** The fields of a Tenant's `spec` that this library writes (minio.min.io/v2, minio/operator v7.1.1: pkg/apis/minio.min.io/v2/types.go), under their own names. */
export interface TenantSpec {
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly imagePullSecret?: { readonly name: string };
  readonly configuration: { readonly name: string };
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly requestAutoCert: boolean;
  readonly externalCertSecret?: readonly TenantCertificateSpec[];
  readonly externalCaCertSecret?: readonly TenantCertificateSpec[];
  readonly pools: readonly TenantPoolSpec[];
  readonly podManagementPolicy: 'Parallel' | 'OrderedReady';
  readonly priorityClassName?: string;
  /** a Prometheus configuration that the operator would write */
  readonly prometheusOperator: boolean;
  readonly features: { readonly bucketDNS: boolean; readonly enableSFTP: boolean };
  readonly startup: PodFields;
  readonly liveness: PodFields;
  readonly readiness: PodFields;
  readonly serviceMetadata?: { readonly minioServiceAnnotations: { readonly [annotation: string]: string } };
  /** of the operator's own containers */
  readonly sideCars: { readonly resources: ResourceRequirementsSpec };
}

/** Emits a Tenant. */
export function emitTenant(
  scope: Construct,
  id: string,
  tenant: { name: string; namespace: string; metadata: ApiObjectMetadata; annotations?: { [key: string]: string }; spec: { [key: string]: any } },
): ApiObject {
  return emit(scope, id, { apiVersion: 'minio.min.io/v2', kind: 'Tenant', ...tenant });
}
