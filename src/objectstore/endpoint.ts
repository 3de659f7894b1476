import { isIPv6 } from 'node:net';
import { IConstruct } from 'constructs';
import { invalid } from '../kube/invalid';
import { requireHost, requirePort, requireText } from '../kube/text';

/** A server's URL, taken apart. */
export interface Endpoint {
  readonly url: string;
  readonly host: string;
  readonly port: number;
}

/** Scheme, host and port as a URL: an IPv6 address in brackets. */
export function endpointUrl(scheme: 'http' | 'https', host: string, port: number): string {
  return `${scheme}://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** An S3 endpoint: a scheme, a host and perhaps a port, and nothing else. S3 clients differ in what they make of anything more. */
export function requireEndpoint(where: IConstruct | string, scheme: 'http' | 'https', value: unknown): Endpoint {
  const text = requireText(where, 'endpoint', value);
  const complain = (what: string, fix: string, saw?: string) =>
    invalid(where, { what, ...(saw === undefined ? { got: text } : { saw }), allowed: `${scheme}://HOST or ${scheme}://HOST:PORT`, fix });

  if (/[\s\u0000-\u001f]/.test(text)) { throw complain('endpoint contains white space', 'remove it; a line break often comes from a file or a Secret'); }
  const match = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/(.*)$/.exec(text);
  if (!match) { throw complain('endpoint has no scheme', `write ${scheme}://${text}`); }
  const [, given, rest] = match;
  if (rest.includes('@')) { throw complain('endpoint contains credentials', 'remove them: credentials belong in a Secret', '(not shown: it contains credentials)'); }
  if (given === 'http' && scheme === 'https') {
    throw complain('endpoint is plain HTTP: keys would be signed for, but data sent in the clear', `use https://${rest}; for a store without TLS say so: ObjectStorage.unsafePlaintext(…)`);
  }
  if (given !== scheme) { throw complain(`endpoint does not start with ${scheme}://`, `write ${scheme}://${rest}`); }
  const tail = /[/?#]/.exec(rest);
  if (tail) { throw complain('endpoint has a path, a query or a fragment', `write ${scheme}://${rest.slice(0, tail.index)}; the bucket is named apart`); }
  if (rest !== rest.toLowerCase()) { throw complain('endpoint is not in lower case', `write ${scheme}://${rest.toLowerCase()}`); }

  const parts = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(.*))?$/.exec(rest);
  if (!parts || (parts[1] !== undefined && !isIPv6(parts[1])) || (parts[1] === undefined && parts[3]?.includes(':'))) {
    throw complain('endpoint has no readable host', `an IPv6 address stands in brackets: ${scheme}://[2001:db8::1]:9000`);
  }
  const host = requireHost(where, 'the host in endpoint', parts[1] ?? parts[2]);
  if (parts[3] !== undefined && !/^\d{1,5}$/.test(parts[3])) { throw complain('endpoint has no readable port', `write ${scheme}://${host}:9000`); }
  const port = parts[3] === undefined ? { http: 80, https: 443 }[scheme] : requirePort(where, 'the port in endpoint', Number(parts[3]));
  return { url: text, host, port };
}

/** The region that requests are signed for. */
export function requireRegion(where: IConstruct | string, value: unknown): string {
  const text = requireText(where, 'region', value);
  if (!/^[a-zA-Z0-9][-_a-zA-Z0-9]*$/.test(text)) {
    throw invalid(where, { what: 'region is not a region name', got: text, allowed: 'letters, digits, "-" and "_"', fix: 'for example "eu-central-1"' });
  }
  return text;
}
