import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { emit } from '../kube/emit';

/** The Kubernetes version whose definition of "restricted" is enforced: pinned, so that an upgrade of the cluster changes nothing by itself. */
const POD_SECURITY_VERSION = 'v1.28';

/** A namespace in which only pods of the Pod Security Standard "restricted" start. */
export function restrictedNamespace(scope: Construct, name: string): ApiObject {
  const levels = ['enforce', 'audit', 'warn'].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, 'restricted'],
    [`pod-security.kubernetes.io/${mode}-version`, POD_SECURITY_VERSION],
  ]);
  return emit(scope, 'Namespace', { apiVersion: 'v1', kind: 'Namespace', name, labels: Object.fromEntries(levels) });
}
