import { Construct } from 'constructs';
import { checkTempoConfig } from './config-check';
import { checkS3Words } from './tempo-config';
import { TempoOptions } from './tempo-options';
import { TempoExtraConfigSpec } from '../crds/tempo-common';
import { invalid } from '../kube/invalid';
import { isTree, mergeOver } from '../kube/merge';
import { warn } from '../kube/warnings';

type Tree = { [key: string]: any };

/** Settings of the object store that the operator, the bucket or a property makes; they are not for `tempoConfig`. */
const OPERATOR_OWNED: { readonly [path: string]: string } = {
  'storage.trace.backend': 'the construct\'s class says where traces are kept',
  'storage.trace.s3.access_key': 'credentials come from the bucket; the operator passes them as arguments, which win over this, so it would be ignored and readable',
  'storage.trace.s3.secret_key': 'credentials come from the bucket; the operator passes them as arguments, which win over this, so it would be ignored and readable',
  'storage.trace.s3.bucket': 'the bucket comes from storage',
  'storage.trace.s3.endpoint': 'the endpoint comes from storage',
  'storage.trace.s3.insecure': 'whether there is TLS comes from the endpoint of storage',
  'storage.trace.s3.tls_ca_path': 'the CA comes from the store of storage',
  'storage.trace.s3.tls_cert_path': 'use clientCertificate',
  'storage.trace.s3.tls_key_path': 'use clientCertificate',
  'storage.trace.s3.tls_min_version': 'use minTlsVersion',
  'storage.trace.s3.tls_cipher_suites': 'use cipherSuites',
  'storage.trace.s3.tls_insecure_skip_verify': 'use extraConfig.skipVerification, which asks for a reason',
  'multitenancy_enabled': 'use multitenancy',
};

/**
 * `spec.extraConfig` out of what properties ask for and what the user writes in Tempo's own words; undefined when there is nothing.
 *
 * @throws for keys that Tempo does not know, values of the wrong type, and keys that are set twice
 */
export function tempoConfigSpec(scope: Construct, options: TempoOptions, typed: Tree): TempoExtraConfigSpec | undefined {
  const ours = pruned(typed);
  const theirs = options.tempoConfig;
  if (theirs !== undefined) {
    if (!isTree(theirs)) {
      throw invalid(scope, { what: 'tempoConfig is not a map', got: theirs, allowed: 'sections of Tempo\'s configuration', fix: 'for example tempoConfig: { querier: { max_concurrent_queries: 20 } }' });
    }
    refuseOwned(scope, theirs);
    checkTempoConfig(scope, theirs, {
      names: new Set((options.env ?? []).map((variable) => variable?.name)),
      more: (options.envFrom ?? []).length > 0,
    }, OPERATOR_OWNED);
    checkS3Words(scope, theirs.storage?.trace?.s3);
    refuseTwice(scope, ours, theirs, '');
    const receivers = Object.keys(theirs.distributor?.receivers ?? {}).filter((name) => name !== 'otlp');
    if (receivers.length > 0) { warn(scope, `tempoConfig: the operator's Service has no port for the receivers ${receivers.join(', ')}; only OTLP has`); }
  }
  const merged = mergeOver(ours, theirs);
  return Object.keys(merged).length === 0 ? undefined : { tempo: merged };
}

function refuseOwned(scope: Construct, theirs: Tree): void {
  for (const [path, instead] of Object.entries(OPERATOR_OWNED)) {
    if (path.split('.').reduce<any>((tree, key) => (isTree(tree) ? tree[key] : undefined), theirs) !== undefined) {
      throw invalid(scope, { what: `tempoConfig: ${path} is not for here`, saw: '(not shown)', allowed: 'settings that have no property', fix: instead });
    }
  }
}

function refuseTwice(scope: Construct, ours: Tree, theirs: Tree, path: string): void {
  for (const [key, value] of Object.entries(theirs)) {
    if (!Object.hasOwn(ours, key)) { continue; }
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

/** Without settings that were not made, and without the sections that are empty then. */
function pruned(tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree)
    .map(([key, value]) => [key, isTree(value) ? pruned(value) : value])
    .filter(([, value]) => value !== undefined && !(isTree(value) && Object.keys(value).length === 0)));
}
