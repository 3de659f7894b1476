import { Construct } from 'constructs';
import { TempoScheduling } from './tempo-options';
import { requireMap } from '../kube/kinds';
import { mergeOver } from '../kube/merge';
import { restrictedPod, RESTRICTED_UID } from '../kube/pod';
import { requireList } from '../kube/text';
import { requireLabels } from '../kube/vocabulary';
import { warn } from '../kube/warnings';

/**
 * The security context of Tempo's pods: Pod Security "restricted", as the user and group that Tempo's image and the operator use (uid 10001,
 * Tempo 2.10.8, cmd/tempo/Dockerfile; fsGroup 10001, tempo-operator 0.22.0). What the user gives is laid over it.
 */
export function podSecurityContext(scope: Construct, platformUser: boolean, overrides: { [key: string]: any } | undefined): { [key: string]: any } {
  const context = mergeOver(restrictedPod(platformUser ? undefined : RESTRICTED_UID), overrides);
  if (context.runAsNonRoot !== true || !['RuntimeDefault', 'Localhost'].includes(context.seccompProfile?.type)) {
    warn(scope, 'podSecurityContext: a namespace with Pod Security "restricted" will not take these pods (it asks for runAsNonRoot and a seccompProfile)');
  }
  if (!platformUser && context.fsGroup !== RESTRICTED_UID) {
    warn(scope, `podSecurityContext: fsGroup is not ${RESTRICTED_UID}; Tempo's user may not be able to write its volume ("mkdir /var/tempo/wal: permission denied")`);
  }
  return context;
}

/**
 * Where pods may run, as Kubernetes has it.
 *
 * @param prefix comes before the names of the fields in errors
 * @throws for a node selector that is no map of labels, and for tolerations that are no list of maps
 */
export function scheduling(scope: Construct, { nodeSelector, tolerations }: TempoScheduling, prefix: string = ''): TempoScheduling {
  if (nodeSelector !== undefined) { requireLabels(scope, `${prefix}nodeSelector`, nodeSelector); }
  if (tolerations !== undefined) {
    requireList(scope, `${prefix}tolerations`, tolerations).forEach((toleration, i) => requireMap(scope, `${prefix}tolerations[${i}]`, toleration, 'a Kubernetes Toleration'));
  }
  return { nodeSelector, tolerations };
}

const UNITS: { readonly [suffix: string]: number } = {
  '': 1, 'k': 1e3, 'M': 1e6, 'G': 1e9, 'T': 1e12, 'Ki': 2 ** 10, 'Mi': 2 ** 20, 'Gi': 2 ** 30, 'Ti': 2 ** 40,
};

/** A Kubernetes quantity of bytes as a number, or undefined when it is written in a way that is not looked at here. */
export function bytes(quantity: string | undefined): number | undefined {
  const [, number, suffix] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(quantity ?? '') ?? [];
  return number === undefined || UNITS[suffix] === undefined ? undefined : Number(number) * UNITS[suffix];
}
