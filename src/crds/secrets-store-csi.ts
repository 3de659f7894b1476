import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { emit } from '../kube/emit';

/** The fields of a SecretProviderClass that this library writes (secrets-store-csi-driver 1.6.0, apis/v1/secretproviderclass_types.go). */
export interface SecretProviderClassSpec {
  readonly provider: string;
  readonly parameters: { readonly [name: string]: string };
  readonly secretObjects?: readonly {
    readonly secretName: string; readonly type: string; readonly data: readonly { readonly objectName: string; readonly key: string }[];
  }[];
}

/** The name of the driver in `volumes[].csi` (cmd/secrets-store-csi-driver/main.go). */
export const SECRETS_STORE_DRIVER = 'secrets-store.csi.k8s.io';

/** Emits a SecretProviderClass; `spec` may come later. */
export function emitSecretProviderClass(scope: Construct, id: string, name: string, namespace: string, spec: unknown): ApiObject {
  return emit(scope, id, { apiVersion: 'secrets-store.csi.x-k8s.io/v1', kind: 'SecretProviderClass', name, namespace, spec });
}
