import { Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { IBucket, IObjectStore, ObjectStorage, S3Credentials } from '../../src/objectstore';
import { StorageCa } from '../../src/pki';
import { TraceSmokeTest, TraceSmokeTestProps } from '../../src/smoke';
import { ITempo, OtlpEndpoint } from '../../src/tempo';

/** A Tempo that is only what its interface says, so that these tests hang on nothing else. */
export class FakeTempo extends Construct implements ITempo {
  public readonly tempoName: string = 'traces';
  public readonly tempoKind: string = 'TempoMonolithic';
  public readonly namespace: string = 'tracing';
  public readonly otlpGrpc?: OtlpEndpoint;
  public readonly otlpHttp?: OtlpEndpoint;
  public readonly queryUrl: string = 'http://tempo-traces.tracing.svc:3200';
  public readonly flushUrl?: string;
  public readonly multitenant: boolean;
  public readonly bucket?: IBucket;

  constructor(scope: Construct, id: string, has: Partial<Pick<ITempo, 'otlpGrpc' | 'otlpHttp' | 'flushUrl' | 'multitenant' | 'bucket'>> = {}) {
    super(scope, id);
    this.otlpGrpc = 'otlpGrpc' in has ? has.otlpGrpc : plain(4317);
    this.otlpHttp = 'otlpHttp' in has ? has.otlpHttp : plain(4318);
    this.flushUrl = 'flushUrl' in has ? has.flushUrl : this.queryUrl;
    this.multitenant = has.multitenant ?? false;
    this.bucket = has.bucket;
  }
}

export function plain(port: number): OtlpEndpoint {
  return { address: `tempo-traces.tracing.svc:${port}`, tls: false, clientCertificateRequired: false };
}

export function secure(port: number, ca?: StorageCa, clientCertificateRequired: boolean = false): OtlpEndpoint {
  return { address: `tempo-traces.tracing.svc:${port}`, tls: true, ca, clientCertificateRequired };
}

export const STORE_CA = () => StorageCa.fromConfigMap('storage-ca');

/** A store outside, which emits nothing itself. */
export function store(chart: Chart, ca: StorageCa | undefined = STORE_CA()): ObjectStorage {
  return ObjectStorage.external(chart, 'minio', { endpoint: 'https://minio.tracing.svc:9000', ca });
}

export function bucket(chart: Chart, credentials: S3Credentials = S3Credentials.fromSecret('tempo-s3'), of: IObjectStore & { bucket: ObjectStorage['bucket'] } = store(chart)): IBucket {
  return of.bucket('tempo', { credentials });
}

export function newChart(id: string = 'tracing'): Chart {
  return new Chart(Testing.app(), id, { namespace: 'tracing' });
}

/** What a smoke test of this Tempo emits, by "Kind name" with the hash of the name cut off. */
export function synthesize(chart: Chart, props: TraceSmokeTestProps, id: string = 'smoke', scope: Construct = chart): { smoke: TraceSmokeTest; objects: Map<string, any> } {
  const smoke = new TraceSmokeTest(scope, id, props);
  const objects = new Map<string, any>(chart.toJson().map((object: any) => [`${object.kind} ${object.metadata.name.replace(/-[0-9a-f]{10}$/, '')}`, object]));
  return { smoke, objects };
}

/** The environment of a container. */
export function env(container: any): { [name: string]: string } {
  return Object.fromEntries((container.env ?? []).map((e: any) => [e.name, e.value ?? (e.valueFrom ? `(${e.valueFrom.fieldRef.fieldPath})` : '')]));
}
