import { Symptom } from '../symptom';

/**
 * What Vault answers to cert-manager and to its agents (Vault 1.21.4 with its Kubernetes method, cert-manager 1.21), as conditions, events and logs tell it. No manifest shows
 * what Vault is told, so no rule finds it.
 */
export const VAULT: readonly Symptom[] = [
  {
    id: 'vault-key-type',
    says: /role requires keys of type (\S+)|role key type "any" not allowed for issuing/,
    means: 'the role in Vault does not make or sign this kind of key',
    rules: [],
    look: 'vault read MOUNT/roles/ROLE: key_type has to be that of the request (ECDSA is "ec") or "any" for cert-manager, and "ec" or "rsa" for an agent',
  },
  {
    id: 'vault-name-not-allowed',
    says: /(common name|subject alternate name) \S+ not allowed by this role|IP Subject Alternative Names are not allowed in this role/,
    means: 'the role in Vault does not allow one of the names',
    rules: [],
    look: 'vault read MOUNT/roles/ROLE: allowed_domains with allow_bare_domains and allow_subdomains, allow_wildcard_certificates, allow_ip_sans',
  },
  {
    id: 'vault-outlives-its-ca',
    says: /cannot satisfy request, as TTL would result in notAfter of \S+ that is beyond the expiration of the CA certificate/,
    means: 'the certificate would outlive the CA in Vault',
    rules: [],
    look: 'a shorter duration, or max_ttl of the role; a new CA before the old one has less left than a certificate lasts',
  },
  {
    id: 'vault-no-such-role',
    says: /invalid role name "?[^"\s]+"?|unknown role: \S+/,
    means: 'Vault has no such role: at its auth method ("invalid role name"), or at the engine that signs ("unknown role")',
    rules: [],
    look: 'vault list auth/kubernetes/role, vault list MOUNT/roles',
  },
  {
    id: 'vault-audience',
    says: /invalid audience \(aud\) claim/,
    means: 'the token is not for the audience that Vault\'s role asks for',
    rules: [],
    look: 'the audience of vault read auth/kubernetes/role/ROLE, and that of the issuer or of the agent\'s token',
  },
  {
    id: 'vault-account',
    says: /(service account name|namespace) not authorized/,
    means: 'Vault\'s role is for another service account, or another namespace',
    rules: [],
    look: 'bound_service_account_names and bound_service_account_namespaces of vault read auth/kubernetes/role/ROLE',
  },
  {
    id: 'vault-sealed',
    says: /\bVault is sealed\b/,
    means: 'Vault is sealed: it answers, and does nothing until somebody unseals it. Running servers keep what they have until it ends',
    rules: [],
    look: 'vault status',
  },
  {
    id: 'vault-refuses',
    says: /Vault failed to sign certificate|(VaultError|Failed to initialize Vault client)|\(view\) vault\.pki\([^)]*\): |auth\.handler: error authenticating/,
    means: 'Vault refuses to sign, or does not let in who asks: what it says comes after',
    rules: [],
    look: 'the lines below: with "permission denied" the policy of the role does not allow "update" on MOUNT/sign/ROLE or MOUNT/issue/ROLE, or there is no such mount',
  },
];
