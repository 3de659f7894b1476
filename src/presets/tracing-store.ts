import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { TraceSmokeTest } from '../smoke';
import { ITempo } from '../tempo';
import { addCompanions } from './companions';
import { restrictedNamespace } from './namespace';
import { TracingStoreOptions } from './options';

/** What the presets have in common: a chart with a namespace of its own, and a smoke test at its end. */
export abstract class TracingStore extends Chart {
  /** The Tempo of the preset. */
  public abstract readonly tempo: ITempo;

  /** What was asked for. */
  protected readonly options: TracingStoreOptions;

  constructor(scope: Construct, id: string, options: TracingStoreOptions) {
    super(scope, id, { namespace: options.namespace ?? id, disableResourceNameHashes: true });
    this.options = options;
    if (options.createNamespace ?? true) { restrictedNamespace(this, options.namespace ?? id); }
    addCompanions(this, options);
  }

  /** Adds the smoke test, unless the user does without. */
  protected addSmokeTest(platformUser: boolean = false): TraceSmokeTest | undefined {
    return this.options.smokeTest === false ? undefined : new TraceSmokeTest(this, 'smoke', {
      tempo: this.tempo,
      toolsImage: this.options.storeImage,
      telemetrygenImage: this.options.telemetrygenImage,
      imagePullPolicy: this.options.imagePullPolicy,
      platformUser,
    });
  }

  /** The bucket's name. */
  protected get bucketName(): string {
    return this.options.bucketName ?? 'tempo';
  }
}
