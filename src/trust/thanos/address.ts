import { isIP } from '../../x509/ip';

/** An address of Thanos taken apart: `[PREFIX+]HOST[:PORT]`. */
export interface ThanosAddress {
  readonly text: string;
  /** the kind of lookup: what stands before the "+" */
  readonly lookup?: string;
  readonly host: string;
  readonly port?: number;
  /** for HTTP addresses */
  readonly scheme?: string;
  /** what is wrong with it, whatever the version */
  readonly problem?: string;
}

/** Lookups that ask for SRV records, whose ports they take. */
export const SRV_LOOKUPS: readonly string[] = ['dnssrv', 'dnssrvnoa'];

/** Lookups that ask for addresses, and need a port. */
export const ADDRESS_LOOKUPS: readonly string[] = ['dns', 'dnsdualstack'];

/** Something in a text that somebody else fills in: nobody can tell what is dialled. */
export const PLACEHOLDER = /\$[({A-Za-z]|[{}<>]/;

/** Takes a gRPC address apart (pkg/discovery/dns/provider.go GetQTypeName, resolver.go). */
export function readAddress(text: string): ThanosAddress {
  const plus = text.indexOf('+');
  const lookup = plus < 0 ? undefined : text.slice(0, plus);
  return { text, ...(lookup === undefined ? {} : { lookup }), ...hostPort(plus < 0 ? text : text.slice(plus + 1), lookup) };
}

/** Takes an HTTP address apart: `[PREFIX+][http[s]://]HOST[:PORT][/PATH]`. */
export function readHttpAddress(text: string, defaultPort?: number): ThanosAddress {
  const match = /^(?:([a-z]+)\+)?(?:(https?):\/\/)?([^/?#]*)/i.exec(text.trim());
  const scheme = match?.[2]?.toLowerCase();
  const lookup = match?.[1]?.toLowerCase();
  const rest = hostPort((match?.[3] ?? '').replace(/^[^@]*@/, ''), lookup);
  const port = rest.port ?? (lookup === undefined ? defaultPort ?? (scheme === 'https' ? 443 : 80) : defaultPort);
  return { text, ...(lookup === undefined ? {} : { lookup }), host: rest.host, port, ...(scheme === undefined ? {} : { scheme }) };
}

/** The port and the protocol that an SRV name asks for, and the name behind them: "_grpc._tcp.store.monitoring.svc". */
export function readSrvName(host: string): { readonly port: string; readonly protocol: string; readonly host: string } | undefined {
  const match = /^_([^.]+)\._([^.]+)\.(.+)$/.exec(host);
  return match ? { port: match[1], protocol: match[2], host: match[3] } : undefined;
}

function hostPort(text: string, lookup: string | undefined): { host: string; port?: number; problem?: string } {
  const match = /^(\[[^\]]*\]|[^:]*)(?::([^:]*))?$/.exec(text);
  const host = (match?.[1] ?? text).replace(/^\[|\]$/g, '').toLowerCase();
  const port = match?.[2] === undefined || !/^\d{1,9}$/.test(match[2]) ? undefined : Number(match[2]);
  const problem = wrong(text, match, host, port, lookup);
  return { host, ...(port === undefined ? {} : { port }), ...(problem === undefined ? {} : { problem }) };
}

function wrong(text: string, match: RegExpExecArray | null, host: string, port: number | undefined, lookup: string | undefined): string | undefined {
  if (text === '' || host === '') { return 'it names no host'; }
  if (/^https?:\/\//i.test(text)) { return 'it is a URL: an address of gRPC has no scheme'; }
  // The names of gRPC's own resolvers (dns:///, unix:///, passthrough:///) are no mistake.
  if (/^[a-z][a-z-]*:\/\//i.test(text)) { return undefined; }
  if (text.includes('/')) { return 'it has a path: an address of gRPC is host and port'; }
  if (!match) { return isIP(text) === 6 || isIP(text.replace(/:\d+$/, '')) === 6 ? 'an IPv6 address has to stand in brackets' : 'it has more than one port'; }
  if (match[2] !== undefined && (port === undefined || port < 1 || port > 65535)) { return `"${match[2]}" is no port`; }
  if (lookup !== undefined && ADDRESS_LOOKUPS.includes(lookup) && match[2] === undefined) { return `${lookup}+ looks up addresses only, and needs a port`; }
  return undefined;
}
