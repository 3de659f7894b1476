import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { acceptedIn } from './accepted';
import { completeObjects } from '../kube/at-synth';
import type { Sourced } from '../trust/inventory';
import { Proof, prove } from '../trust/prove';
import { findingText } from '../trust/report/text';
import type { VersionHints } from '../trust/versions';
import { ANY_TIME } from '../trust/world';

/** What a proof is told. */
export interface Told {
  readonly now?: Date;
  readonly versions?: VersionHints;
  readonly clusterDomains?: readonly string[];
}

/** Proves the objects that are written for a construct and everything below it. */
export function proveConstruct(scope: IConstruct, told: Told = {}): Proof {
  completeObjects(scope);
  return proveObjects(scope, told);
}

function proveObjects(scope: IConstruct, told: Told = {}): Proof {
  return prove(objectsOf(scope), { ...told, now: told.now ?? ANY_TIME, acknowledgements: acceptedIn(scope).acknowledgements });
}

/** The objects as they will be written, each with the path of its construct. */
export function objectsOf(scope: IConstruct): Sourced[] {
  return scope.node.findAll().filter((node) => ApiObject.isApiObject(node)).map((node) => ({
    object: (node as ApiObject).toJson() as unknown, origin: { construct: node.node.path },
  }));
}

/** What fails the synth of an app: one text with every error, or nothing. */
export function problemsAtSynth(root: IConstruct): string[] {
  if (acceptedIn(root).off !== undefined) { return []; }
  let proof: Proof;
  try {
    proof = proveObjects(root);
  } catch {
    // An object that cannot be rendered: cdk8s says so itself, once the validations are through.
    return [];
  }
  const text = errorsText(proof);
  return text === undefined ? [] : [`${text}\n\nTlsProof.acknowledge accepts findings of a rule; TlsProof.off switches this proof off.`];
}

/** All errors of a proof as one text; undefined when there is none. */
export function errorsText(proof: Proof): string | undefined {
  const errors = proof.findings.filter((finding) => finding.severity === 'error');
  if (errors.length === 0) { return undefined; }
  const head = `${errors.length} error${errors.length === 1 ? '' : 's'} in the TLS connections of these manifests`;
  return [head, ...errors.map((finding) => findingText(finding, proof))].join('\n\n');
}
