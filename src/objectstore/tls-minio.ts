import { Construct } from 'constructs';
import { STORE_IMAGES } from './images';
import { PROVISION } from './provisioning';
import { ObjectStoreServer, StoreFamily } from './store-family';
import { BucketAccess, TlsObjectStoreProps } from './store-props';
import { StoreServer } from './store-server';

/** Properties of `TlsMinio`. */
export interface TlsMinioProps extends TlsObjectStoreProps {
  /**
   * Whether the web console is served, on port 9001 of pod and Service, with the server's certificate.
   * @default false
   */
  readonly console?: boolean;
}

/**
 * MinIO and its forks. Sources: minio 7aac2a2c5 (2026-02-12, the last), cmd/common-main.go (certs-dir, root credentials from files),
 * cmd/healthcheck-router.go (paths). The certificates directory is absolute and outside /root, so that any user can read it; MinIO reads a
 * changed certificate again after 10 seconds (minio/pkg v3.1.3 certs/manager.go), so nothing has to roll the pod for it.
 */
export const MINIO: ObjectStoreServer = {
  product: 'minio',
  image: STORE_IMAGES.silo.reference,
  imageBringsClient: true,
  certificate: { directory: '/etc/minio/certs', certificate: 'public.crt', privateKey: 'private.key' },
  dataDirectory: '/data',
  rootDirectory: '/etc/minio/root',
  port: 9000,
  live: '/minio/health/live',
  ready: '/minio/health/ready',
  env: {
    HOME: '/tmp',
    MINIO_ROOT_USER_FILE: '/etc/minio/root/user',
    MINIO_ROOT_PASSWORD_FILE: '/etc/minio/root/password',
    // No replacing of the binary in a running container, and no asking whether there is a newer one.
    MINIO_UPDATE: 'off',
  },
};

const CONSOLE_PORT = 9001;

/**
 * MinIO takes an empty root file for none, and none for minioadmin:minioadmin (tried with 7aac2a2c5): it must not start then. A missing key
 * keeps the pod from starting already, because the volume names its keys.
 */
const ROOT_GUARD = `set -eu
for file in user password; do
  value=$(cat "${MINIO.rootDirectory}/$file")
  case $value in
    '') echo "REFUSED: the root $file is empty, and MinIO would run with its published default credentials"; exit 1;;
    minioadmin) echo "REFUSED: the root $file is MinIO's published default"; exit 1;;
  esac
done
`;

/**
 * MinIO over TLS: a StatefulSet of one server, the Service in front of it, and a Job for each bucket.
 *
 * @example
 *
 * const issuer = CertificateIssuer.bootstrap(chart, 'pki');
 * const minio = new TlsMinio(chart, 'minio', { certificate: ServerCertificate.issuedBy(issuer), buckets: ['tempo'] });
 */
export class TlsMinio extends StoreServer {
  /**
   * @param scope the chart, or a construct in it
   * @param id names the objects, unless metadata.name does
   * @throws for input that can never work: the message names the value and the way out
   */
  constructor(scope: Construct, id: string, props: TlsMinioProps) {
    super(scope, id, props, minioFamily(props));
  }
}

function minioFamily(props: TlsMinioProps): StoreFamily {
  const console = props?.console === true;
  return {
    server: MINIO,
    extraPorts: console ? { 'https-console': CONSOLE_PORT } : {},
    args: ({ port }) => [
      'server',
      `--certs-dir=${MINIO.certificate.directory}`,
      `--address=:${port}`,
      ...(console ? [`--console-address=:${CONSOLE_PORT}`] : []),
      MINIO.dataDirectory,
    ],
    // Without a console address MinIO serves the console on a random port.
    env: ({ region }) => ({ MINIO_BROWSER: console ? 'on' : 'off', ...(region === undefined ? {} : { MINIO_SITE_REGION: region }) }),
    initContainers: ({ clientImage }) => [{
      name: 'root-credentials',
      image: clientImage,
      command: ['/bin/sh', '-c', ROOT_GUARD],
      volumeMounts: [{ name: 'root', mountPath: MINIO.rootDirectory, readOnly: true }],
    }],
    provisioning: ({ name, access }) => ({ steps: USER_STEPS, files: { 'policy.json': `${JSON.stringify(bucketPolicy(name, access), undefined, 2)}\n` } }),
  };
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
function bucketPolicy(bucket: string, access: BucketAccess): { [key: string]: any } {
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
    ],
  };
}
