import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { ManagementState } from './operator';
import { podSecurityContext } from './pod-settings';
import { storedDuration } from './tempo-config';
import { TempoOptions } from './tempo-options';
import { invalid } from '../kube/invalid';
import { requireMap } from '../kube/kinds';
import { requireList, requireName, requireOneOf } from '../kube/text';

/** The parts of a spec that both kinds write alike. */
export interface CommonParts {
  readonly podSecurityContext: { readonly [key: string]: any };
  readonly timeout?: string;
  readonly serviceAccount?: string;
  /** to be applied before the custom resource */
  readonly objects: readonly ApiObject[];
}

/** @throws for lists that are none, and for names that Kubernetes would refuse */
export function commonParts(scope: Construct, namespace: string, options: TempoOptions): CommonParts {
  for (const field of ['env', 'envFrom'] as const) {
    if (options[field] !== undefined) { requireList(scope, field, options[field]); }
  }
  (options.envFrom ?? []).forEach((from, i) => requireMap(scope, `envFrom[${i}]`, from, 'Kubernetes EnvFromSource: { secretRef: { name } } or { configMapRef: { name } }'));
  (options.env ?? []).forEach((variable, i) => {
    if (typeof variable?.name !== 'string' || !/^[-._A-Za-z][-._A-Za-z0-9]*$/.test(variable.name)) {
      throw invalid(scope, {
        what: `env[${i}] has no name`,
        got: variable?.name,
        allowed: 'Kubernetes EnvVar: { name, value } or { name, valueFrom }',
        fix: 'for example { name: \'REDIS_PASSWORD\', valueFrom: { secretKeyRef: { name: \'redis\', key: \'password\' } } }',
      });
    }
  });
  if (options.management !== undefined) { requireOneOf(scope, 'management', options.management, Object.values(ManagementState)); }
  const account = options.serviceAccount;
  if (account !== undefined && typeof account?.node?.path !== 'string') {
    throw invalid(scope, { what: 'serviceAccount must be a ServiceAccount', got: account, allowed: 'an IServiceAccount of cdk8s-plus', fix: "ServiceAccount.fromServiceAccountName(chart, 'account', 'tempo')" });
  }
  const accountObject = account?.node.defaultChild instanceof ApiObject ? account.node.defaultChild : undefined;
  const elsewhere = accountObject?.metadata.namespace;
  if (elsewhere !== undefined && elsewhere !== namespace) {
    throw invalid(scope, {
      what: 'the serviceAccount is in another namespace than Tempo, where its pods cannot use it',
      got: `${elsewhere}/${account?.name}`,
      allowed: `a service account in ${namespace}`,
      fix: `make it with metadata: { namespace: '${namespace}' }`,
    });
  }
  return {
    podSecurityContext: podSecurityContext(scope, options.platformUser ?? false, options.podSecurityContext),
    timeout: options.timeout && storedDuration(scope, 'timeout', options.timeout),
    serviceAccount: account === undefined ? undefined : requireName(scope, 'serviceAccount.name', account.name),
    objects: accountObject ? [accountObject] : [],
  };
}

/** @throws for rights on queries where nobody checks them (tempo-operator 0.22.0, internal/webhooks) */
export function checkQueryRbac(scope: Construct, gateway: boolean, jaegerUi: boolean): void {
  if (!gateway || jaegerUi) {
    throw invalid(scope, {
      what: gateway ? 'queryRbac does not work with a Jaeger UI, which knows nothing of it' : 'queryRbac needs a gateway, which knows who asks',
      saw: gateway ? 'jaegerUi' : 'no gateway',
      allowed: 'queryRbac with a gateway and without jaegerUi',
      fix: gateway ? 'leave jaegerUi out' : 'say multitenancy: Tenancy.gatewayStatic(…) or .openshift(…)',
    });
  }
}
