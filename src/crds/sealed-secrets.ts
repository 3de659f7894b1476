import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { emit } from '../kube/emit';

/** The fields of a SealedSecret that this library writes (sealed-secrets 0.36.6, pkg/apis/sealedsecrets/v1alpha1/types.go). */
export interface SealedSecretSpec {
  readonly encryptedData: { readonly [key: string]: string };
  readonly template: { readonly type: string; readonly data?: { readonly [key: string]: string } };
}

/** Emits a SealedSecret; `spec` may come later. The Secret that the controller makes has its name and namespace. */
export function emitSealedSecret(
  scope: Construct, id: string, name: string, namespace: string, spec: unknown, annotations?: { [key: string]: string },
): ApiObject {
  return emit(scope, id, { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', name, namespace, annotations, spec });
}
