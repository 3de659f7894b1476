import { Construct } from 'constructs';
import { STORE_IMAGES } from './images';
import { MinioEncryptionKey } from './minio-encryption-key';
import { minioProvisioning } from './minio-provisioning';
import { ServerSpread } from './server-spread';
import { ObjectStoreServer, PodContext, StoreCluster, StoreFamily } from './store-family';
import { TlsObjectStoreProps } from './store-props';
import { StoreServer } from './store-server';
import { invalid } from '../kube/invalid';
import { requireMade } from '../kube/kinds';
import { requireInteger, requireOneOf } from '../kube/text';
import { warn } from '../kube/warnings';
import { erasureLayout } from '../trust/minio/erasure';

/** Properties of `TlsMinio`. */
export interface TlsMinioProps extends TlsObjectStoreProps {
  /**
   * Whether the web console is served, on port 9001 of pod and Service, with the server's certificate.
   * @default false
   */
  readonly console?: boolean;
  /**
   * How many servers make the store. With one, its pod has the only copy. With more, every object is spread over all drives of a set (erasure coding), and the
   * servers verify each other with the store's own certificate and CA. Neither this nor `drivesPerServer` can be changed later: MinIO knows its drives.
   * @default 1
   */
  readonly servers?: number;
  /**
   * How many volumes each server has, each of them as `storage` says.
   * @default 1
   */
  readonly drivesPerServer?: number;
  /**
   * How the servers spread over nodes and zones. `affinity` and `topologySpreadConstraints` take the place of what this writes.
   * @default ServerSpread.PREFERRED
   */
  readonly spread?: ServerSpread;
  /**
   * Encrypts every object, with a key of its own that this one protects (SSE-KMS), and MinIO's own settings. What was stored before stays as it is. The key cannot be taken
   * away again.
   * @default - nothing is encrypted but on its way
   */
  readonly encryptionKey?: MinioEncryptionKey;
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

/**
 * How long servers wait for one that is lost without a word before they say whether they are ready: MinIO's 10 s are longer than the probe waits, and nobody would
 * be ready (minio 7aac2a2c5, cmd/healthcheck-handler.go, ClusterReadCheckHandler; seen).
 */
export const WAITS = { MINIO_API_CLUSTER_DEADLINE: '2s' };

const CONSOLE_PORT = 9001;
const ENCRYPTION = '/etc/minio/encryption';

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
 * MinIO over TLS: a StatefulSet of one server or of several, the Service in front of it, and a Job for each bucket.
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
    const cluster = minioCluster(`${scope.node.path}/${id}`, props);
    if (props?.encryptionKey !== undefined) {
      requireMade(`${scope.node.path}/${id}`, 'encryptionKey', props.encryptionKey, MinioEncryptionKey, "MinioEncryptionKey.fromSecret('minio-kms')");
    }
    super(scope, id, props, minioFamily(props, cluster));
    props.encryptionKey?._bind(this, this.namespace);
    if (cluster && cluster.writesWithout === 0) {
      warn(this, `${cluster.servers} servers with ${cluster.drives} drives each: when one of them is away, MinIO takes no writes. Four servers can do without one`);
    }
  }
}

interface MinioCluster extends StoreCluster {
  /** how many servers may be away while objects are written */
  readonly writesWithout: number;
}

function minioCluster(where: string, props: TlsMinioProps): MinioCluster | undefined {
  const servers = requireInteger(where, 'servers', props?.servers ?? 1, 1, 64);
  const drives = requireInteger(where, 'drivesPerServer', props?.drivesPerServer ?? 1, 1, 16);
  if (props?.spread !== undefined) { requireOneOf(where, 'spread', props.spread, Object.values(ServerSpread)); }
  if (servers === 1) {
    const useless = drives > 1 ? 'drivesPerServer' : props?.spread === undefined ? undefined : 'spread';
    if (useless === undefined) { return undefined; }
    throw invalid(where, { what: `${useless} is for a store of several servers`, got: props[useless], allowed: 'servers: 4 or more with it', fix: 'leave it out, or set servers: 4' });
  }
  const layout = erasureLayout(servers, drives);
  if (layout === undefined) {
    throw invalid(where, {
      what: 'MinIO has no way to lay objects evenly over these drives, and does not start',
      saw: `${servers} servers with ${drives} drive${drives > 1 ? 's' : ''} each`,
      allowed: 'a number of drives that sets of 2 to 16 divide, each set evenly over the servers',
      fix: `servers: ${nearest(servers, drives)}, or any of 2 to 16`,
    });
  }
  return {
    servers,
    drives,
    // Whether enough is there to read from: with less than is to be written to, it still answers questions.
    ready: '/minio/health/cluster/read',
    // The others report their drives to it before it has connected to them itself, which it tries every 15 s (minio 7aac2a2c5, cmd/erasure-sets.go, monitorAndConnectEndpoints).
    // Until then it may answer 404 for an object that it has not, and the others have (seen; cmd/erasure-object.go, RQInconsistentMeta).
    readySuccesses: 5,
    env: WAITS,
    trust: 'CAs/ca.crt',
    spread: props.spread ?? ServerSpread.PREFERRED,
    writesWithout: layout.writesWithout,
  };
}

/** The number of servers next to one, of which MinIO takes a store. */
function nearest(servers: number, drives: number): number {
  const distance = Array.from({ length: servers }, (_, i) => i).find((d) => erasureLayout(servers - d, drives) !== undefined);
  return servers - (distance ?? 0);
}

function minioFamily(props: TlsMinioProps, cluster: StoreCluster | undefined): StoreFamily {
  const console = props?.console === true;
  const encrypts = props?.encryptionKey?._secret;
  return {
    server: MINIO,
    cluster,
    extraPorts: console ? { 'https-console': CONSOLE_PORT } : {},
    args: (context) => [
      'server',
      `--certs-dir=${MINIO.certificate.directory}`,
      `--address=:${context.port}`,
      ...(console ? [`--console-address=:${CONSOLE_PORT}`] : []),
      cluster ? everyDrive(cluster, context) : MINIO.dataDirectory,
    ],
    // Without a console address MinIO serves the console on a random port.
    env: ({ region }) => ({
      MINIO_BROWSER: console ? 'on' : 'off',
      ...(region === undefined ? {} : { MINIO_SITE_REGION: region }),
      ...(encrypts ? { MINIO_KMS_SECRET_KEY_FILE: `${ENCRYPTION}/key`, MINIO_KMS_AUTO_ENCRYPTION: 'on' } : {}),
    }),
    volumes: () => (encrypts ? [{ name: 'encryption', secret: { secretName: encrypts.secretName, items: [{ key: encrypts.key, path: 'key' }] } }] : []),
    mounts: () => (encrypts ? [{ name: 'encryption', mountPath: ENCRYPTION, readOnly: true }] : []),
    initContainers: ({ clientImage }) => [{
      name: 'root-credentials',
      image: clientImage,
      command: ['/bin/sh', '-c', ROOT_GUARD],
      volumeMounts: [{ name: 'root', mountPath: MINIO.rootDirectory, readOnly: true }],
    }],
    bucketSettings: true,
    provisioning: minioProvisioning,
  };
}

/** Every drive of every server, as MinIO writes ranges. */
function everyDrive({ servers, drives }: StoreCluster, { name, headlessHost, port }: PodContext): string {
  return `https://${name}-{0...${servers - 1}}.${headlessHost}:${port}${MINIO.dataDirectory}${drives > 1 ? `/{0...${drives - 1}}` : ''}`;
}
