import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { PATHS, SCRIPTS } from './scripts';
import { checkProps } from './smoke-check-props';
import { emitSmokeJob, Mount, SmokeJobSettings, SmokeStep } from './smoke-job';
import { TraceSmokeTestProps } from './smoke-props';
import { bindTrust, ReceiverTrust, SmokeTrust } from './smoke-trust';
import { TELEMETRYGEN, telemetrygenArgs } from './telemetrygen';
import { emit, identity, order } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { ImagePullPolicy } from '../kube/image-pull-policy';
import { workloadLabels } from '../kube/labels';
import { RESTRICTED_UID } from '../kube/pod';
import { containerResources } from '../kube/resources';
import { STORE_IMAGES } from '../objectstore/images';
import { ITempo } from '../tempo';
import { factsAnnotation } from '../x509/facts';

/** Traces are searchable 9 to 11 seconds after they were sent (Tempo 2.10.8, measured); a write that was lost is written again by the next pod. */
const FOUND_WITHIN_SECONDS = 60;

/** The longest suffix of a name: "-write-find-" and ten digits. */
const MAX_NAME = 63 - 22;

const DEFAULT_RESOURCES = {
  requests: { 'cpu': '20m', 'memory': '64Mi', 'ephemeral-storage': '16Mi' },
  limits: { 'cpu': '500m', 'memory': '256Mi', 'ephemeral-storage': '64Mi' },
};

/**
 * Jobs that show a Tempo at work, over the trust of its real clients, with verification always on:
 *
 * - "write-find" writes traces, finds them again, has them flushed, and sees the block in the bucket.
 * - "negative" shows that the store, and receivers with TLS, refuse what they must: plaintext, a client without the CA, a sender without
 *   a certificate. Each is tried only after the right way in has worked, so that a refusal is one.
 *
 * The Jobs are named after their content: to apply the same manifests again changes nothing, and what changes runs again.
 *
 * @example
 *
 * new TraceSmokeTest(chart, 'smoke', { tempo });
 */
export class TraceSmokeTest extends Construct {
  /** The namespace of the Jobs. */
  public readonly namespace: string;
  /** The name of the Job that writes, finds and sees the block. */
  public readonly writeFindJobName: string;
  /** The name of the Job with the negative checks; undefined when neither the store nor a receiver speaks TLS. */
  public readonly negativeJobName?: string;
  /** The Tempo that is tried. */
  public readonly tempo: ITempo;
  private readonly labels: { readonly [label: string]: string };

  /**
   * @param scope the chart, or a construct in it
   * @param id names the Jobs, unless metadata.name does; at most 41 characters
   * @throws for input that can never work: the message names the value and the way out
   */
  constructor(scope: Construct, id: string, props: TraceSmokeTestProps) {
    super(scope, id);
    checkProps(this, props);
    const { tempo } = props;
    this.tempo = tempo;
    const { name, namespace } = identity(scope, id, { ...props.metadata, namespace: props.metadata?.namespace ?? tempo.namespace }, MAX_NAME);
    this.namespace = namespace;
    const { selector, all: labels } = workloadLabels({ name: 'trace-smoke-test', instance: name, component: 'smoke' });
    this.labels = selector;

    const trust = bindTrust(this, name, namespace, tempo, props.clientCertificate, selector);
    const { name: _name, namespace: _namespace, ...metadata } = props.metadata ?? {};
    const scripts = emit(this, 'Scripts', {
      apiVersion: 'v1', kind: 'ConfigMap', name: `${name}-scripts-${contentHash(SCRIPTS)}`, namespace, labels, metadata, immutable: true, data: SCRIPTS,
    });
    const settings: SmokeJobSettings = {
      name,
      namespace,
      labels,
      metadata,
      annotations: factsAnnotation(trust.facts),
      uid: props.platformUser ? undefined : RESTRICTED_UID,
      imagePullPolicy: props.imagePullPolicy ?? ImagePullPolicy.ALWAYS,
      imagePullSecrets: props.imagePullSecrets ?? [],
      resources: props.resources === undefined ? DEFAULT_RESOURCES : containerResources(this, 'resources', props.resources),
      ttlSeconds: props.ttl?.toSeconds() ?? 86_400,
    };
    const timeout = props.timeout?.toSeconds() ?? 300;
    const tools = new Tools(props.toolsImage?.reference ?? STORE_IMAGES.silo.reference, scripts.name, timeout);

    const writeFind = emitSmokeJob(this, 'Resource', 'write-find', settings, writeFindSteps(tools, props, trust), 3 * timeout + FOUND_WITHIN_SECONDS);
    this.writeFindJobName = writeFind.name;
    const jobs: ApiObject[] = [writeFind];
    const secure = [trust.grpc, trust.http].filter((receiver) => receiver?.endpoint.tls).length + (trust.store ? 1 : 0);
    if (secure > 0) {
      const negative = emitSmokeJob(this, 'Negative', 'negative', settings, [negativeStep(tools, trust)], secure * (timeout + 60));
      this.negativeJobName = negative.name;
      jobs.push(negative);
    }
    for (const job of jobs) { order([...trust.objects, scripts], job); }
  }

