import { IConstruct } from 'constructs';
import { IBucket } from '../objectstore';
import { StorageCa } from '../pki';

/** A place where OTLP is received, as a sender has to know it. */
export interface OtlpEndpoint {
  /** Service host and port, for example "tempo-traces.tracing.svc:4317". */
  readonly address: string;
  /** Whether the sender has to speak TLS. */
  readonly tls: boolean;
  /**
   * The bundle that verifies the receiver.
   * @default - without TLS none; with TLS, not known
   */
  readonly ca?: StorageCa;
  /** Whether the sender has to show a certificate. */
  readonly clientCertificateRequired: boolean;
}

/** A Tempo, whichever way it is run: what senders, readers and tests have to know. */
export interface ITempo extends IConstruct {
  /** The name of the custom resource. */
  readonly tempoName: string;
  /** Its kind: "TempoMonolithic" or "TempoStack". */
  readonly tempoKind: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Where OTLP over gRPC is received; undefined when that is off. */
  readonly otlpGrpc?: OtlpEndpoint;
  /** Where OTLP over HTTP is received; undefined when that is off. */
  readonly otlpHttp?: OtlpEndpoint;
  /** The base URL of the query API, for example "http://tempo-traces.tracing.svc:3200". */
  readonly queryUrl: string;
  /** The URL that takes a POST to make Tempo write its open blocks to the bucket, for example "http://tempo-traces.tracing.svc:3200/flush"; undefined when none can be reached. */
  readonly flushUrl?: string;
  /** Whether requests must name a tenant (header X-Scope-OrgID). */
  readonly multitenant: boolean;
  /** Where blocks are kept; undefined for a Tempo that keeps them itself. */
  readonly bucket?: IBucket;
}
