import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { BoundListener, listenerFlags } from './bound-listeners';
import { configFiles } from './config-map';
import { FamilyContext, FamilyParts } from './family';
import { ThanosGrpcWorkload } from './grpc-workload';
import { labelFlags, POD_NAME, requireReplicaLabel } from './labels-flag';
import { ThanosListener } from './listener';
import { GRPC_PORT } from './ports';
import { THANOS_PATHS, TlsDirectory, tlsDirectory } from './tls-mounts';
import { ThanosDataOptions, ThanosGrpcServerProps } from './workload-props';
import { goDuration } from '../kube/durations';
import { invalid } from '../kube/invalid';
import { requireDuration } from '../kube/kinds';
import { requireInteger } from '../kube/text';
import { TlsVersion } from '../kube/tls-version';
import { IBucket, StoreVolume } from '../objectstore';
import { ClientCertificate } from '../pki';
import { SINCE } from '../trust/thanos/version-facts';

/** Properties of `ThanosReceive`. */
export interface ThanosReceiveProps extends ThanosGrpcServerProps, ThanosDataOptions {
  /** How remote write is received, on port 19291. Its clients write series: they are others than those of gRPC, which read them. */
  readonly remoteWrite: ThanosListener;
  /**
   * The bucket to which blocks are uploaded.
   * @default - none: series are kept as long as `retention` says, and then are gone
   */
  readonly storage?: IBucket;
  /**
   * Labels of every series.
   * @default - only the replica label
   */
  readonly externalLabels?: { [name: string]: string };
  /**
   * The label that tells the pods apart. It holds the pod's name, and queriers deduplicate by it.
   * @default "receive_replica"
   */
  readonly replicaLabel?: string;
  /**
   * How many pods keep each series. At most as many as there are.
   * @default 1
   */
  readonly replicationFactor?: number;
  /**
   * What the pods show to each other, with several pods and mutual TLS on gRPC: they forward series to one another. `grpc`'s client CA has to
   * verify it.
   * @default - none
   */
  readonly peerCertificate?: ClientCertificate;
  /**
   * How long series stay on the pods' own disks.
   * @default Duration.days(15)
   */
  readonly retention?: Duration;
}

/** The port of remote write (v0.42.4, cmd/thanos/receive.go). */
const REMOTE_WRITE_PORT = 19291;

/**
 * A receiver: it takes remote write, serves what it took, and uploads it. Several pods share the series among them (a hashring), and forward to
 * one another what is another's.
 *
 * @example
 *
 * const receive = new ThanosReceive(chart, 'receive', {
 *   storage: minio.bucket('thanos'),
 *   grpc: ThanosListener.mutualTls({ certificate: ServerCertificate.issuedBy(issuer), clientCa: StorageCa.fromBundle('observer-clients') }),
 *   remoteWrite: ThanosListener.mutualTls({ certificate: ServerCertificate.issuedBy(issuer), clientCa: StorageCa.fromBundle('writers') }),
 *   externalLabels: { cluster: 'eu1' },
 * });
 */
export class ThanosReceive extends ThanosGrpcWorkload {
  /** Where Prometheus writes to. */
  public readonly remoteWriteUrl: string;

  /**
   * @param scope the chart, or a construct in it
   * @param id names the objects, unless metadata.name does
   * @throws for input that can never work: the message names the value and the way out
   */
  constructor(scope: Construct, id: string, props: ThanosReceiveProps) {
    super(scope, id, props, {
      command: 'receive',
      component: 'receive',
      kind: 'StatefulSet',
      defaultReplicas: 1,
      interchangeable: false,
      grpc: props?.grpc,
      listeners: { 'remote-write': { listener: props?.remoteWrite, port: REMOTE_WRITE_PORT } },
      bucket: props?.storage,
      data: { flag: 'tsdb.path', volume: props?.data ?? StoreVolume.claim({ size: '50Gi' }) },
      resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { cpu: '4', memory: '8Gi' } },
      // Blocks that are still in memory are written, and uploaded, before the pod ends.
      terminationGracePeriodSeconds: 900,
      findUnready: true,
      reserved: RESERVED,
      parts: (context) => receiveParts(context, props),
    });
    const scheme = props.remoteWrite._kind === 'plaintext' ? 'http' : 'https';
    this.remoteWriteUrl = `${scheme}://${this.serviceName}.${this.namespace}.svc:${REMOTE_WRITE_PORT}/api/v1/receive`;
  }
}

const RESERVED = ['label', 'remote-write.address', 'receive.hashrings', 'receive.hashrings-file', 'receive.local-endpoint', 'receive.replication-factor',
  'receive.capnproto-address', 'receive.replication-protocol', ...['cert', 'key', 'client-ca', 'min-version'].map((name) => `remote-write.server-tls-${name}`),
  ...['secure', 'skip-verify', 'cert', 'key', 'ca', 'min-version'].map((name) => `remote-write.client-tls-${name}`), 'remote-write.client-server-name'];

