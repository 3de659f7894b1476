import { IConstruct } from 'constructs';
import { invalid } from '../kube/invalid';
import { requireHost, requirePort } from '../kube/text';
import { IObjectStore } from '../objectstore';

/**
 * Whether a store is dialled with TLS. Its endpoint is read as the operator reads it (tempo-operator 0.22.0,
 * internal/handlers/storage/s3_secret.go): "https://" in exactly these letters means TLS, whatever else parses means plaintext, and what
 * is left after the scheme goes to Tempo, which wants a host and a port and nothing more.
 *
 * @throws for an endpoint that the operator refuses, that Tempo refuses, or that would be plaintext without saying so
 */
export function dialsTls(where: IConstruct, store: IObjectStore): boolean {
  const endpoint: unknown = store.endpoint;
  const refuse = (what: string, fix: string) => invalid(where, {
    what: `the store's endpoint ${what}`,
    got: endpoint,
    allowed: 'https://HOST or https://HOST:PORT; http:// in the same form for plaintext',
    fix,
  });
  if (typeof endpoint !== 'string' || endpoint === '') {
    throw refuse('is not text', 'use a bucket of TlsMinio or of ObjectStorage.external');
  }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(endpoint)?.[1];
  if (scheme === undefined) {
    throw refuse('has no scheme, and the operator would speak plaintext to it', `write https://${endpoint.trim().replace(/^\/+/, '')}`);
  }
  if (scheme !== 'https' && scheme !== 'http') {
    throw refuse('has a scheme that the operator does not know, so it would speak plaintext', 'write https:// in lower case');
  }
  const rest = endpoint.slice(scheme.length + 3);
  if (/\s/.test(endpoint)) { throw refuse('has white space in it', `write ${scheme}://${rest.replace(/\s/g, '')}`); }
  if (rest.includes('@')) { throw refuse('has a user in it', 'credentials come from the bucket, not from the endpoint'); }
  if (/[/?#]/.test(rest)) {
    throw refuse('has a path or a query, with which Tempo does not start', `write ${scheme}://${rest.replace(/[/?#].*$/, '')}; the bucket is named by the bucket`);
  }
  const [, host, port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(rest) ?? [];
  if (host === undefined || host === '') { throw refuse('has no host', `write ${scheme}://minio.tracing.svc:9000`); }
  requireHost(where, 'the host of the store\'s endpoint', host.replace(/^\[|\]$/g, ''));
  if (port !== undefined) { requirePort(where, 'the port of the store\'s endpoint', /^\d+$/.test(port) ? Number(port) : port); }
  return scheme === 'https';
}
