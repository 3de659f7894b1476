import { Construct } from 'constructs';
import { STORE_IMAGES } from './images';
import { IDENTITIES, identitiesContainer, identitiesVolumes } from './seaweedfs-identities';
import { ObjectStoreServer, StoreFamily } from './store-family';
import { TlsObjectStoreProps } from './store-props';
import { StoreServer } from './store-server';
import { requireInteger } from '../kube/text';

/** Properties of `TlsSeaweedFs`. */
export interface TlsSeaweedFsProps extends TlsObjectStoreProps {
  /**
   * The most volumes that the server opens. Each is a file of up to 1 GB that grows with its content; every bucket begins its own.
   * From 10 to 100000.
   * @default 200
   */
  readonly maxVolumes?: number;
}

const CERTIFICATES = '/etc/seaweedfs-tls';

/**
 * SeaweedFS. Sources: seaweedfs 4.44, weed/command/server.go (flags), weed/command/s3.go (TLS on s3.port when a key is given),
 * weed/s3api/s3api_server.go (/healthz and /status), weed/security/certreload/certreload.go (refresh, 5 h unless told otherwise),
 * weed/security/tls.go (gRPC).
 */
export const SEAWEEDFS: ObjectStoreServer = {
  product: 'seaweedfs',
  image: STORE_IMAGES.seaweedfs.reference,
  imageBringsClient: false,
  certificate: { directory: CERTIFICATES, certificate: 'tls.crt', privateKey: 'tls.key' },
  dataDirectory: '/data',
  rootDirectory: '/etc/credentials/root',
  port: 8333,
  live: '/healthz',
  ready: '/status',
  env: {
    HOME: '/tmp',
    WEED_TLS_CERT_REFRESH_INTERVAL: '30s',
    // The S3 gateway opens a gRPC port beside S3, on the same address, where anybody could add an identity. With a certificate it demands one
    // from its callers, and no caller can have one that this server's own certificate has signed. Callers in the process use a socket.
    WEED_GRPC_S3_CERT: `${CERTIFICATES}/tls.crt`,
    WEED_GRPC_S3_KEY: `${CERTIFICATES}/tls.key`,
    WEED_GRPC_CA: `${CERTIFICATES}/tls.crt`,
    // One volume at a time for a bucket, not seven: a bucket must not take a small disk for itself.
    WEED_MASTER_VOLUME_GROWTH_COPY_1: '1',
  },
};

/**
 * SeaweedFS over TLS: master, volume server, filer and S3 gateway in one pod, of which only S3 is reachable from outside it. It has no
 * administration of users over the network; an init container writes them from the Secrets, so a bucket more restarts the server.
 *
 * @example
 *
 * const issuer = CertificateIssuer.bootstrap(chart, 'pki');
 * const store = new TlsSeaweedFs(chart, 'seaweedfs', { certificate: ServerCertificate.issuedBy(issuer), buckets: ['tempo'] });
 */
export class TlsSeaweedFs extends StoreServer {
  /**
   * @param scope the chart, or a construct in it
   * @param id names the objects, unless metadata.name does
   * @throws for input that can never work: the message names the value and the way out
   */
  constructor(scope: Construct, id: string, props: TlsSeaweedFsProps) {
    super(scope, id, props, seaweedFsFamily(requireInteger(`${scope.node.path}/${id}`, 'maxVolumes', props?.maxVolumes ?? 200, 10, 100000)));
  }
}

function seaweedFsFamily(maxVolumes: number): StoreFamily {
  return {
    server: SEAWEEDFS,
    mountsRoot: false,
    readsApplications: true,
    args: ({ port }) => [
      'server',
      `-dir=${SEAWEEDFS.dataDirectory}`,
      '-ip=127.0.0.1',
      '-ip.bind=127.0.0.1',
      `-volume.max=${maxVolumes}`,
      '-master.telemetry=false',
      '-s3',
      '-s3.ip.bind=0.0.0.0',
      `-s3.port=${port}`,
      `-s3.cert.file=${CERTIFICATES}/${SEAWEEDFS.certificate.certificate}`,
      `-s3.key.file=${CERTIFICATES}/${SEAWEEDFS.certificate.privateKey}`,
      `-s3.config=${IDENTITIES.file}`,
      '-s3.iam=false',
      '-s3.port.iceberg=0',
      '-s3.port.lance=0',
      '-s3.autoCreateBucket=false',
      '-s3.allowDeleteBucketNotEmpty=false',
    ],
    initContainers: (context) => [identitiesContainer(context)],
    volumes: identitiesVolumes,
    mounts: () => [{ name: 'identities', mountPath: IDENTITIES.directory, readOnly: true }],
    // The users exist when the server answers: there is nothing to do but to make the bucket and to see that its user may list it.
    provisioning: () => ({ steps: '', files: {} }),
  };
}
