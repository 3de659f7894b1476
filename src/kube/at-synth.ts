import { App } from 'cdk8s';
import { IConstruct } from 'constructs';

const proved = new WeakMap<IConstruct, SynthProof>();

/**
 * Has the app to which a construct belongs proved whenever it is synthesized: once for the app, however many constructs ask. The prover
 * itself is loaded at synth.
 */
export function proveAtSynth(scope: IConstruct): void {
  const root = scope.node.root;
  if (!proved.has(root)) { proved.set(root, new SynthProof(root)); }
}

/** What completes the objects of an app, in the order in which it is done: who watches, what dials, who may, and then in which order. */
const STAGES = ['monitors', 'clients', 'policies', 'order'] as const;
/** When the objects of a construct are computed. */
export type Stage = typeof STAGES[number];

const completions = new WeakMap<IConstruct, Map<string, { readonly stage: Stage; readonly complete: () => void }>>();

/**
 * Has something done to the objects of an app whenever it is synthesized or proved, before anybody looks at them: once for each `what`. It computes objects
 * from objects, so it must not count on those that others compute at its stage or later.
 */
export function completeAtSynth(scope: IConstruct, what: string, complete: () => void, stage: Stage): void {
  const { root } = scope.node;
  proveAtSynth(root);
  const known = completions.get(root) ?? new Map<string, { stage: Stage; complete: () => void }>();
  completions.set(root, known);
  if (!known.has(what)) { known.set(what, { stage, complete }); }
}

/** Does what is to be done to the objects of an app before anybody looks at them. */
export function completeObjects(scope: IConstruct): void {
  const all = [...completions.get(scope.node.root)?.values() ?? []];
  for (const stage of STAGES) { all.filter((each) => each.stage === stage).forEach(({ complete }) => complete()); }
}

/** The proof of one app at synth. */
class SynthProof {
  /** how many calls of synth() are under way, and what the proof said in them */
  private depth = 0;
  private answer?: string[];

  constructor(private readonly root: IConstruct) {
    root.node.addValidation({ validate: () => this.validate() });
    this.remember('synth');
    this.remember('synthYaml');
  }

  private validate(): string[] {
    if (this.depth === 0) { return this.problems(); }
    return this.answer ??= this.problems();
  }

  private problems(): string[] {
    completeObjects(this.root);
    return prover().problemsAtSynth(this.root);
  }

  /**
   * cdk8s validates the whole app before it writes the first chart, and again for every chart that it renders (cdk8s src/app.ts, synth and
   * _synthChart): a proof each time would be quadratic. While one call of these methods lasts nothing changes, so one proof does; between two
   * calls anything may.
   */
  private remember(method: 'synth' | 'synthYaml'): void {
    const app = this.root as App;
    const original = app[method] as ((...args: unknown[]) => string & void) | undefined;
    if (typeof original !== 'function') { return; } // a chart without an app
    const value = (...args: unknown[]) => {
      this.depth += 1;
      try {
        return original.apply(app, args);
      } finally {
        this.depth -= 1;
        if (this.depth === 0) { this.answer = undefined; }
      }
    };
    Object.defineProperty(app, method, { value, configurable: true, writable: true });
  }
}

/** What of the room above is needed here: every emitted object leads to it, so this room calls it, late and by this one method. */
interface Prover {
  problemsAtSynth(root: IConstruct): string[];
}

function prover(): Prover {
  return module.require('../proof/construct-proof') as Prover;
}
