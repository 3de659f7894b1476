import { Symptom } from '../symptom';

/**
 * What OpenSSL 3, BoringSSL, GnuTLS and rustls say, and who is built on them (seen with OpenSSL 3.0.19, curl 7.88.1, wget 1.21.3 of Debian 12, Python 3.11 with requests
 * 2.34 and httpx 0.28, Node.js 20, Envoy 1.39.1, grpcio 1.85 and uv 0.13).
 */
export const OPENSSL: readonly Symptom[] = [
  {
    id: 'another-authority-of-this-name',
    says: /invalid peer certificate: BadSignature/,
    means: 'the bundle holds a CA of the right name, and it is another one: its key did not sign this certificate',
    rules: ['OT006', 'OT405'],
    look: 'the CA was made anew, or two CAs have one name',
  },
  {
    id: 'unknown-authority',
    says: /unable to get (local )?issuer certificate|unable to verify the first certificate|(?:problem|error|failed|result|num=\d+|code: \d+)[^\n]{0,40}self[- ]signed certificate|self[- ]signed certificate (?:encountered|in certificate chain)|UNABLE_TO_VERIFY_LEAF_SIGNATURE|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|invalid peer certificate: (?:UnknownIssuer|.*CaUsedAsEndEntity)|doesn't have a known issuer|certificate of .* is not trusted/i,
    means: 'the certificate is signed by nobody in the bundle, or the server leaves an intermediate out',
    rules: ['OT006', 'OT003', 'OT017'],
    look: 'compare the issuer of what is served (openssl s_client -showcerts) with the subjects in the client\'s bundle',
  },
  {
    id: 'not-for-this-name',
    says: /no alternative certificate subject name matches target (?:host ?name|ipv[46] address) '(?:[^']+)'|certificate subject name '.*' does not match target host ?name '(?:[^']+)'|does not match hostname [‘'](?:[^’']+)|hostname mismatch|ip address mismatch|Hostname Verification Check failed|verify cert failed: SAN matcher|ERR_TLS_CERT_ALTNAME_INVALID|not in the cert's (?:altnames|list)|invalid peer certificate: certificate not valid for name/i,
    means: 'the server\'s certificate does not have the name that is dialled',
    rules: ['OT007', 'OT325', 'OT024'],
    look: 'openssl s_client shows the names of what is served',
  },
  {
    id: 'out-of-date',
    says: /certificate (?:of .*)?has expired|certificate is not yet valid|certificate .*is not yet activated|CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|invalid peer certificate: certificate (?:expired|not valid yet)/i,
    means: 'a certificate of the chain has ended, or has not begun',
    rules: ['OT005', 'OT403', 'OT416'],
    look: 'openssl s_client … | openssl x509 -noout -dates',
  },
  {
    id: 'wrong-usage',
    says: /(unsuitable|unsupported) certificate purpose|'INVALID_PURPOSE'|certificate does not allow extended key usage/,
    means: 'the certificate is for the other side of a connection',
    rules: ['OT008'],
    look: 'the extended key usages: serverAuth for a server, clientAuth for a client',
  },
  {
    id: 'plaintext-answer',
    says: /wrong version number|WRONG_VERSION_NUMBER|unexpected TLS packet was received|packet length too long|Received HTTP\/0\.9 when not allowed|corrupt message of type InvalidContentType|Un(?:supported or un)?recognized SSL message/,
    means: 'one side speaks TLS, and the other plaintext',
    rules: ['OT001', 'OT201', 'OT200'],
    look: 'the scheme of the address, and whether the server has found its certificate',
  },
  {
    id: 'weak',
    says: /legacy sigalg disallowed|(ee|ca) key too small|(ca|ee) md too weak|dh key too small/,
    means: 'a key, signature or protocol version is weaker than OpenSSL accepts',
    rules: ['OT114', 'OT322'],
    look: 'the TLS version that the server allows, and how its certificates are signed',
  },
  {
    id: 'no-certificate-in-file',
    says: /error setting certificate (verify locations|file)|could not load (PEM|client) |unable to (set private key|load client cert)|Failed to open cert|unable to load (certificate|trusted|private)|PEM lib|nested asn1 error/i,
    means: 'a file that should hold a certificate or key is not there, or holds none',
    rules: ['OT003', 'OT017', 'OT307'],
    look: 'whether it is mounted there, under this name, and begins with -----BEGIN',
  },
];
