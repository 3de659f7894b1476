import { Construct } from 'constructs';
import { FamilyContext } from './family';
import { THANOS_PATHS, TlsDirectory, tlsDirectory } from './tls-mounts';
import { invalid } from '../kube/invalid';
import { requireHost, requireList, requirePort, requireText } from '../kube/text';
import { ClientCertificate, StorageCa } from '../pki';
import { BoundCertificate } from '../pki/binding';

/** A server whose HTTP API Thanos dials: a querier, a query frontend, an Alertmanager. */
export interface IThanosHttpServer {
  /** Scheme, host and port, for example "https://querier.thanos.svc:10902". */
  readonly httpUrl: string;
  /** The bundle that verifies its certificate; undefined for plaintext, and where public roots do. */
  readonly httpCa?: StorageCa;
}

/** Options of `ThanosHttpTarget.of`. */
export interface ThanosHttpTargetOptions {
  /**
   * The bundle that verifies its certificate.
   * @default - the public roots of Thanos' image
   */
  readonly ca?: StorageCa;
}

/**
 * A server outside of this app whose HTTP API Thanos dials.
 *
 * @example
 *
 * const alertmanager = ThanosHttpTarget.of('https://alertmanager.monitoring.svc:9093', { ca: StorageCa.fromBundle('internal-ca') });
 */
export class ThanosHttpTarget implements IThanosHttpServer {
  /**
   * A server by its URL.
   *
   * @param url scheme, host and, where it is not the scheme's own, port
   * @throws for what is no such URL, and for a CA beside plaintext
   */
  public static of(url: string, options: ThanosHttpTargetOptions = {}): ThanosHttpTarget {
    const where = 'ThanosHttpTarget.of';
    const { scheme } = readUrl(where, url);
    if (scheme === 'http' && options.ca !== undefined) {
      throw invalid(where, { what: 'url is plaintext (http://), so its CA would not be used', got: url, fix: 'write https://, or leave ca out' });
    }
    return new ThanosHttpTarget(url.replace(/\/$/, ''), options.ca);
  }

  private constructor(
    /** Scheme, host and port. */
    public readonly httpUrl: string,
    /** The bundle that verifies its certificate. */
    public readonly httpCa?: StorageCa,
  ) {}
}

/** Scheme and authority of a URL. */
export function readUrl(where: string | Construct, url: unknown): { scheme: 'http' | 'https'; authority: string } {
  const text = requireText(where, 'url', url);
  const match = /^(https?):\/\/(\[[0-9a-fA-F:.]+\]|[^/:?#@[\]]+)(?::(\d{1,5}))?\/?$/.exec(text);
  if (!match) {
    throw invalid(where, { what: 'url is not scheme, host and port', got: text, allowed: 'http://HOST:PORT or https://HOST:PORT, without path and credentials', fix: 'for example "https://querier.thanos.svc:10902"' });
  }
  requireHost(where, 'the host in url', match[2].replace(/^\[|\]$/g, ''));
  const scheme = match[1] as 'http' | 'https';
  const port = match[3] === undefined ? { http: 80, https: 443 }[scheme] : requirePort(where, 'the port in url', Number(match[3]));
  return { scheme, authority: `${match[2]}:${port}` };
}

/** Servers that are dialled with the same trust, and where that trust lies. */
export interface BoundTargets {
  readonly scheme: 'http' | 'https';
  /** host and port of each */
  readonly authorities: readonly string[];
  readonly tls?: TlsDirectory;
  readonly ca?: StorageCa;
}

/**
 * Makes servers reachable: one directory for each bundle, with the certificate that is shown to them.
 *
 * @param prefix of the volumes' names
 */
export function bindTargets(
  scope: Construct, field: string, prefix: string, namespace: string, servers: unknown, identity?: BoundCertificate,
): BoundTargets[] {
  const groups = new Map<string, { scheme: 'http' | 'https'; ca?: StorageCa; authorities: string[] }>();
  const seen = new Set<string>();
  requireList<IThanosHttpServer>(scope, field, servers).forEach((server, i) => {
    if (typeof server?.httpUrl !== 'string') {
      throw invalid(scope, { what: `${field}[${i}] has no httpUrl`, got: server, allowed: 'a ThanosQuerier, a ThanosQueryFrontend, or a ThanosHttpTarget', fix: "for example ThanosHttpTarget.of('https://querier.thanos.svc:10902')" });
    }
    const { scheme, authority } = readUrl(scope, server.httpUrl);
    if (seen.has(authority)) { throw invalid(scope, { what: `${field} names a server twice`, got: authority, fix: 'name it once' }); }
    seen.add(authority);
    const key = scheme === 'http' ? scheme : `${scheme} ${server.httpCa?.configMapName ?? ''}`;
    const group = groups.get(key) ?? { scheme, ca: scheme === 'https' ? server.httpCa : undefined, authorities: [] };
    group.authorities.push(authority);
    groups.set(key, group);
  });
  return [...groups.values()].map(({ scheme, ca, authorities }, i) => {
    const needed = scheme === 'https' && (ca !== undefined || identity !== undefined);
    const name = `${prefix}-${i}`;
    const tls = needed ? tlsDirectory(`${name}-tls`, `${THANOS_PATHS.realms}/${name}`, { ca: ca?._bind(scope, namespace), certificate: identity }) : undefined;
    return { scheme, authorities, tls, ca };
  });
}

/** Whose pods they are, and the labels that select them. */
export type PodsOf = Pick<FamilyContext, 'name' | 'namespace' | 'podLabels'>;

/** The identity that is shown to HTTP servers which ask for one. */
export function bindHttpIdentity(
  scope: Construct, { name, namespace, podLabels }: PodsOf, certificate: ClientCertificate | undefined,
): BoundCertificate | undefined {
  return certificate?._bind(new Construct(scope, 'http-client'), { owner: `${name}-http-client`, namespace, usage: 'client', podLabels, dnsNames: [`${name}.${namespace}.svc`] });
}

/** `tls_config` in the words of Prometheus' and of Thanos' own HTTP clients, which are the same; JSON is YAML. */
export function tlsConfigOf(tls: TlsDirectory | undefined): { [key: string]: string } | undefined {
  return tls && {
    ...(tls.caFile === undefined ? {} : { ca_file: tls.caFile }),
    ...(tls.certFile === undefined ? {} : { cert_file: tls.certFile, key_file: tls.keyFile! }),
  };
}
