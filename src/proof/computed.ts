import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { objectsOf } from './construct-proof';
import { completeAtSynth, Stage } from '../kube/at-synth';
import { isEmitted } from '../kube/emit';
import { forgetSecretsOf } from '../kube/required-secrets';
import { Inventory, Manifest, Sourced } from '../trust/inventory';
import { policyGraph, PolicyGraph } from '../trust/policies/graph';
import { ANY_TIME, World } from '../trust/world';
import { remembering } from '../x509/memory';

/** A construct whose objects are computed from those of all others. */
export interface Computed extends Construct {
  /** Writes its objects. Those of the last synth are gone by then. */
  _write(seen: SeenObjects): void;
  /** The CronJobs that it is going to write, for those who compute before it. */
  _cronJobs?(seen: SeenObjects): readonly CronJobRef[];
}

/** A CronJob. */
export interface CronJobRef {
  readonly namespace: string;
  readonly name: string;
}

/** The objects of an app as the prover reads them: once, however many constructs compute theirs from them. */
export class SeenObjects {
  public readonly world: World;
  private readonly byConstruct: ReadonlyMap<string, Manifest>;
  private drawn?: PolicyGraph;

  constructor(sources: readonly Sourced[]) {
    const inventory = new Inventory(sources);
    this.world = new World(inventory, { now: ANY_TIME });
    this.byConstruct = new Map(inventory.objects.map((object) => [inventory.ref(object).file ?? '', object]));
  }

  /** The connections between pods. */
  public get graph(): PolicyGraph {
    return this.drawn ??= policyGraph(this.world);
  }

  /** What a construct writes, as it was read; undefined for a construct that writes nothing. */
  public writtenBy({ node }: IConstruct): Manifest | undefined {
    return this.byConstruct.get(node.path);
  }

  /** The objects that this library has emitted below a construct. */
  public emittedBelow(construct: IConstruct): Manifest[] {
    return construct.node.findAll().filter((node) => ApiObject.isApiObject(node) && isEmitted(node))
      .map((node) => this.writtenBy(node)).filter((object): object is Manifest => object !== undefined);
  }
}

const made = new WeakMap<IConstruct, Map<Stage, Computed[]>>();

/** Has a construct write its objects at each synth, from those of all others that are written before its stage. */
export function computeAtSynth(construct: Computed, stage: Stage): void {
  const { root } = construct.node;
  const stages = made.get(root) ?? new Map<Stage, Computed[]>();
  made.set(root, stages);
  const all = stages.get(stage) ?? [];
  stages.set(stage, all);
  all.push(construct);
  completeAtSynth(root, `computed ${stage}`, () => writeAll(root, all), stage);
}

/** The CronJobs that the constructs of an app that dial are going to write, of each construct its own. */
export function cronJobsToCome({ node: { root } }: IConstruct, seen: SeenObjects): (readonly CronJobRef[])[] {
  const clients = made.get(root)?.get('clients') ?? [];
  return clients.filter(({ node }) => node.root === root).map((each) => each._cronJobs?.(seen) ?? []);
}

/** One pass over the objects of an app, however many constructs of a stage it has. */
function writeAll(root: IConstruct, all: readonly Computed[]): void {
  const present = all.filter((each) => each.node.root === root);
  for (const each of present) {
    const { node } = each;
    forgetSecretsOf(each);
    for (const child of node.children.filter((one) => ApiObject.isApiObject(one))) { node.tryRemoveChild(child.node.id); }
  }
  seeing(root, (seen) => { present.forEach((each) => { each._write(seen); }); });
}

/** Computes something from the objects of an app. @returns undefined when one of them cannot be rendered: cdk8s says so itself */
export function seeing<T>(root: IConstruct, compute: (seen: SeenObjects) => T): T | undefined {
  let sources: readonly Sourced[];
  try {
    sources = objectsOf(root);
  } catch {
    return undefined;
  }
  return remembering(() => compute(new SeenObjects(sources)));
}
