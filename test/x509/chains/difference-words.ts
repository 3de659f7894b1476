/** One difference between Go (and so this library) and OpenSSL, in words. */
export interface DifferenceWords {
  /** which of the two accepts */
  readonly accepts: 'Go' | 'OpenSSL';
  /** what is in the certificates or in the question */
  readonly what: string;
  readonly go: string;
  readonly openssl: string;
}

const goAccepts = (what: string, go: string, openssl: string): DifferenceWords => ({ accepts: 'Go', what, go, openssl });
const opensslAccepts = (what: string, go: string, openssl: string): DifferenceWords => ({ accepts: 'OpenSSL', what, go, openssl });
const unread = (what: string): DifferenceWords => opensslAccepts(what, 'does not read the certificate: in a bundle it is skipped, as a server’s it ends the handshake', 'reads it');

/** Every known difference by its id, in the order of the page. A run that meets another one fails, and so does one that never meets one of these. */
export const DIFFERENCES: { readonly [id: string]: DifferenceWords } = {
  'anchor-not-self-signed': goAccepts('The anchor is an intermediate, or the leaf itself', 'any certificate of the bundle is an anchor', 'only with `-partial_chain`'),
  'one-way': goAccepts('Several CAs share a name (after a change of keys, cross-signed), or the trusted leaf came with CAs that are at fault', 'tries every way up, and accepts if one holds',
    'builds one chain – trusted before served, valid before expired, the first that fits – and judges that one only'),
  'key-identifiers': goAccepts('The authority key identifier (or the issuer and serial number in it) is not that of the CA', 'only uses it to try the likelier CA first', 'does not take the CA for the issuer'),
  'last-second': goAccepts('It is the very second that notAfter names', 'still valid', 'expired'),
  'any-usage': goAccepts('Extended key usage `anyExtendedKeyUsage` alone', 'good for servers and clients', 'good for neither'),
  'empty-usage': goAccepts('An extended key usage extension that lists nothing', 'as if it were absent', 'good for nothing'),
  'leaf-key-usage': goAccepts('The leaf’s key usage has none of digitalSignature, keyAgreement and (for servers) keyEncipherment', 'does not look at a leaf’s key usage', 'unsuitable purpose'),
  'empty-key-usage': goAccepts('A key usage extension without any bit', 'as if it were absent', 'invalid: it issues nothing and is issued by nobody'),
  'anchor-without-basic-constraints': goAccepts('An anchor of version 1 that nobody of its own name signed', 'allowed as an anchor', 'no CA'),
  'host-ends-with-dot': goAccepts('The host that is dialled ends with a dot', 'ignores the dot', 'compares it'),
  'wide-wildcard': goAccepts('A wildcard right above the last label: `*.svc`', 'covers `minio.svc`', 'covers nothing: it wants two dots after the star'),
  'mapped-address': goAccepts('An IPv4 address written as IPv6 on one of the two sides: `::ffff:10.0.0.5`', 'the same address', 'another address'),
  'constraint-common-name': goAccepts('Permitted DNS names, and a leaf with a common name and no DNS name', 'judges the alternative names only', 'judges the common name as if it were a DNS name'),
  'constraint-subject-email': goAccepts('Permitted or excluded email addresses, and one in the subject', 'judges the alternative names only', 'judges that one too'),
  'constraint-mailbox-or-uri': goAccepts('Constraints on the hosts of email addresses or URIs', '`example.com` holds for everything below it, and the empty one for every host', '`example.com` is that host alone'),
  'constraint-mapped': opensslAccepts('IP constraints and an IPv4 address written as IPv6', 'it is an IPv4 address', 'it is an IPv6 address'),
  'constraint-minimum': goAccepts('A name constraint with a minimum', 'reads over it', 'unsupported'),
  'constraint-wildcard': opensslAccepts('Excluded `minio.tracing.svc`, and a leaf for `*.tracing.svc`', 'the wildcard covers an excluded name', 'the wildcard is another name'),
  'constraint-unusable-name': opensslAccepts('Any name constraint, and an alternative name that is no usable email address, URI or DNS name', 'refuses the chain', 'judges only what the constraint is about'),
  'constraint-self-issued': opensslAccepts('Names of a CA that is below a CA of the same name', 'judges them', 'leaves them out'),
  'common-name': opensslAccepts('A leaf without DNS names whose common name is the host', 'a common name counts for nothing', 'the common name stands in for DNS names'),
  'partial-wildcard': opensslAccepts('A wildcard within a label: `f*.tracing.svc`', 'only a whole label may be a wildcard', 'covers `foo.tracing.svc`'),
  'host-begins-with-dot': opensslAccepts('The host that is asked for begins with a dot', 'is no host', 'asks for any name below it'),
  'critical-extension': opensslAccepts('A critical extension that only OpenSSL knows: Netscape certificate type, RFC 3779 addresses', 'unhandled critical extension', 'understood'),
  'gated-crypto': opensslAccepts('Extended key usage for step-up encryption of the 1990s (Netscape, Microsoft SGC)', 'not for servers', 'for servers'),
  'policies': opensslAccepts('Certificate policies that the chain demands and breaks', 'no valid chain', 'checks policies with `-policy_check` only'),
  'self-issued-count': opensslAccepts('A path length, and CAs below it that share their issuer’s name', 'counts every CA', 'leaves out those that are self-issued'),
  'ca-without-basic-constraints': opensslAccepts('A CA without basic constraints whose key usage has keyCertSign, or one of version 1 or 2', 'no CA, unless it is an anchor of version 1', 'a CA, as an anchor'),
  'same-entity': opensslAccepts('A chain that comes back to the name and key of a certificate below', 'never builds it', 'builds it'),
  'name-octets': opensslAccepts('The issuer is written otherwise than the CA’s subject: kind of string, upper case, blanks', 'compares octets', 'compares what they mean'),
  'weak-digest': opensslAccepts('A signature with MD5 or SHA-1', 'refused', 'accepted by `openssl verify`; TLS libraries ask for security level 1 or 2, which refuses them'),
  'small-rsa': opensslAccepts('An RSA key of less than 1024 bits that signs', 'refused', 'accepted by `openssl verify`; refused at security level 1 or 2'),
  'unknown-algorithm': opensslAccepts('Ed448, SHA-224, a key for RSA-PSS alone, or RSA-PSS with a salt that is not as long as the digest', 'unknown', 'known'),
  'read-version': unread('Version 4'),
  'read-serial': unread('A negative serial number'),
  'read-trailing': unread('Octets after the end of the certificate'),
  'read-ber': unread('BER that is not DER: a length in more octets than it needs'),
  'read-two-algorithms': unread('Another signature algorithm inside the signed part than outside; as an anchor, whose signature nobody checks'),
  'read-twice': unread('One extension twice'),
  'read-curve': unread('A key on secp256k1'),
  'read-name-characters': unread('`@` or `_` in a PrintableString'),
  'read-alt-name': unread('An alternative name that is no URI, no IP address, or not ASCII'),
  'read-constraint': unread('A name constraint that cannot be parsed, or constraints of nothing'),
  'read-extension': unread('A key usage that is no bit string, in a leaf that is trusted itself'),
  'read-path-length': unread('A negative path length, in a leaf that is trusted itself'),
  'strict-no-key-usage': goAccepts('A CA without key usage', 'may sign', '`-x509_strict` refuses it'),
  'strict-no-identifier': goAccepts('No authority key identifier, or a CA without subject key identifier', 'not needed', '`-x509_strict` refuses it'),
  'strict-path-length': goAccepts('A path length without CA:TRUE, or without keyCertSign', 'of no account', '`-x509_strict` refuses it'),
  'strict-leaf-signs': goAccepts('keyCertSign in a certificate that is no CA', 'of no account', '`-x509_strict` refuses it'),
  'strict-no-name': goAccepts('An empty issuer, an empty subject of a CA, or an empty subject without critical alternative names', 'allowed', '`-x509_strict` refuses it'),
  'strict-empty-names': goAccepts('An alternative name extension that lists nothing', 'as if it were absent', '`-x509_strict` refuses it'),
  'strict-old-ca': goAccepts('A trusted certificate of version 1, or without basic constraints and with keyCertSign, that is itself the leaf', 'trusted', '`-x509_strict` refuses it'),
};
