import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { layersOf, Ordered } from './layers';
import { completeAtSynth } from '../kube/at-synth';
import { orderedBefore } from '../kube/emit';
import { invalid } from '../kube/invalid';
import { requireInteger } from '../kube/text';
import { seeing } from '../proof/computed';
import { Manifest } from '../trust/inventory';

const HOOK = 'argocd.argoproj.io/hook';

/** Options of `ApplyOrder.argoCd`. */
export interface ArgoCdOrderOptions {
  /**
   * The wave of what comes first, which may be below 0.
   * @default 0
   */
  readonly firstWave?: number;
}

/**
 * In which order a GitOps tool applies objects: computed at synth from what needs what. A namespace comes before what is in it, an issuer before its certificates, those
 * and all Secrets before the server, policies before the pods that they close, the server before the Job of its bucket, that before Tempo, and checks last.
 *
 * @example
 *
 * new ProductionTracingStore(app, 'tracing', { applyOrder: ApplyOrder.argoCd() });
 * ApplyOrder.argoCd({ firstWave: -10 }).applyTo(chart);
 */
export class ApplyOrder {
  /**
   * Sync waves of Argo CD (`argocd.argoproj.io/sync-wave`): it applies a wave when all of the one before is healthy. A Job that removes itself (`ttlSecondsAfterFinished`,
   * as smoke tests do) becomes a hook of the sync, because Argo CD would see it missing and make it again and again. A wave or a hook that an object has already stays.
   */
  public static argoCd(options: ArgoCdOrderOptions = {}): ApplyOrder {
    const first = requireInteger('ApplyOrder.argoCd', 'firstWave', options.firstWave ?? 0, -1_000_000, 1_000_000);
    return new ApplyOrder((layer, { kind, spec }) => ({
      'argocd.argoproj.io/sync-wave': String(first + layer),
      ...(kind === 'Job' && spec?.ttlSecondsAfterFinished !== undefined
        ? { [HOOK]: 'Sync', [`${HOOK}-delete-policy`]: 'BeforeHookCreation' } : {}),
    }));
  }

  /** No metadata: the documents are printed in an order that `kubectl apply` can follow. */
  public static none(): ApplyOrder {
    return new ApplyOrder(undefined);
  }

  private constructor(private readonly annotate: ((layer: number, object: Manifest) => { [annotation: string]: string }) | undefined) {}

  /**
   * Has all objects below a construct annotated whenever its app is synthesized, those too that are computed only then.
   *
   * @param scope a chart, an app, or a part of a chart
   * @throws for a construct that has another order already
   */
  public applyTo(scope: IConstruct): void {
    if (!Construct.isConstruct(scope)) { throw invalid('ApplyOrder.applyTo', { what: 'scope must be a construct', got: scope, allowed: 'a chart, an app, or a part of a chart', fix: 'for example applyTo(chart)' }); }
    const { root } = scope.node;
    const known = ordered.get(root) ?? new Map<IConstruct, ApplyOrder>();
    ordered.set(root, known);
    if (known.has(scope)) { throw invalid(scope, { what: 'this construct has an order already', fix: 'call applyTo once' }); }
    known.set(scope, this);
    if (this.annotate) { completeAtSynth(root, 'apply order', () => annotateAll(root), 'order'); }
  }

  /** @internal */
  public _annotations(layer: number, object: Manifest): { [annotation: string]: string } {
    return this.annotate?.(layer, object) ?? {};
  }
}

const ordered = new WeakMap<IConstruct, Map<IConstruct, ApplyOrder>>();
/** What the last synth wrote: another value there is the user's. */
const written = new WeakMap<ApiObject, { [annotation: string]: string }>();

/** One pass over the objects of an app. Of two orders above an object the nearer counts. */
function annotateAll(root: IConstruct): void {
  const orders = ordered.get(root)!;
  for (const { object, manifest, layer } of layered(root)) {
    const nearest = [...object.node.scopes].reverse().map((scope) => orders.get(scope)).find((order) => order !== undefined);
    const annotations = nearest?._annotations(layer, manifest) ?? {};
    const present = manifest.metadata.annotations ?? {};
    const ours = written.get(object) ?? {};
    const isTheirs = (annotation: string) => present[annotation] !== undefined && present[annotation] !== ours[annotation];
    const mine = Object.entries(annotations).filter(([annotation]) => !isTheirs(annotation.startsWith(HOOK) ? HOOK : annotation));
    for (const [annotation, value] of mine) { object.metadata.addAnnotation(annotation, value); }
    written.set(object, Object.fromEntries(mine));
  }
}

/** An emitted object and the layer in which it is applied. */
export interface LayeredObject {
  readonly object: ApiObject;
  readonly manifest: Manifest;
  readonly layer: number;
}

/** All objects of an app with their layers. None when one of them cannot be rendered: cdk8s says so itself. */
export function layered(root: IConstruct): readonly LayeredObject[] {
  return seeing(root, (seen) => {
    const objects = root.node.findAll().filter((node): node is ApiObject => ApiObject.isApiObject(node)).flatMap((object) => {
      const manifest = seen.writtenBy(object);
      return manifest === undefined ? [] : [{ object, manifest }];
    });
    const below = ({ node }: IConstruct): Manifest[] => {
      const found = node.findAll().filter((each): each is ApiObject => ApiObject.isApiObject(each));
      return found.flatMap((each) => seen.writtenBy(each) ?? []);
    };
    const declared = [
      ...objects.map(({ object, manifest }): Ordered => ({ before: orderedBefore(object).flatMap(below), after: [manifest] })),
      // What the user said by addDependency, of objects, constructs and charts.
      ...root.node.findAll().flatMap((node) => node.node.dependencies.map((before): Ordered => ({ before: below(before), after: below(node) }))),
    ].filter(({ before }) => before.length > 0);
    const layers = layersOf(seen.world, declared);
    return objects.map((each) => ({ ...each, layer: layers.get(each.manifest)! }));
  }) ?? [];
}