  /** The labels that select the Jobs' pods, for policies: component "smoke" among them. */
  public get selectorLabels(): { [label: string]: string } {
    return { ...this.labels };
  }

  /** The names of the Jobs that have to succeed. */
  public get jobNames(): string[] {
    return [this.writeFindJobName, ...(this.negativeJobName === undefined ? [] : [this.negativeJobName])];
  }
}

/** The containers that run scripts. */
class Tools {
  constructor(private readonly image: string, private readonly configMap: string, private readonly timeout: number) {}

  /** A script with its environment, beside that which all scripts read (script-lib.ts). */
  public step(name: string, env: { [name: string]: string }, mounts: readonly Mount[], podNameIn?: string): SmokeStep {
    return {
      name,
      image: this.image,
      command: ['/bin/sh', `${PATHS.scripts}/${name}.sh`],
      env: { HOME: PATHS.work, WORK: PATHS.work, TIMEOUT: `${this.timeout}`, ...env },
      podNameIn,
      mounts: [
        { volume: { name: 'scripts', configMap: { name: this.configMap } }, path: PATHS.scripts },
        { volume: { name: 'work', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } }, path: PATHS.work, writable: true },
        ...mounts,
      ],
    };
  }
}

function writeFindSteps(tools: Tools, props: TraceSmokeTestProps, trust: SmokeTrust): SmokeStep[] {
  const { tempo, tenant } = props;
  const traces = props.traces ?? 10;
  const protocol = trust.grpc ? 'grpc' as const : 'http' as const;
  const target = (trust.grpc ?? trust.http)!;
  const write: SmokeStep = {
    name: 'write',
    image: props.telemetrygenImage ?? TELEMETRYGEN.reference,
    args: telemetrygenArgs({ protocol, endpoint: target.endpoint, tenant, traces }),
    podNameIn: 'SERVICE',
    mounts: target.mounts,
  };
  const bucket: { [name: string]: string } = trust.bucket && tempo.bucket ? {
    STORE: tempo.bucket.store.endpoint,
    FLUSH_URL: `${(tempo.flushUrl ?? '').replace(/\/(flush)?$/, '')}/flush`,
    BUCKET: tempo.bucket.bucketName,
    // Tempo keeps each tenant's blocks under the tenant's id, and those of a Tempo without tenants under this one (2.10.8, pkg/util).
    PREFIX: tenant ?? 'single-tenant',
    PATH_STYLE: tempo.bucket.store.forcePathStyle ? 'on' : 'auto',
    CREDENTIALS: PATHS.credentials,
    MC_CONFIG_DIR: PATHS.work,
  } : { STORE: '', WHY_NO_BLOCK: trust.whyNoBlock };
  const find = { TRACES: `${traces}`, FOUND_WITHIN: `${FOUND_WITHIN_SECONDS}`, QUERY_URL: tempo.queryUrl, TENANT: tenant ?? '', ...bucket };
  return [
    tools.step('ready', { QUERY_URL: tempo.queryUrl }, []),
    write,
    tools.step('find', find, trust.bucket?.mounts ?? [], 'SERVICE'),
  ];
}

function negativeStep(tools: Tools, { store, grpc, http }: SmokeTrust): SmokeStep {
  const receiver = (prefix: string, path: string, trust: ReceiverTrust | undefined): { [name: string]: string } => (trust?.endpoint.tls ? {
    [prefix]: `${trust.endpoint.address}${path}`,
    [`${prefix}_CA`]: trust.ca,
    [`${prefix}_MTLS`]: trust.endpoint.clientCertificateRequired ? 'yes' : 'no',
  } : {});
  const env = {
    ...(store ? { STORE: store.url, STORE_CA: store.ca } : {}),
    ...receiver('GRPC', '/', grpc),
    ...receiver('HTTP', '/v1/traces', http),
    ...([grpc, http].some((trust) => trust?.endpoint.clientCertificateRequired) ? { CLIENT_CERT: `${PATHS.client}/tls.crt`, CLIENT_KEY: `${PATHS.client}/tls.key` } : {}),
  };
  const mounts = [...(store?.mounts ?? []), ...[grpc, http].flatMap((trust) => (trust?.endpoint.tls ? trust.mounts : []))];
  // One mount for a path: both receivers may show the same client certificate.
  return tools.step('refuse', env, mounts.filter((mount, i) => mounts.findIndex((other) => other.path === mount.path) === i));
}
