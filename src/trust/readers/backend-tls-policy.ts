import { onward } from '../exposure/behind';
import { backendsOf } from '../exposure/gateway-routes';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { bundleIn } from '../material';
import { Reading } from '../model';
import { isMap, items } from '../values';

/**
 * A Gateway dialling the Services behind HTTPRoutes and GRPCRoutes over TLS, as a BackendTLSPolicy tells (kubernetes-sigs/gateway-api 1.6,
 * apis/v1/backendtlspolicy_types.go). Without a policy it does not show how it goes on.
 */
export function readBackendTlsPolicy(inventory: Inventory, object: Manifest): Reading {
  const validation: { readonly [field: string]: any } = isMap(object.spec?.validation) ? object.spec.validation : {};
  const { hostname, wellKnownCACertificates, subjectAltNames } = validation;
  const refs = items(validation.caCertificateRefs);
  const known = refs.every((ref) => isMap(ref) && typeof ref.name === 'string' && ['ConfigMap', 'Secret'].includes(ref.kind));
  if (typeof hostname !== 'string' || !known || (refs.length === 0 && wellKnownCACertificates !== 'System')) { return {}; }
  const namespace = namespaceOf(object);
  const bundles = refs.map(({ kind, name }) => bundleIn(inventory, kind, namespace, name, 'ca.crt'));
  const targets = items(object.spec.targetRefs).filter((target) => isMap(target) && target.kind === 'Service');
  const backends = ['HTTPRoute', 'GRPCRoute'].flatMap((kind) => inventory.all(kind)).filter(({ spec }) => isMap(spec)).flatMap((route) => backendsOf(inventory, route))
    .filter((backend) => inventory.sameNamespace(backend.namespace, namespace) && targets.some(({ name, sectionName }) => (
      name === backend.service && (sectionName === undefined || sectionName === portName(inventory, namespace, name, backend.port)))));
  const unique = backends.filter((one, i) => backends.findIndex((other) => other.service === one.service && other.port === one.port) === i);
  return {
    clients: unique.flatMap((backend) => onward(inventory, backend, {
      ref: inventory.ref(object, 'spec.validation'),
      product: 'the Gateway',
      tls: true,
      trust: { system: refs.length === 0, bundles },
      serverName: hostname,
      ...(items(subjectAltNames).length > 0 ? { anyName: true } : {}),
    })),
  };
}

function portName(inventory: Inventory, namespace: string, service: string, port: unknown): unknown {
  return items(inventory.get('Service', namespace, service)?.spec?.ports).find((one) => one?.port === port)?.name;
}
