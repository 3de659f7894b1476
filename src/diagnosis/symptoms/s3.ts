import { Symptom } from '../symptom';

/** What S3 and MinIO say (error codes of the S3 API; MinIO RELEASE.2025-10-15, cmd/api-errors.go, internal/config/errors.go). */
export const S3: readonly Symptom[] = [
  {
    id: 's3-no-such-bucket',
    says: /NoSuchBucket|The specified bucket does not exist|Bucket `[^`]+` does not exist/,
    means: 'the bucket is not there: nobody made it, or it is named otherwise',
    rules: ['OT132'],
    look: 'whether the Job that makes the bucket is complete, and the Secret of the client names the same one',
  },
  {
    id: 's3-unknown-key',
    says: /InvalidAccessKeyId|Access Key Id you provided does not exist/,
    means: 'the store knows no such user',
    rules: ['OT133', 'OT208', 'OT121'],
    look: 'whether the Job that makes the user is complete; a line break at the end of the access key is a part of it',
  },
  {
    id: 's3-wrong-secret',
    says: /SignatureDoesNotMatch|request signature we calculated does not match/,
    means: 'the secret key is not that of this user',
    rules: ['OT133', 'OT208'],
    look: 'a line break at the end of the secret key (echo without -n), or a Secret that was changed after the user was made',
  },
  {
    id: 'header-not-sent',
    says: /invalid header field value for \\*"?Authorization/,
    means: 'the client sends nothing, because its token or access key has a line break in it',
    rules: ['OT133'],
    look: 'the Secret that it comes from: written from a file that echo made, say; printf or --from-literal adds no line break',
  },
  {
    id: 's3-denied',
    says: /AccessDenied|Access Denied\b|Insufficient permissions to access this path/,
    means: 'the user is known, and may not do this: its policy does not allow it, or there is none',
    rules: ['OT210'],
    look: 'mc admin policy entities: Tempo and Thanos need s3:ListBucket, s3:GetBucketLocation, s3:GetObject, s3:PutObject, s3:DeleteObject and those of multipart uploads',
  },
  {
    id: 's3-clock',
    says: /RequestTimeTooSkewed|difference between the request time and the (current|server's) time is too large/i,
    means: 'the clocks of client and store differ by more than 15 minutes',
    rules: [],
    look: 'the clocks of the nodes',
  },
  {
    id: 'minio-root-credentials',
    says: /validate credentials inherited|MINIO_ROOT_(USER|PASSWORD)\W+(is not|are not|is missing|missing|must|should|cannot|not )|access key length should be at least|Missing credential environment variable/,
    means: 'MinIO refuses its root credentials: the user needs 3 characters and the password 8',
    rules: ['OT208', 'OT209'],
    look: 'the Secret that MinIO\'s environment comes from',
  },
];
