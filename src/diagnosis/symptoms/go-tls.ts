import { Symptom } from '../symptom';

/** What Go's crypto/tls and net/http say of a handshake (Go 1.26, src/crypto/tls/alert.go, handshake_*.go, src/net/http). An alert is what the other side says. */
export const GO_TLS: readonly Symptom[] = [
  {
    id: 'plaintext-answer',
    says: /(first record does not look like a TLS handshake|server gave HTTP response to HTTPS client)/,
    means: 'the client speaks TLS, and the server answers in plaintext',
    rules: ['OT001', 'OT201', 'OT138'],
    look: 'whether the server is given its certificate where it looks for it: one that finds none starts without TLS and says nothing',
  },
  {
    id: 'plaintext-question',
    says: /(Client sent an HTTP request to an HTTPS server|malformed HTTP response \\*"\\*x15\\*x03|tls: unsupported SSLv2 handshake received|OPENSSL.internal:HTTP_REQUEST)/i,
    means: 'the client speaks plaintext, and the server expects TLS',
    rules: ['OT001', 'OT104', 'OT105', 'OT106', 'OT200'],
    look: 'the scheme of the address, and whether TLS is switched on where the client is configured',
  },
  {
    id: 'plaintext-grpc-question',
    says: /error reading server preface: (EOF|read tcp .*connection reset by peer|http2: frame too large)/,
    means: 'a gRPC client speaks plaintext, and the server expects TLS (it hangs up)',
    rules: ['OT001', 'OT312', 'OT310', 'OT300'],
    look: 'whether TLS is switched on for this endpoint, in a way that this version of the client reads',
  },
  {
    id: 'certificate-demanded',
    says: /(tls: certificate required|client didn't provide a certificate|alert certificate required|ALERT_CERTIFICATE_REQUIRED|PEER_DID_NOT_RETURN_A_CERTIFICATE|fatal alert: certificate_required|Empty client certificate chain)/,
    means: 'the server demands a client certificate, and is shown none: a client in Go shows none either whose CA is not among those that the server names',
    rules: ['OT010', 'OT006', 'OT306'],
    look: 'whether the client is given certificate and key, and they are where it reads them',
  },
  {
    id: 'client-authority-unknown',
    says: /(remote error: tls: unknown certificate authority|alert unknown ca|ALERT_UNKNOWN_CA|fatal alert: unknown_ca)/,
    means: 'the other side does not trust who signed the certificate that it was shown: behind a server that demands one, that of the client',
    rules: ['OT006', 'OT414'],
    look: 'the log of the other side tells more; compare the issuer of the client\'s certificate with the server\'s client CA',
  },
  {
    id: 'certificate-refused',
    says: /(remote error: tls: (bad certificate|unknown certificate|expired certificate|unsupported certificate|error decrypting message)|alert (bad certificate|certificate expired|certificate unknown|unsupported certificate)|ALERT_(BAD_CERTIFICATE|CERTIFICATE_EXPIRED)|fatal alert: (bad_certificate|certificate_unknown|certificate_expired)|local error: tls: bad record MAC|Insufficient buffer remaining for AEAD cipher fragment \(2\)|TSI_DATA_CORRUPTED|Corruption detected\.)/,
    means: 'the other side refuses the certificate that it was shown (a client may say so before it encrypts, which the server cannot read)',
    rules: ['OT006', 'OT005', 'OT007', 'OT008', 'OT010'],
    look: 'the log of the other side says why: unknown authority, an end that has passed, a usage or a name',
  },
  {
    id: 'no-common-version',
    says: /(remote error: tls: protocol version not supported|client offered only unsupported versions|server selected unsupported protocol version|alert protocol version|ALERT_PROTOCOL_VERSION|requested protocol \S+ is not enabled|fatal alert: (protocol_version|ProtocolVersion)|unsupported protocol)/,
    means: 'client and server have no TLS version in common',
    rules: ['OT114', 'OT322', 'OT112', 'OT311'],
    look: 'the lowest version of the one and the highest of the other',
  },
  {
    id: 'no-common-cipher',
    says: /(no cipher suite supported by both client and server|(?:tls:|alert|alert:) handshake failure|no cipher match|HANDSHAKE_FAILURE|no shared cipher|fatal alert: (handshake_failure|HandshakeFailure)|no cipher suites in common|\(protocol is disabled or cipher suites are inappropriate\))/,
    means: 'the two sides found nothing that both speak: cipher suites, curves, or the kind of certificate',
    rules: ['OT114', 'OT113', 'OT010'],
    look: 'the cipher suites that are set on each side, and whether the server has a certificate at all for the name that it was asked for',
  },
  {
    id: 'no-http2',
    says: /(no application protocol|missing selected ALPN property|client requested unsupported application protocols|Failed parsing HTTP\/2 \()/i,
    means: 'gRPC needs HTTP/2, and the other side does not speak it there',
    rules: ['OT343'],
    look: 'what stands between: a proxy that ends TLS and offers HTTP/1.1 only',
  },
  {
    id: 'not-its-key',
    says: /private key does not match public key|key values mismatch/,
    means: 'certificate and private key are not a pair',
    rules: ['OT004', 'OT422'],
    look: 'both come from one issue of one certificate: mount both from the same Secret',
  },
  {
    id: 'no-certificate-in-file',
    says: /(failed to find any PEM data in (certificate|key) input|failed to find certificate PEM data|failed to parse (certificate|private key)|Failed to parse `[^`]+`|failed to add CA certificate|unable to use specified CA cert|failed to (parse|append) .*(CA|cert)|no certificate or crl found|no valid certificates? found)/i,
    means: 'a file that should hold a certificate or key holds none: it is empty, cut off, or the wrong one',
    rules: ['OT003', 'OT202', 'OT017', 'OT136', 'OT315'],
    look: 'kubectl get secret NAME -o jsonpath=\'{.data.tls\\.crt}\' | base64 -d: it begins with -----BEGIN CERTIFICATE-----',
  },
];
