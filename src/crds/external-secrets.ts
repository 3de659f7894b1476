import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { emit } from '../kube/emit';

/** Where a value lies in a store (external-secrets.io/v1, `spec.data[].remoteRef`). */
export interface RemoteRef {
  readonly key: string;
  readonly property?: string;
}

/** The fields of an ExternalSecret that this library writes (external-secrets 2.9.0 and 1.3.2, apis/externalsecrets/v1: the same in both). */
export interface ExternalSecretSpec {
  readonly refreshInterval: string;
  readonly secretStoreRef: { readonly name: string; readonly kind: string };
  readonly target: {
    readonly name: string;
    readonly creationPolicy: string;
    readonly deletionPolicy: string;
    readonly template: {
      readonly type: string; readonly engineVersion: string; readonly mergePolicy: string; readonly data: { readonly [key: string]: string };
    };
  };
  readonly data: readonly { readonly secretKey: string; readonly remoteRef: RemoteRef }[];
}

/** Emits an ExternalSecret; `spec` may come later. */
export function emitExternalSecret(scope: Construct, id: string, name: string, namespace: string, spec: unknown): ApiObject {
  return emit(scope, id, { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', name, namespace, spec });
}

/** The fields of a PushSecret that this library writes (external-secrets 2.9.0 and 1.3.2, apis/externalsecrets/v1alpha1/pushsecret_types.go). */
export interface PushSecretSpec {
  readonly refreshInterval: string;
  readonly secretStoreRefs: readonly { readonly name: string; readonly kind: string }[];
  readonly updatePolicy: string;
  readonly deletionPolicy: string;
  readonly selector: { readonly secret: { readonly name: string } };
  readonly data: readonly {
    readonly match: { readonly secretKey: string; readonly remoteRef: { readonly remoteKey: string; readonly property?: string } };
    readonly conversionStrategy: string;
  }[];
}

/** Emits a PushSecret. */
export function emitPushSecret(scope: Construct, id: string, name: string, namespace: string, spec: PushSecretSpec): ApiObject {
  return emit(scope, id, { apiVersion: 'external-secrets.io/v1alpha1', kind: 'PushSecret', name, namespace, spec });
}

/**
 * What the API server writes into each item of `data` that leaves it out (CRD defaults of `remoteRef`). An item of a list that comes back with more than was
 * applied is a difference to tools that compare lists of custom resources as a whole, as Argo CD does: so these stand in the manifest.
 */
export const REMOTE_REF_DEFAULTS = { conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' } as const;
