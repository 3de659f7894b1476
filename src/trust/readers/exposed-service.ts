import { annotationsOf, isProxied } from '../exposure/annotations';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { Reading } from '../model';
import { items } from '../values';

/** Names of annotations that have the load balancer itself end TLS, with a certificate that its cloud keeps. */
const ENDS_TLS = /ssl|tls|cert|https|backend-protocol/i;

/** A load balancer with a name in DNS (external-dns 0.19, docs/annotations/annotations.md): it hands connections on as they are, whatever name is asked for. */
export function readExposedService(inventory: Inventory, object: Manifest): Reading {
  if (object.spec?.type !== 'LoadBalancer') { return {}; }
  const annotations = annotationsOf(object);
  const hosts = annotations['external-dns.alpha.kubernetes.io/hostname']?.split(',').map((host) => host.trim().toLowerCase()).filter((host) => host !== '') ?? [];
  if (hosts.length === 0 || isProxied(object) || Object.keys(annotations).some((name) => ENDS_TLS.test(name))) { return {}; }
  const ports = items(object.spec.ports).map(({ port }) => port).filter((port): port is number => typeof port === 'number');
  const ref = inventory.ref(object, 'metadata.annotations');
  return {
    exposures: hosts.flatMap((host) => ports.map((port) => (
      { ref, host, port, anyName: true, backends: [{ service: object.metadata.name, namespace: namespaceOf(object), port }] }))),
  };
}
