import { Inventory, Manifest } from '../inventory';
import { hasPlaceholder } from '../placeholders';
import { isMap, items } from '../values';

/** A Secret that something will make of an object of the manifests, without showing what is in it. */
export interface PromisedSecret {
  /** the object that promises it */
  readonly by: Manifest;
  /** the keys it will have */
  readonly keys: readonly string[];
  /** whether it can have no others */
  readonly complete: boolean;
}

/** The Secret that an ExternalSecret, a SealedSecret or a SecretProviderClass promises under a name; undefined when none does. */
export function promisedSecret(inventory: Inventory, namespace: string, name: string): PromisedSecret | undefined {
  const [external] = inventory.having('ExternalSecret', namespace, name, targetOfExternal);
  if (external) { return fromExternal(external); }
  const [sealed] = inventory.having('SealedSecret', namespace, name, nameOf);
  if (sealed) {
    const { encryptedData, template } = sealed.spec ?? {};
    return { by: sealed, keys: [...keysIn(encryptedData), ...keysIn(template?.data)], complete: isMap(encryptedData) && !patched(sealed) };
  }
  const [provider] = inventory.having('SecretProviderClass', namespace, name, targetsOfProvider);
  if (!provider) { return undefined; }
  const object = items(provider.spec?.secretObjects).find((o) => o.secretName === name);
  return { by: provider, keys: items(object?.data).flatMap((d) => (typeof d.key === 'string' ? [d.key] : [])), complete: Array.isArray(object?.data) };
}

// An ExternalSecret's target is named by itself where it says nothing else (external-secrets 2.9, apis/externalsecrets/v1).
// One with a manifest of its own makes another kind of object.
const targetOfExternal = ({ metadata, spec }: Manifest): unknown[] => (isMap(spec?.target?.manifest) ? [] : [spec?.target?.name ?? metadata.name]);

// The Secret of a SealedSecret bears its name, whatever the template says (sealed-secrets 0.36, pkg/apis/sealedsecrets, Unseal).
const nameOf = (object: Manifest): unknown[] => [object.metadata.name];

const targetsOfProvider = (object: Manifest): unknown[] => items(object.spec?.secretObjects).map((o) => o.secretName);

/**
 * A template with data of its own replaces what was fetched, unless it merges (external-secrets 2.9, pkg/controllers/externalsecret, templating);
 * `dataFrom`, templates from elsewhere and a Secret that is only added to may bring any key.
 */
function fromExternal(object: Manifest): PromisedSecret {
  const { data, dataFrom, target } = object.spec ?? {};
  const template = isMap(target?.template) ? target.template : {};
  const fetched = items(data).flatMap((d) => (typeof d.secretKey === 'string' ? [d.secretKey] : []));
  const own = keysIn(template.data);
  const merges = template.mergePolicy === 'Merge';
  const complete = items(dataFrom).length === 0 && items(template.templateFrom).length === 0
    && target?.creationPolicy !== 'Merge' && target?.creationPolicy !== 'None' && fetched.length + own.length > 0 && ![...fetched, ...own].some(hasPlaceholder);
  return { by: object, keys: own.length === 0 || merges ? [...fetched, ...own] : own, complete };
}

function patched(object: Manifest): boolean {
  const annotation = 'sealedsecrets.bitnami.com/patch';
  const template = object.spec?.template?.metadata?.annotations;
  return object.metadata.annotations?.[annotation] === 'true' || (isMap(template) && template[annotation] === 'true');
}

function keysIn(part: unknown): string[] {
  return isMap(part) ? Object.keys(part) : [];
}
