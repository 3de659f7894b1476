import { Construct } from 'constructs';
import { ThanosListener } from './listener';
import { ThanosServerTls } from './server';
import { THANOS_PATHS, TlsDirectory, tlsDirectory } from './tls-mounts';
import { invalid } from '../kube/invalid';
import { TlsVersion } from '../kube/tls-version';
import { ServerCertificate, StorageCa } from '../pki';
import { BoundCertificate } from '../pki/binding';
import { readCertificates } from '../pki/inspect';
import { coversHost, dnsNameCovers } from '../x509/names';

/** A port with its certificate and bundle in place. */
export interface BoundListener {
  readonly kind: 'plaintext' | 'tls' | 'mutualTls';
  /** undefined for plaintext */
  readonly tls?: TlsDirectory;
  readonly certificate?: BoundCertificate;
  /** the bundle that verifies the server, where it is known */
  readonly ca?: StorageCa;
  /** the bundle that verifies clients */
  readonly clientCa?: StorageCa;
  readonly minVersion: TlsVersion;
  /** annotations that the Service in front of the port must carry */
  readonly serviceAnnotations?: { readonly [key: string]: string };
}

/** Who listens, and the names of the certificate. */
export interface ListenerOwner {
  readonly name: string;
  readonly namespace: string;
  readonly dnsNames: readonly string[];
  readonly dialled: string;
  /** the labels that select its pods */
  readonly podLabels: { readonly [label: string]: string };
}

/**
 * Binds the listeners of a server, each under its own name and directory. A certificate that several of them are given is one certificate: it
 * is bound once.
 */
export function bindListeners<K extends string>(
  scope: Construct, owner: ListenerOwner, listeners: { readonly [name in K]: ThanosListener },
): { [name in K]: BoundListener } {
  const certificates = new Map<ServerCertificate, BoundCertificate>();
  const bound = (name: string, certificate: ServerCertificate): BoundCertificate => {
    const known = certificates.get(certificate);
    if (known) { return known; }
    // The first has the server's own name, and its construct; the others are told apart by their ports.
    const first = certificates.size === 0;
    const made = certificate._bind(first ? scope : new Construct(scope, `certificate-${name}`), {
      owner: first ? owner.name : `${owner.name}-${name}`,
      namespace: owner.namespace,
      usage: 'server',
      podLabels: owner.podLabels,
      dnsNames: owner.dnsNames,
      dialled: owner.dialled,
    });
    certificates.set(certificate, made);
    return made;
  };
  const all = (Object.entries(listeners) as [K, ThanosListener][]).map(([name, listener]): [K, BoundListener] => {
    const { _kind: kind, _minVersion: minVersion } = listener;
    if (listener._tls === undefined) { return [name, { kind, minVersion }]; }
    const certificate = bound(name, listener._tls.certificate);
    const tls = tlsDirectory(`${name}-tls`, `${THANOS_PATHS.servers}/${name}`, { certificate, ca: listener._clientCa?._bind(scope, owner.namespace) });
    const { ca, serviceAnnotations } = certificate;
    return [name, { kind, minVersion, tls, certificate, ca, clientCa: listener._clientCa, serviceAnnotations }];
  });
  return Object.fromEntries(all) as { [name in K]: BoundListener };
}

/**
 * A name from outside, beside the one that is dialled inside.
 *
 * @throws for a certificate that is known, or whose names are, and that does not cover it
 */
export function checkCovers(where: Construct, listener: BoundListener, host: string): void {
  const { certificate } = listener;
  if (certificate === undefined) { return; }
  const { certificate: pem, names } = certificate;
  if (pem === undefined && names === undefined) { return; }
  const [covered, all] = pem !== undefined ? covering(where, pem, host) : [names!.some((name) => dnsNameCovers(name, host)), names!];
  if (!covered) {
    throw invalid(where, {
      what: 'the certificate does not cover the name that clients outside dial',
      saw: `${host}, while it covers ${all.join(', ') || 'no name'}`,
      allowed: 'a certificate with that name beside those of the Services',
      fix: `issue it again with DNS:${host}`,
    });
  }
}

function covering(where: Construct, pem: string, host: string): [boolean, readonly string[]] {
  const [leaf] = readCertificates(where, 'certificate', pem);
  return [coversHost(leaf, host), leaf.dnsNames];
}

/** The flags of a listener that Thanos configures by flags: gRPC ("grpc-server-tls") and remote write ("remote-write.server-tls"). */
export function listenerFlags(prefix: string, listener: BoundListener, knowsMinVersion: boolean): string[] {
  const { tls, minVersion } = listener;
  if (tls === undefined) { return []; }
  return [
    `--${prefix}-cert=${tls.certFile}`,
    `--${prefix}-key=${tls.keyFile}`,
    ...(tls.caFile === undefined ? [] : [`--${prefix}-client-ca=${tls.caFile}`]),
    ...(knowsMinVersion ? [`--${prefix}-min-version=${minVersion}`] : []),
  ];
}

/**
 * What queriers have to know of a server of gRPC; undefined for plaintext.
 *
 * @throws where the CA is not known: a querier could not verify the server
 */
export function serverTls(where: Construct, grpc: BoundListener, serverNames: string[]): ThanosServerTls | undefined {
  if (grpc.kind === 'plaintext') { return undefined; }
  if (grpc.ca === undefined) {
    throw invalid(where, {
      what: 'it is not known which CA verifies this server, so a querier could not verify it',
      allowed: 'a certificate with its CA',
      fix: "name it: ServerCertificate.fromSecret('…', { ca: StorageCa.fromPem(…) }), or an issuer with a ca",
    });
  }
  return { ca: grpc.ca, serverNames, clientAuth: grpc.kind === 'mutualTls', minVersion: grpc.minVersion };
}
