import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { emit } from '../kube/emit';

/** One source of a trust-manager Bundle: exactly one of the two fields (trust.cert-manager.io/v1alpha1, `spec.sources[]`). */
export interface BundleSource {
  readonly secret?: { readonly name: string; readonly key: string };
  readonly inLine?: string;
}

/** Emits a Bundle. It is cluster-scoped; its ConfigMap has the Bundle's own name in every selected namespace. */
export function emitBundle(
  scope: Construct, id: string, name: string, spec: { sources: readonly BundleSource[]; key: string; namespaceSelector: any },
): ApiObject {
  return emit(scope, id, {
    apiVersion: 'trust.cert-manager.io/v1alpha1',
    kind: 'Bundle',
    name,
    spec: {
      sources: spec.sources,
      target: { configMap: { key: spec.key }, namespaceSelector: spec.namespaceSelector },
    },
  });
}
