import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { emit } from '../kube/emit';

/** The fields of a ClusterSPIFFEID that this library writes (spire-controller-manager 0.6.6, api/v1alpha1/clusterspiffeid_types.go). */
export interface ClusterSpiffeIdSpec {
  /** Go templates: text without braces stands for itself */
  readonly spiffeIDTemplate: string;
  readonly dnsNameTemplates: readonly string[];
  readonly podSelector: { readonly matchLabels: { readonly [label: string]: string } };
  readonly namespaceSelector: { readonly matchLabels: { readonly [label: string]: string } };
  readonly hint: string;
  readonly ttl?: string;
  readonly className?: string;
}

/** Emits a ClusterSPIFFEID, which is cluster-scoped; `spec` may come later. */
export function emitClusterSpiffeId(scope: Construct, id: string, name: string, spec: unknown): ApiObject {
  return emit(scope, id, { apiVersion: 'spire.spiffe.io/v1alpha1', kind: 'ClusterSPIFFEID', name, spec });
}
