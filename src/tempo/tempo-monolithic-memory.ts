import { Construct } from 'constructs';
import { requireQuantity } from '../kube/text';
import { IBucket } from '../objectstore';
import { emitMonolithic } from './monolithic';
import { tempoIdentity } from './names';
import { bytes } from './pod-settings';
import { ITempo, OtlpEndpoint } from './tempo';
import { TempoMonolithicOptions } from './tempo-monolithic-options';
import { VolumeNames } from './volume-names';
import { warn, warningsOf } from '../kube/warnings';

/** Properties of `TempoMonolithicMemory`. */
export interface TempoMonolithicMemoryProps extends TempoMonolithicOptions {
  /**
   * The size of the memory file system that traces are kept in. It counts towards the memory limit.
   * @default "2Gi"
   */
  readonly size?: string;
}

const GIBIBYTE = 2 ** 30;

/**
 * Tempo in one process that keeps its traces in memory, to try things on: when the pod ends, they are gone.
 *
 * @example
 *
 * const tempo = new TempoMonolithicMemory(chart, 'scratch');
 */
export class TempoMonolithicMemory extends Construct implements ITempo {
  public readonly tempoName: string;
  public readonly tempoKind: string = 'TempoMonolithic';
  public readonly namespace: string;
  public readonly otlpGrpc?: OtlpEndpoint;
  public readonly otlpHttp?: OtlpEndpoint;
  public readonly queryUrl: string;
  public readonly flushUrl?: string;
  public readonly multitenant: boolean;
  public readonly bucket?: IBucket;

  constructor(scope: Construct, id: string, props: TempoMonolithicMemoryProps = {}) {
    super(scope, id);
    const { name, namespace } = tempoIdentity(scope, id, 'TempoMonolithic', props.metadata);
    const size = requireQuantity(this, 'size', props.size ?? '2Gi');
    const held = bytes(size) ?? 2 * GIBIBYTE;
    const emitted = emitMonolithic(this, props, {
      name,
      namespace,
      traces: { backend: 'memory', size },
      defaultResources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: `${Math.ceil(held / GIBIBYTE) + 4}Gi` } },
      objects: [],
      facts: {},
      volumes: new VolumeNames(this, name),
    });
    const limit = bytes(emitted.resources.limits?.memory);
    if (limit !== undefined && limit <= held) {
      warn(this, `size: ${size} of traces do not fit into a memory limit of ${emitted.resources.limits?.memory}; the node ends Tempo before the file system is full`);
    }
    this.tempoName = name;
    this.namespace = namespace;
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
