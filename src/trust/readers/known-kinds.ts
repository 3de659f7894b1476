import { WORKLOADS } from '../containers';

/**
 * Kinds of which the prover knows what they mean for connections, beside those with a reader of their own: it looks them up where another object
 * names them, or knows that they take part in none. Everything else is counted as skipped.
 */
const LOOKED_UP: readonly string[] = [
  ...WORKLOADS,
  // what workloads are given, and how they are found
  'Secret', 'ConfigMap', 'Service', 'Namespace', 'NetworkPolicy', 'ServiceAccount', 'PersistentVolumeClaim', 'PersistentVolume', 'StorageClass',
  // who may do what, and how many there are: no connection
  'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding', 'PodDisruptionBudget', 'HorizontalPodAutoscaler', 'ResourceQuota', 'LimitRange',
  'PriorityClass', 'CustomResourceDefinition',
  // what belongs to an Ingress or a Gateway
  'IngressClass', 'GatewayClass', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'ReferenceGrant',
  // where certificates and bundles come from
  'Certificate', 'Issuer', 'ClusterIssuer', 'Bundle', 'ClusterBundle', 'ExternalSecret', 'PushSecret', 'SealedSecret', 'SecretProviderClass', 'ClusterSPIFFEID',
];

/** Whether some reader knows a kind. */
export function isKnownKind(kind: string, readers: { readonly [kind: string]: unknown }): boolean {
  return KNOWN.has(kind) || Object.hasOwn(readers, kind);
}

const KNOWN = new Set(LOOKED_UP);