function receiveParts(context: FamilyContext, props: ThanosReceiveProps): FamilyParts {
  const { scope, version, listeners, replicas } = context;
  const replicaLabel = requireReplicaLabel(scope, props.replicaLabel ?? 'receive_replica');
  const factor = requireInteger(scope, 'replicationFactor', props.replicationFactor ?? 1, 1, replicas);
  const ring = replicas > 1 ? hashring(context) : undefined;
  const peers = ring && peerTls(context, props);
  if (!ring && props.peerCertificate !== undefined) {
    throw invalid(scope, { what: 'peerCertificate is shown to nobody: there is one pod', saw: 'replicas: 1', fix: 'leave it out, or have several pods' });
  }
  return {
    args: [
      `--remote-write.address=:${REMOTE_WRITE_PORT}`,
      ...listenerFlags('remote-write.server-tls', listeners['remote-write'], version._since(SINCE.serverMinVersion)),
      // It would listen on all addresses, without TLS, for whoever wants to write.
      ...(version._since(SINCE.receiverCapnproto) ? ['--receive.capnproto-address=127.0.0.1:19391'] : []),
      `--tsdb.retention=${goDuration(requireDuration(scope, 'retention', props.retention ?? Duration.days(15)))}`,
      ...labelFlags(scope, props.externalLabels, replicaLabel),
      ...(ring ? [...ring.args, `--receive.replication-factor=${factor}`] : []),
      ...(peers?.args ?? []),
    ],
    env: [POD_NAME],
    volumes: [...(ring ? [ring.volume] : []), ...(peers?.tls?.volumes ?? [])],
    mounts: [...(ring ? [ring.mount] : []), ...(peers?.tls?.mounts ?? [])],
    agents: peers?.tls?.agents,
    objects: [...(ring ? [ring.object] : []), ...(peers?.tls?.objects ?? [])],
    facts: peers?.tls?.facts,
    trusts: peers?.tls && listeners.grpc.ca ? [listeners.grpc.ca] : [],
  };
}

/** Who shares the series: every pod by its own name, which the certificate covers. */
function hashring(context: FamilyContext) {
  const { scope, name, namespace, replicas, headless } = context;
  const pod = (which: string) => `${which}.${headless.name}.${namespace}.svc:${GRPC_PORT}`;
  const text = `${JSON.stringify([{ endpoints: Array.from({ length: replicas }, (_, i) => pod(`${name}-${i}`)) }], undefined, 2)}\n`;
  const files = configFiles(scope, 'Hashring', context, 'hashring', { 'hashrings.json': text });
  return {
    ...files,
    args: [
      `--receive.local-endpoint=${pod(`$(${POD_NAME.name})`)}`,
      `--receive.hashrings-file=${files.directory}/hashrings.json`,
      '--receive.hashrings-algorithm=ketama',
    ],
  };
}

/** How the pods dial each other: as gRPC is served. */
function peerTls(context: FamilyContext, props: ThanosReceiveProps): { args: string[]; tls?: TlsDirectory } {
  const { scope, name, namespace, podLabels, version, listeners } = context;
  const { grpc } = listeners;
  if (grpc.kind === 'plaintext') { return { args: [] }; }
  const identity = props.peerCertificate?._bind(new Construct(scope, 'peer'), {
    owner: `${name}-peer`, namespace, usage: 'client', podLabels, dnsNames: [`${name}.${namespace}.svc`],
  });
  refuseUnverifiablePeers(scope, grpc, props, version._since(SINCE.receiverClientTls));
  const tls = tlsDirectory('peer-tls', `${THANOS_PATHS.servers}/peer`, { certificate: identity, ca: grpc.ca!._bind(scope, namespace) });
  return {
    tls,
    args: [
      ...(version._since(SINCE.receiverClientTls) ? ['--remote-write.client-tls-secure'] : []),
      `--remote-write.client-tls-ca=${tls.caFile}`,
      ...(tls.certFile === undefined ? [] : [`--remote-write.client-tls-cert=${tls.certFile}`, `--remote-write.client-tls-key=${tls.keyFile}`]),
      ...(grpc.minVersion === TlsVersion.V1_2 && version._since(SINCE.clientMinVersion) ? ['--remote-write.client-tls-min-version=1.2'] : []),
    ],
  };
}

function refuseUnverifiablePeers(scope: Construct, grpc: BoundListener, props: ThanosReceiveProps, clientTls: boolean): void {
  if (grpc.ca === undefined) {
    throw invalid(scope, {
      what: 'it is not known which CA verifies the pods, so they could not verify each other',
      allowed: 'a certificate with its CA',
      fix: "name it: ServerCertificate.fromSecret('…', { ca: StorageCa.fromPem(…) }), or an issuer with a ca",
    });
  }
  if (grpc.kind === 'mutualTls' && props.peerCertificate === undefined) {
    throw invalid(scope, {
      what: 'the pods forward series to each other, and would let none of themselves in: gRPC demands a client certificate',
      saw: 'several replicas, and no peerCertificate',
      allowed: 'a certificate that the client CA of gRPC verifies',
      fix: 'peerCertificate: ClientCertificate.issuedBy(issuer)',
    });
  }
  if (!clientTls && props.peerCertificate === undefined) {
    throw invalid(scope, {
      what: 'before v0.35 a receiver dials others with TLS only if it has a client certificate',
      saw: 'several replicas, and no peerCertificate',
      allowed: 'a peerCertificate, or v0.35 and later',
      fix: 'peerCertificate: ClientCertificate.issuedBy(issuer)',
    });
  }
}
