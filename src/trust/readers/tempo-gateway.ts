import { Inventory, Manifest, namespaceOf } from '../inventory';
import { Server } from '../model';
import { at } from '../tempo/custom-resource';
import { servedFor } from '../trust-sources/platform';

/**
 * What a gateway speaks at its public ports. With the tenants of OpenShift it runs on OpenShift, whose bundle of the operator has the gate
 * `openshift.servingCertsService` on: TLS with the certificate that OpenShift makes for its Service. With others the manifests do not show it
 * (tempo-operator 0.22.0, bundle/openshift; internal/manifests/gateway/openshift.go, internal/manifests/monolithic/statefulset.go).
 */
export function gatewayTls(inventory: Inventory, object: Manifest): Pick<Server, 'tls' | 'certificates'> {
  const tenants = object.kind === 'TempoStack' ? at(object, 'spec', 'tenants') : at(object, 'spec', 'multitenancy');
  if (at(tenants, 'mode') !== 'openshift') { return { tls: undefined, certificates: [] }; }
  const namespace = object.metadata.namespace === undefined ? undefined : namespaceOf(object);
  return { tls: true, certificates: [servedFor(inventory.ref(object), namespace, `tempo-${object.metadata.name}-gateway`)] };
}
