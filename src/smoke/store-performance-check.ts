import { ApiObjectMetadata, Duration, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { checkJobOptions, jobSettings, scriptEnv, toolsImage, withoutName } from './check-job-options';
import { CheckJobOptions } from './connection-check-props';
import { LIB_SH } from './script-lib';
import { PERFORMANCE_SH } from './script-performance';
import { PATHS } from './scripts';
import { emitSmokeJob, Mount } from './smoke-job';
import { credentials } from './smoke-trust';
import { emit, identity, order } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { invalid } from '../kube/invalid';
import { requireDuration } from '../kube/kinds';
import { workloadLabels } from '../kube/labels';
import { requireInteger } from '../kube/text';
import { IBucket, S3CredentialMode } from '../objectstore';
import { endpointUrl } from '../objectstore/endpoint';
import { factsAnnotation, joinFacts } from '../x509/facts';

/** Properties of `StorePerformanceCheck`. */
export interface StorePerformanceCheckProps extends CheckJobOptions {
  /** The bucket that is written to and read from, with its application's keys. What is written is removed. */
  readonly bucket: IBucket;
  /**
   * How large the objects are. From 1 KiB to 64 MiB.
   * @default Size.mebibytes(1)
   */
  readonly objectSize?: Size;
  /**
   * How many objects are written and read, one after the other on one connection. From 1 to 1000.
   * @default 100
   */
  readonly objects?: number;
  /**
   * How many connections are made for the time of the handshake. From 1 to 1000.
   * @default 100
   */
  readonly handshakes?: number;
  /**
   * How long a TLS handshake may take, of 99 in 100.
   * @default - any time
   */
  readonly maximumHandshake?: Duration;
  /**
   * How long writing an object may take, of 99 in 100.
   * @default - any time
   */
  readonly maximumPut?: Duration;
  /**
   * How long reading an object may take, of 99 in 100.
   * @default - any time
   */
  readonly maximumGet?: Duration;
  /**
   * How much has to be written, and read, in a second on one connection, in whole MiB.
   * @default - any
   */
  readonly minimumThroughput?: number;
  /**
   * Name, namespace, labels and annotations of the Job.
   * @default - named after the construct id, in the chart's namespace
   */
  readonly metadata?: ApiObjectMetadata;
}

const SCRIPTS = { 'lib.sh': LIB_SH, 'performance.sh': PERFORMANCE_SH };

/** The longest suffix of a name: "-scripts-" and ten digits. */
const MAX_NAME = 63 - 19;

/**
 * A Job that measures a store as its clients see it, over verified TLS and with a bucket's own keys: the time of TLS handshakes, and of writing and reading
 * objects, with p50, p90, p99 and throughput, in words and as one line of JSON. It fails when a limit is given and not kept. One connection is used at a time, so
 * it tells of latency, and not of how much the store can take from many.
 *
 * The Job is named after its content: delete it to measure again.
 *
 * @example
 *
 * new StorePerformanceCheck(chart, 'performance', { bucket, maximumPut: Duration.millis(500) });
 */
export class StorePerformanceCheck extends Construct {
  /** The namespace of the Job. */
  public readonly namespace: string;
  /** The name of the Job. */
  public readonly jobName: string;

  /**
   * @param scope the chart, or a construct in it
   * @param id names the Job, unless metadata.name does; at most 44 characters
   * @throws for input that can never work, and for a bucket without TLS or with keys that a Job cannot have
   */
  constructor(scope: Construct, id: string, props: StorePerformanceCheckProps) {
    super(scope, id);
    const limits = check(this, props);
    const { bucket } = props;
    const { store } = bucket;
    const { name, namespace } = identity(scope, id, props.metadata, MAX_NAME);
    this.namespace = namespace;
    const { all: labels } = workloadLabels({ name: 'store-performance-check', instance: name, component: 'smoke' });
    const metadata = withoutName(props.metadata);
    const scripts = emit(this, 'Scripts', {
      apiVersion: 'v1', kind: 'ConfigMap', name: `${name}-scripts-${contentHash(SCRIPTS)}`, namespace, labels, metadata, immutable: true, data: SCRIPTS,
    });
    const ca = store.ca?._bind(this, namespace);
    const objects = [...ca?.objects ?? []];
    const facts = [ca?.facts];
    const keys = credentials(this, namespace, bucket, objects, facts);
    const bytes = props.objectSize?.toKibibytes() ?? 1024;
    const mounts: Mount[] = [
      { volume: { name: 'scripts', configMap: { name: scripts.name } }, path: PATHS.scripts },
      { volume: { name: 'work', emptyDir: { medium: 'Memory', sizeLimit: `${Math.ceil(bytes / 1024) + 16}Mi` } }, path: PATHS.work, writable: true },
      ...(ca ? [{ volume: { name: 'store-ca', configMap: { name: ca.configMapName, items: [{ key: ca.key, path: 'ca.crt' }] } }, path: PATHS.storeCa }] : []),
      keys,
    ];
    const host = store.forcePathStyle ? store.host : `${bucket.bucketName}.${store.host}`;
    const objectCount = props.objects ?? 100;
    const env = {
      ...scriptEnv(props),
      STORE: endpointUrl('https', store.host, store.port),
      BUCKET_URL: `${endpointUrl('https', host, store.port)}${store.forcePathStyle ? `/${bucket.bucketName}` : ''}`,
      CA: ca ? `${PATHS.storeCa}/ca.crt` : '',
      REGION: store.region ?? 'us-east-1',
      BYTES: `${bytes * 1024}`,
      OBJECTS: `${objectCount}`,
      HANDSHAKES: `${props.handshakes ?? 100}`,
      CREDENTIALS: PATHS.credentials,
      ...limits,
    };
    const job = emitSmokeJob(this, 'Resource', 'run', { ...jobSettings(this, props), name, namespace, labels, metadata, annotations: factsAnnotation(joinFacts(...facts)) }, [
      { name: 'measure', image: toolsImage(this, props), command: ['/bin/sh', `${PATHS.scripts}/performance.sh`], env, podNameIn: 'PREFIX', mounts },
    ], (props.timeout?.toSeconds() ?? 300) + 1800);
    this.jobName = job.name;
    order([...objects, scripts], job);
  }
}

/** Refuses what can never work; the limits for the script. */
function check(scope: Construct, props: StorePerformanceCheckProps): { [name: string]: string } {
  const { bucket } = props ?? {};
  if (typeof bucket !== 'object' || bucket === null || typeof bucket.bucketName !== 'string') {
    throw invalid(scope, { what: 'bucket is missing', got: bucket, allowed: 'an IBucket', fix: "bucket: minio.bucket('tempo')" });
  }
  if (!bucket.store.endpoint.startsWith('https://')) {
    throw invalid(scope, { what: 'this store is dialled without TLS, and its keys would go over the network in the open', saw: bucket.store.endpoint, fix: 'measure a store with TLS' });
  }
  if (bucket.credentials.mode !== S3CredentialMode.STATIC) {
    throw invalid(scope, {
      what: 'the bucket is opened by a role of a service account, not by keys that a Job could use', saw: bucket.credentials.mode, allowed: 'a bucket with static credentials', fix: 'leave it out',
    });
  }
  checkJobOptions(scope, props);
  requireInteger(scope, 'objects', props.objects ?? 100, 1, 1000);
  requireInteger(scope, 'handshakes', props.handshakes ?? 100, 1, 1000);
  const size = props.objectSize;
  if (size !== undefined && (typeof size?.toKibibytes !== 'function' || size.toKibibytes() < 1 || size.toKibibytes() > 65_536)) {
    throw invalid(scope, { what: 'objectSize is not usable', saw: typeof size?.toKibibytes === 'function' ? `${size.toKibibytes()} KiB` : String(size), allowed: 'a Size from 1 KiB to 64 MiB', fix: 'Size.mebibytes(1)' });
  }
  const micro = (field: 'maximumHandshake' | 'maximumPut' | 'maximumGet') => {
    const limit = props[field];
    return limit === undefined ? '0' : `${requireInteger(scope, `${field} in milliseconds`, requireDuration(scope, field, limit, true).toMilliseconds(), 1, 600_000) * 1000}`;
  };
  return {
    MAX_HANDSHAKE: micro('maximumHandshake'),
    MAX_PUT: micro('maximumPut'),
    MAX_GET: micro('maximumGet'),
    MIN_MIBS: `${requireInteger(scope, 'minimumThroughput', props.minimumThroughput ?? 0, 0, 100_000)}`,
  };
}
