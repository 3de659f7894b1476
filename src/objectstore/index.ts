export { ExternalBucketOptions, ExternalObjectStorageProps, ObjectStorage, PlaintextObjectStorageProps } from './external';
export { ObjectStoreImage } from './images';
export * from './object-store';
export { InlineRootCredentials, RootCredentials, RootSecretOptions } from './root-credentials';
export { InlineS3Credentials, S3CredentialMode, S3Credentials } from './s3-credentials';
export { BucketAccess, StoreBucketOptions, TlsObjectStoreProps } from './store-props';
export { EphemeralStoreOptions, StoreAccessMode, StoreClaimOptions, StoreVolume } from './store-volume';
export { TlsMinio, TlsMinioProps } from './tls-minio';
export { TlsSeaweedFs, TlsSeaweedFsProps } from './tls-seaweedfs';
