import { Inventory, Manifest, namespaceOf, ref } from '../inventory';
import { bundleIn, certificateIn } from '../material';
import { Client, Dialled } from '../model';
import { dialled } from '../resolve';

/** The keys of a CA ConfigMap in the order the operator looks (tempo-operator 0.22.0, internal/handlers/storage/tls.go). */
const CA_KEYS = ['service-ca.crt', 'ca.crt', 'ca-bundle.crt'];

/** TempoMonolithic as a client of its object store: the endpoint's scheme decides about TLS, `tls.enabled` only about trust. */
export function readTempoMonolithic(inventory: Inventory, object: Manifest): Client[] {
  const s3 = object.spec?.storage?.traces?.s3;
  if (object.spec?.storage?.traces?.backend !== 's3' || !s3?.secret) { return []; }
  const url = endpoint(inventory, object, s3.secret);
  return url ? [client(inventory, object, 'spec.storage.traces.s3', url, s3.tls)] : [];
}

/** TempoStack likewise; there `tls.enabled` alone decides about TLS and the scheme is cut off (internal/manifests/manifestutils/storage.go). */
export function readTempoStack(inventory: Inventory, object: Manifest): Client[] {
  const { secret, tls } = object.spec?.storage ?? {};
  if (secret?.type !== 's3' || !secret.name) { return []; }
  const url = endpoint(inventory, object, secret.name);
  return url ? [client(inventory, object, 'spec.storage', { ...url, tls: tls?.enabled === true }, tls)] : [];
}

function client(inventory: Inventory, object: Manifest, field: string, url: Dialled, tls: any): Client {
  const namespace = namespaceOf(object);
  return {
    ref: ref(object, field),
    product: 'Tempo',
    url,
    trust: tls?.enabled && tls.caName ? bundleIn(inventory, namespace, tls.caName, CA_KEYS) : undefined,
    identity: tls?.enabled && tls.certName ? certificateIn(inventory, namespace, tls.certName, 'tls.crt') : undefined,
  };
}

function endpoint(inventory: Inventory, object: Manifest, secret: string): Dialled | undefined {
  const value = inventory.value('Secret', namespaceOf(object), secret, 'endpoint');
  return typeof value === 'string' ? dialled(value) : undefined;
}
