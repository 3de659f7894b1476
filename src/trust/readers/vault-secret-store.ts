import { Inventory, Manifest, namespaceOf } from '../inventory';
import { bundleIn } from '../material';
import { Material, Reading } from '../model';
import { isMap } from '../values';
import { controllers, inField, pairOf } from '../vault/controllers';

/** External Secrets as a client of Vault, for a store (external-secrets cc5bfbc2, providers/v1/vault/client.go, runtime/esutils). */
export function readVaultSecretStore(inventory: Inventory, store: Manifest): Reading {
  const vault = isMap(store.spec) && isMap(store.spec.provider) ? store.spec.provider.vault : undefined;
  if (!isMap(vault) || !String(store.apiVersion).startsWith('external-secrets.io/')) { return {}; }
  const tls = isMap(vault.tls) ? vault.tls : {};
  // Of all namespaces, a store has to name one; where it leaves that to who asks, it is unknown.
  const at = (ref: any): string | undefined => (store.kind === 'ClusterSecretStore' ? ref?.namespace : namespaceOf(store));
  const namespace = at(tls.certSecretRef);
  return {
    clients: controllers(inventory, store, {
      product: 'External Secrets',
      namespace: 'external-secrets',
      server: vault.server,
      field: 'spec.provider.vault.server',
      bundle: inField(inventory.ref(store, 'spec.provider.vault.caBundle'), vault.caBundle) ?? provided(inventory, store, vault.caProvider, at(vault.caProvider)),
      identity: typeof namespace === 'string' ? pairOf(inventory, namespace, tls.certSecretRef, tls.keySecretRef) : tls.certSecretRef && { ref: inventory.ref(store, 'spec.provider.vault.tls') },
    }),
  };
}

function provided(inventory: Inventory, store: Manifest, provider: unknown, namespace: unknown): Material | undefined {
  if (!isMap(provider)) { return undefined; }
  const { key, name, type } = provider;
  const shown = (type === 'Secret' || type === 'ConfigMap') && [key, name, namespace].every((each) => typeof each === 'string');
  return shown ? bundleIn(inventory, type, namespace as string, name, key) : { ref: inventory.ref(store, 'spec.provider.vault.caProvider') };
}
