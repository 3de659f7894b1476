import { isIP } from 'node:net';
import { invalid } from '../kube/invalid';
import { requireText } from '../kube/text';
import { ADDRESS_LOOKUPS, readAddress, SRV_LOOKUPS, ThanosAddress } from '../trust/thanos/address';

const LOOKUPS = [...ADDRESS_LOOKUPS, ...SRV_LOOKUPS];
const ALLOWED = `HOST:PORT, or ${LOOKUPS.map((lookup) => `${lookup}+`).join(', ')} before a name that is looked up`;

/**
 * An address of gRPC that Thanos can dial.
 *
 * @throws for everything that Thanos takes without a word and never connects to: URLs, paths, ports out of range, unknown lookups
 */
export function requireAddress(where: string, field: string, value: unknown): ThanosAddress {
  const text = requireText(where, field, value);
  const address = readAddress(text);
  const refuse = (what: string, fix: string) => invalid(where, { what: `${field} ${what}`, got: text, allowed: ALLOWED, fix });
  const { lookup, host, port } = address;
  if (/^[a-z][a-z-]*:\/\//i.test(text)) {
    const rest = text.replace(/^[^:]*:\/+/, '').replace(/[/?#].*$/, '');
    throw refuse('is a URL, and an address of gRPC has no scheme', `write ${JSON.stringify(/:\d+$/.test(rest) ? rest : `${rest}:443`)}; whether TLS is spoken is said by the realm`);
  }
  if (lookup !== undefined && !LOOKUPS.includes(lookup)) {
    throw refuse(`asks for a lookup that Thanos does not know ("${lookup}+")`, `use one of ${LOOKUPS.map((known) => `${known}+`).join(', ')}`);
  }
  if (address.problem !== undefined) {
    throw refuse(`leads nowhere: ${address.problem}`, isIP(text) === 6 ? `write "[${text}]:10901"` : 'write host and port, for example "thanos.eu1.example.com:443"');
  }
  checkHost(text, host, refuse);
  if (port === undefined && lookup === undefined) {
    throw refuse('has no port, and gRPC would silently dial 443', `write "${text}:443" or "${text}:10901", whichever the server listens on`);
  }
  if (lookup !== undefined && isIP(host) !== 0) { throw refuse('looks up an IP address', `write "${text.slice(lookup.length + 1)}"`); }
  return address;
}

function checkHost(text: string, host: string, refuse: (what: string, fix: string) => Error): void {
  if (isIP(host) !== 0) { return; }
  const written = text.slice(text.indexOf('+') + 1);
  if (/[$<>{}]/.test(written)) { throw refuse('has a placeholder in it', 'write the value: Thanos replaces nothing in the addresses of its endpoints'); }
  if (/[A-Z]/.test(written)) { throw refuse('has capital letters, which certificates and DNS do not tell apart, but Thanos does', `write ${JSON.stringify(text.toLowerCase())}`); }
  const name = host.replace(/\.$/, '');
  if (/^[\d.]+$/.test(name)) { throw refuse('has a host that is no IP address, but looks like one', 'write four numbers from 0 to 255, or a name'); }
  if (name.length > 253 || name.split('.').some((label) => !/^[a-z0-9_]([-a-z0-9_]*[a-z0-9])?$/.test(label) || label.length > 63)) {
    throw refuse('has a host that is no DNS name', /[^\u0000-\u007f]/.test(name) ? 'write an international name in its ASCII form (xn--…)' : 'correct the host');
  }
}

const PRIVATE_SUFFIX = /(^|\.)(svc|local|localhost|internal|intranet|lan|home|corp|private|test|invalid|home\.arpa|consul)$/;

/** Whether a host lies inside of a cluster or a company's network, as far as its name or address tells: no public CA signs it. */
export function isPrivateHost(host: string): boolean {
  const name = host.replace(/\.$/, '');
  if (isIP(name) === 4) { return /^(10|127|0)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^169\.254\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(name); }
  if (isIP(name) === 6) { return /^(::1$|f[cd]|fe[89ab])/i.test(name); }
  return !name.replace(/^(_[^.]+\.)+/, '').includes('.') || PRIVATE_SUFFIX.test(name) || /\.svc\./.test(name);
}

/** Whether a host is a Service or a pod of a cluster. */
export function isClusterHost(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return name === 'localhost' || /\.svc(\.|$)/.test(name) || !name.replace(/^(_[^.]+\.)+/, '').includes('.');
}
