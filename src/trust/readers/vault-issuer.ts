import { Inventory, Manifest, namespaceOf } from '../inventory';
import { bundleIn } from '../material';
import { Reading } from '../model';
import { specialNamespaces } from '../trust-sources/special-namespaces';
import { isMap } from '../values';
import { controllers, inField, pairOf } from '../vault/controllers';

/** cert-manager as a client of Vault, for an issuer (cert-manager 1.21, internal/vault/vault.go). */
export function readVaultIssuer(inventory: Inventory, issuer: Manifest): Reading {
  const vault = isMap(issuer.spec) ? issuer.spec.vault : undefined;
  if (!isMap(vault) || !/^(cert-manager\.io|certmanager\.k8s\.io)\//.test(String(issuer.apiVersion))) { return {}; }
  const own = specialNamespaces(inventory).issuers.name;
  const namespace = issuer.kind === 'ClusterIssuer' ? own : namespaceOf(issuer);
  const { caBundle, caBundleSecretRef: secret, clientCertSecretRef, clientKeySecretRef, server, serverName } = vault;
  const inSecret = () => (isMap(secret) && typeof secret.name === 'string' ? bundleIn(inventory, 'Secret', namespace, secret.name, String(secret.key ?? 'ca.crt')) : undefined);
  return {
    clients: controllers(inventory, issuer, {
      product: 'cert-manager',
      namespace: own,
      server,
      field: 'spec.vault.server',
      bundle: inField(inventory.ref(issuer, 'spec.vault.caBundle'), caBundle) ?? inSecret(),
      serverName,
      identity: pairOf(inventory, namespace, clientCertSecretRef, clientKeySecretRef),
    }),
  };
}
