import { Duration } from 'cdk8s';
import { JaegerUi } from './jaeger-ui';
import { OtlpReceiver } from './receivers';
import { TempoOptions, TempoResources, TempoScheduling } from './tempo-options';

/** What every TempoMonolithic takes, wherever its traces are kept. */
export interface TempoMonolithicOptions extends TempoOptions, TempoScheduling, TempoResources {
  /**
   * How OTLP over gRPC is received (port 4317).
   * @default OtlpReceiver.plaintext()
   */
  readonly otlpGrpc?: OtlpReceiver;
  /**
   * How OTLP over HTTP is received (port 4318).
   * @default OtlpReceiver.plaintext()
   */
  readonly otlpHttp?: OtlpReceiver;
  /**
   * How long traces are kept (Tempo's `compactor.compaction.block_retention`).
   * @default - Tempo's own: 14 days
   */
  readonly retention?: Duration;
  /**
   * The Jaeger UI. Deprecated since tempo-operator 0.22.0.
   * @default - none
   */
  readonly jaegerUi?: JaegerUi;
  /**
   * Rules of scheduling (Kubernetes Affinity).
   * @default - the operator's: away from other pods of the same Tempo, where possible
   */
  readonly affinity?: { readonly [key: string]: any };
}
