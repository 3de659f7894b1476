import { formatIp, parseIp } from './ip';

/** What of a certificate decides which hosts it is good for. */
export interface NamedCertificate {
  readonly dnsNames: readonly string[];
  /** In canonical text. */
  readonly ipAddresses: readonly string[];
}

/** ASCII only: Unicode case rules have no place in host names. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * True for a host name that takes part in wildcard and trailing-dot matching; others match only letter by letter.
 * Underscores are let through because real deployments have them. A hyphen may not start a label.
 */
function validHostname(host: string, isPattern: boolean): boolean {
  const name = isPattern ? host : host.replace(/\.$/, '');
  if (name === '*') return false;
  return name.split('.').every((label, i) => (isPattern && i === 0 && label === '*') || /^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(label));
}

/** True if a name of a certificate covers a host, by the rules of Go: `*` stands for exactly one whole label, the leftmost. */
export function dnsNameCovers(pattern: string, host: string): boolean {
  const name = lower(pattern);
  const candidate = lower(host);
  if (!validHostname(candidate, false) || !validHostname(name, true)) return name !== '' && name !== '.' && name === candidate;
  const labels = candidate.replace(/\.$/, '').split('.');
  const patterns = name.split('.');
  return patterns.length === labels.length && patterns.every((label, i) => label === labels[i] || (i === 0 && label === '*'));
}

/** The canonical address if the host is one (`10.0.0.5`, `::1`, `[::1]`), else undefined. */
export function hostAddress(host: string): string | undefined {
  const bare = host.length >= 3 && host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  const octets = parseIp(bare);
  return octets && formatIp(octets);
}

/** True if a client that dials `host` accepts this certificate's names. The common name counts for nothing; addresses match address SANs only. */
export function coversHost(certificate: NamedCertificate, host: string): boolean {
  const address = hostAddress(host);
  if (address !== undefined) return certificate.ipAddresses.includes(address);
  return certificate.dnsNames.some((name) => dnsNameCovers(name, host));
}

/** Why a certificate does not cover a host, with what it does cover; undefined if it covers it. */
export function hostProblem(
  certificate: NamedCertificate & { readonly subject: { readonly commonName?: string } }, host: string,
): string | undefined {
  if (coversHost(certificate, host)) return undefined;
  const { dnsNames, ipAddresses, subject } = certificate;
  const isAddress = hostAddress(host) !== undefined;
  const covered = isAddress ? ipAddresses : dnsNames;
  if (covered.length > 0) {
    const more = covered.length > 12 ? ` and ${covered.length - 12} more` : '';
    return `the certificate is for ${covered.slice(0, 12).join(', ')}${more}, not for ${host}`;
  }
  if (isAddress) return `the certificate has no IP address among its names, so it cannot be good for ${host}`;
  if (ipAddresses.length === 0 && subject.commonName !== undefined && dnsNameCovers(subject.commonName, host)) {
    return `the certificate has ${host} only as its common name, which clients ignore: issue it with a subject alternative name`;
  }
  return `the certificate has no DNS names, so it cannot be good for ${host}`;
}
