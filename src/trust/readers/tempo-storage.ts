import { readUrl } from '../addresses';
import { Inventory, Manifest, namespaceOf } from '../inventory';
import { certificateIn, firstBundleIn } from '../material';
import { Client } from '../model';

/** The keys of a CA ConfigMap in the order the operator looks (tempo-operator 0.22.0, internal/handlers/storage/tls.go). */
export const STORAGE_CA_KEYS = ['service-ca.crt', 'ca.crt', 'ca-bundle.crt'] as const;

/** What the two custom resources say of their storage, in common words. */
export interface TempoStorage {
  /** the field of the custom resource */
  readonly field: string;
  readonly secretName: string;
  /** the `tls` block */
  readonly tls: any;
  /** whether the scheme of the endpoint decides about TLS (TempoMonolithic), or `tls.enabled` (TempoStack) */
  readonly schemeDecides: boolean;
  readonly serverName?: string;
  readonly skipVerify?: boolean;
  /** the labels of the pods that dial */
  readonly labels: { readonly [key: string]: string };
}

/** Tempo as a client of its object store. */
export function storageClient(inventory: Inventory, object: Manifest, storage: TempoStorage): Client {
  const namespace = namespaceOf(object);
  const { tls } = storage;
  const endpoint = inventory.value('Secret', namespace, storage.secretName, 'endpoint');
  const url = typeof endpoint === 'string' ? readUrl(endpoint) : undefined;
  const enabled = tls?.enabled === true;
  const bundle = enabled && tls.caName ? firstBundleIn(inventory, namespace, String(tls.caName), STORAGE_CA_KEYS) : undefined;
  return {
    ref: inventory.ref(object, storage.field),
    product: 'Tempo',
    namespace,
    labels: storage.labels,
    address: url?.address,
    unknown: `the endpoint in Secret ${storage.secretName} is not shown by the manifests: declare it`,
    tls: storage.schemeDecides ? url?.tls ?? enabled : enabled,
    trust: { system: bundle === undefined, bundles: bundle ? [bundle] : [] },
    serverName: storage.serverName,
    skipVerify: storage.skipVerify,
    identity: enabled && tls.certName ? certificateIn(inventory, namespace, String(tls.certName), 'tls.crt', 'tls.key') : undefined,
  };
}
