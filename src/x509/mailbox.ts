/** An email address taken apart. */
export interface Mailbox {
  readonly local: string;
  readonly domain: string;
}

/** True for what Go takes as a domain in SANs and constraints: printable ASCII labels, no empty one, no trailing dot; '' is accepted. */
export function domainNameValid(domain: string, isConstraint: boolean): boolean {
  if (domain === '') return true;
  const name = isConstraint && domain.startsWith('.') ? domain.slice(1) : domain;
  return name.split('.').every((label) => /^[\u0021-\u007e]+$/.test(label));
}

const QUOTED = /^"((?:[\u0001-\u0008\u000b\u000c\u000e-\u0021\u0023-\u005b\u005d-\u007f]|\\[\u0001-\u0009\u000b\u000c\u000e-\u007f])*)"/;
const ATOMS = /^(?:\\[^]|[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.])+/;

/** Takes an email address apart as RFC 2821 has it, or returns undefined. */
export function parseMailbox(address: string): Mailbox | undefined {
  const quoted = QUOTED.exec(address);
  const match = quoted ?? (address.startsWith('"') ? null : ATOMS.exec(address));
  if (!match) return undefined;
  const local = (quoted ? quoted[1] : match[0]).replace(/\\([^])/g, '$1');
  if (!quoted && (local.startsWith('.') || local.endsWith('.') || local.includes('..'))) return undefined;
  const rest = address.slice(match[0].length);
  if (!rest.startsWith('@')) return undefined;
  const domain = rest.slice(1);
  return domainNameValid(domain, false) ? { local, domain } : undefined;
}
