import { invalid } from '../kube/invalid';
import { requireOneOf } from '../kube/text';
import { TlsVersion } from '../kube/tls-version';
import { ServerCertificate, StorageCa } from '../pki';

/** Properties of `ThanosListener.tls`. */
export interface ThanosTlsProps {
  /** The server's certificate. The names that it must cover are computed from the Services in front of it. */
  readonly certificate: ServerCertificate;
  /**
   * The oldest TLS version that clients may use. For gRPC, servers from v0.26 to v0.36 know no other than 1.3.
   * @default TlsVersion.V1_3
   */
  readonly minTlsVersion?: TlsVersion;
}

/** Properties of `ThanosListener.mutualTls`. */
export interface ThanosMutualTlsProps extends ThanosTlsProps {
  /**
   * The bundle that verifies clients: whoever has a certificate of it gets in, so it should sign nothing else. Thanos reads it when it starts
   * (v0.42.4, pkg/tls/options.go); another bundle is another pod.
   */
  readonly clientCa: StorageCa;
}

/**
 * How a port of Thanos is served: gRPC, HTTP, or the remote write endpoint of a receiver. A certificate that is renewed in its Secret is shown
 * from the next handshake on, without a restart (v0.42.4, pkg/tls/options.go).
 *
 * @example
 *
 * const listener = ThanosListener.mutualTls({ certificate: ServerCertificate.issuedBy(issuer), clientCa: StorageCa.fromBundle('observer-clients') });
 */
export class ThanosListener {
  /** With mutual TLS: clients verify the server, and the server lets in only clients with a certificate of the bundle. */
  public static mutualTls(props: ThanosMutualTlsProps): ThanosListener {
    const where = 'ThanosListener.mutualTls';
    if (!(props?.clientCa instanceof StorageCa)) {
      throw invalid(where, {
        what: 'clientCa is missing, so every client would be let in',
        got: props?.clientCa,
        allowed: 'a StorageCa',
        fix: 'pass the bundle that verifies the clients, or say ThanosListener.tls for a server that asks nobody who they are',
      });
    }
    return new ThanosListener('mutualTls', checked(where, props), props.clientCa);
  }

  /** With TLS: clients verify the server, and the server does not ask who they are. */
  public static tls(props: ThanosTlsProps): ThanosListener {
    return new ThanosListener('tls', checked('ThanosListener.tls', props));
  }

  /** Without TLS: for clients in the same trusted network. */
  public static plaintext(): ThanosListener {
    return new ThanosListener('plaintext');
  }

  private constructor(
    /** @internal */
    readonly _kind: 'plaintext' | 'tls' | 'mutualTls',
    /** @internal */
    readonly _tls?: ThanosTlsProps,
    /** @internal */
    readonly _clientCa?: StorageCa,
  ) {}

  /** @internal The lowest version, where TLS is spoken. */
  public get _minVersion(): TlsVersion {
    return this._tls?.minTlsVersion ?? TlsVersion.V1_3;
  }
}

function checked(where: string, props: ThanosTlsProps): ThanosTlsProps {
  if (!(props?.certificate instanceof ServerCertificate)) {
    throw invalid(where, {
      what: 'certificate is missing',
      got: props?.certificate,
      allowed: 'a ServerCertificate',
      fix: "certificate: ServerCertificate.issuedBy(issuer), or ServerCertificate.fromSecret('thanos-tls')",
    });
  }
  if (props.minTlsVersion !== undefined) { requireOneOf(where, 'minTlsVersion', props.minTlsVersion, Object.values(TlsVersion)); }
  return props;
}
