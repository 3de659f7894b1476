import { IConstruct } from 'constructs';
import type { Acknowledgement } from '../trust/prove';

/** What the user of an app has accepted, and why the proof at its synth is off, if it is. */
export interface Accepted {
  readonly acknowledgements: Acknowledgement[];
  off?: string;
}

const accepted = new WeakMap<IConstruct, Accepted>();

/** What was accepted in the app to which a construct belongs. */
export function acceptedIn(scope: IConstruct): Accepted {
  const root = scope.node.root;
  const known = accepted.get(root) ?? { acknowledgements: [] };
  accepted.set(root, known);
  return known;
}
