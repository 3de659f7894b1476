export * from './object-store';
export { InlineS3Credentials, S3CredentialMode, S3Credentials } from './s3-credentials';
