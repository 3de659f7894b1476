import { Symptom } from '../symptom';

const ISSUER = 'compare the issuer of what is served (openssl s_client -showcerts) with the subjects in the client\'s bundle; a client that reads its bundle once is to be restarted';
const NAMES = 'openssl s_client shows the names of what is served: dial one of them, or have a certificate with the dialled name made';

/** What Go's crypto/x509 says of a certificate (Go 1.26, src/crypto/x509/verify.go): Tempo, Thanos, MinIO, mc, Prometheus and the operators are written in Go. */
export const GO_X509: readonly Symptom[] = [
  {
    id: 'another-authority-of-this-name',
    says: /certificate signed by unknown authority \(possibly because of .*while trying to verify candidate authority certificate \\*"(?:[^"\\]+)/,
    means: 'the bundle holds a CA of the right name, and it is another one: its key did not sign this certificate',
    rules: ['OT006', 'OT405'],
    look: 'the CA was made anew, or two CAs have one name: put the present CA into the bundle, beside the old one until every certificate is renewed',
  },
  {
    id: 'insecure-signature',
    says: /cannot verify signature: insecure algorithm/,
    means: 'a certificate of the chain is signed with an algorithm that Go does not accept any more (SHA-1, MD5)',
    rules: ['OT006'],
    look: 'have the certificate, or the CA above it, made anew with SHA-256',
  },
  {
    id: 'unknown-authority',
    says: /certificate signed by unknown authority/,
    means: 'the certificate is signed by nobody in the bundle, or the server leaves an intermediate out',
    rules: ['OT006', 'OT003', 'OT017'],
    look: ISSUER,
  },
  {
    id: 'not-for-this-name',
    says: /certificate is valid for (?:[^"\\]*?), not (?:[^\s"\\,;]+)/,
    means: 'the server\'s certificate does not have the name that is dialled',
    rules: ['OT007', 'OT024'],
    look: NAMES,
  },
  {
    id: 'no-names',
    says: /certificate is not valid for any names, but wanted to match (?:[^\s"\\,;]+)/,
    means: 'the server\'s certificate has no DNS names at all',
    rules: ['OT007', 'OT421'],
    look: NAMES,
  },
  {
    id: 'common-name-only',
    says: /certificate relies on legacy Common Name field/,
    means: 'the server\'s certificate has a common name and no subject alternative names, and Go looks at those only',
    rules: ['OT007', 'OT421'],
    look: NAMES,
  },
  {
    id: 'no-ip-names',
    says: /cannot validate certificate for (?:[0-9a-fA-F.:]+) because it doesn't contain any IP SANs/,
    means: 'an IP address is dialled, and the certificate has DNS names only',
    rules: ['OT007', 'OT325'],
    look: 'dial a name, or set the server name that is to be verified',
  },
  {
    id: 'out-of-date',
    says: /certificate has expired or is not yet valid/,
    means: 'a certificate of the chain has ended, or has not begun; the message has the times',
    rules: ['OT005', 'OT403', 'OT416'],
    look: 'whether it is renewed in its Secret and the process still serves the old one (it is mounted with subPath, or read once), or nobody renews it',
  },
  {
    id: 'wrong-usage',
    says: /certificate specifies an incompatible key usage/,
    means: 'the certificate is for the other side of a connection: a client\'s is shown by a server, or a server\'s by a client',
    rules: ['OT008'],
    look: 'the extended key usages: serverAuth for a server, clientAuth for a client, both where one certificate serves both',
  },
  {
    id: 'not-an-authority',
    says: /(certificate is not authorized to sign other certificates|parent certificate cannot sign this kind of certificate|too many intermediates for path length constraint)/,
    means: 'a certificate above it may not sign: it is no CA, or one that may have no other CA below it',
    rules: ['OT009', 'OT414'],
    look: 'basicConstraints and keyUsage of each CA of the chain',
  },
  {
    id: 'forbidden-name',
    says: /(not permitted by any constraint|is excluded by constraint|certificate is not authorized to sign for this name)/,
    means: 'the CA may not sign for this name: its name constraints forbid it',
    rules: ['OT009', 'OT007'],
    look: 'nameConstraints of each CA of the chain',
  },
];
