import { posix } from 'node:path';

/** Whether a word starts Vault or OpenBao. */
export function isVault(word: string | undefined): boolean {
  return word !== undefined && /^(vault|bao)$/.test(posix.basename(word));
}

/** Whether an image is that of Vault, or of OpenBao, by its repository. */
export function isVaultImage(repository: string): boolean {
  return /(^|\/)(hashicorp\/vault(-enterprise)?|library\/vault|openbao\/openbao(-[a-z-]+)?)$|^vault$/.test(repository);
}

/**
 * A variable as Vault reads it, or OpenBao, which takes BAO_ for VAULT_ where both are set (openbao df6ce2ce, api/env.go). Vault looks at no BAO_ variable, and who
 * sets one has no Vault.
 */
export function vaultVariable(name: string, variable: (name: string) => string | undefined): string | undefined {
  return variable(name.replace(/^VAULT_/, 'BAO_')) ?? variable(name);
}

/** A switch as strconv.ParseBool reads it. */
export function isTrue(value: string | undefined): boolean {
  return /^(1|t|true)$/i.test(value ?? '');
}
