import { IConstruct } from 'constructs';
import { invalid } from '../kube/invalid';
import { requireList, requireOneOf } from '../kube/text';
import { TlsVersion } from '../kube/tls-version';

/** Where a TLS setting is read: the two have different words and different readers. */
export type TlsPlace = 'storage' | 'receiver';

/** The part of a TLSSpec that says how to speak. */
export interface TlsParameters {
  readonly minVersion?: string;
  readonly cipherSuites?: readonly string[];
}

// Names of Go 1.26's crypto/tls (CipherSuites); TLS 1.3 suites are not configurable in Go, and are there so that a list names what is used.
const TLS13_SUITES = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const TLS12_AEAD_SUITES = [
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256', 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
];
const TLS12_CBC_SUITES = [
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
];
const KNOWN_SUITES = [...TLS13_SUITES, ...TLS12_AEAD_SUITES, ...TLS12_CBC_SUITES];

/**
 * Minimum version and suites in the words of their place: object storage is dskit's client ("VersionTLS12"; dskit, crypto/tls/tls.go),
 * receivers are the OpenTelemetry Collector's servers ("1.2"; config/configtls). The operator copies both unread.
 *
 * A minimum of TLS 1.2 alone would change nothing: the operator's default profile ("Modern") lists only TLS 1.3 suites, and a peer that
 * has TLS 1.2 only would find none in common. So that minimum brings its suites along.
 *
 * @throws for suites that Go does not have, and for a list that leaves no version usable
 */
export function tlsParameters(
  where: IConstruct | string, place: TlsPlace, minTlsVersion?: TlsVersion, cipherSuites?: readonly string[],
): TlsParameters {
  if (minTlsVersion !== undefined) { requireOneOf(where, 'minTlsVersion', minTlsVersion, Object.values(TlsVersion)); }
  const suites = cipherSuites === undefined ? undefined : knownSuites(where, cipherSuites);
  const for12 = suites?.filter((suite) => !TLS13_SUITES.includes(suite)) ?? [];
  if (suites && minTlsVersion !== TlsVersion.V1_2 && for12.length > 0) {
    throw invalid(where, {
      what: `cipherSuites has a TLS 1.2 suite that can never be used: the minimum is TLS 1.3${minTlsVersion ? '' : ' unless minTlsVersion says otherwise'}`,
      saw: for12.join(', '),
      allowed: TLS13_SUITES.join(', '),
      fix: 'say minTlsVersion: TlsVersion.V1_2, or leave cipherSuites out',
    });
  }
  if (suites && minTlsVersion === TlsVersion.V1_2 && for12.length === 0) {
    throw invalid(where, {
      what: 'minTlsVersion allows TLS 1.2, but cipherSuites has only suites of TLS 1.3',
      saw: suites.join(', '),
      allowed: TLS12_AEAD_SUITES.join(', '),
      fix: 'leave cipherSuites out (the suites of TLS 1.2 with forward secrecy are listed then), or say minTlsVersion: TlsVersion.V1_3',
    });
  }
  return {
    minVersion: minTlsVersion && (place === 'storage' ? `VersionTLS${minTlsVersion.replace('.', '')}` : minTlsVersion),
    cipherSuites: suites ?? (minTlsVersion === TlsVersion.V1_2 ? [...TLS13_SUITES, ...TLS12_AEAD_SUITES] : undefined),
  };
}

function knownSuites(where: IConstruct | string, cipherSuites: unknown): readonly string[] {
  const suites = requireList<string>(where, 'cipherSuites', cipherSuites);
  if (suites.length === 0) {
    throw invalid(where, {
      what: 'cipherSuites is empty',
      got: suites,
      allowed: KNOWN_SUITES.join(', '),
      fix: 'leave it out: the operator drops an empty list when it first updates the resource, and its own profile returns',
    });
  }
  suites.forEach((suite, i) => {
    if (!KNOWN_SUITES.includes(suite)) {
      throw invalid(where, {
        what: `cipherSuites[${i}] is not a suite that Go offers as secure`,
        got: suite,
        allowed: KNOWN_SUITES.join(', '),
        fix: typeof suite === 'string' && /^(ECDHE|AES|DHE|TLS_AES)[A-Z0-9-]*$/.test(suite) ? 'this is OpenSSL\'s name: use the IANA name, TLS_ECDHE_…_WITH_…' : 'use a name of the list',
      });
    }
  });
  return suites;
}
