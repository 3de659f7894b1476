import { Inventory, keysOf, Manifest, namespaceOf, Ref } from '../inventory';
import { keyRef } from '../material';
import { once } from '../once';
import { hasPlaceholder } from '../placeholders';
import { isMap } from '../values';
import { scalar, TempoStorage } from './custom-resource';
import { readEndpoint, StorageEndpoint } from './endpoint';

/** How Tempo signs in at its store. */
export type CredentialMode = 'static' | 'token' | 'token-cco';

/** What the Secret of a Tempo's store holds, as far as the manifests show it. */
export interface StorageSecret {
  readonly name: string;
  /** undefined when the manifests do not have it, or have it without any key */
  readonly object?: Manifest;
  readonly keys: readonly string[];
  /** undefined when it cannot be told, or when the operator refuses to tell */
  readonly mode?: CredentialMode;
  /** the Secret has keys of both ways to sign in, and the resource names none */
  readonly mixed: boolean;
  readonly endpoint?: StorageEndpoint & { readonly text: string };
  /** the text of a key */
  value(key: string): string | undefined;
  /** a reference to a key, or to the Secret where it has no such key */
  ref(key: string): Ref;
}

const LONG_LIVED = ['endpoint', 'access_key_id', 'access_key_secret'];
const SHORT_LIVED = ['region', 'role_arn'];

/** The keys that each way to sign in at S3 needs (tempo-operator 0.22.0, internal/handlers/storage/s3_secret.go). */
export const REQUIRED_KEYS: { readonly [mode in CredentialMode]: readonly string[] } = {
  'static': ['bucket', ...LONG_LIVED],
  'token': ['bucket', ...SHORT_LIVED],
  'token-cco': ['bucket', 'region'],
};

/** Reads the Secret that a Tempo's S3 storage names; undefined when it names none. */
export function storageSecret(inventory: Inventory, object: Manifest, storage: TempoStorage): StorageSecret | undefined {
  const known = once(inventory, secrets);
  if (!known.has(storage)) { known.set(storage, readSecret(inventory, object, storage)); }
  return known.get(storage);
}

/** By what a Tempo says of its storage: the same as long as a proof lasts. */
const secrets = (): Map<TempoStorage, StorageSecret | undefined> => new Map();

function readSecret(inventory: Inventory, object: Manifest, storage: TempoStorage): StorageSecret | undefined {
  const name = storage.secretName;
  if (storage.backend !== 's3' || name === undefined) { return undefined; }
  const namespace = namespaceOf(object);
  const secret = inventory.get('Secret', namespace, name);
  const keys = secret ? keysOf(secret) : [];
  const value = (key: string) => {
    const fact = inventory.value('Secret', namespace, name, key);
    if (typeof fact === 'string') { return hasPlaceholder(fact) ? undefined : fact; }
    const plain: unknown = isMap(secret?.stringData) ? secret?.stringData[key] : undefined;
    return typeof plain === 'string' ? undefined : scalar(plain);
  };
  const [long, short] = [LONG_LIVED, SHORT_LIVED].map((list) => list.some((key) => keys.includes(key)));
  const endpoint = value('endpoint');
  return {
    name,
    object: keys.length > 0 ? secret : undefined,
    keys,
    mode: modeOf(storage.credentialMode, keys.length > 0, long, short),
    mixed: storage.credentialMode === undefined && long && short,
    endpoint: endpoint === undefined ? undefined : { text: endpoint, ...readEndpoint(endpoint) },
    value,
    ref: (key) => (keys.includes(key) ? keyRef(inventory, 'Secret', namespace, name, key) : inventory.refTo('Secret', namespace, name)),
  };
}

function modeOf(said: string | undefined, shown: boolean, long: boolean, short: boolean): CredentialMode | undefined {
  if (said !== undefined) { return said === 'static' || said === 'token' || said === 'token-cco' ? said : undefined; }
  if (long && short) { return undefined; }
  return short ? 'token' : long || shown ? 'static' : undefined;
}
