import { BucketSettings, minioSettings } from './bucket-settings';
import { PROVISION } from './provisioning';
import { BucketProvisioning, ProvisionedAs } from './store-family';
import { BucketAccess } from './store-props';

/** What a bucket Job does on MinIO and its forks, whoever runs the server. */
export function minioProvisioning({ name, access, settings }: ProvisionedAs): BucketProvisioning {
  const { steps, files, locked } = minioSettings(settings, PROVISION.directory);
  return { steps: `${steps}${USER_STEPS}`, files: { 'policy.json': `${JSON.stringify(bucketPolicy(name, access, settings), undefined, 2)}\n`, ...files }, locked };
}

/**
 * The user's keys by stdin (mc 77f82e18, cmd/admin-user-add.go); `user add` updates the secret of a user that exists, `policy create`
 * overwrites, `policy attach` tolerates what is attached already (mc since 2024-10-08). The policy's name has a prefix, because a bucket
 * may be called "readonly", and so is a policy that MinIO brings.
 */
const USER_STEPS = `
add_user() { app_keys | mc admin user add root; }
retry "user $user" add_user
retry "policy bucket-$BUCKET" mc admin policy create root "bucket-$BUCKET" ${PROVISION.directory}/policy.json
retry "policy bucket-$BUCKET for $user" mc admin policy attach root "bucket-$BUCKET" --user "$user"
`;

/** What an application may do: its bucket and nothing else. Tempo tags objects where it is told to, and aborts failed uploads. */
function bucketPolicy(bucket: string, access: BucketAccess, { versionDays }: BucketSettings): { [key: string]: any } {
  const objects = access === BucketAccess.READ_ONLY
    ? ['s3:GetObject', 's3:GetObjectTagging']
    : ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:GetObjectTagging', 's3:PutObjectTagging', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetBucketLocation'], Resource: [`arn:aws:s3:::${bucket}`] },
      { Effect: 'Allow', Action: objects, Resource: [`arn:aws:s3:::${bucket}/*`] },
      // Without this MinIO lets every user make further access keys for itself, which would outlive a change of the Secret.
      { Effect: 'Deny', Action: ['admin:*'] },
      // Who may delete an object may delete its versions, unless that is denied (minio 7aac2a2c5, cmd/auth-handler.go:465; seen).
      ...versionDays === undefined ? [] : [{ Effect: 'Deny', Action: ['s3:DeleteObjectVersion'], Resource: [`arn:aws:s3:::${bucket}/*`] }],
    ],
  };
}
