export type { ExternalSecretsOptions } from './external-secrets';
export { SecretStoreKind } from './external-secrets';
export type { SealedSecretOptions } from './sealed-secrets';
export { SealingScope } from './sealed-secrets';
export type { SecretPushProps } from './secret-push';
export { SecretPush } from './secret-push';
export { SecretSource } from './secret-source';
export type { SecretsStoreCsiOptions } from './secrets-store-csi';
