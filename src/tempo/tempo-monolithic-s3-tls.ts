import { Construct } from 'constructs';
import { requireQuantity, requireText } from '../kube/text';
import { TlsVersion } from '../kube/tls-version';
import { IBucket } from '../objectstore';
import { ClientCertificate } from '../pki';
import { emitMonolithic } from './monolithic';
import { tempoIdentity } from './names';
import { bytes } from './pod-settings';
import { bindStorage } from './storage';
import { ITempo, OtlpEndpoint } from './tempo';
import { s3ExtraConfig, TempoExtraConfig } from './tempo-config';
import { TempoMonolithicOptions } from './tempo-monolithic-options';
import { VolumeNames } from './volume-names';
import { warn, warningsOf } from '../kube/warnings';

/** Properties of `TempoMonolithicS3Tls`. */
export interface TempoMonolithicS3TlsProps extends TempoMonolithicOptions {
  /** The bucket that traces are kept in. It says where the store is, what verifies it and with which credentials. */
  readonly storage: IBucket;
  /**
   * The certificate that Tempo shows to a store which asks for one. MinIO never does.
   * @default - none
   */
  readonly clientCertificate?: ClientCertificate;
  /**
   * The oldest TLS version towards the store.
   * @default - the operator's TLS profile: TLS 1.3 only, unless it was installed with another (tempo-operator 0.22.0)
   */
  readonly minTlsVersion?: TlsVersion;
  /**
   * Cipher suites towards the store, in Go's (IANA) names.
   * @default - the operator's TLS profile; for TLS 1.2, the suites with forward secrecy
   */
  readonly cipherSuites?: string[];
  /**
   * The size of the volume of the write-ahead log: what was received and is not in the bucket yet.
   * @default "10Gi"
   */
  readonly size?: string;
  /**
   * The storage class of that volume. Changing it, or the size, makes the operator replace the StatefulSet.
   * @default - the cluster's default class
   */
  readonly storageClassName?: string;
  /**
   * Settings of the object store that the custom resource has no field for.
   * @default - none
   */
  readonly extraConfig?: TempoExtraConfig;
}

/**
 * Tempo in one process, with its traces in an S3 bucket, dialled with TLS that verifies: a TempoMonolithic for the Tempo operator
 * (0.22.0, Tempo 2.10.8), the Secret and the CA ConfigMap it reads, in the order they must be applied in.
 *
 * The CA's ConfigMap is named after its content, so that other trust restarts Tempo, which reads a CA only when it starts.
 *
 * @example
 *
 * const traces = new TempoMonolithicS3Tls(chart, 'traces', { storage: bucket });
 */
export class TempoMonolithicS3Tls extends Construct implements ITempo {
  public readonly tempoName: string;
  public readonly tempoKind: string = 'TempoMonolithic';
  public readonly namespace: string;
  public readonly otlpGrpc?: OtlpEndpoint;
  public readonly otlpHttp?: OtlpEndpoint;
  public readonly queryUrl: string;
  public readonly flushUrl?: string;
  public readonly multitenant: boolean;
  public readonly bucket?: IBucket;

  constructor(scope: Construct, id: string, props: TempoMonolithicS3TlsProps) {
    super(scope, id);
    const { name, namespace } = tempoIdentity(scope, id, 'TempoMonolithic', props.metadata);
    const volumes = new VolumeNames(this, name);
    const size = requireQuantity(this, 'size', props.size ?? '10Gi');
    if ((bytes(size) ?? Infinity) < 2 ** 30) {
      warn(this, `size: ${size} is little for a write-ahead log; when it is full, Tempo takes no more traces`);
    }
    const storage = bindStorage(this, {
      kind: 'TempoMonolithic',
      name,
      namespace,
      bucket: props.storage,
      clientCertificate: props.clientCertificate,
      minTlsVersion: props.minTlsVersion,
      cipherSuites: props.cipherSuites,
      volumes,
    });
    const skip = props.extraConfig?.skipVerification;
    const emitted = emitMonolithic(this, props, {
      name,
      namespace,
      traces: {
        // Always written: the default is memory, also beside an s3 block.
        backend: 's3',
        size,
        storageClassName: props.storageClassName === undefined ? undefined : requireText(this, 'storageClassName', props.storageClassName),
        s3: { secret: storage.secretName, credentialMode: storage.credentialMode, tls: storage.tls },
      },
      s3Config: { ...storage.s3Config, ...(props.extraConfig ? s3ExtraConfig(this, props.extraConfig, storage.secure) : {}) },
      defaultResources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '4Gi' } },
      env: storage.env,
      objects: storage.objects,
      facts: storage.facts,
      annotations: skip && { 'cdk8s-observability-tls/skip-verification': skip.reason },
      volumes,
    });
    this.tempoName = name;
    this.namespace = namespace;
    this.bucket = props.storage;
    this.otlpGrpc = emitted.otlpGrpc;
    this.otlpHttp = emitted.otlpHttp;
    this.queryUrl = emitted.queryUrl;
    this.flushUrl = emitted.flushUrl;
    this.multitenant = emitted.multitenant;
  }

  /** What works but should be known: deprecated, loosened or without effect. */
  public get warnings(): string[] {
    return warningsOf(this);
  }
}
