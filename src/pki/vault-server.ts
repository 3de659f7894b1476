import { IConstruct } from 'constructs';
import { invalid } from '../kube/invalid';
import { requireText } from '../kube/text';

/** A name in Vault. */
export function requireVaultWord(where: IConstruct | string, field: string, value: unknown): string {
  const text = requireText(where, field, value);
  if (/^[\w./@-]+$/.test(text)) { return text; }
  throw invalid(where, { what: `${field} has characters that a name in Vault does not have`, got: text, allowed: 'letters, digits, "_", "-", ".", "/", "@"', fix: 'say it as "vault read" does' });
}

/** The address of Vault: nothing else than https, since tokens go there and certificates come from it. */
export function requireVaultServer(where: IConstruct | string, server: unknown): string {
  const text = requireText(where, 'server', server);
  if (/^https:\/\/[^/\s"]+$/.test(text)) { return text; }
  throw invalid(where, { what: 'server is not the https address of a server', got: server, allowed: 'https://HOST:PORT', fix: 'for example https://vault.vault.svc:8200' });
}
