import { readUrl } from '../addresses';
import { Inventory, isMap, Manifest, namespaceOf } from '../inventory';
import { bundleIn, certificateIn } from '../material';
import { Material, Reading, Trust } from '../model';
import { specialNamespaces } from '../trust-sources/special-namespaces';
import { serviceOf } from '../vault/shown';

/**
 * cert-manager as a client of Vault, for an issuer (cert-manager 1.21, internal/vault/vault.go): with the CA that the issuer has, or the roots of its image. It is read
 * where the manifests show whom it asks.
 */
export function readVaultIssuer(inventory: Inventory, issuer: Manifest): Reading {
  const vault = isMap(issuer.spec) ? issuer.spec.vault : undefined;
  const url = isMap(vault) && /^(cert-manager\.io|certmanager\.k8s\.io)\//.test(String(issuer.apiVersion)) ? readUrl(String(vault.server)) : undefined;
  if (!url || !serviceOf(inventory, url.address.host)) { return {}; }
  const namespace = issuer.kind === 'ClusterIssuer' ? specialNamespaces(inventory).issuers.name : namespaceOf(issuer);
  const identity = identityOf(inventory, namespace, vault);
  return {
    clients: [{
      ref: inventory.ref(issuer, 'spec.vault.server'),
      product: 'cert-manager',
      namespace: specialNamespaces(inventory).issuers.name,
      ...url,
      trust: trustOf(inventory, issuer, namespace, vault),
      ...(typeof vault.serverName === 'string' && vault.serverName !== '' ? { serverName: vault.serverName } : {}),
      ...(identity ? { identity } : {}),
    }],
  };
}

function trustOf(inventory: Inventory, issuer: Manifest, namespace: string, told: { readonly [name: string]: any }): Trust {
  const { caBundle, caBundleSecretRef: secret } = told;
  if (typeof caBundle === 'string' && caBundle !== '') {
    const pem = Buffer.from(caBundle, 'base64').toString('utf8');
    const ref = inventory.ref(issuer, 'spec.vault.caBundle');
    // What is still to be filled in is no base64.
    return { system: false, bundles: [pem.includes('-----BEGIN ') ? { ref, pem } : { ref }] };
  }
  return isMap(secret) && typeof secret.name === 'string'
    ? { system: false, bundles: [bundleIn(inventory, 'Secret', namespace, secret.name, String(secret.key ?? 'ca.crt'))] } : { system: true, bundles: [] };
}

function identityOf(inventory: Inventory, namespace: string, told: { readonly [name: string]: any }): Material | undefined {
  const { clientCertSecretRef: certificate, clientKeySecretRef: key } = told;
  if (!isMap(certificate) || !isMap(key) || typeof certificate.name !== 'string') { return undefined; }
  const beside = certificate.name === key.name ? String(key.key ?? 'tls.key') : undefined;
  return certificateIn(inventory, namespace, certificate.name, String(certificate.key ?? 'tls.crt'), beside);
}
