import { Construct } from 'constructs';
import { OtlpReceiver } from './receivers';
import { TempoOptions } from './tempo-options';
import { Tenancy } from './tenancy';
import { TempoTenantsSpec } from '../crds/tempo-common';
import { MonolithicMultitenancySpec } from '../crds/tempo-monolithic';
import { invalid } from '../kube/invalid';
import { containerResources } from '../kube/resources';

/** A tenancy in the words of the custom resources. */
export interface BoundTenancy {
  readonly gateway: boolean;
  /** for a TempoStack */
  readonly tenants: TempoTenantsSpec;
  /** for a TempoMonolithic */
  readonly multitenancy: MonolithicMultitenancySpec;
}

/** @throws for a tenancy that goes together with no service account of one's own */
export function tenancySpec(scope: Construct, namespace: string, options: TempoOptions): BoundTenancy | undefined {
  const tenancy = options.multitenancy;
  if (tenancy === undefined) { return undefined; }
  if (!(tenancy instanceof Tenancy)) {
    throw invalid(scope, { what: 'multitenancy is not a tenancy', got: tenancy, allowed: 'Tenancy.headerOnly(), .gatewayStatic(…), .openshift(…)', fix: 'multitenancy: Tenancy.headerOnly()' });
  }
  if (tenancy._tenants.mode === 'openshift' && options.serviceAccount !== undefined) {
    throw invalid(scope, {
      what: 'a serviceAccount of your own does not work with Tenancy.openshift: the operator gives its own account the rights that the gateway needs',
      got: options.serviceAccount.name,
      fix: 'leave serviceAccount out',
    });
  }
  tenancy._bind(scope, namespace);
  const resources = tenancy._gatewayResources && containerResources(scope, 'gatewayResources', tenancy._gatewayResources);
  return { gateway: tenancy._gateway, tenants: tenancy._tenants, multitenancy: { enabled: true, ...tenancy._tenants, resources } };
}

/**
 * Behind a gateway the operator gives receivers certificates of its own, and binds them to the pod's own address (tempo-operator 0.22.0,
 * monolithic/configmap.go). What the user says of their TLS would be mounted and not used.
 */
export function refuseBehindGateway(scope: Construct, receivers: { readonly [field: string]: OtlpReceiver | undefined }): void {
  for (const [field, receiver] of Object.entries(receivers)) {
    if (receiver?._tls !== undefined) {
      throw invalid(scope, {
        what: `${field} cannot have TLS of its own behind a gateway: senders reach the gateway, and the operator encrypts what is behind it`,
        saw: `OtlpReceiver.${receiver._kind}`,
        allowed: 'OtlpReceiver.plaintext() or .disabled()',
        fix: `leave ${field} out, or use Tenancy.headerOnly()`,
      });
    }
  }
}
