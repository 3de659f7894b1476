import { TlsBlock } from './custom-resource';

// The names of Go's crypto/tls (cipher_suites.go).
const TLS13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const SECURE = [
  ...TLS13,
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
];
// What Go moved from the one list to the other over time is in both, so that no version of Tempo is wronged.
const INSECURE = [
  'TLS_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_ECDSA_WITH_RC4_128_SHA', 'TLS_ECDHE_RSA_WITH_RC4_128_SHA',
  'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305', 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305',
];

/** The words for a lowest version: a store's client is dskit's (crypto/tls/tls.go), a receiver is the OpenTelemetry Collector's (config/configtls). */
export const VERSION_WORDS: { readonly [place in TlsBlock['place']]: readonly string[] } = {
  storage: ['VersionTLS10', 'VersionTLS11', 'VersionTLS12', 'VersionTLS13'],
  receiver: ['1.0', '1.1', '1.2', '1.3'],
};

/** A lowest version in the words of either place as "1.2"; undefined for anything else. */
export function plainVersion(word: unknown): string | undefined {
  const match = /^(?:VersionTLS)?1\.?([0-3])$/.exec(typeof word === 'string' || typeof word === 'number' ? String(word) : '');
  return match ? `1.${match[1]}` : undefined;
}

/** The names of a list that no Go program knows as cipher suites. */
export function unknownSuites(names: readonly string[]): string[] {
  return names.filter((name) => !SECURE.includes(name) && !INSECURE.includes(name));
}

/** Whether a list leaves TLS 1.3 as the only version: Go does not let TLS 1.3 suites be chosen, and needs others for the versions below. */
export function onlyTls13(names: readonly string[]): boolean {
  return names.length > 0 && names.every((name) => TLS13.includes(name));
}

/** The cipher suites of a value: a list, or a text with commas. */
export function suitesIn(value: unknown): string[] {
  const list = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];
  return list.map((name) => name.trim()).filter((name) => name !== '');
}

/** The lowest version that settings allow in effect, where they say one. */
export function lowestVersion(minVersion: unknown, suites: unknown): string | undefined {
  const said = plainVersion(minVersion);
  return onlyTls13(suitesIn(suites)) ? '1.3' : said;
}
