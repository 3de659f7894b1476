import { Construct } from 'constructs';
import { TempoExtraConfigSpec } from '../crds/tempo-common';
import { invalid } from '../kube/invalid';
import { compact, isTree, mergeOver } from '../kube/merge';
import { TempoOptions } from './tempo-options';

type Tree = { [key: string]: any };

/**
 * `spec.extraConfig` out of what properties ask for and what the user writes in Tempo's own words; undefined when there is nothing.
 *
 * @throws for keys that Tempo does not know, values of the wrong type, and keys that are set twice
 */
export function tempoConfigSpec(scope: Construct, options: TempoOptions, typed: Tree): TempoExtraConfigSpec | undefined {
  const ours = pruned(typed);
  const theirs = options.tempoConfig;
  if (theirs !== undefined && !isTree(theirs)) {
    throw invalid(scope, { what: 'tempoConfig is not a map', got: theirs, allowed: 'sections of Tempo\'s configuration', fix: 'for example tempoConfig: { querier: { max_concurrent_queries: 20 } }' });
  }
  if (theirs !== undefined) { refuseTwice(scope, ours, theirs, ''); }
  const merged = mergeOver(ours, theirs);
  return Object.keys(merged).length === 0 ? undefined : { tempo: merged };
}

/** Without settings that were not made, and without the sections that are empty then. */
function pruned(tree: Tree): Tree {
  return compact(Object.fromEntries(Object.entries(tree)
    .map(([key, value]) => [key, isTree(value) ? pruned(value) : value])
    .filter(([, value]) => !(isTree(value) && Object.keys(value).length === 0))));
}

function refuseTwice(scope: Construct, ours: Tree, theirs: Tree, path: string): void {
  for (const [key, value] of Object.entries(theirs)) {
    if (!(key in ours)) { continue; }
    if (isTree(value) && isTree(ours[key])) {
      refuseTwice(scope, ours[key], value, `${path}${key}.`);
    } else {
      throw invalid(scope, {
        what: `${path}${key} is set twice: in tempoConfig, and by a property or by the bucket`,
        got: value,
        allowed: 'one place for each setting',
        fix: `remove ${path}${key} from tempoConfig`,
      });
    }
  }
}
