import { domainToASCII } from 'node:url';
import { CliError, usageError } from './errors';
import { show } from '../x509/errors';
import { formatIp, parseIp } from '../x509/ip';

/** One leaf the user asked for. */
export interface LeafRequest {
  /** As typed, for messages. */
  readonly given: string;
  /** Base name of its files, and its common name. */
  readonly name: string;
  readonly role: 'server' | 'client';
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  /** Set if the leaf is for a Kubernetes Service. */
  readonly service?: { readonly name: string; readonly namespace: string };
}

const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const DNS_ALLOWED = 'labels of a-z, 0-9 and inner hyphens, at most 63 characters each and 253 together; * as the whole first label';

function isLabel(label: string): boolean {
  return label.length <= 63 && LABEL.test(label);
}

function isDnsName(name: string): boolean {
  const labels = name.split('.');
  const plain = labels[0] === '*' && labels.length > 2 ? labels.slice(1) : labels;
  return name.length <= 253 && plain.every(isLabel) && !/^[0-9]+$/.test(labels[labels.length - 1]);
}

/** What the user probably meant by a name that is none. */
function dnsFix(name: string): string | undefined {
  if (/[^\u0000-\u007f]/.test(name)) {
    const ascii = domainToASCII(name);
    return ascii === '' ? 'use the ASCII (punycode) form of the name' : `use the punycode form: ${ascii}`;
  }
  if (/^[a-z]+:\/\//i.test(name)) return 'give the host name only, without scheme and path';
  if (/^\[.*\]$/.test(name)) return 'write an IPv6 address without brackets';
  if (/^[^:]+:[0-9]+$/.test(name)) return 'leave out the port: certificates know none';
  if (/^[0-9.]+$/.test(name)) return 'an IPv4 address has four numbers from 0 to 255 without leading zeros';
  if (/\s/.test(name)) return 'remove the blanks; separate names by commas only';
  if (name.endsWith('.')) return `leave out the final dot: ${name.replace(/\.+$/, '')}`;
  if (/[A-Z]/.test(name)) return `use lower case: ${name.toLowerCase()}`;
  if (name.startsWith('*.') && name.split('.').length === 2) return 'a wildcard needs at least two labels after it';
  if (name.includes('*')) return 'a wildcard stands for the whole first label only, as in *.hl.tracing.svc';
  return undefined;
}

/** Refuses what is no DNS name a certificate should carry. */
function checkDnsName(option: string, name: string): string {
  if (!isDnsName(name)) throw usageError(`${option}: not a DNS name`, name === '' ? 'nothing' : show(name, 80), DNS_ALLOWED, dnsFix(name));
  return name;
}

/** The names under which a Service is dialled inside its cluster. */
export function serviceNames(name: string, namespace: string, clusterDomain: string): string[] {
  return [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.${clusterDomain}`];
}

/** Refuses a cluster domain that is none. */
export function checkClusterDomain(domain: string): string {
  if (domain.startsWith('*')) throw usageError('--cluster-domain: not a DNS name', show(domain), DNS_ALLOWED.replace(/;.*/, ''));
  return checkDnsName('--cluster-domain', domain);
}

/** File names must not hold what a shell or a file system takes for something else. */
function fileName(part: string): string {
  return part.replace(/^\*/, 'wildcard').replace(/:/g, '-');
}

interface Part {
  readonly text: string;
  readonly dnsNames: string[];
  readonly ipAddresses: string[];
  readonly service?: LeafRequest['service'];
}

function parsePart(part: string, isFirst: boolean, clusterDomain: string): Part {
  const [, prefix, text] = /^(?:(dns|ip|svc):)?([^]*)$/.exec(part) as unknown as [string, string | undefined, string];
  const address = parseIp(text);
  if (prefix === 'ip' || (prefix === undefined && address)) {
    if (!address) throw usageError('--server: not an IP address', show(text), 'an IPv4 or IPv6 address', dnsFix(text));
    return { text, dnsNames: [], ipAddresses: [formatIp(address)] };
  }
  const labels = text.split('.');
  if (prefix === 'svc' || (prefix === undefined && isFirst && labels.length === 2 && labels[0] !== '*')) {
    const [name, namespace] = labels;
    if (labels.length !== 2 || !isLabel(name) || !isLabel(namespace)) {
      const allowed = 'NAME.NAMESPACE of a Kubernetes Service: two labels of a-z, 0-9 and inner hyphens, at most 63 characters each';
      throw usageError('--server: not a Service', show(text, 80), allowed, dnsFix(text));
    }
    return { text, dnsNames: serviceNames(name, namespace, clusterDomain), ipAddresses: [], service: { name, namespace } };
  }
  return { text, dnsNames: [checkDnsName('--server', text)], ipAddresses: [] };
}

/** Reads `--server NAME.NAMESPACE[,name or address…]`: the first part names the leaf, and is a Service if it has exactly two labels. */
export function parseServer(given: string, clusterDomain: string): LeafRequest {
  const parts = given.split(',').map((part, i) => parsePart(part, i === 0, clusterDomain));
  const dnsNames = parts.flatMap((part) => part.dnsNames);
  const ipAddresses = parts.flatMap((part) => part.ipAddresses);
  const twice = [...dnsNames, ...ipAddresses].find((name, i, all) => all.indexOf(name) !== i);
  if (twice !== undefined) throw usageError('--server: a name is there twice', show(given, 120), 'every name once', `leave out one ${twice}`);
  return { given, name: fileName(parts[0].text), role: 'server', dnsNames, ipAddresses, service: parts[0].service };
}

/** Reads `--client NAME`. The name is the identity the server sees as common name. */
export function parseClient(given: string): LeafRequest {
  if (!/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(given) || given.length > 64) {
    throw usageError('--client: not a client name', given === '' ? 'nothing' : show(given, 80),
      '1 to 64 characters of letters, digits, dots, hyphens and underscores; letter or digit at both ends', dnsFix(given));
  }
  return { given, name: given, role: 'client', dnsNames: isDnsName(given) ? [given] : [], ipAddresses: [] };
}

/** Refuses two leaves with the same files, on file systems that ignore case as well. */
export function checkDistinct(requests: readonly LeafRequest[]): void {
  const seen = new Map<string, LeafRequest>();
  for (const request of requests) {
    const id = request.name.toLowerCase();
    const other = seen.get(id);
    if (id === 'ca') throw usageError(`--${request.role}: the name is taken`, request.given, 'any name but "ca", whose files hold the CA');
    if (other) {
      throw new CliError(`--${other.role} ${other.given} and --${request.role} ${request.given} would both be written to ${request.name}.crt: `
        + 'ask for each leaf once, and give servers and clients different names', 2);
    }
    seen.set(id, request);
  }
}
